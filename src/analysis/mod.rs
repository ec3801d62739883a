//! Counts x statistics -> one typed row struct per table. Rows are sorted by their keys.
//!
//! A [`Study`] holds the counts and what they lead back to. [`Results`] are all tables that can be made of it, each computed
//! when it is asked for.

mod bound;
mod change;
mod codebook_check;
mod codebook_diff;
mod codebook_suggest;
mod comparability;
mod compare;
mod cooccurrence;
mod course;
mod distance;
mod evidence;
mod facts;
mod findings;
mod groups;
mod joint;
mod keyness;
mod near_duplicates;
mod note;
mod period_documents;
mod periods;
mod results;
mod robustness;
pub mod row;
pub mod rows;
mod sample;
mod study;
mod term_pairs;
mod term_sums;
mod terms;
#[cfg(test)]
mod testing;
mod themes;
mod trend;
mod typical;
mod validation;
pub(crate) mod written;

pub use change::ThemeChangeRow;
pub use codebook_check::{CheckKind, CodebookCheckRow, codebook_check};
pub use codebook_diff::{
    CodebookDiffRow, FindingDiffRow, FoundMessage, MessageDiffRow, Version, codebook_diff, finding_diff, message_diff,
};
pub use codebook_suggest::{MOST_COMPARED, SuggestedTermRow, UnlikePatternRow, suggested_terms, unlike_patterns};
pub use comparability::{ComparabilityRow, is_split_unlike, matters, mean_tokens, percent_left_out};
pub use compare::{
    MessageWeightRow, TermChangeRow, ThemeComparisonRow, WeightedMessage, message_weights, term_change,
    theme_comparison,
};
pub use cooccurrence::{RESTS_ON_SHARED_WORDS, ThemeCooccurrenceChangeRow};
pub use course::{Course, Verdict};
pub use distance::{PeriodDistanceRow, WordShiftRow};
pub use facts::{DocumentFacts, Facts, Values};
pub use findings::{
    Claim, Comparison, Evidence, FindingRow, HOW_TO_READ, MARGIN, MOST_WORDS, Numbers, Support, ThemeComparison,
    ThemeFinding, about_rules, cautions, escape as in_markdown, evidence, gravest, in_short,
    markdown as findings_markdown, rules,
};
pub use groups::{
    GroupComparabilityRow, GroupContrastRow, GroupDivergenceRow, GroupFrequencyRow, GroupKeynessRow, Grouping, OTHER,
    differences, group_contrast_with,
};
pub use keyness::{KeynessRow, KeynessScoreRow, REST, keyness_scores};
pub use near_duplicates::{NearDuplicateRow, NearDuplicates};
pub use period_documents::{DocumentValues, PeriodDocuments};
pub use periods::sampling_units;
pub use results::Results;
pub use robustness::{RobustnessRow, YesNo};
pub use sample::{CodeRow, SampleColumns, SampleRow};
pub use study::{Study, baseline_of, message_id, pairs_of, place_of};
pub use trend::{GroupTrendRow, ThemeFitRow};
pub use typical::{MOST_QUOTED, Typical, typical};
pub use validation::{AgreementRow, DisagreementRow, JudgedMessage, Validation, ValidationRow, validation};
