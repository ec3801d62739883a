//! What shifted in a project, and how sure that is, in words: `cargo run --release --example findings -- [PROJECT]`.

use std::path::Path;

use themeshift::error::Error;
use themeshift::pipeline::{self, Depth, Project};
use themeshift::{config, watch::Unwatched};

fn main() -> Result<(), Error> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".into());
    let project = Project::open(config::load(Path::new(&folder))?, 1, &Unwatched)?;
    let counted = pipeline::count(&project, &Unwatched, Depth::All)?;
    counted.warnings.iter().for_each(|warning| eprintln!("{warning}"));
    counted.results(&project, &Unwatched, None, |results| {
        for finding in results.findings() {
            println!("{}\n    {}", finding.headline(), finding.sentence());
        }
    })
}
