//! Made-up rows for the tests of charts. They are not results.
//!
//! Every kind of chart is drawn from [`inputs`] in every case and on every page. A chart that needs further rows adds a
//! function that makes them, and a line to [`inputs`].

use std::collections::BTreeMap;

use crate::analysis::row::IfAny;
use crate::analysis::rows::{TermFrequencyRow, ThemeCooccurrenceRow, ThemeFrequencyRow, ThemePatternRow};
use crate::analysis::{
    Claim, ComparabilityRow, Evidence, FindingRow, GroupContrastRow, GroupFrequencyRow, KeynessRow, PeriodDocuments,
    REST, ThemeCooccurrenceChangeRow, WordShiftRow,
};
use crate::axis::{Period, When};
use crate::chart::{ChartKind, ChartOptions, Context, Design, Inputs, Rendered, ThemeName};
use crate::config::StyleName;
use crate::stats::Interval;

pub(in crate::chart) const YEARS: [i32; 4] = [2012, 2017, 2019, 2020];

/// Calendar years.
pub(in crate::chart) fn years(years: impl IntoIterator<Item = i32>) -> Vec<Period> {
    years.into_iter().map(Period::of_year).collect()
}

/// Months from January of a year on.
pub(in crate::chart) fn months(from: i32, number: i32) -> Vec<Period> {
    let month = |n: i32| {
        let label = format!("{:04}-{:02}", from + n / 12, n % 12 + 1);
        let days = When::parse(&label).flatten().expect("a month");
        Period::new(label, days)
    };
    (0..number).map(month).collect()
}

/// Quarters from the first of a year on.
pub(in crate::chart) fn quarters(from: i32, number: i32) -> Vec<Period> {
    let quarter = |n: i32| {
        let label = format!("{:04}-Q{}", from + n / 4, n % 4 + 1);
        let days = When::parse(&label).flatten().expect("a quarter");
        Period::new(label, days)
    };
    (0..number).map(quarter).collect()
}

/// Decades from one on, by its first year.
pub(in crate::chart) fn decades(from: i32, number: i32) -> Vec<Period> {
    let decade = |n: i32| {
        let [first, last] = [from + 10 * n, from + 10 * n + 9].map(|year| When::year(year).expect("a year"));
        Period::new(format!("{}s", from + 10 * n), When::between(first.first(), last.last()).expect("days"))
    };
    (0..number).map(decade).collect()
}

const SHORT: [&str; 10] = [
    "Access and connectivity",
    "Artificial intelligence and data governance",
    "Child safety",
    "Human rights and freedom of expression",
    "Cybersecurity and cybercrime",
    "Trust",
    "Gender and women's rights",
    "Local content and multilingualism",
    "Multistakeholder cooperation",
    "Youth",
];

pub(super) const HOSTILE: [&str; 8] = [
    "<script>alert('x')</script> & \"quotes\"",
    "a\u{1}b\u{1b}[31m\u{FFFE}\u{202E}red]]>",
    "سلامة الأطفال على الإنترنت",
    "网络安全与数据保护以及跨境执法合作机制的未来发展方向",
    "Προστασία προσωπικών δεδομένων",
    "Onewordthatgoesonandonwithoutanyplacetobreakandneverseemstoend",
    "",
    "line\nbreak\tand   spaces",
];

/// Periods with the names of a user who means no good.
pub(super) fn hostile_periods() -> Vec<Period> {
    let period = |(place, label): (usize, &&str)| {
        Period::new((*label).to_string(), When::year(2000 + i32::try_from(place).expect("few names")).expect("a year"))
    };
    HOSTILE.iter().enumerate().map(period).collect()
}

/// Themes with names of a kind: short, or long and numbered.
pub(in crate::chart) fn themes(n: usize, long: bool) -> Vec<ThemeName> {
    let label = |i: usize| {
        let short = SHORT[i % SHORT.len()];
        if long {
            format!("{short}, with the further obligations of states and of users, number {i}")
        } else {
            short.into()
        }
    };
    (0..n).map(|i| ThemeName { id: format!("t{i:02}"), label: label(i) }).collect()
}

pub(super) fn hostile() -> Vec<ThemeName> {
    HOSTILE.iter().enumerate().map(|(i, label)| ThemeName { id: format!("t{i:02}"), label: (*label).into() }).collect()
}

pub(in crate::chart) fn context(themes: Vec<ThemeName>) -> Context {
    Context {
        title: "Sample project, 2012-2020".into(),
        themes,
        source: "made-up rows; 140 messages, 7,012 words in 5 documents".into(),
        design: Design::built_in(StyleName::Screen),
        options: ChartOptions::default(),
    }
}

/// The rows of all tables that charts are drawn from, for some themes and periods.
pub(super) fn inputs(themes: &[ThemeName], periods: &[Period]) -> Inputs {
    let mut inputs = Inputs {
        theme_frequency: with_intervals(frequency(themes, periods, rate)),
        theme_cooccurrence: pairs(themes, &periods[..periods.len().min(2)], 48),
        cooccurrence_change: pair_changes(themes, periods),
        findings: findings(themes, periods, rate),
        theme_patterns: patterns(themes, periods),
        term_frequency: terms(themes, periods),
        comparability: comparability(themes, periods),
        documents: periods.iter().take(1).map(|period| documents(period, &["report", "report"])).collect(),
        ..Inputs::default()
    };
    let first = &periods[..periods.len().min(3)];
    first.iter().for_each(|period| inputs.take_keyness(&keyness(themes, period)));
    first.windows(2).for_each(|pair| inputs.take_word_shift(&word_shift(themes, pair)));
    inputs.claims = claims(themes);
    for row in &inputs.term_frequency {
        let ends = row.per_1000_tokens.map(|rate| Interval { low: rate / 2.0, high: 1.5 * rate + 1.0 });
        inputs.term_intervals.extend(ends.map(|ends| ((row.term.clone(), row.period.clone()), ends)));
    }
    let names: Vec<&str> = themes.iter().take(3).map(|theme| theme.label.as_str()).collect();
    inputs.group_frequency = group_frequency(themes, periods, &names);
    inputs.group_contrast = group_contrast(themes, &names);
    inputs
}

/// What may be said of each theme, with each evidence in turn.
pub(super) fn claims(themes: &[ThemeName]) -> BTreeMap<String, Claim> {
    const EVIDENCE: [Evidence; 4] = [Evidence::NotShown, Evidence::Strong, Evidence::Partial, Evidence::HardlyChanged];
    let claim = |(place, theme): (usize, &ThemeName)| {
        let evidence = EVIDENCE[place % EVIDENCE.len()];
        (theme.id.clone(), Claim::made(&theme.label, evidence, "peaked in 2017"))
    };
    themes.iter().enumerate().map(claim).collect()
}

/// The same rows in the opposite order; but the order of the rows of groups is that of the groups.
pub(super) fn reversed(inputs: &Inputs) -> Inputs {
    let mut inputs = inputs.clone();
    inputs.theme_frequency.reverse();
    inputs.theme_change.reverse();
    inputs.findings.reverse();
    inputs.theme_cooccurrence.reverse();
    inputs.cooccurrence_change.reverse();
    inputs.theme_patterns.reverse();
    inputs.term_frequency.reverse();
    inputs.keyness.reverse();
    inputs.word_shift.reverse();
    inputs.documents.reverse();
    inputs.comparability.reverse();
    inputs
}

/// Draws the charts of a kind.
pub(in crate::chart) fn draw(name: &str, inputs: &Inputs, context: &Context) -> Vec<Rendered> {
    ChartKind::named(name).unwrap().draw(inputs, context).unwrap()
}

/// Draws the only chart of a kind from theme frequencies.
pub(super) fn of_rates(name: &str, rows: &[ThemeFrequencyRow], context: &Context) -> Rendered {
    let inputs = Inputs { theme_frequency: rows.to_vec(), ..Inputs::default() };
    let mut charts = draw(name, &inputs, context);
    assert_eq!(charts.len(), 1);
    charts.remove(0)
}

/// Draws joint messages.
pub(super) fn of_pairs(rows: &[ThemeCooccurrenceRow], context: &Context) -> Vec<Rendered> {
    draw("theme_cooccurrence", &Inputs { theme_cooccurrence: rows.to_vec(), ..Inputs::default() }, context)
}

/// A number between 0 and 1 that depends on its arguments only.
fn noise(a: usize, b: i32) -> f64 {
    let mixed = (a as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (b as u64).wrapping_mul(0xD1B5_4A32_D192_ED03);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (mixed >> 40) as f64 / (1u64 << 24) as f64
}

/// A number that tells a period from others.
fn number(period: &Period) -> i32 {
    i32::from(period.start().year()) + 4000 * i32::from(period.start().month() - 1)
}

/// A rate by the number of a theme and the period.
pub(super) type RateOf = fn(usize, &Period) -> f64;

/// A plausible rate: some zeros, many low, a few high.
pub(super) fn rate(theme: usize, period: &Period) -> f64 {
    let (level, wave) = (noise(theme, 0), noise(theme, number(period)));
    if wave < 0.1 { 0.0 } else { 18.0 * level * level * (0.4 + wave) }
}

pub(in crate::chart) fn frequency(
    themes: &[ThemeName],
    periods: &[Period],
    rate: impl Fn(usize, &Period) -> f64,
) -> Vec<ThemeFrequencyRow> {
    let mut rows = Vec::new();
    for period in periods {
        for (index, theme) in themes.iter().enumerate() {
            rows.push(ThemeFrequencyRow {
                period: period.clone(),
                theme: theme.id.clone(),
                label: theme.label.clone(),
                hits: 3,
                weighted_hits: IfAny::default(),
                messages: 3,
                n_messages: 28,
                n_tokens: 1402,
                per_1000_tokens: Some(rate(index, period)),
                rate_low: None,
                rate_high: None,
                message_share: Some(0.1),
                share_low: None,
                share_high: None,
                design_effect: None,
                note: String::new(),
            });
        }
    }
    rows
}

/// The same rows with an interval around each rate, the wider the smaller the rate.
pub(super) fn with_intervals(mut rows: Vec<ThemeFrequencyRow>) -> Vec<ThemeFrequencyRow> {
    for row in &mut rows {
        row.rate_low = row.per_1000_tokens.map(|rate| rate / 2.0);
        row.rate_high = row.per_1000_tokens.map(|rate| rate * 1.5 + 1.0);
    }
    rows
}

pub(in crate::chart) fn pairs(themes: &[ThemeName], periods: &[Period], n_messages: u64) -> Vec<ThemeCooccurrenceRow> {
    let mut rows = Vec::new();
    for period in periods {
        for a in 0..themes.len() {
            for b in a + 1..themes.len() {
                let chance = (noise(a * 100 + b, number(period)) - 0.5).max(0.0);
                rows.push(ThemeCooccurrenceRow {
                    period: period.clone(),
                    theme_a: themes[a].id.clone(),
                    theme_b: themes[b].id.clone(),
                    messages_a: n_messages / (a as u64 + 1),
                    messages_b: n_messages / (b as u64 + 1),
                    messages_both: (chance * n_messages as f64) as u64,
                    shared_span_only: 0,
                    n_messages,
                    expected: None,
                    jaccard: None,
                    dice: None,
                    log_dice: None,
                    pmi: None,
                    npmi: None,
                    g2: None,
                    log_odds_ratio: None,
                    log_odds_low: None,
                    log_odds_high: None,
                    p: None,
                    q_bh: None,
                });
            }
        }
    }
    rows
}

/// Every pair of themes in the first and the last period; of each fourth a change is shown.
pub(in crate::chart) fn pair_changes(themes: &[ThemeName], periods: &[Period]) -> Vec<ThemeCooccurrenceChangeRow> {
    let [from_period, .., to_period] = periods else { return Vec::new() };
    let mut rows = Vec::new();
    for a in 0..themes.len() {
        for b in a + 1..themes.len() {
            let (from, to) = (0.2 * noise(a * 100 + b, 1), 0.2 * noise(a * 100 + b, 2));
            rows.push(ThemeCooccurrenceChangeRow {
                theme_a: themes[a].id.clone(),
                theme_b: themes[b].id.clone(),
                from_period: from_period.clone(),
                to_period: to_period.clone(),
                share_from: Some(from),
                share_to: Some(to),
                difference: Some(to - from),
                low: Some(to - from - 0.1),
                high: Some(to - from + 0.15),
                p_permutation: Some(0.01),
                q_bh: Some(if (a + b) % 4 == 1 { 0.02 } else { 0.4 }),
                note: String::new(),
            });
        }
    }
    rows
}

/// Every theme in the first and the last period, with each evidence in turn and some intervals that are far too wide.
pub(in crate::chart) fn findings(
    themes: &[ThemeName],
    periods: &[Period],
    rate: impl Fn(usize, &Period) -> f64,
) -> Vec<FindingRow> {
    const EVIDENCE: [Evidence; 4] = [Evidence::NotShown, Evidence::Strong, Evidence::HardlyChanged, Evidence::Partial];
    let [from_period, .., to_period] = periods else { return Vec::new() };
    let row = |(index, theme): (usize, &ThemeName)| {
        let (from, to) = (rate(index, from_period), rate(index, to_period));
        let wide = if index % 9 == 4 { 12.0 } else { 0.8 };
        FindingRow {
            theme: theme.id.clone(),
            from_period: from_period.clone(),
            to_period: to_period.clone(),
            label: theme.label.clone(),
            verdict: String::new(),
            evidence: EVIDENCE[index % 4],
            rate_from: Some(from),
            rate_to: Some(to),
            difference: Some(to - from),
            difference_low: Some(to - from - wide * (1.0 + from)),
            difference_high: Some(to - from + 2.0 + 0.4 * to),
            sentence: String::new(),
            rests_on: String::new(),
            carried_by: String::new(),
            about: String::new(),
            threatened_by: String::new(),
            cautions: String::new(),
        }
    };
    themes.iter().enumerate().map(row).collect()
}

/// Terms: up to two words of the labels of the themes, and the place of each.
fn named_terms(themes: &[ThemeName]) -> impl Iterator<Item = (usize, String, String)> {
    let words = |label: &str| label.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    themes.iter().enumerate().map(move |(index, theme)| (index, format!("term{index:02}"), words(&theme.label)))
}

/// Every term of a period against the rest: by turns more and less often, and a difference is shown for each fifth.
pub(in crate::chart) fn keyness(themes: &[ThemeName], target_period: &Period) -> Vec<KeynessRow> {
    let row = |(index, term, label): (usize, String, String)| {
        let sign = if index % 2 == 0 { 1.0 } else { -1.0 };
        let size = 6.0 * noise(index, number(target_period));
        KeynessRow {
            target_period: target_period.clone(),
            reference: REST.into(),
            term,
            label,
            count_target: (index as u64 % 7) * 40,
            count_reference: (index as u64 % 3) * 1200,
            per_1000_target: Some(1.0),
            per_1000_reference: Some(1.0),
            g2: Some(sign * 30.0 * size),
            p: Some(0.01),
            q_bh: Some(0.02),
            p_holm: Some(0.03),
            log_ratio: Some(sign * size),
            log_ratio_conservative: Some(if index % 5 == 0 { sign * size / 3.0 } else { 0.0 }),
            percent_difference: None,
            bic: None,
            log_odds_z: None,
            messages_target: index as u64,
            dp_norm_target: None,
            terms_tested: 1001,
        }
    };
    named_terms(themes).map(row).collect()
}

/// Every term in two periods.
pub(in crate::chart) fn word_shift(themes: &[ThemeName], pair: &[Period]) -> Vec<WordShiftRow> {
    let [from_period, to_period] = pair else { panic!("two periods") };
    let row = |(index, term, label): (usize, String, String)| {
        let [share_from, share_to] = [from_period, to_period].map(|period| 0.05 * noise(index, number(period)));
        WordShiftRow {
            from_period: from_period.clone(),
            to_period: to_period.clone(),
            term,
            label,
            share_from,
            share_to,
            contribution_bits: (share_to - share_from).abs() / 3.0,
            direction: if share_to < share_from { "falls".into() } else { "rises".into() },
            per_1000_from: Some(600.0 * share_from),
            per_1000_to: Some(600.0 * share_to),
        }
    };
    named_terms(themes).map(row).collect()
}

/// A pattern with hits in a period.
pub(super) fn pattern(theme: &str, pattern: &str, period: &Period, hits: u64) -> ThemePatternRow {
    ThemePatternRow {
        period: period.clone(),
        theme: theme.into(),
        pattern: pattern.into(),
        hits,
        messages: 1,
        share_of_theme: None,
    }
}

/// Patterns of each theme, named as the themes are; some periods have no hit.
pub(super) fn patterns(themes: &[ThemeName], periods: &[Period]) -> Vec<ThemePatternRow> {
    let mut rows = Vec::new();
    for period in periods {
        for (index, theme) in themes.iter().enumerate() {
            for number in 0..3 + index % 7 {
                let hits = rate(index * 10 + number, period) as u64;
                if hits > 0 {
                    let words: Vec<&str> = theme.label.split(' ').skip(number / 2).collect();
                    let name = if number % 2 == 0 { words.join(" ") } else { format!("word{number}*") };
                    rows.push(pattern(&theme.id, &name, period, hits));
                }
            }
        }
    }
    rows
}

/// A term that occurs `count` times in a period of 1,000 word tokens.
pub(in crate::chart) fn term(name: &str, period: &Period, count: u64) -> TermFrequencyRow {
    TermFrequencyRow {
        period: period.clone(),
        term: name.into(),
        label: name.into(),
        count,
        messages: count,
        documents: 1,
        per_1000_tokens: Some(count as f64),
        message_share: None,
        tf_idf: None,
        juilland_d: None,
        dp_norm: None,
        rank: 1,
    }
}

/// Terms that are named as the themes are; some do not occur in every period.
pub(super) fn terms(themes: &[ThemeName], periods: &[Period]) -> Vec<TermFrequencyRow> {
    let mut rows = Vec::new();
    for period in periods {
        for (index, theme) in themes.iter().enumerate() {
            let rate = rate(index + 50, period);
            if rate > 0.0 {
                let count = 4 + rate.ceil() as u64;
                rows.push(TermFrequencyRow { label: theme.label.clone(), ..term(&theme.id, period, count) });
            }
        }
    }
    rows
}

/// Periods of documents whose kinds and scopes are named as the themes are.
pub(in crate::chart) fn comparability(themes: &[ThemeName], periods: &[Period]) -> Vec<ComparabilityRow> {
    let name =
        |place: usize| themes.get(place % themes.len().max(1)).map_or(String::new(), |theme| theme.label.clone());
    let row = |(place, period): (usize, &Period)| ComparabilityRow {
        period: period.clone(),
        documents: 1 + place as u64 % 3,
        sections: Some(5),
        messages: 28 + 9 * place as u64,
        tokens: 1402 * (1 + place as u64 % 4),
        tokens_not_analysed: 0,
        median_message_tokens: (place % 5 != 4).then_some(25.5 + 8.0 * place as f64),
        kinds: if place % 2 == 0 { format!("{}; report", name(place)) } else { "report".into() },
        scopes: name(place + 1),
        near_duplicates: Some(0),
        flags: match place % 4 {
            0 => "one document; median message more than 1.5 times that of 2012".into(),
            1 => format!("one document; scope that no other period has: {}", name(place + 1)),
            2 => "near-duplicate messages".into(),
            _ => String::new(),
        },
    };
    periods.iter().enumerate().map(row).collect()
}

/// Documents of a period, one of each of the kinds given.
pub(in crate::chart) fn documents(period: &Period, kinds: &[&str]) -> PeriodDocuments {
    let mut documents = PeriodDocuments::none(period.clone());
    for kind in kinds {
        documents.documents += 1;
        documents.messages += 14;
        documents.tokens += 701;
        *documents.kinds.entry((*kind).to_string()).or_default() += 1;
        *documents.scopes.entry("whole".into()).or_default() += 1;
    }
    documents
}

/// Every theme of some groups in every period; the second group has no document in the first.
pub(super) fn group_frequency(themes: &[ThemeName], periods: &[Period], groups: &[&str]) -> Vec<GroupFrequencyRow> {
    let mut rows = Vec::new();
    for (number, group) in groups.iter().enumerate() {
        for period in periods.iter().skip(usize::from(number == 1)) {
            for (index, theme) in themes.iter().enumerate() {
                let rate = rate(index + 30 * number, period);
                rows.push(GroupFrequencyRow {
                    variable: "publisher".into(),
                    group: (*group).into(),
                    period: period.clone(),
                    theme: theme.id.clone(),
                    label: theme.label.clone(),
                    hits: rate as u64,
                    weighted_hits: IfAny::default(),
                    messages: 3,
                    n_messages: 28,
                    n_tokens: 1402,
                    per_1000_tokens: Some(rate),
                    rate_low: Some(rate / 2.0),
                    rate_high: Some(rate * 1.5 + 1.0),
                    message_share: None,
                    share_low: None,
                    share_high: None,
                    design_effect: None,
                    note: String::new(),
                });
            }
        }
    }
    rows
}

/// Every theme in every two of some groups over all periods, with every third difference shown.
pub(super) fn group_contrast(themes: &[ThemeName], groups: &[&str]) -> Vec<GroupContrastRow> {
    let mut rows = Vec::new();
    for (first, group_a) in groups.iter().enumerate() {
        for group_b in &groups[first + 1..] {
            for (index, theme) in themes.iter().enumerate() {
                let [rate_a, rate_b] = [first, first + 7].map(|salt| 9.0 * noise(index + 100 * salt, 1));
                let p = Some(if index % 3 == 0 { 0.01 } else { 0.5 });
                let difference = rate_b - rate_a;
                rows.push(GroupContrastRow {
                    variable: "publisher".into(),
                    group_a: (*group_a).into(),
                    group_b: (*group_b).into(),
                    period: None,
                    theme: theme.id.clone(),
                    rate_a: Some(rate_a),
                    rate_b: Some(rate_b),
                    difference: Some(difference),
                    difference_low: Some(difference - 0.4 * difference.abs()),
                    difference_high: Some(difference + 0.4 * difference.abs()),
                    ratio: None,
                    ratio_low: None,
                    ratio_high: None,
                    log_ratio: None,
                    p_permutation: p,
                    p_holm: p,
                    q_bh: p,
                    difference_per_message: Some(difference / 10.0),
                    p_per_message: p,
                    p_per_message_holm: p,
                    q_per_message_bh: p,
                    note: String::new(),
                });
            }
        }
    }
    rows
}
