//! The shipped corpus has its messages, whole, under their sections, and no line of it is lost.

use std::collections::BTreeMap;
use std::fs;

use crate::golden::results;
use crate::project::repository;
use crate::table::{Table, unguarded};

/// Documents, their sections and how many messages each section has.
const SECTIONS: [(&str, &str, usize); 23] = [
    ("2012-berlin", "General messages", 8),
    ("2012-berlin", "Messages to governments", 7),
    ("2012-berlin", "Messages to the private sector", 4),
    ("2012-berlin", "Messages to civil society", 5),
    ("2012-berlin", "Messages to the technical community", 4),
    ("2017-igf", LOCAL, 6),
    ("2017-igf", "High level thematic session ‘Shaping our future digital global governance’", 6),
    (
        "2017-igf",
        "High level thematic session ‘The impact of digitisation on politics, public trust, and democracy’",
        6,
    ),
    (
        "2017-igf",
        "Main session: Empowering global cooperation on cybersecurity for sustainable development and peace",
        6,
    ),
    ("2017-igf", "Main session: Dynamic Coalitions: Contribute to the digital future!", 5),
    ("2017-igf", "Main session: NRIs Perspectives: Rights in the digital world", 7),
    ("2017-igf", "Main session: Gender inclusion and the future of the Internet", 6),
    ("2017-igf", TRANSFORMATION, 6),
    ("2019-igf-sssr", "Safety and Security Online", 8),
    ("2019-igf-sssr", "Security of the Infrastructure", 3),
    ("2019-igf-sssr", "Policy and Cooperation", 3),
    ("2019-igf-sssr", "Capacity building", 3),
    ("2019-igf-sssr-concluding", "Stability & resilience; Technology, Industry and Trade", 7),
    ("2019-igf-sssr-concluding", "Safety & Security", 3),
    ("2019-igf-sssr-concluding", "Internet Ethics & Human Rights", 7),
    ("2020-igf-trust", "Messages related to Overarching Policy Question 1", 7),
    ("2020-igf-trust", "Messages related to Overarching Policy Question 2", 12),
    ("2020-igf-trust", "Messages related to Overarching Policy Question 3", 11),
];
const LOCAL: &str = "Main session: Local interventions, global impacts: How can international, multistakeholder cooperation \
    address Internet disruptions, encryption and data flows";
const TRANSFORMATION: &str =
    "Main session: Digital transformation: How do we shape its socio-economic and labour impacts for good?";

/// A message that a page break of its source cuts in two.
const BOTS: &str = "Bots are important, innovative and compelling tools to automate tasks in the fight against \
    disinformation, and save resources that can be concentrated on tasks where human oversight is needed. Transparency \
    is crucial to avoid that bots limit essential rights, such as freedom of expression and access to information, and \
    has many layers: the inner working of the tool, the used criteria and their effects, but also who is deploying the \
    tool and their objective.";
/// Another one.
const NORMS: &str = "Norms become embedded in behaviour over time. When actors feel the need to hide their behavior from \
    others, it is an indication that a norm has become established. Every effort to pursue what is considered proper \
    behaviour contributes to establishing community-wide supported cybersecurity norms. This process benefits from the \
    creativity of a multistakeholder and multidisciplinary approach.";

fn messages() -> Table {
    Table::read(&results().join("table/messages.csv"))
}

#[test]
fn each_document_has_its_messages() {
    let table = messages();
    let mut ordinals: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for [document, ordinal, id] in table.select(["document", "ordinal", "message"]) {
        let ordinal: usize = ordinal.parse().expect("a number");
        assert_eq!(id, format!("{document}#{ordinal:02}"));
        ordinals.entry(document).or_default().push(ordinal);
    }
    let expected = [
        ("2012-berlin", 28),
        ("2017-igf", 48),
        ("2019-igf-sssr", 17),
        ("2019-igf-sssr-concluding", 17),
        ("2020-igf-trust", 30),
    ];
    assert_eq!(ordinals, BTreeMap::from(expected.map(|(document, count)| (document, (1..=count).collect()))));
}

#[test]
fn each_section_has_its_messages() {
    let table = messages();
    let mut found: Vec<(&str, &str, usize)> = Vec::new();
    for [document, section] in table.select(["document", "section"]) {
        match found.last_mut() {
            Some((last, name, count)) if *last == document && *name == section => *count += 1,
            _ => found.push((document, section, 1)),
        }
    }
    assert_eq!(found, SECTIONS);
}

#[test]
fn messages_that_a_page_break_cuts_are_whole() {
    let table = messages();
    let text = |id: &str| {
        let found = table.select(["message", "text"]).into_iter().find(|[message, _]| *message == id);
        found.unwrap_or_else(|| panic!("no message {id}"))[1]
    };
    assert_eq!(text("2020-igf-trust#12"), BOTS);
    assert_eq!(text("2019-igf-sssr#12"), NORMS);
}

/// A line without its bullet or number, as words.
fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().filter(|word| !matches!(*word, "•" | "-")).collect()
}

#[test]
fn no_line_of_the_corpus_is_lost_and_none_stands_twice() {
    let mut kept: BTreeMap<String, Vec<(usize, String)>> = BTreeMap::new();
    for name in ["messages", "other_text"] {
        let table = Table::read(&results().join(format!("table/{name}.csv")));
        for [document, line, text] in table.select(["document", "line", "text"]) {
            let segment = (line.parse().expect("a line"), words(unguarded(text)).join(" "));
            kept.entry(document.to_string()).or_default().push(segment);
        }
    }
    assert_eq!(kept.len(), 5);
    for (document, segments) in kept {
        let source =
            fs::read_to_string(repository().join(format!("corpus/documents/{document}.txt"))).expect("a document");
        let mut lines = 0;
        for (index, line) in source.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let text = words(line).join(" ");
            // The number of a list item is its marker, that of a heading stays.
            let unnumbered = text.split_once(". ").map_or(text.as_str(), |(number, rest)| {
                if number.bytes().all(|b| b.is_ascii_digit()) { rest } else { text.as_str() }
            });
            let holds = |(start, segment): &(usize, String)| {
                *start <= index + 1 && (segment.contains(&text) || segment.contains(unnumbered))
            };
            assert!(segments.iter().any(holds), "{document}.txt, line {}, is in no table: {line}", index + 1);
            lines += 1;
        }
        assert!(lines > 30, "{document} has {lines} lines");

        let numbers = |word: &&str| !word.strip_suffix('.').is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
        let mut source: Vec<&str> = words(&source).into_iter().filter(numbers).collect();
        let mut found: Vec<&str> = segments.iter().flat_map(|(_, text)| words(text)).filter(numbers).collect();
        source.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, source, "{document}: the words of the tables are those of the document");
    }
}
