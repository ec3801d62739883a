//! Dictionaries of LIWC: numbered categories between two lines `%`, then words with the numbers of their categories.
//!
//! Indented categories (2015, 2022) lie in the one above. What was found in real files is read too: tabs doubled or
//! replaced by spaces, comments, numbers without a category. `kind<of>131/125`, one category before *of* and another
//! elsewhere, becomes a phrase and an exclusion; other conditions cannot be carried over. `.dicx` tables of LIWC-22 are
//! told by their first cell, `DicTerm`.

use std::collections::BTreeMap;

use super::portable::Leaving;
use super::{DEEPEST, Entry, Group, Source};
use crate::error::Result;

/// The mark around the categories.
const MARK: &str = "%";
/// The condition that the next word is *of*.
const OF: &str = "<of>";

/// Reads a dictionary.
pub(super) fn read(source: &mut Source<'_>) -> Result<Vec<Group>> {
    if source.text.trim_start_matches('"').to_lowercase().starts_with("dicterm") {
        return read_table(source);
    }
    let mut lines = source.lines().filter(|(_, text)| !is_comment(text)).peekable();
    match lines.next() {
        Some((_, text)) if text.trim() == MARK => {}
        first => {
            return Err(source
                .error(first.map_or(1, |(line, _)| line), "the list of categories does not begin")
                .hint("a .dic file begins with a line `%`, then `1<tab>category` lines, then `%` again"));
        }
    }
    let (mut groups, mut numbers, mut closed) = (Vec::new(), BTreeMap::new(), false);
    let mut open: Vec<(usize, usize)> = Vec::new();
    for (line, text) in lines.by_ref() {
        if text.trim() == MARK {
            closed = true;
            break;
        }
        category(text, line, source, &mut groups, &mut numbers, &mut open)?;
    }
    if !closed {
        let last = source.text.lines().count() as u64;
        return Err(source
            .error(last, "the list of categories has no end")
            .hint("write a line `%` behind the last category; the file may be cut off"));
    }
    for (line, text) in lines {
        word(text, line, source, &mut groups, &numbers);
    }
    Ok(groups)
}

fn is_comment(text: &str) -> bool {
    let text = text.trim();
    // A word may begin with `#`; it then has the number of a category behind it.
    let is_word = |rest: &str| rest.starts_with(char::is_alphanumeric) && before_codes(text) < text.len();
    text.is_empty() || text.starts_with("//") || text.strip_prefix('#').is_some_and(|rest| !is_word(rest))
}

/// A line of the list of categories: `1<tab>name`, or `1 name (Name for Readers)`.
fn category(
    text: &str,
    line: u64,
    source: &mut Source<'_>,
    groups: &mut Vec<Group>,
    numbers: &mut BTreeMap<u32, usize>,
    open: &mut Vec<(usize, usize)>,
) -> Result<()> {
    let indent = text.len() - text.trim_start().len();
    let text = text.trim();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let name = text[digits..].trim();
    let Ok(number) = text[..digits].parse::<u32>() else {
        source.warn(line, format!("the category `{text}` has no number and is left out"));
        return Ok(());
    };
    if name.is_empty() {
        source.warn(line, format!("the category {number} has no name and is left out"));
        return Ok(());
    }
    if let Some(&known) = numbers.get(&number) {
        let first = groups[known].name.clone();
        source.warn(line, format!("the number {number} stands twice: `{name}` is left out, `{first}` kept"));
        return Ok(());
    }
    while open.last().is_some_and(|(of, _)| *of >= indent) {
        open.pop();
    }
    if open.len() >= DEEPEST {
        return Err(source.too_deep(line));
    }
    let parent = open.last().map(|(_, group)| *group);
    let (name, label) = match name.strip_suffix(')').and_then(|name| name.split_once(" (")) {
        Some((name, label)) => (name.trim(), Some(label.trim().to_string())),
        None => (name, None),
    };
    groups.push(Group { name: name.to_string(), label, parent, line, ..Group::default() });
    numbers.insert(number, groups.len() - 1);
    open.push((indent, groups.len() - 1));
    Ok(())
}

/// A line of the list of words: the word, then the numbers of its categories.
fn word(text: &str, line: u64, source: &mut Source<'_>, groups: &mut [Group], numbers: &BTreeMap<u32, usize>) {
    let (word, rest) = split(text.trim());
    let word = word.replace(OF, " of ").replace('_', " ").split_whitespace().collect::<Vec<_>>().join(" ");
    if word.is_empty() {
        source.warn(line, "a line without a word is left out");
        return;
    }
    let mut found = false;
    for part in parts(rest) {
        found = true;
        let entry = |text: String| Entry::new(text, line);
        if let Ok(number) = part.parse::<u32>() {
            match numbers.get(&number) {
                Some(&group) => groups[group].include.push(entry(word.clone())),
                None => source.warn(line, format!("\"{word}\": there is no category {number}")),
            }
        } else if let Some((of, other)) = part.strip_prefix(OF).and_then(|part| part.split_once('/')) {
            let group = |text: &str| text.parse::<u32>().ok().and_then(|number| numbers.get(&number)).copied();
            let phrase = format!("{word} of");
            match group(of) {
                Some(group) => groups[group].include.push(entry(phrase.clone())),
                None => source.warn(line, format!("\"{word}\": there is no category {of}")),
            }
            match group(other) {
                Some(group) => {
                    groups[group].include.push(entry(word.clone()));
                    groups[group].exclude.push(entry(phrase));
                }
                None => source.warn(line, format!("\"{word}\": there is no category {other}")),
            }
        } else if part.starts_with('(') {
            let why = "depends on the category of another word";
            source.warn(line, format!("\"{word}\": the conditional entry `{part}` {why} and is not carried over"));
        } else {
            source.warn(line, format!("\"{word}\": `{part}` is no number of a category and is not carried over"));
        }
    }
    if !found {
        source.warn(line, format!("\"{word}\" has no category and is left out"));
    }
}

/// Splits a line into the word and what is behind it: at the first tab, else before the last words that are numbers or
/// conditions. A condition may stand right behind its word.
fn split(text: &str) -> (&str, &str) {
    let end = text.find('\t').unwrap_or_else(|| before_codes(text));
    match text[..end].find(['<', '(']) {
        Some(at) if at > 0 && text[at..end].contains('/') => (&text[..at], &text[at..]),
        _ => (&text[..end], &text[end..]),
    }
}

/// Where the last words of a line begin that are numbers or conditions.
fn before_codes(text: &str) -> usize {
    let mut end = text.len();
    for (at, _) in text.rmatch_indices(char::is_whitespace) {
        let part = text[at..end].trim();
        let code = part.contains(|c: char| c.is_ascii_digit()) && !part.contains(char::is_alphabetic);
        let condition = part.starts_with(OF) && part.contains('/');
        if code || condition || part.is_empty() {
            end = at;
        } else {
            break;
        }
    }
    end
}

/// The parts behind a word; brackets hold together what stands in them.
fn parts(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0;
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        match parts.last_mut() {
            Some(_) if c.is_whitespace() && depth <= 0 => parts.push(String::new()),
            Some(part) => part.push(c),
            None => {}
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// Reads a `.dicx` table: a column for each category, a mark or a weight in its cells.
fn read_table(source: &mut Source<'_>) -> Result<Vec<Group>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(source.text.as_bytes());
    let damaged = |source: &Source<'_>, error: &csv::Error| {
        let line = error.position().map_or(1, csv::Position::line);
        source.error(line, format!("this .dicx table cannot be read: {error}")).hint("export the dictionary again")
    };
    let header = reader.headers().map_err(|e| damaged(source, &e))?.clone();
    let mut groups: Vec<Group> = Vec::new();
    for name in header.iter().skip(1) {
        groups.push(Group { name: name.trim().to_string(), line: 1, ..Group::default() });
    }
    for record in reader.records() {
        let record = record.map_err(|e| damaged(source, &e))?;
        let line = record.position().map_or(1, csv::Position::line);
        let word = record.get(0).unwrap_or_default().trim().to_string();
        if word.is_empty() && record.iter().any(|cell| !cell.trim().is_empty()) {
            source.warn(line, "a line without a word is left out");
        }
        let mut found = false;
        for (group, cell) in groups.iter_mut().zip(record.iter().skip(1)) {
            let cell = cell.trim();
            if word.is_empty() || cell.is_empty() || cell == "0" {
                continue;
            }
            found = true;
            let weight = if matches!(cell, "X" | "x") { None } else { source.weight(line, &word, cell) };
            group.include.push(Entry { weight, ..Entry::new(word.clone(), line) });
        }
        if !found && !word.is_empty() {
            source.warn(line, format!("\"{word}\" has no category and is left out"));
        }
    }
    Ok(groups)
}

/// Writes a dictionary. A word stands in the categories above its own too, as LIWC wants it.
pub(super) fn write(leaving: &mut Leaving<'_>) -> String {
    leaving.leave_words(true);
    let mut order = Vec::new();
    let mut open: Vec<(usize, usize)> = leaving.below(None).into_iter().rev().map(|theme| (theme, 0)).collect();
    while let Some((theme, depth)) = open.pop() {
        order.push((theme, depth));
        open.extend(leaving.below(Some(theme)).into_iter().rev().map(|child| (child, depth + 1)));
    }
    let themes = &leaving.codebook.themes;
    let mut numbers = vec![0; themes.len()];
    let mut out = format!("{MARK}\n");
    for (number, (theme, depth)) in (1_usize..).zip(&order) {
        numbers[*theme] = number;
        out.push_str(&format!("{}{number}\t{}\n", "\t".repeat(*depth), themes[*theme].id));
    }
    out.push_str(MARK);
    out.push('\n');
    let mut words: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (theme, _) in &order {
        for pattern in leaving.patterns(*theme) {
            let entry = words.entry(pattern.source.as_str()).or_default();
            let mut at = Some(*theme);
            while let Some(theme) = at {
                entry.push(numbers[theme]);
                at = themes[theme].parent;
            }
        }
    }
    for (word, mut categories) in words {
        categories.sort_unstable();
        categories.dedup();
        let categories: Vec<String> = categories.iter().map(ToString::to_string).collect();
        out.push_str(&format!("{word}\t{}\n", categories.join("\t")));
    }
    out
}
