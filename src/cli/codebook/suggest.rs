//! `themeshift codebook suggest THEME`: what the theme lacks, and which of its patterns are likely false.

use super::super::common::{Common, Format};
use super::super::open::load;
use super::super::show;
use super::super::watch::Terminal;
use super::args::{SuggestOptions, SuggestPart};
use crate::analysis::{SuggestedTermRow, UnlikePatternRow};
use crate::error::Result;
use crate::pipeline::codebook::{Suggested, suggest};
use crate::plural::plural;

/// Runs the command.
pub fn run(options: &SuggestOptions, common: &Common) -> Result<()> {
    let terminal = Terminal::new(common.quiet);
    let most = if options.top == 0 { usize::MAX } else { options.top };
    let config = load(common)?;
    let Suggested { terms, patterns, warnings } = suggest(config, &options.theme, most, common.threads, &terminal)?;
    warnings.iter().for_each(|warning| terminal.warn(warning));
    drop(terminal);
    print(&terms, &patterns, options, common)
}

fn print(
    terms: &[SuggestedTermRow],
    patterns: &[UnlikePatternRow],
    options: &SuggestOptions,
    common: &Common,
) -> Result<()> {
    let format = show::format(common);
    let one = match format {
        Format::Csv | Format::Json => Some(SuggestPart::Terms),
        Format::Table | Format::Markdown => None,
    };
    let part = options.part.or(one);
    if part.is_none_or(|part| part == SuggestPart::Terms) {
        let text = format!("Terms and phrases of messages about `{}` that it lacks, the best first", options.theme);
        show::heading(part.is_none(), &text, format)?;
        if format == Format::Table {
            let shown = terms.iter().map(|row| {
                let numbers = format!(
                    "{} in {}, {} elsewhere, z {:.1}",
                    plural(row.count, "time"),
                    plural(row.messages, "message"),
                    row.count_elsewhere,
                    row.z.unwrap_or(0.0)
                );
                entry(&row.pattern, &numbers, [&row.example_1, &row.example_2])
            });
            show::write(shown.collect::<String>().as_bytes())?;
        } else {
            let columns = ["rank", "pattern", "count", "messages", "count_elsewhere", "z", "example_1", "example_2"];
            show::print(terms, &columns, common)?;
        }
    }
    if part.is_none_or(|part| part == SuggestPart::Patterns) {
        let text = format!("Patterns of `{}`, those whose messages are least like the others first", options.theme);
        show::heading(part.is_none(), &text, format)?;
        if format == Format::Table {
            let shown = patterns.iter().map(|row| {
                let number = |number: Option<f64>| number.map_or_else(|| "?".into(), |number| format!("{number:.2}"));
                let mark = if row.suspicious == true.into() { "suspicious: " } else { "" };
                let numbers = format!(
                    "{mark}likeness {} (others {}), p {}, {} alone, {} by others",
                    number(row.likeness),
                    number(row.likeness_of_others),
                    number(row.p),
                    plural(row.messages_alone, "message"),
                    row.messages_others
                );
                entry(&row.pattern, &numbers, [&row.example_1, &row.example_2])
            });
            show::write(shown.collect::<String>().as_bytes())?;
        } else {
            let columns =
                ["rank", "line", "pattern", "messages_alone", "likeness", "likeness_of_others", "p", "suspicious"];
            show::print(patterns, &columns, common)?;
        }
    }
    Ok(())
}

/// A pattern with its numbers, and its examples below.
fn entry(pattern: &str, numbers: &str, examples: [&String; 2]) -> String {
    let mut text = format!("{}  {numbers}\n", show::printable(pattern));
    for example in examples.into_iter().filter(|example| !example.is_empty()) {
        text += &format!("    {}\n", show::printable(example));
    }
    text
}
