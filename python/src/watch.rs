//! Work with the interpreter released: a thread works, the calling thread hands on progress and looks for signals.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use pyo3::prelude::*;
use themeshift::error::Result;
use themeshift::watch::{Progress, Watcher};

use crate::error::{OrRaise, internal};

/// How often the calling thread looks up.
const PERIOD: Duration = Duration::from_millis(40);

/// A stage of the work.
#[derive(Debug)]
struct Stage {
    name: String,
    done: u64,
    total: u64,
    /// What the callback was told last.
    told: Option<u64>,
}

/// What the working thread and the calling thread share.
#[derive(Debug, Default)]
pub struct Watch {
    stopped: AtomicBool,
    stages: Mutex<Vec<Stage>>,
}

impl Watcher for Watch {
    fn stage(&self, name: &str, _: Progress, total: u64) {
        self.stages().push(Stage { name: name.to_string(), done: 0, total, told: None });
    }

    fn advance(&self, done: u64) {
        if let Some(stage) = self.stages().last_mut() {
            stage.done += done;
        }
    }

    fn stopped(&self) -> bool {
        self.stopped.load(Ordering::SeqCst)
    }
}

impl Watch {
    fn stages(&self) -> MutexGuard<'_, Vec<Stage>> {
        self.stages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Calls `progress(stage, done, total)` for each stage that has news; finished stages are then forgotten.
    fn report(&self, py: Python<'_>, progress: &Py<PyAny>) -> PyResult<()> {
        let news: Vec<(String, u64, u64)> = {
            let mut stages = self.stages();
            let fresh = stages.iter_mut().filter(|stage| stage.told != Some(stage.done));
            let news = fresh.map(|stage| {
                stage.told = Some(stage.done);
                (stage.name.clone(), stage.done, stage.total)
            });
            let news = news.collect();
            let past = stages.len().saturating_sub(1);
            stages.drain(..past);
            news
        };
        news.into_iter().try_for_each(|(stage, done, total)| progress.call1(py, (stage, done, total)).map(|_| ()))
    }

    /// Lets signal handlers run, and reports.
    fn look(&self, progress: Option<&Py<PyAny>>) -> PyResult<()> {
        Python::attach(|py| {
            py.check_signals()?;
            progress.map_or(Ok(()), |progress| self.report(py, progress))
        })
    }
}

/// Does some work with the interpreter released.
///
/// # Errors
/// The exception of a signal handler (Ctrl-C) or of `progress`, after the work has stopped; else the error of the work.
pub fn watched<T: Send>(
    py: Python<'_>,
    progress: Option<Py<PyAny>>,
    work: impl FnOnce(&Watch) -> Result<T> + Send,
) -> PyResult<T> {
    let watch = Watch::default();
    let progress = progress.as_ref();
    let (result, interrupted) = py.detach(|| {
        std::thread::scope(|scope| {
            let (alive, ended) = channel::<()>();
            let watch = &watch;
            let worker = scope.spawn(move || {
                // Dropped when the work ends, however it ends.
                let _alive = alive;
                work(watch)
            });
            let mut interrupted = None;
            while ended.recv_timeout(PERIOD) == Err(RecvTimeoutError::Timeout) {
                if interrupted.is_none() {
                    interrupted = watch.look(progress).err();
                    watch.stopped.store(interrupted.is_some(), Ordering::SeqCst);
                }
            }
            let result = worker.join();
            if interrupted.is_none() {
                interrupted = watch.look(progress).err();
            }
            (result, interrupted)
        })
    });
    if let Some(error) = interrupted {
        return Err(error);
    }
    match result {
        Ok(result) => result.or_raise(py),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("unknown");
            Err(internal(py, &format!("internal error: {text}")))
        }
    }
}
