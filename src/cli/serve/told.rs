//! Progress of work that a page waits for, line by line.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};

use super::super::watch;
use crate::watch::{Progress, Watcher};

/// Keeps how far the work is, until it is told.
#[derive(Debug)]
pub struct Told {
    stage: Mutex<String>,
    done: AtomicU64,
    total: AtomicU64,
    news: AtomicBool,
    stop: Arc<AtomicBool>,
}

impl Told {
    /// Work that ends when this says so.
    pub fn new(stop: Arc<AtomicBool>) -> Self {
        let (stage, done, total, news) = Default::default();
        Self { stage, done, total, news, stop }
    }

    /// What is new since this was asked last.
    pub fn news(&self) -> Option<Value> {
        if !self.news.swap(false, Ordering::Relaxed) {
            return None;
        }
        let (done, total) = (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed));
        let share = if total == 0 { 0.0 } else { done as f64 / total as f64 };
        let stage = self.stage.lock().unwrap_or_else(PoisonError::into_inner);
        Some(json!({"stage": *stage, "share": share.min(1.0)}))
    }

    /// Asks the work to end.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

impl Watcher for Told {
    fn stage(&self, name: &str, _: Progress, total: u64) {
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner) = name.to_string();
        self.done.store(0, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
        self.news.store(true, Ordering::Relaxed);
    }

    fn advance(&self, done: u64) {
        self.done.fetch_add(done, Ordering::Relaxed);
        self.news.store(true, Ordering::Relaxed);
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed) || watch::stopped()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_told_once() {
        let stop = Arc::new(AtomicBool::new(false));
        let told = Told::new(Arc::clone(&stop));
        assert_eq!(told.news(), None);
        told.stage("reading", Progress::Steps, 4);
        told.advance(1);
        assert_eq!(told.news(), Some(json!({"stage": "reading", "share": 0.25})));
        assert_eq!(told.news(), None);
        assert!(!told.stopped());
        told.stop();
        assert!(told.stopped() && stop.load(Ordering::Relaxed));
    }
}
