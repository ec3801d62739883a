//! The look of charts: type sizes, lines and colours of each built-in style, in one place.
//!
//! Lengths are in points (1/72 inch) at the size at which a chart is printed. No text of any style is smaller than
//! [`SMALLEST`].

use super::colour::Scale;
use crate::config::{ChartConfig, ColourRole, Rgb, StyleName};

/// The smallest type of any chart, in points.
pub(super) const SMALLEST: f64 = 7.0;
/// Distance between baselines, in multiples of the type size.
pub(super) const LEADING: f64 = 1.25;

/// Type sizes in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct TypeSizes {
    /// Chart title.
    pub title: f64,
    /// Subtitle: what is seen, in which unit, in which order.
    pub subtitle: f64,
    /// Names of themes above panels.
    pub name: f64,
    /// Everything else. No text is smaller.
    pub small: f64,
}

/// Widths of lines and sizes of points, in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Lines {
    /// Grid lines.
    pub grid: f64,
    /// Axis lines and ticks.
    pub axis: f64,
    /// Intervals.
    pub whisker: f64,
    /// Lines of a series.
    pub series: f64,
    /// Lines of a series that only connect.
    pub gap: f64,
    /// Radius of a point.
    pub point: f64,
    /// Radius of a point where there are many.
    pub dense_point: f64,
}

/// Colours by what they are for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Colours {
    /// Background.
    pub paper: Rgb,
    /// Main text.
    pub ink: Rgb,
    /// Secondary text: at least 7:1 on white paper.
    pub muted: Rgb,
    /// Axis lines, ticks and intervals.
    pub axis: Rgb,
    /// Grid lines.
    pub grid: Rgb,
    /// A cell with the value zero or no value.
    pub empty_cell: Rgb,
    /// Cells that count something else than their neighbours, such as a diagonal.
    pub other_cell: Rgb,
    /// Marks of a single series.
    pub series: Rgb,
    /// Marks that stand out from those of the series.
    pub accent: Rgb,
    /// Marks for less, fewer, under-used.
    pub less: Rgb,
    /// Marks for more, over-used.
    pub more: Rgb,
    /// Five to eight series in colour, or four in grey, in this order; see [`Style::series`].
    pub categorical: Vec<Rgb>,
    /// Light (low) to dark (high).
    pub sequential: Scale,
}

/// The mark at the points of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marker {
    /// A filled circle.
    Circle,
    /// A filled square.
    Square,
    /// A filled triangle that points up.
    Triangle,
    /// A filled square on its corner.
    Diamond,
}

/// The dash of a line: lengths of line and space in points, or none for a solid line.
pub(super) type Dash = Option<(f64, f64)>;

/// How one of several series is drawn. Colour is never the only difference between two series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct SeriesLook {
    /// Colour of line and marks.
    pub colour: Rgb,
    /// Mark at each point.
    pub marker: Marker,
    /// Whether the mark is filled with the colour of the paper.
    pub hollow: bool,
    /// Dash of the line.
    pub dash: Dash,
}

/// Everything that makes the look of a chart.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Style {
    /// Type sizes.
    pub sizes: TypeSizes,
    /// Widths of lines and sizes of points.
    pub lines: Lines,
    /// Colours.
    pub colours: Colours,
    /// White space around a chart.
    pub margin: f64,
    /// Width and height of a chart in millimetres where none is asked for.
    pub page_mm: (f64, Option<f64>),
    /// A line at the foot of every chart; may be empty.
    pub logo_line: String,
}

impl Style {
    /// A built-in style.
    pub(super) fn named(name: StyleName) -> Self {
        match name {
            StyleName::Screen => screen(),
            StyleName::Print => print(),
            StyleName::Grey => grey(),
            StyleName::Slides => slides(),
        }
    }

    /// The style that a project file asks for.
    pub(super) fn of(config: &ChartConfig) -> Self {
        let mut style = Self::named(config.style);
        for &(role, colour) in &config.colours {
            *style.colours.role(role) = colour;
        }
        if !config.categorical.is_empty() {
            style.colours.categorical.clone_from(&config.categorical);
        }
        if !config.sequential.is_empty() {
            style.colours.sequential = Scale::of(&config.sequential);
        }
        if let Some(size) = config.text_size {
            let title = style.sizes.title;
            style.enlarge(size / style.sizes.small);
            style.sizes.title = title;
        }
        if let Some(size) = config.title_size {
            style.sizes.title = size;
        }
        style.logo_line.clone_from(&config.logo_line);
        style
    }

    /// Multiplies all type sizes and the distances that follow them. No size falls below [`SMALLEST`].
    pub(super) fn enlarge(&mut self, by: f64) {
        let sizes = &mut self.sizes;
        for size in [&mut sizes.title, &mut sizes.subtitle, &mut sizes.name, &mut sizes.small] {
            *size = (*size * by).max(SMALLEST);
        }
    }

    /// Multiplies widths of lines and sizes of points. None falls below those of `print`.
    pub(super) fn thin(&mut self, by: f64) {
        let least = print().lines;
        let thinner = |width: f64, least: f64| (width * by).max(width.min(least));
        let lines = &mut self.lines;
        lines.grid = thinner(lines.grid, least.grid);
        lines.axis = thinner(lines.axis, least.axis);
        lines.whisker = thinner(lines.whisker, least.whisker);
        lines.series = thinner(lines.series, least.series);
        lines.gap = thinner(lines.gap, least.gap);
        lines.point = thinner(lines.point, least.point);
        lines.dense_point = thinner(lines.dense_point, least.dense_point);
    }

    /// A length in points that grows with the type: `length` is meant beside type of 7 pt.
    pub(super) fn length(&self, length: f64) -> f64 {
        length * self.sizes.small / SMALLEST
    }

    /// Height of `lines` lines of small type, in points.
    pub(super) fn small_lines(&self, lines: usize) -> f64 {
        lines as f64 * self.sizes.small * LEADING
    }

    /// How the series of this number (from 0) among several is drawn. There are 24 looks in eight colours; then they repeat.
    pub(super) fn series(&self, number: usize) -> SeriesLook {
        const MARKERS: [Marker; 4] = [Marker::Circle, Marker::Square, Marker::Triangle, Marker::Diamond];
        let dashes = [None, Some((self.length(4.0), self.length(2.2))), Some((self.length(1.2), self.length(1.8)))];
        let colours = &self.colours.categorical;
        let distinct = colours.len();
        let round = number / distinct;
        SeriesLook {
            colour: colours[number % distinct],
            marker: MARKERS[number % MARKERS.len()],
            hollow: (number / MARKERS.len()) % 2 == 1,
            dash: dashes[round % dashes.len()],
        }
    }

    /// Whether series have no colour.
    pub(super) fn greys(&self) -> bool {
        self.colours.categorical.iter().all(|Rgb(red, green, blue)| red == green && green == blue)
    }
}

impl Colours {
    fn role(&mut self, role: ColourRole) -> &mut Rgb {
        match role {
            ColourRole::Paper => &mut self.paper,
            ColourRole::Ink => &mut self.ink,
            ColourRole::Muted => &mut self.muted,
            ColourRole::Axis => &mut self.axis,
            ColourRole::Grid => &mut self.grid,
            ColourRole::EmptyCell => &mut self.empty_cell,
            ColourRole::Series => &mut self.series,
            ColourRole::Accent => &mut self.accent,
            ColourRole::Less => &mut self.less,
            ColourRole::More => &mut self.more,
        }
    }
}

/// 160 mm wide, the text width of an A4 report.
fn screen() -> Style {
    Style {
        sizes: TypeSizes { title: 12.0, subtitle: 8.5, name: 8.0, small: 7.0 },
        lines: Lines { grid: 0.5, axis: 0.6, whisker: 0.8, series: 1.3, gap: 0.7, point: 1.9, dense_point: 1.2 },
        colours: Colours {
            paper: Rgb(255, 255, 255),
            ink: Rgb(26, 26, 26),
            muted: Rgb(89, 89, 89),
            axis: Rgb(140, 140, 140),
            grid: Rgb(225, 225, 225),
            empty_cell: Rgb(246, 246, 246),
            other_cell: Rgb(222, 222, 222),
            // Blue of the palette of Okabe and Ito (2008). Orange is kept for less.
            series: Rgb(0, 114, 178),
            accent: Rgb(26, 26, 26),
            less: Rgb(206, 104, 22),
            more: Rgb(22, 74, 138),
            categorical: CATEGORICAL.to_vec(),
            sequential: Scale::yl_gn_bu(),
        },
        margin: 6.0,
        page_mm: (160.0, None),
        logo_line: String::new(),
    }
}

/// As `screen`, with black ink and thinner lines.
fn print() -> Style {
    let mut style = screen();
    style.colours.ink = Rgb(0, 0, 0);
    style.colours.muted = Rgb(64, 64, 64);
    style.colours.axis = Rgb(110, 110, 110);
    style.lines = Lines { grid: 0.3, axis: 0.4, whisker: 0.6, series: 1.0, gap: 0.5, point: 1.6, dense_point: 1.0 };
    style
}

/// As `print`, without any colour.
fn grey() -> Style {
    let mut style = print();
    let grey = |level: u8| Rgb(level, level, level);
    style.colours.series = grey(110);
    style.colours.accent = grey(0);
    style.colours.less = grey(145);
    style.colours.more = grey(50);
    style.colours.categorical = vec![grey(20), grey(145), grey(80), grey(185)];
    style.colours.sequential = Scale::greys();
    // Grey would look like a value.
    style.colours.other_cell = style.colours.paper;
    style
}

/// A page of 16:9 with large type.
fn slides() -> Style {
    let mut style = screen();
    style.sizes = TypeSizes { title: 24.0, subtitle: 16.0, name: 15.0, small: 14.0 };
    style.lines = Lines { grid: 0.8, axis: 1.0, whisker: 1.4, series: 2.4, gap: 1.3, point: 3.4, dense_point: 2.2 };
    style.margin = 18.0;
    style.page_mm = (254.0, Some(143.0));
    style
}

/// Eight colours for series. They were searched for: the least distance of two in `OKLab` with any colour vision is as large
/// as could be found (0.11), lightness differs for grey, and each has a contrast of 3 with white paper (WCAG 2.2, 1.4.11).
/// The first ones differ most.
const CATEGORICAL: [Rgb; 8] = [
    Rgb(0, 114, 178),
    Rgb(212, 77, 7),
    Rgb(60, 6, 137),
    Rgb(5, 168, 127),
    Rgb(168, 26, 100),
    Rgb(98, 43, 0),
    Rgb(175, 93, 254),
    Rgb(70, 13, 224),
];
