//! What is left out of a document on purpose, and told once.

use std::collections::BTreeMap;

use super::Reading;

/// Text that was deleted or struck out.
pub const DELETED: &str = "deleted text";

/// How often each kind was left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeftOut(BTreeMap<&'static str, u64>);

impl LeftOut {
    /// Something of this kind was left out.
    pub fn add(&mut self, what: &'static str) {
        *self.0.entry(what).or_default() += 1;
    }

    /// What was left out of another part too.
    #[cfg(feature = "readers")]
    pub fn extend(&mut self, other: &Self) {
        for (what, times) in &other.0 {
            *self.0.entry(what).or_default() += times;
        }
    }

    /// Notes it, where there was anything.
    pub fn tell(&self, reading: &mut Reading) {
        if !self.0.is_empty() {
            let parts: Vec<String> = self.0.iter().map(|(what, times)| format!("{what} ({times})")).collect();
            reading.notes.push((None, format!("not read: {}", parts.join(", "))));
        }
    }
}
