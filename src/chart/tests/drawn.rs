//! Every chart, drawn for every difficult case on every page. The other tests read these charts.

use std::sync::LazyLock;

use super::sample::*;
use crate::axis::Period;
use crate::chart::{ChartKind, Context, Design, Inputs, KINDS, Rendered, ThemeName};
use crate::config::{PageSize, StyleName};

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
    let uneven = (1..=84).filter(|year| year % 7 > 1).map(|year| 1900 + year);
    let few = || years(YEARS);
    let cases: Vec<(&str, Vec<ThemeName>, Vec<Period>)> = vec![
        ("20 themes, 4 years", themes(20, false), few()),
        ("40 long names, 30 years", themes(40, true), years(1991..=2020)),
        ("40 long names, 4 years", themes(40, true), few()),
        ("9 long names, 4 years", themes(9, true), few()),
        ("hostile names", hostile(), few()),
        ("1 theme, 2 years", themes(1, false), years([2012, 2020])),
        ("5 themes, 1 year", themes(5, false), years([2017])),
        ("4 themes, far years", themes(4, false), years([1000, 1444, 2020, 2999])),
        ("100 long names, 60 uneven years", themes(100, true), years(uneven)),
        ("6 themes, 12 quarters", themes(6, false), quarters(2021, 12)),
        ("6 themes, 77 years", themes(6, false), years((1790..).step_by(3).take(77))),
        ("6 themes, 234 months", themes(6, false), months(2004, 234)),
        ("6 themes, 24 decades", themes(6, false), decades(1790, 24)),
        ("6 themes, hostile periods", themes(6, false), hostile_periods()),
        ("nothing", Vec::new(), Vec::new()),
    ];
    let mut drawn = Vec::new();
    for (page, design) in pages() {
        for (case, themes, periods) in &cases {
            let mut context = Context { design: design.clone(), ..context(themes.clone()) };
            if periods.len() == 30 {
                context.options.terms = themes.iter().map(|theme| theme.id.clone()).collect();
            }
            let mut add = |what: &str, kind: &ChartKind, inputs: &Inputs| {
                let charts = match kind.draw(inputs, &context) {
                    Ok(charts) => charts,
                    Err(error) => panic!("{case}{what}, {page}: {error}"),
                };
                drawn.extend(charts.into_iter().map(|chart| {
                    let case = format!("{case}{what}, {page}: {}", chart.name);
                    Drawn { case, chart, design: design.clone() }
                }));
            };
            KINDS.iter().for_each(|kind| add("", kind, &inputs(themes, periods)));
            for (what, inputs) in odd(themes, periods).into_iter().filter(|_| case.starts_with("20")) {
                KINDS.iter().for_each(|kind| add(what, kind, &inputs));
            }
        }
    }
    drawn
}

/// Values that are seldom, but possible.
fn odd(themes: &[ThemeName], periods: &[Period]) -> Vec<(&'static str, Inputs)> {
    let rates: [(&str, RateOf); 6] = [
        (" without intervals", rate),
        (" without hits", |_, _| 0.0),
        (" with large rates", |t, _| 1e6 * t as f64),
        (" with small rates", |t, _| 1e-5 * t as f64),
        (" with huge rates", |_, _| 1e200),
        (" with tiny rates", |_, _| 1e-310),
    ];
    let of_rates = rates.into_iter().map(|(what, rate)| {
        let theme_frequency = frequency(themes, periods, rate);
        (what, Inputs { theme_frequency, findings: findings(themes, periods, rate), ..inputs(themes, periods) })
    });
    let messages = [(" without messages", 0), (" with 12,000 messages", 12_000), (" with all messages", u64::MAX / 2)];
    let of_messages = messages.into_iter().map(|(what, n)| {
        (what, Inputs { theme_cooccurrence: pairs(themes, &periods[..periods.len().min(2)], n), ..Inputs::default() })
    });
    of_rates.chain(of_messages).collect()
}
