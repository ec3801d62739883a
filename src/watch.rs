//! Progress of long work, and its interruption.

use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

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
    if watcher.stopped() { Err(interrupted()) } else { Ok(()) }
}

fn interrupted() -> Error {
    Error::new(ErrorKind::Interrupted, "interrupted; earlier results are unchanged")
}

/// What is carried from [`leave_if_stopped`] to [`leavable`].
struct Stopped;

/// Leaves the work that [`leavable`] does once the user wants to stop, from however deep in it; for loops that take long. Never
/// to be called outside of it.
pub fn leave_if_stopped(watcher: &dyn Watcher) {
    if watcher.stopped() {
        // Unlike a panic this prints nothing.
        resume_unwind(Box::new(Stopped));
    }
}

/// Does work that [may be left](leave_if_stopped), also from threads of rayon, whose results are thrown away then.
///
/// # Errors
/// One of kind `Interrupted`, if it was left.
pub fn leavable<T>(act: impl FnOnce() -> T) -> Result<T> {
    catch_unwind(AssertUnwindSafe(act)).map_err(|cause| match cause.downcast::<Stopped>() {
        Ok(_) => interrupted(),
        Err(panic) => resume_unwind(panic),
    })
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

#[cfg(test)]
mod tests {
    use rayon::prelude::*;

    use super::*;

    #[derive(Debug)]
    struct Stop;

    impl Watcher for Stop {
        fn stage(&self, _: &str, _: Progress, _: u64) {}
        fn advance(&self, _: u64) {}
        fn stopped(&self) -> bool {
            true
        }
    }

    #[test]
    fn work_is_left_from_other_threads_and_a_panic_stays_one() {
        let of_threads = |watcher: &dyn Watcher| {
            leavable(|| (0..100_u32).into_par_iter().map(|n| (leave_if_stopped(watcher), n).1).sum::<u32>())
        };
        assert_eq!(of_threads(&Unwatched).expect("done"), 4950);
        assert_eq!(of_threads(&Stop).expect_err("left").kind(), ErrorKind::Interrupted);
        let panic = catch_unwind(|| leavable(|| std::panic::panic_any(7_u8))).expect_err("a panic");
        assert_eq!(panic.downcast_ref(), Some(&7_u8));
    }
}
