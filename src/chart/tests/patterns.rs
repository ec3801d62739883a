//! What the chart of patterns shows where.

use super::sample::{YEARS, context, draw, pattern, themes, years};
use crate::analysis::rows::ThemePatternRow;
use crate::axis::Period;
use crate::chart::{Inputs, Rendered};
use crate::config::StyleName;

/// The segments of a chart: x, y, width and fill, in the order in which they are drawn; lengths in points.
fn segments(svg: &str) -> Vec<(f64, f64, f64, String)> {
    let value = |line: &str, name: &str| {
        let start = line.find(&format!(" {name}=\"")).unwrap() + name.len() + 3;
        line[start..].split('"').next().unwrap().to_string()
    };
    let tenth = |line: &str, name: &str| value(line, name).parse::<f64>().unwrap() / 10.0;
    svg.lines()
        .filter(|line| line.starts_with("<rect x=") && tenth(line, "width") > 3.0 && tenth(line, "height") > 8.0)
        .map(|line| (tenth(line, "x"), tenth(line, "y"), tenth(line, "width"), value(line, "fill")))
        .collect()
}

fn of(rows: Vec<ThemePatternRow>, style: StyleName) -> Rendered {
    let mut context = context(themes(1, false));
    context.design = crate::chart::Design::built_in(style);
    let mut charts = draw("theme_patterns", &Inputs { theme_patterns: rows, ..Inputs::default() }, &context);
    assert_eq!(charts.len(), 1);
    charts.remove(0)
}

#[test]
fn a_bar_of_few_hits_is_a_fifth_for_each_and_a_full_one_is_split_by_shares() {
    let rows = vec![
        pattern("t00", "privacy", &Period::of_year(2012), 9),
        pattern("t00", "trust", &Period::of_year(2012), 3),
        pattern("t00", "trust", &Period::of_year(2017), 2),
    ];
    let chart = of(rows, StyleName::Screen);
    let bars = segments(&chart.svg);
    assert_eq!(bars.len(), 3);
    let [privacy, trust, few] = [&bars[0], &bars[1], &bars[2]];
    assert!(((privacy.2 + 0.8) / (trust.2 + 0.8) - 3.0).abs() < 0.01, "{bars:?}");
    assert!(((few.2 + 0.8) / (privacy.2 + trust.2 + 1.6) - 0.4).abs() < 0.01, "{bars:?}");
    // The same pattern has the same look in both years.
    assert_eq!(trust.3, few.3);
    assert_ne!(trust.3, privacy.3);
    assert!(chart.svg.contains("fewer than 5 mentions") && chart.svg.contains(">12</text>"));
}

#[test]
fn the_five_patterns_with_most_hits_are_named_and_the_rest_is_other() {
    let names = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta"];
    let mut rows: Vec<ThemePatternRow> =
        names.iter().zip(1..).map(|(name, n)| pattern("t00", name, &Period::of_year(2012), n)).collect();
    rows.push(pattern("t00", "alpha", &Period::of_year(2017), 30));
    let chart = of(rows, StyleName::Screen);
    for name in ["alpha", "eta", "zeta", "epsilon", "delta"] {
        assert!(chart.svg.contains(&format!(">{name}</text>")), "{name}");
    }
    assert!(!chart.svg.contains(">beta</text>") && !chart.svg.contains(">gamma</text>"));
    assert!(chart.svg.contains(">other</text>"));
    let data = String::from_utf8(chart.data).unwrap();
    let others: Vec<&str> = data.lines().filter(|line| line.contains(",2012,,")).collect();
    assert_eq!(others, ["t00,Access and connectivity,2012,,2,5,28,0.178571"]);
    assert!(chart.description.contains("(alpha, 31 of 58 mentions)"), "{}", chart.description);
}

#[test]
fn in_grey_neighbours_differ_by_lightness() {
    let rows = (0..7).map(|n| pattern("t00", &format!("p{n}"), &Period::of_year(2012), 9)).collect();
    let chart = of(rows, StyleName::Grey);
    let fills: Vec<f64> =
        segments(&chart.svg).iter().map(|s| crate::config::Rgb::parse(&s.3).unwrap().luminance()).collect();
    assert_eq!(fills.len(), 6);
    assert!(fills.windows(2).all(|pair| pair[1] > pair[0] * 1.3), "{fills:?}");
}

#[test]
fn a_period_without_a_hit_has_a_zero_and_a_silent_theme_is_named() {
    let all = themes(2, false);
    let inputs = Inputs {
        theme_patterns: vec![pattern("t01", "data", &Period::of_year(2012), 6)],
        theme_frequency: super::sample::frequency(&all, &years(YEARS), |_, _| 0.0),
        ..Inputs::default()
    };
    let chart = draw("theme_patterns", &inputs, &context(all)).remove(0);
    assert_eq!(chart.svg.matches(">0</text>").count(), 3);
    assert!(chart.svg.contains("No hit in any year: Access and connectivity."));
    let data = String::from_utf8(chart.data).unwrap();
    assert_eq!(data.lines().count(), 1 + 4);
}

#[test]
fn many_themes_are_spread_over_pages_of_their_own_data() {
    let all = themes(20, false);
    let rows: Vec<ThemePatternRow> =
        all.iter().flat_map(|theme| YEARS.map(|year| pattern(&theme.id, "word", &Period::of_year(year), 7))).collect();
    let charts = draw("theme_patterns", &Inputs { theme_patterns: rows, ..Inputs::default() }, &context(all.clone()));
    assert!(charts.len() > 1);
    for (place, chart) in charts.iter().enumerate() {
        assert_eq!(chart.name, format!("theme_patterns_{}", place + 1));
        assert!(chart.title.ends_with(&format!(", part {}\u{A0}of\u{A0}{}", place + 1, charts.len())));
    }
    let data = charts.iter().map(|chart| String::from_utf8(chart.data.clone()).unwrap()).collect::<String>();
    for theme in &all {
        assert_eq!(data.matches(&format!("\n{},", theme.id)).count(), 4, "{}", theme.id);
    }
}

#[test]
fn a_long_series_has_a_bar_for_each_third() {
    let rows = years(2000..2015).iter().map(|year| pattern("t00", "trust", year, 2)).collect();
    let chart = of(rows, StyleName::Screen);
    let data = String::from_utf8(chart.data).unwrap();
    let expected = ["2000-2004", "2005-2009", "2010-2014"]
        .map(|third| format!("t00,Access and connectivity,{third},trust,1,10,10,1.0"));
    assert_eq!(data.lines().skip(1).collect::<Vec<_>>(), expected);
    assert!(chart.title.ends_with("by third of the years"), "{}", chart.title);
    assert!(chart.svg.contains("15 years: a bar for the first"), "{}", chart.svg);
}
