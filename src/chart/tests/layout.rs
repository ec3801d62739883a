//! Where text stands and how it stands out.

use resvg::usvg::{self, Node};

use super::drawn::{Drawn, drawn};
use super::sample;
use crate::chart::design::{Design, Page};
use crate::chart::geometry::Rect;
use crate::chart::measure::Weight;
use crate::chart::outline::outlined;
use crate::chart::style::SMALLEST;
use crate::chart::{ChartKind, Context};
use crate::config::{Rgb, StyleName};

/// A text of an SVG with the room it takes by the measure of the layout.
struct Shown {
    content: String,
    size: f64,
    colour: Rgb,
    room: Rect,
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[start..].split('"').next()
}

fn number(tag: &str, name: &str) -> f64 {
    attribute(tag, name).unwrap_or_else(|| panic!("{name} in {tag}")).parse().unwrap()
}

fn colour(hex: &str) -> Rgb {
    Rgb::parse(hex).unwrap()
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&")
}

fn texts(svg: &str, design: &Design) -> Vec<Shown> {
    svg.lines().filter(|line| line.starts_with("<text ")).map(|line| shown(line, design)).collect()
}

fn shown(line: &str, design: &Design) -> Shown {
    let (tag, rest) = line.split_once('>').unwrap();
    let content = rest.strip_suffix("</text>").unwrap();
    let content = unescaped(content.rsplit_once("</title>").map_or(content, |(_, content)| content));
    let size = number(tag, "font-size");
    let weight = if attribute(tag, "font-weight").is_some() { Weight::SemiBold } else { Weight::Regular };
    let w = design.fonts.width(&content, weight, size);
    // The start of text from right to left is at the right.
    let right_to_left = attribute(tag, "direction") == Some("rtl");
    let x = number(tag, "x")
        - match (attribute(tag, "text-anchor"), right_to_left) {
            (Some("middle"), _) => w / 2.0,
            (Some("end"), false) | (None, true) => w,
            _ => 0.0,
        };
    // Numbers have neither accents nor descenders.
    let numeric = content.chars().all(|c| "0123456789.,<+−≈’% \u{A0}".contains(c));
    let (above, below) = if numeric { (0.73, 0.0) } else { (0.76, 0.2) };
    let room = Rect { x, y: number(tag, "y") - above * size, w, h: (above + below) * size };
    Shown { content, size, colour: colour(attribute(tag, "fill").unwrap()), room }
}

fn page(svg: &str) -> Rect {
    let mut parts = attribute(svg, "viewBox").unwrap().split(' ').map(|part| part.parse::<f64>().unwrap());
    let mut next = || parts.next().unwrap();
    Rect { x: next(), y: next(), w: next(), h: next() }
}

/// The difference that rounding to tenths of a point can make.
fn shrunk(rect: Rect) -> Rect {
    Rect { x: rect.x + 0.1, y: rect.y + 0.1, w: rect.w - 0.2, h: rect.h - 0.2 }
}

fn assert_apart(case: &str, texts: &[(String, Rect)], page: Rect) {
    for (index, (content, room)) in texts.iter().enumerate() {
        assert!(page.contains(shrunk(*room)), "{case}: {content:?} leaves the page: {room:?}");
        for (other, taken) in &texts[index + 1..] {
            assert!(
                !shrunk(*room).overlaps(shrunk(*taken)),
                "{case}: {content:?} {room:?} overlaps {other:?} {taken:?}"
            );
        }
    }
}

#[test]
fn texts_neither_overlap_nor_leave_the_page_as_measured() {
    for Drawn { case, chart, design } in drawn() {
        let texts: Vec<(String, Rect)> = texts(&chart.svg, design).into_iter().map(|t| (t.content, t.room)).collect();
        assert!(!texts.is_empty(), "{case}");
        assert_apart(case, &texts, page(&chart.svg));
    }
}

#[test]
fn texts_neither_overlap_nor_leave_the_page_as_drawn() {
    fn ink(group: &usvg::Group, found: &mut Vec<(String, Rect)>) {
        for node in group.children() {
            match node {
                Node::Group(group) => ink(group, found),
                Node::Text(text) => {
                    // Pixels at 96 per inch, as points.
                    let bounds = text.flattened().abs_bounding_box();
                    let [x, y, w, h] =
                        [bounds.x(), bounds.y(), bounds.width(), bounds.height()].map(|v| f64::from(v) * 0.75);
                    let content = text.chunks().iter().map(|chunk| chunk.text()).collect();
                    found.push((content, Rect { x, y, w, h }));
                }
                _ => {}
            }
        }
    }
    for Drawn { case, chart, design } in drawn() {
        let tree = outlined(&chart.svg, &design.fonts).unwrap().tree;
        let mut found = Vec::new();
        ink(tree.root(), &mut found);
        assert_eq!(found.len(), texts(&chart.svg, design).len(), "{case}");
        assert_apart(case, &found, page(&chart.svg));
    }
}

#[test]
fn no_text_is_smaller_than_seven_points_at_the_size_of_print() {
    for Drawn { case, chart, design } in drawn() {
        // The width of the page is that of print, and a unit of the SVG is a point.
        assert!((page(&chart.svg).w - design.page.width).abs() < 0.06, "{case}");
        for text in texts(&chart.svg, design) {
            assert!(text.size >= SMALLEST, "{case}: {:?} has {} pt", text.content, text.size);
        }
    }
}

#[test]
fn slides_with_few_themes_have_type_of_fourteen_points() {
    let few = |drawn: &&Drawn| drawn.case.contains("slides") && drawn.case.starts_with("1 theme");
    assert!(drawn().iter().filter(few).count() > 2);
    for Drawn { case, chart, design } in drawn().iter().filter(few) {
        assert!(texts(&chart.svg, design).iter().all(|text| text.size >= 14.0) && chart.warnings.is_empty(), "{case}");
    }
}

#[test]
fn common_cases_fit_a_page_of_a4_and_pages_of_fixed_height_keep_it() {
    for Drawn { case, chart, design } in drawn() {
        let height = page(&chart.svg).h;
        match design.page.height {
            Some(asked) => assert!((height - asked).abs() < 0.06, "{case}: {height} pt"),
            // Room for a caption.
            None if case.contains("160 mm") && !case.starts_with("100") => {
                assert!(height <= Page::USUAL_HEIGHT + 0.06, "{case}: {height} pt");
            }
            // A4 with margins of 16 mm.
            None => {
                assert!(height <= if case.starts_with("100") { 760.0 } else { 750.0 }, "{case}: {height} pt");
            }
        }
    }
}

#[test]
fn text_stands_out_from_what_is_behind_it() {
    for Drawn { case, chart, design } in drawn() {
        let marks: Vec<(Rect, Rgb)> = chart
            .svg
            .lines()
            .filter(|line| line.starts_with("<rect x="))
            .map(|line| {
                let tenth = |name| number(line, name) / 10.0;
                let rect = Rect { x: tenth("x"), y: tenth("y"), w: tenth("width"), h: tenth("height") };
                (rect, colour(attribute(line, "fill").unwrap()))
            })
            // Grid lines run behind the outline of labels, not behind letters.
            .filter(|(rect, _)| rect.w > 3.0 && rect.h > 3.0)
            .collect();
        for text in texts(&chart.svg, design) {
            let behind = marks.iter().rev().find(|(rect, _)| rect.overlaps(shrunk(text.room)));
            let behind = behind.map_or(design.style.colours.paper, |(_, colour)| *colour);
            let contrast = text.colour.contrast(behind);
            assert!(contrast >= 4.5, "{case}: {:?} has {contrast:.2} on {}", text.content, behind.hex());
        }
    }
}

#[test]
fn numbers_fit_their_cells() {
    let matrices = drawn().iter().filter(|d| d.case.contains("theme_heatmap") || d.case.contains("theme_cooccurrence"));
    for Drawn { case, chart, design } in matrices {
        let texts = texts(&chart.svg, design);
        for line in chart.svg.lines().filter(|line| line.starts_with("<rect x=")) {
            let tenth = |name| number(line, name) / 10.0;
            let cell = Rect { x: tenth("x"), y: tenth("y"), w: tenth("width"), h: tenth("height") };
            for text in texts.iter().filter(|text| text.room.overlaps(shrunk(cell))) {
                assert!(cell.contains(shrunk(text.room)), "{case}: {:?} leaves its cell", text.content);
            }
        }
    }
}

#[test]
fn names_are_whole() {
    let cases = |case: &str| ["20 themes", "40 long", "9 long"].iter().any(|start| case.starts_with(start));
    let themes = drawn().iter().filter(|drawn| cases(&drawn.case) && drawn.case.contains(": theme_"));
    assert!(themes.clone().count() > 100);
    for Drawn { case, chart, .. } in themes {
        // Names of themes stand in bold above patterns, which may be shortened in their key. A title names themes in “ ”, and
        // has no room for long ones.
        let pattern = |line: &str| case.contains("theme_patterns") && !line.contains("font-weight");
        let title = |line: &str| line.contains('“') || line.contains('”');
        let cut = chart.svg.lines().find(|line| line.contains('…') && !pattern(line) && !title(line));
        assert_eq!(cut, None, "{case}");
    }
}

#[test]
fn many_themes_spread_over_pages_that_together_show_each_once() {
    let themes = sample::themes(40, true);
    for (name, design) in super::drawn::pages() {
        let context = Context { design, ..sample::context(themes.clone()) };
        for kind in ["theme_trends", "theme_heatmap", "theme_change", "theme_patterns"] {
            let charts = ChartKind::named(kind)
                .unwrap()
                .draw(&sample::inputs(&themes, &sample::years(sample::YEARS)), &context)
                .unwrap();
            assert!(charts.len() > 1, "{name}: {kind}");
            let mut shown: Vec<String> = Vec::new();
            for (page, chart) in charts.iter().enumerate() {
                assert_eq!(chart.name, format!("{kind}_{}", page + 1));
                assert!(
                    chart.title.ends_with(&format!(", part {}\u{A0}of\u{A0}{}", page + 1, charts.len())),
                    "{}",
                    chart.title
                );
                let data = String::from_utf8(chart.data.clone()).unwrap();
                let place = data.lines().next().unwrap().split(',').position(|column| column == "theme").unwrap();
                let mut of_page: Vec<String> =
                    data.lines().skip(1).map(|line| line.split(',').nth(place).unwrap().to_string()).collect();
                of_page.dedup();
                shown.extend(of_page);
            }
            shown.sort();
            let silent =
                if kind == "theme_change" { charts[0].svg.contains("Not drawn, without a hit") } else { false };
            assert!(shown.windows(2).all(|pair| pair[0] < pair[1]), "{name}: {kind} shows a theme twice: {shown:?}");
            assert_eq!(shown.len(), if silent { 39 } else { 40 }, "{name}: {kind}: {shown:?}");
        }
    }
}

#[test]
fn a_small_page_has_large_type_on_several_pages_or_fewer_themes_rather_than_tiny_type() {
    let themes = sample::themes(20, false);
    let design = Design::built_in(StyleName::Slides);
    let context = Context { design, ..sample::context(themes.clone()) };
    for kind in
        ["theme_trends", "theme_heatmap", "theme_change", "theme_patterns", "theme_cooccurrence", "theme_network"]
    {
        for chart in ChartKind::named(kind)
            .unwrap()
            .draw(&sample::inputs(&themes, &sample::years(sample::YEARS)), &context)
            .unwrap()
        {
            let smallest = texts(&chart.svg, &context.design).iter().map(|text| text.size).fold(99.0, f64::min);
            assert!(smallest >= 9.5, "{}: {smallest} pt", chart.name);
        }
    }
}
