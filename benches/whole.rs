//! How long whole commands take, beside a bare loop that does the least that such a command must do.
//!
//! Each command is a process of its own, as users run it: it reads JSON lines of `{id, year, text}` and prints or writes its
//! results. The bare loop is one, too: on two threads it splits ASCII words, folds their case, counts them by period, takes a
//! stem once per word and writes the counts. All take turns, so that a change of the machine's speed meets them all. The text
//! is generated with the measured shape of real speeches, and every answer is asserted; `--file` takes text of one's own,
//! whose tables are compared with each other.
//!
//! `cargo bench --bench whole` (options after `--`: `--mb 100`, `--rounds 5`, `--file speeches.jsonl`, `--codebook codebook.toml`).

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;
use serde::Deserialize;

#[path = "generate/measured.rs"]
mod measured;

use measured::Planted;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let option = |name: &str| {
        let place = arguments.iter().position(|argument| argument == name);
        place.and_then(|place| arguments.get(place + 1)).map(String::as_str)
    };
    if let Some(input) = option("--bare-loop") {
        return bare_loop(Path::new(input)).expect("the bare loop reads its text");
    }
    let number = |name: &str, otherwise: u64| option(name).map_or(otherwise, |value| value.parse().expect("a number"));
    let folder = tempfile::tempdir().expect("a folder");
    let text = folder.path().join("text.jsonl");
    let mut planted = None;
    if let Some(file) = option("--file") {
        let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/codebook.toml");
        let codebook = option("--codebook").unwrap_or(shipped);
        fs::copy(file, &text).expect("the file is read");
        fs::copy(codebook, folder.path().join("codebook.toml")).expect("the codebook is read");
    } else {
        let mut out = BufWriter::new(File::create(&text).expect("a file"));
        planted = Some(measured::corpus(&mut out, number("--mb", 100) * 1_000_000).expect("written"));
        fs::write(folder.path().join("codebook.toml"), measured::codebook()).expect("written");
    }
    let bytes = fs::metadata(&text).expect("a file").len();
    println!("text: {:.1} MB of JSON lines", bytes as f64 / 1e6);
    let commands = commands(folder.path());
    let mut taken: Vec<Vec<Taken>> = commands.iter().map(|_| Vec::new()).collect();
    for round in 0..number("--rounds", 5) {
        for (command, taken) in commands.iter().zip(&mut taken) {
            taken.push(command.run(folder.path()));
        }
        if round == 0 {
            check(folder.path(), planted.as_ref());
        }
    }
    println!("{:24} {:>8} {:>8} {:>10} {:>10}", "command", "seconds", "of bare", "peak MB", "written MB");
    for (command, runs) in commands.iter().zip(&taken) {
        let ratios = runs.iter().zip(&taken[0]).map(|(run, bare)| run.seconds / bare.seconds);
        println!(
            "{:24} {:8.2} {:8.2} {:10.0} {:10.1}",
            command.name,
            median(runs.iter().map(|run| run.seconds)),
            median(ratios),
            median(runs.iter().map(|run| run.peak as f64 / 1e6)),
            median(runs.iter().map(|run| run.written as f64 / 1e6)),
        );
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// A command that is timed.
struct Timed {
    name: &'static str,
    program: PathBuf,
    arguments: Vec<String>,
    /// The file that gets what it prints, and the folder that gets its results.
    printed: &'static str,
    results: &'static str,
}

/// What a run took.
struct Taken {
    seconds: f64,
    /// Bytes of memory at most, where the system tells.
    peak: u64,
    /// Bytes that it wrote and printed.
    written: u64,
}

/// The commands, the bare loop first.
fn commands(folder: &Path) -> Vec<Timed> {
    let settings = |unit: &str| {
        format!(
            "[corpus]\nfiles = \"text.jsonl\"\ncodebook = \"codebook.toml\"\n[segment]\nunit = \"{unit}\"\n[output]\ndirectory = \
             \"{unit}s\"\ncharts = []\nreport = false\n"
        )
    };
    let project = |unit: &str| {
        let path = folder.join(format!("{unit}.toml"));
        fs::write(&path, settings(unit)).expect("written");
        path.display().to_string()
    };
    let (documents, paragraphs) = (project("document"), project("paragraph"));
    let of = |name, project: &str, arguments: &[&str], printed, results| Timed {
        name,
        program: env!("CARGO_BIN_EXE_themeshift").into(),
        arguments: arguments.iter().copied().chain(["--quiet", "--project", project]).map(String::from).collect(),
        printed,
        results,
    };
    vec![
        Timed {
            name: "bare loop",
            program: std::env::current_exe().expect("this program"),
            arguments: vec!["--bare-loop".into(), folder.join("text.jsonl").display().to_string()],
            printed: "bare.csv",
            results: "none",
        },
        of("freq", &documents, &["freq"], "freq.csv", "none"),
        of("freq --themes", &documents, &["freq", "--themes"], "themes.csv", "none"),
        of("run", &documents, &["run"], "run.txt", "documents"),
        of("run, paragraphs", &paragraphs, &["run"], "run.txt", "paragraphs"),
    ]
}

impl Timed {
    fn run(&self, folder: &Path) -> Taken {
        let printed = folder.join(self.printed);
        let results = folder.join(self.results);
        let _ = fs::remove_dir_all(&results);
        let out = File::create(&printed).expect("a file");
        let started = Instant::now();
        let mut child = Command::new(&self.program)
            .args(&self.arguments)
            .stdin(Stdio::null())
            .stdout(out)
            .spawn()
            .expect("the program is built");
        let mut peak = 0;
        let status = loop {
            if let Some(status) = child.try_wait().expect("a child") {
                break status;
            }
            peak = peak_of(child.id()).max(peak);
            std::thread::sleep(Duration::from_millis(5));
        };
        let seconds = started.elapsed().as_secs_f64();
        assert!(status.success(), "{} failed", self.name);
        let written = size(&printed) + size(&results);
        Taken { seconds, peak, written }
    }
}

/// The most memory that a process has held, in bytes; 0 where the system does not tell.
fn peak_of(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok()).unwrap_or(0) * 1024
}

/// The bytes of a file, or of the files in a folder.
fn size(path: &Path) -> u64 {
    match fs::read_dir(path) {
        Ok(entries) => entries.flatten().map(|entry| size(&entry.path())).sum(),
        Err(_) => fs::metadata(path).map_or(0, |file| file.len()),
    }
}

/// Asserts that the commands give the same numbers: `freq` those of the bare loop and of what was put into the text, where that
/// is known, and `run` those of `freq`.
fn check(folder: &Path, planted: Option<&Planted>) {
    let table = |name: &str| Rows::read(&folder.join(name));
    let terms = table("freq.csv").numbers(["period", "term"], "count");
    let themes = table("themes.csv").numbers(["period", "theme"], "hits");
    assert!(terms.len() > 1_000 && !themes.is_empty());
    assert_eq!(table("documents/table/theme_frequency.csv").numbers(["period", "theme"], "hits"), themes);
    let of_run = table("documents/table/term_frequency.csv").numbers(["period", "term"], "count");
    let both = || terms.iter().filter_map(|(key, count)| Some((count, of_run.get(key)?)));
    assert!(both().count() > 500 && both().all(|(count, of_run)| count == of_run));
    let Some(planted) = planted else { return };
    let bare = table("bare.csv").numbers(["period", "term"], "count");
    for (key, count) in terms.iter().chain(&of_run) {
        assert_eq!(bare.get(key), Some(count), "{key:?}");
    }
    assert_eq!(themes.values().sum::<u64>(), planted.hits.values().sum::<u64>());
    for ((period, theme), hits) in &planted.hits {
        assert_eq!(themes[&[period.to_string(), format!("theme_{theme:02}")]], *hits, "{period} {theme}");
    }
    let documents = table("documents/table/documents.csv").rows.len() as u64;
    assert_eq!((documents, planted.documents), (planted.documents, documents));
}

/// A table that a command printed or wrote.
struct Rows {
    names: Vec<String>,
    rows: Vec<csv::StringRecord>,
}

impl Rows {
    fn read(path: &Path) -> Self {
        let mut reader = csv::Reader::from_path(path).expect("a table");
        let names = reader.headers().expect("a header").iter().map(String::from).collect();
        Self { names, rows: reader.records().map(|row| row.expect("a row")).collect() }
    }

    fn numbers(&self, keys: [&str; 2], number: &str) -> FxHashMap<[String; 2], u64> {
        let place = |name: &str| self.names.iter().position(|known| known == name).expect("a column");
        let (keys, number) = (keys.map(place), place(number));
        let row =
            |row: &csv::StringRecord| (keys.map(|key| row[key].to_string()), row[number].parse().expect("a count"));
        self.rows.iter().map(row).collect()
    }
}

#[derive(Deserialize)]
struct Speech<'t> {
    year: i32,
    #[serde(borrow)]
    text: std::borrow::Cow<'t, str>,
}

/// Words with their numbers, and the counts of each year by number.
#[derive(Default)]
struct Words {
    numbers: FxHashMap<Box<[u8]>, usize>,
    years: FxHashMap<i32, Vec<u64>>,
}

impl Words {
    fn count(&mut self, rows: &[u8]) -> serde_json::Result<()> {
        let mut folded = Vec::new();
        for row in rows.split(|byte| *byte == b'\n').filter(|row| !row.is_empty()) {
            let speech: Speech<'_> = serde_json::from_slice(row)?;
            let counts = self.years.entry(speech.year).or_default();
            for word in speech.text.as_bytes().split(|byte| !byte.is_ascii_alphabetic()).filter(|word| !word.is_empty())
            {
                folded.clear();
                folded.extend(word.iter().map(u8::to_ascii_lowercase));
                let new = self.numbers.len();
                let number = match self.numbers.get(folded.as_slice()) {
                    Some(number) => *number,
                    None => *self.numbers.entry(folded.as_slice().into()).or_insert(new),
                };
                if number >= counts.len() {
                    counts.resize(number + 1, 0);
                }
                counts[number] += 1;
            }
        }
        Ok(())
    }
}

/// The least that counting terms by period takes, with exact answers where all words are of ASCII letters.
fn bare_loop(input: &Path) -> io::Result<()> {
    let text = fs::read(input)?;
    let middle = text.len() / 2 + memchr::memchr(b'\n', &text[text.len() / 2..]).unwrap_or(0);
    let counted = |rows| {
        let mut words = Words::default();
        words.count(rows).map(|()| words)
    };
    let halves: [serde_json::Result<Words>; 2] = std::thread::scope(|scope| {
        let threads = [&text[..middle], &text[middle..]].map(|rows| scope.spawn(move || counted(rows)));
        threads.map(|thread| thread.join().expect("it does not panic"))
    });
    let stemmer = Stemmer::create(Algorithm::English);
    let mut stems: FxHashMap<String, usize> = FxHashMap::default();
    let mut sums: BTreeMap<i32, Vec<u64>> = BTreeMap::new();
    for words in halves {
        let words = words?;
        let mut numbers = vec![0; words.numbers.len()];
        for (word, number) in words.numbers {
            let stem = stemmer.stem(std::str::from_utf8(&word).expect("ASCII"));
            let new = stems.len();
            numbers[number] = *stems.entry(stem.into_owned()).or_insert(new);
        }
        for (year, counts) in words.years {
            let sums = sums.entry(year).or_default();
            sums.resize(stems.len(), 0);
            counts.iter().zip(&numbers).for_each(|(count, stem)| sums[*stem] += count);
        }
    }
    let mut order: Vec<(String, usize)> = stems.into_iter().collect();
    order.sort_unstable();
    let mut out = BufWriter::new(io::stdout().lock());
    writeln!(out, "period,term,count")?;
    for (year, sums) in sums {
        for (stem, number) in &order {
            let count = sums.get(*number).copied().unwrap_or(0);
            if count > 0 {
                writeln!(out, "{year},{stem},{count}")?;
            }
        }
    }
    out.flush()
}
