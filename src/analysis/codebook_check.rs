//! What is suspicious in a codebook, as compilers tell it: a place, what is wrong, what to do.

use super::row::{Cell, FieldType, Value, row};
use crate::codebook::{Codebook, Pattern, Shape, Test, matches_glob};
use crate::corpus::Documents;
use crate::count::{PatternUses, Uses};
use crate::plural::{grouped, plural};
use crate::stats::rate::share;
use crate::text::{Case, TextRules};

/// A glob that catches words of so many stems is told, and one of so few letters that catches two words.
const MANY_STEMS: usize = 4;
const FEW_LETTERS: usize = 3;
/// A theme must have so many hits before its shares are told.
const FEW_HITS: u64 = 5;
/// A share above this is most of a theme.
const MOST: f64 = 0.5;
/// Words that a message names.
const NAMED: usize = 8;

/// What is suspicious.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CheckKind {
    /// A pattern that matches nothing.
    NeverMatches,
    /// An exclusion that forbids nothing.
    ForbidsNothing,
    /// A pattern without which the theme would have the same hits.
    Shadowed,
    /// A glob that catches many different words.
    BroadGlob,
    /// A pattern that makes most hits of its theme.
    Dominant,
    /// A theme without a hit.
    EmptyTheme,
    /// A theme whose hits all stand in one document.
    OneDocument,
    /// A theme most of whose hits overlap hits of another.
    Overlap,
}

impl CheckKind {
    /// All kinds with their names.
    pub const ALL: [(&'static str, Self); 8] = [
        ("never-matches", Self::NeverMatches),
        ("forbids-nothing", Self::ForbidsNothing),
        ("shadowed", Self::Shadowed),
        ("broad-glob", Self::BroadGlob),
        ("dominant", Self::Dominant),
        ("empty-theme", Self::EmptyTheme),
        ("one-document", Self::OneDocument),
        ("overlap", Self::Overlap),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }
}

impl Value for CheckKind {
    const KIND: FieldType = FieldType::Text;
    fn cell(&self) -> Cell<'_> {
        Cell::Text(self.name().into())
    }
}

row!(CodebookCheckRow, "codebook_check", "What is suspicious in a codebook, with its place.", ["line", "column", "check", "other"], {
    line: Option<u64>, "line", "Line in the codebook, from 1.";
    column: Option<u64>, "character", "Column in the codebook, from 1; 1 for a theme.";
    check: CheckKind, "", "never-matches, forbids-nothing, shadowed, broad-glob, dominant, empty-theme, one-document or overlap.";
    theme: String, "", "Theme id.";
    pattern: String, "", "The pattern; empty where a whole theme is meant.";
    other: String, "", "The pattern, theme or document that it has to do with.";
    matches: u64, "matches", "Matches of the pattern by itself, or hits of the theme.";
    hits: u64, "hits", "Hits that the pattern makes in its theme, or hits of the theme that are meant.";
    share: Option<f64>, "", "Share that is meant: of the hits of the theme.";
    message: String, "", "What is wrong, in a sentence.";
    words: String, "", "What a glob catches: each word with its count, the most frequent first, separated by semicolons.";
    suggestion: String, "", "What to do.";
});

/// Checks a codebook by what it finds in a corpus, in the order of the file.
///
/// * `never-matches`: no match in any message, whatever the other patterns do.
/// * `forbids-nothing`: an exclusion none of whose matches overlaps a match of the theme or of one below it.
/// * `shadowed`: another pattern of the theme matches whatever this one can match, or every match of this pattern lies in
///   a match of another one of the theme and the pattern makes no hit by itself.
/// * `broad-glob`: what a glob catches has four different stems or more, or two words where it has three letters or fewer.
/// * `dominant`: above half of the hits of a theme with two patterns and five hits or more.
/// * `empty-theme`, `one-document`: a theme without a hit; five hits or more in one of several documents.
/// * `overlap`: above half of five hits or more overlap hits of a theme that is neither above nor below.
pub fn codebook_check(
    codebook: &Codebook,
    uses: &Uses,
    rules: &TextRules,
    documents: &Documents,
) -> Vec<CodebookCheckRow> {
    let check = Check { codebook, uses, rules, documents, patterns: codebook.patterns().collect() };
    let mut rows: Vec<CodebookCheckRow> =
        (0..check.patterns.len()).filter_map(|pattern| check.pattern(pattern)).collect();
    rows.extend((0..check.patterns.len()).filter_map(|pattern| check.broad(pattern)));
    for theme in 0..codebook.themes.len() {
        rows.extend(check.theme(theme));
    }
    rows.sort_by(|a, b| (a.line, a.column, a.check, &a.other).cmp(&(b.line, b.column, b.check, &b.other)));
    rows
}

struct Check<'c> {
    codebook: &'c Codebook,
    uses: &'c Uses,
    rules: &'c TextRules,
    documents: &'c Documents,
    patterns: Vec<(usize, &'c Pattern, bool)>,
}

impl Check<'_> {
    fn row(&self, pattern: usize, check: CheckKind) -> CodebookCheckRow {
        let (theme, of, _) = self.patterns[pattern];
        let uses = &self.uses.patterns[pattern];
        CodebookCheckRow {
            line: of.place.map(|(line, _)| line),
            column: of.place.map(|(_, column)| column),
            check,
            theme: self.codebook.themes[theme].id.clone(),
            pattern: of.source.clone(),
            other: String::new(),
            matches: uses.matches,
            hits: uses.hits,
            share: share(uses.hits, self.uses.themes[theme].hits),
            message: String::new(),
            words: String::new(),
            suggestion: String::new(),
        }
    }

    /// What is wrong with a pattern, the gravest first.
    fn pattern(&self, pattern: usize) -> Option<CodebookCheckRow> {
        let (_, of, exclude) = self.patterns[pattern];
        let uses = &self.uses.patterns[pattern];
        let source = &of.source;
        if let Some((other, why)) = self.shadow(pattern) {
            let other = &self.patterns[other].1.source;
            return Some(CodebookCheckRow {
                other: other.clone(),
                message: format!("\"{source}\" changes nothing: {why}"),
                suggestion: format!("delete it, or make \"{other}\" narrower"),
                ..self.row(pattern, CheckKind::Shadowed)
            });
        }
        if uses.matches == 0 {
            return Some(CodebookCheckRow {
                message: format!("\"{source}\" matches nothing in {}", plural(self.documents.len() as u64, "document")),
                suggestion: "look for a slip in the spelling, or delete it; keep it if other texts may have it".into(),
                ..self.row(pattern, CheckKind::NeverMatches)
            });
        }
        if exclude && uses.forbids == 0 {
            let found = plural(uses.matches, "match");
            return Some(CodebookCheckRow {
                message: format!("the exclusion \"{source}\" forbids nothing: no hit would overlap its {found}"),
                suggestion: "delete it, or look whether the pattern that it was meant for is still there".into(),
                ..self.row(pattern, CheckKind::ForbidsNothing)
            });
        }
        None
    }

    /// The pattern of the same theme that makes a pattern idle, and why.
    fn shadow(&self, pattern: usize) -> Option<(usize, String)> {
        let (theme, of, exclude) = self.patterns[pattern];
        let uses = &self.uses.patterns[pattern];
        let same =
            |&other: &usize| other != pattern && self.patterns[other].0 == theme && self.patterns[other].2 == exclude;
        let others: Vec<usize> = (0..self.patterns.len()).filter(same).collect();
        // Of two patterns that imply each other the later one is told.
        let implies = |&&other: &&usize| {
            let wider = self.patterns[other].1;
            implied(of, wider) && (other < pattern || !implied(wider, of))
        };
        if let Some(&other) = others.iter().find(implies) {
            return Some((other, format!("\"{}\" matches all that it can match", self.patterns[other].1.source)));
        }
        if uses.matches == 0 || uses.covered < uses.matches || (!exclude && uses.hits > 0) {
            return None;
        }
        // Two that cover each other, found by data alone, are told once: at the one without hits, or the later.
        let most = uses.covered_by.iter().max_by_key(|(other, count)| (**count, std::cmp::Reverse(**other)));
        let other = *most?.0 as usize;
        let back = self.uses.patterns[other].covered_by.get(&(pattern as u32)).copied().unwrap_or(0);
        if exclude && back == self.uses.patterns[other].matches && other > pattern {
            return None;
        }
        let found = plural(uses.matches, "match");
        Some((
            other,
            format!(
                "its {found} lie in matches of other patterns, most of them of \"{}\"",
                self.patterns[other].1.source
            ),
        ))
    }

    /// A glob that catches much.
    fn broad(&self, pattern: usize) -> Option<CodebookCheckRow> {
        let (_, of, _) = self.patterns[pattern];
        let uses: &PatternUses = &self.uses.patterns[pattern];
        let mut words: Vec<(&String, u64)> = uses.words.iter().map(|(word, count)| (word, *count)).collect();
        words.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        let mut stems: Vec<String> = words.iter().map(|(word, _)| self.rules.pattern_stem(word)).collect();
        stems.sort_unstable();
        stems.dedup();
        let letters = of.source.chars().filter(|c| c.is_alphanumeric()).count();
        if stems.len() < MANY_STEMS && (letters > FEW_LETTERS || words.len() < 2) {
            return None;
        }
        let named: Vec<String> = words.iter().take(NAMED).map(|(word, count)| format!("{word} {count}")).collect();
        let more = words.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(", and {more} more") } else { String::new() };
        Some(CodebookCheckRow {
            message: format!("\"{}\" catches {} different words: {}{more}", of.source, words.len(), named.join(", ")),
            words: words.iter().map(|(word, count)| format!("{word} {count}")).collect::<Vec<_>>().join(";"),
            suggestion: "write out the words that are meant, or put those that are not under `exclude`".into(),
            ..self.row(pattern, CheckKind::BroadGlob)
        })
    }

    /// What is wrong with a theme.
    fn theme(&self, theme: usize) -> Vec<CodebookCheckRow> {
        let entry = &self.codebook.themes[theme];
        let uses = &self.uses.themes[theme];
        let row = |check: CheckKind, hits: u64| CodebookCheckRow {
            line: entry.line,
            column: entry.line.map(|_| 1),
            check,
            theme: entry.id.clone(),
            pattern: String::new(),
            other: String::new(),
            matches: uses.hits,
            hits,
            share: share(hits, uses.hits),
            message: String::new(),
            words: String::new(),
            suggestion: String::new(),
        };
        if uses.hits == 0 {
            let message = format!("the theme `{}` has no hit", entry.id);
            let suggestion = "see `themeshift codebook suggest`, or take the theme out".into();
            return vec![CodebookCheckRow { message, suggestion, ..row(CheckKind::EmptyTheme, 0) }];
        }
        let mut rows = Vec::new();
        if uses.hits < FEW_HITS {
            return rows;
        }
        let of_all = |hits: u64| format!("{} of {}", grouped(hits), plural(uses.hits, "hit"));
        if self.documents.len() > 1
            && let (Some((&document, _)), 1) = (uses.documents.first_key_value(), uses.documents.len())
        {
            let document = self.documents.id(document as usize);
            rows.push(CodebookCheckRow {
                message: format!(
                    "all {} hits of the theme `{}` stand in the document `{document}`",
                    uses.hits, entry.id
                ),
                suggestion: "a change of this theme says something of that document, not of the periods".into(),
                other: document,
                ..row(CheckKind::OneDocument, uses.hits)
            });
        }
        let most = uses.patterns.iter().max_by_key(|(pattern, hits)| (**hits, std::cmp::Reverse(**pattern)));
        let several =
            self.patterns.iter().filter(|(of, _, not)| !not && self.codebook.is_within(*of, theme)).count() > 1;
        if let Some((&pattern, &hits)) = most
            && several
            && share(hits, uses.hits).is_some_and(|share| share > MOST)
        {
            let (of, source) =
                (self.row(pattern as usize, CheckKind::Dominant), &self.patterns[pattern as usize].1.source);
            rows.push(CodebookCheckRow {
                line: of.line,
                column: of.column,
                pattern: source.clone(),
                message: format!("\"{source}\" makes {} of the theme `{}`", of_all(hits), entry.id),
                suggestion: format!(
                    "read them: themeshift kwic --theme {}; the theme is what this pattern is",
                    entry.id
                ),
                ..row(CheckKind::Dominant, hits)
            });
        }
        for (&other, &hits) in &uses.shared_with {
            let (place, related) =
                (other as usize, |a, b| self.codebook.is_within(a, b) || self.codebook.is_within(b, a));
            if related(place, theme) || share(hits, uses.hits).is_none_or(|share| share <= MOST) {
                continue;
            }
            let id = &self.codebook.themes[place].id;
            rows.push(CodebookCheckRow {
                other: id.clone(),
                message: format!("{} of the theme `{}` overlap hits of `{id}`", of_all(hits), entry.id),
                suggestion: format!("give the patterns to one of them, or write parent = \"{id}\""),
                ..row(CheckKind::Overlap, hits)
            });
        }
        rows
    }
}

/// True where a pattern can match only what another one matches too: phrases of the same length, word for word.
fn implied(pattern: &Pattern, by: &Pattern) -> bool {
    match (&pattern.shape, &by.shape) {
        (Shape::Phrase(narrow), Shape::Phrase(wide)) => {
            narrow.len() == wide.len() && narrow.iter().zip(wide).all(|(narrow, wide)| test_implied(narrow, wide))
        }
        _ => false,
    }
}

fn test_implied(narrow: &Test, wide: &Test) -> bool {
    match (narrow, wide) {
        (Test::Literal(word), Test::Literal(other)) => word == other,
        (Test::Cased(word), Test::Cased(other)) | (Test::Joined(word), Test::Joined(other)) => word == other,
        (Test::Literal(word), Test::Glob(glob)) => matches_glob(glob.get(Case::Common), word.get(Case::Common)),
        (Test::Glob(narrow), Test::Glob(wide)) => {
            let (narrow, wide) = (narrow.get(Case::Common), wide.get(Case::Common));
            // A glob lies in another one if that matches it for runs of any length that no letter of it can match.
            [0, 1, 2, 40].iter().all(|&run| {
                let text = narrow.replace('?', "\u{E001}").replace('*', &"\u{E000}".repeat(run));
                matches_glob(wide, &text)
            })
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codebook::{Decisions, Folded, Matcher};
    use crate::config::Config;
    use crate::corpus::DocumentInfo;
    use crate::text::{Tokens, Vocabulary};
    use std::path::Path;

    /// `line check pattern other hits` of each row.
    fn checked(codebook: &str, documents: &[&[&str]]) -> Vec<String> {
        let rules = TextRules::new(&Config::default().text, Path::new("")).expect("English");
        let codebook = Codebook::parse(codebook, Path::new("c.toml")).expect("a codebook");
        let matcher = Matcher::new(&codebook);
        let mut vocabulary = Vocabulary::new(&rules);
        let (mut decisions, mut tokens) = (Decisions::default(), Tokens::default());
        let (mut raw, mut hits) = (Vec::new(), Vec::new());
        let mut halves = [Uses::new(&codebook), Uses::new(&codebook)];
        for (place, messages) in documents.iter().enumerate() {
            for text in *messages {
                vocabulary.tokenize(text, &mut tokens);
                matcher.find_raw(&vocabulary, &mut decisions, text, &tokens, &mut raw);
                matcher.find(&vocabulary, &mut decisions, text, &tokens, &mut hits);
                halves[place % 2].message(place as u32, text, &raw, &hits);
            }
        }
        let [mut uses, other] = halves;
        uses.merge(&other);
        uses.finish(&codebook);
        let info = |place| DocumentInfo { id: format!("d{place}"), ..DocumentInfo::default() };
        let infos = Documents::of((0..documents.len()).map(info)).expect("documents");
        let rows = codebook_check(&codebook, &uses, &rules, &infos);
        let shown = |row: &CodebookCheckRow| {
            let line = row.line.unwrap_or(0);
            format!("{line} {} {}|{} {}/{}", row.check.name(), row.pattern, row.other, row.hits, row.matches)
        };
        rows.iter().map(shown).collect()
    }

    #[test]
    fn patterns_that_do_nothing_are_told() {
        let codebook = "[themes.a]\ninclude = [\"child*\",\n\"children\",\n\"rights\",\n\"human rights\",\n\"zebra\",\n\"law of rights\"]\nexclude = [\"wrong\",\n\"zoo\"]\n";
        let found = checked(codebook, &[&["children have human rights"], &["the law of rights is not wrong, child"]]);
        assert_eq!(
            found,
            [
                "3 shadowed children|child* 0/1",
                "4 shadowed rights|human rights 0/2",
                "6 never-matches zebra| 0/0",
                "8 forbids-nothing wrong| 0/1",
                "9 never-matches zoo| 0/0",
            ]
        );
    }

    #[test]
    fn an_exclusion_that_forbids_and_a_pattern_that_adds_are_no_finding() {
        let codebook = "[themes.a]\ninclude = [\"rights\", \"human rights\"]\nexclude = [\"copy rights\"]\n";
        assert_eq!(checked(codebook, &[&["rights and human rights, not copy rights"]]), [""; 0]);
    }

    #[test]
    fn broad_globs_show_what_they_catch() {
        let codebook = "[themes.a]\ninclude = [\"inter*\",\n\"po*\",\n\"educat*\"]\n";
        let found = checked(codebook, &[&["internet interest intervene interplay", "pony pool", "educate education"]]);
        assert_eq!(found, ["2 broad-glob inter*| 4/4", "3 broad-glob po*| 2/2"]);
    }

    #[test]
    fn themes_that_hang_on_little_are_told() {
        let codebook = "[themes.a]\ninclude = [\"trust\",\n\"faith\"]\n[themes.b]\ninclude = [\"trust\"]\n[themes.c]\ninclude = [\"x\"]\n[themes.d]\ninclude = [\"trust\"]\nparent = \"b\"\n";
        let texts: &[&str] = &["trust", "trust", "trust", "trust", "trust faith"];
        assert_eq!(
            checked(codebook, &[texts, &["none"]]),
            [
                "1 one-document |d0 6/6",
                "1 overlap |b 5/6",
                "1 overlap |d 5/6",
                "2 dominant trust| 5/6",
                "4 one-document |d0 5/5",
                "4 overlap |a 5/5",
                "5 dominant trust| 5/5",
                "6 empty-theme | 0/0",
                "7 never-matches x| 0/0",
                "8 one-document |d0 5/5",
                "8 overlap |a 5/5",
            ]
        );
    }

    #[test]
    fn a_glob_lies_in_a_wider_one() {
        let glob = |text: &str| Test::Glob(Folded::of(text));
        assert!(test_implied(&glob("child?en*"), &glob("child*")) && test_implied(&glob("a*b"), &glob("a*")));
        for (narrow, wide) in [("a*c", "a?c"), ("a*c", "a??c"), ("child*", "childr*"), ("*a", "a*")] {
            assert!(!test_implied(&glob(narrow), &glob(wide)), "{narrow} {wide}");
        }
    }
}
