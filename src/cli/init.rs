//! `themeshift init`: a folder of documents -> a project; or a shipped project, written anew.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::args::InitOptions;
use super::common::{Common, Format};
use super::show;
use super::watch::Terminal;
use crate::analysis::row::row;
use crate::error::{Error, ErrorKind, Result};
use crate::pipeline::init::{self, Proposal, Request, Suggestion, example};
use crate::pipeline::whole;
use crate::plural::{has, plural};

/// Rows that are drawn on a terminal, at most.
const ROWS: usize = 40;
/// Files without a year that are named below the table, at most.
const NAMED: usize = 10;
/// Seconds of a mean year of the Gregorian calendar.
const YEAR_SECONDS: u64 = 31_556_952;

row!(WrittenRow, "written", "One file of a shipped project.", ["file"], {
    file: String, "", "The file.";
    bytes: u64, "bytes", "Its size.";
});

/// Runs the command.
pub fn run(options: &InitOptions, common: &Common) -> Result<()> {
    refuse_choices(common)?;
    if let Some(name) = &options.example {
        let folder = options.directory.clone().unwrap_or_else(|| PathBuf::from(name));
        return example(name, &folder, options.dry_run, common);
    }
    // The command line demands a folder where there is no example.
    let folder = options.directory.clone().unwrap_or_default();
    let terminal = Terminal::new(common.quiet);
    let request = Request { codebook: options.codebook.clone(), this_year: this_year(), threads: common.threads };
    let proposal = init::propose(&folder, &request, &terminal)?;
    proposal.warnings.iter().for_each(|warning| terminal.warn(warning));
    drop(terminal);
    if !options.dry_run {
        proposal.write()?;
    }
    let drawn = show::format(common) == Format::Table && std::io::stdout().is_terminal();
    let rows = proposal.rows.len();
    let shown = if drawn { rows.min(ROWS) } else { rows };
    let columns = ["file", "document", "year", "year_from", "language", "format", "words", "note"];
    show::print(&proposal.rows[..shown], &columns, common)?;
    if common.quiet {
        return Ok(());
    }
    let mut text = String::new();
    if shown < rows {
        text += &format!("... and {} more; --format csv shows all of them\n", rows - shown);
    }
    text += &summary(&proposal, &folder, options.dry_run);
    tell(&text);
    Ok(())
}

/// Refuses options that divide or choose documents: a project is written for all of them.
fn refuse_choices(common: &Common) -> Result<()> {
    let Some(option) = common.choice() else { return Ok(()) };
    Err(Error::new(ErrorKind::Usage, format!("{option}: `init` writes a project for all documents")).hint(format!(
        "leave {option} out; give it to `themeshift run`, or set it in the themeshift.toml that is written"
    )))
}

/// Writes a shipped project.
fn example(name: &str, folder: &Path, dry_run: bool, common: &Common) -> Result<()> {
    let files = example::EXAMPLES.iter().find(|(known, _)| *known == name).map_or(&[][..], |(_, files)| files);
    if !dry_run {
        whole::write_new(folder, files)?;
    }
    let row = |(file, bytes): &(&str, &[u8])| WrittenRow { file: (*file).to_string(), bytes: bytes.len() as u64 };
    show::print(&files.iter().map(row).collect::<Vec<_>>(), &[], common)?;
    if !common.quiet {
        let (done, number) = (done(dry_run), files.len());
        let name = show::printable(&folder.display().to_string());
        tell(&format!("{done} {} to {name}\nNext: {}\n", plural(number, "file"), next(folder)));
    }
    Ok(())
}

/// What was written, what to do next, and which documents lack a year.
fn summary(proposal: &Proposal, folder: &Path, dry_run: bool) -> String {
    let names: Vec<&str> = proposal.names().collect();
    let years = match proposal.years.as_slice() {
        [] => String::new(),
        [one] => format!(" of {one}"),
        [first, .., last] => format!(" of {} years, {first} to {last}", proposal.years.len()),
    };
    let folder_name = show::printable(&folder.display().to_string());
    let mut text = format!(
        "{} {} to {folder_name}: {}{years} in the analysis\n",
        done(dry_run),
        names.join(", "),
        plural(proposal.included, "document")
    );
    if let Some(suggestion) = &proposal.suggestion {
        text += &suggested(suggestion, proposal.years.len());
    }
    let without = proposal.without_year.len();
    if without > 0 {
        let verb = has(without);
        text += &format!(
            "{} {verb} no year that is sure: write it into the column `year` of documents.csv and set `include` to yes\n",
            plural(without, "document")
        );
        for file in proposal.without_year.iter().take(NAMED) {
            text += &format!("  {}\n", show::printable(file));
        }
        if without > NAMED {
            text += &format!("  ... and {} more\n", without - NAMED);
        }
    }
    let when = if proposal.included == 0 { "Then" } else { "Next" };
    text + &format!("{when}: {}\n", next(folder))
}

/// Which unit of periods fits better than years, and why.
fn suggested(suggestion: &Suggestion, years: usize) -> String {
    let Suggestion { unit, periods, thin_years } = suggestion;
    let why = match thin_years {
        0 => "All documents are of one year".to_string(),
        thin => {
            let (years, has) = (plural(years, "year"), has(*thin));
            format!("{thin} of {years} {has} fewer than ten messages and fewer than three documents")
        }
    };
    let would = match periods {
        1 => "would give 1 period, with ten messages or three documents".to_string(),
        periods => format!("would give {}, each with ten messages or three documents", plural(*periods, "period")),
    };
    format!("{why}: unit = \"{unit}\" in [periods] of themeshift.toml {would}\n")
}

fn done(dry_run: bool) -> &'static str {
    if dry_run { "Would write" } else { "Wrote" }
}

/// The next command, as it can be typed.
fn next(folder: &Path) -> String {
    let folder = show::printable(&folder.display().to_string());
    let plain = |c: char| c.is_alphanumeric() || "-_./\\:".contains(c);
    match folder.as_str() {
        "." | "./" => "themeshift run".into(),
        _ if folder.chars().all(plain) => format!("themeshift run -p {folder}"),
        _ if cfg!(windows) => format!("themeshift run -p \"{folder}\""),
        _ => format!("themeshift run -p '{}'", folder.replace('\'', r"'\''")),
    }
}

fn tell(text: &str) {
    // Nothing can be done when standard error is closed.
    let _ = std::io::stderr().write_all(text.as_bytes());
}

/// The present year; at the turn of the year it may be that of the day before or after.
fn this_year() -> i32 {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    1970 + i32::try_from(seconds / YEAR_SECONDS).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_command_can_be_typed() {
        assert_eq!(next(Path::new(".")), "themeshift run");
        assert_eq!(next(Path::new("my/reports-2")), "themeshift run -p my/reports-2");
        if !cfg!(windows) {
            assert_eq!(next(Path::new("it's $x")), "themeshift run -p 'it'\\''s $x'");
        }
        assert!((2025..2100).contains(&this_year()));
    }
}
