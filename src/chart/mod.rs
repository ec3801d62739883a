//! Charts: rows of tables drawn as SVG, and PNG made from the same SVG.
//!
//! | chart | rows | what is seen |
//! |---|---|---|
//! | [`theme_trends`] | theme frequency | one panel per theme: hits per 1,000 word tokens over time |
//! | [`theme_heatmap`] | theme frequency | themes by years: hits per 1,000 word tokens |
//! | [`theme_cooccurrence`] | theme co-occurrence | themes by themes, one file per year: joint messages |
//!
//! A chart is 160 mm wide and its smallest text is 7 pt. The SVG holds real text, a title and a
//! description that states the finding and the data in words, for readers who cannot see the
//! picture. The same rows give the same bytes on every machine. Colours are readable with any colour
//! vision, and text on colour has a contrast of at least 4.5 (WCAG 2.2, level AA).
//!
//! Text is set in Inter, which is embedded for measuring and for PNG. Inter covers Latin, Greek and
//! Cyrillic. Names in other scripts keep their place in the layout: a viewer of the SVG fills them in
//! from its own fonts, but [`png`] has no other font and draws them as empty boxes.

mod canvas;
mod colour;
mod legend;
mod look;
mod matrix;
mod measure;
mod number;
mod place;
mod png;
mod rates;
mod sheet;
mod theme_cooccurrence;
mod theme_heatmap;
mod theme_trends;
mod time;
mod xml;

#[cfg(test)]
mod tests;

pub use png::png;
pub use theme_cooccurrence::theme_cooccurrence;
pub use theme_heatmap::theme_heatmap;
pub use theme_trends::theme_trends;

/// A theme as charts name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThemeName {
    /// Theme id, as in the rows.
    pub id: String,
    /// Label for readers. Of any length; long labels are wrapped or shortened.
    pub label: String,
}

/// What charts say besides the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// Title of the project, written above every chart.
    pub title: String,
    /// All themes, in codebook order.
    pub themes: Vec<ThemeName>,
    /// Where the data come from and how many there are, such as "IGF messages, 2012-2020; 140
    /// messages, 7,012 word tokens in 5 documents". Written under every chart.
    pub source: String,
}

impl Context {
    /// Place of a theme in the codebook; a theme that is not in it comes after all that are.
    fn position(&self, id: &str) -> usize {
        self.themes.iter().position(|theme| theme.id == id).unwrap_or(self.themes.len())
    }

    /// Label of a theme as one clean line: from the codebook, else the one given, else the id.
    fn label(&self, id: &str, given: &str) -> String {
        let known = self.themes.iter().find(|theme| theme.id == id).map(|theme| theme.label.as_str());
        let candidates = [known.unwrap_or(""), given, id];
        candidates.into_iter().map(xml::clean).find(|label| !label.is_empty()).unwrap_or_else(|| "?".to_string())
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
}
