//! Each reader against the text that its sample was made from, and against files that are damaged or hostile.
//!
//! How the samples in `tests/data/readers` were made stands in `tests/data/README.md`.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use themeshift::config::{Config, Unit};
use themeshift::corpus::{Block, BlockKind, Content, Document, DocumentInfo, read};
use themeshift::segment::Segmenter;

use crate::parquet::{numbers, texts, written};
use crate::project::{Project, repository};
use crate::table::Table;

fn sample(name: &str) -> PathBuf {
    repository().join("tests/data/readers").join(name)
}

pub fn bytes(name: &str) -> Vec<u8> {
    fs::read(sample(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn document(path: &Path) -> Document {
    let info = DocumentInfo { id: "a".into(), path: path.to_path_buf(), ..DocumentInfo::default() };
    read(&info).unwrap_or_else(|error| panic!("{error}"))
}

fn blocks(document: &Document) -> Vec<(BlockKind, &str)> {
    let Content::Blocks(blocks) = &document.content else { panic!("no blocks: {document:?}") };
    blocks.iter().map(|Block { kind, text, .. }| (*kind, text.as_str())).collect()
}

fn lines(document: &Document) -> &str {
    let Content::Lines(text) = &document.content else { panic!("no lines: {document:?}") };
    text
}

/// What `notes.html` says; the Word and OpenDocument samples were made from it.
const NOTES: [(BlockKind, &str); 11] = [
    (BlockKind::Heading, "Meeting notes"),
    (
        BlockKind::Paragraph,
        "The group met in Geneva. It spoke of trust, norms and child safety; “café” and naïve Größe stay as they are.",
    ),
    (BlockKind::Heading, "Messages"),
    (BlockKind::Item, "Trust needs open standards & clear rules."),
    (BlockKind::Item, "Norms bind states.\nThey also bind companies."),
    (BlockKind::Item, "Children have rights online."),
    (BlockKind::Heading, "Numbers"),
    (BlockKind::Row, "Year; Messages"),
    (BlockKind::Row, "2017; 48"),
    (BlockKind::Row, "2019; 34"),
    (BlockKind::Paragraph, "A last paragraph closes the notes.\nIt has two lines."),
];

#[test]
fn headings_lists_and_tables_of_formats_are_blocks() {
    for name in ["notes.html", "notes.docx", "notes.doc", "notes.odt", "notes.rtf", "notes.epub"] {
        let document = document(&sample(name));
        assert_eq!(blocks(&document), NOTES, "{name}");
        assert_eq!(document.properties.title, "Meeting notes 2019", "{name}");
    }
    let page = document(&sample("notes.html"));
    assert_eq!((page.properties.date.as_str(), page.properties.language.as_str()), ("2019-05-14", "en"));
    let Content::Blocks(of_page) = &page.content else { panic!("no blocks") };
    assert_eq!((of_page[0].line, of_page[2].line), (8, 10), "lines are those of the file");
}

#[test]
fn slides_are_read_in_their_order() {
    for name in ["notes.pptx", "notes.odp"] {
        let document = document(&sample(name));
        assert_eq!(blocks(&document), NOTES, "{name}");
        assert_eq!(document.properties.title, "Meeting notes 2019", "{name}");
        let told = (None, "not read: hidden slides (1), speaker notes (1)".to_string());
        assert_eq!(document.reading.notes, [told], "{name}");
    }
}

#[test]
fn each_mail_of_a_mailbox_is_a_document_of_its_date() {
    let settings = "[corpus]\nfiles = \"list.mbox\"\n";
    let project = Project::folder().settings(settings).file("list.mbox", bytes("list.mbox"));
    let ran = project.run(&["messages", "--all"]);
    let table = Table::parse(&ran.stdout);
    let expected = [
        ["list-1", "2019", "heading", "Meeting notes – Größe"],
        ["list-1", "2019", "message", NOTES[1].1],
        ["list-1", "2019", "message", "Trust needs open standards & clear rules."],
        ["list-1", "2019", "message", "Norms bind states."],
        ["list-1", "2019", "boilerplate", "On 13 May 2019 Ben wrote:"],
        ["list-1", "2019", "boilerplate", "When do we meet?"],
        ["list-1", "2019", "boilerplate", "'-- Ann"],
        ["list-2", "2020", "heading", "Next meeting"],
        ["list-2", "2020", "message", "We trust the plan of the group. From here on it holds."],
    ];
    let found = table.select(["document", "period", "kind", "text"]);
    let found: Vec<Vec<String>> = found
        .iter()
        .map(|row| row.iter().map(|cell| cell.split_whitespace().collect::<Vec<_>>().join(" ")).collect())
        .collect();
    assert_eq!(found, expected);
    for part in
        ["list.mbox: 1 mail has no date that can be read and is left out", "list.mbox/1.eml: not read: attachments (1)"]
    {
        assert!(ran.stderr.contains(part), "{part}: {}", ran.stderr);
    }
    // One mail is read alike.
    let mail = document(&sample("notes.eml"));
    assert_eq!((mail.properties.date.as_str(), blocks(&mail).len()), ("2019-05-14", 7));
}

#[test]
fn the_text_of_a_pdf_is_that_of_its_page() {
    let document = document(&sample("notes.pdf"));
    let text = lines(&document);
    for (_, block) in NOTES {
        for part in block.split([';', '\n']) {
            let part = part.trim();
            let found = text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(found.contains(part), "{part}: {text}");
        }
    }
    let pages = document.reading.pages.expect("pages");
    assert_eq!((pages.pages, pages.without_text, document.reading.damaged_pages), (1, 0, 0));
}

#[test]
fn a_pdf_loses_its_running_heads_and_hyphens() {
    let document = document(&sample("report.pdf"));
    let text = lines(&document);
    let segmenter = Segmenter::new(&Config::default()).expect("the settings are valid");
    let segmented = segmenter.split(&document, &DocumentInfo::default(), "en").expect("split");
    // The page from which it was printed, without tags.
    let page = fs::read_to_string(sample("report.html")).expect("the page").replace("&shy;", "");
    let body = page.split_once("<body>").expect("a body").1;
    for paragraph in ["h1>", "h2>", "p>", "li>"] {
        let (start, end) = (format!("<{paragraph}"), format!("</{paragraph}"));
        let texts = body.split(&start).skip(1);
        for expected in texts.filter_map(|rest| rest.split_once(&end).map(|(text, _)| text)) {
            let found = segmented.segments.iter().any(|segment| segment.text.contains(expected));
            assert!(found, "{expected}: {text}");
        }
    }
    assert!(!text.contains("Annual report 2019"), "{text}");
    let pages = document.reading.pages.expect("pages");
    assert_eq!((document.properties.title.as_str(), pages.without_text), ("Annual report 2019", 0));
    let left_out = format!("{} running heads and page numbers were left out", 2 * pages.pages);
    assert_eq!(document.reading.notes, [(None, left_out)]);
}

#[test]
fn columns_are_read_one_after_the_other() {
    let document = document(&sample("columns.pdf"));
    let text = lines(&document).split_whitespace().collect::<Vec<_>>().join(" ");
    let page = fs::read_to_string(sample("columns.html")).expect("the page");
    for expected in page.split("<p>").skip(1).map(|part| part.split("</p>").next().unwrap_or_default()) {
        assert!(text.contains(expected), "{expected}: {text}");
    }
}

#[test]
fn a_pdf_that_may_only_not_be_printed_is_read() {
    let [open, restricted] = ["notes.pdf", "restricted.pdf"].map(|name| document(&sample(name)));
    assert_eq!(lines(&open), lines(&restricted));
}

/// A zip archive of files.
pub fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a member");
        writer.write_all(bytes).expect("written");
    }
    writer.finish().expect("an archive").into_inner()
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    writer.write_all(bytes).expect("packed");
    writer.finish().expect("packed")
}

#[test]
fn every_format_is_read_in_an_archive_and_compressed() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in [
        "notes.html",
        "notes.docx",
        "notes.doc",
        "notes.odt",
        "notes.pdf",
        "notes.rtf",
        "notes.pptx",
        "notes.odp",
        "notes.epub",
        "notes.eml",
    ] {
        let plain = document(&sample(name));
        let packed = folder.path().join(format!("{name}.gz"));
        fs::write(&packed, gzip(&bytes(name))).expect("written");
        let unpacked = document(&packed);
        assert_eq!((&unpacked.content, &unpacked.properties), (&plain.content, &plain.properties), "{name}");
    }
    let files: Vec<(String, Vec<u8>)> =
        ["notes.html", "notes.docx", "notes.odt", "notes.pdf"].map(|name| (format!("2019-{name}"), bytes(name))).into();
    let mut files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    files.push(("2020/speech.txt", b"We trust the norms that we have."));
    files.push(("__MACOSX/._2020", b"x"));
    files.push(("rows.csv", b"year,text\n2017,We trust the rules that bind us all.\n2018,Children play.\n"));
    let project = Project::folder().file("all.zip", archive(&files));
    let run = project.run(&["inspect", "--format", "csv"]);
    assert_eq!(
        run.stderr,
        "warning: ./all.zip: left out: 1 hidden file, such as `__MACOSX/._2020`\n\
         warning: ./all.zip/2019-notes.html: not read: hidden text (1)\n"
    );
    let documents = Table::parse(&run.stdout);
    let ids = ["all-2019-notes.docx", "all-2019-notes.html", "all-2019-notes.odt", "all-2019-notes.pdf"];
    assert_eq!(documents.column("document")[..4], ids);
    assert_eq!(documents.column("document")[4..], ["all-2020/speech.txt", "all-rows.csv-1", "all-rows.csv-2"]);
    assert_eq!(documents.column("period"), ["2019", "2019", "2019", "2019", "2020", "2017", "2018"]);
}

#[test]
fn the_rows_of_tables_are_documents() {
    let csv = "doc_id;Published;Body;Country\nx1;14.05.2019;We trust the norms, all of them.;CH\n\
               x2;2020-01-31;Children have rights that count.;FR\n";
    let json = "{\"doc_id\":\"x1\",\"published\":\"2019-05-14\",\"body\":\"We trust the norms, all of them.\",\"country\":\"CH\"}\n\
                {\"body\":\"Children have rights that count.\",\"doc_id\":\"x2\",\"published\":2020,\"country\":\"FR\"}\n";
    let rows = [
        ("x1", "2019-05-14", "We trust the norms, all of them.", "CH"),
        ("x2", "2020-01-31", "Children have rights that count.", "FR"),
    ];
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in (0..).zip(["doc_id", "published", "body", "country"]) {
        sheet.write(0, column, name).expect("a cell");
    }
    let date = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    for (row, (id, published, body, country)) in (1..).zip(rows) {
        let published = rust_xlsxwriter::ExcelDateTime::parse_from_str(published).expect("a date");
        sheet.write(row, 0, id).expect("a cell");
        sheet.write_with_format(row, 1, &published, &date).expect("a cell");
        sheet.write(row, 2, body).expect("a cell").write(row, 3, country).expect("a cell");
    }
    let book = book.save_to_buffer().expect("a workbook");
    let parquet = written([
        ("doc_id", texts(&rows.map(|row| row.0))),
        ("published", numbers(&[Some(2019_i64), Some(2020)])),
        ("body", texts(&rows.map(|row| row.2))),
        ("country", texts(&rows.map(|row| row.3))),
    ]);
    let array = format!("[{}]", json.trim().replace("}\n", "},"));
    let (tsv, utf_16) = (csv.replace(';', "\t"), csv.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
    for (name, bytes) in [
        ("rows.csv", csv.as_bytes()),
        ("rows.tsv", tsv.as_bytes()),
        ("rows.csv", &utf_16),
        ("rows.jsonl", json.as_bytes()),
        ("rows.json", array.as_bytes()),
        ("rows.xlsx", &book),
        ("rows.parquet", &parquet),
        ("rows.csv.gz", &gzip(csv.as_bytes())),
    ] {
        let project = Project::folder().file(name, bytes).settings(&format!("[corpus]\nfiles = \"{name}\"\n"));
        let messages = Table::parse(&project.run(&["messages"]).ok());
        assert_eq!(messages.column("message"), ["x1#01", "x2#01"], "{name}");
        assert_eq!(messages.column("period"), ["2019", "2020"], "{name}");
        assert_eq!(messages.column("text"), rows.map(|row| row.2), "{name}");
        let narrowed = project.run(&["messages", "--where", "country=FR"]).ok();
        assert_eq!(Table::parse(&narrowed).rows.len(), 1, "{name}: a further column is a document variable");
    }
}

#[test]
fn dates_of_parquet_are_read_as_dates() {
    let table = bytes("rows.parquet");
    for (year, years) in [("published", ["2019", "2020"]), ("day", ["2019", "2020"])] {
        let settings = format!(
            "[corpus]\nfiles = \"*.parquet\"\n[corpus.columns]\nyear = \"{year}\"\n[output]\ncharts = []\nreport = false\n"
        );
        let project = Project::folder().settings(&settings).file("rows.parquet", &table);
        project.run(&["run", "--quiet"]).ok();
        let documents = Table::read(&project.path("output/table/documents.csv"));
        assert_eq!(documents.column("period"), years);
        let columns = ["document", "published", "day", "score", "kept", "tags"];
        let expected = [
            ["x1", "2019-05-14", "2019-05-14", "1", "true", "[\"a\", \"b\"]"],
            ["x2", "2020-01-31", "2020-01-31", "2.5", "", "[]"],
        ];
        assert_eq!(documents.select(columns), expected);
    }
}

#[test]
fn rows_of_tables_that_number_alike_are_told_apart() {
    let rows =
        |text: &str| format!("id,year,text\n1,2019,We trust {text} norms.\n2,2020,Children trust {text} rights.\n");
    let twice = "id,year,text\n7,2019,We trust all norms.\n7,2020,Children trust some rights.\n";
    let project = Project::folder()
        .settings("[corpus]\nfiles = \"*.csv\"\n[output]\ncharts = []\nreport = false\n")
        .file("a.csv", rows("our"))
        .file("b.csv", rows("your"))
        .file("c.csv", twice);
    let ran = project.run(&["messages"]);
    assert_eq!(Table::parse(&ran.stdout).column("document"), ["1", "2", "b-1", "b-2", "c-1", "c-2"]);
    let warning = "warning: ./c.csv:3: `7` stands in the column `id` on line 2 too, so rows are numbered\n";
    assert_eq!(ran.stderr, warning);
}

#[test]
fn columns_of_tables_can_be_set_and_wrong_ones_are_named() {
    let table = "when,what was said,who\n2019,We trust the norms that bind us all.,Anna\n,Nothing is known of the year of this.,Bert\n";
    let project = Project::folder().file("rows.csv", table.as_bytes());
    let set = |columns: &str| format!("[corpus]\nfiles = \"rows.csv\"\n[corpus.columns]\n{columns}\n");
    let project = project.settings(&set(""));
    project.run(&["messages"]).fails(1, &["rows.csv:1: ", "no column of the table is a year or a date"]);
    let project = project.settings(&set("year = \"wen\""));
    project.run(&["messages"]).fails(1, &["rows.csv:1: ", "the table has no column `wen`", "did you mean `when`?"]);
    let project = project.settings(&set("year = \"when\"\ntext = \"what was said\""));
    let ran = project.run(&["messages"]);
    assert_eq!(Table::parse(&ran.stdout).column("message"), ["rows-1#01"]);
    assert!(ran.stderr.contains("rows.csv:3: 1 row has no date that can be read and is left out"), "{}", ran.stderr);
}

/// A project of tables in quarters.
fn quarters(name: &str, table: &str, columns: &str) -> Project {
    Project::folder().file(name, table).settings(&format!(
        "[corpus]\nfiles = \"{name}\"\n[corpus.columns]\n{columns}\n[periods]\nunit = \"quarter\"\n\
         [output]\ncharts = []\nreport = false\n"
    ))
}

#[test]
fn rows_of_tables_have_the_finest_date_that_they_say() {
    let rows = |when: [&str; 3]| {
        format!(
            "id,{}\na,{},We trust the norms that bind us.\nb,{},Children have rights that count.\n",
            when[0], when[1], when[2]
        )
    };
    for (when, columns) in [
        (["date,text", "2019-02-17", "2019-05"], ""),
        (["year,date,text", "2019,2019-02-17", "2019,3 May 2019"], ""),
        (["published,text", "2019-02-17T10:00:00Z", "2019-Q2"], ""),
        (["day,text", "17.02.2019", "2019-05-01"], "year = \"day\""),
        (["day,year,text", "2019-02-17,2019", "2019-05-01,2019"], "date = \"day\""),
        (["date,day,text", "2001,2019-02-17", "2001,2019-05-01"], "year = \"day\""),
    ] {
        let project = quarters("rows.csv", &rows(when), columns);
        let messages = Table::parse(&project.run(&["messages"]).ok());
        assert_eq!(messages.column("period"), ["2019-Q1", "2019-Q2"], "{when:?}");
    }
    let coarse = quarters("rows.csv", &rows(["year,text", "2019", "2020"]), "");
    coarse.run(&["messages"]).fails(1, &["rows.csv (row 2)", "is dated 2019, which is no one quarter", "finer date"]);
    let wrong = quarters("rows.csv", &rows(["date,text", "2019-05", "2020-05"]), "date = \"dtae\"");
    wrong.run(&["messages"]).fails(1, &["the table has no column `dtae`", "did you mean `date`?"]);
}

#[test]
fn rows_whose_date_is_no_day_are_told_with_their_line() {
    let table = "id,date,text\na,2019-02-17,We trust the norms that bind us.\nb,2019-02-30,Children have rights that count.\n\
                 c,spring,Nobody knows when this was said.\nd,2019-13,Or when this was said here.\n";
    let ran = quarters("rows.csv", table, "").run(&["messages"]);
    assert_eq!(Table::parse(&ran.stdout).column("document"), ["a"]);
    for part in [
        "rows.csv:4: 1 row has no date that can be read and is left out; on line 4",
        "rows.csv:3: 2 rows have a date that there is not, such as `2019-02-30`, and are left out; the first is on line 3",
    ] {
        assert!(ran.stderr.contains(part), "{part}: {}", ran.stderr);
    }
    let table =
        "id,year,date,text\na,2019,2020-01-15,We trust the norms that bind us.\nb,2019,,Children have rights.\n";
    let project = Project::folder().file("rows.csv", table).settings("[corpus]\nfiles = \"rows.csv\"\n");
    let ran = project.run(&["messages"]);
    assert_eq!(Table::parse(&ran.stdout).column("period"), ["2019", "2019"]);
    let told = "rows.csv:2: 1 row has a date that is not in its year, such as `2020-01-15` in 2019: the year counts";
    assert!(ran.stderr.contains(told), "{}", ran.stderr);
}

#[test]
fn a_manifest_gives_dates_and_periods() {
    let quarter = "[periods]\nunit = \"quarter\"\n[output]\ncharts = []\nreport = false\n";
    let manifest = "document,file,year,date\na,speeches/a.txt,,2019-02-17\nb,papers/b.txt,2019,3 May 2019\n";
    let project = Project::folder()
        .settings(quarter)
        .file("speeches/a.txt", "We trust the norms.\n")
        .file("papers/b.txt", "Children play here.\n")
        .manifest(manifest);
    let messages = Table::parse(&project.run(&["messages"]).ok());
    assert_eq!(messages.select(["document", "period"]), [["a", "2019-Q1"], ["b", "2019-Q2"]]);
    for (filter, document) in [("folder=speeches", "a"), ("period=2019-Q2", "b")] {
        let narrowed = Table::parse(&project.run(&["messages", "--where", filter]).ok());
        assert_eq!(narrowed.column("document"), [document], "{filter}");
    }
    let project = project.manifest(&manifest.replace("2019-02-17", "2019-02-30"));
    project.run(&["messages"]).fails(1, &["./documents.csv:2: there is no date `2019-02-30`", "2019-05-17"]);
    let project =
        project.manifest(&manifest.replace("3 May 2019", "2020-05-03")).settings(&quarter.replace("quarter", "year"));
    let ran = project.run(&["messages"]);
    let told = "warning: ./documents.csv:3: the date 2020-05-03 of `b` is not in its year 2019; the year counts\n";
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), told));
}

#[test]
fn a_file_pattern_stays_within_the_project() {
    let project =
        Project::folder().settings("[corpus]\nfiles = \"../*.txt\"\n").file("2019.txt", "We trust the norms.\n");
    project.run(&["messages"]).fails(1, &["the file pattern `../*.txt` leads out of the project folder", "a manifest"]);
    let project = project.settings("[corpus]\nfiles = \"./*.txt\"\n");
    assert_eq!(Table::parse(&project.run(&["messages"]).ok()).column("document"), ["2019"]);
}

#[test]
fn every_format_that_is_read_is_found_without_a_project_file() {
    let project = Project::folder()
        .file("rows.ndjson", "{\"id\":\"a\",\"date\":\"2019-05-17\",\"text\":\"We trust the norms of all states.\"}\n")
        .file("rows.tab", "id\tyear\ttext\nb\t2020\tChildren have rights that count.\n");
    fs::remove_file(project.path("themeshift.toml")).expect("removed");
    let messages = Table::parse(&project.run(&["messages"]).ok());
    assert_eq!(messages.column("document"), ["a", "b"]);
}

#[test]
fn subtitles_are_documents_and_their_voices_speakers() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>We want common\n\n00:02.000 --> 00:03.000\n<v Ann>rules.\n<v Bo>So do I.\n";
    let srt = "1\n00:00:01,000 --> 00:00:02,000\nNo common\n\n2\n00:00:02,0 --> x\nrules, they say.\n";
    let seen = |name: &str, text: &str, unit: Unit| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("the file can be written");
        let mut config = Config::default();
        config.segment.unit = unit;
        let document = document(&path);
        let segmenter = Segmenter::new(&config).expect("the settings are valid");
        let segmented = segmenter.split(&document, &DocumentInfo::default(), "en").expect("split");
        let messages = segmented.messages().map(|one| (segmented.section(one).to_string(), one.text.clone(), one.line));
        (messages.collect::<Vec<_>>(), document.reading.notes)
    };
    let message = |section: &str, text: &str, line| (section.to_string(), text.to_string(), line);
    let turns = vec![message("Ann", "We want common rules.", 4), message("Bo", "So do I.", 8)];
    assert_eq!(seen("a.vtt", vtt, Unit::Turn), (turns.clone(), vec![]));
    let named = "this is subtitles, although it is named as plain text: read as what it is";
    assert_eq!(seen("a.txt", vtt, Unit::Turn), (turns, vec![(None, named.into())]));
    let damaged = "1 times of cues are damaged; their text is read";
    assert_eq!(
        seen("b.srt", srt, Unit::Paragraph),
        (vec![message("", "No common rules, they say.", 3)], vec![(Some(6), damaged.into())])
    );
}
