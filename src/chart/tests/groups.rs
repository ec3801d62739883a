//! What the charts of groups show, and of which groups.

use std::collections::BTreeSet;

use super::sample::{
    HOSTILE, YEARS, context, documents, draw, group_contrast, group_frequency, quarters, themes, years,
};
use crate::chart::{Inputs, Rendered};

/// The charts of trends of some groups of publishers.
fn trends(groups: &[&str]) -> Vec<Rendered> {
    let themes = themes(4, false);
    let inputs = Inputs { group_frequency: group_frequency(&themes, &years(YEARS), groups), ..Inputs::default() };
    draw("group_trends", &inputs, &context(themes))
}

/// The charts of contrasts of some groups.
fn contrasts(groups: &[&str]) -> Vec<Rendered> {
    let themes = themes(4, false);
    let inputs = Inputs { group_contrast: group_contrast(&themes, groups), ..Inputs::default() };
    draw("group_contrast", &inputs, &context(themes))
}

fn count(chart: &Rendered, text: &str) -> usize {
    chart.svg.matches(text).count()
}

#[test]
fn up_to_five_groups_share_a_panel_with_their_names_at_the_lines() {
    for groups in [&["left", "right"][..], &["a1", "b1", "c1", "d1", "e1"]] {
        let charts = trends(groups);
        let [chart] = charts.as_slice() else { panic!("{} charts", charts.len()) };
        assert_eq!(chart.name, "group_trends_publisher");
        for group in groups {
            assert_eq!(count(chart, &format!(">{group}</text>")), 4, "once in each panel: {group}");
        }
        // Each line has its own colour: the marks of its points and the one at its name.
        assert!(count(chart, "#0072B2") > 4 && count(chart, "#D44D07") > 4);
        assert!(chart.svg.contains("A line for each publisher"));
        assert!(chart.description.contains(&format!("4 line charts, one per theme, each with {} lines", groups.len())));
        assert!(chart.description.contains("Largest difference of mean rates: "), "{}", chart.description);
        let data = String::from_utf8(chart.data.clone()).unwrap();
        assert_eq!(data.lines().count(), 1 + 4 * (4 * groups.len() - 1), "the second group has no first year");
    }
}

#[test]
fn more_groups_have_a_panel_each_in_a_chart_per_theme() {
    let groups = ["g1", "g2", "g3", "g4", "g5", "g6", "g7", "g8", "g9"];
    let charts = trends(&groups);
    let names: BTreeSet<&str> = charts.iter().map(|chart| chart.name.as_str()).collect();
    assert_eq!(names.len(), 4);
    assert!(names.contains("group_trends_publisher_t00"), "{names:?}");
    for chart in &charts {
        assert!(groups.iter().all(|group| count(chart, &format!(">{group}</text>")) == 1), "{}", chart.name);
        assert!(chart.description.starts_with("9 line charts, one per publisher: "), "{}", chart.description);
        assert!(chart.svg.contains("intervals") && chart.svg.contains(" and 3 more."));
    }
    let themes = themes(9, false);
    let inputs = Inputs { group_frequency: group_frequency(&themes, &years(YEARS), &groups), ..Inputs::default() };
    let mut context = context(themes.clone());
    let charts = draw("group_trends", &inputs, &context);
    assert_eq!(charts.len(), 6);
    assert!(charts[0].svg.contains("Drawn: the 6 of 9 themes with the most mentions"));
    context.options.themes = themes.iter().take(7).map(|theme| theme.id.clone()).collect();
    assert_eq!(draw("group_trends", &inputs, &context).len(), 7);
}

#[test]
fn nothing_is_drawn_of_a_single_group() {
    assert!(trends(&["left"]).is_empty() && trends(&[]).is_empty() && contrasts(&["left"]).is_empty());
}

#[test]
fn the_data_hold_the_rows_that_are_drawn_in_their_order() {
    let chart = trends(&["left", "right"]).remove(0);
    let data = String::from_utf8(chart.data).unwrap();
    let mut of_groups: Vec<String> =
        data.lines().skip(1).map(|line| line.split(',').take(2).collect::<Vec<_>>().join(",")).collect();
    of_groups.dedup();
    let expected: Vec<&str> = ["publisher,left", "publisher,right"].into_iter().cycle().take(8).collect();
    assert_eq!(of_groups, expected);
}

#[test]
fn a_contrast_stands_in_order_of_its_differences() {
    let charts = contrasts(&["left", "right"]);
    let [chart] = charts.as_slice() else { panic!("{} charts", charts.len()) };
    assert_eq!(chart.name, "group_contrast_left_right");
    assert!(chart.title.starts_with("Theme rates of right less those of left, in mentions per"), "{}", chart.title);
    let data = String::from_utf8(chart.data.clone()).unwrap();
    let place = data.lines().next().unwrap().split(',').position(|column| column == "difference").unwrap();
    let differences: Vec<f64> =
        data.lines().skip(1).map(|line| line.split(',').nth(place).unwrap().parse().unwrap()).collect();
    assert!(differences.len() == 4 && differences.is_sorted_by(|a, b| a >= b), "{differences:?}");
    // The first and the fourth theme have a small p.
    assert!(chart.svg.contains("Evidence of a difference: strong for 2 and some for 0 of 4"), "{}", chart.svg);
    assert!(chart.svg.contains("more in right →") && chart.svg.contains("each period weighted alike"));
    assert!(chart.description.contains("Data, most more in right first: "), "{}", chart.description);
}

#[test]
fn a_contrast_without_intervals_says_why_and_has_no_column_for_them() {
    let with = contrasts(&["left", "right"]).remove(0);
    let plain = |chart: &Rendered| chart.svg.replace(['\u{a0}', '\u{202f}'], " ");
    assert!(plain(&with).contains(">95 % interval<") && !plain(&with).contains("No 95 % intervals"), "{}", with.svg);
    let themes = themes(4, false);
    let mut rows = group_contrast(&themes, &["left", "right"]);
    rows.iter_mut().for_each(|row| (row.difference_low, row.difference_high) = (None, None));
    let inputs = Inputs { group_contrast: rows, ..Inputs::default() };
    let without = draw("group_contrast", &inputs, &context(themes)).remove(0);
    assert!(plain(&without).contains("No 95 % intervals: a group has too few documents"), "{}", without.svg);
    assert!(!plain(&without).contains(">95 % interval<"), "{}", without.svg);
    assert!(!without.description.contains("intervals"), "{}", without.description);
}

#[test]
fn six_pairs_of_groups_are_drawn_and_a_warning_tells_of_the_others() {
    let charts = contrasts(&["a", "b", "c", "d", "e"]);
    let names: Vec<&str> = charts.iter().map(|chart| chart.name.as_str()).collect();
    assert_eq!((names.len(), names[0], names[5]), (6, "group_contrast_a_b", "group_contrast_b_d"));
    assert!(charts[0].warnings[0].contains("the first 6 of 10 pairs"), "{:?}", charts[0].warnings);
}

#[test]
fn a_contrast_of_one_period_is_drawn_where_there_is_none_over_all() {
    let themes = themes(3, false);
    let mut rows = group_contrast(&themes, &["left", "right"]);
    rows.iter_mut().for_each(|row| row.period = Some(quarters(2022, 1).remove(0)));
    let chart =
        draw("group_contrast", &Inputs { group_contrast: rows, ..Inputs::default() }, &context(themes)).remove(0);
    assert!(chart.title.starts_with("Theme rates of right less those of left in 2022-Q1, in"), "{}", chart.title);
    assert!(chart.svg.contains("Groups by publisher, in 2022-Q1."));
}

#[test]
fn hostile_names_of_groups_make_safe_and_distinct_files() {
    for charts in [trends(&HOSTILE), contrasts(&HOSTILE), trends(&HOSTILE[..5])] {
        let names: BTreeSet<String> = charts.iter().map(|chart| chart.name.to_lowercase()).collect();
        assert_eq!(names.len(), charts.len());
        for chart in &charts {
            assert!(chart.name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-'), "{}", chart.name);
            assert!(!chart.svg.contains("<script") && !chart.svg.contains('\u{202E}'), "{}", chart.name);
            roxmltree::Document::parse(&chart.svg).unwrap();
        }
    }
}

#[test]
fn unlike_documents_are_told_on_trends_of_groups() {
    let themes = themes(2, false);
    let all = years([2019, 2020]);
    let inputs = Inputs {
        group_frequency: group_frequency(&themes, &all, &["left", "right"]),
        documents: vec![documents(&all[0], &["speech"]), documents(&all[1], &["report"])],
        ..Inputs::default()
    };
    let chart = draw("group_trends", &inputs, &context(themes)).remove(0);
    assert!(chart.svg.contains("The documents of both years have no kind in common"), "{}", chart.svg);
}
