//! The program: arguments -> command -> exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(themeshift::cli::run_program(std::env::args_os()))
}
