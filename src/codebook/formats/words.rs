//! Lists of words with numbers and without a header, as valence dictionaries come: a word and its weight on each line, or a
//! word, a theme and a number. Where all numbers of the second kind are 0 or 1, they say whether the word is in the theme.

use std::collections::BTreeMap;

use super::{Entry, Group, Source};
use crate::plural::{form, plural};

/// What the columns are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Columns {
    /// A word, its weight, and what is not read.
    Weight,
    /// A word, a theme, a number.
    Theme,
}

/// What the columns of a file are, told by its first line; `None` where that is no such line.
pub(super) fn columns(first: &str, delimiter: u8) -> Option<Columns> {
    let cells: Vec<&str> = first.split(char::from(delimiter)).map(str::trim).collect();
    let number = |place: usize| cells.get(place).is_some_and(|cell| cell.parse::<f64>().is_ok());
    match cells.as_slice() {
        ["", ..] => None,
        [_, _, ..] if number(1) => Some(Columns::Weight),
        [_, theme, _] if number(2) && !theme.is_empty() => Some(Columns::Theme),
        _ => None,
    }
}

/// What is said of words that are not in a theme.
pub(super) fn outside(lines: usize) -> String {
    let (say, they) = (form(lines, "says", "say"), form(lines, "it is", "they are"));
    format!("{} with a 0 {say} that the word is not in the theme: {they} left out", plural(lines, "line"))
}

/// Reads a list. Quotes are signs like others.
pub(super) fn read(source: &mut Source<'_>, delimiter: u8, columns: Columns) -> Vec<Group> {
    let name = source.name();
    let (mut groups, mut places) = (Vec::new(), BTreeMap::new());
    let (mut listed, mut beyond) = (Vec::new(), None);
    for (line, text) in source.lines().filter(|(_, text)| !text.trim().is_empty()) {
        let mut cells = text.split(char::from(delimiter)).map(str::trim);
        let word = cells.next().unwrap_or_default();
        let theme = if columns == Columns::Theme { cells.next().unwrap_or_default() } else { name.as_str() };
        match cells.next() {
            Some(number) if !word.is_empty() && !theme.is_empty() => listed.push((line, word, theme, number)),
            _ => source.warn(line, format!("`{text}` is no word with a number and is left out")),
        }
        beyond = beyond.or(cells.next().map(|_| line));
    }
    if let Some(line) = beyond {
        source.warn(line, "what stands behind the number is not carried over");
    }
    let marks = columns == Columns::Theme && listed.iter().all(|(.., number)| matches!(*number, "0" | "1"));
    let without = listed.iter().filter(|(.., number)| marks && *number == "0").count();
    if let Some((line, ..)) = listed.first().filter(|_| without > 0) {
        source.warn(*line, outside(without));
    }
    // `Abbau|NN`: a word with its part of speech.
    let tagged = |word: &str| {
        let (word, tag) = word.rsplit_once('|')?;
        (!word.is_empty() && !tag.is_empty() && tag.bytes().all(|byte| byte.is_ascii_uppercase())).then_some(word.len())
    };
    if let Some((line, ..)) = listed.iter().find(|(_, word, ..)| tagged(word).is_some()) {
        source.warn(*line, "the parts of speech behind `|` are not carried over");
    }
    for (line, word, theme, number) in listed.into_iter().filter(|(.., number)| !(marks && *number == "0")) {
        let group = *places.entry(theme).or_insert_with(|| {
            groups.push(Group { name: theme.to_string(), line, ..Group::default() });
            groups.len() - 1
        });
        let word = &word[..tagged(word).unwrap_or(word.len())];
        let weight = source.weight(line, word, number);
        groups[group].include.push(Entry { weight, ..Entry::new(word, line) });
    }
    groups
}
