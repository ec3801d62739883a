//! Made-up rows for the tests of charts. They are not results.
//!
//! Every kind of [`KINDS`] is drawn from [`inputs`] in every case and on every page. A chart that needs further rows adds
//! a function that makes them, and a line to [`inputs`].

use std::sync::LazyLock;

use crate::analysis::rows::{
    DocumentColumns, DocumentRow, TermFrequencyRow, ThemeCooccurrenceRow, ThemeFrequencyRow, ThemePatternRow,
};
use crate::analysis::{ComparabilityRow, Evidence, FindingRow, KeynessRow, REST, WordShiftRow};
use crate::chart::{ChartKind, ChartOptions, Context, Design, Inputs, KINDS, Rendered, ThemeName};
use crate::config::{PageSize, StyleName};

pub(in crate::chart) const YEARS: [i32; 4] = [2012, 2017, 2019, 2020];

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
        source: "made-up rows; 140 messages, 7,012 word tokens in 5 documents".into(),
        design: Design::built_in(StyleName::Screen),
        options: ChartOptions::default(),
    }
}

/// The rows of all tables that charts are drawn from, for some themes and years.
pub(super) fn inputs(themes: &[ThemeName], years: &[i32]) -> Inputs {
    let mut inputs = Inputs {
        theme_frequency: with_intervals(frequency(themes, years, rate)),
        theme_cooccurrence: pairs(themes, &years[..years.len().min(2)], 48),
        findings: findings(themes, years, rate),
        theme_patterns: patterns(themes, years),
        term_frequency: terms(themes, years),
        comparability: comparability(themes, years),
        documents: years.first().map(|&year| documents(year, &["report", "report"])).unwrap_or_default(),
        ..Inputs::default()
    };
    let first = &years[..years.len().min(3)];
    first.iter().for_each(|year| inputs.take_keyness(&keyness(themes, *year)));
    first.windows(2).for_each(|pair| inputs.take_word_shift(&word_shift(themes, (pair[0], pair[1]))));
    inputs
}

/// The same rows in the opposite order.
pub(super) fn reversed(inputs: &Inputs) -> Inputs {
    let mut inputs = inputs.clone();
    inputs.theme_frequency.reverse();
    inputs.theme_change.reverse();
    inputs.findings.reverse();
    inputs.theme_cooccurrence.reverse();
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

/// A rate by the number of a theme and the year.
type RateOf = fn(usize, i32) -> f64;

/// A plausible rate: some zeros, many low, a few high.
pub(super) fn rate(theme: usize, year: i32) -> f64 {
    let (level, wave) = (noise(theme, 0), noise(theme, year));
    if wave < 0.1 { 0.0 } else { 18.0 * level * level * (0.4 + wave) }
}

pub(super) fn frequency(
    themes: &[ThemeName],
    years: &[i32],
    rate: impl Fn(usize, i32) -> f64,
) -> Vec<ThemeFrequencyRow> {
    let mut rows = Vec::new();
    for &year in years {
        for (index, theme) in themes.iter().enumerate() {
            rows.push(ThemeFrequencyRow {
                year,
                theme: theme.id.clone(),
                label: theme.label.clone(),
                hits: 3,
                messages: 3,
                n_messages: 28,
                n_tokens: 1402,
                per_1000_tokens: Some(rate(index, year)),
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

pub(in crate::chart) fn pairs(themes: &[ThemeName], years: &[i32], n_messages: u64) -> Vec<ThemeCooccurrenceRow> {
    let mut rows = Vec::new();
    for &year in years {
        for a in 0..themes.len() {
            for b in a + 1..themes.len() {
                let chance = (noise(a * 100 + b, year) - 0.5).max(0.0);
                rows.push(ThemeCooccurrenceRow {
                    year,
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
                    p_fisher: None,
                    q_bh: None,
                });
            }
        }
    }
    rows
}

/// Every theme in the first and the last year, with each evidence in turn and some intervals that are far too wide.
pub(in crate::chart) fn findings(
    themes: &[ThemeName],
    years: &[i32],
    rate: impl Fn(usize, i32) -> f64,
) -> Vec<FindingRow> {
    const EVIDENCE: [Evidence; 4] = [Evidence::NotShown, Evidence::Strong, Evidence::HardlyChanged, Evidence::Partial];
    let &[from_year, .., to_year] = years else { return Vec::new() };
    let row = |(index, theme): (usize, &ThemeName)| {
        let (from, to) = (rate(index, from_year), rate(index, to_year));
        let wide = if index % 9 == 4 { 12.0 } else { 0.8 };
        FindingRow {
            theme: theme.id.clone(),
            from_year,
            to_year,
            label: theme.label.clone(),
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

/// Every term of a year against the rest: by turns more and less often, and a difference is shown for each fifth.
pub(in crate::chart) fn keyness(themes: &[ThemeName], target_year: i32) -> Vec<KeynessRow> {
    let row = |(index, term, label): (usize, String, String)| {
        let sign = if index % 2 == 0 { 1.0 } else { -1.0 };
        let size = 6.0 * noise(index, target_year);
        KeynessRow {
            target_year,
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

/// Every term in two years.
pub(in crate::chart) fn word_shift(themes: &[ThemeName], (from_year, to_year): (i32, i32)) -> Vec<WordShiftRow> {
    let row = |(index, term, label): (usize, String, String)| {
        let [share_from, share_to] = [from_year, to_year].map(|year| 0.05 * noise(index, year));
        WordShiftRow {
            from_year,
            to_year,
            term,
            label,
            share_from,
            share_to,
            contribution_bits: (share_to - share_from).abs() / 3.0,
            direction: if share_to < share_from { "falls".into() } else { "rises".into() },
        }
    };
    named_terms(themes).map(row).collect()
}

/// A pattern with hits in a year.
pub(super) fn pattern(theme: &str, pattern: &str, year: i32, hits: u64) -> ThemePatternRow {
    ThemePatternRow { year, theme: theme.into(), pattern: pattern.into(), hits, messages: 1, share_of_theme: None }
}

/// Patterns of each theme, named as the themes are; some years have no hit.
pub(super) fn patterns(themes: &[ThemeName], years: &[i32]) -> Vec<ThemePatternRow> {
    let mut rows = Vec::new();
    for &year in years {
        for (index, theme) in themes.iter().enumerate() {
            for number in 0..3 + index % 7 {
                let hits = rate(index * 10 + number, year) as u64;
                if hits > 0 {
                    let words: Vec<&str> = theme.label.split(' ').skip(number / 2).collect();
                    let name = if number % 2 == 0 { words.join(" ") } else { format!("word{number}*") };
                    rows.push(pattern(&theme.id, &name, year, hits));
                }
            }
        }
    }
    rows
}

/// A term that occurs `count` times in a year of 1,000 word tokens.
pub(in crate::chart) fn term(name: &str, year: i32, count: u64) -> TermFrequencyRow {
    TermFrequencyRow {
        year,
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

/// Terms that are named as the themes are; some do not occur in every year.
pub(super) fn terms(themes: &[ThemeName], years: &[i32]) -> Vec<TermFrequencyRow> {
    let mut rows = Vec::new();
    for &year in years {
        for (index, theme) in themes.iter().enumerate() {
            let rate = rate(index + 50, year);
            if rate > 0.0 {
                let count = 4 + rate.ceil() as u64;
                rows.push(TermFrequencyRow { label: theme.label.clone(), ..term(&theme.id, year, count) });
            }
        }
    }
    rows
}

/// Years of documents whose kinds and scopes are named as the themes are.
pub(in crate::chart) fn comparability(themes: &[ThemeName], years: &[i32]) -> Vec<ComparabilityRow> {
    let name =
        |place: usize| themes.get(place % themes.len().max(1)).map_or(String::new(), |theme| theme.label.clone());
    let row = |(place, &year): (usize, &i32)| ComparabilityRow {
        year,
        documents: 1 + place as u64 % 3,
        sections: Some(5),
        messages: 28 + 9 * place as u64,
        tokens: 1402 * (1 + place as u64 % 4),
        median_message_tokens: (place % 5 != 4).then_some(25.5 + 8.0 * place as f64),
        kinds: if place % 2 == 0 { format!("{}; report", name(place)) } else { "report".into() },
        scopes: name(place + 1),
        near_duplicates: Some(0),
        flags: match place % 4 {
            0 => "one document; median message more than 1.5 times that of 2012".into(),
            1 => format!("one document; scope that no other year has: {}", name(place + 1)),
            2 => "near-duplicate messages".into(),
            _ => String::new(),
        },
    };
    years.iter().enumerate().map(row).collect()
}

/// Documents of a year, one of each of the kinds given.
pub(super) fn documents(year: i32, kinds: &[&str]) -> Vec<DocumentRow> {
    let row = |(place, kind): (usize, &&str)| DocumentRow {
        standard: DocumentColumns {
            document: format!("{year}-{place}"),
            year,
            kind: (*kind).into(),
            scope: "whole".into(),
            language: "en".into(),
            language_detected: "en".into(),
            sections: 1,
            messages: 14,
            tokens: 701,
            ..DocumentColumns::default()
        },
        variables: Vec::new(),
    };
    kinds.iter().enumerate().map(row).collect()
}

/// A chart drawn for a case on a page.
pub(super) struct Drawn {
    /// Names the case, the page and the chart.
    pub case: String,
    /// The chart.
    pub chart: Rendered,
    /// What it was drawn in.
    pub design: Design,
}

/// The pages on which all charts are drawn.
pub(super) fn pages() -> Vec<(&'static str, Design)> {
    let narrow = PageSize { width_mm: 90.0, height_mm: None };
    vec![
        ("160 mm", Design::built_in(StyleName::Screen)),
        ("90 mm", Design::built_in(StyleName::Print).sized(narrow)),
        ("slides", Design::built_in(StyleName::Slides)),
    ]
}

/// Every chart for every difficult case on every page.
pub(super) fn drawn() -> &'static [Drawn] {
    static DRAWN: LazyLock<Vec<Drawn>> = LazyLock::new(draw_all);
    &DRAWN
}

fn draw_all() -> Vec<Drawn> {
    let thirty: Vec<i32> = (1991..=2020).collect();
    let uneven: Vec<i32> = (1..=84).filter(|year| year % 7 > 1).map(|year| 1900 + year).collect();
    let cases: Vec<(&str, Vec<ThemeName>, &[i32])> = vec![
        ("20 themes, 4 years", themes(20, false), &YEARS),
        ("40 long names, 30 years", themes(40, true), &thirty),
        ("40 long names, 4 years", themes(40, true), &YEARS),
        ("9 long names, 4 years", themes(9, true), &YEARS),
        ("hostile names", hostile(), &YEARS),
        ("1 theme, 2 years", themes(1, false), &[2012, 2020]),
        ("5 themes, 1 year", themes(5, false), &[2017]),
        ("4 themes, far years", themes(4, false), &[i32::MIN, -44, 2020, i32::MAX]),
        ("100 long names, 60 uneven years", themes(100, true), &uneven),
        ("nothing", Vec::new(), &[]),
    ];
    let mut drawn = Vec::new();
    for (page, design) in pages() {
        for (case, themes, years) in &cases {
            let mut context = Context { design: design.clone(), ..context(themes.clone()) };
            if years.len() == 30 {
                context.options.terms = themes.iter().map(|theme| theme.id.clone()).collect();
            }
            let mut add = |what: &str, kind: &ChartKind, inputs: &Inputs| {
                let charts = match kind.draw(inputs, &context) {
                    Ok(charts) => charts,
                    // The bars of very many years fit no slide; the error says what would do.
                    Err(error) => {
                        let bars = kind.name == "theme_patterns" && years.len() > 40 && design.page.height.is_some();
                        assert!(bars, "{case}{what}, {page}: {error}");
                        return;
                    }
                };
                drawn.extend(charts.into_iter().map(|chart| {
                    let case = format!("{case}{what}, {page}: {}", chart.name);
                    Drawn { case, chart, design: design.clone() }
                }));
            };
            KINDS.iter().for_each(|kind| add("", kind, &inputs(themes, years)));
            for (what, inputs) in odd(themes, years).into_iter().filter(|_| case.starts_with("20")) {
                KINDS.iter().for_each(|kind| add(what, kind, &inputs));
            }
        }
    }
    drawn
}

/// Values that are seldom, but possible.
fn odd(themes: &[ThemeName], years: &[i32]) -> Vec<(&'static str, Inputs)> {
    let rates: [(&str, RateOf); 6] = [
        (" without intervals", rate),
        (" without hits", |_, _| 0.0),
        (" with large rates", |t, _| 1e6 * t as f64),
        (" with small rates", |t, _| 1e-5 * t as f64),
        (" with huge rates", |_, _| 1e200),
        (" with tiny rates", |_, _| 1e-310),
    ];
    let of_rates = rates.into_iter().map(|(what, rate)| {
        let theme_frequency = frequency(themes, years, rate);
        (what, Inputs { theme_frequency, findings: findings(themes, years, rate), ..inputs(themes, years) })
    });
    let messages = [(" without messages", 0), (" with 12,000 messages", 12_000), (" with all messages", u64::MAX / 2)];
    let of_messages = messages.into_iter().map(|(what, n)| {
        (what, Inputs { theme_cooccurrence: pairs(themes, &years[..years.len().min(2)], n), ..Inputs::default() })
    });
    of_rates.chain(of_messages).collect()
}
