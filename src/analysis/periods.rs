//! What each period is.

use super::ComparabilityRow;
use super::rows::PeriodRow;
use crate::axis::Period;
use crate::count::Counts;

/// `periods`: one row per period. The flags are those of `comparability`.
pub fn periods(counts: &Counts, comparability: &[ComparabilityRow]) -> Vec<PeriodRow> {
    let row = |(cell, flags): (&crate::count::Cell, &ComparabilityRow)| {
        let (start, end) = days(&cell.period);
        PeriodRow {
            period: cell.period.clone(),
            start,
            end,
            place: cell.period.place(),
            documents: cell.documents,
            messages: cell.messages,
            tokens: cell.tokens,
            tokens_not_analysed: flags.tokens_not_analysed,
            clusters: cell.units.units.len() as u64,
            flags: flags.flags.clone(),
        }
    };
    counts.periods().iter().zip(comparability).map(row).collect()
}

/// The first and the last day; empty where a period has none.
fn days(period: &Period) -> (String, String) {
    let (start, end) = period.bounds();
    let text = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    (text(start), text(end))
}
