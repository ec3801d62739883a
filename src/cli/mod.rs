//! The command line: what was typed -> a [`Config`] and a command. clap stays in here.
//!
//! [`Config`]: crate::config::Config

mod args;
mod chart;
mod codebook;
mod common;
mod compare;
mod cooccur;
mod freq;
mod groups;
mod init;
mod inspect;
mod keyness;
mod kwic;
mod messages;
mod open;
mod pages;
mod report;
mod run;
mod sample;
mod screen;
mod serve;
mod show;
mod trend;
mod unpacked;
mod validate;
mod watch;

use std::ffi::OsString;
use std::io::Write;

use clap::Parser;

use crate::error::{ErrorKind, Result};

pub use args::command;
use args::{Args, Command};
use unpacked::Unpacked;

/// Runs the program with what was typed, its own name first, and gives its exit code: 0: done, 1: failed, 2: wrong usage.
pub fn run_program(typed: impl IntoIterator<Item = OsString>) -> u8 {
    watch::listen();
    // Nothing can be done when even standard error is closed.
    let args = match Args::try_parse_from(typed) {
        Ok(args) => args,
        Err(error) => {
            let _ = error.print();
            return u8::try_from(error.exit_code()).unwrap_or(2);
        }
    };
    match dispatch(&args) {
        Ok(()) => 0,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: {error}");
            if error.kind() == ErrorKind::Usage { 2 } else { 1 }
        }
    }
}

fn dispatch(args: &Args) -> Result<()> {
    args.check()?;
    let common = match args.command.project() {
        Some(project) => &args.common.with_project(project),
        None => &args.common,
    };
    let unpacked = Unpacked::of(common, &args.command)?;
    let common = unpacked.as_ref().map_or(common, |unpacked| &unpacked.common);
    match &args.command {
        // Unpacks for good.
        Command::Open(options) => serve::run(options, common),
        Command::Init(options) => init::run(options, common),
        Command::Run(options) => run::run(options, common),
        Command::Inspect(options) => inspect::run(options, common),
        Command::Messages(options) => messages::run(options, common),
        Command::Freq(options) => freq::run(options, common),
        Command::Cooccur(options) => cooccur::run(options, common),
        Command::Keyness(options) => keyness::run(options, common),
        Command::Trend(options) => trend::run(options, common),
        Command::Compare(options) => compare::run(options, common),
        Command::Kwic(options) => kwic::run(options, common),
        Command::Sample(options) => sample::run(options, common),
        Command::Validate(options) => validate::run(options, common),
        Command::Chart(options) => chart::run(options, common),
        Command::Report(options) => report::run(options, common),
        Command::Codebook(options) => codebook::run(&options.command, common),
        Command::Completions { shell } => pages::completions(*shell),
        Command::Man { directory } => pages::man(directory),
    }
}
