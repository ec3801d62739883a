//! Characters with their places -> lines of a page, with blank lines between paragraphs.

use std::fmt;

use pdf_extract::{MediaBox, OutputDev, OutputError, Transform};

use crate::corpus::marks;

/// The most characters of a page.
const MOST_CHARACTERS: u64 = 5_000_000;
/// A gap between characters wider than this part of the size of the font is a space.
const SPACE: f64 = 0.15;
/// Characters stand on one line where their base lines differ by less than this part of the size of the font.
const SAME_LINE: f64 = 0.4;
/// Lines stand apart where the step between them is this many times the usual one.
const APART: f64 = 1.3;
/// A character is raised where it is smaller than this part of the size of its line,
const SMALL: f64 = 0.85;
/// and stands above it by this part of that size.
const RAISED: f64 = 0.15;
/// and by no more than this part.
const HIGHEST: f64 = 0.7;
/// A line shorter than this part of the width is a short one.
const SHORT: f64 = 0.7;
/// A size that differs by this factor is another one.
const OTHER_SIZE: f64 = 1.12;

/// A line of text. Lengths are in points; y grows upwards.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Line {
    /// The text.
    pub text: String,
    /// Left end.
    pub left: f64,
    /// Right end.
    pub right: f64,
    /// Base line.
    pub y: f64,
    /// Size of the font.
    pub size: f64,
    /// Whether a blank line stands before it.
    pub gap: bool,
}

/// The lines of a page, in the order in which they are drawn.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Page {
    /// The lines.
    pub lines: Vec<Line>,
    /// Signs that were drawn, without blanks.
    pub signs: u64,
    /// Those of which no character is known: glyphs without a letter, controls, private use.
    pub unknown: u64,
}

impl Page {
    /// Whether nothing can be read on the page.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Characters that are no white space.
    pub fn characters(&self) -> u64 {
        self.lines.iter().flat_map(|line| line.text.chars()).filter(|c| !c.is_whitespace()).count() as u64
    }
}

/// Takes the characters of one page.
#[derive(Debug, Default)]
pub struct Layout {
    lines: Vec<Line>,
    open: Option<Line>,
    /// Where a character must stand at least for the space before it to be one.
    space: Option<f64>,
    characters: u64,
    /// Raised characters at the end of the line that may be the mark of a note.
    raised: String,
    signs: u64,
    unknown: u64,
}

impl Layout {
    /// The page, with its paragraphs.
    pub fn finish(mut self) -> Page {
        self.close();
        let mut page = Page { lines: self.lines, signs: self.signs, unknown: self.unknown };
        paragraphs(&mut page.lines);
        page
    }

    fn close(&mut self) {
        self.settle(None);
        self.space = None;
        // A line may hold nothing but control characters.
        self.lines.extend(self.open.take().filter(|line| !line.text.trim().is_empty()));
    }

    /// Raised characters are complete; `next` is what follows them on the line.
    fn settle(&mut self, next: Option<&str>) {
        if self.raised.is_empty() {
            return;
        }
        let raised = std::mem::take(&mut self.raised);
        if let Some(line) = &mut self.open {
            if marks::is_note(&line.text, &raised) {
                let next = next.and_then(|text| text.chars().next());
                line.text.extend(marks::blank(next));
            } else {
                line.text.push_str(&raised);
            }
        }
    }

    fn character(&mut self, text: &str, (x, y): (f64, f64), width: f64, size: f64) {
        let raised = self.open.as_ref().is_some_and(|line| {
            let above = (y - line.y) / line.size;
            size < SMALL * line.size && (RAISED..HIGHEST).contains(&above)
        });
        let same = self.open.as_ref().is_some_and(|line| {
            // A step far to the left begins another line, as in a table or a column.
            let size = size.max(line.size);
            let level = raised || (y - line.y).abs() < SAME_LINE * size;
            level && x > line.right - size && x < line.right + 8.0 * size
        });
        if !same {
            self.close();
        }
        if text.trim().is_empty() {
            self.space = Some(x + 0.3 * width);
            return;
        }
        // A space that takes no place is none: it stands for a soft hyphen.
        let space = self.space.take().is_some_and(|least| x >= least);
        if let Some(line) = self.open.as_mut().filter(|_| raised) {
            if space && self.raised.is_empty() {
                line.text.push(' ');
            }
            push(&mut self.raised, text);
            line.right = line.right.max(x + width);
            return;
        }
        self.settle(Some(text).filter(|_| !space));
        let line = self.open.get_or_insert_with(|| Line { left: x, right: x, y, size, ..Line::default() });
        if !line.text.is_empty() && !line.text.ends_with(' ') && (space || x > line.right + SPACE * size) {
            line.text.push(' ');
        }
        push(&mut line.text, text);
        line.size = line.size.max(size);
        line.right = line.right.max(x + width);
    }
}

/// Whether what a sign stands for is not known: nothing, a control, or a character that means something in one font alone.
fn is_unknown(text: &str) -> bool {
    let without_meaning = |c: char| {
        (c.is_control() && !c.is_whitespace())
            || matches!(c, '\u{FFFD}' | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFD}')
    };
    text.chars().all(without_meaning)
}

/// Adds a character; ligatures become their letters, control characters none.
fn push(line: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '\u{FB00}' => line.push_str("ff"),
            '\u{FB01}' => line.push_str("fi"),
            '\u{FB02}' => line.push_str("fl"),
            '\u{FB03}' => line.push_str("ffi"),
            '\u{FB04}' => line.push_str("ffl"),
            '\u{FB05}' | '\u{FB06}' => line.push_str("st"),
            c if c.is_control() => {}
            c => line.push(c),
        }
    }
}

/// Finds where paragraphs begin: by wide steps, other sizes of the font, and first lines that stand further in.
fn paragraphs(lines: &mut [Line]) {
    let mut steps: Vec<f64> = lines.windows(2).map(|pair| (pair[0].y - pair[1].y) / pair[1].size.max(1.0)).collect();
    steps.retain(|step| (0.5..4.0).contains(step));
    steps.sort_by(f64::total_cmp);
    // The narrower half of the steps are those within paragraphs.
    let usual = steps.get(steps.len() / 3).copied().unwrap_or(1.2);
    let right = lines.iter().map(|line| line.right).fold(0.0, f64::max);
    for index in 1..lines.len() {
        let [before, line] = [&lines[index - 1], &lines[index]];
        let step = (before.y - line.y) / line.size.max(1.0);
        let ratio = line.size.max(before.size) / line.size.min(before.size).max(0.1);
        let indent = (line.left - before.left) / line.size.max(1.0);
        let back = lines.get(index + 1).is_some_and(|next| line.left - next.left > 0.6 * line.size);
        let first_line = (0.8..4.0).contains(&indent) && back && !is_point(&before.text);
        let gap =
            step > usual * APART || ratio > OTHER_SIZE || (step > 0.5 && (first_line || ends(before, line, right)));
        lines[index].gap = gap;
    }
}

/// Whether a line is the last of its paragraph: a sentence ends on it, far from the right edge `right` of the text, and the
/// next line begins where it begins with a capital.
fn ends(line: &Line, next: &Line, right: f64) -> bool {
    (line.left - next.left).abs() < 0.5 * line.size
        && line.right < line.left + SHORT * (right - line.left)
        && line.text.ends_with(['.', '!', '?', '”', '"'])
        && next.text.starts_with(|c: char| c.is_uppercase())
}

/// Whether a line begins with the mark of a point; its next line stands further in.
fn is_point(text: &str) -> bool {
    let mark = text.split_whitespace().next().unwrap_or("");
    let bare = mark.trim_matches(['(', ')', '.', '[', ']']);
    !mark.chars().any(char::is_alphanumeric)
        || (mark != bare && (bare.len() <= 2 || bare.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')))
}

type Result = std::result::Result<(), OutputError>;

impl OutputDev for Layout {
    fn begin_page(&mut self, _: u32, _: &MediaBox, _: Option<(f64, f64, f64, f64)>) -> Result {
        Ok(())
    }

    fn end_page(&mut self) -> Result {
        Ok(())
    }

    fn output_character(&mut self, place: &Transform, width: f64, _: f64, size: f64, text: &str) -> Result {
        self.characters += 1;
        self.signs += u64::from(text.is_empty() || !text.trim().is_empty());
        self.unknown += u64::from(is_unknown(text));
        if self.characters > MOST_CHARACTERS {
            return Err(OutputError::FormatError(fmt::Error));
        }
        let size = ((place.m11 * place.m22 - place.m12 * place.m21).abs().sqrt() * size).abs();
        let (x, y) = (place.m31, place.m32);
        // Text that is turned by a quarter, as on the edge of a figure, runs along the other axis.
        if x.is_finite() && y.is_finite() && size.is_finite() && width.is_finite() {
            self.character(text, (x, y), width * size, size.max(0.1));
        }
        Ok(())
    }

    fn begin_word(&mut self) -> Result {
        Ok(())
    }

    fn end_word(&mut self) -> Result {
        Ok(())
    }

    fn end_line(&mut self) -> Result {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page of lines, given by left end, base line, size and text.
    fn page(lines: &[(f64, f64, f64, &str)]) -> Page {
        let mut layout = Layout::default();
        for (left, y, size, text) in lines {
            for (place, c) in text.chars().enumerate() {
                let width = 0.5 * size;
                layout.character(&c.to_string(), (left + width * place as f64, *y), width, *size);
            }
        }
        layout.finish()
    }

    fn gaps(page: &Page) -> Vec<(&str, bool)> {
        page.lines.iter().map(|line| (line.text.as_str(), line.gap)).collect()
    }

    #[test]
    fn words_are_told_by_their_distance() {
        let mut layout = Layout::default();
        for (x, text) in [(0.0, "t"), (5.0, "o"), (12.0, "\u{FB01}"), (17.0, "t"), (22.0, " "), (27.0, "2")] {
            layout.character(text, (x, 100.0), 5.0, 10.0);
        }
        // A soft hyphen, as a space without width.
        layout.character(" ", (32.0, 100.0), 5.0, 10.0);
        // A sign on the same line.
        layout.character("3", (32.0, 100.5), 5.0, 10.0);
        assert_eq!(gaps(&layout.finish()), [("to fit 23", false)]);
    }

    /// One line of text, where `^` raises what follows it up to the next `^`.
    fn raised(text: &str) -> String {
        let (mut layout, mut up) = (Layout::default(), false);
        let mut x = 0.0;
        for c in text.chars() {
            if c == '^' {
                up = !up;
                continue;
            }
            let (y, size) = if up { (103.5, 6.0) } else { (100.0, 10.0) };
            layout.character(&c.to_string(), (x, y), 5.0, size);
            x += 5.0;
        }
        layout.finish().lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn small_raised_marks_of_notes_are_no_text() {
        for (text, read) in [
            ("ferries^12^ and trams^3^.", "ferries and trams."),
            ("ferries^1^trams", "ferries trams"),
            ("trams.^4^ Next", "trams. Next"),
            ("5 m^2^ or 10^6^ on the 1^st^ day", "5 m2 or 106 on the 1st day"),
            ("the end^7^", "the end"),
        ] {
            assert_eq!(raised(text), read);
        }
        // The number of a note stands before it.
        assert_eq!(raised("^1^ See there."), "1 See there.");
    }

    #[test]
    fn signs_without_a_letter_are_counted() {
        let unknown = ["", "\u{1}", "\u{FFFD}", "\u{E001}", "\u{F0B7}"];
        assert!(unknown.into_iter().all(is_unknown));
        assert!([" ", "a", "é", "\u{FB01}", "\t"].into_iter().all(|text| !is_unknown(text)));
    }

    #[test]
    fn paragraphs_are_told_by_steps_sizes_and_indents() {
        let wide = page(&[
            (50.0, 700.0, 10.0, "One one"),
            (50.0, 688.0, 10.0, "one."),
            (50.0, 668.0, 10.0, "Two two"),
            (50.0, 656.0, 10.0, "two."),
            (50.0, 644.0, 14.0, "Heading"),
            (50.0, 632.0, 10.0, "Three"),
        ]);
        let expected = [
            ("One one", false),
            ("one.", false),
            ("Two two", true),
            ("two.", false),
            ("Heading", true),
            ("Three", true),
        ];
        assert_eq!(gaps(&wide), expected);
        let indented = page(&[
            (62.0, 700.0, 10.0, "First line"),
            (50.0, 688.0, 10.0, "goes on."),
            (62.0, 676.0, 10.0, "Second line"),
            (50.0, 664.0, 10.0, "goes on."),
        ]);
        assert_eq!(gaps(&indented).iter().map(|(_, gap)| *gap).collect::<Vec<_>>(), [false, false, true, false]);
        let points = page(&[
            (50.0, 700.0, 10.0, "• First point"),
            (62.0, 688.0, 10.0, "goes on"),
            (50.0, 676.0, 10.0, "1. Second"),
            (62.0, 664.0, 10.0, "goes on"),
            (50.0, 652.0, 10.0, "(a) Third"),
        ]);
        assert!(points.lines.iter().all(|line| !line.gap), "{points:?}");
    }

    #[test]
    fn a_short_line_ends_its_paragraph() {
        let lines = page(&[
            (50.0, 700.0, 10.0, "A long line that has the full width"),
            (50.0, 688.0, 10.0, "of the page."),
            (50.0, 676.0, 10.0, "Another long line of the full width"),
            (50.0, 664.0, 10.0, "and no"),
            (50.0, 652.0, 10.0, "End of it."),
        ]);
        assert_eq!(lines.lines.iter().map(|line| line.gap).collect::<Vec<_>>(), [false, false, true, false, false]);
    }

    #[test]
    fn columns_are_lines_of_their_own() {
        let columns = page(&[(50.0, 700.0, 10.0, "Left"), (300.0, 700.0, 10.0, "Right"), (50.0, 688.0, 10.0, "left")]);
        assert_eq!(columns.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(), ["Left", "Right", "left"]);
    }
}
