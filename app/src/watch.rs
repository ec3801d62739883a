//! Progress, as the page gets it.

use std::cell::RefCell;

use js_sys::{Date, Function};
use themeshift::watch::{Progress, Watcher};
use wasm_bindgen::JsValue;

/// Milliseconds between two calls.
const STEP: f64 = 50.0;

/// What is told, and when it was last.
#[derive(Debug)]
struct Told {
    to: Function,
    stage: String,
    done: u64,
    total: u64,
    last: f64,
}

thread_local! {
    // A watcher goes from thread to thread, which a function of a page does not: it stays with its own.
    static TOLD: RefCell<Option<Told>> = const { RefCell::new(None) };
}

/// Calls a function with the name of the stage and the share that is done. Who stops the work ends the worker.
#[derive(Debug)]
pub struct Posted;

impl Posted {
    /// A watcher that calls this function.
    pub fn to(function: Function) -> Self {
        TOLD.set(Some(Told { to: function, stage: String::new(), done: 0, total: 0, last: 0.0 }));
        Self
    }
}

impl Drop for Posted {
    fn drop(&mut self) {
        TOLD.set(None);
    }
}

impl Told {
    fn tell(&mut self) {
        self.last = Date::now();
        let share = if self.total == 0 { 0.0 } else { self.done as f64 / self.total as f64 };
        // What the page does with it is its own matter.
        let _ = self.to.call2(&JsValue::NULL, &JsValue::from_str(&self.stage), &JsValue::from_f64(share.min(1.0)));
    }
}

impl Watcher for Posted {
    fn stage(&self, name: &str, _: Progress, total: u64) {
        TOLD.with_borrow_mut(|told| {
            if let Some(told) = told {
                (told.stage, told.done, told.total) = (name.to_string(), 0, total);
                told.tell();
            }
        });
    }

    fn advance(&self, done: u64) {
        TOLD.with_borrow_mut(|told| {
            if let Some(told) = told {
                told.done += done;
                if Date::now() - told.last >= STEP {
                    told.tell();
                }
            }
        });
    }

    fn stopped(&self) -> bool {
        false
    }
}
