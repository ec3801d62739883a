//! A table in CSV: `theme` and `pattern`, and if present `label`, `definition`, `kind` (include or exclude), `parent`.
//! A theme without a pattern has a row with an empty `pattern`. Patterns are those of our codebooks.
//!
//! Columns of valence dictionaries are known by other names too, and lists without a header are read by [`words`]. Without a
//! column of themes all words are of one, named by the file.

use std::collections::BTreeMap;

use super::{DEEPEST, Entry, Group, Source, words};
use crate::codebook::{Codebook, Weight};
use crate::error::{Error, ErrorKind, Result};

const COLUMNS: [&str; 7] = ["theme", "parent", "label", "definition", "kind", "pattern", "weight"];

/// What columns are called elsewhere.
const OTHER_NAMES: [(&str, &str); 11] = [
    ("theme", "category"),
    ("theme", "emotion"),
    ("theme", "affectdimension"),
    ("pattern", "word"),
    ("pattern", "term"),
    ("pattern", "token"),
    ("pattern", "english word"),
    ("weight", "score"),
    ("weight", "valence"),
    ("weight", "value"),
    ("weight", "emotion-intensity-score"),
];

/// Reads a table.
pub(super) fn read(source: &mut Source<'_>) -> Result<Vec<Group>> {
    let first = source.text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let delimiter = match first {
        first if first.contains('\t') => b'\t',
        first if !first.contains(',') && first.contains(';') => b';',
        _ => b',',
    };
    if let Some(columns) = words::columns(first, delimiter) {
        return Ok(words::read(source, delimiter, columns));
    }
    let mut reader =
        ::csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(source.text.as_bytes());
    let header: Vec<String> =
        reader.headers().map_err(|e| damaged(source, &e))?.iter().map(|name| name.trim().to_lowercase()).collect();
    let place = |name: &str| {
        let others = OTHER_NAMES.iter().filter(|(of, _)| *of == name).map(|(_, other)| *other);
        std::iter::once(name).chain(others).find_map(|name| header.iter().position(|column| column == name))
    };
    let places = COLUMNS.map(place);
    let one_theme = (place("theme").is_none() && place("weight").is_some()).then(|| source.name());
    let hint = "the first line names the columns: theme,pattern and if you like label,definition,kind,parent";
    for name in ["theme", "pattern"] {
        if place(name).is_none() && !(name == "theme" && one_theme.is_some()) {
            return Err(source.error(1, format!("there is no column `{name}`")).hint(hint));
        }
    }
    let unknown = header.iter().enumerate().filter(|(at, name)| !name.is_empty() && !places.contains(&Some(*at)));
    for (_, name) in unknown {
        source.warn(1, format!("the column `{name}` is not carried over"));
    }
    // A column of another name may say by 0 and 1 whether a word is in a theme.
    let marks = !header.iter().any(|name| name == "weight")
        && place("theme").is_some()
        && are_marks(source, delimiter, place("weight"));
    let mut without = 0;
    let mut groups: Vec<Group> = Vec::new();
    let mut parents: Vec<(String, u64)> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for record in reader.records() {
        let record = record.map_err(|e| damaged(source, &e))?;
        let line = record.position().map_or(1, ::csv::Position::line);
        let cells = places.map(|place| place.and_then(|place| record.get(place)).unwrap_or_default().trim());
        let [theme, parent, label, definition, kind, pattern, weight] = cells;
        let theme = one_theme.as_deref().unwrap_or(theme);
        if theme.is_empty() {
            if !pattern.is_empty() {
                source.warn(line, format!("the pattern \"{pattern}\" has no theme and is left out"));
            }
            continue;
        }
        if marks && weight == "0" {
            without += 1;
            continue;
        }
        let group = *known.entry(theme.to_string()).or_insert_with(|| {
            groups.push(Group { name: theme.to_string(), line, native: true, ..Group::default() });
            parents.push((String::new(), line));
            groups.len() - 1
        });
        if !label.is_empty() {
            groups[group].label = Some(label.to_string());
        }
        if !definition.is_empty() {
            groups[group].definition = definition.to_string();
        }
        if !parent.is_empty() {
            parents[group] = (parent.to_string(), line);
        }
        if pattern.is_empty() {
            continue;
        }
        let pattern = unguarded(pattern);
        let weight = if weight.is_empty() { None } else { source.weight(line, pattern, unguarded(weight)) };
        let entry = Entry { weight, ..Entry::new(pattern, line) };
        match kind.to_lowercase().as_str() {
            "" | "include" => groups[group].include.push(entry),
            "exclude" => groups[group].exclude.push(Entry { weight: None, ..entry }),
            _ => return Err(source.error(line, format!("`{kind}` is no kind")).hint("write include or exclude")),
        }
    }
    if without > 0 {
        source.warn(1, words::outside(without));
    }
    in_order(groups, &parents, &known, source)
}

/// Whether all cells of a column are 0 or 1.
fn are_marks(source: &Source<'_>, delimiter: u8, column: Option<usize>) -> bool {
    let Some(column) = column else { return false };
    let mut reader =
        ::csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(source.text.as_bytes());
    let is_mark = |record: ::csv::Result<::csv::StringRecord>| {
        record.is_ok_and(|record| matches!(record.get(column).unwrap_or_default().trim(), "" | "0" | "1"))
    };
    reader.records().all(is_mark)
}

fn damaged(source: &Source<'_>, error: &::csv::Error) -> Error {
    let line = error.position().map_or(1, ::csv::Position::line);
    source.error(line, format!("this CSV cannot be read: {error}")).hint("save it as CSV in UTF-8")
}

/// Resolves parents and puts them before their children.
fn in_order(
    groups: Vec<Group>,
    parents: &[(String, u64)],
    known: &BTreeMap<String, usize>,
    source: &Source<'_>,
) -> Result<Vec<Group>> {
    let mut above = Vec::new();
    for (name, line) in parents {
        above.push(match (name.as_str(), known.get(name)) {
            ("", _) => None,
            (_, Some(place)) => Some(*place),
            (_, None) => {
                return Err(source
                    .error(*line, format!("no theme `{name}`, which is named as a parent"))
                    .hint("give it a row of its own, with an empty pattern if it has none"));
            }
        });
    }
    let mut depths = Vec::new();
    for place in 0..groups.len() {
        let (mut depth, mut at) = (0, above[place]);
        while let Some(parent) = at {
            depth += 1;
            if depth > DEEPEST {
                let message = format!("the theme `{}` is its own parent, or nested too deeply", groups[place].name);
                return Err(source.error(parents[place].1, message).hint("take one `parent` out of the circle"));
            }
            at = above[parent];
        }
        depths.push(depth);
    }
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_key(|&place| depths[place]);
    let mut new_place = vec![0; groups.len()];
    order.iter().enumerate().for_each(|(new, &old)| new_place[old] = new);
    let mut placed: Vec<(usize, Group)> = groups.into_iter().enumerate().collect();
    placed.sort_by_key(|(old, _)| new_place[*old]);
    Ok(placed.into_iter().map(|(old, group)| Group { parent: above[old].map(|p| new_place[p]), ..group }).collect())
}

/// Signs that make a spreadsheet run a cell.
const RUN: [char; 4] = ['=', '+', '-', '@'];

/// Takes off the apostrophe that keeps a spreadsheet from running a cell.
fn unguarded(pattern: &str) -> &str {
    pattern.strip_prefix('\'').filter(|rest| rest.starts_with(RUN)).unwrap_or(pattern)
}

/// Writes a table, with an apostrophe before a pattern that a spreadsheet would run.
pub(super) fn write(codebook: &Codebook) -> Result<String> {
    let failed = |e: String| Error::new(ErrorKind::Output, format!("cannot write CSV: {e}"));
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    // Without a weight in the codebook there is no column of weights.
    let columns = COLUMNS.len() - usize::from(!codebook.weighted().contains(&true));
    writer.write_record(&COLUMNS[..columns]).map_err(|e| failed(e.to_string()))?;
    for theme in &codebook.themes {
        let parent = theme.parent.map_or("", |parent| codebook.themes[parent].id.as_str());
        let listed = [("include", &theme.include), ("exclude", &theme.exclude)];
        let patterns = listed
            .into_iter()
            .flat_map(|(kind, list)| list.iter().map(move |of| (kind, of.source.as_str(), of.weight)));
        let mut rows: Vec<(&str, &str, Option<Weight>)> = patterns.collect();
        if theme.include.is_empty() {
            rows.insert(0, ("include", "", None));
        }
        for (kind, pattern, weight) in rows {
            let guarded = if pattern.starts_with(RUN) { format!("'{pattern}") } else { pattern.to_string() };
            let weight = weight.map_or_else(String::new, |weight| weight.to_string());
            let row = [theme.id.as_str(), parent, &theme.label, &theme.definition, kind, &guarded, &weight];
            writer.write_record(&row[..columns]).map_err(|e| failed(e.to_string()))?;
        }
    }
    let bytes = writer.into_inner().map_err(|e| failed(e.to_string()))?;
    String::from_utf8(bytes).map_err(|e| failed(e.to_string()))
}
