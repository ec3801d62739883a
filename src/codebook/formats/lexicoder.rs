//! Dictionaries of Lexicoder: a line `+CATEGORY`, its entries below, one a line. Versions before 3 (`.lcd`) wrote XML, which
//! [`yoshikoder`] reads.
//!
//! An entry is a part of text: `econom` is found in *macroeconomic*. A blank, or a bar, is the edge of a word: ` tax` begins
//! one, ` tax ` is one. Where a file writes `*` for what is open, all other ends are edges.

use super::portable::Leaving;
use super::{Entry, Group, Source, yoshikoder};
use crate::codebook::Pattern;
use crate::error::Result;

/// Reads a dictionary.
pub(super) fn read(source: &mut Source<'_>) -> Result<Vec<Group>> {
    if source.text.trim_start().starts_with('<') {
        return yoshikoder::read(source, true);
    }
    let mut groups: Vec<Group> = Vec::new();
    for (line, text) in source.lines() {
        let trimmed = text.trim();
        if trimmed.is_empty() || trimmed.starts_with("//") || is_comment(trimmed) {
            continue;
        }
        if let Some(name) = trimmed.strip_prefix('+') {
            groups.push(Group { name: without_colour(name).trim().to_string(), line, ..Group::default() });
        } else if let Some(group) = groups.last_mut() {
            group.include.push(Entry::new(text, line));
        } else {
            return Err(source
                .error(line, format!("the pattern `{trimmed}` stands in no category"))
                .hint("begin a category with a line `+NAME`; is this a .lc3 file of Lexicoder?"));
        }
    }
    open_ends(&mut groups, true);
    Ok(groups)
}

/// Whether a line that begins with `#` is a comment; `#word` is an entry.
fn is_comment(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric) || rest.contains(char::is_whitespace))
}

/// A name without the colour behind it: `#FF0000`.
fn without_colour(name: &str) -> &str {
    let is_colour = |text: &str| matches!(text.len(), 3 | 6 | 8) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    match name.trim_end().rsplit_once('#') {
        Some((name, colour)) if is_colour(colour) && !name.trim().is_empty() => name,
        _ => name,
    }
}

/// Makes parts of text patterns: `*` stands where an end is no edge. Where entries may hold `*` and one does, the file says
/// itself what is open.
pub(super) fn open_ends(groups: &mut [Group], stars: bool) {
    let told = stars && groups.iter().flat_map(|group| &group.include).any(|entry| entry.text.contains('*'));
    for entry in groups.iter_mut().flat_map(|group| &mut group.include) {
        let is_edge = |c: char| c == '|' || c.is_whitespace();
        let words = entry.text.trim_matches(is_edge);
        let open = |closed: bool| if closed || told { "" } else { "*" };
        let (left, right) = (open(entry.text.starts_with(is_edge)), open(entry.text.ends_with(is_edge)));
        let (left, right) =
            (if words.starts_with('*') { "" } else { left }, if words.ends_with('*') { "" } else { right });
        entry.text = format!("{left}{words}{right}");
    }
}

/// Writes a dictionary. There is no nesting: a theme gets the patterns of those below it. Blanks stand at the edges of words.
pub(super) fn write(leaving: &mut Leaving<'_>) -> String {
    leaving.leave_words(true);
    let codebook = leaving.codebook;
    let patterns: Vec<Vec<&Pattern>> = (0..codebook.themes.len()).map(|theme| leaving.patterns(theme)).collect();
    let mut out = String::new();
    for (theme, entry) in codebook.themes.iter().enumerate() {
        out.push_str(&format!("+{}\n", entry.id));
        for (_, list) in patterns.iter().enumerate().filter(|(place, _)| codebook.is_within(*place, theme)) {
            for pattern in list.iter().map(|pattern| pattern.source.as_str()) {
                let edge = |open: bool| if open { "" } else { " " };
                let (left, right) = (edge(pattern.starts_with('*')), edge(pattern.ends_with('*')));
                out.push_str(&format!("{left}{pattern}{right}\n"));
            }
        }
    }
    out
}
