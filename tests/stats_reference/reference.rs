//! Tables of reference values.

use std::path::Path;

use csv::StringRecord;
use themeshift::stats::rate::Unit;
use themeshift::stats::trend::Presence;

/// One table of reference values.
pub struct Reference {
    pub name: &'static str,
    header: StringRecord,
    records: Vec<StringRecord>,
}

/// One row of it.
pub struct Row<'a> {
    table: &'a Reference,
    pub record: &'a StringRecord,
}

impl Reference {
    pub fn read(name: &'static str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference").join(name).with_extension("csv");
        let mut reader = csv::Reader::from_path(&path).expect("the reference table is there");
        let header = reader.headers().expect("it has a header").clone();
        let records = reader.records().collect::<Result<_, _>>().expect("it is valid");
        Self { name, header, records }
    }

    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.records.iter().map(|record| Row { table: self, record })
    }

    /// Inputs that were drawn, and those that were thought of.
    pub fn inputs(&self) -> (usize, usize) {
        let drawn = self.rows().filter(|row| row.field("input") == "random").count();
        (drawn, self.records.len() - drawn)
    }
}

impl Row<'_> {
    pub fn field(&self, column: &str) -> &str {
        let place = self.table.header.iter().position(|name| name == column).expect("the column is there");
        self.record.get(place).unwrap_or_default()
    }

    /// A number; nothing where it is undefined.
    pub fn value(&self, column: &str) -> Option<f64> {
        let field = self.field(column);
        (!field.is_empty()).then(|| field.parse().expect("a number"))
    }

    pub fn float(&self, column: &str) -> f64 {
        self.value(column).expect("an input")
    }

    pub fn count(&self, column: &str) -> u64 {
        self.field(column).parse().expect("a count")
    }

    /// Numbers that may be missing, which is written as a dash. An empty field is an empty list.
    pub fn options(&self, column: &str) -> Vec<Option<f64>> {
        let items = self.field(column).split(';').filter(|item| !item.is_empty());
        items.map(|item| (item != "-").then(|| item.parse().expect("a number"))).collect()
    }

    pub fn list(&self, column: &str) -> Vec<f64> {
        self.options(column).into_iter().map(|value| value.expect("a number")).collect()
    }

    pub fn counts(&self, column: &str) -> Vec<u64> {
        let items = self.field(column).split(';').filter(|item| !item.is_empty());
        items.map(|item| item.parse().expect("a count")).collect()
    }

    /// a, b, c, d of a 2 x 2 table.
    pub fn table(&self) -> (u64, u64, u64, u64) {
        (self.count("a"), self.count("b"), self.count("c"), self.count("d"))
    }

    pub fn units(&self, hits: &str, tokens: &str) -> Vec<Unit> {
        self.counts(hits).into_iter().zip(self.counts(tokens)).map(|(hits, tokens)| Unit { hits, tokens }).collect()
    }

    pub fn presence(&self) -> Vec<Presence> {
        let counts = self.counts("messages").into_iter().zip(self.counts("present"));
        self.list("scores")
            .into_iter()
            .zip(counts)
            .map(|(score, (messages, present))| Presence { score, messages, present })
            .collect()
    }

    /// Messages as lists of (term, count): `0:2 3:1;-;1:1`, a dash for one without a term.
    pub fn messages(&self, column: &str) -> Vec<Vec<(usize, u64)>> {
        let pair = |pair: &str| {
            let (term, count) = pair.split_once(':').expect("a pair");
            (term.parse().expect("a term"), count.parse().expect("a count"))
        };
        let messages = self.field(column).split(';').filter(|message| !message.is_empty());
        messages.map(|message| message.split(' ').filter(|text| *text != "-").map(pair).collect()).collect()
    }
}
