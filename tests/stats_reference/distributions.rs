//! Shares, tails and quantiles, corrections for many tests, random numbers.

use themeshift::stats::change::ShareChange;
use themeshift::stats::random::Purpose;
use themeshift::stats::{LEVEL, adjust, beta, rate, tail, wilson};

use crate::differences::Differences;
use crate::reference::{Reference, Row};
use crate::{high, joined, low};

pub fn compare(all: &mut Differences) {
    shares(all);
    tails(all);
    corrections(all);
    random(all);
}

fn shares(all: &mut Differences) {
    let table = Reference::read("wilson");
    let interval = |row: &Row<'_>| wilson::wilson(row.count("k"), row.count("n"), row.float("level"));
    all.of("wilson::wilson", "mpmath; statsmodels `proportion_confint`")
        .column(&table, "low", |row| low(interval(row)))
        .column(&table, "high", |row| high(interval(row)));
    let table = Reference::read("newcombe");
    let change = |row: &Row<'_>| {
        let count = |column| row.count(column);
        ShareChange::between(count("k_from"), count("n_from"), count("k_to"), count("n_to"), LEVEL)
    };
    let interval = |row: &Row<'_>| {
        let count = |column| row.count(column);
        wilson::newcombe(count("k_from"), count("n_from"), count("k_to"), count("n_to"), LEVEL)
    };
    let difference = |row: &Row<'_>| {
        let of = |k: &str, n: &str| {
            let (k, n) = (row.count(k), row.count(n));
            Some((rate::share(k, n)?, wilson::wilson(k, n, LEVEL)?))
        };
        Some(wilson::difference(of("k_from", "n_from")?, of("k_to", "n_to")?))
    };
    all.of("wilson::difference", "mpmath").of_one().column(&table, "low", |row| low(difference(row))).column(
        &table,
        "high",
        |row| high(difference(row)),
    );
    all.of("wilson::newcombe", "mpmath; statsmodels `confint_proportions_2indep`")
        .of_one()
        .column(&table, "low", |row| low(interval(row)))
        .column(&table, "high", |row| high(interval(row)));
    all.of("ShareChange::between", "mpmath; statsmodels `confint_proportions_2indep`")
        .of_one()
        .column(&table, "share_from", |row| change(row).map(|change| change.share_from))
        .column(&table, "share_to", |row| change(row).map(|change| change.share_to))
        .column(&table, "difference", |row| change(row).map(|change| change.difference))
        .column(&table, "low", |row| change(row).map(|change| change.interval.low))
        .column(&table, "high", |row| change(row).map(|change| change.interval.high))
        .column(&table, "p", |row| change(row).map(|change| change.p));
    let table = Reference::read("simple_rates");
    all.of("rate::share", "mpmath").column(&table, "share", |row| rate::share(row.count("k"), row.count("n")));
    all.of("rate::per_1000", "mpmath").column(&table, "per_1000", |row| rate::per_1000(row.count("k"), row.count("n")));
    all.of("rate::rule_of_three", "mpmath").column(&table, "rule_of_three", |row| {
        rate::rule_of_three(row.count("k"), row.count("n"), row.float("hits_per_message"))
    });
}

fn tails(all: &mut Differences) {
    let table = Reference::read("tails");
    let mut one = |function, other, column: &str, p: fn(f64) -> Option<f64>| {
        all.of(function, other).column(&table, column, |row| p(row.float("z")));
    };
    one("tail::normal_two_sided_p", "mpmath; SciPy `norm.sf`; R `pnorm`", "p", tail::normal_two_sided_p);
    one("tail::ln_normal_two_sided_p", "mpmath; R `pnorm`", "ln_p", tail::ln_normal_two_sided_p);
    one("tail::chi_squared_p", "mpmath; SciPy `chi2.sf`; R `pchisq`", "chi_squared_p", tail::chi_squared_p);
    one("tail::ln_chi_squared_p", "mpmath", "ln_chi_squared_p", tail::ln_chi_squared_p);
    all.of("tail::normal_two_sided_quantile", "mpmath; SciPy `norm.isf`; R `qnorm`").column(
        &Reference::read("normal_quantile"),
        "z",
        |row| tail::normal_two_sided_quantile(row.float("level")),
    );
    all.of("tail::student_two_sided_quantile", "mpmath; SciPy `t.isf`; R `qt`").column(
        &Reference::read("student_quantile"),
        "t",
        |row| tail::student_two_sided_quantile(row.float("level"), row.count("freedom")),
    );
    all.of("beta::ln_odds_quantile", "exact binomial tails, mpmath; R `pbeta`").of_one().column(
        &Reference::read("beta_quantile"),
        "ln_odds",
        |row| beta::ln_odds_quantile(row.float("a"), row.float("b"), row.float("probability")),
    );
    let table = Reference::read("clopper_pearson");
    let bound = |row: &Row<'_>| beta::ln_odds_low(row.count("successes"), row.count("trials"), row.float("tail"));
    // Where nothing succeeded the bound is zero, which has no log odds.
    let defined = |row: &Row<'_>| match (bound(row), row.field("ln_odds")) {
        (Some(None), "zero") => vec![],
        (Some(None), other) => panic!("the bound is zero, not {other}: {:?}", row.record),
        (Some(odds), _) => vec![odds],
        (None, _) => vec![None],
    };
    all.of("beta::ln_odds_low", "exact binomial tails, mpmath; statsmodels `proportion_confint`; R `qbeta`")
        .of_one()
        .values(&table, "ln_odds", defined, |row| match row.field("ln_odds") {
            "zero" => vec![],
            _ => vec![row.value("ln_odds")],
        });
}

fn corrections(all: &mut Differences) {
    let table = Reference::read("adjust");
    all.of("adjust::holm", "statsmodels `multipletests`; R `p.adjust`")
        .lists(&table, "holm", |row| adjust::holm(&row.options("p")));
    all.of("adjust::benjamini_hochberg", "statsmodels `multipletests`; R `p.adjust`").lists(
        &table,
        "benjamini_hochberg",
        |row| adjust::benjamini_hochberg(&row.options("p")),
    );
}

/// What one stream draws: two numbers below a bound, one of the unit interval, a choice.
fn random(all: &mut Differences) {
    let table = Reference::read("random");
    let stream = |row: &Row<'_>| Purpose::new(row.count("seed"), row.field("name")).replicate(row.count("index"));
    let first = |row: &Row<'_>| stream(row).below(row.count("bound")).to_string();
    let second = |row: &Row<'_>| {
        let mut stream = stream(row);
        stream.below(row.count("bound"));
        stream.index(row.count("bound") as usize).to_string()
    };
    let unit = |row: &Row<'_>| {
        let mut stream = stream(row);
        stream.below(row.count("bound"));
        stream.below(row.count("bound"));
        Some(stream.unit())
    };
    let chosen = |row: &Row<'_>| {
        let mut stream = stream(row);
        stream.below(row.count("bound"));
        stream.below(row.count("bound"));
        stream.unit();
        let mut items: Vec<u64> = (0..12).collect();
        stream.choose(&mut items, 7);
        joined(items)
    };
    let other = "the published algorithms in Python's integers; NumPy `PCG64`";
    all.of("Purpose::new", other).exact(&table, "first", first);
    all.of("Purpose::replicate", other).exact(&table, "first", first);
    all.of("Source::below", other).exact(&table, "first", first);
    all.of("Source::index", other).exact(&table, "second", second);
    all.of("Source::unit", "Python's integers; NumPy `Generator.random`").column(&table, "unit", unit);
    all.of("Source::choose", other).exact(&table, "chosen", chosen);
}
