//! What divides a corpus, as it is typed: periods of any length, chosen periods, and groups.

use crate::project::{Project, shipped};
use crate::table::Table;

/// Messages of which the first `trusting` are about trust.
fn messages(number: usize, trusting: usize, seed: usize) -> String {
    let word = |n: usize| ["river", "stone", "market", "winter", "garden", "letter", "engine"][(n * 3 + seed) % 7];
    let about = |n: usize| if n < trusting { "We trust the" } else { "They saw a" };
    (0..number).map(|n| format!("- {} {} near {} {n}.\n", about(n), word(n), word(n + 1))).collect()
}

/// Two publishers in six quarters of two years. The Post always trusts more than the Echo.
fn dated() -> Project {
    let mut project = Project::new().codebook("[themes.trust]\nlabel = \"Trust\"\ninclude = [\"trust\"]\n");
    let mut manifest = String::from("document,file,date,publisher\n");
    let dates = ["2022-01-15", "2022-05", "2022-08-30", "2022-11-02", "2023-02-14", "2023-04-01"];
    for (place, date) in dates.into_iter().enumerate() {
        for (publisher, trusting) in [("Echo", 2), ("Post", 9)] {
            let id = format!("{publisher}{place}");
            project = project.file(&format!("{id}.txt"), messages(12, trusting, place));
            manifest += &format!("{id},{id}.txt,{date},{publisher}\n");
        }
    }
    project.manifest(&manifest)
}

fn csv(project: &Project, args: &[&str]) -> Table {
    Table::parse(&project.run(args).ok())
}

/// The values of a column, each once, in their order.
fn values<'t>(table: &'t Table, column: &str) -> Vec<&'t str> {
    let mut values = table.column(column);
    values.dedup();
    values
}

#[test]
fn the_length_of_periods_is_chosen() {
    let project = dated();
    let periods = |unit: &str| {
        let table = csv(&project, &["freq", "--themes", "--period", unit]);
        values(&table, "period").into_iter().map(str::to_string).collect::<Vec<_>>()
    };
    assert_eq!(periods("quarter"), ["2022-Q1", "2022-Q2", "2022-Q3", "2022-Q4", "2023-Q1", "2023-Q2"]);
    assert_eq!(periods("half-year"), ["2022-H1", "2022-H2", "2023-H1"]);
    assert_eq!(periods("month")[..2], ["2022-01", "2022-05"]);
    assert_eq!(periods("decade"), ["2020s"]);
    assert_eq!(periods("5 years"), ["2020-2024"]);
    assert_eq!(periods("year"), ["2022", "2023"]);
    // A month is no one week.
    project
        .run(&["freq", "--period", "week"])
        .fails(1, &["the document `Echo1` is dated 2022-05, which is no one week", "column `date`"]);
    project.run(&["run", "--quiet", "--period", "quarter"]).ok();
    let table = Table::parse(&project.read("output/table/periods.csv"));
    let first = table.select(["period", "start", "end", "documents", "messages"])[0];
    assert_eq!(first, ["2022-Q1", "2022-01-01", "2022-03-31", "2", "24"]);
}

#[test]
fn labels_of_the_project_file_mean_nothing_to_periods_of_another_length() {
    let settings = "[analysis]\nbaseline = 2023\n[compare]\npairs = [[\"2022\", \"2023\"]]\n[output]\ncharts = []\n";
    let project = dated().settings(settings);
    project.run(&["trend"]).ok();
    assert_eq!(csv(&project, &["compare", "2022-Q1", "2023-Q1", "--period", "quarter"]).rows.len(), 1);
}

#[test]
fn periods_of_any_length_are_chosen_and_compared() {
    let project = dated().settings("[periods]\nunit = \"quarter\"\n[output]\ncharts = []\nreport = false\n");
    let compared = csv(&project, &["compare", "2022-Q1", "2023-Q1"]);
    assert_eq!(compared.select(["theme", "from_period", "to_period"]), [["trust", "2022-Q1", "2023-Q1"]]);
    project
        .run(&["compare", "2022-Q1", "2022-Q5"])
        .fails(2, &["TO: no document of the period `2022-Q5`", "did you mean `2022-Q"]);
    project.run(&["compare", "2023-Q1", "2022-Q1"]).fails(2, &["2023-Q1 does not come before 2022-Q1"]);
    let chosen = |typed: &str| {
        let table = csv(&project, &["freq", "--themes", "--periods", typed]);
        values(&table, "period").into_iter().map(str::to_string).collect::<Vec<_>>()
    };
    assert_eq!(chosen("2022-Q1,2023-Q2"), ["2022-Q1", "2023-Q2"]);
    assert_eq!(chosen("2022-Q2-2022-Q4"), ["2022-Q2", "2022-Q3", "2022-Q4"]);
    assert_eq!(chosen("2023"), ["2023-Q1", "2023-Q2"], "all periods of a year");
    project
        .run(&["freq", "--periods", "2023-Q3"])
        .fails(2, &["no document of the period `2023-Q3`", "did you mean `2022-Q3`?"]);
    let keyness = csv(&project, &["keyness", "--target", "2022-Q3", "--against", "2022-Q1", "--top", "3"]);
    assert!(keyness.select(["target_period", "reference"]).iter().all(|row| *row == ["2022-Q3", "2022-Q1"]));
    // The reference may come after the target.
    let earlier = csv(&project, &["keyness", "--target", "2022-Q1", "--against", "2022-Q3", "--top", "3"]);
    assert_eq!(earlier.rows.len(), 3);
    let sample = csv(&project, &["sample", "--n", "6", "--stratify", "period"]);
    assert_eq!(values(&sample, "period").len(), 6);
}

#[test]
fn a_named_period_without_documents_is_told() {
    let named = |label: &str, from: &str, to: &str| {
        format!("[[periods.named]]\nlabel = \"{label}\"\nfrom = \"{from}\"\nto = \"{to}\"\n")
    };
    let settings = [
        "[output]\ncharts = []\nreport = false\n".to_string(),
        named("Before", "2021-01-01", "2021-12-31"),
        named("First", "2022-01-01", "2022-12-31"),
        named("Then", "2023-01-01", "2023-03-31"),
    ];
    let project = dated().settings(&settings.concat());
    let ran = project.run(&["freq", "--themes"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stderr.contains("the named period `Before` has no document"), "{}", ran.stderr);
    assert!(ran.stderr.contains("left out: 2 documents lie outside of the named periods"), "{}", ran.stderr);
    assert_eq!(values(&Table::parse(&ran.stdout), "period"), ["First", "Then"]);
    project.run(&["compare", "Before", "First", "--quiet"]).fails(2, &["FROM: no document of the period `Before`"]);
}

#[test]
fn a_long_series_is_told_in_a_line() {
    let mut project = Project::new().codebook("[themes.trust]\ninclude = [\"trust\"]\n");
    for year in 1980..2010 {
        project = project.document(&format!("d{year}"), year, messages(10 + year as usize % 3, 3, year as usize));
    }
    let said = project.run(&["run"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(
        said.stdout
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .contains("30 periods: 10 to 12 messages in each, median 11."),
        "{}",
        said.stdout
    );
    let summary = said.stdout.lines().count();
    assert!(summary <= 24, "{summary} lines:\n{}", said.stdout);
    let drawn = project.run(&["inspect", "--format", "table"]).ok();
    assert!(drawn.contains("... and 22 more; --all shows them"), "{drawn}");
    assert!(drawn.contains("Documents: 30 by bullet\n"), "{drawn}");
    assert!(
        drawn.contains("1980 to 2009, 30 periods: 10 to 12 messages in each, median 11\n  30 periods: "),
        "{drawn}"
    );
    assert_eq!(csv(&project, &["inspect"]).rows.len(), 30);
    // Of a long series the thirds are compared with the rest; a period is, where it is asked for.
    let thirds = csv(&project, &["keyness", "--top", "1"]);
    assert_eq!(thirds.column("target_period"), ["1980-1989", "1990-1999", "2000-2009"]);
    let third = csv(&project, &["keyness", "--target", "1990-1999", "--top", "1"]);
    assert_eq!(third.column("reference"), ["rest"]);
    let one = csv(&project, &["keyness", "--target", "1985", "--top", "1"]);
    assert_eq!(one.select(["target_period", "reference"]), [["1985", "rest"]]);
    let pair = csv(&project, &["keyness", "--target", "1985", "--against", "1983", "--top", "1"]);
    assert_eq!(pair.select(["target_period", "reference"]), [["1985", "1983"]]);
    let scored = csv(&project, &["keyness", "--target", "1985", "--measure", "bic", "--top", "1"]);
    assert_eq!(scored.select(["target_period", "measure"]), [["1985", "bic"]]);
    assert_eq!(csv(&project, &["compare", "1983", "1985"]).rows.len(), 1);
    project
        .run(&["keyness", "--target", "1890"])
        .fails(2, &["--target: no document of the period `1890`", "30 periods, 1980"]);
}

#[test]
fn groups_are_counted_and_compared() {
    let project = dated();
    let frequency = csv(&project, &["freq", "--themes", "--by", "publisher"]);
    let rows = frequency.select(["variable", "group", "period", "hits", "n_messages"]);
    assert_eq!(rows[0], ["publisher", "Echo", "2022", "8", "48"]);
    assert_eq!(rows[3], ["publisher", "Post", "2023", "18", "24"]);
    assert_eq!(rows.len(), 4);
    let contrast = csv(&project, &["compare", "--by", "publisher", "Echo", "Post"]);
    let rows = contrast.select(["group_a", "group_b", "period", "theme"]);
    let expected =
        [["Echo", "Post", "", "trust"], ["Echo", "Post", "2022", "trust"], ["Echo", "Post", "2023", "trust"]];
    assert_eq!(rows, expected, "over all periods first");
    assert!(contrast.column("difference").iter().all(|cell| cell.parse::<f64>().is_ok_and(|rate| rate > 0.0)));
    assert_eq!(
        csv(&project, &["compare", "--by", "Publisher", "Post", "Echo"]),
        contrast,
        "in the order of the groups"
    );
    let drawn = project.run(&["compare", "--by", "publisher", "Echo", "Post", "--format", "markdown"]).ok();
    for heading in ["## Themes over all periods: publisher Echo (a) and Post (b)", "## Themes by period: publisher"] {
        assert!(drawn.contains(heading), "{heading} is missing in\n{drawn}");
    }
    let keyness = csv(&project, &["keyness", "--by", "publisher", "--target", "Post", "--only", "over", "--top", "1"]);
    assert_eq!(keyness.select(["variable", "group", "term"]), [["publisher", "Post", "trust"]]);
    let trend = csv(&project, &["trend", "--by", "publisher", "--period", "quarter"]);
    assert_eq!(trend.select(["group", "theme"]), [["Echo", "trust"], ["Post", "trust"]]);
    let inspected = csv(&project, &["inspect", "--by", "publisher", "--part", "groups"]);
    assert_eq!(inspected.select(["group", "period", "messages"])[1], ["Echo", "2023", "24"]);
    assert!(
        project
            .run(&["inspect", "--by", "publisher", "--format", "table"])
            .ok()
            .contains("What the groups are made of")
    );
    project.run(&["run", "--quiet", "--by", "publisher"]).ok();
    let table = |name: &str| Table::parse(&project.read(&format!("output/table/{name}.csv")));
    assert_eq!(table("group_frequency"), frequency);
    assert_eq!(table("group_contrast").rows.len(), 3);
    project.run(&["run", "--quiet"]).ok();
    assert!(!project.path("output/table/group_contrast.csv").exists(), "no groups, no tables of groups");
}

#[test]
fn several_variables_stand_beside_each_other() {
    let project = dated();
    let frequency = csv(&project, &["freq", "--themes", "--by", "publisher,language"]);
    assert_eq!(values(&frequency, "variable"), ["publisher", "language"]);
    let twice = csv(&project, &["freq", "--themes", "--by", "language", "--by", "publisher", "--by", "language"]);
    assert_eq!(values(&twice, "variable"), ["language", "publisher"]);
    project.run(&["compare", "--by", "publisher,language", "Echo", "Post"]).fails(2, &["two groups of one variable"]);
}

#[test]
fn any_two_of_many_groups_are_compared_when_asked() {
    let mut project = Project::new().codebook("[themes.trust]\nlabel = \"Trust\"\ninclude = [\"trust\"]\n");
    let mut manifest = String::from("document,file,year,paper\n");
    for n in 0..14_usize {
        // The first is the largest.
        project = project.file(&format!("{n}.txt"), messages(if n == 0 { 30 } else { 12 }, n % 12, n));
        manifest += &format!("d{n},{n}.txt,2022,p{n:02}\n");
    }
    let project = project.manifest(&manifest);
    let contrast = csv(&project, &["compare", "--by", "paper", "p03", "p09"]);
    let rows = contrast.select(["group_a", "group_b", "period", "theme"]);
    assert_eq!(rows, [["p03", "p09", "2022", "trust"]]);
    assert!(contrast.column("p_holm").iter().all(|p| !p.is_empty()));
    project.run(&["run", "--quiet", "--by", "paper"]).ok();
    let table = Table::parse(&project.read("output/table/group_contrast.csv"));
    assert!(table.column("group_a").iter().all(|group| *group == "p00"), "each with the largest alone");
    assert_eq!(table.rows.len(), 13);
}

#[test]
fn the_summary_of_a_run_names_the_groups() {
    let ran = dated().run(&["run", "--by", "publisher"]).ok();
    let line = "By publisher, 2 groups (messages): Echo (72), Post (72).";
    assert!(ran.split_whitespace().collect::<Vec<_>>().join(" ").contains(line), "{ran}");
    let ran = dated().run(&["run", "--by", "publisher", "--where", "publisher=Post"]);
    assert!(ran.stdout.contains("\nBy publisher, 1 group (messages): Post (72).\n"), "{}", ran.stdout);
}

#[test]
fn what_cannot_be_grouped_is_refused() {
    let project = dated();
    let by = ["--by", "publisher"];
    let with = |args: &[&str]| project.run(&[args, &by].concat());
    project
        .run(&["freq", "--themes", "--by", "publsher"])
        .fails(2, &["no document variable `publsher`", "did you mean `publisher`?"]);
    project.run(&["trend", "--by", "colour"]).fails(2, &["no document variable `colour`", "publisher"]);
    project.run(&["trend", "--by", " "]).fails(2, &["--by: a variable has no name"]);
    with(&["freq"]).fails(2, &["--by: terms are not counted by group", "--themes", "keyness --by"]);
    with(&["messages"]).fails(2, &["--by: this command does not compare groups"]);
    with(&["compare", "Echo", "Pots"])
        .fails(2, &["TO: there is no group `Pots`", "did you mean `Post`? groups: Echo; Post"]);
    with(&["compare", "Echo", "Echo"]).fails(2, &["a group cannot be compared with itself"]);
    with(&["compare", "Echo", "Post", "--part", "terms"]).fails(2, &["two groups are compared by their themes"]);
    with(&["keyness", "--target", "Ekho"]).fails(2, &["--target: there is no group `Ekho`", "did you mean `Echo`?"]);
    with(&["keyness", "--target", "Echo", "--against", "Post"]).fails(2, &["--against: a group is compared with all"]);
    with(&["keyness", "--measure", "bic"]).fails(2, &["--measure: the terms of groups are ranked by g2 only"]);
    project.run(&["inspect", "--part", "groups"]).fails(2, &["there are no groups", "--by"]);
    shipped(&["compare", "--by", "publisher", "x", "y"]).fails(2, &["FROM: there is no group `x`"]);
}

#[test]
fn odd_groups_are_told() {
    let mut project = Project::small();
    let mut manifest = String::from("document,file,year,paper\n");
    for n in 0..1001 {
        project = project.file(&format!("{n}.txt"), format!("- We trust {n}.\n"));
        manifest += &format!("d{n},{n}.txt,2019,p{n}\n");
    }
    let project = project.manifest(&manifest);
    let hint = "the variable `paper` has 1001 values; groups are made of at most 1000";
    project.run(&["freq", "--themes", "--by", "paper"]).fails(2, &[hint, "coarser variable"]);

    let project = Project::small().manifest("document,file,year,paper\na,a.txt,2019,p\nb,b.txt,2020,p\n");
    let ran = project.run(&["freq", "--themes", "--by", "paper"]);
    assert!(ran.stderr.contains("all documents have the same value of `paper`"), "{ran:?}");
    assert_eq!((ran.code, values(&Table::parse(&ran.stdout), "group")), (Some(0), vec!["p"]));

    // A group of one message, and others that go together.
    let project = dated().file("few.txt", "- We trust one.\n").file("more.txt", "- We trust two.\n- They saw three.\n");
    let manifest = project.read("documents.csv");
    project.put("documents.csv", format!("{manifest}few,few.txt,2022,Lone\n"));
    let lone = csv(&project, &["freq", "--themes", "--by", "publisher"]);
    let found = lone.select(["group", "period", "hits", "rate_low"]);
    assert!(found.contains(&["Lone", "2022", "1", ""]), "one group that is small keeps its name: {found:?}");
    let contrast = csv(&project, &["compare", "--by", "publisher", "Echo", "Lone"]);
    assert_eq!(contrast.column("period"), ["2022"]);
    assert!(contrast.column("p_permutation").iter().all(|p| p.is_empty()));
    project.put("documents.csv", format!("{manifest}few,few.txt,2022,Lone\nmore,more.txt,2022,\n"));
    let ran = project.run(&["freq", "--themes", "--by", "publisher"]);
    assert!(ran.stderr.contains("groups of `publisher` with fewer than 10 messages go together"), "{}", ran.stderr);
    let together = Table::parse(&ran.stdout);
    assert_eq!(values(&together, "group"), ["Echo", "Post", "other"]);
    project
        .run(&["compare", "--by", "publisher", "Echo", "Lone"])
        .fails(2, &["the group `Lone` has few messages and is part of another", "groups: Echo; Post; other"]);
    let ran = project.run(&["run", "--by", "publisher"]);
    assert!(ran.stderr.contains("groups of `publisher` with fewer than 10 messages go together"), "{}", ran.stderr);
}

#[test]
fn charts_draw_chosen_periods() {
    let project = dated();
    let drawn = |periods: &str| {
        project.run(&["chart", "theme_trends", "--period", "quarter", "--periods", periods, "--format", "svg"])
    };
    drawn("2022-Q1-2022-Q3").ok();
    let svg = project.read("theme_trends.svg");
    assert!(svg.contains("2022-Q3") && !svg.contains("2023"), "only what is asked for");
    drawn("2022-Q9").fails(2, &["--periods: no document of the period `2022-Q9`"]);
}
