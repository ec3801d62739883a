//! How many periods have a chart of their own.

use std::collections::BTreeSet;

use super::{Context, Rendered};
use crate::axis::Period;
use crate::count::MANY_PERIODS as MANY;
use crate::error::Result;

/// The periods that have a chart each: all that the user names, else the first twelve.
pub(super) struct Bounded {
    /// Those that are drawn.
    drawn: BTreeSet<Period>,
    /// How many there are.
    all: usize,
}

impl Bounded {
    /// Of the periods of some rows.
    pub(super) fn new<'p>(periods: impl IntoIterator<Item = &'p Period>, context: &Context) -> Self {
        let all: BTreeSet<&Period> = periods.into_iter().collect();
        let most = if context.options.periods.is_empty() { MANY } else { all.len() };
        Self { drawn: all.iter().take(most).copied().cloned().collect(), all: all.len() }
    }

    /// Whether a period is drawn.
    pub(super) fn has(&self, period: &Period) -> bool {
        self.drawn.contains(period)
    }

    /// The periods that are drawn, in order.
    pub(super) fn periods(&self) -> &BTreeSet<Period> {
        &self.drawn
    }

    /// The charts, the first with a warning where periods are left out.
    ///
    /// # Errors
    ///
    /// Those of the charts.
    pub(super) fn warned(&self, charts: Result<Vec<Rendered>>) -> Result<Vec<Rendered>> {
        let mut charts = charts?;
        if let Some(first) = charts.first_mut().filter(|_| self.drawn.len() < self.all) {
            first.warnings.push(format!(
                "drawn for the first {} of {} periods; `--periods` names others",
                self.drawn.len(),
                self.all
            ));
        }
        Ok(charts)
    }
}
