//! Groups: what the tables of periods say, for each group of a variable, and what sets groups apart.
//!
//! A group is a value of a variable; groups with few messages go together as one. All of it is made of sums of strata, so no
//! text is read again. Each table is made by the functions that make the tables of periods.

mod contrast;
mod differences;
mod grouping;
mod rows;

pub use contrast::{group_contrast, group_contrast_with, group_divergence};
pub use differences::differences;
pub use grouping::{Grouping, OTHER, groupings};
pub use rows::{GroupComparabilityRow, GroupContrastRow, GroupDivergenceRow, GroupFrequencyRow, GroupKeynessRow};

use std::sync::Arc;

use super::Study;
use super::comparability::{ComparabilityRow, comparability};
use super::course::{self, Course};
use super::keyness::{Keyed, REST, compared};
use super::near_duplicates::NearDuplicates;
use super::period_documents::PeriodDocuments;
use super::term_sums::TermSums;
use super::themes::frequency_rows;
use super::trend::{GroupTrendRow, theme_trend};
use crate::count::Counts;

/// `group_frequency`: one row per group, period with messages of the group, and theme.
pub fn group_frequency(study: &Study<'_>, groupings: &[Grouping]) -> Vec<GroupFrequencyRow> {
    let mut rows = Vec::new();
    for grouping in groupings {
        let (groups, counts) = grouping.in_periods(study);
        for (group, rows_of_cell) in groups.into_iter().zip(frequency_rows(&counts, study.codebook)) {
            rows.extend(rows_of_cell.into_iter().map(|row| GroupFrequencyRow {
                variable: grouping.variable.name.clone(),
                group: grouping.groups[group].name.clone(),
                period: row.period,
                theme: row.theme,
                label: row.label,
                hits: row.hits,
                weighted_hits: row.weighted_hits,
                messages: row.messages,
                n_messages: row.n_messages,
                n_tokens: row.n_tokens,
                per_1000_tokens: row.per_1000_tokens,
                rate_low: row.rate_low,
                rate_high: row.rate_high,
                message_share: row.message_share,
                share_low: row.share_low,
                share_high: row.share_high,
                design_effect: row.design_effect,
                note: row.note,
            }));
        }
    }
    rows
}

/// `group_trend`: one row per group and theme; corrections are over all groups of a variable.
pub fn group_trend(study: &Study<'_>, groupings: &[Grouping]) -> Vec<GroupTrendRow> {
    let mut rows = Vec::new();
    for grouping in groupings {
        let counts: Vec<Counts> = (0..grouping.groups.len()).map(|group| grouping.by_period(study, group)).collect();
        let studies: Vec<Study<'_>> = counts.iter().map(|counts| Grouping::study(study, counts)).collect();
        let measured: Vec<Vec<Course>> = studies.iter().map(course::measured).collect();
        let numbers: Vec<usize> = measured.iter().map(Vec::len).collect();
        let mut judged = measured.concat();
        course::judge(&mut judged);
        let mut judged = judged.into_iter();
        for (group, (of_group, number)) in studies.iter().zip(numbers).enumerate() {
            let courses: Vec<Course> = judged.by_ref().take(number).collect();
            let (variable, group) = (&grouping.variable.name, &grouping.groups[group].name);
            rows.extend(theme_trend(of_group, &courses).into_iter().map(|row| row.of_group(variable, group)));
        }
    }
    rows
}

/// `group_keyness`: one row per group and term that is kept, against the other groups in the periods that the group has.
pub fn group_keyness(study: &Study<'_>, groupings: &[Grouping]) -> Vec<GroupKeynessRow> {
    let mut rows = Vec::new();
    for grouping in groupings {
        let sides: Vec<(usize, Counts)> =
            (0..grouping.groups.len()).map(|group| (group, grouping.beside_the_rest(study, group))).collect();
        let keyed: Vec<(usize, Keyed<'_>)> = sides
            .iter()
            .map(|(group, counts)| {
                let beside = Grouping::study(study, counts);
                let [of_group, of_rest] = [0, 1].map(|cell| TermSums::of_cell(&beside, cell).map(Arc::new));
                let sums = of_group.zip(of_rest).map(|(group, rest)| [group, rest]);
                (*group, Keyed::against(REST, &counts.cells[0], &counts.cells[1], sums))
            })
            .filter(|(_, keyed)| keyed.tokens.iter().all(|tokens| *tokens > 0))
            .collect();
        let comparisons: Vec<&Keyed<'_>> = keyed.iter().map(|(_, keyed)| keyed).collect();
        let kept = compared(&comparisons, study);
        for ((group, _), kept) in keyed.iter().zip(kept) {
            let cell = &sides[*group].1.cells[0];
            rows.extend(kept.into_iter().map(|kept| {
                let entry = study.counts.terms.get(kept.term);
                GroupKeynessRow {
                    variable: grouping.variable.name.clone(),
                    group: grouping.groups[*group].name.clone(),
                    term: entry.term.into(),
                    label: entry.label.into(),
                    count_target: kept.target,
                    count_reference: kept.reference,
                    per_1000_target: kept.per_1000_target,
                    per_1000_reference: kept.per_1000_reference,
                    g2: kept.g2,
                    p: kept.p,
                    q_bh: kept.q_bh,
                    p_holm: kept.p_holm,
                    log_ratio: kept.log_ratio,
                    log_ratio_conservative: kept.log_ratio_conservative,
                    percent_difference: kept.percent_difference,
                    bic: kept.bic,
                    log_odds_z: kept.log_odds_z,
                    messages_target: cell.terms.get(kept.term).messages,
                    terms_tested: kept.tested,
                }
            }));
        }
    }
    rows
}

/// `group_comparability`: one row per group and period with messages of the group.
pub fn group_comparability(
    study: &Study<'_>,
    groupings: &[Grouping],
    sections_per_document: &[u32],
    near_duplicates: &NearDuplicates,
) -> Vec<GroupComparabilityRow> {
    let mut rows = Vec::new();
    for grouping in groupings {
        for group in 0..grouping.groups.len() {
            let counts = grouping.by_period(study, group);
            let of_group = Grouping::study(study, &counts);
            let row = |row: ComparabilityRow| GroupComparabilityRow {
                variable: grouping.variable.name.clone(),
                group: grouping.groups[group].name.clone(),
                period: row.period,
                documents: row.documents,
                sections: row.sections,
                messages: row.messages,
                tokens: row.tokens,
                tokens_not_analysed: row.tokens_not_analysed,
                median_message_tokens: row.median_message_tokens,
                kinds: row.kinds,
                scopes: row.scopes,
                near_duplicates: row.near_duplicates,
                flags: row.flags,
            };
            let documents = PeriodDocuments::of_cells(&of_group);
            rows.extend(
                comparability(&of_group, &documents, sections_per_document, near_duplicates).into_iter().map(row),
            );
        }
    }
    rows
}

#[cfg(test)]
mod tests;
