//! What the contrasts of groups show: the evidence of each, and all of a variable in a sentence.

use std::collections::BTreeSet;

use super::rows::GroupContrastRow;
use crate::analysis::findings::{Evidence, MARGIN, Numbers, evidence};
use crate::analysis::written::rate as written;
use crate::codebook::Codebook;
use crate::plural::plural;
use crate::stats::Interval;

impl GroupContrastRow {
    /// What the difference of the two groups is worth, by the rule of [`evidence`].
    pub fn evidence(&self) -> Evidence {
        // The test per message counts where it shows the same way.
        let same_way = self.difference.zip(self.difference_per_message).is_some_and(|(one, other)| one * other > 0.0);
        let pooled = self.rate_a.zip(self.rate_b).map_or(0.0, |(a, b)| f64::midpoint(a, b));
        let ends = self.difference_low.zip(self.difference_high);
        let numbers = Numbers {
            p: self.p_permutation,
            p_per_message: self.p_per_message,
            one_way: same_way,
            tests: 0,
            // Of fewer than five documents in each group no p is below .05 once it is corrected.
            few_units: false,
            p_holm: self.p_holm,
            q_bh: self.q_bh,
            p_per_message_holm: self.p_per_message_holm.filter(|_| same_way),
            q_per_message_bh: self.q_per_message_bh.filter(|_| same_way),
            interval: ends
                .filter(|(low, high)| low.is_finite() && high.is_finite())
                .map(|(low, high)| Interval { low, high }),
            // There are no variants of a contrast.
            sign_holds: true,
            margin: MARGIN * pooled,
        };
        evidence(&numbers)
    }
}

/// For how many themes a difference of groups of a variable is shown over all periods, and the largest with strong evidence,
/// without a full stop. `None` where no groups are compared over all periods.
pub fn differences(contrasts: &[GroupContrastRow], variable: &str, codebook: &Codebook) -> Option<String> {
    let mut rows: Vec<&GroupContrastRow> = contrasts.iter().filter(|row| row.variable == variable).collect();
    // Of a corpus of one period that is all.
    let of_one = rows.windows(2).all(|pair| pair[0].period == pair[1].period);
    rows.retain(|row| row.period.is_none() || of_one);
    let themes = |rows: &[&GroupContrastRow]| rows.iter().map(|row| row.theme.clone()).collect::<BTreeSet<_>>().len();
    let all = themes(&rows);
    if all == 0 {
        return None;
    }
    rows.retain(|row| row.evidence() <= Evidence::Partial);
    let over = if of_one && contrasts.iter().all(|row| row.period.is_some()) { "" } else { " over all periods" };
    let number = match themes(&rows) {
        0 => "none".to_string(),
        number => number.to_string(),
    };
    let mut said = format!("By {variable}, a difference{over} is shown for {number} of {}", plural(all, "theme"));
    let size = |row: &GroupContrastRow| row.difference.map_or(0.0, f64::abs);
    let strong = rows.iter().filter(|row| row.evidence() == Evidence::Strong);
    if let Some(row) = strong.max_by(|a, b| size(a).total_cmp(&size(b))) {
        let label = codebook.themes.iter().find(|theme| theme.id == row.theme).map_or(&row.theme, |theme| &theme.label);
        let rates = [row.rate_a, row.rate_b].map(Option::unwrap_or_default);
        let digits = if rates[0].max(rates[1]) >= 1.0 { 1 } else { 2 };
        let [a, b] = rates.map(|rate| written(rate, digits));
        said += &format!(
            "; the largest with strong evidence is of \u{201c}{label}\u{201d}, per 1,000 words {a} of {} and {b} of {}",
            row.group_a, row.group_b
        );
    }
    Some(said)
}
