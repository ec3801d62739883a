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

/// Calls `act` with a stack of so many bytes; `None` where it panics.
///
/// # Errors
/// When no thread can be started.
#[cfg(not(target_family = "wasm"))]
pub fn on_large_stack<T: Send>(bytes: usize, act: impl FnOnce() -> T + Send) -> std::io::Result<Option<T>> {
    std::thread::scope(|scope| Ok(std::thread::Builder::new().stack_size(bytes).spawn_scoped(scope, act)?.join().ok()))
}

/// Calls `act`; a page of a browser has one thread, whose stack is as large as its program says.
///
/// # Errors
/// None.
#[cfg(target_family = "wasm")]
pub fn on_large_stack<T: Send>(_: usize, act: impl FnOnce() -> T + Send) -> std::io::Result<Option<T>> {
    Ok(guarded(act))
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
