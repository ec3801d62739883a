//! How the lines of plain text stand to its paragraphs, where no blank lines part them.

use super::marker::{is_closed, is_marked, is_noise, is_separator};

/// What ends a paragraph, besides blank lines, headings and list markers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// Nothing else: blank lines part paragraphs, or the lines do not show what does.
    Blank,
    /// The end of each line.
    Lines,
    /// A line that ends a sentence although more would have fitted on it: together with the next word it has fewer
    /// characters than this.
    Wrapped(usize),
}

/// Lines longer than this, in characters, are not broken at a width.
const WIDE: usize = 140;
/// The narrowest width at which running text is broken, in characters.
const NARROW: usize = 30;
/// Words of a paragraph. Where blank lines part longer stretches than this, they are no ends of paragraphs alone.
const PARAGRAPH_WORDS: usize = 200;
/// From so many line breaks on, a few that do not fit are no matter.
const MANY: usize = 10;

/// The end of a line right above another line of text.
struct Break {
    /// Characters of the line.
    length: usize,
    /// Characters of the line, a space and the first word of the next.
    filled: usize,
    /// The line ends as a sentence does.
    closed: bool,
    /// The sentence goes on in the next line.
    open: bool,
}

impl Layout {
    /// The layout of a text.
    pub fn of(lines: &[&str]) -> Self {
        let breaks = breaks(lines);
        if is_wide(&breaks) {
            return Self::Lines;
        }
        if breaks.len() < 2 || parted_by_blanks(lines) {
            return Self::Blank;
        }
        wrapped(&breaks).unwrap_or_else(|| {
            let written = lines.iter().filter(|line| !line.trim().is_empty()).count();
            let unfit = |fits: fn(&Break) -> bool| breaks.iter().filter(|one| !fits(one)).count();
            let few = if breaks.len() < MANY { 0 } else { breaks.len() / MANY };
            let each = unfit(|one| one.closed) <= few && unfit(|one| !one.open) <= few / 2;
            if each && breaks.len() * 2 >= written { Self::Lines } else { Self::Blank }
        })
    }

    /// The layout of a cell of a table, which is one paragraph unless it is plain that it holds several.
    pub fn of_cell(lines: &[&str]) -> Self {
        let breaks = breaks(lines);
        if is_wide(&breaks) { Self::Lines } else { wrapped(&breaks).unwrap_or(Self::Blank) }
    }

    /// Whether a paragraph ends between two lines, of which the first ends a sentence.
    pub fn parts(self, line: &str, next: &str) -> bool {
        match self {
            Self::Blank => false,
            Self::Lines => true,
            Self::Wrapped(full) => line.trim().chars().count() + room(next) < full && !goes_on(next),
        }
    }
}

/// The line breaks within stretches of text; a list item may go on below its first line.
fn breaks(lines: &[&str]) -> Vec<Break> {
    let text = |line: &str| {
        let line = line.trim();
        !line.is_empty() && !is_noise(line) && !is_separator(line) && !line.starts_with('#')
    };
    let mut breaks = Vec::new();
    let mut above = None;
    for line in lines {
        let below = text(line).then_some(*line);
        let pair = above.zip(below);
        above = below;
        let Some((line, next)) = pair.filter(|(_, next)| !is_marked(next)) else { continue };
        let closed = is_closed(line);
        let length = line.trim().chars().count();
        breaks.push(Break { length, filled: length + room(next), closed, open: !closed && goes_on(next) });
    }
    breaks
}

/// Characters that the first word of a line takes at the end of the one before.
fn room(next: &str) -> usize {
    next.split_whitespace().next().unwrap_or_default().chars().count() + 1
}

/// Whether a line begins as none does that opens a sentence; letters without capitals may do both.
fn goes_on(line: &str) -> bool {
    let first = line.trim_start().trim_start_matches(['(', '"', '“', '‘']).chars().next();
    first.is_some_and(|c| c.is_alphabetic() && !c.is_uppercase())
}

/// Most of the text stands on lines that are too long to be broken at a width, and few of them leave a sentence open, as at
/// the end of a page.
fn is_wide(breaks: &[Break]) -> bool {
    let all: usize = breaks.iter().map(|one| one.length).sum();
    let wide = || breaks.iter().filter(|one| one.length > WIDE);
    let (long, open) = (wide().map(|one| one.length).sum::<usize>(), wide().filter(|one| one.open).count());
    long > 0 && long * 2 >= all && open * 3 <= wide().count()
}

/// Lines are broken at a width where a good part of them break sentences, and nearly all that do are about full.
fn wrapped(breaks: &[Break]) -> Option<Layout> {
    let mut filled: Vec<usize> = breaks.iter().filter(|one| one.open).map(|one| one.filled).collect();
    if filled.len() < 3 || filled.len() * 4 < breaks.len() {
        return None;
    }
    let mut lengths: Vec<usize> = breaks.iter().map(|one| one.length).collect();
    filled.sort_unstable();
    lengths.sort_unstable();
    let (full, width) = (filled[filled.len() / 20], lengths[(lengths.len() - 1) * 19 / 20]);
    (width >= NARROW && full * 5 >= width * 3).then_some(Layout::Wrapped(full))
}

/// Words between white space.
pub(super) fn words_of(line: &str) -> usize {
    if !line.is_ascii() {
        return line.split_whitespace().count();
    }
    let space = |byte: u8| (byte == b' ') | (byte.wrapping_sub(b'\t') < 5);
    let bytes = line.as_bytes();
    let first = usize::from(bytes.first().is_some_and(|byte| !space(*byte)));
    // No branch within, so that the compiler looks at many bytes at a time.
    first + bytes.iter().zip(&bytes[bytes.len().min(1)..]).filter(|(a, b)| space(**a) & !space(**b)).count()
}

/// Whether blank lines part stretches of several lines that are no longer than paragraphs. A blank line within a sentence,
/// as at the end of a page, parts none.
fn parted_by_blanks(lines: &[&str]) -> bool {
    let stretches = lines.split(|line| line.trim().is_empty()).filter(|stretch| !stretch.is_empty());
    let (mut parted, mut words, mut number, mut before) = (false, 0, 0, false);
    for stretch in stretches {
        let several = stretch.len() > 1;
        parted |= before && several;
        before = several && stretch.last().is_some_and(|line| is_closed(line));
        if several {
            number += 1;
            words += stretch.iter().map(|line| words_of(line)).sum::<usize>();
        }
    }
    parted && words <= number * PARAGRAPH_WORDS
}
