//! Abbreviations after which a sentence goes on: lists that come with the program, and one of the user.

use std::path::Path;

use hashbrown::HashSet;

use crate::config::toml_source::{TomlSource, TomlTable};
use crate::error::{Error, ErrorKind, Result};
use crate::language::code;

/// Lists that come with the program, by ISO 639-1 code.
const BUILTIN: [(&str, &str); 4] = [
    ("en", include_str!("abbreviations/en.toml")),
    ("de", include_str!("abbreviations/de.toml")),
    ("fr", include_str!("abbreviations/fr.toml")),
    ("es", include_str!("abbreviations/es.toml")),
];

/// The abbreviations of one language. Without any, initials are known still.
#[derive(Debug, Clone, Default)]
pub struct Abbreviations {
    never: HashSet<String>,
    before_number: HashSet<String>,
    unless_opener: HashSet<String>,
    openers: HashSet<String>,
    ordinals: bool,
}

impl Abbreviations {
    /// Those of a language: an ISO 639-1 code, with or without a region. A language without a list has none.
    ///
    /// # Errors
    /// When a list that comes with the program is broken.
    pub fn of(language: &str) -> Result<Self> {
        let code = code(language);
        match BUILTIN.iter().find(|(name, _)| *name == code) {
            Some((name, text)) => Self::default().with(text, Path::new(&format!("{name}.toml"))),
            None => Ok(Self::default()),
        }
    }

    /// The codes of the languages that have a list.
    pub fn languages() -> impl Iterator<Item = &'static str> {
        BUILTIN.iter().map(|(code, _)| *code)
    }

    /// Adds the lists of a text in TOML; `path` is for messages.
    ///
    /// # Errors
    /// When the text is no TOML, or has an unknown key or a wrong value, with file, line and column.
    pub fn with(mut self, text: &str, path: &Path) -> Result<Self> {
        let source = TomlSource { path, text, kind: ErrorKind::Project };
        let parsed = source.parse()?;
        let table = TomlTable::root(source, parsed.get_ref());
        table.allow(&["never", "before_number", "unless_opener", "openers", "ordinals"])?;
        for (key, set) in [
            ("never", &mut self.never),
            ("before_number", &mut self.before_number),
            ("unless_opener", &mut self.unless_opener),
            ("openers", &mut self.openers),
        ] {
            for word in table.strings(key)?.unwrap_or_default() {
                if key != "openers" && !word.value.ends_with('.') {
                    return Err(table
                        .error(&word.span, format!("the abbreviation `{}` has no full stop at its end", word.value))
                        .hint("write it as it stands in a text, such as \"approx.\""));
                }
                set.insert(word.value);
            }
        }
        self.ordinals = table.boolean("ordinals")?.unwrap_or(self.ordinals);
        Ok(self)
    }

    /// Adds the lists of a file.
    ///
    /// # Errors
    /// When the file cannot be read, and as [`Abbreviations::with`].
    pub(crate) fn with_file(self, path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|e| {
            Error::io(ErrorKind::Project, "cannot read the abbreviations", path, e)
                .hint("`abbreviations` in [segment] takes a file in TOML, such as never = [\"Mr.\", \"Dr.\"]")
        })?;
        self.with(text.strip_prefix('\u{FEFF}').unwrap_or(&text), path)
    }

    /// True where a sentence goes on between `word`, which ends with a full stop, and `next`.
    pub fn join(&self, word: &str, next: &str) -> bool {
        let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
        let Some(stem) = word.strip_suffix('.') else { return false };
        let forms = [word.to_string(), lowered(word), capitalised(word)];
        let holds = |set: &HashSet<String>| forms.iter().any(|form| set.contains(form));
        if holds(&self.never) {
            return true;
        }
        if holds(&self.before_number) && is_number(next) {
            return true;
        }
        let opener = || self.openers.contains(next);
        let ordinal = self.ordinals && (1..=2).contains(&stem.len()) && stem.bytes().all(|b| b.is_ascii_digit());
        if ordinal || holds(&self.unless_opener) {
            return !opener();
        }
        // Initials: `J.`, `U.S.`, `z.`, each letter with its full stop.
        let initials = stem.split('.').all(|part| {
            let mut letters = part.chars();
            letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
        });
        initials && !opener()
    }
}

/// A word with its first letter in lower case.
fn lowered(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// A word in capitals, such as `MR.` in a transcript, with only its first letter as a capital; any other word as it is.
fn capitalised(word: &str) -> String {
    let in_capitals = word.chars().filter(|c| c.is_uppercase()).count() > 1 && !word.chars().any(char::is_lowercase);
    let mut letters = word.chars();
    match letters.next().filter(|_| in_capitals) {
        Some(first) => std::iter::once(first).chain(letters.flat_map(char::to_lowercase)).collect(),
        None => word.to_string(),
    }
}

/// True for a word that begins with a digit or is a Roman number.
fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
        || (!word.is_empty() && word.len() <= 8 && word.bytes().all(|b| b"IVXLC".contains(&b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_sound() {
        for (name, _) in BUILTIN {
            let list = Abbreviations::of(name).expect(name);
            let sizes = [&list.never, &list.before_number, &list.unless_opener, &list.openers].map(HashSet::len);
            assert!(sizes.iter().all(|size| *size >= 4), "{name}: {sizes:?}");
        }
        assert!(!Abbreviations::of("xx").expect("no list").join("Mr.", "X"));
        assert!(Abbreviations::of("de-AT").expect("a region").join("bzw.", "Berlin"));
    }

    #[test]
    fn a_list_of_the_user_is_added_and_checked() {
        let with = |text: &str| Abbreviations::of("en").expect("English").with(text, Path::new("mine.toml"));
        let list = with("never = [\"Secr.\"]\nordinals = true\n").expect("a list");
        assert!(list.join("Secr.", "General") && list.join("Mr.", "X") && list.join("3.", "May"));
        let error = |text: &str| with(text).expect_err("wrong").to_string();
        assert!(error("\nnever = [\"Secr\"]").starts_with("mine.toml:2:10: the abbreviation `Secr` has no full stop"));
        assert!(error("nevr = []").contains("did you mean `never`?"));
        let missing = Abbreviations::default().with_file(Path::new("none.toml")).expect_err("missing").to_string();
        assert!(missing.contains("none.toml: cannot read the abbreviations"), "{missing}");
    }
}
