//! Keys of a project file that are set on a page. What else stands in the file stays as it was written.

use std::path::Path;

use serde::Deserialize;
use toml_edit::{Array, DocumentMut, Item, Table, Value};

use crate::config::{self, Config};
use crate::error::{Error, ErrorKind, Result};

/// What can be set; what is missing stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The title of the project.
    #[serde(default)]
    pub title: Option<String>,
    /// The unit of periods.
    #[serde(default)]
    pub period: Option<String>,
    /// The variables that documents are grouped by.
    #[serde(default)]
    pub groups: Option<Vec<String>>,
    /// What a message is.
    #[serde(default)]
    pub unit: Option<String>,
    /// The language of the documents.
    #[serde(default)]
    pub language: Option<String>,
    /// The themes of the brief.
    #[serde(default)]
    pub brief: Option<Vec<String>>,
}

/// The text of a project file with some keys set.
///
/// # Errors
/// When the text is no project file, or a value cannot be.
pub fn set(text: &str, path: &Path, settings: &Settings) -> Result<String> {
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        Error::new(ErrorKind::Project, format!("this is not valid TOML: {}", error.message().trim())).at(path)
    })?;
    let list = |texts: &Vec<String>| Value::Array(texts.iter().map(String::as_str).collect::<Array>());
    let keys: [(&str, &str, Option<Value>); 5] = [
        ("periods", "unit", settings.period.as_ref().map(Value::from)),
        ("groups", "by", settings.groups.as_ref().map(list)),
        ("segment", "unit", settings.unit.as_ref().map(Value::from)),
        ("text", "language", settings.language.as_ref().map(Value::from)),
        ("brief", "themes", settings.brief.as_ref().map(list)),
    ];
    for (table, key, value) in keys {
        if let Some(value) = value {
            let table = document.entry(table).or_insert_with(|| Item::Table(Table::new()));
            let table = table.as_table_mut().ok_or_else(|| {
                Error::new(ErrorKind::Project, format!("what `{key}` belongs to is no table")).at(path)
            })?;
            put(table, key, value);
        }
    }
    if let Some(title) = &settings.title {
        put(document.as_table_mut(), "title", Value::from(title));
    }
    let text = document.to_string();
    config::with_settings(Config::default(), &text, path)?;
    Ok(text)
}

/// Sets a value; what is written about an earlier one stays.
fn put(table: &mut Table, key: &str, mut value: Value) {
    if let Some(known) = table.get_mut(key).and_then(Item::as_value_mut) {
        *value.decor_mut() = known.decor().clone();
        *known = value;
    } else {
        table.insert(key, Item::Value(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_set_and_all_else_stays() {
        let text = "# Mine.\ntitle = \"A\" # of the report\n\n[periods]\nunit = \"year\" # at first\n\n[text]\nlanguage = \"en\"\n";
        let settings = Settings {
            period: Some("quarter".into()),
            groups: Some(vec!["publisher".into()]),
            title: Some("B".into()),
            ..Settings::default()
        };
        let made = set(text, Path::new("themeshift.toml"), &settings).expect("set");
        let expected = "# Mine.\ntitle = \"B\" # of the report\n\n[periods]\nunit = \"quarter\" # at first\n\n[text]\nlanguage = \"en\"\n\n[groups]\nby = [\"publisher\"]\n";
        assert_eq!(made, expected);
        let wrong = Settings { period: Some("fortnight".into()), ..Settings::default() };
        let told = set(text, Path::new("themeshift.toml"), &wrong).expect_err("no unit").to_string();
        assert!(told.contains("fortnight"), "{told}");
    }
}
