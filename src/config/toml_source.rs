//! Reads TOML so that every complaint names the file, the line, the column and the nearest valid key.

use std::ops::Range;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::error::{Error, ErrorKind, Result, nearest};

/// A TOML file: its path, its text and what kind of error it gives rise to.
#[derive(Debug, Clone, Copy)]
pub struct TomlSource<'a> {
    /// Path, for messages.
    pub path: &'a Path,
    /// The whole text.
    pub text: &'a str,
    /// Kind of the errors.
    pub kind: ErrorKind,
}

/// A value with the bytes of the file it stands in.
#[derive(Debug, Clone)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Byte range in the file.
    pub span: Range<usize>,
}

/// An item of a list of strings and tables.
#[derive(Debug, Clone)]
pub enum Item<'s, 't> {
    /// A string.
    Text(Located<String>),
    /// A table.
    Table(Located<TomlTable<'s, 't>>),
}

impl<'a> TomlSource<'a> {
    /// Parses the text into a table with positions.
    ///
    /// # Errors
    /// When the text is no TOML: file, line and column, and what the parser expected.
    pub fn parse(&self) -> Result<Spanned<DeTable<'a>>> {
        DeTable::parse(self.text).map_err(|error| {
            let span = error.span().unwrap_or(0..0);
            self.error(span.start, format!("this is not valid TOML: {}", error.message().trim()))
        })
    }

    /// An error at a byte of this file.
    pub fn error(&self, byte: usize, message: impl Into<String>) -> Error {
        let (line, column) = Lines::of(self.text).place(byte);
        Error::new(self.kind, message).at(self.path).line(line).column(column)
    }
}

/// Lines and columns of a text, found without reading all of it for each place.
#[derive(Debug, Clone)]
pub struct Lines<'t> {
    text: &'t str,
    /// Where each line begins, and every so many bytes within a long one: byte, line, and column.
    marks: Vec<(usize, u64, u64)>,
}

/// Bytes from one mark to the next, at most.
const STEP: usize = 1024;

impl<'t> Lines<'t> {
    /// Those of a text.
    pub fn of(text: &'t str) -> Self {
        let mut marks = vec![(0, 1, 1)];
        let (mut line, mut column, mut last) = (1, 1, 0);
        for (at, sign) in text.char_indices() {
            if at >= last + STEP {
                marks.push((at, line, column));
                last = at;
            }
            column += 1;
            if sign == '\n' {
                (line, column, last) = (line + 1, 1, at + 1);
                marks.push((last, line, column));
            }
        }
        Self { text, marks }
    }

    /// Line and column (in characters) of a byte offset, both from 1.
    pub fn place(&self, byte: usize) -> (u64, u64) {
        let mut end = byte.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let (at, line, column) = self.marks[self.marks.partition_point(|(at, ..)| *at <= end) - 1];
        (line, column + self.text[at..end].chars().count() as u64)
    }
}

/// A table of a TOML file, with its name for messages.
#[derive(Debug, Clone)]
pub struct TomlTable<'s, 't> {
    source: TomlSource<'s>,
    name: String,
    table: &'t DeTable<'s>,
}

impl<'s, 't> TomlTable<'s, 't> {
    /// The root table of a parsed file.
    pub fn root(source: TomlSource<'s>, table: &'t DeTable<'s>) -> Self {
        Self { source, name: String::new(), table }
    }

    /// Refuses keys that are not in `valid`.
    ///
    /// # Errors
    /// At the first unknown key in the order of the file, with the nearest valid one.
    pub fn allow(&self, valid: &[&str]) -> Result<()> {
        let unknown = self.entries().into_iter().find(|(key, _)| !valid.contains(&key.value.as_str()));
        let Some((key, _)) = unknown else { return Ok(()) };
        let place = if self.name.is_empty() { String::new() } else { format!(" in [{}]", self.name) };
        let error = self.source.error(key.span.start, format!("unknown key `{}`{place}", key.value));
        Err(match nearest(&key.value, valid.iter().copied()) {
            Some(name) => error.hint(format!("did you mean `{name}`?")),
            None => error.hint(format!("valid keys are: {}", valid.join(", "))),
        })
    }

    /// The entries in the order of the file.
    pub fn entries(&self) -> Vec<(Located<String>, &'t Spanned<DeValue<'s>>)> {
        let mut entries: Vec<_> = self
            .table
            .iter()
            .map(|(key, value)| (Located { value: key.get_ref().to_string(), span: key.span() }, value))
            .collect();
        entries.sort_by_key(|(key, _)| key.span.start);
        entries
    }

    /// A table inside this one; an empty one where the key is absent.
    ///
    /// # Errors
    /// When the key holds something other than a table.
    pub fn table(&self, key: &str) -> Result<Option<TomlTable<'s, 't>>> {
        let Some(value) = self.table.get(key) else { return Ok(None) };
        let name = if self.name.is_empty() { key.to_string() } else { format!("{}.{key}", self.name) };
        match value.get_ref() {
            DeValue::Table(table) => Ok(Some(TomlTable { source: self.source, name, table })),
            other => Err(self.wrong_type(&name, "a table", other, value.span())),
        }
    }

    /// A string.
    ///
    /// # Errors
    /// When the key holds something else.
    pub fn string(&self, key: &str) -> Result<Option<Located<String>>> {
        self.table.get(key).map(|value| self.as_string(key, value)).transpose()
    }

    /// A path: a string that the operating system takes for one.
    ///
    /// # Errors
    /// When the key holds something else, nothing, the character NUL, or begins with `~`, which only shells understand.
    pub fn path(&self, key: &str) -> Result<Option<Located<String>>> {
        let path = self.string(key)?;
        path.iter().try_for_each(|path| self.check_path(key, path))?;
        Ok(path)
    }

    /// Refuses a text that is no path, as [`path`](Self::path) does.
    pub(super) fn check_path(&self, key: &str, path: &Located<String>) -> Result<()> {
        let (why, hint) = match path.value.as_str() {
            path if path.trim().is_empty() => ("is empty", "name a file or folder, or leave the key out"),
            path if path.contains('\0') => ("holds the character NUL", "no name of a file may hold it"),
            path if path == "~" || path.starts_with("~/") => (
                "begins with `~`, which is not your home folder here",
                "write the whole path, or one from the project folder",
            ),
            _ => return Ok(()),
        };
        Err(self.error(&path.span, format!("`{key}` {why}")).hint(hint))
    }

    /// The place of the value of a key.
    pub(crate) fn value_span(&self, key: &str) -> Range<usize> {
        self.table.get(key).map_or(0..0, Spanned::span)
    }

    /// A list of strings.
    ///
    /// # Errors
    /// When the key holds something else.
    pub fn strings(&self, key: &str) -> Result<Option<Vec<Located<String>>>> {
        let Some(value) = self.table.get(key) else { return Ok(None) };
        match value.get_ref() {
            DeValue::Array(items) => {
                items.iter().map(|item| self.as_string(key, item)).collect::<Result<_>>().map(Some)
            }
            other => Err(self.wrong_type(key, "a list of strings, such as [\"a\", \"b\"]", other, value.span())),
        }
    }

    /// A list of strings and of tables; `list` and `one` say what it and its items must be. Empty where the key is absent.
    ///
    /// # Errors
    /// When the key holds something else.
    pub fn items(&self, key: &str, list: &str, one: &str) -> Result<Vec<Item<'s, 't>>> {
        let Some(value) = self.table.get(key) else { return Ok(Vec::new()) };
        let wrong = |found: &Spanned<DeValue<'s>>, wanted| self.wrong_type(key, wanted, found.get_ref(), found.span());
        let DeValue::Array(items) = value.get_ref() else { return Err(wrong(value, list)) };
        let name = if self.name.is_empty() { key.to_string() } else { format!("{}.{key}", self.name) };
        let item = |item: &'t Spanned<DeValue<'s>>| match item.get_ref() {
            DeValue::String(text) => Ok(Item::Text(Located { value: text.to_string(), span: item.span() })),
            DeValue::Table(table) => {
                let value = TomlTable { source: self.source, name: name.clone(), table };
                Ok(Item::Table(Located { value, span: item.span() }))
            }
            _ => Err(wrong(item, one)),
        };
        items.iter().map(item).collect()
    }

    /// A whole number from 0.
    ///
    /// # Errors
    /// When the key holds something else or a negative number.
    pub fn integer(&self, key: &str) -> Result<Option<Located<u64>>> {
        self.table.get(key).map(|value| self.as_integer(key, value)).transpose()
    }

    /// True or false.
    ///
    /// # Errors
    /// When the key holds something else.
    pub(crate) fn boolean(&self, key: &str) -> Result<Option<bool>> {
        match self.table.get(key).map(|value| (value.get_ref(), value.span())) {
            None => Ok(None),
            Some((DeValue::Boolean(value), _)) => Ok(Some(*value)),
            Some((other, span)) => Err(self.wrong_type(key, "true or false", other, span)),
        }
    }

    /// A number, with or without a fraction.
    ///
    /// # Errors
    /// When the key holds something else.
    pub fn number(&self, key: &str) -> Result<Option<Located<f64>>> {
        let Some(value) = self.table.get(key) else { return Ok(None) };
        let text = match value.get_ref() {
            DeValue::Integer(integer) if integer.radix() == 10 => Some(integer.as_str()),
            DeValue::Float(float) => Some(float.as_str()),
            _ => None,
        };
        match text.and_then(|text| text.replace('_', "").parse().ok()) {
            Some(number) => Ok(Some(Located { value: number, span: value.span() })),
            None => Err(self.wrong_type(key, "a number", value.get_ref(), value.span())),
        }
    }

    /// A list of whole numbers from 0.
    ///
    /// # Errors
    /// When the key holds something else.
    pub fn integers(&self, key: &str) -> Result<Option<Vec<Located<u64>>>> {
        let Some(value) = self.table.get(key) else { return Ok(None) };
        match value.get_ref() {
            DeValue::Array(items) => {
                items.iter().map(|item| self.as_integer(key, item)).collect::<Result<_>>().map(Some)
            }
            other => Err(self.wrong_type(key, "a list of whole numbers, such as [1, 2]", other, value.span())),
        }
    }

    /// One of a few named choices.
    ///
    /// # Errors
    /// When the value is none of them, with the nearest one.
    pub fn choice<T: Clone>(&self, key: &str, choices: &[(&str, T)]) -> Result<Option<T>> {
        self.string(key)?.map(|text| self.choose(key, &text, choices)).transpose()
    }

    /// A list of named choices.
    ///
    /// # Errors
    /// When an item is none of them, with the nearest one.
    pub(crate) fn choices<T: Clone>(&self, key: &str, choices: &[(&str, T)]) -> Result<Option<Vec<T>>> {
        let Some(items) = self.strings(key)? else { return Ok(None) };
        items.iter().map(|item| self.choose(key, item, choices)).collect::<Result<_>>().map(Some)
    }

    /// The tables of a list of tables, `[[key]]`.
    ///
    /// # Errors
    /// When the key holds something else.
    pub fn tables(&self, key: &str) -> Result<Vec<TomlTable<'s, 't>>> {
        let Some(value) = self.table.get(key) else { return Ok(Vec::new()) };
        let name = if self.name.is_empty() { key.to_string() } else { format!("{}.{key}", self.name) };
        let wrong = |found: &Spanned<DeValue<'s>>| {
            self.wrong_type(&name, &format!("a list of tables, [[{name}]]"), found.get_ref(), found.span())
        };
        let DeValue::Array(items) = value.get_ref() else { return Err(wrong(value)) };
        let table = |item: &'t Spanned<DeValue<'s>>| match item.get_ref() {
            DeValue::Table(table) => Ok(TomlTable { source: self.source, name: name.clone(), table }),
            _ => Err(wrong(item)),
        };
        items.iter().map(table).collect()
    }

    /// A string, a whole number or a date, as it is written.
    ///
    /// # Errors
    /// When the key holds something else; `wanted` says what it must be.
    pub(crate) fn scalar(&self, key: &str, wanted: &str) -> Result<Option<Located<String>>> {
        self.table.get(key).map(|value| self.as_scalar(key, wanted, value)).transpose()
    }

    /// A list of such values.
    ///
    /// # Errors
    /// When the key holds something else; `wanted` says what it must be.
    pub(crate) fn scalars(&self, key: &str, wanted: &str) -> Result<Option<Vec<Located<String>>>> {
        let Some(value) = self.table.get(key) else { return Ok(None) };
        match value.get_ref() {
            DeValue::Array(items) => {
                items.iter().map(|item| self.as_scalar(key, wanted, item)).collect::<Result<_>>().map(Some)
            }
            other => Err(self.wrong_type(key, wanted, other, value.span())),
        }
    }

    /// A list of lists of such values.
    ///
    /// # Errors
    /// When the key holds something else; `wanted` says what it must be.
    pub fn lists(&self, key: &str, wanted: &str) -> Result<Option<Vec<Vec<Located<String>>>>> {
        let Some(value) = self.table.get(key) else { return Ok(None) };
        let wrong = |found: &Spanned<DeValue<'s>>| self.wrong_type(key, wanted, found.get_ref(), found.span());
        let DeValue::Array(lists) = value.get_ref() else { return Err(wrong(value)) };
        let list = |list: &Spanned<DeValue<'s>>| match list.get_ref() {
            DeValue::Array(items) => items.iter().map(|item| self.as_scalar(key, wanted, item)).collect(),
            _ => Err(wrong(list)),
        };
        lists.iter().map(list).collect::<Result<_>>().map(Some)
    }

    /// Whether the key holds a string.
    pub fn is_string(&self, key: &str) -> bool {
        self.table.get(key).is_some_and(|value| matches!(value.get_ref(), DeValue::String(_)))
    }

    /// The place of the first key of the table, for errors about the whole of it.
    pub fn start(&self) -> Range<usize> {
        self.entries().first().map_or(0..0, |(key, _)| key.span.clone())
    }

    /// An error at a value of this table.
    pub fn error(&self, span: &Range<usize>, message: impl Into<String>) -> Error {
        self.source.error(span.start, message)
    }

    pub(super) fn choose<T: Clone>(&self, key: &str, text: &Located<String>, choices: &[(&str, T)]) -> Result<T> {
        if let Some((_, value)) = choices.iter().find(|(name, _)| *name == text.value) {
            return Ok(value.clone());
        }
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        let error = self.error(&text.span, format!("`{}` is no value of `{key}`", text.value));
        Err(match nearest(&text.value, names.iter().copied()) {
            Some(name) => error.hint(format!("did you mean \"{name}\"? Valid: {}", names.join(", "))),
            None => error.hint(format!("valid: {}", names.join(", "))),
        })
    }

    fn as_string(&self, key: &str, value: &Spanned<DeValue<'s>>) -> Result<Located<String>> {
        match value.get_ref() {
            DeValue::String(text) => Ok(Located { value: text.to_string(), span: value.span() }),
            other => Err(self.wrong_type(key, "a string in quotes", other, value.span())),
        }
    }

    fn as_scalar(&self, key: &str, wanted: &str, value: &Spanned<DeValue<'s>>) -> Result<Located<String>> {
        let text = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str().replace('_', ""),
            DeValue::Datetime(date) => date.to_string(),
            other => return Err(self.wrong_type(key, wanted, other, value.span())),
        };
        Ok(Located { value: text, span: value.span() })
    }

    fn as_integer(&self, key: &str, value: &Spanned<DeValue<'s>>) -> Result<Located<u64>> {
        let number = match value.get_ref() {
            DeValue::Integer(integer) => u64::from_str_radix(&integer.as_str().replace('_', ""), integer.radix()).ok(),
            _ => None,
        };
        match number {
            Some(number) => Ok(Located { value: number, span: value.span() }),
            None => match value.get_ref() {
                DeValue::Integer(integer) if !integer.as_str().starts_with('-') => {
                    let message = format!("`{key}` must be a whole number from 0 to {}", u64::MAX);
                    Err(self.source.error(value.span().start, message))
                }
                other => Err(self.wrong_type(key, "a whole number from 0", other, value.span())),
            },
        }
    }

    fn wrong_type(&self, key: &str, wanted: &str, found: &DeValue<'_>, span: Range<usize>) -> Error {
        let found = match found {
            DeValue::String(_) => "a string",
            DeValue::Integer(integer) if integer.as_str().starts_with('-') => "a negative number",
            DeValue::Integer(_) => "a whole number",
            DeValue::Float(_) => "a number with a fraction",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.source.error(span.start, format!("`{key}` must be {wanted}, not {found}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_that_counting_from_the_begin_gives() {
        let long = "\u{fc}".repeat(3000);
        let text = format!("a\n\n{long}b\r\n{}\n", "x".repeat(STEP));
        let lines = Lines::of(&text);
        for byte in (0..=text.len() + 2).filter(|byte| text.is_char_boundary(*byte) || *byte > text.len()) {
            let before = &text[..byte.min(text.len())];
            let column = before.rsplit('\n').next().unwrap_or("").chars().count() as u64 + 1;
            assert_eq!(lines.place(byte), (before.matches('\n').count() as u64 + 1, column), "{byte}");
        }
        assert_eq!((lines.place(4), Lines::of("").place(7)), ((3, 1), (1, 1)));
    }
}
