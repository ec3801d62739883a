//! Checks the statistics against values from independent implementations.
//!
//! The values stand in `tests/reference/*.csv`; `tests/reference/README.md` says how they were made. Run with
//! `--nocapture` to see the largest relative difference of each function.

use csv::StringRecord;
use std::path::Path;
use themeshift::stats::bootstrap::Bootstrap;
use themeshift::stats::change::{Change, permutation_p};
use themeshift::stats::cooccurrence::Joint;
use themeshift::stats::random::Purpose;
use themeshift::stats::rate::{RateSums, Unit};
use themeshift::stats::trend::{MannKendall, Presence};
use themeshift::stats::{Interval, LEVEL, adjust, beta, dispersion, distance, fisher, keyness, tail, trend, wilson};

const SEED: u64 = 20_120_913;

/// One table of reference values, and how far the functions are from it.
struct Reference {
    name: &'static str,
    header: StringRecord,
    records: Vec<StringRecord>,
}

/// One row of it.
struct Row<'a> {
    table: &'a Reference,
    record: &'a StringRecord,
}

impl Reference {
    fn read(name: &'static str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference").join(name).with_extension("csv");
        let mut reader = csv::Reader::from_path(&path).expect("the reference table is there");
        let header = reader.headers().expect("it has a header").clone();
        let records = reader.records().collect::<Result<_, _>>().expect("it is valid");
        Self { name, header, records }
    }

    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.records.iter().map(|record| Row { table: self, record })
    }

    /// Compares `function` with `column`, relative to the larger of the two values.
    fn compare(&self, column: &str, tolerance: f64, function: impl Fn(&Row<'_>) -> Option<f64>) {
        self.compare_with_floor(column, tolerance, 0.0, function);
    }

    /// The same, but relative to `floor` at least, for differences of larger numbers.
    fn compare_with_floor(&self, column: &str, tolerance: f64, floor: f64, function: impl Fn(&Row<'_>) -> Option<f64>) {
        let mut largest = 0.0_f64;
        let mut defined = 0;
        for row in self.rows() {
            let (found, expected) = (function(&row), row.value(column));
            let difference = match (found, expected) {
                (None, None) => continue,
                (Some(found), Some(expected)) => relative(found, expected, floor),
                _ => panic!("{} {column}: {found:?}, not {expected:?}, for {:?}", self.name, row.record),
            };
            assert!(
                difference <= tolerance,
                "{} {column}: {found:?}, not {expected:?}: off by {difference:e} for {:?}",
                self.name,
                row.record
            );
            largest = largest.max(difference);
            defined += 1;
        }
        assert!(defined > 0, "{} {column} has no value", self.name);
        println!("| {} | {column} | {defined} of {} | {largest:.1e} |", self.name, self.records.len());
    }
}

impl Row<'_> {
    fn field(&self, column: &str) -> &str {
        let place = self.table.header.iter().position(|name| name == column).expect("the column is there");
        self.record.get(place).unwrap_or_default()
    }

    fn value(&self, column: &str) -> Option<f64> {
        let field = self.field(column);
        (!field.is_empty()).then(|| field.parse().expect("a number"))
    }

    fn float(&self, column: &str) -> f64 {
        self.value(column).expect("an input")
    }

    fn count(&self, column: &str) -> u64 {
        self.field(column).parse().expect("a count")
    }

    fn counts(&self, column: &str) -> Vec<u64> {
        self.list(column).into_iter().map(|value| value as u64).collect()
    }

    fn list(&self, column: &str) -> Vec<f64> {
        self.field(column)
            .split(';')
            .filter(|item| !item.is_empty())
            .map(|item| item.parse().expect("a number"))
            .collect()
    }

    fn table(&self) -> (u64, u64, u64, u64) {
        (self.count("a"), self.count("b"), self.count("c"), self.count("d"))
    }

    fn units(&self, hits: &str, tokens: &str) -> Vec<Unit> {
        self.counts(hits).into_iter().zip(self.counts(tokens)).map(|(hits, tokens)| Unit { hits, tokens }).collect()
    }

    fn presence(&self) -> Vec<Presence> {
        let counts = self.counts("messages").into_iter().zip(self.counts("present"));
        self.list("scores")
            .into_iter()
            .zip(counts)
            .map(|(score, (messages, present))| Presence { score, messages, present })
            .collect()
    }
}

/// |a - b| over the larger of the two; 0 where both are 0 or below what a float can hold.
fn relative(a: f64, b: f64, floor: f64) -> f64 {
    let scale = a.abs().max(b.abs()).max(floor);
    if scale < 1e-300 { 0.0 } else { (a - b).abs() / scale }
}

fn low(interval: Option<Interval>) -> Option<f64> {
    interval.map(|interval| interval.low)
}

fn high(interval: Option<Interval>) -> Option<f64> {
    interval.map(|interval| interval.high)
}

#[test]
fn two_by_two_tables() {
    let tables = Reference::read("tables");
    let compare = |column: &str, tolerance: f64, function: fn(u64, u64, u64, u64) -> Option<f64>| {
        tables.compare(column, tolerance, |row| {
            let (a, b, c, d) = row.table();
            function(a, b, c, d)
        });
    };
    compare("g2_four_cell", 1e-9, keyness::g2_four_cell);
    compare("g2_two_cell", 1e-9, keyness::g2_two_cell);
    compare("chi_squared", 1e-9, |a, b, c, d| keyness::chi_squared(a, b, c, d, false));
    compare("chi_squared_yates", 1e-9, |a, b, c, d| keyness::chi_squared(a, b, c, d, true));
    compare("log_ratio", 1e-9, keyness::log_ratio);
    compare("log_ratio_half_added", 1e-9, keyness::log_ratio_half_added);
    compare("percent_difference", 1e-9, keyness::percent_difference);
    compare("bic", 1e-9, keyness::bic);
    compare("fisher_exact", 1e-9, fisher::fisher_exact);
    compare("ln_fisher_exact", 1e-9, fisher::ln_fisher_exact);
    compare("share_permutation", 1e-9, fisher::share_permutation);
    compare("chi_squared_p", 1e-9, |a, b, c, d| tail::chi_squared_p(keyness::g2_four_cell(a, b, c, d)?));
    compare("ln_chi_squared_p", 1e-9, |a, b, c, d| tail::ln_chi_squared_p(keyness::g2_four_cell(a, b, c, d)?));
    tables.compare("log_ratio_conservative", 1e-9, |row| {
        let (a, b, c, d) = row.table();
        keyness::log_ratio_conservative(a, b, c, d, row.count("terms"), LEVEL)
    });
    let weighted = |row: &Row<'_>| {
        let (a, b, c, d) = row.table();
        keyness::weighted_log_odds(a, b, c, d, row.float("prior_tokens"))
    };
    tables.compare("log_odds_delta", 1e-9, |row| weighted(row).map(|odds| odds.delta));
    tables.compare("log_odds_z", 1e-9, |row| weighted(row).map(|odds| odds.z));
}

#[test]
fn cooccurrence() {
    let joint = |row: &Row<'_>| Joint {
        n: row.count("n"),
        n_a: row.count("n_a"),
        n_b: row.count("n_b"),
        n_ab: row.count("n_ab"),
    };
    let tables = Reference::read("cooccurrence");
    tables.compare("expected", 1e-9, |row| joint(row).expected());
    tables.compare("pmi", 1e-9, |row| joint(row).pmi());
    tables.compare("npmi", 1e-9, |row| joint(row).npmi());
    tables.compare("jaccard", 1e-9, |row| joint(row).jaccard());
    tables.compare("dice", 1e-9, |row| joint(row).dice());
    tables.compare("log_dice", 1e-9, |row| joint(row).log_dice());
    tables.compare("g2", 1e-9, |row| joint(row).g2());
    tables.compare("log_odds_ratio", 1e-9, |row| joint(row).log_odds_ratio());
    tables.compare("log_odds_low", 1e-9, |row| low(joint(row).log_odds_interval(LEVEL)));
    tables.compare("log_odds_high", 1e-9, |row| high(joint(row).log_odds_interval(LEVEL)));
    tables.compare("fisher", 1e-9, |row| joint(row).fisher());
}

#[test]
fn shares() {
    let wilson = Reference::read("wilson");
    let interval = |row: &Row<'_>| wilson::wilson(row.count("k"), row.count("n"), row.float("level"));
    wilson.compare("low", 1e-9, |row| low(interval(row)));
    wilson.compare("high", 1e-9, |row| high(interval(row)));
    let newcombe = Reference::read("newcombe");
    let interval = |row: &Row<'_>| {
        let count = |column| row.count(column);
        wilson::newcombe(count("k_from"), count("n_from"), count("k_to"), count("n_to"), LEVEL)
    };
    newcombe.compare_with_floor("low", 1e-9, 1.0, |row| low(interval(row)));
    newcombe.compare_with_floor("high", 1e-9, 1.0, |row| high(interval(row)));
}

#[test]
fn tails_and_quantiles() {
    let normal = Reference::read("normal_tail");
    normal.compare("p", 1e-9, |row| tail::normal_two_sided_p(row.float("z")));
    normal.compare("ln_p", 1e-9, |row| tail::ln_normal_two_sided_p(row.float("z")));
    Reference::read("normal_quantile").compare("z", 1e-9, |row| tail::normal_two_sided_quantile(row.float("level")));
    Reference::read("student_quantile")
        .compare("t", 1e-9, |row| tail::student_two_sided_quantile(row.float("level"), row.count("freedom")));
    Reference::read("beta_quantile").compare_with_floor("ln_odds", 1e-9, 1.0, |row| {
        beta::ln_odds_quantile(row.float("a"), row.float("b"), row.float("probability"))
    });
}

#[test]
fn corrections() {
    let lists = Reference::read("adjust");
    let largest = |column: &str, function: fn(&[Option<f64>]) -> Vec<Option<f64>>| {
        let mut largest = 0.0_f64;
        for row in lists.rows() {
            let p: Vec<Option<f64>> = row.list("p").into_iter().map(Some).collect();
            let (found, expected) = (function(&p), row.list(column));
            assert_eq!(found.len(), expected.len());
            for (found, expected) in found.iter().zip(expected) {
                largest = largest.max(relative(found.expect("a p"), expected, 0.0));
            }
        }
        assert!(largest < 1e-9);
        println!("| adjust | {column} | {0} of {0} | {largest:.1e} |", lists.records.len());
    };
    largest("holm", adjust::holm);
    largest("benjamini_hochberg", adjust::benjamini_hochberg);
}

#[test]
fn dispersion() {
    let parts = Reference::read("dispersion");
    let lists = |row: &Row<'_>| (row.counts("hits"), row.counts("tokens"));
    let measure = |function: fn(&[u64], &[u64]) -> Option<f64>| {
        move |row: &Row<'_>| {
            let (hits, tokens) = lists(row);
            function(&hits, &tokens)
        }
    };
    parts.compare("juilland_d", 1e-9, measure(dispersion::juilland_d));
    parts.compare("dp", 1e-9, measure(dispersion::dp));
    parts.compare("dp_norm", 1e-9, measure(dispersion::dp_norm));
    println!("the same from sums, Juilland's D for parts of up to 1e6 tokens:");
    parts.compare("juilland_d", 1e-6, |row| {
        let (hits, tokens) = lists(row);
        if tokens.iter().any(|n| *n > 1_000_000) {
            return row.value("juilland_d");
        }
        let shares: Vec<(u128, u128)> =
            hits.iter().zip(&tokens).filter_map(|(v, n)| dispersion::fixed_point_share(*v, *n)).collect();
        let sum = |pick: fn(&(u128, u128)) -> u128| shares.iter().map(pick).sum();
        dispersion::juilland_d_from_sums(shares.len() as u64, sum(|share| share.0), sum(|share| share.1))
    });
    let absolute = |row: &Row<'_>| {
        let (hits, tokens): (Vec<u64>, Vec<u64>) = row
            .units("hits", "tokens")
            .iter()
            .filter(|unit| unit.tokens > 0)
            .map(|unit| (unit.hits, unit.tokens))
            .unzip();
        let (f, total) = (hits.iter().sum::<u64>(), tokens.iter().sum::<u64>());
        let difference = |v: u64, n: u64| (u128::from(v) * u128::from(total)).abs_diff(u128::from(n) * u128::from(f));
        let sum: u128 = hits.iter().zip(&tokens).map(|(v, n)| difference(*v, *n)).sum();
        (sum, f, total, tokens.into_iter().min().unwrap_or(0))
    };
    parts.compare("dp", 1e-9, |row| {
        let (absolute, f, total, _) = absolute(row);
        dispersion::dp_from_sums(absolute, f, total)
    });
    parts.compare("dp_norm", 1e-9, |row| {
        let (absolute, f, total, smallest) = absolute(row);
        dispersion::dp_norm_from_sums(absolute, f, total, smallest)
    });
}

#[test]
fn distance() {
    let pairs = Reference::read("distance");
    pairs.compare("jsd_bits", 1e-9, |row| distance::jensen_shannon(&row.counts("from"), &row.counts("to")));
    let mut largest = 0.0_f64;
    for row in pairs.rows() {
        let found = distance::contributions(&row.counts("from"), &row.counts("to")).unwrap_or_default();
        let expected = row.list("contributions_bits");
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            largest = largest.max(relative(found.bits, expected, 0.0));
        }
    }
    assert!(largest < 1e-9);
    println!("| distance | contributions_bits | {0} of {0} | {largest:.1e} |", pairs.records.len());
}

#[test]
fn rates() {
    let rates = Reference::read("rates");
    let sums = |row: &Row<'_>| RateSums::of(&row.units("hits", "tokens"));
    let interval = |row: &Row<'_>| sums(row).interval(LEVEL, row.float("hits_per_message"));
    rates.compare("per_1000", 1e-9, |row| sums(row).per_1000());
    rates.compare("standard_error", 1e-9, |row| sums(row).standard_error());
    rates.compare("token_standard_error", 1e-9, |row| sums(row).token_standard_error());
    rates.compare("design_effect", 1e-9, |row| sums(row).design_effect());
    rates.compare("low", 1e-9, |row| low(interval(row)));
    rates.compare("high", 1e-9, |row| high(interval(row)));
    rates.compare("linearised_low", 1e-9, |row| low(sums(row).linearised(LEVEL)));
    rates.compare("linearised_high", 1e-9, |row| high(sums(row).linearised(LEVEL)));
    rates.compare("log_low", 1e-9, |row| low(sums(row).linearised_log(LEVEL)));
    rates.compare("log_high", 1e-9, |row| high(sums(row).linearised_log(LEVEL)));
}

#[test]
fn changes() {
    let changes = Reference::read("changes");
    let change = |row: &Row<'_>| {
        let from = RateSums::of(&row.units("hits_from", "tokens_from"));
        let to = RateSums::of(&row.units("hits_to", "tokens_to"));
        Change::between(&from, &to, LEVEL, row.float("hits_per_message")).expect("both years have tokens")
    };
    changes.compare("difference", 1e-9, |row| Some(change(row).difference));
    changes.compare("difference_low", 1e-9, |row| low(change(row).difference_interval));
    changes.compare("difference_high", 1e-9, |row| high(change(row).difference_interval));
    changes.compare("ratio", 1e-9, |row| change(row).ratio);
    changes.compare("ratio_low", 1e-9, |row| low(change(row).ratio_interval));
    changes.compare("ratio_high", 1e-9, |row| high(change(row).ratio_interval));
    changes.compare("log_ratio", 1e-9, |row| change(row).log_ratio);
}

#[test]
fn trends() {
    let series = Reference::read("mann_kendall");
    let test = |row: &Row<'_>| MannKendall::of(&row.list("values"));
    series.compare("s", 0.0, |row| test(row).map(|test| test.s as f64));
    series.compare("tau_b", 1e-9, |row| test(row)?.tau_b);
    series.compare("p_exact", 1e-9, |row| test(row)?.p_exact);
    series.compare("p_attainable", 1e-9, |row| test(row).map(|test| test.p_attainable));
    Reference::read("kendall_tau_b").compare("tau_b", 1e-9, |row| trend::kendall_tau_b(&row.list("x"), &row.list("y")));
    let shares = Reference::read("cochran_armitage");
    shares.compare("z", 1e-9, |row| trend::cochran_armitage(&row.presence()));
    shares.compare("p", 1e-9, |row| trend::cochran_armitage_p(&row.presence()));
}

/// Checks that a value rounds to the digits that were published.
fn published(found: Option<f64>, expected: f64, digits: i32) {
    let found = found.expect("a value");
    assert!((found - expected).abs() <= 0.501 * 10_f64.powi(-digits), "{found}, not {expected}");
}

/// Numbers from the literature and from other programs: the R package `corpora` and R's `prop.trend.test` among them.
#[test]
fn published_values() {
    let interval = |k, n| wilson::wilson(k, n, LEVEL);
    published(low(interval(10, 100)), 0.055229, 6);
    published(high(interval(10, 100)), 0.174366, 6);
    published(low(interval(0, 50)), 0.0, 15);
    published(high(interval(0, 50)), 0.071348, 6);

    let p = [0.01, 0.02, 0.03, 0.04, 0.05, 0.001].map(Some);
    for (found, expected) in adjust::benjamini_hochberg(&p).into_iter().zip([0.03, 0.04, 0.045, 0.048, 0.05, 0.006]) {
        published(found, expected, 12);
    }
    for (found, expected) in adjust::holm(&p).into_iter().zip([0.05, 0.08, 0.09, 0.09, 0.09, 0.006]) {
        published(found, expected, 12);
    }

    published(trend::attainable_p(3), 0.3333, 4);
    published(trend::attainable_p(4), 0.0833, 4);
    published(trend::attainable_p(5), 0.0167, 4);
    let years = [(1.0, 86, 83), (2.0, 93, 90), (3.0, 136, 129), (4.0, 82, 70)];
    let years = years.map(|(score, messages, present)| Presence { score, messages, present });
    published(trend::cochran_armitage(&years).map(|z| z * z), 8.22492229, 8);
    published(trend::cochran_armitage_p(&years), 0.00413190, 8);

    published(keyness::g2_four_cell(10, 5, 100, 200), 7.329812, 6);
    published(keyness::g2_two_cell(10, 5, 100, 200), 6.931472, 6);
    let (c, d) = (1177, 341_805);
    for (a, b, g2, ratio, conservative) in [
        (411, 13, 4_711.916_499_175_2, 13.11116586, 11.53055130),
        (300, 6358, 1075.247597803, 3.778055171, 3.355242245),
        (2, 1, 18.890003767, 8.918270336, 0.0),
    ] {
        published(keyness::g2_four_cell(a, b, c, d), g2, 9);
        published(keyness::log_ratio_half_added(a, b, c, d), ratio, 8);
        published(keyness::log_ratio_conservative(a, b, c, d, 20_109, LEVEL), conservative, 8);
    }
    // "b" seven times among ten, and twice among nine.
    published(keyness::chi_squared(7, 2, 10, 9, false), 4.33716049, 8);
    published(tail::chi_squared_p(4.337_160_493_827_16), 0.03728906, 8);
    published(keyness::chi_squared(7, 2, 10, 9, true), 2.63243827, 8);
    published(tail::chi_squared_p(2.632_438_271_604_94), 0.10470082, 8);
    published(keyness::g2_four_cell(7, 2, 10, 9), 4.53493933, 8);
    published(fisher::fisher_exact(7, 2, 10, 9), 0.06977852, 8);

    let joint = Joint { n: 191_998, n_a: 15_334, n_b: 2, n_ab: 1 };
    published(joint.g2(), 2.448757, 6);
    published(joint.dice(), 0.000130, 6);
    published(Joint { n: 100, n_a: 10, n_b: 10, n_ab: 10 }.g2(), 65.016595, 6);

    let parts: ([u64; 5], [u64; 5]) = ([1, 2, 3, 4, 5], [9, 10, 10, 10, 11]);
    published(dispersion::dp(&parts.0, &parts.1), 0.18, 6);
    published(dispersion::dp_norm(&parts.0, &parts.1), 0.219512, 6);
    published(dispersion::juilland_d(&parts.0, &parts.1), 0.785150, 6);

    let (from, to) = ([2, 2, 0], [1, 2, 1]);
    let contributions = distance::contributions(&from, &to).expect("two years with counts");
    for (contribution, expected) in contributions.iter().zip([0.030639, 0.0, 0.125]) {
        published(Some(contribution.bits), expected, 6);
    }
    published(distance::jensen_shannon(&from, &to), 0.155639, 6);
}

/// Resampling meets the exact value, or that of many more replicates, up to its own random error.
#[test]
fn resampling() {
    let purpose = Purpose::new(SEED, "reference");
    let replicates = 20_000;
    let near = |found: f64, exact: f64| {
        let error = (exact * (1.0 - exact) / replicates as f64).sqrt();
        assert!((found - exact).abs() <= 4.0 * error + 1.0 / replicates as f64, "{found}, not {exact}");
        (found - exact).abs()
    };
    let permutations = Reference::read("permutation");
    let largest = permutations.rows().fold(0.0_f64, |largest, row| {
        let (from, to) = (row.units("hits_from", "tokens_from"), row.units("hits_to", "tokens_to"));
        largest.max(near(permutation_p(&from, &to, replicates, &purpose).expect("a p"), row.float("p")))
    });
    println!("permutation_p: off by at most {largest:.4} from the exact p");
    let trends = Reference::read("cochran_armitage_permutation");
    let largest = trends.rows().fold(0.0_f64, |largest, row| {
        let p = trend::cochran_armitage_permutation_p(&row.presence(), replicates, &purpose);
        largest.max(near(p.expect("a p"), row.float("p")))
    });
    println!("cochran_armitage_permutation_p: off by at most {largest:.4} from the exact p");
    let mut largest = 0.0_f64;
    for row in Reference::read("bootstrap").rows() {
        let bootstrap = Bootstrap::draw(&row.units("hits", "tokens"), replicates, &purpose).expect("hits");
        let intervals = [
            ("percentile", bootstrap.percentile(LEVEL)),
            ("bca", bootstrap.bca(LEVEL)),
            ("studentised", bootstrap.studentised(LEVEL)),
        ];
        for (name, interval) in intervals {
            let (low, high) = (row.float(&format!("{name}_low")), row.float(&format!("{name}_high")));
            let found = interval.expect("an interval");
            let off = (found.low - low).abs().max((found.high - high).abs()) / (high - low);
            assert!(off < 0.05, "{name}: {found:?}, not {low} to {high}");
            largest = largest.max(off);
        }
    }
    println!("bootstrap intervals: ends off by at most {largest:.4} of the width");
}
