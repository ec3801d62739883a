//! Small studies for tests, made by the real counters.

use std::path::Path;

use super::{Facts, Study, Values, pairs_of};
use crate::axis::{Axis, Period, Placed, Strata, Stratum, Variable};
use crate::codebook::{Codebook, Matcher};
use crate::config::{Cluster, Config};
use crate::corpus::{DocumentInfo, Documents};
use crate::count::{
    Bags, Clusters, Counter, Depth, Generations, PatternHits, Plan, Record, Records, Sampler, Shingles, StrataCounts,
};
use crate::text::TextRules;
use crate::watch::Unwatched;

/// A document of a test: its period, its group, its messages.
pub(crate) struct Made<'d> {
    pub period: Period,
    pub group: &'d str,
    pub messages: &'d [&'d str],
}

/// Calls `test` with the study of some documents: the year and the messages of each. `codebook` is the text of a
/// codebook, empty for none. Documents are called `d000`, `d001` and so on; 199 replicates are drawn.
pub(crate) fn study_of(documents: &[(i32, &[&str])], codebook: &str, test: impl FnOnce(&Study<'_>)) {
    let made = documents.iter().map(|(year, messages)| Made { period: Period::of_year(*year), group: "", messages });
    study_with(Config::default(), &made.collect::<Vec<_>>(), codebook, test);
}

/// The same with other settings, periods of any kind, and groups of the variable `group` where any document has one.
pub(crate) fn study_with(mut config: Config, documents: &[Made<'_>], codebook: &str, test: impl FnOnce(&Study<'_>)) {
    config.analysis.replicates = 199;
    let rules = TextRules::new(&config.text, Path::new("")).expect("English");
    let codebook = if codebook.is_empty() {
        Codebook::default()
    } else {
        Codebook::parse(codebook, Path::new("codebook.toml")).expect("a valid codebook")
    };
    let matcher = Matcher::new(&codebook);
    let periods: Vec<Period> = documents.iter().map(|document| document.period.clone()).collect();
    let axis = Axis::of(&Placed::of(&periods));
    let grouped = documents.iter().any(|document| !document.group.is_empty());
    let variables: Vec<Variable> =
        grouped.then(|| Variable { name: "group".into(), of_messages: false }).into_iter().collect();
    let values: Vec<Vec<String>> =
        documents.iter().map(|document| variables.iter().map(|_| document.group.to_string()).collect()).collect();
    let info = |place| DocumentInfo { id: format!("d{place:03}"), ..DocumentInfo::default() };
    let infos = Documents::of((0..documents.len()).map(info)).expect("documents");
    let mut groups = Values::new(variables.len());
    values.iter().for_each(|values| groups.push(values.clone()));

    let plan = Plan::new(&matcher, &[1], Depth::All);
    let mut counter = Counter::new(&plan, &rules);
    let strata = Strata::default();
    let clusters = match config.analysis.cluster {
        Cluster::Auto => Clusters::Auto,
        Cluster::Message => Clusters::Message,
        Cluster::Document | Cluster::Variable(_) => Clusters::Document,
    };
    let mut sampler = Sampler::new(clusters);
    let (mut records, mut bags, mut shingles) = (Records::default(), Bags::default(), Shingles::default());
    for (place, document) in documents.iter().enumerate() {
        let stratum = strata.number(&Stratum { period: axis.place(place), groups: values[place].clone() });
        counter.begin_document(stratum);
        let mut messages = Vec::new();
        for (text, ordinal) in document.messages.iter().zip(1..) {
            let (tokens, hits) = counter.message(text);
            let mut patterns: Vec<(u32, u32)> = hits.iter().map(|hit| (hit.theme, hit.pattern)).collect();
            patterns.sort_unstable();
            let hits = patterns.chunk_by(|a, b| a == b);
            let hits = hits.map(|run| PatternHits { theme: run[0].0, pattern: run[0].1, hits: run.len() as u64 });
            let hits = hits.collect();
            let document = place as u32;
            messages.push(Record { document, ordinal, stratum, tokens, hits, ..Record::default() });
        }
        records.push(&messages, &[]).expect("memory");
        sampler.add(place as u32, &messages).expect("memory");
        let kept = counter.take_kept();
        bags.push(&kept.bag).expect("memory");
        shingles.push(&kept.shingles);
    }
    let sorted = strata.sorted();
    let mut numbers = vec![0; sorted.len()];
    sorted.iter().enumerate().for_each(|(place, (_, number))| numbers[*number] = place);
    records.finish(&numbers).expect("memory");
    let sampling = sampler.sampling(&numbers).expect("memory");
    let (strata, terms) = StrataCounts::merge(sorted, vec![counter], Generations::default()).expect("memory");
    let strata = strata.sampled(sampling);
    let counts = strata.by_period(&axis, &Unwatched);

    bags.resolve(terms, &counts.terms, numbers).expect("memory");
    let pairs = pairs_of(&config, axis.periods()).expect("pairs");
    test(&Study {
        config: &config,
        codebook: &codebook,
        matcher: &matcher,
        rules: &rules,
        documents: &infos,
        axis: &axis,
        variables: &variables,
        values: &groups,
        facts: &Facts::default(),
        strata: &strata,
        counts: &counts,
        whole: &counts,
        bags: Some(&bags),
        shingles: Some(&shingles),
        records: Some(&records),
        pairs: &pairs,
        asked: None,
        watcher: &Unwatched,
    });
}
