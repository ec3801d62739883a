use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::axis::{Axis, Period, Placed, Strata, Stratum};
use crate::codebook::{Codebook, Matcher};
use crate::config::Config;
use crate::stats::dispersion::{dp_norm, juilland_d};
use crate::text::{NO_TERM, TextRules};
use crate::watch::Unwatched;

const CODEBOOK: &str = "[themes.a]\ninclude = [\"trust\", \"safe*\"]\n[themes.b]\ninclude = [\"trust\", \"norm*\"]\n";

/// Counts, for each period the dispersion of its terms, pairs of terms, and for each cell the terms of themes.
type Counted = (Counts, Vec<Vec<Dispersion>>, TermPairs, Vec<ThemeTerms>);

/// Counts documents (year index, messages) with some counters; documents go to counters in turn.
fn count(documents: &[(usize, Vec<String>)], counters: usize, ngrams: &[usize]) -> Counted {
    count_with(documents, counters, ngrams, usize::MAX)
}

/// The same with counters that begin a new vocabulary beyond so many types.
fn count_with(documents: &[(usize, Vec<String>)], counters: usize, ngrams: &[usize], most_types: usize) -> Counted {
    let rules = TextRules::new(&Config::default().text, Path::new("")).expect("English");
    let codebook = Codebook::parse(CODEBOOK, Path::new("c.toml")).expect("valid");
    let matcher = Matcher::new(&codebook);
    let mut plan = Plan::new(&matcher, ngrams, Depth::All);
    plan.most_types = most_types;
    let strata = Strata::default();
    let years: Vec<Period> = documents.iter().map(|(year, _)| Period::of_year([2012, 2017][*year])).collect();
    let axis = Axis::of(&Placed::of(&[years, vec![Period::of_year(2012), Period::of_year(2017)]].concat()));
    let mut all: Vec<Counter<'_>> = (0..counters).map(|_| Counter::new(&plan, &rules)).collect();
    let (mut bags, mut generations) = (Bags::default(), Generations::default());
    for (index, (year, messages)) in documents.iter().enumerate() {
        let counter = &mut all[index % counters];
        counter.begin_document(strata.number(&Stratum { period: *year, groups: Vec::new() }));
        messages.iter().for_each(|text| {
            counter.message(text);
        });
        let kept = counter.take_kept();
        bags.push(&kept.bag).expect("memory");
        kept.generation.into_iter().for_each(|generation| generations.push(generation).expect("memory"));
    }
    let sorted = strata.sorted();
    let mut places = vec![0; sorted.len()];
    sorted.iter().enumerate().for_each(|(place, (_, number))| places[*number] = place);
    let (counts, terms) = StrataCounts::merge(sorted, all, generations).expect("memory");
    let mut counts = counts.by_period(&axis, &Unwatched);
    bags.resolve(terms, &counts.terms, places).expect("memory");
    let pairs = TermPairs::of(&counts, &bags, 5, &Unwatched);
    let mut none = vec![NO_TERM; counts.terms.len()];
    let mut of_period = |cell: &Cell| {
        let words = cell.terms.iter().map(|(term, _)| term).filter(|term| counts.terms.words(*term) == 1);
        dispersion(cell, &bags, &words.collect::<Vec<_>>(), &mut none, &Unwatched)
    };
    let dispersions = counts.periods().iter().map(&mut of_period).collect();
    let of_themes = |terms: usize| {
        let mut counter = ThemeTermCounter::new(2, terms);
        counts.cells.iter().map(|cell| counter.of_cell(cell, &bags, &Unwatched)).collect::<Vec<_>>()
    };
    let theme_terms = of_themes(counts.terms.len());
    // With so many terms each theme is counted by itself.
    assert_eq!(of_themes(8 << 20), theme_terms);
    // These follow the order of the documents.
    counts.cells.iter_mut().for_each(|cell| cell.document_places.clear());
    (counts, dispersions, pairs, theme_terms)
}

fn documents(texts: &[(usize, &[&str])]) -> Vec<(usize, Vec<String>)> {
    texts.iter().map(|(year, messages)| (*year, messages.iter().map(ToString::to_string).collect())).collect()
}

fn term<'c>(counts: &'c Counts, year: usize, term: &str) -> (TermEntry<'c>, TermCount) {
    let index = counts.terms.iter().position(|entry| entry.term == term).expect("the term was counted");
    (counts.terms.get(index as u32), counts.cells[year].terms.get(index as u32))
}

#[test]
fn terms_messages_and_documents_are_counted() {
    let texts = documents(&[(0, &["Trust and trusted norms", "Trust."]), (0, &["trust in 2020"]), (1, &["Norms"])]);
    let (counts, ..) = count(&texts, 1, &[1]);
    let (entry, trust) = term(&counts, 0, "trust");
    assert_eq!(trust, TermCount { count: 4, messages: 3, documents: 2 });
    assert_eq!(entry.label, "Trust");
    assert_eq!(entry.forms().collect::<Vec<_>>(), [("Trust", 2), ("trust", 1), ("trusted", 1)]);
    assert_eq!(term(&counts, 1, "norm").1, TermCount { count: 1, messages: 1, documents: 1 });
    assert_eq!((counts.cells[0].tokens, counts.cells[0].messages, counts.cells[0].documents), (7, 3, 2));
    assert!(counts.terms.iter().all(|entry| entry.term != "and" && entry.term != "2020"));
}

#[test]
fn themes_patterns_and_pairs_are_counted() {
    let texts = documents(&[(0, &["trust and norms", "trust, trust", "safety", "nothing here"])]);
    let (counts, _, _, theme_terms) = count(&texts, 1, &[1]);
    let year = &counts.cells[0];
    assert_eq!(year.themes[0], ThemeCount { hits: 4, messages: 3, tokens: 6, hits_squared: 6, hits_tokens: 8 });
    assert_eq!(year.themes[1], ThemeCount { hits: 4, messages: 2, tokens: 5, hits_squared: 8, hits_tokens: 10 });
    assert_eq!(year.patterns[0], ((0, 0), PatternCount { hits: 3, messages: 2 }));
    // "trust" is shared by both themes; only the first message has a hit of its own for one of them.
    let pairs: Vec<((u32, u32), PairCount)> = year.pairs.iter().collect();
    assert_eq!(pairs, [((0, 1), PairCount { both: 2, shared_span_only: 1 })]);
    let trust = counts.terms.iter().position(|entry| entry.term == "trust").expect("counted") as u32;
    let in_theme = theme_terms[0][1].iter().find(|(key, _)| *key == trust).map(|(_, count)| count.count);
    assert_eq!(in_theme, Some(3));
}

#[test]
fn ngrams_keep_inner_stop_words_and_stop_at_signs() {
    let texts = documents(&[(0, &["Freedom of expression. Human rights, human rights"])]);
    let (counts, ..) = count(&texts, 1, &[2, 3]);
    let names: Vec<(&str, usize)> = counts.terms.iter().map(|e| (e.label, e.words)).collect();
    assert_eq!(
        names,
        [
            ("Freedom of expression", 3),
            ("human rights", 2),
            ("human rights human", 3),
            ("rights human", 2),
            ("rights human rights", 3)
        ]
    );
    assert_eq!(term(&counts, 0, "human right").1.count, 2);
}

#[test]
fn dispersion_and_pairs_are_those_of_the_messages() {
    let texts = documents(&[(0, &["trust x", "norm trust y z", "w"])]);
    let (counts, dispersions, pairs, _) = count(&texts, 1, &[1]);
    let place = |name: &str| counts.terms.iter().position(|entry| entry.term == name).expect("counted") as u32;
    let (at, _) = counts.cells[0].terms.find(place("trust")).expect("in the year");
    // f = 2, N = 7; messages of 2 and 4 words with one occurrence each, and one of 1 word without it.
    let found = dispersions[0][at];
    assert_eq!(found.dp_norm, dp_norm(&[1, 1, 0], &[2, 4, 1]));
    let d = juilland_d(&[1, 1, 0], &[2, 4, 1]).expect("three parts");
    assert!((found.juilland_d.expect("three parts") - d).abs() < 1e-9);
    let name = |place: u32| counts.terms.get(pairs.terms[place as usize]).term.to_string();
    let joint: Vec<(String, String, u64)> = pairs.pairs[0].iter().map(|((a, b), n)| (name(*a), name(*b), *n)).collect();
    assert!(joint.contains(&("norm".into(), "trust".into(), 1)), "{joint:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn neither_threads_nor_order_nor_vocabularies_matter(
        texts in proptest::collection::vec((0_usize..2, proptest::collection::vec("(trust|Trust|norms?|safe-ty|the|of|é|x[1-9]|[wW]ww\\.a\\.de|-|[. ]| ){0,12}", 0..4)), 1..9),
        counters in 1_usize..5,
        turn in 0_usize..9,
        ngrams in proptest::sample::subsequence(vec![1_usize, 2, 3], 1..=3),
        most_types in proptest::sample::select(vec![0, 5, 12, usize::MAX]),
    ) {
        let mut turned = texts.clone();
        turned.rotate_left(turn % texts.len());
        turned.reverse();
        prop_assert_eq!(count(&texts, 1, &ngrams), count_with(&turned, counters, &ngrams, most_types));
    }
}

/// A document: its period, the group that it is in, and its messages with the speaker of each.
type Spoken = (usize, u8, Vec<(u8, String)>);

/// Counts documents by stratum with some counters, with the variables that are wanted.
fn by_stratum(documents: &[Spoken], counters: usize, of_document: bool, of_messages: bool) -> StrataCounts {
    let rules = TextRules::new(&Config::default().text, Path::new("")).expect("English");
    let codebook = Codebook::parse(CODEBOOK, Path::new("c.toml")).expect("valid");
    let matcher = Matcher::new(&codebook);
    let plan = Plan::new(&matcher, &[1], Depth::Terms);
    let strata = Strata::default();
    let number = |period: usize, group: u8, speaker: Option<u8>| {
        let group = of_document.then(|| format!("g{group}"));
        let speaker = of_messages.then(|| speaker.map_or("nobody".to_string(), |speaker| format!("s{speaker}")));
        strata.number(&Stratum { period, groups: group.into_iter().chain(speaker).collect() })
    };
    let mut all: Vec<Counter<'_>> = (0..counters).map(|_| Counter::new(&plan, &rules)).collect();
    for (index, (period, group, messages)) in documents.iter().enumerate() {
        let counter = &mut all[index % counters];
        counter.begin_document(number(*period, *group, messages.first().map(|(speaker, _)| *speaker)));
        for (speaker, text) in messages {
            counter.enter(number(*period, *group, Some(*speaker)));
            counter.message(text);
        }
    }
    StrataCounts::merge(strata.sorted(), all, Generations::default()).expect("memory").0
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn strata_do_not_depend_on_workers_and_margins_are_their_sums(
        documents in proptest::collection::vec(
            (0_usize..4, 0_u8..3, proptest::collection::vec((0_u8..3, "(trust|norms?|safe-ty|the|x[1-9]|[. ]| ){0,9}"), 0..5)),
            1..12,
        ),
        counters in 1_usize..5,
        turn in 0_usize..12,
    ) {
        let mut turned = documents.clone();
        turned.rotate_left(turn % documents.len());
        turned.reverse();
        let strata = by_stratum(&documents, 1, true, true);
        prop_assert_eq!(&strata, &by_stratum(&turned, counters, true, true));
        // Whatever the variables, the margins by period are those of a count by period alone.
        let periods: Vec<Period> = documents.iter().map(|(period, ..)| Period::of_year(2000 + i32::try_from(*period).expect("few periods"))).collect();
        let axis = Axis::of(&Placed::of(&periods));
        let placed: Vec<Spoken> = documents
            .iter()
            .enumerate()
            .map(|(place, (_, group, messages))| (axis.place(place), *group, messages.clone()))
            .collect();
        let alone = by_stratum(&placed, 1, false, false).by_period(&axis, &Unwatched);
        for (of_document, of_messages) in [(true, false), (false, true), (true, true)] {
            let margins = by_stratum(&placed, counters, of_document, of_messages).by_period(&axis, &Unwatched);
            prop_assert_eq!(&margins.terms, &alone.terms);
            for (found, expected) in margins.periods().iter().zip(alone.periods()) {
                // How many strata a document was met in is the one thing that depends on them.
                let documents_met = expected.documents_met;
                prop_assert_eq!(CellCounts { documents_met, ..(*found.counts).clone() }, (*expected.counts).clone());
            }
        }
    }
}
