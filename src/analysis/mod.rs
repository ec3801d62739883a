//! Counts x statistics -> one typed row struct per table. Rows are sorted by their keys.

mod change;
mod codebook_check;
mod codebook_diff;
mod codebook_suggest;
mod comparability;
mod compare;
mod cooccurrence;
mod distance;
mod findings;
mod keyness;
mod near_duplicates;
mod note;
mod robustness;
pub mod row;
pub mod rows;
mod sample;
mod study;
mod terms;
#[cfg(test)]
mod testing;
mod themes;
mod trend;
mod validation;

pub use change::{ThemeChangeRow, further_changes, theme_change};
pub use codebook_check::{CheckKind, CodebookCheckRow, codebook_check};
pub use codebook_diff::{
    CodebookDiffRow, FindingDiffRow, FoundMessage, MessageDiffRow, Version, all_findings, codebook_diff, finding_diff,
    message_diff,
};
pub use codebook_suggest::{SuggestedTermRow, UnlikePatternRow, suggested_terms, unlike_patterns};
pub use comparability::{ComparabilityRow, comparability};
pub use compare::{
    MessageWeightRow, TermChangeRow, ThemeComparisonRow, WeightedMessage, compared_themes, message_weights,
    term_change, theme_comparison,
};
pub use cooccurrence::{ThemeCooccurrenceChangeRow, theme_cooccurrence, theme_cooccurrence_change};
pub use distance::{WordShiftRow, YearDistanceRow, word_shift, word_shift_by_pair, year_distance};
pub use findings::{
    Comparison, Evidence, FindingRow, HOW_TO_READ, Numbers, Support, ThemeComparison, ThemeFinding, about_rules,
    cautions, comparisons, evidence, finding_rows, findings, markdown as findings_markdown, rules,
};
pub use keyness::{KeynessRow, KeynessScoreRow, REST, keyness, keyness_by_comparison, keyness_scores};
pub use near_duplicates::{NearDuplicateRow, near_duplicates};
pub use robustness::{RobustnessRow, YesNo, robustness};
pub use sample::{CodeRow, SampleColumns, SampleRow};
pub use study::{Study, message_id};
pub use terms::{term_cooccurrence, term_forms, term_frequency, term_frequency_by_theme};
pub use themes::{theme_frequency, theme_patterns};
pub use trend::{ThemeTrendRow, theme_trend};
pub use validation::{AgreementRow, DisagreementRow, JudgedMessage, Validation, ValidationRow, validation};
