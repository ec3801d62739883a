//! Small studies for tests, made by the real counters.

use std::path::Path;

use hashbrown::HashMap;

use super::Study;
use crate::codebook::{Codebook, Matcher};
use crate::config::{AnalysisConfig, Config};
use crate::corpus::DocumentInfo;
use crate::count::{Counter, Counts, DetailCounter, Details, PatternHits, Plan, Record, Records};
use crate::text::TextRules;
use crate::watch::Unwatched;

/// Calls `test` with the study of some documents: the year and the messages of each. `codebook` is the text of a
/// codebook, empty for none. Documents are called `d000`, `d001` and so on; 199 replicates are drawn.
pub(crate) fn study_of(documents: &[(i32, &[&str])], codebook: &str, test: impl FnOnce(&Study<'_>)) {
    let config = Config::default();
    let rules = TextRules::new(&config.text, Path::new("")).expect("English");
    let codebook = if codebook.is_empty() {
        Codebook::default()
    } else {
        Codebook::parse(codebook, Path::new("codebook.toml")).expect("a valid codebook")
    };
    let matcher = Matcher::new(&codebook);
    let mut years: Vec<i32> = documents.iter().map(|(year, _)| *year).collect();
    years.sort_unstable();
    years.dedup();
    let plan = Plan { matcher: &matcher, years: years.clone(), ngrams: vec![1] };
    let infos: Vec<DocumentInfo> = documents
        .iter()
        .enumerate()
        .map(|(place, (year, _))| DocumentInfo { id: format!("d{place:03}"), year: *year, ..DocumentInfo::default() })
        .collect();

    let mut counter = Counter::new(&plan, &rules);
    let mut records = Records::default();
    for (place, (year, messages)) in documents.iter().enumerate() {
        let year = years.binary_search(year).expect("a known year");
        counter.begin_document(year);
        for (text, ordinal) in messages.iter().zip(1..) {
            let (tokens, hits) = counter.message(text);
            let mut patterns: Vec<(u32, u32)> = hits.iter().map(|hit| (hit.theme, hit.pattern)).collect();
            patterns.sort_unstable();
            let hits = patterns.chunk_by(|a, b| a == b);
            let hits = hits.map(|run| PatternHits { theme: run[0].0, pattern: run[0].1, hits: run.len() as u64 });
            let hits = hits.collect();
            records.messages.push(Record { document: place as u32, ordinal, year, tokens, hits, ..Record::default() });
        }
    }
    let counts = Counts::merge(&years, vec![counter]);

    let places: HashMap<&str, u32> =
        counts.terms.iter().enumerate().map(|(place, entry)| (entry.term.as_str(), place as u32)).collect();
    let mut detail = DetailCounter::new(&counts, &rules, &places, 50);
    let mut of_messages = records.messages.iter_mut();
    for (year, messages) in documents {
        detail.begin_document(years.binary_search(year).expect("a known year"));
        for (text, record) in messages.iter().zip(&mut of_messages) {
            (record.terms, record.shingles) = detail.message(text, true).unwrap_or_default();
        }
    }
    let details = Details::merge(&counts, vec![detail]);

    let config = AnalysisConfig { replicates: 199, ..config.analysis };
    test(&Study {
        config: &config,
        codebook: &codebook,
        matcher: &matcher,
        documents: &infos,
        counts: &counts,
        details: &details,
        records: Some(&records),
        also: None,
        watcher: &Unwatched,
    });
}
