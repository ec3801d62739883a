//! Progress of long work, and its interruption.

use std::fmt::Debug;

use crate::error::{Error, ErrorKind, Result};

/// What progress is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Bytes of text.
    Bytes,
    /// Steps of about equal length.
    Steps,
}

/// Watches a run: shows its progress and may stop it.
pub trait Watcher: Sync + Debug {
    /// Called when a stage begins, with what it will work through.
    fn stage(&self, name: &str, unit: Progress, total: u64);
    /// Called when some more is done.
    fn advance(&self, done: u64);
    /// True once the user wants to stop.
    fn stopped(&self) -> bool;
}

/// Goes on, unless the user wants to stop.
///
/// # Errors
/// One of kind `Interrupted`, if so.
pub fn unless_stopped(watcher: &dyn Watcher) -> Result<()> {
    if watcher.stopped() {
        return Err(Error::new(ErrorKind::Interrupted, "interrupted; earlier results are unchanged"));
    }
    Ok(())
}

/// A watcher that shows nothing and never stops.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unwatched;

impl Watcher for Unwatched {
    fn stage(&self, _: &str, _: Progress, _: u64) {}
    fn advance(&self, _: u64) {}
    fn stopped(&self) -> bool {
        false
    }
}
