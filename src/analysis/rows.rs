//! One typed row struct per table. The order of fields is the order of columns.

use super::row::{IfAny, row};
use crate::axis::Period;

row!(MessageRow, "messages", "One message: a unit of analysis.", ["document", "ordinal"], {
    document: String, "", "Document id, from the manifest.";
    ordinal: u32, "", "Place of the message among the messages of its document, from 1.";
    message: String, "", "Message id: document#NN.";
    period: Period, "", "Period of the document.";
    section: String, "", "Nearest heading above the message.";
    kind: String, "", "Kind of text: message, or another kind that the project file asks to analyse.";
    tokens: u64, "tokens", "Word tokens, stop words included; numbers, URLs and e-mail addresses are no words.";
    themes: String, "", "Themes with at least one hit, separated by semicolons, in codebook order.";
    line: u64, "line", "Line of the source file on which the message starts, from 1.";
    text: String, "", "The message, whole, with line breaks joined.";
});

row!(OtherTextRow, "other_text", "One stretch of text that is not analysed, with the reason.", ["document", "line"], {
    document: String, "", "Document id, from the manifest.";
    line: u64, "line", "Line of the source file on which the text starts, from 1.";
    period: Period, "", "Period of the document.";
    section: String, "", "Nearest heading above the text.";
    kind: String, "", "heading, intro, boilerplate or admin.";
    text: String, "", "The text, with line breaks joined.";
});

row!(HitRow, "hits", "One hit: a match of a theme's pattern in a message, or a theme that was coded.", ["document", "ordinal", "start", "theme"], {
    document: String, "", "Document id, from the manifest.";
    ordinal: u32, "", "Place of the message in its document, from 1.";
    start: Option<u64>, "byte", "Start of the match in the message text, in bytes from 0; empty for a theme that was coded.";
    theme: String, "", "Theme id.";
    message: String, "", "Message id: document#NN.";
    period: Period, "", "Period of the document.";
    pattern: String, "", "The pattern that matched, as written in the codebook; `coded` for a theme that was coded.";
    end: Option<u64>, "byte", "End of the match in the message text, in bytes, exclusive; empty as start.";
    left: String, "", "Text before the match, up to 40 characters.";
    r#match: String, "", "The matched text.";
    right: String, "", "Text after the match, up to 40 characters.";
});

row!(PeriodRow, "periods", "One period with documents.", ["period"], {
    period: Period, "", "Label of the period.";
    start: String, "", "Its first day (ISO 8601); empty where it has no beginning.";
    end: String, "", "Its last day; empty where it has no end.";
    place: f64, "decimal years", "Its middle on the scale of time: 2012.5 for the year 2012.";
    documents: u64, "documents", "Documents of the period.";
    messages: u64, "messages", "Messages analysed.";
    tokens: u64, "tokens", "Word tokens of these messages.";
    tokens_not_analysed: u64, "tokens", "Words of the text of its documents that is no message, headings aside.";
    clusters: u64, "", "Sampling units: documents, or the messages of a single one, or what the option `cluster` names.";
    flags: String, "", "What to bear in mind when the period is compared, as in the table comparability.";
});

row!(TermFrequencyRow, "term_frequency", "One term in one period.", ["period", "term"], {
    period: Period, "", "Period.";
    term: String, "", "The term as counted: stem or folded form; words of an n-gram are separated by spaces.";
    label: String, "", "The most frequent surface form of the term in the whole corpus.";
    count: u64, "tokens", "Occurrences in the period.";
    messages: u64, "messages", "Messages of the period with the term.";
    documents: u64, "documents", "Documents of the period with the term.";
    per_1000_tokens: Option<f64>, "per 1,000 word tokens", "Occurrences per 1,000 word tokens of the period, stop words included.";
    message_share: Option<f64>, "share", "Share of the period's messages that have the term.";
    tf_idf: Option<f64>, "", "count times ln(messages of the corpus / messages of the corpus with the term).";
    juilland_d: Option<f64>, "", "Juilland's D over the period's messages: 1 is even, 0 is concentrated.";
    dp_norm: Option<f64>, "", "Normalised deviation of proportions over the period's messages (Gries 2008; Lijffijt and Gries 2012): 0 is even, 1 is concentrated.";
    rank: u64, "", "Rank by count in the period among terms with as many words; ties share the lowest rank.";
});

row!(TermFrequencyByThemeRow, "term_frequency_by_theme", "One term in the messages of one theme in one period.", ["period", "theme", "term"], {
    period: Period, "", "Period.";
    theme: String, "", "Theme id.";
    term: String, "", "The term as counted.";
    label: String, "", "The most frequent surface form of the term in the whole corpus.";
    count: u64, "tokens", "Occurrences in messages with the theme.";
    messages: u64, "messages", "Messages with both the theme and the term.";
    per_1000_tokens: Option<f64>, "per 1,000 word tokens", "Occurrences per 1,000 word tokens of the messages with the theme.";
    g2: Option<f64>, "", "Log-likelihood ratio, four cells (Dunning 1993), against the other messages of the period; negative where the term is under-used.";
    log_ratio: Option<f64>, "log2", "log2 of the ratio of relative frequencies (Hardie 2014), 0.5 in place of a zero count.";
});

row!(ThemeFrequencyRow, "theme_frequency", "One theme in one period.", ["period", "theme"], {
    period: Period, "", "Period.";
    theme: String, "", "Theme id.";
    label: String, "", "Theme label.";
    hits: u64, "hits", "Hits of the theme.";
    weighted_hits: IfAny, "weights", "Sum of the weights of the hits; a pattern without a weight in the codebook counts 1. Empty for a theme without weights, and no column where no theme has weights.";
    messages: u64, "messages", "Messages with at least one hit.";
    n_messages: u64, "messages", "All messages of the period.";
    n_tokens: u64, "tokens", "All word tokens of the period, stop words included.";
    per_1000_tokens: Option<f64>, "hits per 1,000 word tokens", "Rate: hits per 1,000 word tokens.";
    rate_low: Option<f64>, "hits per 1,000 word tokens", "Lower end of the 95 % interval of the rate over the sampling units: documents, or the messages of a single one, as the option `cluster` says.";
    rate_high: Option<f64>, "hits per 1,000 word tokens", "Upper end of that interval; without a hit, the rule of three on messages.";
    message_share: Option<f64>, "share", "Share of messages with at least one hit.";
    share_low: Option<f64>, "share", "Lower end of the 95 % interval of the share (Wilson 1927; where messages come in documents, of their effective number).";
    share_high: Option<f64>, "share", "Upper end of that interval.";
    design_effect: Option<f64>, "", "How much clustering of hits in sampling units widens the variance of the rate: 1 for independent tokens; empty without a hit.";
    note: String, "", "What the numbers do not say by themselves.";
});

row!(ThemePatternRow, "theme_patterns", "One pattern of one theme in one period.", ["period", "theme", "pattern"], {
    period: Period, "", "Period.";
    theme: String, "", "Theme id.";
    pattern: String, "", "The pattern, as written in the codebook.";
    hits: u64, "hits", "Hits of the pattern that count for the theme.";
    messages: u64, "messages", "Messages with such a hit.";
    share_of_theme: Option<f64>, "share", "Share of the theme's hits of the period.";
});

row!(ThemeCooccurrenceRow, "theme_cooccurrence", "Two themes in the messages of one period.", ["period", "theme_a", "theme_b"], {
    period: Period, "", "Period.";
    theme_a: String, "", "First theme, in codebook order.";
    theme_b: String, "", "Second theme.";
    messages_a: u64, "messages", "Messages with the first theme.";
    messages_b: u64, "messages", "Messages with the second theme.";
    messages_both: u64, "messages", "Messages with both.";
    shared_span_only: u64, "messages", "Joint messages that rest only on shared words: every hit of either theme overlaps a hit of the other. A theme that was coded has no words, and shares none.";
    n_messages: u64, "messages", "All messages of the period.";
    expected: Option<f64>, "messages", "Joint messages expected if the themes were independent.";
    jaccard: Option<f64>, "", "Joint messages over messages with either.";
    dice: Option<f64>, "", "Twice the joint messages over the sum of both.";
    log_dice: Option<f64>, "", "14 + log2 Dice (Rychly 2008).";
    pmi: Option<f64>, "bits", "Pointwise mutual information; empty where there is no joint message.";
    npmi: Option<f64>, "", "Normalised PMI, from -1 (never together) to 1 (always together).";
    g2: Option<f64>, "", "Log-likelihood ratio, four cells; negative where the themes avoid each other.";
    log_odds_ratio: Option<f64>, "ln", "Natural logarithm of the odds ratio, 0 by chance; 0.5 added to all four cells where one is zero. Empty where a theme is in no message or in every message.";
    log_odds_low: Option<f64>, "ln", "Lower end of its 95 % interval (Woolf 1955; where messages come in documents, with an error over the documents).";
    log_odds_high: Option<f64>, "ln", "Upper end of that interval.";
    p: Option<f64>, "", "Two-sided p of no association: Fisher's exact test; where messages come in documents, of the log odds ratio with an error over the documents. Not corrected; empty as the log odds ratio, and for fewer than three documents with either theme.";
    q_bh: Option<f64>, "", "The p corrected over the whole table (Benjamini and Hochberg 1995).";
});

row!(TermCooccurrenceRow, "term_cooccurrence", "Two terms in the messages of one period.", ["period", "term_a", "term_b"], {
    period: Period, "", "Period.";
    term_a: String, "", "First term, in alphabetical order.";
    term_b: String, "", "Second term.";
    count_a: u64, "messages", "Messages with the first term.";
    count_b: u64, "messages", "Messages with the second term.";
    messages_both: u64, "messages", "Messages with both.";
    expected: Option<f64>, "messages", "Joint messages expected if the terms were independent.";
    pmi: Option<f64>, "bits", "Pointwise mutual information.";
    npmi: Option<f64>, "", "Normalised PMI.";
    log_dice: Option<f64>, "", "14 + log2 Dice (Rychly 2008).";
    g2: Option<f64>, "", "Log-likelihood ratio, four cells; negative where the terms avoid each other.";
    q_bh: Option<f64>, "", "p of no association, corrected over all pairs of these terms and all periods, also pairs without a joint message (Benjamini and Hochberg 1995): Fisher's exact test; where messages come in documents, of the log odds ratio with an error over the documents. Empty where a term is in every message, and for fewer than three documents with either term.";
});

row!(TermFormRow, "term_forms", "One term with the surface forms that it merges.", ["term"], {
    term: String, "", "The term as counted.";
    label: String, "", "The most frequent surface form.";
    forms: String, "", "Surface forms with their counts, the most frequent first, separated by semicolons.";
});

/// One document. Columns of the manifest that are not standard follow as text columns.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentRow {
    /// The standard columns.
    pub standard: DocumentColumns,
    /// Further columns of the manifest: name and value.
    pub variables: Vec<(String, String)>,
}

row!(DocumentColumns, "documents", "One document of the corpus.", ["document"], {
    document: String, "", "Document id, from the manifest.";
    period: Period, "", "Period of the document.";
    title: String, "", "Title.";
    date: String, "", "Date, as given in the manifest.";
    event: String, "", "Event the document belongs to.";
    publisher: String, "", "Publisher.";
    kind: String, "", "Kind of document.";
    scope: String, "", "What the document covers.";
    language: String, "", "Language (BCP 47).";
    language_detected: String, "", "Language of the text as detected (ISO 639-1); empty where the text is short or not sure.";
    file: String, "", "File, relative to the manifest.";
    encoding: String, "", "Encoding of the file as it was set or found (WHATWG Encoding Standard); empty where the format says it.";
    replacement_characters: u64, "characters", "Characters of the text that stand for what could not be read (U+FFFD).";
    pages: Option<u64>, "pages", "Pages of a PDF.";
    pages_without_text: Option<u64>, "pages", "Pages of a PDF on which nothing can be read: pictures of text, or none.";
    characters_per_page: Option<f64>, "characters", "Characters of a PDF that are no white space, per page.";
    sha256: String, "", "SHA-256 of the file.";
    sections: u64, "sections", "Sections with at least one message.";
    messages: u64, "messages", "Messages analysed.";
    tokens: u64, "tokens", "Word tokens of these messages.";
    tokens_not_analysed: u64, "tokens", "Words of the text that is no message, headings aside.";
});

impl super::row::Row for DocumentRow {
    const TABLE: &'static str = DocumentColumns::TABLE;
    const TITLE: &'static str = DocumentColumns::TITLE;
    const KEY: &'static [&'static str] = DocumentColumns::KEY;
    const FIELDS: &'static [super::row::Field] = DocumentColumns::FIELDS;
    fn cells(&self) -> Vec<super::row::Cell<'_>> {
        self.standard.cells()
    }
    fn variables(&self) -> &[(String, String)] {
        &self.variables
    }
}

row!(ConcordanceRow, "concordance", "One match of a pattern with the words around it.", ["document", "ordinal", "start"], {
    document: String, "", "Document id, from the manifest.";
    ordinal: u32, "", "Place of the message in its document, from 1.";
    start: u64, "byte", "Start of the match in the message text, in bytes from 0.";
    message: String, "", "Message id: document#NN.";
    period: Period, "", "Period of the document.";
    section: String, "", "Nearest heading above the message.";
    left: String, "", "Text before the match, up to 40 characters.";
    r#match: String, "", "The matched text.";
    right: String, "", "Text after the match, up to 40 characters.";
});

row!(TextRow, "text", "One stretch of a document, in reading order.", ["document", "line"], {
    document: String, "", "Document id, from the manifest.";
    line: u64, "line", "Line of the source file on which it starts, from 1.";
    period: Period, "", "Period of the document.";
    kind: String, "", "message, heading, intro, boilerplate or admin.";
    message: String, "", "Message id, where it is analysed.";
    section: String, "", "Nearest heading above it.";
    text: String, "", "The text, with line breaks joined.";
});

row!(ExplainedRow, "explained", "One line of a document, and why it is what it is.", ["document", "line"], {
    document: String, "", "Document id, from the manifest.";
    line: u64, "line", "Line of the source file, from 1.";
    kind: String, "", "message, heading, intro, boilerplate or admin; empty for a blank line.";
    ordinal: Option<u32>, "", "Place of its message in the document, from 1; missing where it stands in none.";
    rule: String, "", "The rule that decided.";
    text: String, "", "The line; where it holds several messages, the part of this one.";
});

row!(InspectionRow, "inspection", "One document: what was read and how it was split.", ["document"], {
    document: String, "", "Document id, from the manifest.";
    period: Period, "", "Period of the document.";
    kind: String, "", "Kind of document.";
    scope: String, "", "What the document covers.";
    language: String, "", "Language in which it is analysed (ISO 639-1); empty where none is set and none is sure.";
    language_detected: String, "", "Language of the text as detected (ISO 639-1); empty where the text is short or not sure.";
    unit: String, "", "Unit of analysis that was used.";
    unit_reason: String, "", "Why this unit: the settings, or the rule of `auto` with what it found.";
    bullets: u64, "", "Bullets, and list items of a file format, outside skipped sections.";
    numbered: u64, "", "Numbered and lettered points outside skipped sections.";
    paragraphs: u64, "", "Paragraphs and rows of tables outside skipped sections.";
    sections: u64, "sections", "Sections with at least one message.";
    messages: u64, "messages", "Messages analysed.";
    tokens: u64, "tokens", "Word tokens of these messages.";
    median_message_tokens: Option<f64>, "tokens", "Median of word tokens per message.";
    headings: u64, "", "Headings.";
    intro: u64, "", "Stretches of section text that are not analysed.";
    boilerplate: u64, "", "Page numbers, page addresses, notes about the document.";
    admin: u64, "", "Stretches in skipped sections.";
    skip_sections: String, "", "Sections that the manifest says to skip.";
});
