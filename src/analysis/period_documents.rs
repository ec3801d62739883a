//! The documents of each period together: all that are in it, also those without a message.

use std::collections::BTreeMap;

use super::rows::DocumentRow;
use crate::axis::Period;

/// Values of a document variable, each with the number of documents that say it. No value is empty.
pub type DocumentValues = BTreeMap<String, u64>;

/// The documents of one period together: what they say of themselves, and how much they hold.
#[derive(Debug, Clone, PartialEq)]
pub struct PeriodDocuments {
    /// The period.
    pub period: Period,
    /// How many they are.
    pub documents: u64,
    /// Messages.
    pub messages: u64,
    /// Word tokens of the messages.
    pub tokens: u64,
    /// Words that are no part of a message, headings aside.
    pub tokens_not_analysed: u64,
    /// What kind they are.
    pub kinds: DocumentValues,
    /// What they speak of.
    pub scopes: DocumentValues,
    /// Who published them.
    pub publishers: DocumentValues,
}

impl PeriodDocuments {
    /// The documents of each period, sorted by period; documents may come in any order.
    pub fn of(rows: impl IntoIterator<Item = DocumentRow>) -> Vec<Self> {
        let mut periods: BTreeMap<Period, Self> = BTreeMap::new();
        for DocumentRow { standard: row, .. } in rows {
            if !periods.contains_key(&row.period) {
                periods.insert(row.period.clone(), Self::none(row.period.clone()));
            }
            let Some(all) = periods.get_mut(&row.period) else { continue };
            all.documents += 1;
            all.messages += row.messages;
            all.tokens += row.tokens;
            all.tokens_not_analysed += row.tokens_not_analysed;
            add(&mut all.kinds, &row.kind);
            add(&mut all.scopes, &row.scope);
            add(&mut all.publishers, &row.publisher);
        }
        periods.into_values().collect()
    }

    fn none(period: Period) -> Self {
        Self {
            period,
            documents: 0,
            messages: 0,
            tokens: 0,
            tokens_not_analysed: 0,
            kinds: DocumentValues::new(),
            scopes: DocumentValues::new(),
            publishers: DocumentValues::new(),
        }
    }
}

fn add(values: &mut DocumentValues, value: &str) {
    let value = value.trim();
    match values.get_mut(value) {
        Some(documents) => *documents += 1,
        None if value.is_empty() => {}
        None => {
            values.insert(value.to_string(), 1);
        }
    }
}
