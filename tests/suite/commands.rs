//! Each command: what it prints, in which format, and with which exit code.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::golden::results;
use crate::project::{Project, Ran, program, repository, shipped};
use crate::table::Table;

/// The names of all commands.
pub fn commands() -> Vec<String> {
    let program = themeshift::cli::command();
    let names: Vec<String> = program.get_subcommands().map(|command| command.get_name().to_string()).collect();
    assert!(names.len() >= 8, "{names:?}");
    names
}

fn csv(args: &[&str]) -> Table {
    Table::parse(&shipped(args).ok())
}

fn json(args: &[&str]) -> Vec<Value> {
    serde_json::from_str(&shipped(args).ok()).expect("a JSON array")
}

/// Runs a shell line, with the program as `$1`, in the folder of the repository.
#[cfg(unix)]
fn shell(line: &str) -> Ran {
    let mut command = Command::new("bash");
    command.args(["-c", line, "bash", env!("CARGO_BIN_EXE_themeshift")]).current_dir(repository());
    Ran::of(command.env_remove("NO_COLOR").env("TERM", "xterm").stdin(Stdio::null()))
}

#[test]
fn kwic_finds_each_use_of_a_word() {
    let found = csv(&["kwic", "trust"]);
    let messages = Table::read(&results().join("table/messages.csv"));
    let mut expected = Vec::new();
    for [message, text] in messages.select(["message", "text"]) {
        let lower = text.to_lowercase();
        for (start, _) in lower.match_indices("trust") {
            let before = lower[..start].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
            let after = lower[start + 5..].chars().next().is_none_or(|c| !c.is_alphanumeric());
            if before && after {
                assert_eq!(lower.len(), text.len());
                expected.push((message, start.to_string(), &text[start..start + 5]));
            }
        }
    }
    let rows: Vec<_> =
        found.select(["message", "start", "match"]).into_iter().map(|[m, s, t]| (m, s.to_string(), t)).collect();
    assert_eq!(rows, expected);
    assert_eq!(rows.len(), 16);
    for [message, left, matched, right] in found.select(["message", "left", "match", "right"]) {
        let [_, text] = messages.select(["message", "text"]).into_iter().find(|[id, _]| *id == message).expect("known");
        assert!(text.contains(&format!("{left}{matched}{right}")), "{message}");
        assert!(left.chars().count() <= 40 && right.chars().count() <= 40);
    }
}

#[test]
fn kwic_aligns_matches_on_a_terminal() {
    let text = shipped(&["kwic", "trust", "--format", "table"]).ok();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(*lines.last().expect("a total"), "16 matches in 13 messages");
    let column = |line: &str| {
        let at = line.char_indices().position(|(at, _)| line[at..].to_lowercase().starts_with(" trust "));
        at.unwrap_or_else(|| panic!("no match in: {line}"))
    };
    let columns: BTreeSet<usize> = lines[..lines.len() - 1].iter().map(|line| column(line)).collect();
    assert_eq!(columns.len(), 1, "{text}");
    assert_eq!(shipped(&["kwic", "zebra", "--format", "table"]).ok(), "0 matches in 0 messages\n");
}

#[test]
fn kwic_shows_the_hits_of_a_theme() {
    let found = csv(&["kwic", "--theme", "child_safety"]);
    let hits = Table::read(&results().join("table/hits.csv"));
    let of_theme: Vec<_> = hits
        .select(["theme", "message", "start", "match"])
        .into_iter()
        .filter(|[theme, ..]| *theme == "child_safety")
        .map(|[_, message, start, matched]| [message, start, matched])
        .collect();
    assert!(of_theme.len() > 20);
    assert_eq!(found.select(["message", "start", "match"]), of_theme);
}

#[test]
fn freq_shows_the_most_frequent_terms_of_a_year() {
    let found = csv(&["freq", "--years", "2020", "--top", "20"]);
    assert!(found.column("period").iter().all(|year| *year == "2020"));
    let ranks: Vec<u64> = found.column("rank").iter().map(|rank| rank.parse().expect("a rank")).collect();
    assert!(ranks.is_sorted() && ranks.iter().all(|rank| (1..=20).contains(rank)) && ranks.len() == 20, "{ranks:?}");
    let all = Table::read(&results().join("table/term_frequency.csv"));
    let columns = ["period", "term", "count", "messages", "per_1000_tokens", "rank"];
    let mut expected: Vec<_> = all.select(columns).into_iter().filter(|row| row[0] == "2020").collect();
    expected.sort_by_key(|row| (row[5].parse::<u64>().expect("a rank"), row[1]));
    expected.truncate(20);
    assert_eq!(found.select(columns), expected);
}

#[test]
fn freq_counts_themes_and_ngrams() {
    let themes = csv(&["freq", "--themes"]);
    assert_eq!(themes, Table::read(&results().join("table/theme_frequency.csv")));
    let pairs = csv(&["freq", "--ngrams", "2", "--top", "5", "--years", "2012"]);
    assert!(pairs.rows.len() >= 5 && pairs.column("term").iter().all(|term| term.split(' ').count() == 2));
    assert!(pairs.column("label").contains(&"Human Rights"));
    let of_theme = csv(&["freq", "--theme", "trust", "--top", "0"]);
    let all = Table::read(&results().join("table/term_frequency_by_theme.csv"));
    let mut found: Vec<&Vec<String>> = of_theme.rows.iter().collect();
    found.sort();
    let mut expected: Vec<&Vec<String>> = all.rows.iter().filter(|row| row[all.place("theme")] == "trust").collect();
    expected.sort();
    assert_eq!(found, expected);
    let top = csv(&["freq", "--theme", "trust", "--top", "1"]);
    assert_eq!(top.select(["period", "count"]).len(), 3, "no message of 2012 is about trust");
    for [year, count] in top.select(["period", "count"]) {
        let of_year = of_theme.select(["period", "count"]).into_iter().filter(|row| row[0] == year);
        let most = of_year.map(|row| row[1].parse::<u64>().expect("a count")).max();
        assert_eq!(Some(count.parse().expect("a count")), most);
    }
}

#[test]
fn cooccur_shows_pairs_of_themes_and_terms() {
    let all = Table::read(&results().join("table/theme_cooccurrence.csv"));
    let found = csv(&["cooccur", "--with", "trust", "--min", "2", "--top", "0"]);
    assert!(found.rows.len() > 5);
    for row in &found.rows {
        assert!(all.rows.contains(row), "{row:?}");
    }
    for [a, b, both] in found.select(["theme_a", "theme_b", "messages_both"]) {
        assert!((a == "trust" || b == "trust") && both.parse::<u64>().expect("a count") >= 2);
    }
    let wanted = all.select(["theme_a", "theme_b", "messages_both"]).into_iter();
    let wanted = wanted.filter(|[a, b, both]| (*a == "trust" || *b == "trust") && !matches!(*both, "0" | "1")).count();
    assert_eq!(found.rows.len(), wanted);
    let terms = csv(&["cooccur", "--terms", "--years", "2012", "--top", "2"]);
    assert_eq!(terms.rows.len(), 2);
    assert!(terms.select(["term_a", "term_b"]).contains(&["human", "right"]));
}

#[test]
fn messages_are_those_of_the_run() {
    let table = Table::read(&results().join("table/messages.csv"));
    assert_eq!(csv(&["messages"]), table);
    let with_theme = csv(&["messages", "--theme", "gender"]);
    let expected: Vec<&str> = table
        .select(["message", "themes"])
        .into_iter()
        .filter(|[_, themes]| themes.split(';').any(|theme| theme == "gender"))
        .map(|[message, _]| message)
        .collect();
    assert_eq!(with_theme.column("message"), expected);
    let other = Table::read(&results().join("table/other_text.csv"));
    let all = csv(&["messages", "--all"]);
    assert_eq!(all.rows.len(), table.rows.len() + other.rows.len());
    let kinds: BTreeSet<&str> = all.column("kind").into_iter().collect();
    assert_eq!(kinds, BTreeSet::from(["admin", "boilerplate", "heading", "intro", "message"]));
}

#[test]
fn inspect_says_what_was_read() {
    let found = csv(&["inspect"]);
    let messages = found.select(["document", "unit", "messages"]);
    let expected = [
        ["2012-berlin", "bullet", "28"],
        ["2017-igf", "bullet", "48"],
        ["2019-igf-sssr", "bullet", "17"],
        ["2019-igf-sssr-concluding", "bullet", "17"],
        ["2020-igf-trust", "bullet", "30"],
    ];
    assert_eq!(messages, expected);
    let text = shipped(&["inspect", "--format", "table"]).ok();
    assert!(text.contains("what makes them hard to compare"), "{text}");
    // A folder may stand after the command in place of --project.
    let elsewhere = Ran::of(program().arg("inspect").arg(repository()).current_dir("/"));
    assert_eq!(Table::parse(&elsewhere.ok()), found);
}

#[test]
fn options_narrow_every_command() {
    let by_scope = csv(&["messages", "--where", "scope=Trust Track"]);
    let by_year = csv(&["messages", "--years", "2020"]);
    assert_eq!(by_scope, by_year);
    assert_eq!(by_year.rows.len(), 30);
    let both = csv(&["messages", "--where", "kind=forum messages", "--where", "language=EN", "--years", "2012-2019"]);
    let documents: BTreeSet<&str> = both.column("document").into_iter().collect();
    assert_eq!(documents, BTreeSet::from(["2017-igf", "2019-igf-sssr"]));
    assert_eq!(csv(&["inspect", "--years", "2012,2019-2020"]).rows.len(), 4);
    // Columns of the manifest that the program does not know can be filtered by as well.
    assert_eq!(csv(&["inspect", "--where", "messages_expected=17"]).rows.len(), 2);
}

#[test]
fn all_formats_show_the_same_rows() {
    let args = ["freq", "--themes", "--years", "2017"];
    let with = |format: &str| shipped(&[&args[..], &["--format", format]].concat()).ok();
    let table = Table::parse(&with("csv"));
    assert_eq!(shipped(&args).ok(), with("csv"), "piped output is CSV");

    let objects = json(&[&args[..], &["--format", "json"]].concat());
    assert_eq!(objects.len(), table.rows.len());
    for (object, row) in objects.iter().zip(&table.rows) {
        assert_eq!(object.as_object().expect("an object").len(), table.columns.len());
        for (column, cell) in table.columns.iter().zip(row) {
            match &object[column] {
                Value::String(text) => assert_eq!(text, cell),
                Value::Number(number) => assert_eq!(number.as_f64(), cell.parse().ok()),
                Value::Null => assert_eq!(cell, ""),
                other => panic!("{column}: {other}"),
            }
        }
    }

    let markdown = with("markdown");
    let lines: Vec<&str> = markdown.lines().collect();
    assert_eq!(lines.len(), table.rows.len() + 2);
    let cells = |line: &str| line.trim_matches('|').split('|').map(|cell| cell.trim().to_string()).collect::<Vec<_>>();
    assert!(lines.iter().all(|line| line.starts_with('|') && line.ends_with('|')));
    let shown: Vec<String> = cells(lines[0]);
    for (line, row) in lines[2..].iter().zip(&table.rows) {
        let expected: Vec<&str> = shown.iter().map(|column| row[table.place(column)].as_str()).collect();
        let same = |(cell, wanted): (&String, &&str)| {
            cell == wanted || (cell.parse::<f64>().is_ok() && cell.parse::<f64>() == wanted.parse::<f64>())
        };
        assert!(cells(line).iter().zip(&expected).all(same), "{line}\n{expected:?}");
    }

    let drawn = with("table");
    for label in table.column("label") {
        assert!(drawn.contains(label), "{label} is missing in:\n{drawn}");
    }
}

#[test]
fn quiet_runs_say_nothing() {
    let project = Project::small().manifest("document,file,titel,year\na,a.txt,1,2019\nb,b.txt,2,2020\n");
    let loud = project.run(&["run"]);
    assert_eq!(loud.code, Some(0));
    assert!(loud.stdout.starts_with("Read 4 messages"), "{loud:?}");
    assert!(loud.stderr.contains("warning: ./documents.csv:1: column `titel`"), "{loud:?}");
    assert_eq!(project.run(&["run", "--quiet"]).ok(), "");
}

#[test]
fn completions_know_every_command() {
    for shell in ["bash", "zsh", "fish"] {
        let script = shipped(&["completions", shell]).ok();
        for command in commands() {
            assert!(script.contains(&command), "{shell} does not complete {command}");
        }
        assert!(script.contains("--periods") || script.contains("-l periods"), "{shell} completes no option");
    }
    assert_eq!(shipped(&["completions", "tcsh"]).code, Some(2));
}

#[cfg(unix)]
#[test]
fn the_completion_script_for_bash_is_valid() {
    shell(r#"set -o pipefail; "$1" completions bash | bash -n"#).ok();
}

#[test]
fn each_command_has_a_manual_page() {
    let project = Project::small();
    assert_eq!(project.run(&["man", "pages"]).ok(), "");
    let mut expected = BTreeSet::from(["themeshift.1".to_string()]);
    for command in themeshift::cli::command().get_subcommands() {
        expected.insert(format!("themeshift-{}.1", command.get_name()));
        let below =
            command.get_subcommands().map(|below| format!("themeshift-{}-{}.1", command.get_name(), below.get_name()));
        expected.extend(below);
    }
    let pages = crate::project::files(&project.path("pages"));
    assert_eq!(pages.keys().cloned().collect::<BTreeSet<_>>(), expected);
    for (name, bytes) in pages {
        let text = String::from_utf8(bytes).expect("UTF-8");
        assert!(text.contains(".TH ") && text.contains("NAME") && text.contains("SYNOPSIS"), "{name}");
    }
}

#[test]
fn exit_codes_tell_done_from_failed_from_wrong_usage() {
    for args in [&["--version"][..], &["--help"], &["freq", "--help"], &["help", "kwic"]] {
        assert_eq!(shipped(args).code, Some(0), "{args:?}");
    }
    let wrong: [&[&str]; 8] = [
        &[],
        &["nothing"],
        &["kwic"],
        &["freq", "--top", "many"],
        &["freq", "--ngrams", "4"],
        &["freq", "--format", "pdf"],
        &["kwic", "--theme", "trust", "norms"],
        &["freq", "--years"],
    ];
    for args in wrong {
        let ran = shipped(args);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{args:?}");
        assert!(!ran.stderr.is_empty(), "{args:?}");
    }
    assert_eq!(shipped(&["run", "--project", "no/such/folder"]).code, Some(1));
    assert_eq!(shipped(&["--version"]).ok(), format!("themeshift {}\n", env!("CARGO_PKG_VERSION")));
}

#[cfg(unix)]
#[test]
fn a_reader_that_stops_reading_is_no_error() {
    for command in ["messages", "messages --format table", "freq --top 0 --format json", "completions bash", "--help"] {
        let line = format!(r#""$1" {command} | head -n 1 >/dev/null; echo "${{PIPESTATUS[0]}}""#);
        assert_eq!(shell(&line).ok(), "0\n", "{command}");
    }
    // A reader that never reads at all.
    let ran = shell(r#"(sleep 1; exec "$1" messages) | true; echo "${PIPESTATUS[0]}""#);
    assert_eq!(ran.ok(), "0\n");
}

/// Runs a command on a terminal of some columns and gives what is shown there.
#[cfg(target_os = "linux")]
fn on_terminal(columns: usize, environment: &str, command: &str) -> String {
    let line = format!(r#"{environment} script -qec "stty cols {columns}; '$1' {command}" /dev/null"#);
    let shown = shell(&line).ok();
    assert!(!shown.is_empty(), "nothing is shown by {command}");
    shown
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_shows_drawn_tables() {
    // A terminal that does not know its size says 0.
    for (columns, limit) in [(120, 120), (60, 60), (0, 100)] {
        let shown = on_terminal(columns, "", "freq --years 2020 --top 3");
        assert!(shown.contains("═══") && shown.contains("10.21") && !shown.contains("period,term"), "{shown}");
        assert!(shown.lines().all(|line| line.trim_end().chars().count() <= limit), "{shown}");
    }
    let csv = on_terminal(120, "", "freq --years 2020 --top 3 --format csv");
    assert!(csv.starts_with("period,term,label"), "{csv}");
}

#[cfg(target_os = "linux")]
#[test]
fn colours_can_be_turned_off() {
    assert!(on_terminal(120, "", "--help").contains('\u{1b}'), "help on a terminal has colours");
    assert!(!on_terminal(120, "NO_COLOR=1", "--help").contains('\u{1b}'));
    assert!(!on_terminal(120, "NO_COLOR=1", "freq --themes").contains('\u{1b}'));
    assert!(!shipped(&["--help"]).ok().contains('\u{1b}'), "what is piped has no colours");
}
