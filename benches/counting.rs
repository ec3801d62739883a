//! How fast the counting stage is, and how much memory it takes.
//!
//! Timed: segment, tokenize, fold, stem, match the twenty shipped themes, count terms, themes, patterns and pairs,
//! merge. Not timed: reading files, the second pass (dispersion, term co-occurrence), tables.
//! Beside it, in the same run and on the same text: a bare loop that only splits ASCII words, folds case and counts
//! in a hash map. Every run asserts its answer against what the generator put into the text.
//!
//! `cargo bench --bench counting` (options after `--`: `--mb 100`, `--rounds 5`).

use std::hint::black_box;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use hashbrown::HashMap;
use themeshift::axis::{Axis, Period, Placed, Stratum};
use themeshift::codebook::{Codebook, Matcher};
use themeshift::config::Config;
use themeshift::corpus::{Content, Document, DocumentInfo};
use themeshift::count::{Counter, Counts, Depth, Generation, Generations, Plan, StrataCounts};
use themeshift::segment::Segmenter;
use themeshift::text::TextRules;
use themeshift::watch::Unwatched;

mod generate;

use generate::{Expected, Generator};

const YEARS: [i32; 4] = [2012, 2017, 2019, 2020];

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let option = |name: &str, default: usize| {
        let place = arguments.iter().position(|argument| argument == name);
        place.and_then(|place| arguments.get(place + 1)).and_then(|value| value.parse().ok()).unwrap_or(default)
    };
    let megabytes = option("--mb", 100);
    if arguments.iter().any(|argument| argument == "--peak") {
        return peak(megabytes);
    }
    if arguments.iter().any(|argument| argument == "--stages") {
        return stages(megabytes);
    }
    time(megabytes, option("--rounds", 5));
    memory(&[megabytes, 2 * megabytes]);
}

/// The compiled shipped codebook and the rules of text.
fn with_plan(act: impl FnOnce(&Plan<'_>, &TextRules)) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let rules = TextRules::new(&Config::default().text, root).expect("English is built in");
    let codebook = Codebook::read(&root.join("corpus/codebook.toml")).expect("the shipped codebook is valid");
    assert_eq!(codebook.themes.len(), 20);
    let matcher = Matcher::new(&codebook);
    act(&Plan::new(&matcher, &[1], Depth::Terms), &rules);
}

fn time(megabytes: usize, rounds: usize) {
    let generator = Generator::new();
    let mut documents = Vec::new();
    let mut expected = Expected::default();
    let mut bytes = 0;
    while bytes < megabytes * 1_000_000 {
        let text = generator.document(documents.len() as u64, &mut expected);
        bytes += text.len();
        documents.push(Document::new(Content::Lines(text)));
    }
    println!("text: {:.1} MB in {} documents, {} words", bytes as f64 / 1e6, documents.len(), expected.words);
    with_plan(|plan, rules| {
        let speed = |act: &dyn Fn()| {
            let started = Instant::now();
            act();
            bytes as f64 / 1e6 / started.elapsed().as_secs_f64()
        };
        let mut table: Vec<[f64; 3]> = Vec::new();
        // The three take turns, so that a change of the machine's speed meets them all.
        for _ in 0..rounds {
            let bare = speed(&|| assert_eq!(bare_loop(&documents), expected.ascii_runs));
            let one = speed(&|| check(&count(&documents, plan, rules, 1), plan, &expected));
            let two = speed(&|| check(&count(&documents, plan, rules, 2), plan, &expected));
            println!(
                "bare loop {bare:6.1} MB/s | one thread {one:6.1} MB/s ({:.2} of it) | two threads {two:6.1} MB/s ({:.2} times one)",
                one / bare,
                two / one
            );
            table.push([bare, one, two]);
        }
        let median = |of: &dyn Fn(&[f64; 3]) -> f64| {
            let mut values: Vec<f64> = table.iter().map(of).collect();
            values.sort_by(f64::total_cmp);
            values[values.len() / 2]
        };
        println!(
            "medians: bare loop {:.1} MB/s, one thread {:.1} MB/s, two threads {:.1} MB/s; one/bare {:.2}, two/one {:.2}",
            median(&|r| r[0]),
            median(&|r| r[1]),
            median(&|r| r[2]),
            median(&|r| r[1] / r[0]),
            median(&|r| r[2] / r[1])
        );
    });
}

/// Where the time goes on one thread: each stage with all before it.
fn stages(megabytes: usize) {
    use themeshift::codebook::Decisions;
    use themeshift::text::{Tokens, Vocabulary};
    let generator = Generator::new();
    let mut expected = Expected::default();
    let documents: Vec<Document> = (0..megabytes as u64 * 10)
        .map(|number| generator.document(number, &mut expected))
        .map(|text| Document::new(Content::Lines(text)))
        .collect();
    let info = DocumentInfo::default();
    let segmenter = Segmenter::new(&Config::default()).expect("the defaults are sound");
    let each = |act: &mut dyn FnMut(&str)| {
        for document in &documents {
            segmenter.segment(document, &info, "en").expect("it has messages").messages().for_each(|m| act(&m.text));
        }
    };
    let show = |name: &str, started: Instant| {
        let seconds = started.elapsed().as_secs_f64();
        println!("{name:20} {seconds:6.2} s, {:5.0} ns per word", seconds * 1e9 / expected.words as f64);
    };
    let started = Instant::now();
    each(&mut |text| {
        black_box(text.len());
    });
    show("segment", started);
    let started = Instant::now();
    let mut spans = Vec::new();
    each(&mut |text| {
        spans.clear();
        themeshift::text::words(text, &mut spans);
        black_box(&spans);
    });
    show("+ words", started);
    with_plan(|plan, rules| {
        let mut vocabulary = Vocabulary::new(rules);
        let (mut decisions, mut tokens, mut hits) = (Decisions::default(), Tokens::default(), Vec::new());
        let started = Instant::now();
        each(&mut |text| vocabulary.tokenize(text, &mut tokens));
        show("+ types, first time", started);
        let started = Instant::now();
        each(&mut |text| vocabulary.tokenize(text, &mut tokens));
        show("+ types, known", started);
        let started = Instant::now();
        each(&mut |text| {
            vocabulary.tokenize(text, &mut tokens);
            plan.matcher.find(&vocabulary, &mut decisions, text, &tokens, &mut hits);
        });
        show("+ hits, first time", started);
        let started = Instant::now();
        let (mut all_hits, mut themes) = (0, 0);
        each(&mut |text| {
            vocabulary.tokenize(text, &mut tokens);
            plan.matcher.find(&vocabulary, &mut decisions, text, &tokens, &mut hits);
            all_hits += hits.len();
            themes += hits.chunk_by(|a, b| a.theme == b.theme).count();
        });
        show("+ hits, known", started);
        println!(
            "{:.1} hits per 1,000 words, {:.2} themes per message",
            all_hits as f64 * 1000.0 / expected.words as f64,
            themes as f64 / expected.messages as f64
        );
        let started = Instant::now();
        let mut counter = Counter::new(plan, rules);
        counter.begin_document(0);
        each(&mut |text| {
            counter.message(text);
        });
        show("all, first time", started);
        let started = Instant::now();
        each(&mut |text| {
            counter.message(text);
        });
        show("all, known", started);
        let started = Instant::now();
        black_box(merged(vec![counter], std::iter::empty()));
        show("merge", started);
    });
}

/// Splits ASCII words, folds case, counts in a hash map. Returns the number of words.
fn bare_loop(documents: &[Document]) -> u64 {
    let mut counts: HashMap<Vec<u8>, u64> = HashMap::new();
    let mut word: Vec<u8> = Vec::new();
    for document in documents {
        let Content::Lines(text) = &document.content else { continue };
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            if !bytes[at].is_ascii_alphabetic() {
                at += 1;
                continue;
            }
            let start = at;
            while at < bytes.len() && bytes[at].is_ascii_alphabetic() {
                at += 1;
            }
            word.clear();
            word.extend(bytes[start..at].iter().map(u8::to_ascii_lowercase));
            *counts.entry_ref(word.as_slice()).or_insert(0) += 1;
        }
    }
    black_box(&counts);
    counts.values().sum()
}

fn count(documents: &[Document], plan: &Plan<'_>, rules: &TextRules, threads: usize) -> Counts {
    let info = DocumentInfo::default();
    let segmenter = Segmenter::new(&Config::default()).expect("the defaults are sound");
    let next = AtomicUsize::new(0);
    let counters: Vec<(Counter<'_>, Vec<Generation>)> = std::thread::scope(|scope| {
        let work = || {
            let (mut counter, mut generations) = (Counter::new(plan, rules), Vec::new());
            while let Some(index) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|&index| index < documents.len())
            {
                let segments = segmenter.segment(&documents[index], &info, "en").expect("it has messages");
                counter.begin_document(index * YEARS.len() / documents.len());
                for message in segments.messages() {
                    counter.message(&message.text);
                }
                generations.extend(black_box(counter.take_kept()).generation);
            }
            (counter, generations)
        };
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        handles.into_iter().map(|handle| handle.join().expect("no thread panics")).collect()
    });
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started");
    let (counters, generations): (Vec<_>, Vec<_>) = counters.into_iter().unzip();
    pool.install(|| merged(counters, generations.into_iter().flatten()))
}

/// The counts by year of counters whose strata are numbered as the years.
fn merged(counters: Vec<Counter<'_>>, generations: impl Iterator<Item = Generation>) -> Counts {
    let strata = (0..YEARS.len()).map(|period| (Stratum { period, groups: Vec::new() }, period)).collect();
    let axis = Axis::of(&Placed::of(&YEARS.map(Period::of_year)));
    let mut kept = Generations::default();
    generations.for_each(|generation| kept.push(generation).expect("a temporary file"));
    StrataCounts::merge(strata, counters, kept).expect("a temporary file").0.by_period(&axis, &Unwatched)
}

fn check(counts: &Counts, plan: &Plan<'_>, expected: &Expected) {
    assert_eq!(counts.tokens(), expected.words, "word tokens");
    assert_eq!(counts.messages(), expected.messages, "messages");
    let totals = counts.term_totals();
    let term =
        |name: &str| counts.terms.iter().position(|entry| entry.term == name).map_or(0, |place| totals[place].count);
    assert_eq!(term("infrastructur"), expected.infrastructure, "occurrences of one term");
    let patterns = counts.periods().iter().flat_map(|cell| &cell.patterns);
    let pandemic = patterns.filter(|((_, pattern), _)| plan.matcher.pattern(*pattern).source == "pandemic*");
    assert_eq!(pandemic.map(|(_, count)| count.hits).sum::<u64>(), expected.pandemic, "hits of one pattern");
}

/// Counts generated documents one after the other and prints the peak of resident memory in kilobytes.
fn peak(megabytes: usize) {
    let generator = Generator::new();
    with_plan(|plan, rules| {
        let info = DocumentInfo::default();
        let segmenter = Segmenter::new(&Config::default()).expect("the defaults are sound");
        let (mut counter, mut generations) = (Counter::new(plan, rules), Vec::new());
        let mut expected = Expected::default();
        let (mut bytes, mut index) = (0, 0);
        while bytes < megabytes * 1_000_000 {
            let text = generator.document(index, &mut expected);
            bytes += text.len();
            index += 1;
            let document = Document::new(Content::Lines(text));
            counter.begin_document((bytes * YEARS.len() / (megabytes * 1_000_000)).min(YEARS.len() - 1));
            for message in segmenter.segment(&document, &info, "en").expect("it has messages").messages() {
                counter.message(&message.text);
            }
            generations.extend(black_box(counter.take_kept()).generation);
        }
        let counts = merged(vec![counter], generations.into_iter());
        assert_eq!(counts.tokens(), expected.words);
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("unknown");
        println!("{} {} {}", index, counts.terms.len(), line.trim());
    });
}

fn memory(sizes: &[usize]) {
    let program = std::env::current_exe().expect("the bench has a path");
    for megabytes in sizes {
        let output = std::process::Command::new(&program).args(["--peak", "--mb", &megabytes.to_string()]).output();
        let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
        let mut words = text.split_whitespace();
        let mut next = || words.next().unwrap_or("?").to_string();
        println!(
            "peak memory for {megabytes} MB read one document at a time: {2} kB ({0} documents, {1} terms)",
            next(),
            next(),
            next()
        );
    }
}
