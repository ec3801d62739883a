//! Trends over few years.

use themeshift::stats::trend::{self, MannKendall};

use crate::differences::Differences;
use crate::reference::{Reference, Row};

pub fn compare(all: &mut Differences) {
    let series = Reference::read("mann_kendall");
    let test = |row: &Row<'_>| MannKendall::of(&row.list("values"));
    all.of("MannKendall::of", "all orders, exact fractions; SciPy `kendalltau(method=\"exact\")`")
        .column(&series, "s", |row| test(row).map(|test| test.s as f64))
        .column(&series, "tau_b", |row| test(row)?.tau_b)
        .column(&series, "p_exact", |row| test(row)?.p_exact)
        .column(&series, "p_attainable", |row| test(row).map(|test| test.p_attainable));
    all.of("trend::attainable_p", "exact fractions")
        .column(&Reference::read("attainable_p"), "p", |row| trend::attainable_p(row.count("years")));
    all.of("trend::kendall_tau_b", "SciPy `kendalltau`; R `cor`").column(
        &Reference::read("kendall_tau_b"),
        "tau_b",
        |row| trend::kendall_tau_b(&row.list("x"), &row.list("y")),
    );
    let shares = Reference::read("cochran_armitage");
    let others = "mpmath; statsmodels `test_ordinal_association`; R `prop.trend.test`";
    all.of("trend::cochran_armitage", others).column(&shares, "z", |row| trend::cochran_armitage(&row.presence()));
    all.of("trend::cochran_armitage_p", "mpmath")
        .column(&shares, "p", |row| trend::cochran_armitage_p(&row.presence()));
}
