//! Charts of made corpora that are hard to draw are the committed pictures: many themes with long names and many years, one
//! theme in two years, names in other scripts, a long series, groups in quarters. `tests/renew` writes them anew.
//!
//! Their texts are made up, from a fixed generator; they say nothing about anything.

use std::fs;
use std::path::Path;

use crate::golden::{Files, assert_equal, is_a, renews};
use crate::project::{Project, files, repository};

/// Messages of a year, and words of a message at least.
const MESSAGES: u32 = 12;
const WORDS: u32 = 12;
/// Words that are no theme.
const OTHER: [&str; 8] = ["alpha", "beta", "gamma", "delta", "digital", "online", "public", "people"];

/// A generator of numbers below a limit: a linear congruence (Knuth), of which the high bits are used.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % u64::from(limit)) as u32
    }
}

/// A project with a document of each year, and a theme of two words for each label.
fn made(years: &[i32], labels: &[String]) -> Project {
    let dates: Vec<String> = years.iter().map(ToString::to_string).collect();
    of_groups(&dates, &["one"], labels, "")
}

/// A project with a document of each group at each date, and a theme of two words for each label.
fn of_groups(dates: &[String], groups: &[&str], labels: &[String], sections: &str) -> Project {
    let mut numbers = Numbers(2012);
    let themes: Vec<String> = labels
        .iter()
        .enumerate()
        .map(|(n, label)| format!("[themes.w{n:02}]\nlabel = \"{label}\"\ninclude = [\"w{n:02}\", \"w{n:02}x\"]\n"))
        .collect();
    let settings = "title = \"Made corpus\"\n[analysis]\nreplicates = 199\n[output]\ncharts = []\n";
    let mut project = Project::new().settings(&format!("{settings}{sections}")).codebook(&themes.concat());
    let mut manifest = String::from("document,file,date,publisher\n");
    for (place, date) in dates.iter().flat_map(|date| groups.iter().enumerate().map(move |(n, _)| (n, date))) {
        let mut text = String::new();
        for _ in 0..MESSAGES {
            let mut words = vec!["The".to_string()];
            for _ in 0..WORDS + numbers.below(10) {
                words.push(match numbers.below(5) {
                    0 => format!("w{:02}", numbers.below(labels.len() as u32)),
                    1 if numbers.below(3) == 0 => format!("w{:02}x", numbers.below(labels.len() as u32)),
                    _ => OTHER[numbers.below(OTHER.len() as u32) as usize].to_string(),
                });
            }
            text += &format!("- {}.\n", words.join(" "));
        }
        let id = if place == 0 { format!("d{date}") } else { format!("d{date}-{place}") };
        manifest += &format!("{id},{id}.txt,{date},{}\n", groups[place]);
        project = project.file(&format!("{id}.txt"), text);
    }
    project.manifest(&manifest)
}

/// Draws kinds of charts on some pages and compares them with the committed ones.
#[track_caller]
fn check(case: &str, project: &Project, kinds: &[&str], pages: &[(&str, &[&str])]) {
    for (page, options) in pages {
        let output = format!("drawn-{page}");
        for kind in kinds {
            let args = ["chart", kind, "--format", "svg", "--output", &output, "--quiet"];
            let ran = project.run(&[&args[..], *options].concat());
            assert_eq!(ran.code, Some(0), "{case}, {page}: {kind}: {}", ran.stderr);
        }
        let svg = |found: Files| -> Files { found.into_iter().filter(|(name, _)| is_a("svg", name)).collect() };
        let drawn = svg(files(&project.path(&output)));
        let folder = repository().join("tests/golden/charts").join(format!("{case}-{page}"));
        if renews() {
            let _ = fs::remove_dir_all(&folder);
            fs::create_dir_all(&folder).expect("the folder can be made");
            for (name, bytes) in &drawn {
                fs::write(folder.join(name), bytes).expect("the golden file can be written");
            }
        }
        assert!(drawn.len() >= kinds.len(), "{case}, {page}: {:?}", drawn.keys());
        let what = format!("{case}, {page}: charts differ from the committed ones; tests/renew writes them anew");
        assert_equal(&read(&folder), &drawn, &what);
    }
}

fn read(folder: &Path) -> Files {
    assert!(folder.is_dir(), "{} is missing; tests/renew writes it", folder.display());
    files(folder)
}

const TEXT: (&str, &[&str]) = ("160mm", &["--size", "160mm"]);
const COLUMN: (&str, &[&str]) = ("90mm", &["--size", "90mm", "--style", "print"]);
const SLIDE: (&str, &[&str]) = ("slides", &["--style", "slides"]);

#[test]
fn thirty_years_and_forty_long_names() {
    let years: Vec<i32> = (1991..=2020).collect();
    let labels: Vec<String> =
        (0..40).map(|n| format!("A long name of a theme with obligations of states and users, number {n}")).collect();
    let project = made(&years, &labels);
    check("many", &project, &["theme_trends", "theme_change", "theme_heatmap", "term_trends"], &[TEXT, COLUMN, SLIDE]);
    // A chart for each year, or pair of years: two of them.
    let two = made(&[1991, 2020], &labels);
    check(
        "many-two-years",
        &two,
        &["theme_cooccurrence", "theme_network", "cooccurrence_change", "keyness"],
        &[TEXT, COLUMN, SLIDE],
    );
}

#[test]
fn two_years_and_one_theme() {
    let project = made(&[2012, 2020], &["Trust".to_string()]);
    let kinds = ["theme_trends", "theme_change", "theme_heatmap", "theme_patterns", "word_shift", "coverage"];
    check("one", &project, &kinds, &[TEXT, COLUMN, SLIDE]);
}

#[test]
fn names_in_arabic_chinese_and_greek() {
    let labels = [
        "سلامة الأطفال على الإنترنت",
        "网络安全与数据保护",
        "Προστασία προσωπικών δεδομένων",
        "الثقة",
        "信任",
        "Εμπιστοσύνη",
    ];
    let project = made(&[2012, 2019, 2020], &labels.map(ToString::to_string));
    let kinds =
        ["theme_trends", "theme_change", "theme_heatmap", "theme_cooccurrence", "theme_network", "theme_patterns"];
    check("scripts", &project, &kinds, &[TEXT, COLUMN, SLIDE]);
}

#[test]
fn seventy_seven_years() {
    let years: Vec<i32> = (1790..).step_by(3).take(77).collect();
    let labels = ["Trust", "Child safety", "Human rights", "Access"].map(ToString::to_string);
    let kinds =
        ["theme_trends", "theme_change", "theme_heatmap", "theme_patterns", "theme_network", "keyness", "coverage"];
    check("long", &made(&years, &labels), &kinds, &[TEXT]);
}

#[test]
fn two_and_nine_groups_in_quarters() {
    let dates: Vec<String> = (0..8).map(|n| format!("{}-{:02}", 2021 + n / 4, 3 * (n % 4) + 2)).collect();
    let labels = ["Trust", "Child safety", "Human rights"].map(ToString::to_string);
    let sections = "[periods]\nunit = \"quarter\"\n[groups]\nby = [\"publisher\"]\n";
    let two = of_groups(&dates, &["The left press", "The right press"], &labels, sections);
    check("groups", &two, &["group_trends", "group_contrast", "theme_trends"], &[TEXT, COLUMN, SLIDE]);
    let nine = ["A", "B & sons", "<C>", "الجزيرة", "新华社", "F/G", "H", "I", "A ministry with a rather long name"];
    check("nine-groups", &of_groups(&dates, &nine, &labels, sections), &["group_trends"], &[TEXT]);
}
