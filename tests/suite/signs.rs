//! One text gives one answer in all formats: it holds elided words, narrow blanks, signs without width, other forms of letters,
//! `ß`, sentences without a blank, names with signs, signs that end a phrase, words parted at line ends, bullets and marks of
//! notes.

use rust_xlsxwriter::Workbook;

use crate::project::{Project, repository};
use crate::table::Table;

/// The text of `tests/data/readers/signs.html` as plain text.
const TEXT: &str =
    "L’accès à l’internet, dit-on, et qu’internet dure ; la vie\u{202f}privée\u{202f}; die STRASSE und die Straße.

The pri\u{ad}vacy of users and pri\u{2060}vacy again cost \u{fb01}nance for CO₂ and 5 m² of our rights² there.

They lost all rights.In the U.S. Government R&D runs 24/7 in Trinidad & Tobago, with _norms_ to match.

Some of us are human; rights follow later. A human, rights in hand, speaks of human\u{a0}rights today.

We met the govern-
ment of self-
determination at a multi-
stakeholder forum this year.

It had three points to make:

\u{f0b7} Trust comes before anything else we do.
\u{f0b7} Trust in children is what we need most.
\u{f0b7} Trust in each other is never enough yet.
";

/// Each theme: its patterns, and how often they are found.
const THEMES: [(&str, &str, u64); 12] = [
    ("elided", "\"internet\"", 2),
    ("blanks", "\"vie privée\"", 1),
    ("unseen", "\"privacy\"", 2),
    ("forms", "\"finance\", \"co2\", \"m²\"", 3),
    ("folded", "\"strasse\"", 2),
    ("unparted", "\"rights\", \"norms\"", 6),
    ("names", "\"u.s. government\", \"r&d\", \"24/7\", \"trinidad & tobago\"", 4),
    ("phrases", "\"human rights\"", 2),
    ("parted", "\"government of self-determination\"", 1),
    ("open", "\"multi-stakeholder\"", 1),
    ("open_in_one", "\"multistakeholder\"", 1),
    ("listed", "\"trust\"", 3),
];

fn project() -> Project {
    let themes = THEMES.map(|(id, patterns, _)| format!("[themes.{id}]\nlabel = \"{id}\"\ninclude = [{patterns}]\n"));
    Project::folder().codebook(&themes.concat())
}

/// Theme, hits and tokens.
fn frequency(project: &Project) -> Vec<Vec<String>> {
    let ran = project.run(&["freq", "--themes"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let table = Table::parse(&ran.stdout);
    let mut rows: Vec<Vec<String>> =
        table.select(["theme", "hits", "n_tokens"]).into_iter().map(|row| row.map(String::from).to_vec()).collect();
    rows.sort();
    rows
}

#[test]
fn theme_frequency_is_the_same_in_all_formats() {
    let words = 112_u64;
    let mut expected: Vec<Vec<String>> =
        THEMES.map(|(id, _, hits)| vec![id.to_string(), hits.to_string(), words.to_string()]).to_vec();
    expected.sort();
    let settings = "[segment]\nunit = \"document\"\n";
    let sample = |name: &str| std::fs::read(repository().join("tests/data/readers").join(name)).expect("a sample");
    let markdown = TEXT.replace('\u{f0b7}', "-").into_bytes();
    let files = [
        ("signs.txt", TEXT.as_bytes().to_vec()),
        ("signs.md", markdown),
        ("signs.html", sample("signs.html")),
        ("signs.docx", sample("signs.docx")),
        ("signs.doc", sample("signs.doc")),
        ("signs.odt", sample("signs.odt")),
        ("signs.pdf", sample("signs.pdf")),
    ];
    for (name, bytes) in files {
        let manifest = format!("document,file,year\nsigns,{name},2019\n");
        let project = project().settings(settings).manifest(&manifest).file(name, bytes);
        assert_eq!(frequency(&project), expected, "{name}");
    }
    let quoted = serde_json::to_string(TEXT).expect("JSON");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, (name, value)) in (0..).zip([("id", "signs"), ("year", "2019"), ("text", TEXT)]) {
        sheet.write(0, column, name).expect("a cell").write(1, column, value).expect("a cell");
    }
    let tables = [
        ("signs.csv", format!("id,year,text\nsigns,2019,\"{TEXT}\"\n").into_bytes()),
        ("signs.xlsx", book.save_to_buffer().expect("a workbook")),
        ("signs.json", format!("[{{\"id\": \"signs\", \"year\": 2019, \"text\": {quoted}}}]").into_bytes()),
        ("signs.jsonl", format!("{{\"id\": \"signs\", \"year\": 2019, \"text\": {quoted}}}\n").into_bytes()),
    ];
    for (name, bytes) in tables {
        let project = project().settings(&format!("[corpus]\nfiles = [\"{name}\"]\n{settings}")).file(name, bytes);
        assert_eq!(frequency(&project), expected, "{name}");
    }
}
