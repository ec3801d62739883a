//! Messages coded by people: samples to be coded, the codebook beside the codes, and analyses of coded themes.

use std::collections::{BTreeMap, BTreeSet};

use crate::golden::results;
use crate::project::{Project, repository, shipped};
use crate::table::Table;

const CODINGS: &str = "tests/data/codings.csv";

fn number(text: &str) -> f64 {
    text.parse().unwrap_or_else(|e| panic!("`{text}`: {e}"))
}

/// Themes of each message, by document and ordinal.
fn themes(table: &Table) -> BTreeMap<[&str; 2], BTreeSet<&str>> {
    let rows = table.select(["document", "ordinal", "themes"]).into_iter();
    rows.map(|[document, ordinal, themes]| {
        ([document, ordinal], themes.split(';').filter(|id| !id.is_empty()).collect())
    })
    .collect()
}

#[test]
fn the_shipped_codebook_is_validated_as_by_hand() {
    let found = Table::parse(&shipped(&["validate", "--codings", CODINGS]).ok());
    let (readers, program) =
        (Table::read(&repository().join(CODINGS)), Table::read(&results().join("table/messages.csv")));
    let (readers, program) = (themes(&readers), themes(&program));
    let columns = ["theme", "messages", "true_positives", "false_positives", "false_negatives"];
    let mut sums = [0_usize; 3];
    let mut f1 = Vec::new();
    for row in found.select(columns).iter().filter(|row| !row[0].is_empty()) {
        let count = |coded: bool, matched: bool| {
            let cell = readers.iter().filter(|(message, themes)| {
                themes.contains(row[0]) == coded && program[*message].contains(row[0]) == matched
            });
            cell.count()
        };
        let [tp, fp, miss] = [count(true, true), count(false, true), count(true, false)];
        let expected = [tp, fp, miss].map(|count| count.to_string());
        assert_eq!((row[1], [row[2], row[3], row[4]]), ("71", expected.each_ref().map(String::as_str)), "{}", row[0]);
        sums = [sums[0] + tp, sums[1] + fp, sums[2] + miss];
        f1.extend((tp + fp + miss > 0).then(|| 2.0 * tp as f64 / (2 * tp + fp + miss) as f64));
    }
    let averages = found.select(["average", "f1", "f1_low", "f1_high", "precision"]);
    let of = |name: &str| averages.iter().find(|row| row[0] == name).expect("an average");
    assert!((number(of("macro")[1]) - f1.iter().sum::<f64>() / f1.len() as f64).abs() < 1e-5);
    assert!((number(of("micro")[4]) - sums[0] as f64 / (sums[0] + sums[1]) as f64).abs() < 1e-5);
    assert!(number(of("micro")[2]) < number(of("micro")[1]) && number(of("micro")[1]) < number(of("micro")[3]));
    let wrong = Table::parse(&shipped(&["validate", "--codings", CODINGS, "--part", "disagreements"]).ok());
    let kinds = wrong.column("kind");
    let counted = |kind: &str| kinds.iter().filter(|found| **found == kind).count();
    assert_eq!([counted("false positive"), counted("false negative")], [sums[1], sums[2]]);
    for [kind, patterns, matches, text] in wrong.select(["kind", "patterns", "matches", "text"]) {
        assert_eq!((patterns.is_empty(), matches.is_empty()), (kind == "false negative", kind == "false negative"));
        assert!(matches.split("; ").all(|found| text.contains(found)), "{matches} in {text}");
    }
    let agreement = Table::parse(&shipped(&["validate", "--codings", CODINGS, "--part", "agreement"]).ok());
    assert_eq!(agreement.rows.len(), 21);
    // With so many messages kappa and alpha are nearly the same for two raters.
    for [kappa, alpha] in agreement.select(["kappa", "alpha"]) {
        assert!((number(kappa) - number(alpha)).abs() < 0.02 && number(alpha) > 0.5, "{kappa} {alpha}");
    }
}

#[test]
fn validation_can_be_drawn_written_and_narrowed() {
    let drawn = shipped(&["validate", "--codings", CODINGS, "--format", "table"]).ok();
    for part in ["Mean of the themes", "false negative", "Agreement of coders and codebook"] {
        assert!(drawn.contains(part), "{part} in {drawn}");
    }
    let year = Table::parse(&shipped(&["validate", "--codings", CODINGS, "--years", "2012"]).ok());
    assert!(year.column("messages").iter().all(|messages| *messages == "14"));
    let project = Project::small().file("coded.csv", "document,ordinal,themes\na,1,trust\na,2,trust\nb,1,none\n");
    let listed = project.run(&["validate", "--codings", "coded.csv", "-o", "out"]).ok();
    let files = ["out/agreement.csv", "out/validation.csv", "out/validation_disagreements.csv"];
    let mut lines: Vec<&str> = listed.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, files);
    let themes = Table::parse(&project.read("out/validation.csv"));
    let row = themes.select(["theme", "support", "found", "precision", "recall"]);
    assert_eq!(themes.column("average")[2..], ["macro", "micro"]);
    // The codebook finds trust in a#01 and b#01, children in a#02.
    assert_eq!(row[0], ["child_safety", "0", "1", "0.0", ""]);
    assert_eq!(row[1], ["trust", "2", "2", "0.5", "0.5"]);
}

#[test]
fn several_coders_are_compared_with_each_other() {
    let coded = "document,ordinal,Ann,bob\na,1,trust,trust\na,2,child_safety,none\nb,1,trust,?\nb,2,none,none\n";
    let project = Project::small().file("coded.csv", coded);
    let themes = Table::parse(&project.run(&["validate", "--codings", "coded.csv"]).ok());
    let counted: Vec<_> =
        themes.select(["coder", "theme", "messages"]).into_iter().filter(|row| row[1] == "trust").collect();
    assert_eq!(counted, [["ann", "trust", "4"], ["bob", "trust", "3"]]);
    let agreement = Table::parse(&project.run(&["validate", "--codings", "coded.csv", "--part", "agreement"]).ok());
    let between: BTreeSet<&str> = agreement.column("between").into_iter().collect();
    let expected = ["ann, bob", "ann, codebook", "bob, codebook", "coders and codebook"];
    assert_eq!(between, BTreeSet::from(expected));
    let all: Vec<_> = agreement.select(["between", "theme", "observed"]);
    // Three messages with two themes, and one difference.
    assert!(all.contains(&["ann, bob", "", "0.833333"]), "{all:?}");
}

#[test]
fn wrong_codings_are_named_with_file_and_line() {
    let cases = [
        ("a,1,trust\nc,1,trust\n", "coded.csv:3: the corpus has no document `c`", "did you mean"),
        ("a,1,trust\na,3,trust\n", "coded.csv:3: `a` has 2 messages, and so no message 3", "themeshift messages"),
        ("a,1,trust\nb,1,trsut\n", "coded.csv:3: column `themes`: no theme `trsut`", "did you mean `trust`?"),
        ("a,1,trust\na,01,none\n", "coded.csv:3: message 1 of `a` stands twice", "first on line 2"),
        ("a,1,none\na,2,\n", "coded.csv:3: column `themes`: the cell is empty", "write `none`"),
        ("a,1\n", "coded.csv:2: this row has 2 cells, the header 3", "quotes"),
    ];
    for (rows, message, hint) in cases {
        let project = Project::small().file("coded.csv", format!("document,ordinal,themes\n{rows}"));
        project.run(&["validate", "--codings", "coded.csv"]).fails(1, &[message, hint]);
    }
    let project = Project::small();
    project.run(&["validate", "--codings", "gone.csv"]).fails(1, &["gone.csv: cannot read the codings", "sample"]);
    assert_eq!(project.run(&["validate"]).code, Some(2));
}

const SAMPLE: [&str; 3] = ["sample", "--n", "50"];

#[test]
fn a_sample_is_the_same_everywhere_and_blind() {
    let first = shipped(&SAMPLE).ok();
    assert_eq!(shipped(&[&SAMPLE[..], &["--threads", "1"]].concat()).ok(), first);
    assert_ne!(shipped(&[&SAMPLE[..], &["--seed", "7"]].concat()).ok(), first);
    let table = Table::parse(&first);
    let columns = ["document", "ordinal", "message", "period", "section", "text", "inclusion_probability", "themes"];
    assert_eq!(
        (table.columns.iter().map(String::as_str).collect::<Vec<_>>(), table.rows.len()),
        (columns.to_vec(), 50)
    );
    assert!(table.column("themes").iter().all(|cell| cell.is_empty()), "nobody has coded it");
    let messages = Table::read(&results().join("table/messages.csv"));
    let known: BTreeSet<_> = messages.select(["document", "ordinal", "message", "text"]).into_iter().collect();
    let drawn = table.select(["document", "ordinal", "message", "text"]);
    assert!(drawn.iter().all(|row| known.contains(row)));
    assert_eq!(drawn.iter().collect::<BTreeSet<_>>().len(), 50, "no message is drawn twice");
    let order: Vec<_> = drawn.iter().map(|row| (row[0], row[1].parse::<u32>().expect("an ordinal"))).collect();
    assert!(order.is_sorted());
}

#[test]
fn each_stratum_has_its_share_and_weights_add_up_to_the_corpus() {
    let table = Table::parse(&shipped(&["sample", "--n", "70", "--stratify", "period"]).ok());
    let earlier = Table::parse(&shipped(&["sample", "--n", "70", "--stratify", "year"]).ok());
    assert_eq!(earlier, table, "the earlier name");
    let mut of_year: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for [year, probability] in table.select(["period", "inclusion_probability"]) {
        of_year.entry(year).or_default().push(number(probability));
    }
    let sizes = [("2012", 28.0), ("2017", 48.0), ("2019", 34.0), ("2020", 30.0)];
    let roots: f64 = sizes.iter().map(|(_, size): &(&str, f64)| size.sqrt()).sum();
    for (year, size) in sizes {
        let share = 70.0 * size.sqrt() / roots;
        let probabilities = &of_year[year];
        assert!(probabilities.iter().all(|p| (p - share / size).abs() < 1e-5), "{year}");
        assert!((probabilities.len() as f64 - share).abs() < 1.0, "{year}: {} of {share}", probabilities.len());
    }
    // Messages without a theme are a stratum: they are in the sample.
    let shown = Table::parse(&shipped(&["sample", "--n", "40", "--stratify", "theme", "--show-themes"]).ok());
    assert!(shown.column("codebook_themes").contains(&""));
    let simple = Table::parse(&shipped(&["sample", "--n", "35", "--simple"]).ok());
    assert!(simple.column("inclusion_probability").iter().all(|p| *p == "0.25") && simple.rows.len() == 35);
    let all = Table::parse(&shipped(&["sample", "--n", "999"]).ok());
    assert!(all.column("inclusion_probability").iter().all(|p| *p == "1.0") && all.rows.len() == 140);
}

#[test]
fn a_coded_sample_is_weighted() {
    let project = Project::new()
        .document("a", 2019, "- Trust one.\n- Trust two.\n- Nothing.\n- Faith.\n")
        .codebook("[themes.trust]\ninclude = [\"trust\"]\n");
    let coded =
        "document,ordinal,inclusion_probability,themes\na,1,0.5,trust\na,2,0.25,none\na,3,1,none\na,4,1,trust\n";
    let project = project.file("coded.csv", coded);
    let row = Table::parse(&project.run(&["validate", "--codings", "coded.csv"]).ok());
    let [precision, recall, note] = row.select(["precision", "recall", "note"])[0];
    // Weights: 2 both, 4 found only, 1 coded only.
    assert_eq!((precision, recall, note), ("0.333333", "0.666667", "weighted by inclusion probabilities"));
}

#[test]
fn a_sheet_has_columns_for_coders_and_can_be_a_workbook() {
    let project = Project::small();
    let said = project.run(&["sample", "--n", "3", "--coders", "Ann,bob", "-o", "sheet.csv"]).ok();
    assert_eq!(said, "Wrote 3 messages to sheet.csv\n");
    let sheet = Table::parse(&project.read("sheet.csv"));
    assert_eq!(sheet.columns[7..], ["ann", "bob"]);
    project.run(&["validate", "--codings", "sheet.csv"]).fails(1, &["sheet.csv:2: column `ann`: the cell is empty"]);
    project.run(&["sample", "-o", "sheet.xlsx", "--quiet"]).ok();
    let file = std::fs::File::open(project.path("sheet.xlsx")).expect("a workbook");
    let mut archive = zip::ZipArchive::new(file).expect("a zip file");
    let mut text = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("xl/workbook.xml").expect("a workbook"), &mut text)
        .expect("text");
    for sheet in ["sample", "codes", "columns"] {
        assert!(text.contains(&format!("name=\"{sheet}\"")), "{text}");
    }
    project.run(&["sample", "-o", "sheet.ods"]).fails(2, &["`sheet.ods` is no name of a sheet", ".csv or .xlsx"]);
    project.run(&["sample", "--coders", "text"]).fails(2, &["the coder `text` has the name of another column"]);
    project.run(&["sample", "--coders", "a,A"]).fails(2, &["the coder `A` stands twice"]);
}

/// A small project whose themes are coded.
fn coded(mode: &str, codings: &str) -> Project {
    let settings = format!("[themes]\ncodings = \"coded.csv\"\nmode = \"{mode}\"\n[output]\ncharts = []\n");
    Project::small().settings(&settings).file("coded.csv", codings)
}

#[test]
fn codes_in_the_place_of_the_codebook_give_its_numbers_where_they_are_its_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    let codings = results().join("table/messages.csv");
    let corpus = repository().join("corpus");
    let text = format!(
        "[corpus]\nmanifest = {:?}\ncodebook = {:?}\n[themes]\ncodings = {codings:?}\n[analysis]\ncluster = \"message\"\n[output]\ndirectory = {out:?}\ncharts = []\n",
        corpus.join("documents.csv"),
        corpus.join("codebook.toml"),
    );
    let file = folder.path().join("themeshift.toml");
    std::fs::write(&file, text).expect("written");
    let file = file.to_str().expect("UTF-8");
    shipped(&["run", "--quiet", file]).ok();
    let read = |name: &str| Table::read(&out.join("table").join(name));
    let own = |name: &str| Table::read(&results().join("table").join(name));
    let columns = ["period", "theme", "messages", "message_share", "share_low"];
    assert_eq!(read("theme_frequency.csv").select(columns), own("theme_frequency.csv").select(columns));
    let pairs = ["period", "theme_a", "theme_b", "messages_both", "p"];
    assert_eq!(read("theme_cooccurrence.csv").select(pairs), own("theme_cooccurrence.csv").select(pairs));
    assert!(read("theme_cooccurrence.csv").column("shared_span_only").iter().all(|count| *count == "0"));
    let hits = read("hits.csv");
    assert!(hits.rows.len() > 100);
    for [pattern, start, end, matched, left] in hits.select(["pattern", "start", "end", "match", "left"]) {
        assert_eq!([pattern, start, end, matched, left], ["coded", "", "", "", ""]);
    }
    let patterns: BTreeSet<String> =
        read("theme_patterns.csv").column("pattern").iter().map(ToString::to_string).collect();
    assert_eq!(patterns, BTreeSet::from(["coded".to_string()]));
    let robustness = read("robustness.csv");
    let without: Vec<_> = robustness
        .select(["variant", "difference", "note"])
        .into_iter()
        .filter(|row| row[0].starts_with("without pattern"))
        .collect();
    let expected = ["without pattern: coded", "", "no other pattern has a hit in these periods"];
    assert!(!without.is_empty() && without.iter().all(|row| *row == expected), "{without:?}");
    let findings = read("findings.csv");
    assert!(findings.column("carried_by").iter().all(|carried| !carried.contains("pattern")), "codes are no pattern");
    assert!(findings.column("rests_on").iter().any(|rests| rests.contains("messages, as coded")));
    let record: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(out.join("run.json")).expect("a record")).expect("JSON");
    assert_eq!(record["inputs"]["codings"]["sha256"].as_str().map(str::len), Some(64));
    assert_eq!(record["config"]["themes"]["mode"], "replace");
    shipped(&["kwic", "--theme", "trust", "--project", file])
        .fails(2, &["the theme `trust` was coded, so there are no words to show", "messages --theme trust"]);
    // The codebook is judged all the same.
    let validated = shipped(&["validate", "--codings", codings.to_str().expect("UTF-8"), file]).ok();
    let f1 = Table::parse(&validated);
    assert!(f1.column("f1").iter().all(|f1| *f1 == "1.0"));
    let wrong = Table::parse(&shipped(&["validate", "--codings", CODINGS, file]).ok());
    assert!(wrong.column("f1").iter().any(|f1| *f1 != "1.0"));
}

#[test]
fn codes_join_what_the_codebook_finds() {
    let project = coded("join", "document,ordinal,themes\na,1,trust;hope\na,2,trust\nb,2,none\n");
    project.run(&["run", "--quiet"]).ok();
    let themes: Vec<String> = Table::parse(&project.read("output/table/messages.csv"))
        .column("themes")
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(themes, ["trust;hope", "trust;child_safety", "trust", "trust;child_safety"]);
    let hits = Table::parse(&project.read("output/table/hits.csv"));
    let rows = hits.select(["document", "ordinal", "theme", "pattern", "start"]);
    let expected = [
        ["a", "1", "hope", "coded", ""],
        ["a", "1", "trust", "trust", "3"],
        ["a", "2", "trust", "coded", ""],
        ["a", "2", "child_safety", "child*", "0"],
        ["b", "1", "trust", "trust", "0"],
        ["b", "2", "child_safety", "child*", "2"],
        ["b", "2", "trust", "trust", "12"],
    ];
    assert_eq!(rows, expected, "what both see is one hit");
    let frequency = Table::parse(&project.read("output/table/theme_frequency.csv"));
    assert!(frequency.select(["period", "theme", "label", "messages"]).contains(&["2019", "hope", "hope", "1"]));
    let kwic = Table::parse(&project.run(&["kwic", "--theme", "trust"]).ok());
    assert_eq!(kwic.rows.len(), 3, "matches only");
    project.run(&["kwic", "--theme", "hope"]).fails(2, &["the theme `hope` was coded"]);
    let warned = coded("join", "document,ordinal,themes\na,1,trusts\n").run(&["freq", "--themes"]);
    assert!(warned.stderr.contains("coded.csv:2: the theme `trusts` is not in the codebook"), "{warned:?}");
}

#[test]
fn wrong_codes_stop_a_run_with_file_and_line() {
    let half = "document,ordinal,themes\na,1,trust\na,2,\nb,2,trust\n";
    coded("replace", half)
        .run(&["run"])
        .fails(1, &["coded.csv: 1 of 2 messages of `b` are not coded, first message 1", "mode = \"join\""]);
    coded("join", half).run(&["run", "--quiet"]).ok();
    coded("join", "document,ordinal,themes\nb,3,trust\n").run(&["run"]).fails(1, &["coded.csv:2: `b` has 2 messages"]);
    coded("join", "document,ordinal,themes\nc,3,trust\n").run(&["run"]).fails(1, &["coded.csv:2: the corpus has no"]);
    coded("join", "document,ordinal,themes\na,1,\"a b\"\n")
        .run(&["run"])
        .fails(1, &["coded.csv:2: `a b` is no theme id"]);
    coded("join", "document,ordinal,x,y\na,1,trust,trust\n").run(&["run"]).fails(1, &["several coders (x, y)"]);
    coded("joined", half).run(&["run"]).fails(1, &["themeshift.toml:3:8: `joined` is no value of `mode`"]);
    let none = Project::small().settings("[themes]\nmode = \"join\"\n");
    none.run(&["run"]).fails(1, &["themeshift.toml:2:1: [themes] names no codings", "codings = \"coded.csv\""]);
    // Codes of documents that are not analysed do no harm.
    coded("replace", half).run(&["freq", "--themes", "--years", "2019"]).ok();
}
