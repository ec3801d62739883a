//! What is computed from messages: dispersion, distance, rates, changes of rates.

use themeshift::stats::change::Change;
use themeshift::stats::distance::Direction;
use themeshift::stats::interval::{Scatter, clustered_share};
use themeshift::stats::keyness::g2_clustered_p;
use themeshift::stats::median::median;
use themeshift::stats::rate::{RateSums, Unit};
use themeshift::stats::{LEVEL, dispersion, distance};

use crate::differences::Differences;
use crate::reference::{Reference, Row};
use crate::{high, joined, low};

pub fn compare(all: &mut Differences) {
    dispersion(all);
    dispersion_from_sums(all);
    distance(all);
    all.of("median::median", "Python's `statistics.median`")
        .column(&Reference::read("median"), "median", |row| median(row.counts("counts")));
    rates(all);
    intervals(all);
    changes(all);
}

fn dispersion(all: &mut Differences) {
    let parts = Reference::read("dispersion");
    let mut one = |function, column: &str, measure: fn(&[u64], &[u64]) -> Option<f64>| {
        all.of(function, "exact fractions, mpmath")
            .column(&parts, column, |row| measure(&row.counts("hits"), &row.counts("tokens")));
    };
    one("dispersion::juilland_d", "juilland_d", dispersion::juilland_d);
    one("dispersion::dp", "dp", dispersion::dp);
    one("dispersion::dp_norm", "dp_norm", dispersion::dp_norm);
}

/// The same from sums, as they arrive in a stream.
fn dispersion_from_sums(all: &mut Differences) {
    let table = Reference::read("fixed_point_share");
    let share = |row: &Row<'_>| dispersion::fixed_point_share(row.count("hits"), row.count("tokens"));
    let written = |value: Option<u128>| value.map_or(String::new(), |value| value.to_string());
    all.of("dispersion::fixed_point_share", "Python's integers")
        .exact(&table, "share", |row| written(share(row).map(|share| share.0)))
        .exact(&table, "square", |row| written(share(row).map(|share| share.1)));
    let parts = Reference::read("dispersion");
    all.of("dispersion::juilland_d_from_sums", "mpmath, from the parts; up to 1e6 tokens each").within(1e-6).column(
        &parts,
        "juilland_d",
        |row| {
            let units = row.units("hits", "tokens");
            // Sums in fixed point keep fewer digits of smaller shares.
            if units.iter().any(|unit| unit.tokens > 1_000_000) {
                return row.value("juilland_d");
            }
            let shares: Vec<(u128, u128)> =
                units.iter().filter_map(|unit| dispersion::fixed_point_share(unit.hits, unit.tokens)).collect();
            let sum = |pick: fn(&(u128, u128)) -> u128| shares.iter().map(pick).sum();
            dispersion::juilland_d_from_sums(shares.len() as u64, sum(|share| share.0), sum(|share| share.1))
        },
    );
    let absolute = |row: &Row<'_>| {
        let units = row.units("hits", "tokens").into_iter().filter(|unit| unit.tokens > 0);
        let (hits, tokens): (Vec<u64>, Vec<u64>) = units.map(|unit| (unit.hits, unit.tokens)).unzip();
        let (f, total) = (hits.iter().sum::<u64>(), tokens.iter().sum::<u64>());
        let difference = |v: u64, n: u64| (u128::from(v) * u128::from(total)).abs_diff(u128::from(n) * u128::from(f));
        let sum: u128 = hits.iter().zip(&tokens).map(|(v, n)| difference(*v, *n)).sum();
        (sum, f, total, tokens.into_iter().min().unwrap_or(0))
    };
    all.of("dispersion::dp_from_sums", "exact fractions").column(&parts, "dp", |row| {
        let (absolute, f, total, _) = absolute(row);
        dispersion::dp_from_sums(absolute, f, total)
    });
    all.of("dispersion::dp_norm_from_sums", "exact fractions").column(&parts, "dp_norm", |row| {
        let (absolute, f, total, smallest) = absolute(row);
        dispersion::dp_norm_from_sums(absolute, f, total, smallest)
    });
}

fn distance(all: &mut Differences) {
    let pairs = Reference::read("distance");
    all.of("distance::jensen_shannon", "mpmath; SciPy `rel_entr`")
        .column(&pairs, "jsd_bits", |row| distance::jensen_shannon(&row.counts("from"), &row.counts("to")));
    let of = |row: &Row<'_>, value: fn(&distance::Contribution) -> f64| {
        let found = distance::contributions(&row.counts("from"), &row.counts("to")).unwrap_or_default();
        found.iter().map(|contribution| Some(value(contribution))).collect()
    };
    let direction = |found: &distance::Contribution| match found.direction {
        Direction::Falls => -1.0,
        Direction::Same => 0.0,
        Direction::Rises => 1.0,
    };
    all.of("distance::contributions", "mpmath")
        .lists(&pairs, "contributions_bits", |row| of(row, |found| found.bits))
        .lists(&pairs, "shares_from", |row| of(row, |found| found.share_from))
        .lists(&pairs, "shares_to", |row| of(row, |found| found.share_to))
        .lists(&pairs, "directions", |row| of(row, direction));
}

fn sums(row: &Row<'_>) -> RateSums {
    RateSums::of(&row.units("hits", "tokens"))
}

/// Sums of the first half of the messages, and of the second.
fn halves(row: &Row<'_>) -> [RateSums; 2] {
    let units = row.units("hits", "tokens");
    let (first, second) = units.split_at(units.len() / 2);
    [RateSums::of(first), RateSums::of(second)]
}

fn fields(sums: &RateSums) -> String {
    let RateSums { units, units_with_hits, hits, tokens, hits_squared, hits_tokens, tokens_squared } = *sums;
    let first = [units, units_with_hits, hits, tokens].map(u128::from);
    joined(first.into_iter().chain([hits_squared, hits_tokens, tokens_squared]))
}

fn rates(all: &mut Differences) {
    let rates = Reference::read("rates");
    let mut exact = |function, sums: fn(&Row<'_>) -> RateSums| {
        all.of(function, "Python's integers").exact(&rates, "sums", |row| fields(&sums(row)));
    };
    exact("RateSums::of", sums);
    exact("RateSums::add", |row| {
        let mut sums = RateSums::default();
        row.units("hits", "tokens").into_iter().for_each(|unit| sums.add(unit));
        sums
    });
    exact("RateSums::merge", |row| {
        let [mut first, second] = halves(row);
        first.merge(&second);
        first
    });
    exact("RateSums::without", |row| {
        let [first, _] = halves(row);
        let mut more = sums(row);
        more.merge(&first);
        more.without(&first)
    });
    all.of("RateSums::per_message", "Python's integers")
        .exact(&rates, "sums_per_message", |row| fields(&sums(row).per_message()));
    let mut one = |function, column: &str, value: fn(&RateSums) -> Option<f64>| {
        all.of(function, "mpmath").column(&rates, column, |row| value(&sums(row)));
    };
    one("RateSums::per_1000", "per_1000", RateSums::per_1000);
    one("RateSums::standard_error", "standard_error", RateSums::standard_error);
    one("RateSums::token_standard_error", "token_standard_error", RateSums::token_standard_error);
    one("RateSums::design_effect", "design_effect", RateSums::design_effect);
}

fn intervals(all: &mut Differences) {
    let rates = Reference::read("rates");
    let beside = |row: &Row<'_>, of: fn(&RateSums) -> Scatter| {
        let mut scatter = Scatter::default();
        scatter.add(&of(&RateSums::of(&row.units("hits_beside", "tokens_beside"))));
        scatter.add(&of(&RateSums::of(&row.units("hits_after", "tokens_after"))));
        scatter
    };
    let interval = |row: &Row<'_>| sums(row).interval(LEVEL, &beside(row, Scatter::of));
    let together = |row: &Row<'_>| {
        let mut scatter = beside(row, Scatter::of);
        scatter.add(&Scatter::of(&sums(row)));
        scatter
    };
    all.of("Scatter::of", "mpmath")
        .column(&rates, "dispersion", |row| Some(Scatter::of(&sums(row)).dispersion()))
        .column(&rates, "freedom", |row| Some(Scatter::of(&sums(row)).freedom()));
    // As messages with a theme: at most all of a cluster.
    let of_messages = |row: &Row<'_>| {
        let units = row.units("hits", "tokens").into_iter();
        RateSums::of(&units.map(|unit| Unit { hits: unit.hits.min(unit.tokens), ..unit }).collect::<Vec<_>>())
    };
    let one = |row: &Row<'_>| Some(Scatter::of_share(&of_messages(row)).dispersion());
    all.of("Scatter::of_share", "mpmath").column(&rates, "dispersion_of_share", one);
    all.of("keyness::g2_clustered_p", "mpmath").column(&rates, "g2_clustered_p", |row| {
        g2_clustered_p(&sums(row), &RateSums::of(&row.units("hits_beside", "tokens_beside")))
    });
    for function in ["Scatter::add", "Scatter::dispersion", "Scatter::freedom"] {
        all.of(function, "mpmath")
            .column(&rates, "dispersion_together", |row| Some(together(row).dispersion()))
            .column(&rates, "freedom_together", |row| Some(together(row).freedom()));
    }
    all.of("Scatter::less", "mpmath").column(&rates, "freedom_together", |row| {
        let own = Scatter::of(&sums(row));
        let twice = |mut scatter: Scatter| {
            scatter.add(&own);
            scatter
        };
        Some(twice(together(row)).less(&own).freedom())
    });
    let share = |row: &Row<'_>| clustered_share(&of_messages(row), LEVEL, &beside(row, Scatter::of_share));
    all.of("interval::clustered_share", "the quadratic equation, mpmath")
        .column(&rates, "share_low", |row| low(share(row)))
        .column(&rates, "share_high", |row| high(share(row)));
    all.of("RateSums::interval", "the quadratic equation, mpmath")
        .column(&rates, "low", |row| low(interval(row)))
        .column(&rates, "high", |row| high(interval(row)));
    all.of("RateSums::linearised", "mpmath")
        .column(&rates, "linearised_low", |row| low(sums(row).linearised(LEVEL)))
        .column(&rates, "linearised_high", |row| high(sums(row).linearised(LEVEL)));
    all.of("RateSums::linearised_log", "mpmath")
        .column(&rates, "log_low", |row| low(sums(row).linearised_log(LEVEL)))
        .column(&rates, "log_high", |row| high(sums(row).linearised_log(LEVEL)));
}

fn changes(all: &mut Differences) {
    let changes = Reference::read("changes");
    let change = |row: &Row<'_>| {
        let from = RateSums::of(&row.units("hits_from", "tokens_from"));
        let to = RateSums::of(&row.units("hits_to", "tokens_to"));
        let other = Scatter::of(&RateSums::of(&row.units("hits_beside", "tokens_beside")));
        let [beside_from, beside_to] = [&to, &from].map(|sums| {
            let mut scatter = Scatter::default();
            scatter.add(&Scatter::of(sums));
            scatter.add(&other);
            scatter
        });
        Change::between(&from, &to, LEVEL, [&beside_from, &beside_to])
    };
    all.of("Change::between", "mpmath")
        .column(&changes, "rate_from", |row| change(row).map(|change| change.rate_from))
        .column(&changes, "rate_to", |row| change(row).map(|change| change.rate_to))
        .column(&changes, "difference", |row| change(row).map(|change| change.difference))
        .column(&changes, "difference_low", |row| low(change(row)?.difference_interval))
        .column(&changes, "difference_high", |row| high(change(row)?.difference_interval))
        .column(&changes, "ratio", |row| change(row)?.ratio)
        .column(&changes, "ratio_low", |row| low(change(row)?.ratio_interval))
        .column(&changes, "ratio_high", |row| high(change(row)?.ratio_interval))
        .column(&changes, "log_ratio", |row| change(row)?.log_ratio)
        .column(&changes, "half_added", |row| change(row).map(|change| f64::from(u8::from(change.half_added))));
}
