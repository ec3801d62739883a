//! The rate of each theme in each period of a project: `cargo run --release --example theme_rates -- [PROJECT]`.

use std::path::Path;

use themeshift::error::Error;
use themeshift::pipeline::{self, Depth, Project};
use themeshift::{config, watch::Unwatched};

fn main() -> Result<(), Error> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".into());
    let project = Project::open(config::load(Path::new(&folder))?, 1, &Unwatched)?;
    let counted = pipeline::count(&project, &Unwatched, Depth::Rates)?;
    counted.warnings.iter().for_each(|warning| eprintln!("{warning}"));
    let rows = counted.results(&project, &Unwatched, None, |results| results.theme_frequency().to_vec())?;
    for row in rows {
        match (row.per_1000_tokens, row.rate_low, row.rate_high) {
            (Some(rate), Some(low), Some(high)) => {
                println!(
                    "{} {}: {rate:.1} per 1,000 words, 95 % interval {low:.1} to {high:.1}",
                    row.period, row.label
                );
            }
            (Some(rate), ..) => {
                println!("{} {}: {rate:.1} per 1,000 words, no interval: {}", row.period, row.label, row.note);
            }
            _ => println!("{} {}: no words", row.period, row.label),
        }
    }
    Ok(())
}
