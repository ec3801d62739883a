//! `themeshift messages`: the messages, or all text with its kinds.

use super::args::{Common, MessagesOptions};
use super::{load, open, show};
use crate::analysis::rows::TextRow;
use crate::error::{Error, ErrorKind, Result, nearest};
use crate::pipeline::evidence::message_id;
use crate::pipeline::{self, Project, pass};

/// Runs the command.
pub fn run(options: &MessagesOptions, common: &Common) -> Result<()> {
    let (project, terminal) = open(load(common)?, common)?;
    if options.all {
        return all(&project, &terminal, common);
    }
    if let Some(theme) = &options.theme {
        check_theme(&project, theme)?;
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

/// Refuses a theme that is not in the codebook.
pub fn check_theme(project: &Project, theme: &str) -> Result<usize> {
    if let Some(place) = project.codebook.themes.iter().position(|known| known.id == theme) {
        return Ok(place);
    }
    let error = Error::new(ErrorKind::Usage, format!("no theme `{theme}` in the codebook"));
    let ids: Vec<&str> = project.codebook.themes.iter().map(|theme| theme.id.as_str()).collect();
    Err(match nearest(theme, ids.iter().copied()) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error.hint(format!("themes: {}", ids.join(", "))),
    })
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
