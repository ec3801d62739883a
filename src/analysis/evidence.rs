//! What the data say about a change or a course, in grades.

use super::row::{Cell, FieldType, Value};

/// The share of the pooled rate of both periods within which a theme hardly changed.
pub const MARGIN: f64 = 0.25;
/// Both q of Benjamini and Hochberg below this are asked for some evidence.
pub const SOME_Q: f64 = 0.10;
/// Both Holm-corrected p below this are asked for strong evidence.
pub const STRONG_P: f64 = 0.05;

/// What the data say about a change, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// Strong evidence of a change.
    Strong,
    /// Some evidence of a change.
    Partial,
    /// Evidence that the theme hardly changed.
    HardlyChanged,
    /// Neither a change nor its absence is shown by these data.
    NotShown,
    /// The change is not tested.
    NotTested,
}

impl Evidence {
    /// The evidence in a word or two, as in tables and charts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Strong => "strong",
            Self::Partial => "some",
            Self::HardlyChanged => "hardly changed",
            Self::NotShown => "not shown",
            Self::NotTested => "not tested",
        }
    }

    /// The evidence as a heading.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Strong => "Strong evidence of a change",
            Self::Partial => "Some evidence of a change",
            Self::HardlyChanged => "Hardly changed",
            Self::NotShown => "Not shown by these data",
            Self::NotTested => "Not tested",
        }
    }
}

impl Value for Evidence {
    const KIND: FieldType = FieldType::Text;
    fn cell(&self) -> Cell<'_> {
        Cell::Text(self.name().into())
    }
}
