//! Single changes of the text of a codebook: what is not changed stays as it was written, comments and layout included.

use std::path::Path;

use serde::Deserialize;
use toml_edit::{Array, DocumentMut, Item, Table, TableLike, Value, value};

use super::formats::toml::of_item;
use super::{Codebook, Theme};
use crate::error::{Error, ErrorKind, Result};

/// The list of a theme in which a pattern stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum List {
    /// Patterns whose matches are hits.
    Include,
    /// Patterns whose matches forbid hits.
    Exclude,
}

impl List {
    /// Its key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Include => "include",
            Self::Exclude => "exclude",
        }
    }
}

/// A text of a theme that readers see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// Its name.
    Label,
    /// What it means.
    Definition,
    /// The theme that it is part of.
    Parent,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "do", rename_all = "lowercase")]
pub enum Edit {
    /// A new theme, with its first pattern.
    Theme {
        /// Its id.
        theme: String,
        /// Its name.
        label: String,
        /// A pattern.
        pattern: String,
    },
    /// Takes a theme out.
    Drop {
        /// Its id.
        theme: String,
    },
    /// Sets a text of a theme; an empty one takes the key out.
    Set {
        /// Its id.
        theme: String,
        /// Which text.
        field: Field,
        /// The text.
        text: String,
    },
    /// Puts a pattern behind the others.
    Add {
        /// Id of the theme.
        theme: String,
        /// Where it stands.
        list: List,
        /// The pattern.
        pattern: String,
    },
    /// Takes a pattern out.
    Remove {
        /// Id of the theme.
        theme: String,
        /// Where it stands.
        list: List,
        /// The pattern.
        pattern: String,
    },
    /// Puts a pattern in the place of another one, with its weight.
    Replace {
        /// Id of the theme.
        theme: String,
        /// Where it stands.
        list: List,
        /// The pattern that is there.
        pattern: String,
        /// The new one.
        by: String,
    },
    /// Takes a pattern out of a theme and puts it into another one, with its weight.
    Move {
        /// Id of the theme.
        theme: String,
        /// Where it stands.
        list: List,
        /// The pattern.
        pattern: String,
        /// Id of the other theme.
        to: String,
    },
}

/// The text of a codebook after some changes, in their order. An empty text is a codebook to be.
///
/// # Errors
/// When the text is no codebook, a theme or pattern is not there or is there already, or what comes out is no codebook any more.
pub fn edit(text: &str, path: &Path, edits: &[Edit]) -> Result<String> {
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        Error::new(ErrorKind::Codebook, format!("this is not valid TOML: {}", error.message().trim())).at(path)
    })?;
    let themes = document.entry("themes").or_insert_with(|| {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    });
    let themes = themes.as_table_mut().ok_or_else(|| wrong("`themes` is no table"))?;
    edits.iter().try_for_each(|edit| apply(themes, edit))?;
    let text = document.to_string();
    Codebook::parse(&text, path)?;
    Ok(text)
}

fn wrong(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Codebook, message)
}

fn apply(themes: &mut Table, edit: &Edit) -> Result<()> {
    match edit {
        Edit::Theme { theme, label, pattern } => new_theme(themes, theme, label, pattern),
        Edit::Drop { theme } => {
            let children = themes.iter().filter(|(_, item)| parent(item) == Some(theme)).map(|(id, _)| id);
            if let Some(child) = children.into_iter().next() {
                return Err(wrong(format!("the theme `{child}` is part of `{theme}`"))
                    .hint(format!("give `{child}` another parent, or none, first")));
            }
            themes.remove(theme).map(drop).ok_or_else(|| no_theme(theme))
        }
        Edit::Set { theme, field, text } => {
            let key = match field {
                Field::Label => "label",
                Field::Definition => "definition",
                Field::Parent => "parent",
            };
            let table = of(themes, theme)?;
            if text.trim().is_empty() {
                table.remove(key);
            } else {
                replace(table, key, text.trim());
            }
            Ok(())
        }
        Edit::Add { theme, list, pattern } => add(of(themes, theme)?, theme, *list, Value::from(pattern.as_str())),
        Edit::Remove { theme, list, pattern } => take(of(themes, theme)?, theme, *list, pattern).map(drop),
        Edit::Replace { theme, list, pattern, by } => {
            let patterns = patterns(of(themes, theme)?, *list)?;
            let place = place(patterns, theme, pattern)?;
            if patterns.iter().enumerate().any(|(at, item)| at != place && is(item, by)) {
                return Err(there_already(theme, by));
            }
            let item = patterns.get_mut(place).ok_or_else(|| no_pattern(theme, pattern))?;
            if let Some(table) = item.as_inline_table_mut() {
                table.insert("pattern", by.as_str().into());
            } else {
                let decor = item.decor().clone();
                *item = Value::from(by.as_str());
                *item.decor_mut() = decor;
            }
            Ok(())
        }
        Edit::Move { theme, list, pattern, to } => {
            let item = take(of(themes, theme)?, theme, *list, pattern)?;
            add(of(themes, to)?, to, *list, item)
        }
    }
}

fn new_theme(themes: &mut Table, theme: &str, label: &str, pattern: &str) -> Result<()> {
    if !Theme::is_id(theme) {
        return Err(wrong(format!("`{theme}` is no theme id")).hint("use letters, digits and underscores"));
    }
    if themes.iter().any(|(id, _)| id.to_lowercase() == theme.to_lowercase()) {
        return Err(wrong(format!("there is a theme `{theme}` already")).hint("give the new one another id"));
    }
    let mut table = Table::new();
    if !label.trim().is_empty() && label.trim() != theme {
        table.insert("label", value(label.trim()));
    }
    table.insert("include", value(Array::from_iter([pattern])));
    if !themes.is_empty() {
        table.decor_mut().set_prefix("\n");
    }
    themes.insert(theme, Item::Table(table));
    Ok(())
}

fn no_theme(theme: &str) -> Error {
    wrong(format!("there is no theme `{theme}` in the codebook"))
}

fn no_pattern(theme: &str, pattern: &str) -> Error {
    wrong(format!("there is no pattern \"{pattern}\" in the theme `{theme}`"))
}

fn there_already(theme: &str, pattern: &str) -> Error {
    wrong(format!("the pattern \"{pattern}\" stands in the theme `{theme}` already"))
}

fn parent(theme: &Item) -> Option<&str> {
    theme.as_table_like()?.get("parent")?.as_str()
}

fn of<'t>(themes: &'t mut Table, theme: &str) -> Result<&'t mut dyn TableLike> {
    themes.get_mut(theme).and_then(Item::as_table_like_mut).ok_or_else(|| no_theme(theme))
}

/// Sets a value; what is written about an earlier one stays.
fn replace(table: &mut dyn TableLike, key: &str, text: &str) {
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(value) => {
            let decor = value.decor().clone();
            *value = Value::from(text);
            *value.decor_mut() = decor;
        }
        None => drop(table.insert(key, value(text))),
    }
}

fn patterns(theme: &mut dyn TableLike, list: List) -> Result<&mut Array> {
    let item = theme.entry(list.key()).or_insert_with(|| value(Array::new()));
    item.as_array_mut().ok_or_else(|| wrong(format!("`{}` is no list", list.key())))
}

fn is(item: &Value, pattern: &str) -> bool {
    of_item(item).is_some_and(|(text, _)| text == pattern)
}

fn place(patterns: &Array, theme: &str, pattern: &str) -> Result<usize> {
    patterns.iter().position(|item| is(item, pattern)).ok_or_else(|| no_pattern(theme, pattern))
}

/// Puts a pattern behind those of a list, in its layout.
fn add(table: &mut dyn TableLike, theme: &str, list: List, mut item: Value) -> Result<()> {
    let text = of_item(&item).map(|(text, _)| text).unwrap_or_default();
    let patterns = patterns(table, list)?;
    if patterns.iter().any(|known| is(known, &text)) {
        return Err(there_already(theme, &text));
    }
    let last = patterns.iter().last().map(|last| prefix_of(last.decor()).to_string());
    let prefix = match last.as_deref().map(at_line_end) {
        None => String::new(),
        Some((_, "")) => " ".to_string(),
        Some((_, line)) => {
            // What is written behind the last pattern stays behind it.
            let trailing = patterns.trailing().as_str().unwrap_or_default().to_string();
            let (comment, rest) = at_line_end(&trailing);
            patterns.set_trailing(rest);
            format!("{comment}\n{}", line.rsplit('\n').next().unwrap_or_default())
        }
    };
    *item.decor_mut() = toml_edit::Decor::new(prefix, "");
    patterns.push_formatted(item);
    Ok(())
}

/// What stands before a value.
fn prefix_of(decor: &toml_edit::Decor) -> &str {
    decor.prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default()
}

/// What stands between two patterns, parted into what is on the line of the first, and the rest; nothing is on its line where both
/// share one.
fn at_line_end(between: &str) -> (&str, &str) {
    between.find('\n').map_or(("", ""), |end| between.split_at(end))
}

/// Takes a pattern out of a list; one that is empty then goes, too.
fn take(table: &mut dyn TableLike, theme: &str, list: List, pattern: &str) -> Result<Value> {
    let patterns = patterns(table, list)?;
    let place = place(patterns, theme, pattern)?;
    let item = patterns.remove(place);
    // A comment at the end of a line belongs to the pattern on it: the one before goes on with its own.
    let (comment, _) = at_line_end(prefix_of(item.decor()));
    if let Some(next) = patterns.get_mut(place) {
        let before = prefix_of(next.decor()).to_string();
        match at_line_end(&before) {
            (_, "") if place == 0 => next.decor_mut().set_prefix(""),
            (_, "") => {}
            (_, line) => next.decor_mut().set_prefix(format!("{comment}{line}")),
        }
    } else {
        let trailing = patterns.trailing().as_str().unwrap_or_default().to_string();
        let (_, line) = at_line_end(&trailing);
        if !line.is_empty() {
            patterns.set_trailing(format!("{comment}{line}"));
        }
    }
    if patterns.is_empty() {
        table.remove(list.key());
    }
    Ok(item)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"# A codebook.

[themes.trust]
label = "Trust" # for readers
# about trust
include = [
    "trust*", # all forms
    { pattern = "confidence", weight = 2 },
]

[themes.norms]
include = ["norm", "norms"]
"#;

    fn edited(edits: &str) -> std::result::Result<String, String> {
        let edits: Vec<Edit> = serde_json::from_str(edits).expect("edits");
        edit(TEXT, Path::new("codebook.toml"), &edits).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_not_changed_stays_as_it_is_written() {
        let text = edited(
            r#"[{"do":"add","theme":"trust","list":"include","pattern":"faith"},
            {"do":"add","theme":"trust","list":"exclude","pattern":"trust fund"},
            {"do":"replace","theme":"norms","list":"include","pattern":"norm","by":"a norm"},
            {"do":"replace","theme":"trust","list":"include","pattern":"confidence","by":"confident"},
            {"do":"set","theme":"trust","field":"label","text":"Trust in others"},
            {"do":"set","theme":"norms","field":"definition","text":"Rules."},
            {"do":"theme","theme":"safety","label":"Child safety","pattern":"child safety"}]"#,
        );
        let expected = r#"# A codebook.

[themes.trust]
label = "Trust in others" # for readers
# about trust
include = [
    "trust*", # all forms
    { pattern = "confident", weight = 2 },
    "faith",
]
exclude = ["trust fund"]

[themes.norms]
include = ["a norm", "norms"]
definition = "Rules."

[themes.safety]
label = "Child safety"
include = ["child safety"]
"#;
        assert_eq!(text.as_deref(), Ok(expected));
    }

    #[test]
    fn patterns_move_with_their_weights_and_empty_lists_go() {
        let text = edited(
            r#"[{"do":"move","theme":"trust","list":"include","pattern":"confidence","to":"norms"},
            {"do":"remove","theme":"norms","list":"include","pattern":"norm"},
            {"do":"add","theme":"norms","list":"exclude","pattern":"x"},
            {"do":"remove","theme":"norms","list":"exclude","pattern":"x"}]"#,
        )
        .expect("edited");
        assert!(text.contains("include = [\"norms\", { pattern = \"confidence\", weight = 2 }]"), "{text}");
        assert!(!text.contains("exclude"), "{text}");
        let codebook = Codebook::parse(&text, Path::new("codebook.toml")).expect("a codebook");
        assert_eq!(codebook.themes[1].include[1].weight.map(|weight| weight.to_string()).as_deref(), Some("2"));
    }

    #[test]
    fn comments_stay_with_their_patterns() {
        let text = "[themes.a]\ninclude = [\n    \"one\", # first\n    \"two\", # second\n    # on three\n    \"three\", # third\n]\n";
        let path = Path::new("codebook.toml");
        let change =
            |edits: &str| edit(text, path, &serde_json::from_str::<Vec<Edit>>(edits).expect("edits")).expect("edited");
        assert_eq!(
            change(r#"[{"do":"remove","theme":"a","list":"include","pattern":"two"}]"#),
            "[themes.a]\ninclude = [\n    \"one\", # first\n    # on three\n    \"three\", # third\n]\n"
        );
        assert_eq!(
            change(r#"[{"do":"remove","theme":"a","list":"include","pattern":"three"}]"#),
            "[themes.a]\ninclude = [\n    \"one\", # first\n    \"two\", # second\n]\n"
        );
        assert_eq!(
            change(r#"[{"do":"add","theme":"a","list":"include","pattern":"four"}]"#),
            "[themes.a]\ninclude = [\n    \"one\", # first\n    \"two\", # second\n    # on three\n    \"three\", # third\n    \"four\",\n]\n"
        );
    }

    #[test]
    fn what_cannot_be_is_refused() {
        for (edits, message) in [
            (r#"[{"do":"drop","theme":"x"}]"#, "there is no theme `x`"),
            (
                r#"[{"do":"add","theme":"norms","list":"include","pattern":"norm"}]"#,
                "stands in the theme `norms` already",
            ),
            (r#"[{"do":"remove","theme":"norms","list":"include","pattern":"y"}]"#, "there is no pattern \"y\""),
            (r#"[{"do":"add","theme":"norms","list":"include","pattern":"/(/"}]"#, "theme `norms`, pattern"),
            (r#"[{"do":"theme","theme":"Trust","label":"","pattern":"z"}]"#, "a theme `Trust` already"),
            (r#"[{"do":"theme","theme":"a b","label":"","pattern":"z"}]"#, "no theme id"),
            (
                r#"[{"do":"set","theme":"norms","field":"parent","text":"trust"},{"do":"drop","theme":"trust"}]"#,
                "`norms` is part of `trust`",
            ),
            (
                r#"[{"do":"remove","theme":"norms","list":"include","pattern":"norm"},{"do":"remove","theme":"norms","list":"include","pattern":"norms"}]"#,
                "has no pattern",
            ),
        ] {
            let told = edited(edits).expect_err(edits);
            assert!(told.contains(message), "{told}");
        }
        let new = [Edit::Theme { theme: "a".into(), label: "A".into(), pattern: "b".into() }];
        assert_eq!(
            edit("", Path::new("codebook.toml"), &new).expect("a codebook"),
            "[themes.a]\nlabel = \"A\"\ninclude = [\"b\"]\n"
        );
    }
}
