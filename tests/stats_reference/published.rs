//! Numbers from the literature and from other programs.

use themeshift::stats::cooccurrence::Joint;
use themeshift::stats::trend::Presence;
use themeshift::stats::{LEVEL, adjust, dispersion, distance, fisher, keyness, tail, trend, wilson};

use crate::{high, low};

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
    let together = Joint { n: 100, n_a: 10, n_b: 10, n_ab: 10 };
    published(together.g2(), 65.016595, 6);
    assert_eq!((together.npmi(), together.jaccard(), together.log_dice()), (Some(1.0), Some(1.0), Some(14.0)));
    let apart = Joint { n_ab: 0, ..together };
    assert_eq!((apart.pmi(), apart.npmi(), apart.log_dice()), (None, Some(-1.0), None));

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
