//! Categorisation dictionaries of WordStat: a tab of indentation for each level; a word has its weight in brackets
//! behind it, a category has none. `_` stands for a space.

use super::portable::Leaving;
use super::{DEEPEST, Entry, Group, Source};
use crate::codebook::Weight;
use crate::error::Result;

/// Reads a dictionary.
pub(super) fn read(source: &mut Source<'_>) -> Result<Vec<Group>> {
    let mut groups: Vec<Group> = Vec::new();
    // The open categories with their indentation.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut lines = source.lines().filter(|(_, text)| !text.trim().is_empty()).peekable();
    while let Some((line, text)) = lines.next() {
        let (trimmed, indent) = (text.trim(), indentation(text));
        // A name of a category may end in a number too: `PLAN (2030)`.
        let holds_lines = lines.peek().is_some_and(|(_, next)| indentation(next) > indent);
        while open.last().is_some_and(|(of, _)| *of >= indent) {
            open.pop();
        }
        let parent = open.last().map(|(_, group)| *group);
        if let Some((word, weight)) = weighted(trimmed).filter(|_| !holds_lines) {
            let Some(group) = parent else {
                return Err(source
                    .error(line, format!("the word `{word}` stands in no category"))
                    .hint("indent words below their category; is this a .cat file of WordStat?"));
            };
            if word.starts_with('@') || word.contains("/NEAR") || word.contains("/BEFORE") || word.contains("/AFTER") {
                let hint = "write it as `a ~5 b` by hand";
                source.warn(line, format!("\"{word}\" is a rule of proximity and is not carried over: {hint}"));
                continue;
            }
            // Where a comma stands before decimals, the file has it so.
            let weight = weight.and_then(|weight| source.weight(line, word, &weight.replace(',', ".")));
            groups[group].include.push(Entry { weight, ..Entry::new(word.replace('_', " ").trim(), line) });
        } else {
            if open.len() >= DEEPEST {
                return Err(source.too_deep(line));
            }
            groups.push(Group { name: trimmed.to_string(), parent, line, ..Group::default() });
            open.push((indent, groups.len() - 1));
        }
    }
    if !groups.is_empty() && groups.iter().all(|group| group.include.is_empty()) {
        return Err(source
            .error(1, "no line has a weight in brackets, so there is no word")
            .hint("a word stands below its category as `word (1)`; is this a .cat file of WordStat?"));
    }
    Ok(groups)
}

/// How far a line is indented.
fn indentation(text: &str) -> usize {
    text.chars().take_while(|c| c.is_whitespace()).map(|c| if c == '\t' { 4 } else { 1 }).sum()
}

/// A word and its weight: `word (1)`. `None` for a category.
fn weighted(text: &str) -> Option<(&str, Option<&str>)> {
    let (word, weight) = text.strip_suffix(')')?.rsplit_once('(')?;
    let weight = weight.trim();
    let number = weight.is_empty() || weight.replace(',', ".").parse::<f64>().is_ok();
    (number && word.ends_with([' ', '\t'])).then(|| (word.trim(), Some(weight).filter(|weight| !weight.is_empty())))
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

fn write_theme(leaving: &mut Leaving<'_>, theme: usize, indent: &str, out: &mut String) {
    out.push_str(&format!("{indent}{}\n", leaving.codebook.themes[theme].id));
    for pattern in leaving.patterns(theme) {
        let words: Vec<&str> = pattern.source.split_whitespace().collect();
        let weight = pattern.weight.unwrap_or(Weight::ONE);
        out.push_str(&format!("{indent}\t{} ({weight})\n", words.join("_")));
    }
    for child in leaving.below(Some(theme)) {
        write_theme(leaving, child, &format!("{indent}\t"), out);
    }
}
