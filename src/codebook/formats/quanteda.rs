//! YAML dictionaries of quanteda: keys, below them lists of globs or further keys.
//!
//! Numbers below the words of a key, `good: 2`, are weights.
//!
//! Read from events, so that nothing expands; an alias is refused. Scalars are text whatever YAML would make of them:
//! `no`, `1990`. Written with double quotes throughout.

use saphyr_parser::{Event, Parser, ScalarStyle};

use super::portable::Leaving;
use super::{DEEPEST, Entry, Group, Source};
use crate::error::Result;
use crate::plural::plural;

/// What is open while events are read.
enum Open {
    /// A mapping: the theme that its keys lie in, and how many themes were known when it began; whether all values so far
    /// are numbers.
    Map { parent: Option<usize>, first: usize, numbers: bool },
    /// A list of a theme.
    List { theme: Option<usize> },
}

/// Reads a dictionary.
pub(super) fn read(source: &mut Source<'_>) -> Result<Vec<Group>> {
    let mut groups: Vec<Group> = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    // The theme whose value comes next.
    let mut key: Option<usize> = None;
    for event in Parser::new_from_str(source.text) {
        let (event, span) = event.map_err(|error| {
            let message = format!("this is not valid YAML: {}", error.info());
            source
                .error(error.marker().line() as u64, message)
                .column(error.marker().col() as u64 + 1)
                .hint("quote words with signs; indent with spaces, not tabs")
        })?;
        let line = span.start.line() as u64;
        if open.len() > DEEPEST {
            return Err(source.too_deep(line));
        }
        match event {
            Event::MappingStart(..) => {
                let parent = match open.last() {
                    Some(Open::List { theme }) => *theme,
                    _ => key.take(),
                };
                not_numbers(&mut open);
                open.push(Open::Map { parent, first: groups.len(), numbers: true });
            }
            Event::SequenceStart(..) => {
                let theme = match open.last() {
                    Some(Open::List { theme }) => *theme,
                    _ => key.take(),
                };
                if theme.is_none() {
                    return Err(source
                        .error(line, "patterns stand outside of a theme")
                        .hint("begin with a key: `trust:`, and its patterns below, each after `- `"));
                }
                not_numbers(&mut open);
                open.push(Open::List { theme });
            }
            Event::MappingEnd | Event::SequenceEnd => {
                if let Some(Open::Map { parent: Some(theme), first, numbers: true }) = open.pop() {
                    weigh(source, &mut groups, theme, first);
                }
            }
            Event::Alias(_) => {
                return Err(source
                    .error(line, "an alias (`*name`) is not read")
                    .hint("write the patterns out; put a pattern that begins with `*` in quotes"));
            }
            Event::Scalar(text, style, ..) => {
                let is_number = style == ScalarStyle::Plain && text.trim().parse::<f64>().is_ok();
                let missing = style == ScalarStyle::Plain && matches!(text.as_ref(), "" | "~" | "null");
                let theme = match (open.last(), key.take()) {
                    (Some(Open::Map { parent, .. }), None) => {
                        let parent = *parent;
                        groups.push(Group { name: text.trim().to_string(), parent, line, ..Group::default() });
                        key = Some(groups.len() - 1);
                        continue;
                    }
                    (Some(Open::Map { .. }), Some(theme)) => {
                        if !is_number {
                            not_numbers(&mut open);
                        }
                        theme
                    }
                    (Some(Open::List { theme: Some(theme) }), _) => *theme,
                    _ => {
                        return Err(source
                            .error(line, "this is no dictionary: there is no key")
                            .hint("begin with a key: `trust:`, and its patterns below, each after `- `"));
                    }
                };
                if missing {
                    source.warn(line, "an empty entry is left out");
                } else {
                    groups[theme].include.push(Entry::new(text.trim().to_string(), line));
                }
            }
            _ => {}
        }
    }
    Ok(groups)
}

/// Notes that a value of the mapping that is open is no number.
fn not_numbers(open: &mut [Open]) {
    if let Some(Open::Map { numbers, .. }) = open.last_mut() {
        *numbers = false;
    }
}

/// Makes the themes from `first` on, each a key with a number, weighted words of the theme that they lie in.
fn weigh(source: &mut Source<'_>, groups: &mut Vec<Group>, theme: usize, first: usize) {
    let words: Vec<Group> = groups.drain(first..).collect();
    if let Some(word) = words.first() {
        let name = &groups[theme].name;
        let message = match words.len() {
            1 => format!("theme `{name}`: the number behind 1 word is read as its weight"),
            words => format!("theme `{name}`: the numbers behind {} are read as their weights", plural(words, "word")),
        };
        source.warn(word.line, message);
    }
    for word in words {
        let weight = word.include.first().and_then(|number| source.weight(word.line, &word.name, &number.text));
        groups[theme].include.push(Entry { weight, ..Entry::new(word.name, word.line) });
    }
}

/// Writes a dictionary.
pub(super) fn write(leaving: &mut Leaving<'_>) -> String {
    leaving.leave_words(true);
    let mut out = String::new();
    for theme in leaving.below(None) {
        write_theme(leaving, theme, "", &mut out);
    }
    out
}

/// A theme: a list of patterns and, for nested themes, of mappings.
fn write_theme(leaving: &mut Leaving<'_>, theme: usize, indent: &str, out: &mut String) {
    out.push_str(&format!("{indent}{}:\n", quoted(&leaving.codebook.themes[theme].id)));
    let inner = format!("{indent}  ");
    for pattern in leaving.patterns(theme) {
        out.push_str(&format!("{inner}- {}\n", quoted(&pattern.source)));
    }
    for child in leaving.below(Some(theme)) {
        let start = out.len();
        write_theme(leaving, child, &format!("{inner}  "), out);
        // The first key of a mapping in a list stands behind the dash.
        out.replace_range(start..start + inner.len() + 2, &format!("{inner}- "));
    }
}

/// A string in double quotes; JSON's are YAML's.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
