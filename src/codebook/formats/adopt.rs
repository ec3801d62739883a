//! What a reader found -> themes: ids, patterns that can be patterns, no pattern twice.

use std::collections::btree_map::Entry as Slot;
use std::collections::{BTreeMap, BTreeSet};

use super::{Entry, Group, Imported, NewPattern, NewTheme, Source};
use crate::codebook::{MARKS, Pattern, Weight};

/// Makes themes of what a reader found.
pub(super) fn adopt(mut groups: Vec<Group>, mut source: Source<'_>) -> Imported {
    for group in &mut groups {
        let (name, native) = (group.name.clone(), group.native);
        for entry in group.include.iter_mut().filter(|_| !native) {
            entry.text = unquoted(&entry.text).to_string();
        }
        for list in [&mut group.include, &mut group.exclude] {
            let mut seen: BTreeMap<String, Option<Weight>> = BTreeMap::new();
            list.retain_mut(|entry| match check(entry, native) {
                Ok(()) => match seen.entry(entry.text.clone()) {
                    Slot::Vacant(slot) => {
                        slot.insert(entry.weight);
                        true
                    }
                    Slot::Occupied(slot) => {
                        if *slot.get() != entry.weight {
                            let kept = slot.get().unwrap_or(Weight::ONE);
                            let text =
                                format!("theme `{name}`: \"{}\" stands twice: the weight {kept} is kept", entry.text);
                            source.warn(entry.line, text);
                        }
                        false
                    }
                },
                Err(why) => {
                    let text = format!("theme `{name}`: \"{}\" cannot be carried over: {why}", entry.text);
                    source.warn(entry.line, text);
                    false
                }
            });
        }
    }
    lower_only(&mut groups);
    let full = with_patterns(&groups);
    let ids = ids(&groups);
    for ((group, full), id) in groups.iter().zip(&full).zip(&ids) {
        if group.name.is_empty() {
            source.warn(group.line, format!("a theme without a name is called `{id}`"));
        }
        if !full {
            let name = if group.name.is_empty() { id } else { &group.name };
            let message = format!("theme `{name}` has no pattern: it becomes a comment, to be given patterns by you");
            source.warn(group.line, message);
        }
    }
    let mut warnings = source.warnings;
    warnings.sort_by_key(|warning| warning.place.as_ref().map(|place| place.line));
    let themes = groups.into_iter().zip(&ids).map(|(group, id)| NewTheme {
        id: id.clone(),
        label: group.label.or(Some(group.name)).filter(|label| !label.is_empty()).unwrap_or_else(|| id.clone()),
        definition: group.definition,
        include: group.include.into_iter().map(|of| NewPattern { text: of.text, weight: of.weight }).collect(),
        exclude: group.exclude.into_iter().map(|of| of.text).collect(),
        parent: group.parent.map(|parent| ids[parent].clone()),
    });
    Imported { themes: themes.collect(), warnings }
}

/// Whether an entry can be a pattern; else why not.
fn check(entry: &Entry, native: bool) -> Result<(), String> {
    if !native {
        if is_expression(&entry.text) {
            return Err("it looks like a regular expression; write /.../ by hand for a single word".into());
        }
        if entry.text.split_whitespace().any(|word| MARKS.iter().any(|mark| word.starts_with(mark))) {
            return Err("it holds signs that are no part of a word".into());
        }
    }
    Pattern::parse(&entry.text).map(|_| ()).map_err(|error| error.message)
}

/// A word without the quotes around it.
fn unquoted(text: &str) -> &str {
    let inner = [('"', '"'), ('\u{201C}', '\u{201D}')]
        .iter()
        .find_map(|&(open, close)| text.strip_prefix(open)?.strip_suffix(close));
    inner.filter(|inner| !inner.is_empty()).unwrap_or(text)
}

/// Whether a word looks like a regular expression. Single signs do not make one: `c++`, `$100`, `us$`.
fn is_expression(text: &str) -> bool {
    if !text.contains(char::is_alphanumeric) {
        return false;
    }
    // `econom.*` is one; `u.s.*` is not.
    let any = |word: &str| word.contains(".*") && word.matches('.').count() == 1;
    text.contains(['[', ']', '{', '}', '|', '^', '\\'])
        || [".+", ")+", ")*", ")?", "(?"].iter().any(|sign| text.contains(sign))
        || text.split_whitespace().any(any)
}

/// Takes from each theme what a theme below it has with the same weight, as its hits count for both. A theme with
/// exclusions keeps its patterns to itself.
fn lower_only(groups: &mut [Group]) {
    let mut taken: BTreeMap<usize, BTreeSet<(String, Option<Weight>)>> = BTreeMap::new();
    for group in groups.iter().filter(|group| group.exclude.is_empty()) {
        let mut above = group.parent;
        while let Some(parent) = above {
            taken
                .entry(parent)
                .or_default()
                .extend(group.include.iter().map(|entry| (entry.text.clone(), entry.weight)));
            above = if groups[parent].exclude.is_empty() { groups[parent].parent } else { None };
        }
    }
    for (place, patterns) in taken {
        groups[place].include.retain(|entry| !patterns.contains(&(entry.text.clone(), entry.weight)));
    }
}

/// For each theme whether it, or one below it, has a pattern. Parents stand before their children.
fn with_patterns(groups: &[Group]) -> Vec<bool> {
    let mut full: Vec<bool> = groups.iter().map(|group| !group.include.is_empty()).collect();
    for place in (0..groups.len()).rev() {
        if let (true, Some(parent)) = (full[place], groups[place].parent) {
            full[parent] = true;
        }
    }
    full
}

/// Ids from names: see [`super::import`].
fn ids(groups: &[Group]) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    let mut taken = BTreeSet::new();
    // The number that each id had last.
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    for group in groups {
        let mut id = slug(&group.name);
        if taken.contains(&id)
            && let Some(parent) = group.parent
        {
            id = format!("{}_{id}", ids[parent]);
        }
        if taken.contains(&id) {
            let last = numbers.entry(id.clone()).or_insert(1);
            id = loop {
                *last += 1;
                let numbered = format!("{id}_{last}");
                if !taken.contains(&numbered) {
                    break numbered;
                }
            };
        }
        taken.insert(id.clone());
        ids.push(id);
    }
    ids
}

/// An id from a name: lower case; letters and digits; all else one underscore.
pub fn slug(name: &str) -> String {
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.is_empty() { "theme".into() } else { words.join("_") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_from_names() {
        let group = |name: &str, parent| Group { name: name.into(), parent, ..Group::default() };
        let groups = [
            group("Émotions (Positive)", None),
            group("A & B", Some(0)),
            group("a b", Some(0)),
            group("A-B", Some(0)),
            group("A/B", None),
            group("???", None),
        ];
        assert_eq!(
            ids(&groups),
            ["émotions_positive", "a_b", "émotions_positive_a_b", "émotions_positive_a_b_2", "a_b_2", "theme"]
        );
    }
}
