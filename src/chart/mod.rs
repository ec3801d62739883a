//! Charts: rows of tables drawn as SVG, and PNG and PDF made from the same SVG.
//!
//! [`KINDS`] lists all charts. Each is drawn from [`Inputs`], the rows it needs, and a [`Context`]: titles, themes and
//! the [`Design`], which holds style, page, font and number marks. A chart fits its page: text is never smaller than 7 pt at
//! the size of print, and a page without a height grows with its content.
//!
//! The SVG holds real text, a title and a description that states the finding and the data in words, for readers who
//! cannot see the picture. The data drawn stand beside it as CSV. The same rows give the same bytes on every machine.
//! Colours are readable with any colour vision, and text on colour has a contrast of at least 4.5 (WCAG 2.2, level AA).
//!
//! Text is set in Inter, which is embedded, or in a font file of the user. Inter covers Latin, Greek and Cyrillic.
//! Names in other scripts keep their place in the layout: a viewer of the SVG fills them in from its own fonts, and PNG
//! from those of the system.

mod bars;
mod bounds;
mod canvas;
mod change_plot;
mod colour;
mod columns;
mod cooccurrence_change;
mod coverage;
mod design;
mod geometry;
mod group_contrast;
mod group_trends;
mod inputs;
mod keyness;
mod keys;
mod kind;
mod legend;
mod light;
mod matrix;
mod measure;
mod meeting;
mod naming;
mod network_plot;
mod number;
mod outline;
mod pages;
mod panel_axis;
mod panel_marks;
mod panels;
mod pdf;
mod patterns;
mod place;
mod png;
mod rates;
mod sheet;
mod sources;
mod stretches;
mod style;
mod term_trends;
mod text;
mod theme_change;
mod theme_cooccurrence;
mod theme_heatmap;
mod theme_network;
mod theme_patterns;
mod theme_trends;
mod time;
mod word_shift;
mod xml;

#[cfg(test)]
mod tests;

pub use design::{Design, Titles};
pub use inputs::{Inputs, Need};
pub use kind::{ChartKind, KINDS};
pub use pdf::pdf;
pub use png::{Picture, png};

/// Below this q charts show a difference as shown, as the report does.
pub const SHOWN_Q: f64 = 0.05;

/// A theme as charts name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThemeName {
    /// Theme id, as in the rows.
    pub id: String,
    /// Label for readers. Of any length; long labels are wrapped or shortened.
    pub label: String,
}

/// What charts say besides the rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Context {
    /// Title of the project, written above every chart.
    pub title: String,
    /// All themes, in codebook order.
    pub themes: Vec<ThemeName>,
    /// Where the data come from and how many there are, such as "IGF messages, 2012-2020; 140
    /// messages, 7,012 word tokens in 5 documents". Written under every chart.
    pub source: String,
    /// How charts look.
    pub design: Design,
    /// What the user asks of single charts.
    pub options: ChartOptions,
}

/// What the user asks of single charts. Empty lists ask for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChartOptions {
    /// Ids of the themes to draw; all where empty. Rows of other themes are left out before a chart is drawn.
    pub themes: Vec<String>,
    /// Labels of the periods to draw; all where empty. Rows of other periods are left out before a chart is drawn.
    pub periods: Vec<String>,
    /// Terms to draw, as they are counted, for charts of terms.
    pub terms: Vec<String>,
}

impl Context {
    /// Place of a theme in the codebook; a theme that is not in it comes after all that are.
    fn position(&self, id: &str) -> usize {
        self.themes.iter().position(|theme| theme.id == id).unwrap_or(self.themes.len())
    }

    /// Label of a theme as one clean line: from the codebook, else the one given, else the id.
    fn label(&self, id: &str, given: &str) -> String {
        let known = self.themes.iter().find(|theme| theme.id == id).map(|theme| theme.label.as_str());
        xml::first(&[known.unwrap_or(""), given, id])
    }
}

/// A drawn chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// File name without extension, such as `theme_trends`.
    pub name: String,
    /// What is seen and in what unit.
    pub title: String,
    /// The finding and the data in words; also in the SVG as `<desc>`. Fit for an `alt` attribute.
    pub description: String,
    /// The chart as an SVG document in UTF-8.
    pub svg: String,
    /// The data drawn, as CSV: sorted as they are drawn.
    pub data: Vec<u8>,
    /// What the reader of the chart should know and cannot see, such as smaller type than the style has.
    pub warnings: Vec<String>,
}
