//! `README.md` of the results: which file answers which question.

use super::project::Project;
use crate::config::TableFormat;

/// File name of the guide.
pub const GUIDE_FILE: &str = "README.md";

/// Questions, the most frequent first, and the files that answer them, of those that the project asks for.
pub fn guide(project: &Project) -> String {
    let output = &project.config.output;
    let title: Vec<&str> = project.config.title.split_whitespace().collect();
    let mut page = format!(
        "# {}\n\nWhat `themeshift run` wrote here, by the question that it answers.\n\n| question | file |\n|---|---|\n",
        crate::analysis::in_markdown(&title.join(" "))
    );
    let mut row = |question: &str, file: &str| page.push_str(&format!("| {question} | {file} |\n"));
    row(
        "What do I tell others, on one page?",
        "`brief.html` to read and print, `brief.docx` to edit, `brief.md` as text",
    );
    if output.report {
        row("Where does it say so? Every number with its messages", "`report.html`");
    }
    row("What is shown of each theme, how sure is that, and what threatens it?", "`findings.md`");
    if !output.charts.is_empty() {
        row("Which chart do I take, and what are its data?", "`chart/`, listed in `chart/charts.csv`");
    }
    let extension = match output.formats.first() {
        Some(TableFormat::Parquet) => "parquet",
        _ => "csv",
    };
    if output.formats.iter().all(|format| *format == TableFormat::Xlsx) {
        row("What are the numbers?", "the workbook in `table/`, a sheet for each table");
    } else {
        let mut table = |question: &str, names: &[&str]| {
            let files: Vec<String> = names.iter().map(|name| format!("`table/{name}.{extension}`")).collect();
            row(question, &files.join(", "));
        };
        table("How frequent is each theme in each period?", &["theme_frequency"]);
        table("Which themes changed between two periods, and over all?", &["theme_change", "theme_trend"]);
        table("Does a change hold when something is left out?", &["robustness"]);
        table("What makes periods hard to compare?", &["comparability", "near_duplicates"]);
        table("Which words mark a period?", &["keyness", "word_shift"]);
        table("Which themes go together?", &["theme_cooccurrence", "theme_cooccurrence_change"]);
        if !project.variables.is_empty() {
            table("How do groups differ?", &["group_contrast", "group_divergence", "group_trend"]);
        }
        table("Which messages are there, and where is each mention?", &["messages", "hits"]);
        table("What was read, and what was left out?", &["documents", "periods", "other_text"]);
    }
    row("What does a column mean, and in which unit is it?", "`datapackage.json`");
    row("What was run on what, with which settings?", "`run.json`");
    page
}
