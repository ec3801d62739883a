//! A table in CSV: `theme` and `pattern`, and if present `label`, `definition`, `kind` (include or exclude), `parent`.
//! A theme without a pattern has a row with an empty `pattern`. Patterns are those of our codebooks.

use std::collections::BTreeMap;

use super::{DEEPEST, Entry, Group, Source};
use crate::codebook::Codebook;
use crate::error::{Error, ErrorKind, Result};

const COLUMNS: [&str; 6] = ["theme", "parent", "label", "definition", "kind", "pattern"];

/// Reads a table.
pub(super) fn read(source: &mut Source<'_>) -> Result<Vec<Group>> {
    let delimiter = match source.text.lines().next() {
        Some(first) if !first.contains(',') && first.contains(';') => b';',
        Some(first) if !first.contains(',') && first.contains('\t') => b'\t',
        _ => b',',
    };
    let mut reader =
        ::csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(source.text.as_bytes());
    let header: Vec<String> =
        reader.headers().map_err(|e| damaged(source, &e))?.iter().map(|name| name.trim().to_lowercase()).collect();
    let place = |name: &str| header.iter().position(|column| column == name);
    let places = COLUMNS.map(place);
    let hint = "the first line names the columns: theme,pattern and if you like label,definition,kind,parent";
    for name in ["theme", "pattern"] {
        if place(name).is_none() {
            return Err(source.error(1, format!("there is no column `{name}`")).hint(hint));
        }
    }
    for name in header.iter().filter(|name| !name.is_empty() && !COLUMNS.contains(&name.as_str())) {
        source.warn(1, format!("the column `{name}` is not carried over"));
    }
    let mut groups: Vec<Group> = Vec::new();
    let mut parents: Vec<(String, u64)> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for record in reader.records() {
        let record = record.map_err(|e| damaged(source, &e))?;
        let line = record.position().map_or(1, ::csv::Position::line);
        let cells = places.map(|place| place.and_then(|place| record.get(place)).unwrap_or_default().trim());
        let [theme, parent, label, definition, kind, pattern] = cells;
        if theme.is_empty() {
            if !pattern.is_empty() {
                source.warn(line, format!("the pattern \"{pattern}\" has no theme and is left out"));
            }
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
        let entry = Entry { text: unguarded(pattern).to_string(), line };
        match kind.to_lowercase().as_str() {
            "" | "include" => groups[group].include.push(entry),
            "exclude" => groups[group].exclude.push(entry),
            _ => return Err(source.error(line, format!("`{kind}` is no kind")).hint("write include or exclude")),
        }
    }
    in_order(groups, &parents, &known, source)
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
    writer.write_record(COLUMNS).map_err(|e| failed(e.to_string()))?;
    for theme in &codebook.themes {
        let parent = theme.parent.map_or("", |parent| codebook.themes[parent].id.as_str());
        let listed = [("include", &theme.include), ("exclude", &theme.exclude)];
        let patterns = listed.into_iter().flat_map(|(kind, list)| list.iter().map(move |p| (kind, p.source.as_str())));
        let mut rows: Vec<(&str, &str)> = patterns.collect();
        if theme.include.is_empty() {
            rows.insert(0, ("include", ""));
        }
        for (kind, pattern) in rows {
            let guarded = if pattern.starts_with(RUN) { format!("'{pattern}") } else { pattern.to_string() };
            let row = [theme.id.as_str(), parent, &theme.label, &theme.definition, kind, &guarded];
            writer.write_record(row).map_err(|e| failed(e.to_string()))?;
        }
    }
    let bytes = writer.into_inner().map_err(|e| failed(e.to_string()))?;
    String::from_utf8(bytes).map_err(|e| failed(e.to_string()))
}
