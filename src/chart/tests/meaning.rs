//! What a chart says, to eyes, to screen readers and to programs.

use std::collections::BTreeMap;

use resvg::usvg;

use super::sample::{HOSTILE, YEARS, cases, context, frequency, hostile, pairs, rate, themes};
use crate::chart::rates::{Rate, Rates};
use crate::chart::{theme_cooccurrence, theme_heatmap, theme_trends};

/// The x of the circles of a chart with one panel, in tenths of a point, from left to right.
fn circles(svg: &str) -> Vec<f64> {
    svg.lines()
        .filter_map(|line| line.strip_prefix("<circle cx=\""))
        .map(|rest| rest.split('"').next().unwrap().parse().unwrap())
        .collect()
}

#[test]
fn five_years_are_drawn_five_times_as_long_as_one() {
    let themes = themes(1, false);
    let chart = theme_trends(&frequency(&themes, &YEARS, |_, _| 2.0), &context(themes)).unwrap();
    let x = circles(&chart.svg);
    assert_eq!(x.len(), 4);
    let five_to_one = (x[1] - x[0]) / (x[3] - x[2]);
    assert!((five_to_one - 5.0).abs() < 0.02, "{five_to_one}: {x:?}");
}

#[test]
fn only_observed_years_are_labelled() {
    let themes = themes(1, false);
    let chart = theme_trends(&frequency(&themes, &YEARS, |_, _| 2.0), &context(themes)).unwrap();
    for year in 2012..=2020 {
        assert_eq!(chart.svg.contains(&format!(">{year}</text>")), YEARS.contains(&year), "{year}");
    }
}

#[test]
fn lines_are_solid_only_where_years_follow_as_usual() {
    let solid = |years: &[i32]| {
        let themes = themes(1, false);
        let chart = theme_trends(&frequency(&themes, years, |_, _| 2.0), &context(themes)).unwrap();
        chart.svg.lines().filter(|line| line.starts_with("<polyline") && line.contains("stroke-width=\"13\"")).count()
    };
    assert_eq!(solid(&YEARS), 1);
    assert_eq!(solid(&[2017, 2018, 2019, 2020]), 3);
}

#[test]
fn panels_stand_in_order_of_change() {
    let themes = themes(3, false);
    let change = [1.0, -5.0, 3.0];
    let rows = frequency(&themes, &YEARS, |t, year| 6.0 + if year == 2020 { change[t] } else { 0.0 });
    let chart = theme_trends(&rows, &context(themes.clone())).unwrap();
    let place = |t: usize| chart.svg.find(&format!(">{}", themes[t].label.split(' ').next().unwrap())).unwrap();
    assert!(place(1) < place(2) && place(2) < place(0));
    assert!(chart.description.contains("Largest rise from 2012 to 2020: Child safety, from 6.0 to 9.0"));
    assert!(chart.description.contains("Largest fall from 2012 to 2020: Artificial intelligence"));
}

#[test]
fn a_missing_rate_is_left_out_and_not_drawn_as_zero() {
    let themes = themes(1, false);
    let mut rows = frequency(&themes, &YEARS, |_, _| 1.7);
    rows[1].per_1000_tokens = None;
    rows[2].per_1000_tokens = Some(f64::NAN);
    let trends = theme_trends(&rows, &context(themes.clone())).unwrap();
    assert_eq!(circles(&trends.svg).len(), 2);
    let heatmap = theme_heatmap(&rows, &context(themes)).unwrap();
    assert_eq!(heatmap.svg.matches(">1.7</text>").count(), 2);
    assert!(heatmap.description.contains("2012 1.7, 2020 1.7"), "{}", heatmap.description);
}

#[test]
fn intervals_are_drawn_and_reach_into_the_scale() {
    let context = context(themes(1, false));
    let mut rates = Rates::new(&frequency(&context.themes, &YEARS, |_, _| 2.0), &context);
    let without = theme_trends::draw(rates.clone(), &context).unwrap();
    for rate in rates.series[0].rates.values_mut() {
        *rate = Rate { value: 2.0, interval: Some((0.5, 9.0)) };
    }
    assert!((rates.largest() - 9.0).abs() < 1e-12);
    let with = theme_trends::draw(rates, &context).unwrap();
    let lines = |svg: &str| svg.matches("stroke=\"#8C8C8C\"").count();
    assert_eq!(lines(&with.svg) - lines(&without.svg), 4);
    assert!(with.svg.contains("intervals") && !without.svg.contains("intervals"));
}

#[test]
fn every_joint_count_stands_in_its_cell_once() {
    let themes = themes(6, false);
    let rows = pairs(&themes, &[2012, 2020], 48);
    let charts = theme_cooccurrence(&rows, &context(themes)).unwrap();
    let names: Vec<&str> = charts.iter().map(|chart| chart.name.as_str()).collect();
    assert_eq!(names, ["theme_cooccurrence_2012", "theme_cooccurrence_2020"]);
    for (chart, year) in charts.iter().zip([2012, 2020]) {
        let mut expected: BTreeMap<String, usize> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.year == year && row.messages_both > 0) {
            *expected.entry(row.messages_both.to_string()).or_default() += 1;
        }
        // The diagonal, and each number of a row: left, above and below.
        for theme in 0..6u64 {
            *expected.entry((48 / (theme + 1)).to_string()).or_default() += 1;
            *expected.entry((theme + 1).to_string()).or_default() += 3;
        }
        for (text, times) in expected {
            assert_eq!(chart.svg.matches(&format!(">{text}</text>")).count(), times, "{text} in {year}");
        }
    }
}

#[test]
fn the_colour_of_joint_messages_is_their_share_on_one_scale_for_all_years() {
    let themes = themes(2, false);
    let mut rows = pairs(&themes, &[2012, 2020], 20);
    (rows[0].messages_both, rows[1].messages_both, rows[1].n_messages) = (5, 10, 40);
    let charts = theme_cooccurrence(&rows, &context(themes)).unwrap();
    let fill = |svg: &str| {
        // The last cells drawn are the joint cell and the second cell of the diagonal.
        let cells: Vec<&str> = svg.lines().filter(|line| line.starts_with("<rect x=")).collect();
        cells[cells.len() - 2].split(" fill=\"").nth(1).unwrap()[..7].to_string()
    };
    assert_eq!(fill(&charts[0].svg), fill(&charts[1].svg));
}

#[test]
fn names_of_users_cannot_leave_their_place_in_the_xml() {
    let themes = hostile();
    let mut context = context(themes.clone());
    context.title = "]]></title><script>\u{0}".into();
    context.source = "<!-- & -->".into();
    let rows = frequency(&themes, &YEARS, rate);
    let mut charts = vec![theme_trends(&rows, &context).unwrap(), theme_heatmap(&rows, &context).unwrap()];
    charts.extend(theme_cooccurrence(&pairs(&themes, &YEARS, 48), &context).unwrap());
    for chart in charts {
        assert!(!chart.svg.contains("<script") && !chart.svg.contains("<!--") && !chart.svg.contains("]]>"));
        let forbidden = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{FFFE}' | '\u{FFFF}' | '\u{202E}');
        assert!(!chart.svg.contains(forbidden), "{}", chart.name);
        assert!(!chart.description.contains(forbidden), "{}", chart.name);
        let document = usvg::roxmltree::Document::parse(&chart.svg).unwrap();
        let known = ["svg", "title", "desc", "g", "rect", "line", "polyline", "circle", "text"];
        for element in document.descendants().filter(|node| node.is_element()) {
            assert!(known.contains(&element.tag_name().name()), "{:?}", element.tag_name());
        }
        assert!(chart.svg.contains("سلامة") && chart.svg.contains("网络"), "{}", chart.name);
    }
    assert_eq!(HOSTILE.len(), themes.len());
}

#[test]
fn title_and_description_stand_in_the_svg() {
    for (case, chart) in cases() {
        let document = usvg::roxmltree::Document::parse(&chart.svg).unwrap();
        let root = document.root_element();
        let child = |name| root.children().find(|node| node.has_tag_name(("http://www.w3.org/2000/svg", name)));
        assert_eq!(child("title").and_then(|node| node.text()), Some(chart.title.as_str()), "{case}");
        assert_eq!(child("desc").and_then(|node| node.text()), Some(chart.description.as_str()), "{case}");
        assert_eq!(root.attribute("role"), Some("img"), "{case}");
        let ids: Vec<&str> = root.children().filter_map(|node| node.attribute("id")).collect();
        assert_eq!(root.attribute("aria-labelledby"), Some(ids.join(" ").as_str()), "{case}");
    }
}

#[test]
fn the_same_rows_in_any_order_give_the_same_bytes() {
    let themes = themes(12, false);
    let context = context(themes.clone());
    let (mut rates, mut joint) = (frequency(&themes, &YEARS, rate), pairs(&themes, &YEARS, 48));
    let draw = |rates: &[_], joint: &[_]| {
        let mut charts = theme_cooccurrence(joint, &context).unwrap();
        charts.extend([theme_trends(rates, &context).unwrap(), theme_heatmap(rates, &context).unwrap()]);
        charts
    };
    let first = draw(&rates, &joint);
    rates.reverse();
    joint.reverse();
    assert_eq!(first, draw(&rates, &joint));
}

#[test]
fn without_rows_a_chart_says_so() {
    let context = context(themes(3, false));
    let joint = theme_cooccurrence(&[], &context).unwrap();
    assert_eq!(joint.len(), 1);
    assert_eq!(joint[0].name, "theme_cooccurrence");
    for chart in [&joint[0], &theme_trends(&[], &context).unwrap(), &theme_heatmap(&[], &context).unwrap()] {
        assert!(chart.svg.contains(">No data: ") && chart.description.starts_with("No data: "));
    }
}
