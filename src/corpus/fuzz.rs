//! Random changes of tables, manifests and project files: whatever they hold, they are read or refused, and soon. Some
//! hundreds are tried each time; the variable `THEMESHIFT_FUZZ` says how many of each kind to try instead, and
//! `THEMESHIFT_FUZZ_SEED` with which seed.

use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use super::{DocumentInfo, held, manifest, read};
use crate::config::{Config, TableColumns, with_settings};
use crate::watch::Unwatched;

/// Longest time for one input, on a busy machine without optimisation.
const MOST_TIME: Duration = Duration::from_secs(20);
/// What is put into inputs.
const PIECES: [&[u8]; 40] = [
    b",",
    b";",
    b"\t",
    b"|",
    b"\"",
    b"\"\"",
    b"\n",
    b"\r\n",
    b"\r",
    b"\\\"",
    b"\xEF\xBB\xBF",
    b"\xFF\xFE",
    b"\0",
    b"sep=;\n",
    b"NA",
    b"#N/A",
    b"2019",
    b"43831",
    b"43831.5",
    b"-1e308",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b"null",
    b"{\"text\":",
    b"\"text\"",
    b"\"year\": 2019",
    b"text",
    b"year",
    b"date",
    b"document",
    b"pages",
    b"~/",
    b" = ",
    b"[corpus]\n",
    b"[[periods.named]]\n",
    b"\xE2\x80\xAE",
    b"\xF0\x9F\x98\x80",
];

/// Random numbers (splitmix64).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % limit.max(1) as u64) as usize
    }

    /// Some bytes with a few changes.
    fn changed(&mut self, seeds: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = seeds[self.below(seeds.len())].clone();
        for _ in 0..=self.below(6) {
            let at = self.below(bytes.len() + 1);
            let end = (at + self.below(20)).min(bytes.len());
            match self.below(6) {
                0 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
                1 => _ = bytes.drain(at..end),
                2 => {
                    let again = bytes[at..end].repeat(1 + self.below(30));
                    bytes.splice(at..at, again);
                }
                3 => bytes.truncate(at.max(1)),
                4 => {
                    let other = &seeds[self.below(seeds.len())];
                    let from = self.below(other.len());
                    bytes.splice(at..end, other[from..].iter().copied());
                }
                _ => _ = bytes.splice(at..at, PIECES[self.below(PIECES.len())].iter().copied()),
            }
        }
        bytes
    }
}

/// How many inputs of a kind to try.
fn number(usual: usize) -> usize {
    std::env::var("THEMESHIFT_FUZZ").ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// Tries changed inputs; `act` must end, and soon.
fn fuzz(name: &str, usual: usize, seeds: &[Vec<u8>], mut act: impl FnMut(&[u8])) {
    let seed = std::env::var("THEMESHIFT_FUZZ_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
    let mut random = Random(seed);
    for round in 0..number(usual) {
        let bytes = random.changed(seeds);
        let shown =
            || format!("{name}, input {round}: {}", bytes.escape_ascii().to_string().get(..2000).unwrap_or("large"));
        let start = Instant::now();
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| act(&bytes)));
        assert!(done.is_ok(), "{}", shown());
        assert!(start.elapsed() < MOST_TIME, "{:?}: {}", start.elapsed(), shown());
    }
}

/// Reads a file as a table, and every row of it.
fn table(path: &Path, bytes: &[u8]) {
    std::fs::write(path, bytes).expect("written");
    let info = DocumentInfo { path: path.to_path_buf(), id: "t".into(), ..DocumentInfo::default() };
    let Ok(Some(held)) = held(&info, &TableColumns::default(), &Unwatched) else { return };
    assert!(!held.documents.is_empty());
    for info in &held.documents {
        assert!(!info.id.is_empty() && info.when.is_some());
        read(&info).expect("a row that was read can be read again");
    }
}

const CSV: [&str; 4] = [
    "id,year,text,place\na,2019,We trust the norms.,Rome\nb,2020,\"Children, they \"\"play\"\",\nand more.\",NA\n",
    "\u{FEFF}id;date;text;\n1;01.02.2019;Wir vertrauen;\n2;2020-05;Kinder spielen;\n;;;\n",
    "sep=|\n\"id\"|\"year\"|\"text\"\r\n\"1\"|\"a\"|2019|\"one\"\r\n\"2\"|\"b\"|2020|\"two\"\r\n",
    "text\tyear\tyear\t\nsome words\t2019\t1\t\n",
];
const JSON: [&str; 3] = [
    "{\"id\": 1, \"year\": 2019.0, \"text\": \"one \\u00e9\", \"x\": [1, {\"y\": null}]}\n{\"year\": \"2020\", \"text\": \"two\", \"\": true}\n",
    "[{\"id\": \"a\", \"date\": \"2019-05-01\", \"text\": \"one\"},\n {\"text\": \"two\", \"date\": null, \"text\": \"three\"}]",
    "{\"year\": 2019, \"text\": \"one\"}",
];

fn bytes(seeds: &[&str]) -> Vec<Vec<u8>> {
    seeds.iter().map(|seed| seed.as_bytes().to_vec()).collect()
}

#[test]
fn changed_tables_of_text_are_read_or_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    fuzz("CSV", 150, &bytes(&CSV), |bytes| table(&at("t.csv"), bytes));
    fuzz("JSON", 150, &bytes(&JSON), |bytes| table(&at("t.json"), bytes));
}

#[test]
fn changed_manifests_are_read_or_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.txt"), "words").expect("written");
    let path = folder.path().join("documents.csv");
    let seeds = [
        "document,file,year,title,pages,include\na,a.txt,2019,\"A, b\",3,yes\nb,./a.txt,2020,,,no\n",
        "document;file;date;skip_sections;\nx;a.txt;43831;One; two\ny;a.txt;3 May 2019;;\n",
    ];
    fuzz("manifest", 150, &bytes(&seeds), |bytes| {
        std::fs::write(&path, bytes).expect("written");
        if let Ok(corpus) = manifest::read(&path, &Unwatched) {
            assert!(corpus.documents.iter().all(|info| info.path.is_file()));
        }
    });
}

#[test]
fn changed_project_files_are_read_or_refused() {
    let seeds = [
        "title = \"A\"\n[corpus]\nfiles = [\"*.txt\"]\nencoding = \"auto\"\n[corpus.columns]\ntext = \"body\"\n[text]\nlanguage = \"en\"\n",
        "[periods]\nunit = \"5 years\"\nyear_starts = \"07-01\"\n[groups]\nby = [\"kind\"]\n[analysis]\nngrams = [1, 2]\nseed = 7\n",
        "[[periods.named]]\nlabel = \"War\"\nfrom = 1914\nto = 1918-11-11\n[chart]\nsize = \"160x90mm\"\ndpi = 300\n[chart.colours]\nink = \"#000000\"\n",
        "[segment]\nunit = \"regex\"\npattern = '^Article \\d+'\n[output]\ndirectory = \"out\"\nrows = \"all\"\n[report]\nmessages = 10\n",
    ];
    fuzz("project file", 300, &bytes(&seeds), |bytes| {
        let text = String::from_utf8_lossy(bytes);
        if let Err(error) = with_settings(Config::default(), &text, Path::new("themeshift.toml")) {
            assert!(!error.message().is_empty());
        }
    });
}

/// A workbook with some of everything.
#[cfg(feature = "files")]
fn workbook() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write(0, 0, "Notes").expect("a cell");
    let sheet = book.add_worksheet();
    for (column, name) in (0..).zip(["id", "date", "text", "place"]) {
        sheet.write(1, column, name).expect("a cell");
    }
    sheet.merge_range(2, 3, 3, 3, "Rome", &rust_xlsxwriter::Format::new()).expect("a region");
    for (row, day) in (2..).zip([43831.5, 43600.0]) {
        sheet.write(row, 0, row).expect("a cell").write(row, 1, day).expect("a cell");
        sheet.write(row, 2, "some words of text").expect("a cell");
    }
    book.save_to_buffer().expect("a workbook")
}

#[cfg(feature = "files")]
#[test]
fn changed_tables_of_other_formats_are_read_or_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let parquet = include_bytes!("../../tests/data/readers/rows.parquet").to_vec();
    fuzz("Parquet", 60, &[parquet], |bytes| table(&at("t.parquet"), bytes));
    let book = workbook();
    fuzz("workbook", 30, std::slice::from_ref(&book), |bytes| table(&at("t.xlsx"), bytes));
    // Changes of its parts, packed again.
    let mut parts = Vec::new();
    let mut archive = zip::ZipArchive::new(Cursor::new(&book)).expect("an archive");
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).expect("a part");
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("whole");
        parts.push((part.name().expect("a name").to_string(), bytes));
    }
    let wanted = |(place, (name, _)): (usize, &(String, Vec<u8>))| {
        (name.contains("sheet") || name.contains("sharedStrings") || name.contains("workbook.xml")).then_some(place)
    };
    let wanted: Vec<usize> = parts.iter().enumerate().filter_map(wanted).collect();
    for place in wanted {
        fuzz("part of a workbook", 10, std::slice::from_ref(&parts[place].1), |bytes| {
            let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
            for (other, (name, part)) in parts.iter().enumerate() {
                writer.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).expect("a part");
                writer.write_all(if other == place { bytes } else { part }).expect("written");
            }
            table(&at("t.xlsx"), writer.finish().expect("an archive").get_ref());
        });
    }
}
