//! Sheets to be coded by hand.

use super::row::{Cell, Field, Row, row};
use crate::axis::Period;

row!(SampleColumns, "sample", "One message to be coded by hand.", ["document", "ordinal"], {
    document: String, "", "Document id.";
    ordinal: u32, "", "Place of the message in its document, from 1.";
    message: String, "", "Message id: document#NN.";
    period: Period, "", "Period of the document.";
    section: String, "", "Nearest heading above the message.";
    text: String, "", "The message.";
    inclusion_probability: f64, "", "The probability that the message had to be in the sample. `validate` weighs each message by 1 over it.";
});

/// One message to be coded by hand, with empty columns for the codes.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleRow {
    /// The message.
    pub standard: SampleColumns,
    /// Names of the columns for codes, with nothing in them; and the codebook's themes, where they are shown.
    pub codes: Vec<(String, String)>,
}

impl Row for SampleRow {
    const TABLE: &'static str = SampleColumns::TABLE;
    const TITLE: &'static str = SampleColumns::TITLE;
    const KEY: &'static [&'static str] = SampleColumns::KEY;
    const FIELDS: &'static [Field] = SampleColumns::FIELDS;
    const VARIABLES: &'static str =
        "Ids of themes, separated by semicolons. For codes: `none` for no theme, `?` for a message that is not coded.";

    fn cells(&self) -> Vec<Cell<'_>> {
        self.standard.cells()
    }

    fn variables(&self) -> &[(String, String)] {
        &self.codes
    }
}

row!(CodeRow, "codes", "One theme that can be coded.", ["theme"], {
    theme: String, "", "Theme id, as it is written into the sheet.";
    label: String, "", "Theme label.";
    definition: String, "", "What the theme is, from the codebook.";
});
