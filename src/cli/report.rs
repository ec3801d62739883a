//! `themeshift report`: the report alone.

use super::args::ReportOptions;
use super::common::Common;
use super::open::{load, open};
use super::show;
use crate::error::{Error, ErrorKind, Result};
use crate::pipeline;
use crate::plural::{grouped, plural};

/// Runs the command.
pub fn run(options: &ReportOptions, common: &Common) -> Result<()> {
    let config = load(common)?;
    let (project, terminal) = open(config, common)?;
    let page = pipeline::report(&project, &terminal)?;
    let path = pipeline::write_report(&project, &page)?;
    drop(terminal);
    if !common.quiet {
        let shown = show::printable(&path.display().to_string());
        let messages = if (page.messages as u64) < page.of_messages {
            format!("a fair sample of {} of {}", grouped(page.messages as u64), plural(page.of_messages, "message"))
        } else {
            format!("all {}", plural(page.of_messages, "message"))
        };
        show::write(format!("Wrote {shown}, with {messages}\n").as_bytes())?;
    }
    if options.open {
        ::open::that_detached(&path).map_err(|e| {
            Error::io(ErrorKind::Output, "cannot open a browser; the report is written", &path, e)
                .hint("open the file by hand")
        })?;
    }
    Ok(())
}
