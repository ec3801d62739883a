//! The program: arguments -> command -> exit code.

use std::process::ExitCode;

/// Runs hold much and free it again, on several threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(themeshift::cli::run_program(std::env::args_os()))
}
