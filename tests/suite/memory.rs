//! Memory follows the vocabulary and the counts, not the corpus.

#![cfg(target_os = "linux")]

use std::fmt::Write;
use std::fs;
use std::process::Stdio;

use crate::project::{Project, Ran};

/// Writes lines of JSON with so many bytes of text: speeches of about 20,000 bytes over 40 years, with new words as they go.
fn speeches(bytes: usize) -> Project {
    let project = Project::folder()
        .settings(
            "[corpus]\nfiles = [\"a.jsonl\"]\ncodebook = \"codebook.toml\"\n[output]\ncharts = []\nreport = false\n",
        )
        .codebook("[themes.trust]\ninclude = [\"trust\", \"peace*\"]\n");
    let mut lines = String::with_capacity(bytes + bytes / 50);
    let (mut number, mut seed) = (0_u64, 1_u64);
    while lines.len() < bytes {
        write!(lines, "{{\"document\": \"d{number:06}\", \"year\": {}, \"text\": \"", 1980 + number % 40)
            .expect("memory");
        for place in 0..3_000_u64 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            // A tenth of the words is rare.
            let word = if place % 10 == 0 { seed >> 48 } else { seed >> 56 };
            let sign = if place % 20 == 19 { ". Peace" } else { "" };
            write!(lines, "w{word:x}{sign} ").expect("memory");
        }
        lines.push_str("\"}\n");
        number += 1;
    }
    fs::write(project.path("a.jsonl"), lines).expect("the project can be written");
    project
}

/// The largest resident memory of a command, in kB, and what it printed.
fn peak(project: &Project, args: &[&str]) -> (u64, String) {
    let mut child = project.command(args).stdout(Stdio::piped()).spawn().expect("the program starts");
    let mut peak = 0;
    while child.try_wait().expect("a child").is_none() {
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix("kB"));
        peak = line.and_then(|kb| kb.trim().parse().ok()).unwrap_or(peak);
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    let output = child.wait_with_output().expect("a child");
    assert!(output.status.success());
    (peak, String::from_utf8(output.stdout).expect("text"))
}

#[test]
fn four_times_the_text_takes_no_more_memory() {
    let [(small, _), (large, printed)] =
        [12, 48].map(|megabytes| peak(&speeches(megabytes << 20), &["freq", "--themes", "--threads", "2"]));
    assert_eq!(printed.lines().count(), 41, "forty years and a header");
    assert!(small > 0 && large * 10 < small * 13 + 80_000, "{small} kB of memory became {large} kB");
}

#[test]
fn a_run_over_four_times_the_text_takes_little_more_memory() {
    let [(small, _), (large, _)] =
        [6, 24].map(|megabytes| peak(&speeches(megabytes << 20), &["run", "--quiet", "--threads", "2"]));
    assert!(small > 0 && large * 10 < small * 17 + 80_000, "{small} kB of memory became {large} kB");
}

/// Writes so many lines of JSON of a few words each, over 40 years.
fn short_documents(number: usize) -> Project {
    let project = Project::folder()
        .settings("[corpus]\nfiles = [\"a.jsonl\"]\ncodebook = \"codebook.toml\"\n")
        .codebook("[themes.trust]\ninclude = [\"trust\"]\n[themes.peace]\ninclude = [\"peace*\"]\n");
    let mut lines = String::new();
    for number in 0..number {
        let (year, word) = (1980 + number % 40, ["trust", "peace", "neither", "trust and peace"][number % 4]);
        writeln!(lines, "{{\"document\": \"d{number:07}\", \"year\": {year}, \"text\": \"They speak of {word}.\"}}")
            .expect("memory");
    }
    fs::write(project.path("a.jsonl"), lines).expect("the project can be written");
    project
}

#[test]
fn a_document_takes_little_memory_besides_its_text() {
    // What goes to temporary files fills its room in memory first, and the allocator gives back in steps.
    let (few, many) = (120_000, 480_000);
    let [(small, _), (large, printed)] =
        [few, many].map(|number| peak(&short_documents(number), &["freq", "--themes", "--threads", "2"]));
    assert_eq!(printed.lines().count(), 81, "two themes in forty years, and a header");
    let bytes = large.saturating_sub(small) * 1024 / (many - few) as u64;
    assert!(bytes < 150, "{bytes} bytes for each document: {small} kB of memory became {large} kB");
}

#[test]
fn a_message_with_its_hits_takes_little_memory_besides_its_text() {
    let (few, many) = (120_000, 480_000);
    let [(small, _), (large, printed)] =
        [few, many].map(|number| peak(&short_documents(number), &["trend", "--threads", "2"]));
    assert_eq!(printed.lines().count(), 3, "two themes and a header");
    let bytes = large.saturating_sub(small) * 1024 / (many - few) as u64;
    assert!(bytes < 250, "{bytes} bytes for each message: {small} kB of memory became {large} kB");
}

#[test]
fn one_long_line_takes_at_most_five_times_the_memory_of_documents() {
    let documents = speeches(24 << 20);
    let rows = fs::read_to_string(documents.path("a.jsonl")).expect("it is there");
    let text = |row: &str| row.rsplit_once(": \"").map_or(String::new(), |(_, text)| text.replace("\"}", ""));
    let line: String = rows.lines().map(text).collect();
    let settings = "[corpus]\nfiles = [\"*.txt\"]\ncodebook = \"codebook.toml\"\n[segment]\nunit = \"document\"\n";
    let one = Project::folder()
        .settings(settings)
        .codebook("[themes.trust]\ninclude = [\"trust\", \"peace*\"]\n")
        .file("line-2001.txt", &line)
        .file("short-2002.txt", "They trust in peace and in each other.");
    let [(usual, _), (long, printed)] =
        [&documents, &one].map(|project| peak(project, &["freq", "--themes", "--threads", "2"]));
    assert_eq!(printed.lines().count(), 3, "two years and a header");
    assert!(usual > 0 && long < 5 * usual, "{usual} kB of memory became {long} kB");
}

#[test]
fn without_room_for_temporary_files_the_error_says_so_and_earlier_results_stay() {
    let project = short_documents(20_000);
    let earlier = "{\"program\": {\"name\": \"themeshift\"}, \"files\": [\"run.json\"]}";
    fs::create_dir(project.path("output")).expect("a folder");
    fs::write(project.path("output/run.json"), earlier).expect("written");
    let gone = project.path("gone");
    let ran = Ran::of(project.command(&["run"]).env("TMPDIR", &gone));
    ran.fails(1, &["cannot keep", "in a temporary file", "gone", "hint: make room there", "TMPDIR"]);
    assert_eq!(fs::read_to_string(project.path("output/run.json")).expect("it is there"), earlier);
}
