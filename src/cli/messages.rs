//! `themeshift messages`: the messages, or all text with its kinds, or line by line why.

use super::args::MessagesOptions;
use super::common::{Common, Format};
use super::open::{load, open};
use super::show;
use super::watch::Terminal;
use crate::analysis::rows::{ExplainedRow, TextRow};
use crate::config::{Config, Unit};
use crate::error::{Error, ErrorKind, Result};
use crate::pipeline::evidence::message_id;
use crate::pipeline::explain::{Explained, explained};
use crate::pipeline::{Depth, Project, count_with_evidence, pass};
use crate::plural::plural;

/// Runs the command.
pub fn run(options: &MessagesOptions, common: &Common) -> Result<()> {
    let mut config = load(common)?;
    if let Some(unit) = &options.unit {
        config.segment.unit = parse_unit(unit, &config)?;
    }
    let (project, terminal) = open(config, common)?;
    if options.all {
        return all(&project, &terminal, common);
    }
    if options.explain {
        return explain(&project, terminal, common);
    }
    if let Some(theme) = &options.theme {
        project.theme(theme)?;
    }
    let mut rows = Vec::new();
    count_with_evidence(&project, &terminal, Depth::Themes, |evidence| {
        let wanted = |themes: &str| options.theme.as_ref().is_none_or(|theme| themes.split(';').any(|t| t == theme));
        rows.extend(evidence.messages.into_iter().filter(|message| wanted(&message.themes)));
        Ok(())
    })?;
    drop(terminal);
    show::print(&rows, &["message", "section", "tokens", "themes", "text"], common)
}

fn parse_unit(typed: &str, config: &Config) -> Result<Unit> {
    let names = Unit::ALL.map(|(name, _)| name);
    let Some((_, unit)) = Unit::ALL.into_iter().find(|(name, _)| *name == typed) else {
        let error = Error::new(ErrorKind::Usage, format!("--unit: `{typed}` is no unit"));
        return Err(error.hint(format!("units: {}", names.join(", "))));
    };
    if unit == Unit::Regex && config.segment.pattern.is_none() {
        let error = Error::new(ErrorKind::Usage, "--unit: the unit `regex` needs a pattern");
        return Err(error.hint("write unit = \"regex\" and `pattern` in [segment] of the project file"));
    }
    Ok(unit)
}

/// Line by line: what it is, and why. What is drawn says first which unit each document has, and why.
fn explain(project: &Project, terminal: Terminal, common: &Common) -> Result<()> {
    let documents = explained(project, &terminal)?;
    drop(terminal);
    if matches!(show::format(common), Format::Table | Format::Markdown) {
        for Explained { document, choice, .. } in &documents {
            let (unit, reason) = (choice.unit.name(), choice.reason());
            let found = format!(
                "{}, {}, {}",
                plural(choice.bullets, "bullet"),
                plural(choice.numbered, "numbered point"),
                plural(choice.paragraphs, "paragraph")
            );
            let said = format!("{document}: unit {unit}, as {reason} ({found} outside skipped sections).");
            show::write(format!("{}\n\n", show::printable(&said)).as_bytes())?;
        }
    }
    let lines: Vec<ExplainedRow> = documents.into_iter().flat_map(|document| document.lines).collect();
    show::print(&lines, &[], common)
}

fn all(project: &Project, terminal: &Terminal, common: &Common) -> Result<()> {
    let mut rows: Vec<TextRow> = Vec::new();
    let mut states: Vec<()> = vec![(); project.pool().current_num_threads()];
    pass(
        project,
        terminal,
        "reading",
        false,
        &mut states,
        |(), opened| Ok((opened.period.clone(), opened.segments)),
        |info, (period, segments)| {
            rows.extend(segments.segments.iter().map(|segment| TextRow {
                document: info.id.clone(),
                line: segment.line,
                period: period.clone(),
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
