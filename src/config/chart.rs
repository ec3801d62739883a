//! `[chart]`: how charts look.

use std::path::PathBuf;

use serde::Serialize;

use super::colour::Rgb;
use crate::error::{Error, ErrorKind, Result};

/// A built-in look.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StyleName {
    /// For pages on a screen and for most reports.
    Screen,
    /// For print on coated paper: black ink and thin lines.
    Print,
    /// Without colour: series differ by lightness, mark and dash.
    Grey,
    /// For a slide: a wide page and large type.
    Slides,
}

impl StyleName {
    /// All styles with their names.
    pub const ALL: [(&'static str, StyleName); 4] = [
        ("screen", StyleName::Screen),
        ("print", StyleName::Print),
        ("grey", StyleName::Grey),
        ("slides", StyleName::Slides),
    ];
}

/// Whether the panels of a chart share a vertical scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChartScale {
    /// Each panel has a scale of its own, so that the course of each is seen.
    Own,
    /// All panels have one scale, so that their heights can be compared.
    Common,
}

impl ChartScale {
    /// Both with their names.
    pub const ALL: [(&'static str, ChartScale); 2] = [("own", ChartScale::Own), ("common", ChartScale::Common)];
}

/// Most pixels in a picture: 400 MB in memory.
pub const MOST_PIXELS: f64 = 1e8;

/// The size of a chart in millimetres.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PageSize {
    /// Width.
    pub width_mm: f64,
    /// Height; without one a chart is as high as its content needs.
    pub height_mm: Option<f64>,
}

impl PageSize {
    /// Smallest and largest side, in millimetres.
    const SIDES: (f64, f64) = (30.0, 2000.0);

    /// Reads `160x90mm`, `160mm`, `16x9cm` or `6.3x3.5in`.
    ///
    /// # Errors
    /// An error of kind `Usage` when the text is no size, or a side is not between 30 mm and 2 m.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = |why: &str| {
            Error::new(ErrorKind::Usage, format!("`{text}` is no size of a chart: {why}"))
                .hint("write 160x90mm, 160mm, 16x9cm or 6.3x3.5in")
        };
        let typed = text.trim().to_ascii_lowercase();
        let units = [("mm", 1.0), ("cm", 10.0), ("in", 25.4)];
        let (sides, millimetres) = units
            .into_iter()
            .find_map(|(unit, millimetres)| Some((typed.strip_suffix(unit)?, millimetres)))
            .ok_or_else(|| wrong("the unit is missing"))?;
        let side = |text: &str| {
            let number: f64 = text.trim().parse().map_err(|_| wrong("a side is no number"))?;
            let side = number * millimetres;
            let (least, most) = Self::SIDES;
            if (least..=most).contains(&side) { Ok(side) } else { Err(wrong("a side must have 30 mm to 2 m")) }
        };
        match sides.split_once(['x', '×']) {
            Some((width, height)) => Ok(Self { width_mm: side(width)?, height_mm: Some(side(height)?) }),
            None => Ok(Self { width_mm: side(sides)?, height_mm: None }),
        }
    }
}

/// How numbers are written: the decimal mark, what stands between thousands, and what stands before a per cent sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NumberMarks {
    /// Language code, ISO 639-1; `ch` for Switzerland.
    pub code: &'static str,
    /// Decimal mark.
    pub decimal: char,
    /// Between thousands.
    pub thousands: &'static str,
    /// Between a number and `%`.
    pub before_percent: &'static str,
}

/// Number marks as the Unicode CLDR (release 46) gives them for each language, but that in English a space stands before the per
/// cent sign (ISO 80000-1), as in findings and the report; `ch` as the Swiss Federal Chancellery writes numbers. Only numbers follow the language: the words of charts are English.
pub const NUMBER_MARKS: [NumberMarks; 12] = [
    marks("en", '.', ",", "\u{A0}"),
    marks("de", ',', ".", "\u{A0}"),
    marks("es", ',', ".", "\u{A0}"),
    marks("it", ',', ".", ""),
    marks("nl", ',', ".", ""),
    marks("pt", ',', ".", ""),
    marks("da", ',', ".", "\u{A0}"),
    marks("fr", ',', "\u{202F}", "\u{202F}"),
    marks("pl", ',', "\u{A0}", ""),
    marks("ru", ',', "\u{A0}", "\u{A0}"),
    marks("sv", ',', "\u{A0}", "\u{A0}"),
    marks("ch", '.', "’", ""),
];

const fn marks(
    code: &'static str,
    decimal: char,
    thousands: &'static str,
    before_percent: &'static str,
) -> NumberMarks {
    NumberMarks { code, decimal, thousands, before_percent }
}

impl NumberMarks {
    /// The marks of a language.
    pub fn of(code: &str) -> Option<Self> {
        NUMBER_MARKS.into_iter().find(|marks| marks.code == code)
    }
}

impl Serialize for NumberMarks {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code)
    }
}

/// A part of charts whose colour can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ColourRole {
    /// Background.
    Paper,
    /// Main text.
    Ink,
    /// Secondary text.
    Muted,
    /// Axis lines, ticks and intervals.
    Axis,
    /// Grid lines.
    Grid,
    /// A cell with the value zero.
    EmptyCell,
    /// Marks of a single series.
    Series,
    /// Marks that stand out from others.
    Accent,
    /// Marks for less, fewer, under-used.
    Less,
    /// Marks for more, over-used.
    More,
}

impl ColourRole {
    /// All roles with their names in the project file.
    pub const ALL: [(&'static str, ColourRole); 10] = [
        ("paper", ColourRole::Paper),
        ("ink", ColourRole::Ink),
        ("muted", ColourRole::Muted),
        ("axis", ColourRole::Axis),
        ("grid", ColourRole::Grid),
        ("empty_cell", ColourRole::EmptyCell),
        ("series", ColourRole::Series),
        ("accent", ColourRole::Accent),
        ("less", ColourRole::Less),
        ("more", ColourRole::More),
    ];
}

/// `[chart]`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChartConfig {
    /// The built-in look that the other keys change.
    pub style: StyleName,
    /// The vertical scale of charts with several panels.
    pub scale: ChartScale,
    /// Size; the style has one of its own.
    pub size: Option<PageSize>,
    /// A font file in place of the embedded font.
    pub font: Option<PathBuf>,
    /// How numbers are written.
    pub language: NumberMarks,
    /// Resolution of PNG, in dots per inch.
    pub dpi: u32,
    /// Colours in place of those of the style, each role once.
    pub colours: Vec<(ColourRole, Rgb)>,
    /// Colours of several series, in order: five to eight; those of the style where empty.
    pub categorical: Vec<Rgb>,
    /// Stops of the scale of heatmaps, from light (low) to dark (high): two to nine; those of the style where empty.
    pub sequential: Vec<Rgb>,
    /// Size of the title, in points.
    pub title_size: Option<f64>,
    /// Size of the smallest text, in points; the other sizes but the title follow it.
    pub text_size: Option<f64>,
    /// A line at the foot of every chart, such as the name of a house; may be empty.
    pub logo_line: String,
}

impl Default for ChartConfig {
    fn default() -> Self {
        Self {
            style: StyleName::Screen,
            scale: ChartScale::Own,
            size: None,
            font: None,
            language: NUMBER_MARKS[0],
            dpi: 300,
            colours: Vec::new(),
            categorical: Vec::new(),
            sequential: Vec::new(),
            title_size: None,
            text_size: None,
            logo_line: String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_in_three_units() {
        let size = |text: &str| PageSize::parse(text).expect("a size");
        assert_eq!(size("160x90mm"), PageSize { width_mm: 160.0, height_mm: Some(90.0) });
        assert_eq!(size(" 160 mm "), PageSize { width_mm: 160.0, height_mm: None });
        assert_eq!(size("16×9CM"), size("160x90mm"));
        assert!((size("6.3x3.5in").width_mm - 160.02).abs() < 1e-9);
        for wrong in ["160x90", "160", "mm", "160x90x20mm", "-5mm", "1mm", "nanmm", "3000mm", "1e9mm", "axbmm"] {
            let error = PageSize::parse(wrong).expect_err(wrong);
            assert_eq!(error.kind(), ErrorKind::Usage);
            assert!(error.to_string().contains(wrong) && error.to_string().contains("160x90mm"));
        }
    }

    #[test]
    fn every_language_stands_once() {
        for (place, marks) in NUMBER_MARKS.iter().enumerate() {
            assert_eq!(NumberMarks::of(marks.code), Some(*marks));
            assert!(NUMBER_MARKS[place + 1..].iter().all(|other| other.code != marks.code));
        }
        assert_eq!(NumberMarks::of("xx"), None);
    }
}
