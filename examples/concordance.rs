//! A pattern in its context: `cargo run --release --example concordance -- "human rights" [PROJECT]`.

use std::path::Path;

use themeshift::error::Error;
use themeshift::pipeline::Project;
use themeshift::pipeline::concordance::{Wanted, concordance};
use themeshift::{config, watch::Unwatched};

fn main() -> Result<(), Error> {
    let mut arguments = std::env::args().skip(1);
    let pattern = arguments.next().unwrap_or_else(|| "trust*".into());
    let folder = arguments.next().unwrap_or_else(|| ".".into());
    let project = Project::open(config::load(Path::new(&folder))?, 1, &Unwatched)?;
    for row in concordance(&project, Wanted::Pattern(&pattern), &Unwatched)? {
        println!("{}: {}[{}]{}", row.message, row.left, row.r#match, row.right);
    }
    Ok(())
}
