//! Dictionaries of Lexicoder: a line `+CATEGORY`, its patterns below, one a line. Versions before 3 wrote the XML of
//! Yoshikoder.

use super::portable::Leaving;
use super::{Entry, Group, Source, yoshikoder};
use crate::error::Result;

/// Reads a dictionary.
pub(super) fn read(source: &mut Source<'_>) -> Result<Vec<Group>> {
    if source.text.trim_start().starts_with('<') {
        return yoshikoder::read(source);
    }
    let mut groups: Vec<Group> = Vec::new();
    for (line, text) in source.lines() {
        let text = text.trim();
        if text.is_empty() || text.starts_with("//") || text.starts_with('#') {
            continue;
        }
        if let Some(name) = text.strip_prefix('+') {
            groups.push(Group { name: name.trim().to_string(), line, ..Group::default() });
        } else if let Some(group) = groups.last_mut() {
            // A bar marks the edge of a word; words have edges here anyway.
            group.include.push(Entry { text: text.trim_matches('|').trim().to_string(), line });
        } else {
            return Err(source
                .error(line, format!("the pattern `{text}` stands in no category"))
                .hint("begin a category with a line `+NAME`; is this a .lc3 file of Lexicoder?"));
        }
    }
    Ok(groups)
}

/// Writes a dictionary. There is no nesting: a theme gets the patterns of those below it.
pub(super) fn write(leaving: &mut Leaving<'_>) -> String {
    leaving.leave_words(true);
    let codebook = leaving.codebook;
    let patterns: Vec<Vec<&str>> = (0..codebook.themes.len()).map(|theme| leaving.patterns(theme)).collect();
    let mut out = String::new();
    for (theme, entry) in codebook.themes.iter().enumerate() {
        out.push_str(&format!("+{}\n", entry.id));
        for (_, list) in patterns.iter().enumerate().filter(|(place, _)| codebook.is_within(*place, theme)) {
            list.iter().for_each(|pattern| out.push_str(&format!("{pattern}\n")));
        }
    }
    out
}
