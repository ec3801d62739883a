//! What must hold of the statistics whatever the numbers are.

use proptest::prelude::*;
use themeshift::stats::bootstrap::Bootstrap;
use themeshift::stats::change::{Change, Draws, Sample, ShareChange, permutation_p, permutation_test};
use themeshift::stats::cooccurrence::Joint;
use themeshift::stats::course::{Course, course_tests};
use themeshift::stats::distance::{Direction, JsdTest, Terms};
use themeshift::stats::interval::{Scatter, clustered_share};
use themeshift::stats::measure::{JointMeasure, KeynessMeasure, KeynessTable};
use themeshift::stats::median::median;
use themeshift::stats::random::Purpose;
use themeshift::stats::rate::{RateSums, Unit};
use themeshift::stats::slope::slope;
use themeshift::stats::trend::{MannKendall, Presence};
use themeshift::stats::{
    Interval, LEVEL, adjust, beta, dispersion, distance, fisher, keyness, rate, serial, tail, trend, wilson,
};

/// Counts of every size, the edges among them.
fn count() -> impl Strategy<Value = u64> {
    prop_oneof![
        Just(0),
        Just(1),
        2..50_u64,
        50..100_000_u64,
        100_000..1_000_000_000_u64,
        Just(1_000_000_000),
        any::<u64>(),
        Just(u64::MAX),
    ]
}

/// A table (a, b; c - a, d - b).
fn table(largest: u64) -> impl Strategy<Value = (u64, u64, u64, u64)> {
    (1..largest, 1..largest).prop_flat_map(|(c, d)| (0..=c, 0..=d, Just(c), Just(d)))
}

/// The same table as a co-occurrence: c messages with one thing, a of them with the other as well.
fn joint(a: u64, b: u64, c: u64, d: u64) -> Joint {
    Joint { n: c.saturating_add(d), n_a: c, n_b: a.saturating_add(b), n_ab: a }
}

/// Messages with clustered hits.
fn units() -> impl Strategy<Value = Vec<Unit>> {
    let unit = (prop_oneof![3 => Just(0), 1 => 1..6_u64], 6..200_u64);
    proptest::collection::vec(unit.prop_map(|(hits, tokens)| Unit { hits, tokens }), 2..40)
}

/// Messages of any numbers.
fn wild_units() -> impl Strategy<Value = Vec<Unit>> {
    let unit = (count(), count()).prop_map(|(hits, tokens)| Unit { hits, tokens });
    proptest::collection::vec(unit, 0..8)
}

fn numbers() -> impl Strategy<Value = Vec<f64>> {
    proptest::collection::vec(prop_oneof![any::<f64>(), -5.0..5.0, Just(f64::NAN), Just(f64::INFINITY)], 0..12)
}

fn close(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * a.abs().max(b.abs()).max(1e-300)
}

/// Every number is finite and every interval has its ends in order.
fn sound(values: &[Option<f64>], intervals: &[Option<Interval>]) {
    for value in values.iter().flatten() {
        assert!(value.is_finite(), "{values:?}");
    }
    for interval in intervals.iter().flatten() {
        assert!(interval.low.is_finite() && interval.high.is_finite() && interval.low <= interval.high, "{interval:?}");
    }
}

/// Every p is a share.
fn shares(values: &[Option<f64>]) {
    for p in values.iter().flatten() {
        assert!((0.0..=1.0).contains(p), "{values:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn g2_turns_its_sign_when_the_groups_are_exchanged((a, b, c, d) in table(1_000_000)) {
        let (here, there) = (keyness::g2_four_cell(a, b, c, d).unwrap(), keyness::g2_four_cell(b, a, d, c).unwrap());
        prop_assert!(close(here, -there, 1e-12));
        let (here, there) = (keyness::g2_two_cell(a, b, c, d).unwrap(), keyness::g2_two_cell(b, a, d, c).unwrap());
        prop_assert!(close(here, -there, 1e-12));
        if let Some(ratio) = keyness::log_ratio(a, b, c, d) {
            prop_assert!(close(ratio, -keyness::log_ratio(b, a, d, c).unwrap(), 1e-9));
        }
    }

    #[test]
    fn the_conservative_log_ratio_is_nearer_to_zero((a, b, c, d) in table(10_000), terms in 1..100_000_u64) {
        if let Some(conservative) = keyness::log_ratio_conservative(a, b, c, d, terms, LEVEL) {
            if a > 0 && b > 0 {
                let ratio = keyness::log_ratio(a, b, c, d).unwrap();
                prop_assert!(conservative.abs() <= ratio.abs() + 1e-9 && conservative * ratio >= 0.0);
            }
            let stricter = keyness::log_ratio_conservative(a, b, c, d, 10 * terms, LEVEL).unwrap();
            prop_assert!(stricter.abs() <= conservative.abs() + 1e-12);
        }
    }

    #[test]
    fn cooccurrence_does_not_depend_on_the_order((n_ab, only_b, n_a, rest) in table(100_000)) {
        let here = joint(n_ab, only_b, n_a, rest);
        let there = Joint { n_a: here.n_b, n_b: here.n_a, ..here };
        let all = |joint: &Joint| {
            [joint.expected(), joint.pmi(), joint.npmi(), joint.jaccard(), joint.dice(), joint.log_dice(), joint.g2(),
             joint.log_odds_ratio(), joint.fisher()]
        };
        for (a, b) in all(&here).into_iter().zip(all(&there)) {
            prop_assert_eq!(a.is_some(), b.is_some());
            if let (Some(a), Some(b)) = (a, b) {
                prop_assert!((a - b).abs() <= 1e-9 * a.abs().max(1.0), "{} {}", a, b);
            }
        }
    }

    #[test]
    fn contributions_are_not_negative_and_sum_to_the_divergence(
        pairs in proptest::collection::vec((0..1000_u64, 0..1000_u64), 1..40)
    ) {
        let (from, to): (Vec<u64>, Vec<u64>) = pairs.into_iter().unzip();
        if let Some(jsd) = distance::jensen_shannon(&from, &to) {
            let parts = distance::contributions(&from, &to).unwrap();
            let sum: f64 = parts.iter().map(|part| part.bits).sum();
            prop_assert!(close(sum, jsd, 1e-12) && (0.0..=1.0).contains(&jsd));
            for part in parts {
                prop_assert!(part.bits >= 0.0);
                prop_assert_eq!(part.bits == 0.0, part.direction == Direction::Same);
            }
        }
    }

    #[test]
    fn the_divergence_is_a_difference_of_entropies(
        pairs in proptest::collection::vec((0..1000_u64, 0..1000_u64), 1..40)
    ) {
        let (from, to): (Vec<u64>, Vec<u64>) = pairs.into_iter().unzip();
        let shares = |counts: &[u64]| -> Vec<f64> {
            let total: u64 = counts.iter().sum();
            counts.iter().map(|count| *count as f64 / total as f64).collect()
        };
        let entropy = |shares: &[f64]| -> f64 {
            shares.iter().filter(|share| **share > 0.0).map(|share| -share * share.log2()).sum()
        };
        if let Some(jsd) = distance::jensen_shannon(&from, &to) {
            let (p, q) = (shares(&from), shares(&to));
            let both: Vec<f64> = p.iter().zip(&q).map(|(p, q)| (p + q) / 2.0).collect();
            prop_assert!((jsd - (entropy(&both) - f64::midpoint(entropy(&p), entropy(&q)))).abs() < 1e-12);
            prop_assert!((jsd - distance::jensen_shannon(&to, &from).unwrap()).abs() < 1e-15);
        }
    }

    #[test]
    fn intervals_hold_the_estimate(units in units(), seed in any::<u64>(), level in 0.5..0.999_f64) {
        let sums = RateSums::of(&units);
        let rate = sums.per_1000().unwrap();
        let beside = Scatter::of(&RateSums::of(&units.repeat(9)));
        let mut intervals = vec![sums.interval(level, &beside), sums.linearised(level), sums.linearised_log(level)];
        if let Some(bootstrap) = Bootstrap::draw(&units, 99, &Purpose::new(seed, "property")) {
            intervals.extend([bootstrap.percentile(level), bootstrap.bca(level), bootstrap.studentised(level)]);
        }
        prop_assert!(intervals[0].is_some() || Scatter::of(&sums).freedom() < 2.0);
        for Interval { low, high } in intervals.into_iter().flatten() {
            prop_assert!(0.0 <= low && low <= rate && rate <= high, "{} in {} to {}", rate, low, high);
        }
        if sums.hits == 0 {
            prop_assert!(sums.interval(level, &Scatter::default()).unwrap().high > 0.0);
        }
        let (with, all) = (sums.units_with_hits, sums.units);
        let share = rate::share(with, all).unwrap();
        let interval = wilson::wilson(with, all, level).unwrap();
        prop_assert!(interval.low <= share && share <= interval.high && interval.low < interval.high);
    }

    #[test]
    fn intervals_of_log_odds_hold_the_estimate((n_ab, only_b, n_a, rest) in table(100_000), level in 0.01..0.999_f64) {
        let joint = joint(n_ab, only_b, n_a, rest);
        let (odds, interval) = (joint.log_odds_ratio(), joint.log_odds_interval(level));
        prop_assert_eq!(odds.is_some(), interval.is_some());
        if let (Some(odds), Some(Interval { low, high })) = (odds, interval) {
            prop_assert!(low < odds && odds < high);
        }
    }

    #[test]
    fn changes_hold_their_estimates_and_turn_with_the_years(from in units(), to in units(), seed in any::<u64>()) {
        let sums = (RateSums::of(&from), RateSums::of(&to));
        let beside = Scatter::of(&RateSums::of(&from.iter().chain(&to).copied().collect::<Vec<_>>().repeat(9)));
        let change = Change::between(&sums.0, &sums.1, LEVEL, [&beside; 2]).unwrap();
        let back = Change::between(&sums.1, &sums.0, LEVEL, [&beside; 2]).unwrap();
        // Few units that scatter more than others borrow too little for an interval.
        prop_assume!(change.difference_interval.is_some());
        let Interval { low, high } = change.difference_interval.unwrap();
        prop_assert!(low <= change.difference && change.difference <= high);
        prop_assert!((low + back.difference_interval.unwrap().high).abs() <= 1e-9 * low.abs().max(1.0));
        if let (Some(ratio), Some(Interval { low, high })) = (change.ratio, change.ratio_interval) {
            prop_assert!(low <= ratio && ratio <= high);
            prop_assert!(close(low * back.ratio_interval.unwrap().high, 1.0, 1e-9));
        }
        if let Some(test) = permutation_test(&from, &to, Draws { least: 19, most: 99 }, &Purpose::new(seed, "property")) {
            prop_assert!((19..=99).contains(&test.replicates));
            let least = 1.0 / (1.0 + test.replicates as f64) - 1e-12;
            prop_assert!((least..=1.0).contains(&test.p) && (least..=1.0).contains(&test.p_per_message));
        }
        let p = permutation_p(&from, &to, 49, &Purpose::new(seed, "property"));
        prop_assert_eq!(p.is_some(), sums.0.hits + sums.1.hits > 0);
        prop_assert!(p.is_none_or(|p| (0.02 - 1e-12..=1.0).contains(&p)));
        let (k_from, k_to) = (sums.0.units_with_hits, sums.1.units_with_hits);
        let share = ShareChange::between(k_from, sums.0.units, k_to, sums.1.units, LEVEL).unwrap();
        prop_assert!(share.interval.low <= share.difference && share.difference <= share.interval.high);
        prop_assert!(share.p > 0.0 && share.p <= 1.0);
    }

    #[test]
    fn rates_do_not_change_with_the_size(hits in 0..1_000_000_u64, tokens in 1..1_000_000_000_u64, times in 1..1000_u64) {
        prop_assert_eq!(rate::per_1000(hits, tokens), rate::per_1000(hits * times, tokens * times));
        let (a, c) = (hits.min(tokens), tokens);
        prop_assert_eq!(rate::share(a, c), rate::share(a * times, c * times));
    }

    #[test]
    fn sizes_do_not_change_with_the_corpus_and_evidence_grows((a, b, c, d) in table(100_000), times in 2..1000_u64) {
        let same = |measure: fn(u64, u64, u64, u64) -> Option<f64>| {
            match (measure(a, b, c, d), measure(a * times, b * times, c * times, d * times)) {
                (Some(small), Some(large)) => close(small, large, 1e-9),
                (small, large) => small == large,
            }
        };
        // 0.5 stands in for a zero, whatever the size of the corpus.
        prop_assert!(a * b == 0 || same(keyness::log_ratio));
        prop_assert!(same(keyness::percent_difference));
        prop_assert!(same(|a, b, c, d| joint(a, b, c, d).pmi()));
        prop_assert!(same(|a, b, c, d| joint(a, b, c, d).npmi()));
        prop_assert!(same(|a, b, c, d| joint(a, b, c, d).jaccard()));
        prop_assert!(same(|a, b, c, d| joint(a, b, c, d).log_dice()));
        prop_assert!(same(|a, b, c, d| distance::jensen_shannon(&[a, c - a], &[b, d - b])));
        prop_assert!(same(|a, b, c, d| dispersion::dp_norm(&[a, b], &[c, d])));
        prop_assert!(same(|a, b, c, d| dispersion::juilland_d(&[a, b], &[c, d])));
        let g2 = keyness::g2_four_cell(a, b, c, d).unwrap();
        let larger = keyness::g2_four_cell(a * times, b * times, c * times, d * times).unwrap();
        prop_assert!(close(larger, g2 * times as f64, 1e-9));
    }

    #[test]
    fn messages_that_stand_several_times_change_no_rate(units in units(), times in 2..6_usize) {
        let (once, often) = (RateSums::of(&units), RateSums::of(&units.repeat(times)));
        prop_assert_eq!(once.per_1000(), often.per_1000());
        let (first, second) = (once.standard_error().unwrap(), often.standard_error().unwrap());
        // sqrt(k/(k-1)/k) falls with k.
        let k = once.units as f64;
        let factor = ((k - 1.0) / (times as f64 * k - 1.0)).sqrt();
        prop_assert!(close(second, first * factor, 1e-9));
    }

    #[test]
    fn sums_merge_in_any_order(units in units(), cut in 0..40_usize) {
        let (first, second) = units.split_at(cut.min(units.len()));
        let (mut here, mut there) = (RateSums::of(first), RateSums::of(second));
        let (one, two) = (here, there);
        here.merge(&two);
        there.merge(&one);
        prop_assert_eq!(here, RateSums::of(&units));
        prop_assert_eq!(there, here);
        prop_assert_eq!(here.without(&one), two);
    }

    #[test]
    fn holm_is_not_below_benjamini_hochberg_nor_that_below_p(
        p in proptest::collection::vec(proptest::option::of(0.0..=1.0_f64), 0..30)
    ) {
        let (holm, bh) = (adjust::holm(&p), adjust::benjamini_hochberg(&p));
        for ((p, bh), holm) in p.iter().zip(bh).zip(holm) {
            prop_assert_eq!((p.is_some(), p.is_some()), (bh.is_some(), holm.is_some()));
            if let (Some(p), Some(bh), Some(holm)) = (p, bh, holm) {
                prop_assert!(*p <= bh && bh <= holm * (1.0 + 1e-15) && holm <= 1.0);
            }
        }
    }

    #[test]
    fn fisher_agrees_with_a_sum_over_all_tables((a, b, c, d) in table(60)) {
        // Probabilities by the product of ratios from the least table, then made to sum to 1.
        let drawn = a + b;
        let (least, most) = (drawn.saturating_sub(d), drawn.min(c));
        let mut weights = vec![1.0_f64];
        for x in least..most {
            let ratio = ((c - x) * (drawn - x)) as f64 / ((x + 1) * (d + x + 1 - drawn)) as f64;
            weights.push(weights[weights.len() - 1] * ratio);
        }
        let all: f64 = weights.iter().sum();
        let bound = weights[usize::try_from(a - least).unwrap()] * (1.0 + 1e-7);
        let p = weights.iter().filter(|weight| **weight <= bound).sum::<f64>() / all;
        prop_assert!(close(fisher::fisher_exact(a, b, c, d).unwrap(), p, 1e-9));
        let place = |x: u64| (x * (c + d)).abs_diff(c * drawn);
        let far = (least..=most).zip(&weights).filter(|(x, _)| place(*x) >= place(a)).map(|(_, weight)| weight);
        let p = (far.sum::<f64>() / all).min(1.0);
        prop_assert!(close(fisher::share_permutation(a, b, c, d).unwrap(), p, 1e-9));
    }

    #[test]
    fn mann_kendall_agrees_with_enumeration(values in proptest::collection::vec(0..4_u8, 2..7)) {
        let values: Vec<f64> = values.into_iter().map(f64::from).collect();
        let test = MannKendall::of(&values).unwrap();
        let (mut extreme, mut orders) = (0_u32, 0_u32);
        permute(&mut values.clone(), 0, &mut |order| {
            orders += 1;
            extreme += u32::from(MannKendall::of(order).unwrap().s.abs() >= test.s.abs());
        });
        prop_assert!(close(test.p_exact.unwrap(), f64::from(extreme) / f64::from(orders), 1e-12));
        prop_assert!(test.p_exact.unwrap() >= test.p_attainable - 1e-12);
    }

    #[test]
    fn clopper_pearson_bounds_have_their_error(k in 1..300_u64, more in 0..300_u64, exponent in 0.5..200.0_f64) {
        // The probability of k or more successes at the bound is the tail, by a plain sum.
        let (n, tail) = (k + more, 10_f64.powf(-exponent));
        let ln_odds = beta::ln_odds_low(k, n, tail).unwrap().unwrap();
        let (ln_p, ln_q) = (-(-ln_odds).exp().ln_1p(), -ln_odds.exp().ln_1p());
        let mut ln_ways = 0.0;
        let mut sum = 0.0;
        for x in 0..=n {
            if x >= k {
                sum += (ln_ways + x as f64 * ln_p + (n - x) as f64 * ln_q).exp();
            }
            ln_ways += ((n - x) as f64 / (x + 1) as f64).ln();
        }
        prop_assert!((sum / tail - 1.0).abs() < 1e-9, "{} is not {}", sum, tail);
    }

    #[test]
    fn permutation_p_is_never_zero(
        from in proptest::collection::vec(proptest::collection::vec((0..6_usize, 0..9_u64), 0..5), 1..8),
        to in proptest::collection::vec(proptest::collection::vec((0..6_usize, 0..9_u64), 0..5), 1..8),
        years in proptest::collection::vec((1990..2020_u32, 0..40_u64, 0..40_u64), 0..6),
        seed in any::<u64>(),
    ) {
        let purpose = Purpose::new(seed, "property");
        let messages = |each: &mut dyn FnMut(&Terms)| from.iter().chain(&to).for_each(|message| each(message));
        if let Some(test) = JsdTest::between((from.len(), to.len()), 6, 19, &purpose, &messages) {
            prop_assert!((0.05 - 1e-12..=1.0).contains(&test.p));
            sound(&[Some(test.jsd), Some(test.null_mean), Some(test.null_high)], &[]);
        }
        let years: Vec<Presence> = years
            .into_iter()
            .map(|(year, one, other)| Presence { score: f64::from(year), messages: one + other, present: one })
            .collect();
        let p = trend::cochran_armitage_permutation_p(&years, 19, &purpose);
        prop_assert_eq!(p.is_some(), trend::cochran_armitage(&years).is_some());
        prop_assert!(p.is_none_or(|p| (0.05 - 1e-12..=1.0).contains(&p)));
    }

    #[test]
    fn a_stream_gives_the_same_numbers_again(seed in any::<u64>(), name in ".{0,20}", index in any::<u64>(), bound in 1..u64::MAX) {
        let draw = || {
            let mut source = Purpose::new(seed, &name).replicate(index);
            [source.below(bound), source.below(10), source.below(bound)]
        };
        prop_assert_eq!(draw(), draw());
        prop_assert!(draw()[0] < bound);
        let mut other = Purpose::new(seed, &name).replicate(index.wrapping_add(1));
        let mut same = Purpose::new(seed, &name).replicate(index);
        prop_assert_ne!([other.below(1 << 62), other.below(1 << 62)], [same.below(1 << 62), same.below(1 << 62)]);
    }

    #[test]
    fn no_input_gives_a_number_that_is_not_one(a in count(), b in count(), c in count(), d in count(), x in any::<f64>()) {
        let odds = keyness::weighted_log_odds(a, b, c, d, x);
        sound(
            &[
                keyness::g2_four_cell(a, b, c, d),
                keyness::g2_two_cell(a, b, c, d),
                keyness::chi_squared(a, b, c, d, false),
                keyness::chi_squared(a, b, c, d, true),
                keyness::log_ratio(a, b, c, d),
                keyness::log_ratio_half_added(a, b, c, d),
                keyness::log_ratio_conservative(a, b, c, d, a, x),
                keyness::percent_difference(a, b, c, d),
                keyness::bic(a, b, c, d),
                odds.map(|odds| odds.delta),
                odds.map(|odds| odds.z),
                odds.map(|odds| odds.standard_error),
                fisher::ln_fisher_exact(a, b, c, d),
                rate::per_1000(a, c),
                rate::rule_of_three(a, c, x),
                tail::ln_normal_two_sided_p(x),
                tail::ln_chi_squared_p(x),
                tail::normal_two_sided_quantile(x),
                tail::student_two_sided_quantile(x, a),
                beta::ln_odds_quantile(a as f64, x, 0.3),
                beta::ln_odds_low(a, c, x).flatten(),
                dispersion::dp_from_sums(u128::from(a) << 64 | u128::from(b), c, d),
                dispersion::dp_norm_from_sums(u128::from(a), c, d, b),
                dispersion::juilland_d_from_sums(a, u128::from(b) << 50, u128::from(c) << 60),
                trend::attainable_p(a),
            ],
            &[wilson::wilson(a, c, x), wilson::newcombe(a, c, b, d, 0.95)],
        );
        sound(&[median(vec![a, b, c, d]), median(vec![a])], &[]);
        let table = KeynessTable { counts: [a, b], tokens: [c, d], terms: a, prior_tokens: x, level: 0.95 };
        for (_, measure) in KeynessMeasure::ALL {
            sound(&[measure.score(&table)], &[]);
        }
        for (_, measure) in JointMeasure::ALL {
            sound(&[measure.score(&Joint { n: a, n_a: b, n_b: c, n_ab: d }), measure.score(&joint(a, b, c, d.min(a)))], &[]);
        }
        shares(&[
            fisher::fisher_exact(a, b, c, d),
            fisher::share_permutation(a, b, c, d),
            rate::share(a, c),
            tail::normal_two_sided_p(x),
            tail::chi_squared_p(x),
            dispersion::dp(&[a, b], &[c, d]),
            dispersion::dp_norm(&[a, b], &[c, d]),
            dispersion::juilland_d(&[a, b], &[c, d]),
            distance::jensen_shannon(&[a, b], &[c, d]),
        ]);
        let joint = Joint { n: a, n_a: b, n_b: c, n_ab: d };
        sound(
            &[joint.expected(), joint.pmi(), joint.npmi(), joint.jaccard(), joint.dice(), joint.log_dice(), joint.g2(),
              joint.log_odds_ratio(), joint.fisher()],
            &[joint.log_odds_interval(x)],
        );
    }

    #[test]
    fn no_table_gives_a_number_that_is_not_one((n_ab, only_b, n_a, rest) in table(u64::MAX / 4), x in 0.0..1.0_f64) {
        let joint = joint(n_ab, only_b, n_a, rest);
        sound(
            &[joint.expected(), joint.pmi(), joint.npmi(), joint.jaccard(), joint.dice(), joint.log_dice(), joint.g2(),
              joint.log_odds_ratio(), joint.fisher(), keyness::bic(n_ab, only_b, n_a, rest),
              keyness::chi_squared(n_ab, only_b, n_a, rest, true), keyness::percent_difference(n_ab, only_b, n_a, rest)],
            &[joint.log_odds_interval(x)],
        );
        prop_assert!(joint.npmi().is_none_or(|npmi| (-1.0..=1.0).contains(&npmi)));
    }

    #[test]
    fn no_message_gives_a_number_that_is_not_one(from in wild_units(), to in wild_units(), x in any::<f64>(), seed in any::<u64>()) {
        let purpose = Purpose::new(seed, "property");
        for level in [x, 0.95] {
            let (first, second) = (RateSums::of(&from), RateSums::of(&to));
            sound(
                &[first.per_1000(), first.standard_error(), first.token_standard_error(), first.design_effect(),
                  Some(Scatter::of(&first).dispersion()), Some(Scatter::of_share(&first).freedom())],
                &[first.interval(level, &Scatter::default()), first.interval(0.95, &Scatter::of(&second)),
                  clustered_share(&first, level, &Scatter::of_share(&second)), first.linearised(level),
                  first.linearised_log(level)],
            );
            if let Some(change) = Change::between(&first, &second, level, [&Scatter::of(&second), &Scatter::of(&first)]) {
                sound(
                    &[Some(change.difference), change.ratio, change.log_ratio],
                    &[change.difference_interval, change.ratio_interval],
                );
            }
            if let Some(bootstrap) = Bootstrap::draw(&from, 9, &purpose) {
                sound(&[], &[bootstrap.percentile(level), bootstrap.bca(level), bootstrap.studentised(level)]);
            }
            shares(&[permutation_p(&from, &to, 9, &purpose)]);
        }
    }

    #[test]
    fn a_course_depends_on_neither_threads_nor_units(messages in proptest::collection::vec(units(), 3..7), scale in 2..9_u64, seed in any::<u64>()) {
        let periods: Vec<&[Unit]> = messages.iter().map(Vec::as_slice).collect();
        let places: Vec<f64> = (0..periods.len()).map(|place| 2000.5 + place as f64).collect();
        let draws = Draws { least: 99, most: 300 };
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            pool.install(|| course(&periods, &places, draws, seed))
        };
        let found = on(1);
        prop_assert_eq!(&found, &on(3));
        let longer: Vec<Vec<Unit>> = messages
            .iter()
            .map(|units| units.iter().map(|unit| Unit { tokens: scale * unit.tokens, ..*unit }).collect())
            .collect();
        let longer: Vec<&[Unit]> = longer.iter().map(Vec::as_slice).collect();
        let weeks: Vec<f64> = places.iter().map(|place| place * 52.0).collect();
        if let (Some(first), Some(second)) = (found, course(&longer, &weeks, draws, seed)) {
            prop_assert!(close(first.z_trend, second.z_trend, 1e-8) || first.z_trend.abs() < 1e-6);
            prop_assert_eq!((first.split, first.peak, first.replicates), (second.split, second.peak, second.replicates));
            prop_assert_eq!((first.p_trend, first.p_split, first.p_peak), (second.p_trend, second.p_split, second.p_peak));
            prop_assert!(first.splits.contains(&first.split));
        }
    }

    #[test]
    fn no_series_gives_a_number_that_is_not_one(x in numbers(), y in numbers(), counts in proptest::collection::vec((count(), count()), 0..6)) {
        if let Some(test) = MannKendall::of(&x) {
            shares(&[test.p_exact, Some(test.p_normal), Some(test.p_attainable)]);
            sound(&[test.tau_b], &[]);
        }
        sound(&[trend::kendall_tau_b(&x, &y), serial::lag_one(&x), serial::sen_slope(&x, &y)], &[]);
        if let Some(test) = serial::hamed_rao(&x) {
            shares(&[Some(test.p)]);
            sound(&[Some(test.factor), Some(test.z)], &[]);
        }
        let units: Vec<Unit> = counts.iter().map(|(hits, tokens)| Unit { hits: *hits, tokens: *tokens }).collect();
        let points: Vec<(f64, RateSums)> =
            x.iter().zip(units.chunks(2)).map(|(place, units)| (*place, RateSums::of(units))).collect();
        if let Some(slope) = slope(&points, 0.95) {
            shares(&[Some(slope.p)]);
            sound(
                &[Some(slope.per_year), Some(slope.standard_error), Some(slope.robust_error), slope.decade_ratio, slope.span_ratio],
                &[slope.decade_interval, slope.span_interval],
            );
        }
        let periods: Vec<&[Unit]> = units.chunks(2).collect();
        if let Some(course) = course(&periods, &x[..periods.len().min(x.len())], Draws { least: 9, most: 20 }, 1) {
            shares(&[Some(course.p_trend), Some(course.p_split), course.p_peak]);
            sound(&[Some(course.z_trend), Some(course.z_split), Some(course.z_peak)], &[]);
        }
        let years: Vec<Presence> = x
            .iter()
            .zip(counts)
            .map(|(score, (messages, present))| Presence { score: *score, messages, present: present.min(messages) })
            .collect();
        sound(&[trend::cochran_armitage(&years)], &[]);
        shares(&[
            trend::cochran_armitage_p(&years),
            trend::cochran_armitage_permutation_p(&years, 3, &Purpose::new(1, "property")),
        ]);
        let p: Vec<Option<f64>> = x.into_iter().map(Some).collect();
        shares(&adjust::holm(&p));
        shares(&adjust::benjamini_hochberg(&p));
    }
}

/// The course of one theme.
fn course(periods: &[&[Unit]], places: &[f64], draws: Draws, seed: u64) -> Option<Course> {
    let hits: Vec<Vec<[(u32, u64); 1]>> =
        periods.iter().map(|period| period.iter().map(|unit| [(0, unit.hits)]).collect()).collect();
    let samples: Vec<Vec<Sample<'_>>> = periods
        .iter()
        .zip(&hits)
        .map(|(units, hits)| {
            units.iter().zip(hits).map(|(unit, hits)| Sample { tokens: unit.tokens, messages: 1, hits }).collect()
        })
        .collect();
    let periods: Vec<&[Sample<'_>]> = samples.iter().map(Vec::as_slice).collect();
    course_tests(&periods, places, 1, draws, &Purpose::new(seed, "course")).pop()?
}

#[test]
fn a_course_without_a_pattern_has_a_small_p_as_often_as_it_says() {
    // The lengths have the same distribution in all periods, so the p are exact.
    let level = [1, 1, 1, 4, 2, 6, 3].map(|size| vec![Unit::default(); size]);
    let mut small = [0_u32; 3];
    let runs = 2000;
    for run in 0..runs {
        let mut source = Purpose::new(run, "units").replicate(0);
        let mut periods = level.clone();
        for unit in periods.iter_mut().flatten() {
            let tokens = 20 + source.below(30) * source.below(30);
            *unit = Unit { hits: source.below(2) * source.below(tokens / 10), tokens };
        }
        let periods: Vec<&[Unit]> = periods.iter().map(Vec::as_slice).collect();
        let places = [1.0, 2.0, 3.0, 5.0, 6.0, 7.0, 8.0];
        if let Some(course) = course(&periods, &places, Draws { least: 39, most: 39 }, run) {
            let p = [course.p_trend, course.p_split, course.p_peak.expect("two in a period")];
            small.iter_mut().zip(p).for_each(|(small, p)| *small += u32::from(p <= 0.1));
        }
    }
    // 200 expected, standard deviation 13.4. Fewer for a peak, as equal numbers are frequent.
    assert!(small[..2].iter().all(|small| (146..=254).contains(small)) && small[2] <= 254, "{small:?}");
}

/// Calls `see` with every order of `values`.
fn permute(values: &mut [f64], from: usize, see: &mut impl FnMut(&[f64])) {
    if from == values.len() {
        return see(values);
    }
    for place in from..values.len() {
        values.swap(from, place);
        permute(values, from + 1, see);
        values.swap(from, place);
    }
}

#[test]
fn equal_products_have_a_log_odds_ratio_of_0() {
    // A half is added to each cell: 0.5 x 25.5 is 1.5 x 8.5. Logarithms of both, each rounded, need not be equal.
    let joint = Joint { n: 34, n_a: 1, n_b: 8, n_ab: 0 };
    assert_eq!(joint.log_odds_ratio().map(f64::to_bits), Some(0.0_f64.to_bits()));
}
