//! Progress on standard error for work longer than a second, and signals to stop.

use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::show;
use crate::warning::Warning;
use crate::watch::{Progress, Watcher};

static STOPPED: AtomicBool = AtomicBool::new(false);

/// Work shorter than this shows no progress.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the bar moves by itself.
const TICK: Duration = Duration::from_millis(200);

/// Shows progress on the terminal and notices Ctrl-C, and that the program is asked to end (SIGTERM, SIGHUP).
#[derive(Debug)]
pub struct Terminal {
    quiet: bool,
    started: Instant,
    bar: Mutex<Option<Bar>>,
}

/// The bar of the present stage.
#[derive(Debug)]
struct Bar {
    bar: ProgressBar,
    /// Whether it was shown; without a terminal it stays hidden all the same.
    shown: bool,
}

/// Listens to these signals from now on. The first asks the work to stop, the second ends the program at once. Called before
/// anything else: a program that a shell starts in the background comes with SIGINT ignored.
pub fn listen() {
    // A second handler cannot be set; the first then stays in force.
    let _ = ctrlc::set_handler(|| {
        if STOPPED.swap(true, Ordering::SeqCst) {
            std::process::exit(1);
        }
    });
}

/// Whether one of them [came](listen).
pub fn stopped() -> bool {
    STOPPED.load(Ordering::SeqCst)
}

impl Terminal {
    /// A watcher that knows whether one of them [came](listen).
    pub fn new(quiet: bool) -> Self {
        Self { quiet, started: Instant::now(), bar: Mutex::new(None) }
    }

    /// Prints a warning below what is there: the bar goes first. On a terminal lines break between words.
    pub fn warn(&self, warning: &Warning) {
        if self.quiet {
            return;
        }
        self.clear();
        let mut text = format!("warning: {warning}\n");
        if std::io::stderr().is_terminal() {
            let width = show::width();
            text = text.lines().map(|line| show::wrapped(line, "", "  ", width)).collect();
        }
        let _ = std::io::stderr().write_all(text.as_bytes());
    }

    /// Takes the bar off the terminal.
    fn clear(&self) {
        self.with_bar(|bar| {
            if let Some(last) = bar.take() {
                last.bar.finish_and_clear();
            }
        });
    }

    fn with_bar(&self, act: impl FnOnce(&mut Option<Bar>)) {
        act(&mut self.bar.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
    }
}

impl Bar {
    /// Shows it once the work takes long. It moves by itself, as a step may take more than a second.
    fn show(&mut self, started: Instant) {
        if !self.shown && started.elapsed() > PATIENCE {
            self.shown = true;
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
            self.bar.enable_steady_tick(TICK);
        }
    }
}

impl Watcher for Terminal {
    fn stage(&self, name: &str, unit: Progress, total: u64) {
        self.clear();
        self.with_bar(|bar| {
            if !self.quiet {
                let new = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::hidden());
                let style = ProgressStyle::with_template(match unit {
                    Progress::Bytes => "{spinner} {msg:>10} {wide_bar} {bytes}/{total_bytes} {eta}",
                    Progress::Steps => "{spinner} {msg:>10} {wide_bar} {pos}/{len} {eta}",
                });
                new.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
                new.set_message(name.to_string());
                bar.insert(Bar { bar: new, shown: false }).show(self.started);
            }
        });
    }

    fn advance(&self, done: u64) {
        self.with_bar(|bar| {
            if let Some(bar) = bar {
                bar.show(self.started);
                bar.bar.inc(done);
            }
        });
    }

    fn stopped(&self) -> bool {
        stopped()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.clear();
    }
}
