//! Imported themes -> a codebook in TOML, new or added to one that is there.

use std::path::Path;

use hashbrown::{HashMap, HashSet};
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, Value, value};

use super::{Exported, Imported, NewPattern, NewTheme};
use crate::codebook::Weight;
use crate::error::{Error, ErrorKind, Result};
use crate::warning::Warning;

/// Patterns of more characters than this stand one a line.
const WIDTH: usize = 90;

/// Writes a new codebook. Themes without a pattern, and without one below them, stand at its end as comments.
///
/// # Errors
/// When no theme has a pattern; the text could not be read as a codebook.
pub fn write(imported: &Imported, heading: &str) -> Result<String> {
    let mut document = DocumentMut::new();
    add(&mut document, imported, Path::new("codebook.toml"), &mut Vec::new())?;
    Ok(format!("# {heading}\n\n{document}"))
}

/// Adds themes to a codebook. What is there stays as it was written, comments and layout included; a theme that is there
/// gains the patterns that it lacks, and no other field. A pattern that is there keeps its weight; another one is told.
///
/// # Errors
/// When the text is no codebook in TOML: file and what is wrong.
pub fn merge(text: &str, path: &Path, imported: &Imported) -> Result<Exported> {
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        let at = error.span().map_or(0, |span| span.start);
        let line = text[..at.min(text.len())].matches('\n').count() as u64 + 1;
        Error::new(ErrorKind::Codebook, format!("this is not valid TOML: {}", error.message().trim()))
            .at(path)
            .line(line)
            .hint("correct the codebook before you add to it")
    })?;
    let mut warnings = Vec::new();
    add(&mut document, imported, path, &mut warnings)?;
    Ok(Exported { text: document.to_string(), warnings })
}

fn add(document: &mut DocumentMut, imported: &Imported, path: &Path, warnings: &mut Vec<Warning>) -> Result<()> {
    let wrong = |what: &str| {
        Error::new(ErrorKind::Codebook, format!("`{what}` is no table")).at(path).hint("write it as [themes.ID]")
    };
    let is_new = document.get("themes").is_none();
    let themes = document.entry("themes").or_insert_with(|| Item::Table(implicit()));
    let themes = themes.as_table_mut().ok_or_else(|| wrong("themes"))?;
    let mut comments = String::new();
    let full = with_patterns(&imported.themes);
    // Ids that differ by case alone are one theme.
    let mut known: HashMap<String, String> =
        themes.iter().map(|(key, _)| (key.to_lowercase(), key.to_string())).collect();
    for theme in &imported.themes {
        if !full.contains(theme.id.as_str()) {
            comments.push_str(&comment(theme));
            continue;
        }
        if let Some(item) = known.get(&theme.id.to_lowercase()).and_then(|key| themes.get_mut(key)) {
            let table = item.as_table_like_mut().ok_or_else(|| wrong(&format!("themes.{}", theme.id)))?;
            let exclude: Vec<NewPattern> = theme.exclude.iter().map(NewPattern::new).collect();
            for (key, patterns) in [("include", &theme.include), ("exclude", &exclude)] {
                let list = table.entry(key).or_insert_with(|| value(Array::new()));
                let list = list.as_array_mut().ok_or_else(|| wrong(&format!("themes.{}.{key}", theme.id)))?;
                for (text, weight) in extend(list, patterns) {
                    let message =
                        format!("theme `{}`: \"{text}\" is there already: its weight {weight} is left out", theme.id);
                    warnings.push(Warning::at(path, None, message));
                }
            }
            if table.get("exclude").and_then(Item::as_array).is_some_and(Array::is_empty) {
                table.remove("exclude");
            }
        } else {
            let mut table = table(theme);
            table.decor_mut().set_prefix(if is_new && themes.is_empty() { "" } else { "\n" });
            themes.insert(&theme.id, Item::Table(table));
            known.insert(theme.id.to_lowercase(), theme.id.clone());
        }
    }
    if themes.is_empty() {
        return Err(Error::new(ErrorKind::Codebook, "no theme has a pattern, so there is no codebook to write").hint(
            "give the codes patterns first: in REFI-QDA, a line `Patterns:` in the description and patterns below",
        ));
    }
    if !comments.is_empty() {
        let before = document.trailing().as_str().unwrap_or_default().to_string();
        document.set_trailing(format!(
            "{before}\n# Themes without patterns. Give them some, and take the # away.\n{comments}"
        ));
    }
    Ok(())
}

/// The ids of themes that have a pattern, or lie above one that has.
fn with_patterns(themes: &[NewTheme]) -> HashSet<&str> {
    let parents: HashMap<&str, Option<&str>> =
        themes.iter().map(|theme| (theme.id.as_str(), theme.parent.as_deref())).collect();
    let mut full = HashSet::new();
    for theme in themes.iter().filter(|theme| !theme.include.is_empty()) {
        let mut at = Some(theme.id.as_str());
        while let Some(id) = at.filter(|id| full.insert(*id)) {
            at = parents.get(id).copied().flatten();
        }
    }
    full
}

fn implicit() -> Table {
    let mut table = Table::new();
    table.set_implicit(true);
    table
}

fn table(theme: &NewTheme) -> Table {
    let mut table = Table::new();
    // Without a label a theme is named by its id.
    if theme.label != theme.id {
        table.insert("label", value(&theme.label));
    }
    if !theme.definition.is_empty() {
        table.insert("definition", value(&theme.definition));
    }
    table.insert("include", value(array(&theme.include)));
    if !theme.exclude.is_empty() {
        let exclude: Vec<NewPattern> = theme.exclude.iter().map(NewPattern::new).collect();
        table.insert("exclude", value(array(&exclude)));
    }
    if let Some(parent) = &theme.parent {
        table.insert("parent", value(parent));
    }
    table
}

/// A list on one line, or with a line for each pattern.
fn array(patterns: &[NewPattern]) -> Array {
    let mut array: Array = patterns.iter().map(item).collect();
    let width = |pattern: &NewPattern| pattern.text.chars().count() + if pattern.weight.is_some() { 34 } else { 4 };
    if patterns.iter().map(width).sum::<usize>() > WIDTH {
        for item in array.iter_mut() {
            item.decor_mut().set_prefix("\n    ");
        }
        array.set_trailing_comma(true);
        array.set_trailing("\n");
    }
    array
}

/// A pattern as a string, or with its weight as a table.
fn item(pattern: &NewPattern) -> Value {
    let Some(weight) = pattern.weight else { return Value::from(&pattern.text) };
    let mut table = InlineTable::new();
    table.insert("pattern", Value::from(&pattern.text));
    // What a weight reads as is a number of TOML.
    let number = weight.to_string();
    table.insert("weight", number.parse().unwrap_or_else(|_| Value::from(number)));
    Value::InlineTable(table)
}

/// The pattern of an item, and its weight.
pub(in crate::codebook) fn of_item(item: &Value) -> Option<(String, Option<Weight>)> {
    if let Some(text) = item.as_str() {
        return Some((text.to_string(), None));
    }
    let table = item.as_inline_table()?;
    let number = |value: &Value| value.as_float().or_else(|| value.as_integer().map(|number| number as f64));
    let weight = table.get("weight").and_then(number).and_then(|number| Weight::of(number).ok());
    Some((table.get("pattern")?.as_str()?.to_string(), weight))
}

/// Puts patterns behind those of a list, in its layout. What comes back are those that are there with another weight.
fn extend(list: &mut Array, patterns: &[NewPattern]) -> Vec<(String, Weight)> {
    let known: HashMap<String, Option<Weight>> = list.iter().filter_map(of_item).collect();
    let of = |weight: Option<Weight>| weight.unwrap_or(Weight::ONE);
    let others = patterns.iter().filter(|new| known.get(&new.text).is_some_and(|&weight| of(weight) != of(new.weight)));
    let others: Vec<(String, Weight)> = others.map(|new| (new.text.clone(), of(new.weight))).collect();
    let broken = list.iter().any(|item| {
        item.decor().prefix().and_then(|prefix| prefix.as_str()).is_some_and(|prefix| prefix.contains('\n'))
    });
    for pattern in patterns.iter().filter(|pattern| !known.contains_key(&pattern.text)) {
        let mut item = item(pattern);
        item.decor_mut().set_prefix(match (broken, list.is_empty()) {
            (true, _) => "\n    ",
            (false, true) => "",
            (false, false) => " ",
        });
        list.push_formatted(item);
    }
    others
}

fn comment(theme: &NewTheme) -> String {
    let mut document = DocumentMut::new();
    let mut themes = implicit();
    themes.insert(&theme.id, Item::Table(table(theme)));
    document.insert("themes", Item::Table(themes));
    let lines: String = document.to_string().lines().map(|line| format!("# {line}\n")).collect();
    format!("#\n{lines}")
}
