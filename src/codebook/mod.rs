//! Codebook, themes, patterns; and the [`Matcher`] that finds [`Hit`]s.
//!
//! A codebook is a TOML file with a table `[themes.ID]` for each theme: `label`, `definition`, `include`, `exclude`
//! and, for nested themes, `parent`. A pattern under `include` may have a weight: `{ pattern = "good", weight = 2 }`.
//! Patterns are explained in `docs/codebook.md`.

#[cfg(feature = "files")]
mod edit;
#[cfg(feature = "files")]
pub(crate) mod formats;
mod hit;
mod matcher;
mod pattern;
mod weight;

use std::collections::HashMap;
use std::path::Path;

use crate::config::toml_source::{Item, Lines, Located, TomlSource, TomlTable};
use crate::error::{Error, ErrorKind, Result, nearest};
use crate::files;

#[cfg(feature = "files")]
pub use edit::{Edit, Field, List, edit};
pub use hit::{CODED, Hit};
pub use matcher::{Decisions, Matcher, RawMatch, Seen, seen_words};
pub use pattern::{Folded, MARKS, Pattern, PatternError, Shape, Test, matches_glob};
pub use weight::{WEIGHT_PARTS, Weight, WeightError};

/// A theme of the codebook.
#[derive(Debug, Clone)]
pub struct Theme {
    /// Id, as in tables.
    pub id: String,
    /// Name, as in charts.
    pub label: String,
    /// What it means, for coders.
    pub definition: String,
    /// Patterns whose matches are hits.
    pub include: Vec<Pattern>,
    /// Patterns whose matches forbid hits that overlap them.
    pub exclude: Vec<Pattern>,
    /// Index of the theme that this one is part of. Its hits count for that theme too.
    pub parent: Option<usize>,
    /// The line in the codebook, from 1; `None` for a theme that stands in no file.
    pub line: Option<u64>,
}

impl Theme {
    /// True for text that can be the id of a theme.
    pub(crate) fn is_id(text: &str) -> bool {
        !text.is_empty() && !text.chars().any(|c| c == ';' || c.is_control() || c.is_whitespace())
    }
}

/// A codebook: themes in the order of the file.
#[derive(Debug, Clone, Default)]
pub struct Codebook {
    /// The themes.
    pub themes: Vec<Theme>,
}

impl Codebook {
    /// Reads a codebook.
    ///
    /// # Errors
    /// When the file is missing, no TOML, has an unknown key, or a pattern is wrong: theme, pattern, line and column.
    pub fn read(path: &Path) -> Result<Self> {
        let bytes = files::read(path, ErrorKind::Codebook, "cannot read the codebook").map_err(|error| {
            error.hint("set `codebook` in [corpus] of themeshift.toml to a TOML file with [themes.ID] tables")
        })?;
        let text = String::from_utf8(bytes).map_err(|e| {
            let byte = e.utf8_error().valid_up_to() as u64;
            Error::new(ErrorKind::Codebook, "the codebook is not UTF-8").at(path).byte(byte)
        })?;
        Self::parse(&text, path)
    }

    /// Parses the text of a codebook; the path is for messages.
    ///
    /// # Errors
    /// As [`Codebook::read`].
    pub fn parse(text: &str, path: &Path) -> Result<Self> {
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let source = TomlSource { path, text, kind: ErrorKind::Codebook };
        let parsed = source.parse()?;
        let top = TomlTable::root(source, parsed.get_ref());
        top.allow(&["themes"])?;
        let Some(table) = top.table("themes")? else {
            return Err(Error::new(ErrorKind::Codebook, "the codebook has no theme")
                .at(path)
                .hint("begin a theme with [themes.ID]"));
        };
        let lines = Lines::of(text);
        let mut themes = Vec::new();
        let mut parents = Vec::new();
        let mut ids = HashMap::new();
        for (key, _) in table.entries() {
            let Some(fields) = table.table(&key.value)? else { continue };
            // Files of results have the names of themes, and not every system tells such names apart.
            if let Some(other) = ids.insert(key.value.to_lowercase(), key.value.clone()) {
                let error =
                    table.error(&key.span, format!("the themes `{other}` and `{}` differ by case alone", key.value));
                return Err(error.hint("give one of them another id"));
            }
            parents.push(fields.string("parent")?);
            themes.push(theme(&table, &key, &fields, (source, &lines))?);
        }
        resolve_parents(&mut themes, parents, &table)?;
        if let Some(index) = empty(&themes) {
            let message = format!("the theme `{}` has no pattern under `include`", themes[index].id);
            let span = table.entries()[index].0.span.clone();
            return Err(table.error(&span, message).hint("write include = [\"word\", \"a phrase\"]"));
        }
        Ok(Self { themes })
    }

    /// All patterns in the order of the index that a [`Hit`] gives: index of the theme, pattern, and whether it stands
    /// under `exclude`.
    pub fn patterns(&self) -> impl Iterator<Item = (usize, &Pattern, bool)> {
        self.themes.iter().enumerate().flat_map(|(index, theme)| {
            let include = theme.include.iter().map(move |pattern| (index, pattern, false));
            include.chain(theme.exclude.iter().map(move |pattern| (index, pattern, true)))
        })
    }

    /// The weights of all patterns, in the order of [`Codebook::patterns`].
    pub fn weights(&self) -> Vec<Weight> {
        self.patterns().map(|(_, pattern, _)| pattern.weight.unwrap_or(Weight::ONE)).collect()
    }

    /// For each theme whether a pattern of it, or of a theme in it, has a weight in the codebook.
    pub fn weighted(&self) -> Vec<bool> {
        let mut weighted = vec![false; self.themes.len()];
        for (index, theme) in self.themes.iter().enumerate() {
            let mut at = theme.include.iter().any(|pattern| pattern.weight.is_some()).then_some(index);
            while let Some(theme) = at {
                weighted[theme] = true;
                at = self.themes[theme].parent;
            }
        }
        weighted
    }

    /// Whether a theme is another one or lies in it.
    pub(crate) fn is_within(&self, theme: usize, other: usize) -> bool {
        let mut at = Some(theme);
        while let Some(place) = at {
            if place == other {
                return true;
            }
            at = self.themes[place].parent;
        }
        false
    }

    /// A codebook with one theme and one pattern, as concordances need it.
    ///
    /// # Errors
    /// When the pattern is wrong: with a caret under the place.
    pub fn single(pattern: &str) -> Result<Self> {
        let parsed = Pattern::parse(pattern).map_err(|error| {
            let column = pattern[..error.at].chars().count() as u64 + 1;
            let message = format!("pattern \"{pattern}\", column {column}: {}", error.message);
            Error::new(ErrorKind::Usage, message).hint(error.hint)
        })?;
        let theme = Theme {
            id: "pattern".into(),
            label: pattern.into(),
            definition: String::new(),
            include: vec![parsed],
            exclude: Vec::new(),
            parent: None,
            line: None,
        };
        Ok(Self { themes: vec![theme] })
    }
}

/// The first theme that has neither a pattern nor a theme in it.
fn empty(themes: &[Theme]) -> Option<usize> {
    let mut empty: Vec<bool> = themes.iter().map(|theme| theme.include.is_empty()).collect();
    themes.iter().filter_map(|theme| theme.parent).for_each(|parent| empty[parent] = false);
    empty.into_iter().position(|empty| empty)
}

fn theme(
    table: &TomlTable<'_, '_>,
    key: &Located<String>,
    fields: &TomlTable<'_, '_>,
    source: (TomlSource<'_>, &Lines<'_>),
) -> Result<Theme> {
    fields.allow(&["label", "definition", "include", "exclude", "parent"])?;
    let id = key.value.clone();
    if !Theme::is_id(&id) {
        let error = table.error(&key.span, format!("`{id}` is no theme id"));
        return Err(error.hint("use letters, digits and underscores; the name for readers goes into `label`"));
    }
    let patterns = |field: &str| -> Result<Vec<Pattern>> {
        fields.items(field, LIST, ONE)?.iter().map(|item| read_pattern(item, field, &id, source)).collect()
    };
    let text = |field: &str| -> Result<Option<String>> { Ok(fields.string(field)?.map(|text| text.value)) };
    let label = fields.string("label")?;
    if let Some(label) = label.as_ref().filter(|label| label.value.trim().is_empty()) {
        let error = fields.error(&label.span, format!("the label of the theme `{id}` is empty"));
        return Err(error.hint("give it a name for readers, or leave `label` out: then the id is shown"));
    }
    Ok(Theme {
        label: label.map_or_else(|| id.replace('_', " "), |label| label.value),
        definition: text("definition")?.unwrap_or_default(),
        include: patterns("include")?,
        exclude: patterns("exclude")?,
        parent: None,
        line: Some(source.1.place(key.span.start).0),
        id: id.clone(),
    })
}

/// What a list of patterns is, and one of them, for messages.
const LIST: &str = "a list of patterns, such as [\"a\", \"b\"]";
const ONE: &str = "a pattern in quotes, or { pattern = \"a\", weight = 2 }";

/// A pattern as a string, or with its weight as a table.
fn read_pattern(
    item: &Item<'_, '_>,
    field: &str,
    theme: &str,
    source: (TomlSource<'_>, &Lines<'_>),
) -> Result<Pattern> {
    let (fields, span) = match item {
        Item::Text(text) => return parse_pattern(text, theme, source),
        Item::Table(fields) => (&fields.value, &fields.span),
    };
    fields.allow(&["pattern", "weight"])?;
    let Some(text) = fields.string("pattern")? else {
        let error = fields.error(span, format!("theme `{theme}`: a table without a pattern"));
        return Err(error.hint("write { pattern = \"word\", weight = 2 }"));
    };
    let pattern = parse_pattern(&text, theme, source)?;
    let Some(number) = fields.number("weight")? else { return Ok(pattern) };
    if field != "include" {
        let message = format!("theme `{theme}`, pattern \"{}\": an exclusion has no weight", text.value);
        return Err(fields.error(&number.span, message).hint("write the pattern as a string"));
    }
    let weight = Weight::of(number.value).map_err(|error| {
        let message = format!("theme `{theme}`, pattern \"{}\": the weight {}", text.value, error.message);
        fields.error(&number.span, message).hint(error.hint)
    })?;
    Ok(Pattern { weight: Some(weight), ..pattern })
}

fn parse_pattern(
    item: &Located<String>,
    theme: &str,
    (source, lines): (TomlSource<'_>, &Lines<'_>),
) -> Result<Pattern> {
    let place = lines.place(item.span.start);
    let parsed = Pattern::parse(&item.value).map(|pattern| Pattern { place: Some(place), ..pattern });
    parsed.map_err(|error| {
        // The opening quote comes first; escapes before the place would move it, and patterns have none.
        let byte = item.span.start + 1 + error.at;
        let message = format!("theme `{theme}`, pattern \"{}\": {}", item.value, error.message);
        source.error(byte, message).hint(error.hint)
    })
}

fn resolve_parents(
    themes: &mut [Theme],
    parents: Vec<Option<Located<String>>>,
    table: &TomlTable<'_, '_>,
) -> Result<()> {
    let places: HashMap<String, usize> = themes.iter().map(|theme| theme.id.clone()).zip(0..).collect();
    for (index, parent) in parents.into_iter().enumerate() {
        let Some(parent) = parent else { continue };
        let Some(&found) = places.get(&parent.value) else {
            let error =
                table.error(&parent.span, format!("no theme `{}`, the parent of `{}`", parent.value, themes[index].id));
            return Err(match nearest(&parent.value, themes.iter().map(|theme| theme.id.as_str())) {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None => error.hint("`parent` takes the id of another theme"),
            });
        };
        themes[index].parent = Some(found);
        let mut above = Some(found);
        while let Some(theme) = above {
            if theme == index {
                let message = format!("the theme `{}` is its own parent", themes[index].id);
                return Err(table.error(&parent.span, message).hint("take one `parent` out of the circle"));
            }
            above = themes[theme].parent;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
