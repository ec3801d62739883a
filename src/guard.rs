//! Calls of crates that may panic: a panic becomes an answer, and nothing is printed.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Calls `act`; `None` where it panics. For values that are thrown away after a panic.
pub fn guarded<T>(act: impl FnOnce() -> T) -> Option<T> {
    quiet_panics();
    let before = QUIET.replace(true);
    let result = catch_unwind(AssertUnwindSafe(act));
    QUIET.set(before);
    result.ok()
}

/// Keeps the message of a caught panic off the terminal; other panics are reported as before.
fn quiet_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                before(info);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_none_also_within_another_guard() {
        let inner = || guarded(|| panic!("inner")).map_or(1, |()| 2);
        assert_eq!(guarded(inner), Some(1));
        assert_eq!(guarded(|| -> u8 { panic!("outer") }), None);
    }
}
