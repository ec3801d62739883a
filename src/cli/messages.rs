//! `themeshift messages`: the messages, or all text with its kinds.

use super::args::{Common, MessagesOptions};
use super::{load, open, show};
use crate::analysis::rows::TextRow;
use crate::error::Result;
use crate::pipeline::evidence::message_id;
use crate::pipeline::{self, Project, pass};

/// Runs the command.
pub fn run(options: &MessagesOptions, common: &Common) -> Result<()> {
    let (project, terminal) = open(load(common)?, common)?;
    if options.all {
        return all(&project, &terminal, common);
    }
    if let Some(theme) = &options.theme {
        project.theme(theme)?;
    }
    let mut rows = Vec::new();
    pipeline::count(&project, &terminal, |evidence| {
        let wanted = |themes: &str| options.theme.as_ref().is_none_or(|theme| themes.split(';').any(|t| t == theme));
        rows.extend(evidence.messages.into_iter().filter(|message| wanted(&message.themes)));
        Ok(())
    })?;
    drop(terminal);
    show::print(&rows, &["message", "section", "tokens", "themes", "text"], common)
}

fn all(project: &Project, terminal: &super::Terminal, common: &Common) -> Result<()> {
    let mut rows: Vec<TextRow> = Vec::new();
    let mut states: Vec<()> = vec![(); project.pool().current_num_threads()];
    pass(
        project,
        terminal,
        "reading",
        &mut states,
        |(), opened| Ok(opened.segments),
        |info, segments| {
            rows.extend(segments.segments.iter().map(|segment| TextRow {
                document: info.id.clone(),
                line: segment.line,
                year: info.year,
                kind: segment.kind.name().to_string(),
                message: segment.ordinal.map(|ordinal| message_id(&info.id, ordinal)).unwrap_or_default(),
                section: segments.section(segment).to_string(),
                text: segment.text.clone(),
            }));
            Ok(())
        },
    )?;
    show::print(&rows, &["document", "line", "kind", "message", "text"], common)
}
