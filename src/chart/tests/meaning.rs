//! What a chart says, to eyes, to screen readers and to programs.

use std::collections::BTreeMap;

use super::drawn::{Drawn, drawn};
use super::sample::{
    HOSTILE, YEARS, context, draw, frequency, group_contrast, group_frequency, hostile, inputs, of_pairs, of_rates,
    pairs, reversed, themes, years,
};
use crate::analysis::ThemeFitRow;
use crate::axis::Period;
use crate::chart::{Inputs, KINDS, Rendered};
use crate::config::PageSize;

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
    let chart = of_rates("theme_trends", &frequency(&themes, &years(YEARS), |_, _| 2.0), &context(themes));
    let x = circles(&chart.svg);
    assert_eq!(x.len(), 4);
    let five_to_one = (x[1] - x[0]) / (x[3] - x[2]);
    assert!((five_to_one - 5.0).abs() < 0.02, "{five_to_one}: {x:?}");
}

#[test]
fn only_observed_years_are_labelled() {
    let themes = themes(1, false);
    let chart = of_rates("theme_trends", &frequency(&themes, &years(YEARS), |_, _| 2.0), &context(themes));
    for year in 2012..=2020 {
        assert_eq!(chart.svg.contains(&format!(">{year}</text>")), YEARS.contains(&year), "{year}");
    }
}

#[test]
fn one_period_has_one_scale_whatever_the_design() {
    let themes = themes(2, false);
    let of = |of: &[i32]| {
        let rows = frequency(&themes, &years(of.iter().copied()), |theme, _| [2.0, 20.0][theme]);
        of_rates("theme_trends", &rows, &context(themes.clone())).svg
    };
    assert!(of(&[2020]).contains("One scale for all panels.") && !of(&[2020]).contains("its own scale"));
    assert!(of(&[2019, 2020]).contains("Each panel has its own scale."));
}

#[test]
fn values_that_would_stand_too_close_are_left_out() {
    let themes = themes(1, false);
    let rows = frequency(&themes, &years(2013..=2020), |_, year| if year.label() == "2016" { 29.5 } else { 12.5 });
    let values = |width_mm: f64| {
        let mut context = context(themes.clone());
        context.design = context.design.sized(PageSize { width_mm, height_mm: None });
        of_rates("theme_trends", &rows, &context).svg.matches(">12.5</text>").count()
    };
    // The first and the last beside the highest.
    assert!(values(40.0) <= 2);
    assert!(values(160.0) > 5);
}

#[test]
fn lines_are_solid_only_where_years_follow_as_usual() {
    let solid = |of: &[i32]| {
        let themes = themes(1, false);
        let rows = frequency(&themes, &years(of.iter().copied()), |_, _| 2.0);
        let chart = of_rates("theme_trends", &rows, &context(themes));
        let lines = chart.svg.lines().filter(|line| line.starts_with("<path") && line.contains("stroke-width=\"13\""));
        lines.map(|line| line.matches('M').count()).sum::<usize>()
    };
    assert_eq!(solid(&YEARS), 1);
    assert_eq!(solid(&[2017, 2018, 2019, 2020]), 3);
}

#[test]
fn panels_stand_in_order_of_change() {
    let themes = themes(3, false);
    let change = [1.0, -5.0, 3.0];
    let rows = frequency(&themes, &years(YEARS), |t, year| 6.0 + if year.label() == "2020" { change[t] } else { 0.0 });
    let chart = of_rates("theme_trends", &rows, &context(themes.clone()));
    let place = |t: usize| chart.svg.find(&format!(">{}", themes[t].label.split(' ').next().unwrap())).unwrap();
    assert!(place(1) < place(2) && place(2) < place(0));
    assert!(chart.description.contains("Largest rise from 2012 to 2020: Child safety, from 6.0 to 9.0"));
    assert!(chart.description.contains("Largest fall from 2012 to 2020: Artificial intelligence"));
}

#[test]
fn a_missing_rate_is_left_out_and_not_drawn_as_zero() {
    let themes = themes(1, false);
    let mut rows = frequency(&themes, &years(YEARS), |_, _| 1.7);
    rows[1].per_1000_tokens = None;
    rows[2].per_1000_tokens = Some(f64::NAN);
    let trends = of_rates("theme_trends", &rows, &context(themes.clone()));
    assert_eq!(circles(&trends.svg).len(), 2);
    let heatmap = of_rates("theme_heatmap", &rows, &context(themes));
    assert_eq!(heatmap.svg.matches(">1.7</text>").count(), 2);
    assert!(heatmap.description.contains("2012 1.7, 2020 1.7"), "{}", heatmap.description);
}

#[test]
fn intervals_are_drawn_and_reach_into_the_scale() {
    let context = context(themes(1, false));
    let mut rows = frequency(&context.themes, &years(YEARS), |_, _| 2.0);
    let without = of_rates("theme_trends", &rows, &context);
    for row in &mut rows {
        (row.rate_low, row.rate_high) = (Some(0.5), Some(5.0));
    }
    let with = of_rates("theme_trends", &rows, &context);
    let grey = |line: &&str| line.starts_with("<path") && line.contains("stroke=\"#8C8C8C\"");
    let lines = |svg: &str| svg.lines().filter(grey).map(|line| line.matches('M').count()).sum::<usize>();
    assert_eq!(lines(&with.svg) - lines(&without.svg), 4);
    assert!(with.svg.contains("intervals") && !without.svg.contains("intervals"));
    assert!(!with.svg.contains("Arrows"));
}

#[test]
fn a_fitted_curve_stands_behind_the_rates_of_its_theme_alone() {
    let context = context(themes(2, false));
    let rows = frequency(&context.themes, &years(YEARS), |_, _| 2.0);
    let fit = |period: &Period| ThemeFitRow {
        theme: context.themes[0].id.clone(),
        period: period.clone(),
        fitted: 1.5,
        fitted_low: 1.0,
        fitted_high: 2.0,
    };
    let inputs = Inputs {
        theme_frequency: rows.clone(),
        theme_fit: years(YEARS).iter().map(fit).collect(),
        ..Inputs::default()
    };
    let chart = draw("theme_trends", &inputs, &context).remove(0);
    let without = of_rates("theme_trends", &rows, &context);
    let bands = |svg: &str| svg.matches("<polygon").count();
    assert_eq!((bands(&chart.svg), bands(&without.svg)), (1, 0));
    // The band is drawn before any point.
    assert!(chart.svg.find("<polygon") < chart.svg.find("<circle"));
    assert!(chart.svg.contains("fitted slopes") && !without.svg.contains("fitted slopes"));
    assert!(!chart.svg.contains("fitted slope is cut"));
    let data = |chart: &Rendered| String::from_utf8(chart.data.clone()).expect("text");
    assert_eq!(data(&chart).matches(",1.5,1.0,2.0\n").count(), YEARS.len());
    assert!(data(&without).lines().skip(1).all(|line| line.ends_with(",,,")));
    // A band that runs past the scale says so.
    let mut high = inputs;
    high.theme_fit.iter_mut().for_each(|row| row.fitted_high = 60.0);
    let chart = draw("theme_trends", &high, &context).remove(0);
    assert!(chart.svg.contains("The band of one fitted slope is cut; the ends are in the file theme_trends.csv."));
}

#[test]
fn an_interval_far_past_the_others_is_cut_with_an_arrow() {
    let context = context(themes(9, false));
    let mut rows = frequency(&context.themes, &years(YEARS), |_, _| 2.0);
    for row in &mut rows {
        (row.rate_low, row.rate_high) = (Some(1.0), Some(4.0));
    }
    rows[0].rate_high = Some(60.0);
    let chart = of_rates("theme_trends", &rows, &context);
    assert!(chart.svg.contains("Arrows: one interval runs past the scale"), "{}", chart.svg);
    assert_eq!(chart.svg.matches("<polygon").count(), 1);
    // Of its own the scale of that panel reaches three times the rate.
    assert!(chart.svg.contains(">4</text>") && !chart.svg.contains(">20</text>"));
}

#[test]
fn every_joint_count_stands_in_its_cell_once() {
    let themes = themes(6, false);
    let rows = pairs(&themes, &years([2012, 2020]), 48);
    let charts = of_pairs(&rows, &context(themes));
    let names: Vec<&str> = charts.iter().map(|chart| chart.name.as_str()).collect();
    assert_eq!(names, ["theme_cooccurrence_2012", "theme_cooccurrence_2020"]);
    for (chart, year) in charts.iter().zip([2012, 2020]) {
        let mut expected: BTreeMap<String, usize> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.period == Period::of_year(year) && row.messages_both > 0) {
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
    let mut rows = pairs(&themes, &years([2012, 2020]), 20);
    (rows[0].messages_both, rows[1].messages_both, rows[1].n_messages) = (5, 10, 40);
    let charts = of_pairs(&rows, &context(themes));
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
    let inputs = inputs(&themes, &years(YEARS));
    let charts: Vec<Rendered> = KINDS.iter().flat_map(|kind| kind.draw(&inputs, &context).unwrap()).collect();
    for chart in charts {
        assert!(!chart.svg.contains("<script") && !chart.svg.contains("<!--") && !chart.svg.contains("]]>"));
        let forbidden = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{FFFE}' | '\u{FFFF}' | '\u{202E}');
        assert!(!chart.svg.contains(forbidden), "{}", chart.name);
        assert!(!chart.description.contains(forbidden), "{}", chart.name);
        let document = roxmltree::Document::parse(&chart.svg).unwrap();
        let known = ["svg", "title", "desc", "g", "rect", "line", "path", "polyline", "polygon", "circle", "text"];
        for element in document.descendants().filter(|node| node.is_element()) {
            assert!(known.contains(&element.tag_name().name()), "{:?}", element.tag_name());
        }
    }
    for kind in &KINDS {
        let all: String = kind.draw(&inputs, &context).unwrap().into_iter().map(|chart| chart.svg).collect();
        assert!(all.contains("سلامة") && all.contains("网络"), "{}", kind.name);
    }
    assert_eq!(HOSTILE.len(), themes.len());
}

#[test]
fn title_and_description_stand_in_the_svg() {
    for Drawn { case, chart, .. } in drawn() {
        let document = roxmltree::Document::parse(&chart.svg).unwrap();
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
    let inputs = inputs(&themes, &years(YEARS));
    for kind in &KINDS {
        let first = kind.draw(&inputs, &context).unwrap();
        assert_eq!(first, kind.draw(&reversed(&inputs), &context).unwrap(), "{}", kind.name);
    }
}

#[test]
fn without_rows_a_chart_says_so() {
    let context = context(themes(3, false));
    for kind in &KINDS {
        let charts = kind.draw(&Inputs::default(), &context).unwrap();
        if kind.optional {
            assert!(charts.is_empty(), "{}", kind.name);
            continue;
        }
        let [chart] = charts.as_slice() else { panic!("{} draws {} charts", kind.name, charts.len()) };
        assert_eq!(chart.name, kind.name);
        assert!(chart.svg.contains(">No data: ") && chart.description.starts_with("No data: "), "{}", kind.name);
    }
}

#[test]
fn only_the_asked_themes_are_drawn() {
    let themes = themes(6, false);
    let mut context = context(themes.clone());
    context.options.themes = vec![themes[1].id.clone(), themes[4].id.clone()];
    let mut inputs = inputs(&themes, &years(YEARS));
    // The groups of the sample are named as the themes.
    inputs.group_frequency = group_frequency(&themes, &years(YEARS), &["left", "right"]);
    inputs.group_contrast = group_contrast(&themes, &["left", "right"]);
    for kind in KINDS.iter().filter(|kind| kind.about_themes()) {
        for chart in kind.draw(&inputs, &context).unwrap() {
            for (place, theme) in themes.iter().enumerate() {
                let said = chart.description.contains(&theme.label) || chart.svg.contains(&theme.label);
                assert!(!said || [1, 4].contains(&place), "{}: {}", chart.name, theme.label);
            }
        }
    }
}

#[test]
fn only_the_asked_periods_are_drawn() {
    let themes = themes(6, false);
    let mut context = context(themes.clone());
    context.options.periods = vec!["2012".into(), "2020".into()];
    for kind in &KINDS {
        for chart in kind.draw(&inputs(&themes, &years(YEARS)), &context).unwrap() {
            // The flags of a period name others.
            let left_out = chart.svg.contains(">2017</text>") || chart.name.contains("2019");
            assert!(
                !left_out && (kind.name == "word_shift" || !chart.description.starts_with("No data")),
                "{}",
                chart.name
            );
        }
    }
}

#[test]
fn the_data_drawn_stand_in_a_table() {
    for Drawn { case, chart, .. } in drawn().iter().filter(|drawn| !drawn.chart.description.starts_with("No data")) {
        let text = std::str::from_utf8(&chart.data).unwrap();
        assert!(text.lines().count() > 1 && text.lines().next().unwrap().contains(','), "{case}: {text}");
    }
}
