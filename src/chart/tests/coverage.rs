//! What the chart of the years says of them.

use super::sample::{context, documents, draw};
use crate::analysis::ComparabilityRow;
use crate::axis::Period;
use crate::chart::{Inputs, Rendered};

fn year(year: i32, tokens: u64, kinds: &str, flags: &str) -> ComparabilityRow {
    ComparabilityRow {
        period: Period::of_year(year),
        documents: 2,
        sections: None,
        messages: 30,
        tokens,
        tokens_not_analysed: 0,
        median_message_tokens: Some(42.5),
        kinds: kinds.into(),
        scopes: "whole".into(),
        near_duplicates: None,
        flags: flags.into(),
    }
}

fn of(rows: Vec<ComparabilityRow>) -> Rendered {
    let inputs = Inputs { comparability: rows, ..Inputs::default() };
    draw("coverage", &inputs, &context(Vec::new())).remove(0)
}

#[test]
fn a_kind_that_no_other_period_has_is_bold_and_not_said_again() {
    let flag = "one document; kind that no other year has: report";
    let chart = of(vec![year(2012, 700, "report; speech", flag), year(2017, 3010, "speech", "")]);
    let line = |what: &str| chart.svg.lines().find(|line| line.contains(&format!(">{what}</text>"))).unwrap();
    assert!(line("report").contains("font-weight") && !line("speech").contains("font-weight"));
    assert!(!chart.svg.contains("kind that no other year"), "{}", chart.svg);
    assert_eq!(chart.svg.matches("<polygon").count(), 1, "one triangle, for one document");
    assert!(chart.svg.contains("2017 has 4.3 times the words of 2012; 1 of 2 years"), "{}", chart.svg);
    let data = String::from_utf8(chart.data).unwrap();
    assert_eq!(data.lines().nth(1), Some("2012,2,30,700,42.5,report; speech,whole,one document"));
}

#[test]
fn bars_of_a_column_have_one_scale_from_zero() {
    let chart = of(vec![year(2012, 1000, "speech", ""), year(2017, 4000, "speech", "")]);
    let widths: Vec<f64> = chart
        .svg
        .lines()
        .filter(|line| line.starts_with("<rect x=") && line.contains("fill=\"#0072B2\""))
        .map(|line| line.split(" width=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap())
        .collect();
    // Documents, messages, word tokens of either year.
    assert_eq!(widths.len(), 6);
    assert!((widths[5] / widths[2] - 4.0).abs() < 0.05, "{widths:?}");
    assert!((widths[3] - widths[0]).abs() < 1.0 && (widths[4] - widths[1]).abs() < 1.0, "{widths:?}");
}

#[test]
fn documents_of_each_kind_are_counted_where_a_period_has_several() {
    let mut inputs = Inputs { comparability: vec![year(2012, 700, "report; speech", "")], ..Inputs::default() };
    inputs.documents = vec![documents(&Period::of_year(2012), &["speech", "report", "speech"])];
    let chart = draw("coverage", &inputs, &context(Vec::new())).remove(0);
    assert!(chart.svg.contains(">report (1)</text>") && chart.svg.contains(">speech (2)</text>"), "{}", chart.svg);
}

#[test]
fn many_periods_are_spread_over_pages() {
    let flag = "fewer than 10 messages; near-duplicate messages; one document";
    let rows = |years: std::ops::Range<i32>| years.map(|y| year(y, 700, "speech", flag)).collect::<Vec<_>>();
    let inputs = Inputs { comparability: rows(1980..2020), ..Inputs::default() };
    let charts = draw("coverage", &inputs, &context(Vec::new()));
    assert!(charts.len() > 1);
    let all: String = charts.iter().map(|chart| chart.svg.as_str()).collect();
    assert!((1980..2020).all(|year| all.matches(&format!(">{year}</text>")).count() == 1));
}

#[test]
fn more_than_forty_periods_go_together_in_stretches() {
    let flag = |y: i32| if y % 2 == 0 { "near-duplicate messages" } else { "" };
    let kind = |y: i32| if y == 1951 { "report" } else { "speech" };
    let rows = (1790..=1866).chain([1951]).map(|y| year(y, 700, kind(y), flag(y))).collect();
    let charts = draw("coverage", &Inputs { comparability: rows, ..Inputs::default() }, &context(Vec::new()));
    let data: Vec<String> = charts.iter().map(|chart| String::from_utf8(chart.data.clone()).unwrap()).collect();
    let lines: Vec<&str> = data.iter().flat_map(|data| data.lines().skip(1)).collect();
    assert_eq!(lines.len(), 20);
    assert_eq!(lines[0], "1790-1792,6,90,2100,42.5,speech,whole,near-duplicate messages (2 of 3)");
    assert_eq!(lines[19], "1864-1951,8,120,2800,42.5,speech; report,whole,near-duplicate messages (2 of 4)");
    let (first, last) = (&charts[0], &charts[charts.len() - 1]);
    assert!(first.title.starts_with("What each stretch is made of") && first.svg.contains("A row stands for up to 4"));
    assert!(last.svg.lines().any(|line| line.contains(">report</text>") && line.contains("font-weight")));
}
