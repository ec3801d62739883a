//! Charts as a user gets them: the command, the section of the project file, and the files beside the pictures.

use std::collections::BTreeSet;
use std::path::Path;

use roxmltree::Document;

use crate::golden::{is_a, results};
use crate::project::{Project, Ran, files, program, shipped};
use crate::table::Table;

const CODEBOOK: &str = "[themes.trust]\nlabel = \"Trust\"\ninclude = [\"trust\"]\n\
                        [themes.norms]\nlabel = \"Norms\"\ninclude = [\"norm*\"]\n";

/// A project with two years and charts as SVG, with further lines in its project file.
fn project(settings: &str) -> Project {
    Project::new()
        .codebook(CODEBOOK)
        .document("a", 2019, "- trust and norms\n- trust\n- nothing at all\n")
        .document("b", 2020, "- norms of trust\n- trust is trust\n- children\n")
        .settings(&format!("title = \"Test\"\n[output]\ncharts = [\"svg\"]\n{settings}"))
}

/// Names of all kinds, as the command lists them, without those of groups, which the shipped analysis has not.
fn kinds() -> Vec<String> {
    let listed = Table::parse(&shipped(&["chart"]).ok());
    assert!(listed.column("shows").iter().all(|shows| shows.ends_with('.')));
    let kinds = listed.column("chart").into_iter().map(String::from);
    let (of_groups, others): (Vec<String>, Vec<String>) = kinds.partition(|kind| kind.starts_with("group_"));
    assert_eq!(of_groups, ["group_trends", "group_contrast"]);
    others
}

/// A project with a document of each of two publishers in each of some months; the publishers differ in trust.
fn grouped(months: &[&str], settings: &str) -> Project {
    let mut project = Project::new().codebook(CODEBOOK).settings(&format!(
        "title = \"Test\"\n[output]\ncharts = [\"svg\"]\n[groups]\nby = [\"publisher\"]\n{settings}"
    ));
    let mut manifest = String::from("document,file,date,publisher\n");
    for (place, month) in months.iter().enumerate() {
        let word = "x".repeat(place + 3);
        for (publisher, says) in [("Left & Co", "trust and trust"), ("Right/Press", "norms of states")] {
            let id = format!("{month}-{}", &publisher[..4].trim());
            manifest += &format!("{id},{id}.txt,{month},{publisher}\n");
            let text: String = (0..12).map(|n| format!("- {says} number {n} of a longer text {word}\n")).collect();
            project = project.file(&format!("{id}.txt"), text);
        }
    }
    project.manifest(&manifest)
}

#[test]
fn groups_have_charts_and_periods_their_labels() {
    shipped(&["chart", "group_trends"]).fails(2, &["there is nothing to draw in `group_trends`", "--by"]);
    let project = grouped(&["2021-11", "2022-02", "2022-05"], "[periods]\nunit = \"quarter\"\n");
    let drawn = |kind: &str| project.run(&["chart", kind]).ok();
    assert_eq!(drawn("group_trends"), "group_trends_publisher.svg\ngroup_trends_publisher.csv\n");
    let svg = project.read("group_trends_publisher.svg");
    assert!(svg.contains(">Left &amp; Co</text>") && svg.contains(">2021-Q4</text>") && svg.contains("in a quarter"));
    let contrast = "group_contrast_Left-Co_Right-Press";
    assert_eq!(drawn("group_contrast"), format!("{contrast}.svg\n{contrast}.csv\n"));
    let table = Table::parse(&project.read(&format!("{contrast}.csv")));
    assert_eq!((table.column("theme"), table.column("period")), (vec!["norms", "trust"], vec!["", ""]));
    assert_eq!(drawn("keyness").lines().next(), Some("keyness_2021-Q4.svg"));
    project.run(&["chart", "keyness", "--periods", "2022-Q1", "--output", "one"]).ok();
    assert_eq!(
        files(&project.path("one")).into_keys().collect::<Vec<_>>(),
        ["keyness_2022-Q1.csv", "keyness_2022-Q1.svg"]
    );
}

#[test]
fn a_long_series_has_charts_of_its_thirds_unless_periods_are_named() {
    let years: Vec<String> = (1990..2004).map(|year| year.to_string()).collect();
    let project = grouped(&years.iter().map(String::as_str).collect::<Vec<_>>(), "");
    project.run(&["run", "--quiet"]).ok();
    let names: BTreeSet<String> =
        files(&project.path("output/chart")).into_keys().filter(|name| is_a("svg", name)).collect();
    for (kind, number) in [("theme_cooccurrence_", 3), ("cooccurrence_change", 1), ("keyness_", 3), ("word_shift", 1)] {
        let of_kind: Vec<&String> = names.iter().filter(|name| name.starts_with(kind)).collect();
        assert_eq!(of_kind.len(), number, "{names:?}");
    }
    assert!(names.contains("keyness_1990-1993.svg") && names.contains("theme_cooccurrence_1994-1999.svg"), "{names:?}");
    // What serves to look into the results is drawn when it is asked for.
    assert!(!names.iter().any(|name| name.starts_with("theme_network") || name.starts_with("theme_patterns")));
    assert!(project.run(&["chart", "theme_network"]).ok().contains("theme_network_1994-1999.svg"));
    let printed = project.run(&["chart", "theme_cooccurrence", "--periods", "1990-1992", "--format", "svg"]).ok();
    let expected: Vec<String> =
        (1990..1993).flat_map(|year| ["svg", "csv"].map(|end| format!("theme_cooccurrence_{year}.{end}"))).collect();
    assert_eq!(printed.lines().collect::<Vec<_>>(), expected);
}

fn svg(project: &Project, args: &[&str]) -> String {
    project.run(&[&["chart", "theme_trends", "--quiet"], args].concat()).ok();
    project.read("theme_trends.svg")
}

/// Width and height in points.
fn size(svg: &str) -> (f64, f64) {
    let document = Document::parse(svg).expect("XML");
    let side = |name| {
        let side = document.root_element().attribute(name).expect("a side");
        side.strip_suffix("pt").expect("points").parse::<f64>().expect("a number")
    };
    (side("width"), side("height"))
}

#[test]
fn every_kind_is_drawn_by_its_name_in_all_formats() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("kinds");
    let _ = std::fs::remove_dir_all(&folder);
    let output = folder.to_str().expect("UTF-8");
    for kind in kinds() {
        let printed = shipped(&["chart", &kind, "--format", "svg,pdf", "--output", output]).ok();
        let written: Vec<&str> = printed.lines().collect();
        assert!(written.len() >= 3 && written.len().is_multiple_of(3), "{printed}");
        for file in written {
            let bytes = std::fs::read(file).unwrap_or_else(|e| panic!("{file}: {e}"));
            let begin: &[u8] = match file.rsplit_once('.').expect("an extension").1 {
                "svg" => b"<svg",
                "pdf" => b"%PDF",
                _ => b"",
            };
            assert!(bytes.starts_with(begin) && bytes.len() > 100, "{file}");
            // The chart of a run is the chart of the command.
            let name = Path::new(file).file_name().expect("a name");
            let of_run = results().join("chart").join(name);
            assert!(!of_run.exists() || std::fs::read(&of_run).expect("a chart") == bytes, "{file} differs");
        }
    }
}

#[test]
fn an_unknown_name_theme_or_term_is_named_with_the_nearest() {
    shipped(&["chart", "theme_trend"]).fails(2, &["no chart `theme_trend`", "did you mean `theme_trends`?"]);
    shipped(&["chart", "qqq"]).fails(2, &["charts: theme_trends, "]);
    let themes = ["chart", "theme_trends", "--themes", "trust,gendre"];
    shipped(&themes).fails(2, &["no theme `gendre`", "did you mean `gender`?"]);
    let terms = ["chart", "theme_trends", "--terms", "chlid"];
    shipped(&terms).fails(2, &["the documents have no term `chlid`", "did you mean `child`?"]);
    shipped(&["chart", "theme_trends", "--style", "gray"]).fails(2, &["there is no `gray`", "`grey`"]);
    shipped(&["chart", "theme_trends", "--lang", "xx"]).fails(2, &["there is no `xx`", "en, de"]);
    shipped(&["chart", "theme_trends", "--size", "9x9"]).fails(2, &["`9x9` is no size of a chart", "160x90mm"]);
    shipped(&["chart", "theme_trends", "--format", "csv"]).fails(2, &["`csv` is no format of charts"]);
    shipped(&["freq", "--format", "svg"]).fails(2, &["`svg` is no format of tables"]);
    shipped(&["freq", "--format", "csv,json"]).fails(2, &["one format"]);
    assert_eq!(shipped(&["chart", "theme_trends", "--title", "x", "--no-title"]).code, Some(2));
    assert_eq!(shipped(&["chart", "--themes", "trust"]).code, Some(2));
}

#[test]
fn a_page_that_is_too_low_is_refused_with_a_size_that_would_do() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fitting");
    let output = folder.to_str().expect("UTF-8");
    let low = shipped(&["chart", "theme_trends", "--size", "160x40mm", "--output", output]);
    low.fails(2, &["the chart theme_trends", "does not fit a page of 160 x 40 mm in type of 7 pt", "mm would do"]);
    let enough = low.stderr.split("160 x ").nth(2).and_then(|rest| rest.split(' ').next()).expect("a height");
    let size = format!("160x{enough}mm");
    shipped(&["chart", "theme_trends", "--size", &size, "--output", output, "--format", "svg"]).ok();
}

#[test]
fn a_page_that_holds_a_part_is_one_of_several() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("paged");
    let output = folder.to_str().expect("UTF-8");
    let _ = std::fs::remove_dir_all(&folder);
    shipped(&["chart", "theme_change", "--size", "160x70mm", "--output", output, "--format", "svg"]).ok();
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect(name);
    let (first, second) = (read("theme_change_1.csv"), read("theme_change_2.csv"));
    assert!(first.lines().count() > 2 && second.lines().count() > 2);
    assert!(first.starts_with(second.lines().next().expect("a header")));
    assert!(read("theme_change_2.svg").contains("2\u{A0}of\u{A0}"));
    assert!(!folder.join("theme_change.svg").exists());
}

#[test]
fn options_change_size_title_numbers_and_look() {
    let project = project("");
    let plain = svg(&project, &[]);
    assert!((size(&plain).0 - 160.0 / 25.4 * 72.0).abs() < 0.1);
    let sized = svg(&project, &["--size", "20x12cm"]);
    let (width, height) = size(&sized);
    assert!((width - 200.0 / 25.4 * 72.0).abs() < 0.1 && (height - 120.0 / 25.4 * 72.0).abs() < 0.1);
    let slides = svg(&project, &["--style", "slides"]);
    assert!((size(&slides).0 - 720.0).abs() < 0.1 && slides.contains("font-size=\"14\""));
    assert!(!slides.contains("font-size=\"7\""));
    let title = |svg: &str| {
        Document::parse(svg)
            .expect("XML")
            .root_element()
            .first_element_child()
            .map(|node| node.text().unwrap_or_default().to_string())
    };
    let given = svg(&project, &["--title", "Our <title>"]);
    assert_eq!(title(&given).as_deref(), Some("Our <title>"));
    assert!(given.contains(">Our &lt;title&gt;</text>"));
    let none = svg(&project, &["--no-title"]);
    assert_eq!(title(&none), title(&plain));
    // The first words of the title stand in the picture besides.
    let first: String = title(&plain).unwrap_or_default().split(' ').take(3).collect::<Vec<_>>().join(" ");
    let times = |svg: &str| svg.matches(&format!(">{first}")).count();
    assert!(!first.is_empty() && times(&plain) == times(&none) + 1, "{first}: {} and {}", times(&plain), times(&none));
    let german = svg(&project, &["--lang", "de"]);
    assert!(german.contains(">Mentions per 1.000 words") && plain.contains(">Mentions per 1,000 words"));
    let grey = svg(&project, &["--style", "grey"]);
    assert!(plain.contains("#0072B2") && !grey.contains("#0072B2"));
    let one = svg(&project, &["--themes", "norms"]);
    assert!(one.contains(">Norms</text>") && !one.contains(">Trust</text>"));
    assert!(!project.read("theme_trends.csv").contains("trust"));
}

#[test]
fn the_project_file_changes_style_colours_type_and_logo_line() {
    let chart = "[chart]\nstyle = \"print\"\nsize = \"120mm\"\nlanguage = \"fr\"\nlogo_line = \"House of Policy\"\n\
                 [chart.colours]\nseries = \"#aa0000\"\nink = \"#101010\"\n\
                 categorical = [\"#111133\", \"#222255\", \"#333377\", \"#444499\", \"#5555bb\"]\n\
                 sequential = [\"#ffeeee\", \"#550000\"]\n\
                 [chart.font_sizes]\ntitle = 15.5\ntext = 8\n";
    let project = project(chart);
    let svg = svg(&project, &[]);
    assert!((size(&svg).0 - 120.0 / 25.4 * 72.0).abs() < 0.1);
    for part in
        ["#AA0000", "#101010", "font-size=\"15.5\"", "font-size=\"8\"", ">House of Policy</text>", "1\u{202F}000"]
    {
        assert!(svg.contains(part), "{part} in {svg}");
    }
    assert!(!svg.contains("font-size=\"7\""));
    project.run(&["run", "--quiet"]).ok();
    assert_eq!(project.read("output/chart/theme_trends.svg"), svg);
    assert!(project.read("output/run.json").contains("\"language\": \"fr\""));
    project.run(&["chart", "theme_patterns", "--quiet"]).ok();
    let patterns = project.read("theme_patterns.svg");
    assert!(patterns.contains("#111133") && !patterns.contains("#0072B2"));
    let heatmap = project.read("output/chart/theme_heatmap.svg");
    // All colours of the scale from light to dark red have as much green as blue, and more red.
    let reds = heatmap.split("fill=\"#").skip(1).filter(|rest| rest[2..4] == rest[4..6] && rest[..2] > rest[2..4]);
    assert!(reds.count() > 10 && !heatmap.contains("#41B6C4"));
}

#[test]
fn a_wrong_section_is_named_with_its_line() {
    let wrong = |text: &str, parts: &[&str]| {
        let project = Project::small();
        project.put("themeshift.toml", format!("[chart]\n{text}"));
        project.run(&["run"]).fails(1, parts);
    };
    wrong("stile = \"print\"\n", &["./themeshift.toml:2:1: unknown key `stile` in [chart]", "did you mean `style`?"]);
    wrong("style = \"gray\"\n", &["./themeshift.toml:2:9: `gray` is no value of `style`", "did you mean \"grey\"?"]);
    wrong("size = \"160\"\n", &["./themeshift.toml:2:8: `160` is no size of a chart", "160x90mm"]);
    wrong("dpi = 5\n", &["./themeshift.toml:2:7: `dpi` must be between 36 and 2400"]);
    wrong("language = \"d\"\n", &["`d` is no value of `language`", "en, de"]);
    wrong("[chart.colours]\nserie = \"#000000\"\n", &["./themeshift.toml:3:1: unknown key `serie`", "`series`"]);
    wrong(
        "[chart.colours]\nsequential = [\"#ffeeee\"]\n",
        &["./themeshift.toml:3:1: `sequential` has 1 colour; it needs 2 to 9"],
    );
    wrong(
        "[chart.colours]\ncategorical = [\"#000000\", \"#0072b2\"]\n",
        &["./themeshift.toml:3:1: `categorical` has 2 colours; it needs 5 to 8"],
    );
    wrong(
        "[chart.colours]\ncategorical = [\"#000000\", \"#0072b2\", \"#ffee99\", \"#cc0000\", \"#444444\"]\n",
        &["./themeshift.toml:3:38: the colour #ffee99 has a contrast of 1.17", "marks need 3"],
    );
    wrong(
        "[chart.colours]\ncategorical = [\"#000000\", \"#0072b2\", \"#000000\", \"#cc0000\", \"#444444\"]\n",
        &["./themeshift.toml:3:38: the colour #000000 stands twice"],
    );
    wrong(
        "[chart.colours]\nsequential = [\"#000000\", \"#eeeeee\"]\n",
        &["./themeshift.toml:3:26: in `sequential` the colour #eeeeee is not darker than #000000", "light (low)"],
    );
    wrong("[chart.colours]\nseries = \"blue\"\n", &["./themeshift.toml:3:10: `blue` is no colour", "#0072b2"]);
    wrong("[chart.font_sizes]\ntext = 6.5\n", &["./themeshift.toml:3:8: `text` must be between 7 and 72 points"]);
    wrong(
        "[chart.colours]\nmuted = \"#999999\"\n",
        &["./themeshift.toml:3:9: the text colour `muted` #999999 has a contrast of 2.84", "text needs 4.5"],
    );
    wrong("[chart.colours]\npaper = \"#404040\"\n", &["./themeshift.toml:3:9: the text colour `ink`"]);
    wrong("font = \"no.ttf\"\n", &["./no.ttf: cannot read the font"]);
    wrong("font = \"a.txt\"\n", &["./a.txt: this is no font", ".ttf"]);
}

#[test]
fn a_font_file_is_used_and_named() {
    let project = project("");
    let font = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/chart/font/Inter-SemiBold.ttf");
    let svg = svg(&project, &["--font", font.to_str().expect("UTF-8"), "--format", "svg,png"]);
    assert!(svg.contains("font-family=\"'Inter', Inter, 'Helvetica Neue'"), "{svg}");
    let png = std::fs::read(project.path("theme_trends.png")).expect("a picture");
    project.run(&["chart", "theme_trends", "--quiet", "--format", "png"]).ok();
    assert!(png != std::fs::read(project.path("theme_trends.png")).expect("a picture"), "the font changes the picture");
}

#[test]
fn a_run_lists_its_charts_with_their_alt_texts_and_files() {
    let folder = results().join("chart");
    let list = Table::read(&folder.join("charts.csv"));
    let mut named: BTreeSet<String> = BTreeSet::from(["charts.csv".into()]);
    for [chart, title, alt_text, of_chart] in list.select(["chart", "title", "alt_text", "files"]) {
        let svg = std::fs::read_to_string(folder.join(format!("{chart}.svg"))).expect("a chart");
        let document = Document::parse(&svg).expect("XML");
        let text = |name| {
            let node = document.root_element().children().find(move |node| node.tag_name().name() == name);
            node.and_then(|node| node.text()).unwrap_or_default()
        };
        assert_eq!((title, alt_text), (text("title"), text("desc")), "{chart}");
        named.extend(of_chart.split(';').map(String::from));
        let data = Table::read(&folder.join(format!("{chart}.csv")));
        assert!(!data.rows.is_empty(), "{chart} has no data");
    }
    assert_eq!(files(&folder).into_keys().collect::<BTreeSet<_>>(), named);
    let record: serde_json::Value =
        serde_json::from_slice(&std::fs::read(results().join("run.json")).expect("a record")).expect("JSON");
    let listed: BTreeSet<&str> =
        record["files"].as_array().expect("files").iter().filter_map(serde_json::Value::as_str).collect();
    assert!(named.iter().all(|name| listed.contains(&*format!("chart/{name}"))));
    let charts: BTreeSet<String> = list.column("chart").into_iter().map(String::from).collect();
    // These two are for looking into results.
    for kind in kinds().into_iter().filter(|kind| !["theme_network", "theme_patterns"].contains(&kind.as_str())) {
        assert!(charts.iter().any(|chart| chart.starts_with(&kind)), "{kind} is not drawn by a run");
    }
}

#[test]
fn the_command_writes_where_the_user_stands_and_over_an_earlier_chart() {
    let project = project("");
    project.put("theme_heatmap.svg", "old");
    let printed = project.run(&["chart", "theme_heatmap"]).ok();
    assert_eq!(printed, "theme_heatmap.svg\ntheme_heatmap.csv\n");
    assert!(project.read("theme_heatmap.svg").starts_with("<svg"));
    assert!(!project.path("output").exists());
    let elsewhere = Ran::of(program().args(["chart", "theme_heatmap", "--project"]).arg(project.path("")).args([
        "--output",
        project.path("deep/folder").to_str().expect("UTF-8"),
        "--quiet",
    ]));
    assert_eq!(elsewhere.ok(), "");
    assert!(project.path("deep/folder/theme_heatmap.svg").is_file());
}
