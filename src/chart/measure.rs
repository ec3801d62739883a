//! Widths of text, measured with the fonts of a chart, and fitting text into a width.
//!
//! The embedded font (Inter) covers Latin, Greek and Cyrillic. A font file that the user names goes before it. Characters
//! that both lack are measured with a generous estimate, so a layout holds when a viewer fills them in from another font.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use skrifa::instance::Size;
use skrifa::string::StringId;
use skrifa::{FontRef, MetadataProvider};
use unicode_segmentation::UnicodeSegmentation;

use crate::error::{Error, ErrorKind, Result};

/// Inter Regular, under the SIL Open Font License 1.1.
pub(super) const REGULAR: &[u8] = include_bytes!("font/Inter-Regular.ttf");
/// Inter SemiBold, under the same licence.
pub(super) const SEMI_BOLD: &[u8] = include_bytes!("font/Inter-SemiBold.ttf");
/// Family name of the embedded font.
pub(super) const EMBEDDED_FAMILY: &str = "Inter";

/// Weight of type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// 400.
    Regular,
    /// 600.
    SemiBold,
}

/// The characters of a face with their advance in ems, sorted.
#[derive(Debug, PartialEq)]
struct Face(Vec<(u32, f32)>);

impl Face {
    /// Reads a face at a weight, which matters to variable fonts only.
    fn load(font: &FontRef<'_>, weight: f32) -> Option<Self> {
        let location = font.axes().location([("wght", weight)]);
        let units_per_em = f32::from(font.metrics(Size::unscaled(), &location).units_per_em);
        let metrics = font.glyph_metrics(Size::unscaled(), &location);
        let advance = |(c, glyph)| Some((c, metrics.advance_width(glyph)? / units_per_em));
        let mut advances: Vec<(u32, f32)> = font.charmap().mappings().filter_map(advance).collect();
        advances.sort_unstable_by_key(|(c, _)| *c);
        advances.dedup_by_key(|(c, _)| *c);
        (units_per_em > 0.0 && !advances.is_empty()).then_some(Self(advances))
    }

    fn embedded(data: &[u8]) -> Option<Self> {
        Self::load(&FontRef::new(data).ok()?, 400.0)
    }

    fn advance(&self, c: char) -> Option<f64> {
        let place = self.0.binary_search_by_key(&u32::from(c), |(known, _)| *known).ok()?;
        Some(f64::from(self.0[place].1))
    }
}

static REGULAR_FACE: LazyLock<Option<Face>> = LazyLock::new(|| Face::embedded(REGULAR));
static SEMI_BOLD_FACE: LazyLock<Option<Face>> = LazyLock::new(|| Face::embedded(SEMI_BOLD));

/// A font file that the user named.
#[derive(PartialEq)]
pub(super) struct FontFile {
    /// Family name, as in the file.
    pub family: String,
    /// The bytes of the file.
    pub data: Vec<u8>,
    regular: Face,
    semi_bold: Face,
}

impl fmt::Debug for FontFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FontFile({})", self.family)
    }
}

/// The fonts of a chart: a file of the user, if any, then the embedded font.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Fonts {
    /// The font file.
    pub file: Option<Arc<FontFile>>,
}

impl Fonts {
    /// The fonts with a file (TrueType or OpenType) before the embedded one.
    ///
    /// # Errors
    ///
    /// An error of kind `Project` when the file cannot be read or is no font.
    pub(super) fn with_file(path: &Path) -> Result<Self> {
        let data = std::fs::read(path).map_err(|e| Error::io(ErrorKind::Project, "cannot read the font", path, e))?;
        let wrong = |what: &str| {
            Error::new(ErrorKind::Project, format!("this is no font that charts can use: {what}"))
                .at(path)
                .hint("name a TrueType or OpenType file (.ttf, .otf)")
        };
        let (family, regular, semi_bold) = {
            let font = FontRef::from_index(&data, 0).map_err(|e| wrong(&e.to_string()))?;
            let name = |id| font.localized_strings(id).english_or_first().map(|name| name.to_string());
            let family = name(StringId::TYPOGRAPHIC_FAMILY_NAME).or_else(|| name(StringId::FAMILY_NAME));
            let face = |weight| Face::load(&font, weight).ok_or_else(|| wrong("it has no characters"));
            (family.ok_or_else(|| wrong("it has no family name"))?, face(400.0)?, face(600.0)?)
        };
        Ok(Self { file: Some(Arc::new(FontFile { family, data, regular, semi_bold })) })
    }

    /// Width of a text in points at a type size in points, without kerning.
    pub(super) fn width(&self, text: &str, weight: Weight, size: f64) -> f64 {
        let em: f64 = text.chars().map(|c| self.advance(c, weight).unwrap_or_else(|| estimated_advance(c))).sum();
        em * size
    }

    /// The font families for `font-family`, in the order in which they are tried.
    pub(super) fn families(&self) -> String {
        let file = self.file.as_ref().map(|file| {
            let family: String = file.family.chars().filter(|c| !matches!(c, '\'' | '"' | '\\')).collect();
            format!("'{}', ", super::xml::clean(&family))
        });
        format!("{}{EMBEDDED_FAMILY}, 'Helvetica Neue', Arial, sans-serif", file.unwrap_or_default())
    }

    /// Whether the fonts have a character. White space and invisible signs count as covered.
    pub(super) fn covers(&self, c: char) -> bool {
        c.is_ascii() || c.is_whitespace() || invisible(c) || self.advance(c, Weight::Regular).is_some()
    }

    fn advance(&self, c: char, weight: Weight) -> Option<f64> {
        if invisible(c) {
            return Some(0.0);
        }
        let file = self.file.as_ref().map(|file| match weight {
            Weight::Regular => &file.regular,
            Weight::SemiBold => &file.semi_bold,
        });
        let embedded = match weight {
            Weight::Regular => &*REGULAR_FACE,
            Weight::SemiBold => &*SEMI_BOLD_FACE,
        };
        file.and_then(|face| face.advance(c)).or_else(|| embedded.as_ref()?.advance(c))
    }

    /// Breaks a text into lines of at most `limit` points; what does not fit into `max_lines` is cut
    /// with an ellipsis. Lines break at spaces, after hyphens and slashes, between East Asian characters, and within a
    /// word only when the word alone is wider than a line.
    pub(super) fn wrap(&self, text: &str, weight: Weight, size: f64, limit: f64, max_lines: usize) -> Fitted {
        let fits = |line: &str| self.width(line.trim_end(), weight, size) <= limit;
        // Lines, and whether they end within a word.
        let mut lines: Vec<(String, bool)> = Vec::new();
        let mut current = String::new();
        for piece in pieces(text) {
            if fits(&format!("{current}{piece}")) {
                current.push_str(piece);
                continue;
            }
            if fits(piece) {
                lines.push((std::mem::replace(&mut current, piece.to_string()), false));
                continue;
            }
            let graphemes: Vec<&str> = piece.graphemes(true).collect();
            for (place, grapheme) in graphemes.iter().enumerate() {
                let within = place + 1 < graphemes.len() && letters(&current, grapheme);
                let hyphen = if within { "-" } else { "" };
                if !current.is_empty() && !fits(&format!("{current}{grapheme}{hyphen}")) {
                    let word = letters(&current, grapheme) && fits(&format!("{current}-"));
                    lines.push((std::mem::take(&mut current), word));
                }
                current.push_str(grapheme);
            }
        }
        lines.push((current, false));
        let max_lines = max_lines.max(1);
        let shortened = lines.len() > max_lines;
        let rest = if shortened { lines.split_off(max_lines - 1) } else { Vec::new() };
        let hyphened = |(line, within): (String, bool)| if within { line + "-" } else { line.trim().to_string() };
        let mut lines: Vec<String> = lines.into_iter().map(hyphened).collect();
        if shortened {
            let rest: String = rest.into_iter().map(|(line, _)| line).collect();
            lines.push(self.cut(rest.trim(), weight, size, limit));
        }
        Fitted { lines, shortened }
    }

    /// Cuts a text that is too wide and ends it with an ellipsis.
    fn cut(&self, text: &str, weight: Weight, size: f64, limit: f64) -> String {
        let mut kept = String::new();
        for grapheme in text.graphemes(true) {
            if self.width(&format!("{kept}{grapheme}…"), weight, size) > limit {
                break;
            }
            kept.push_str(grapheme);
        }
        format!("{}…", kept.trim_end())
    }
}

/// Whether a line that ends and what follows it meet within a word of letters.
fn letters(line: &str, next: &str) -> bool {
    let letter = |c: char| c.is_alphabetic() && !east_asian(c);
    line.chars().next_back().is_some_and(letter) && next.chars().next().is_some_and(letter)
}

/// Signs without a picture: joiners, and marks of direction.
fn invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}')
}

/// Advance in ems of a character that the fonts lack: one em from the Hangul Jamo on, where East
/// Asian scripts and emoji stand, a third for white space, else 0.75 em.
fn estimated_advance(c: char) -> f64 {
    match c {
        '\u{3000}' => 1.0,
        c if c.is_whitespace() => 0.34,
        c if c >= '\u{1100}' => 1.0,
        _ => 0.75,
    }
}

/// Text that was fitted into a width.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fitted {
    /// The lines, at least one.
    pub lines: Vec<String>,
    /// Whether the end is missing; the last line then ends with an ellipsis.
    pub shortened: bool,
}

/// The pieces between which a line may break; spaces stay at the end of a piece.
pub(super) fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let Some(&(next_at, next)) = characters.peek() else { break };
        // The two years of a period such as 1980-1994 stay together.
        let digits = next.is_ascii_digit() && text[..at].ends_with(|before: char| before.is_ascii_digit());
        let after = matches!(c, ' ' | '-' | '/' | '–' | '—') && next != ' ' && !(digits && matches!(c, '-' | '–'));
        let between = (east_asian(c) || east_asian(next)) && !closes(next) && !opens(c) && next != ' ';
        if at >= start && (after || between) && !joins(next) {
            pieces.push(&text[start..next_at]);
            start = next_at;
        }
    }
    pieces.push(&text[start..]);
    pieces
}

/// Ideographs, kana, and other characters of the East Asian blocks, between which lines break.
fn east_asian(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{312F}' | '\u{3190}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFD}')
}

/// Signs that no line begins with: closing brackets, full stops, small kana and length marks (JIS X 4051, in short).
fn closes(c: char) -> bool {
    "、。，．・：；？！）］｝〕〉》」』】’”ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ)]},.:;?!".contains(c)
}

/// Signs that no line ends with.
fn opens(c: char) -> bool {
    "（［｛〔〈《「『【‘“([{".contains(c)
}

/// Marks that belong to the character before them.
fn joins(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{200D}' | '\u{3099}' | '\u{309A}' | '\u{FE00}'..='\u{FE0F}')
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "the values are exact")]
mod tests {
    use super::*;

    fn width(text: &str, weight: Weight, size: f64) -> f64 {
        Fonts::default().width(text, weight, size)
    }

    fn wrap(text: &str, weight: Weight, size: f64, limit: f64, lines: usize) -> Fitted {
        Fonts::default().wrap(text, weight, size, limit, lines)
    }

    #[test]
    fn both_faces_load_and_cover_greek_and_cyrillic() {
        for face in [&*REGULAR_FACE, &*SEMI_BOLD_FACE] {
            let face = face.as_ref().expect("the embedded font is readable");
            for c in "Ab9 έЖ–…−’".chars() {
                assert!(face.advance(c).is_some(), "{c}");
            }
        }
        assert!(width("WWW", Weight::Regular, 10.0) > 2.0 * width("iii", Weight::Regular, 10.0));
        assert!(width("theme", Weight::SemiBold, 10.0) > width("theme", Weight::Regular, 10.0));
        assert_eq!(width("网络安全", Weight::Regular, 10.0), 40.0);
    }

    #[test]
    fn wrapped_lines_fit_and_lose_nothing() {
        let text = "Rights of children and young people in on-line/off-line environments, everywhere";
        let fitted = wrap(text, Weight::Regular, 8.0, 90.0, 20);
        assert!(!fitted.shortened && fitted.lines.len() > 2);
        assert!(fitted.lines.iter().all(|line| width(line, Weight::Regular, 8.0) <= 90.0));
        assert_eq!(fitted.lines.concat().replace(' ', ""), text.replace(' ', ""));
    }

    #[test]
    fn a_word_wider_than_the_line_is_broken_between_graphemes_with_a_hyphen() {
        let fitted = wrap("Multistakeholder cooperation", Weight::Regular, 8.0, 50.0, 9);
        assert_eq!(fitted.lines, ["Multistakeh-", "older", "cooperation"]);
        let cut = wrap("Multistakeholder cooperation", Weight::Regular, 8.0, 30.0, 2);
        assert!(cut.shortened && cut.lines[0].ends_with('-') && !cut.lines[1].contains('-'), "{cut:?}");
        let fitted = wrap(&"e\u{301}".repeat(60), Weight::Regular, 8.0, 50.0, 99);
        assert!(fitted.lines.iter().all(|line| !line.starts_with('\u{301}')));
        assert!(fitted.lines.iter().all(|line| width(line, Weight::Regular, 8.0) <= 50.0));
    }

    #[test]
    fn what_does_not_fit_ends_with_an_ellipsis() {
        let fitted = wrap(&"long name ".repeat(30), Weight::Regular, 8.0, 60.0, 2);
        assert!(fitted.shortened && fitted.lines.len() == 2 && fitted.lines[1].ends_with('…'));
        assert!(fitted.lines.iter().all(|line| width(line, Weight::Regular, 8.0) <= 60.0));
        assert_eq!(wrap("", Weight::Regular, 8.0, 60.0, 2).lines, [""]);
        assert_eq!(wrap("abc", Weight::Regular, 8.0, 0.0, 1).lines, ["…"]);
    }

    #[test]
    fn east_asian_text_breaks_between_characters_but_not_before_a_full_stop() {
        assert_eq!(pieces("网络安全。好"), ["网", "络", "安", "全。", "好"]);
        assert_eq!(pieces("「网」AI 规"), ["「网」", "AI ", "规"]);
        let fitted = wrap("网络安全与数据保护。", Weight::Regular, 10.0, 40.0, 9);
        assert_eq!(fitted.lines, ["网络安全", "与数据保", "护。"]);
        assert_eq!(pieces("on-line a  b"), ["on-", "line ", "a  ", "b"]);
        // The years of a period stand on one line.
        assert_eq!(
            pieces("from 1980-1994 to 2010–2024, e-1"),
            ["from ", "1980-1994 ", "to ", "2010–2024, ", "e-", "1"]
        );
    }

    #[test]
    fn a_file_that_is_no_font_is_refused_by_name() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let error = Fonts::with_file(&file).unwrap_err().to_string();
        assert!(error.contains("Cargo.toml") && error.contains(".ttf"), "{error}");
        assert!(Fonts::with_file(Path::new("no/such.ttf")).unwrap_err().to_string().contains("no/such.ttf"));
        let font = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/chart/font/Inter-SemiBold.ttf");
        let fonts = Fonts::with_file(&font).unwrap();
        assert_eq!(fonts.file.as_ref().unwrap().family, "Inter");
        let own = fonts.width("theme", Weight::Regular, 10.0);
        assert!((own - width("theme", Weight::SemiBold, 10.0)).abs() < 1e-6);
    }
}
