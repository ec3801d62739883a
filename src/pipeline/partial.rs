//! Counts of a batch of texts as rows that add up, for engines that hold a corpus in many parts.
//!
//! Nothing is kept between batches. The sum of the counts with equal keys is the same for any split of the texts, in any
//! order; for all texts together it is what [`count`](super::count()) counts.

use std::path::PathBuf;

use rayon::ThreadPoolBuilder;

use super::counted::{cannot_keep, check_read};
use super::languages::ByLanguage;
use crate::analysis::row::{self, FieldType, Value, row};
use crate::axis::{Axis, Dated, Period, Placing, Strata, Stratum};
use crate::codebook::{Codebook, Matcher};
use crate::config::{Config, PeriodsConfig, TextConfig};
use crate::corpus::{self, DocumentInfo};
use crate::count::{Bags, Cell, Counter, Counts, Depth, Generations, Plan, StrataCounts, ThemeTermCounter, ThemeTerms};
use crate::error::{Error, ErrorKind, Result};
use crate::language::DocumentLanguage;
use crate::segment::Segmenter;
use crate::text::LanguageRules;
use crate::watch::Unwatched;

/// A key of a count. A missing key is an empty text: engines group missing values in different ways.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(pub String);

impl Value for Key {
    const KIND: FieldType = FieldType::Text;
    fn cell(&self) -> row::Cell<'_> {
        row::Cell::Text(self.0.as_str().into())
    }
}

row!(PartialCountRow, "partial_counts", "One count of one batch of texts; counts with equal keys add up.", ["period", "what", "key_a", "key_b"], {
    period: Period, "", "Period of the texts.";
    what: Key, "", "What is counted, such as messages, term or `theme_hits`.";
    key_a: Key, "", "The document, the term or the first theme; empty for counts of a whole period.";
    key_b: Key, "", "The second theme, the pattern or the term of a pair; else empty.";
    count: i64, "", "The count; of `theme_weight_billionths` the sum of the weights of the hits, in billionths.";
});

/// Counts batches of texts, each for itself.
#[derive(Debug)]
pub struct Kernel {
    text: TextConfig,
    rules: LanguageRules,
    codebook: Codebook,
    segmenter: Segmenter,
    ngrams: Vec<usize>,
    periods: PeriodsConfig,
}

impl Kernel {
    /// A kernel with the settings of a configuration. `codebook` is the text of a codebook and its name in messages, in
    /// place of the one that the configuration names.
    ///
    /// # Errors
    /// When the stop words, the codebook, the pattern or the abbreviations are missing or wrong.
    pub fn new(config: Config, codebook: Option<(String, PathBuf)>) -> Result<Self> {
        let rules = LanguageRules::new(&config.text, &config.root)?;
        let codebook = super::project::codebook(&config, codebook)?;
        let segmenter = Segmenter::new(&config)?;
        Ok(Self {
            text: config.text,
            rules,
            codebook,
            segmenter,
            ngrams: config.analysis.ngrams,
            periods: config.periods,
        })
    }

    /// Counts the texts of a batch. Each text is split into messages by itself, so a document that stands in several
    /// rows is counted as several. Where documents are `named`, their messages and tokens are counted by their ids, which
    /// may stand in several rows and batches. `stopped` is asked before each text.
    ///
    /// # Errors
    /// When a text is empty, larger than 4 GiB, has no message or is dated too coarsely, or the user stops the count.
    pub fn count(
        &self,
        documents: &[DocumentInfo],
        named: bool,
        stopped: &dyn Fn() -> bool,
    ) -> Result<Vec<PartialCountRow>> {
        let mut placing = Placing::new(&self.periods);
        for info in documents {
            placing.add(&Dated { id: &info.id, path: &info.path, when: info.when })?;
        }
        let mut periods = placing.end()?;
        // A document outside of all named periods is left out, as in a project.
        let inside: Vec<bool> = (0..documents.len()).map(|place| periods.period(place).is_some()).collect();
        periods.retain(|place| inside[place]);
        let axis = Axis::of(&periods);
        let placed = documents.iter().zip(&inside).filter(|(_, inside)| **inside).map(|(info, _)| info);
        let strata = Strata::default();
        let matcher = Matcher::new(&self.codebook);
        let plan = Plan::new(&matcher, &self.ngrams, Depth::Terms);
        let make = |rules| Counter::new(&plan, rules);
        let mut counters = ByLanguage::new(&self.rules, &make);
        let (mut rows, mut bags, mut generations) = (Vec::new(), Bags::default(), Generations::default());
        for (place, info) in placed.enumerate() {
            let period = axis.period(place);
            if stopped() {
                return Err(Error::new(ErrorKind::Interrupted, "interrupted"));
            }
            let document = corpus::read(info)?;
            let language = DocumentLanguage::of(&self.text, info, &document, documents.len()).analysed;
            let segments = self.segmenter.segment(&document, info, &language)?;
            let counter = counters.of(&language);
            counter.begin_document(strata.number(&Stratum { period: axis.place(place), groups: Vec::new() }));
            let (mut messages, mut tokens) = (0_u64, 0_u64);
            for message in segments.messages() {
                tokens += counter.coded_message(&message.text, message.breaks(), |_| {}).0;
                messages += 1;
            }
            let kept = counter.take_kept();
            bags.push(&kept.bag).map_err(cannot_keep)?;
            kept.generation.map_or(Ok(()), |generation| generations.push(generation)).map_err(cannot_keep)?;
            if named {
                add(&mut rows, period, "document_messages", [&info.id, ""], messages)?;
                add(&mut rows, period, "document_tokens", [&info.id, ""], tokens)?;
            }
        }
        // An engine brings its own processes, and one that was forked off has no threads of another pool.
        let pool = ThreadPoolBuilder::new().num_threads(1).build();
        let pool = pool.map_err(|e| Error::new(ErrorKind::Usage, format!("cannot start a thread: {e}")))?;
        let sorted = strata.sorted();
        let mut places = vec![0; sorted.len()];
        sorted.iter().enumerate().for_each(|(place, (_, number))| places[*number] = place);
        let counters = counters.into_states().collect();
        let merged = pool.install(|| StrataCounts::merge(sorted, counters, generations));
        let (counts, terms) = merged.map_err(cannot_keep)?;
        let counts = counts.by_period(&axis, &Unwatched);
        bags.resolve(terms, &counts.terms, places).map_err(cannot_keep)?;
        let mut of_themes = ThemeTermCounter::new(self.codebook.themes.len(), counts.terms.len());
        for cell in counts.periods() {
            let theme_terms = of_themes.of_cell(cell, &bags, &Unwatched);
            self.period(&mut rows, cell, (&counts, &theme_terms), &matcher)?;
        }
        check_read(&bags)?;
        rows.sort_by(|a, b| (&a.period, &a.what, &a.key_a, &a.key_b).cmp(&(&b.period, &b.what, &b.key_a, &b.key_b)));
        rows.dedup_by(|later, kept| {
            let same = (&later.period, &later.what, &later.key_a, &later.key_b)
                == (&kept.period, &kept.what, &kept.key_a, &kept.key_b);
            if same {
                kept.count += later.count;
            }
            same
        });
        Ok(rows)
    }

    fn period(
        &self,
        rows: &mut Vec<PartialCountRow>,
        of: &Cell,
        (counts, theme_terms): (&Counts, &ThemeTerms),
        matcher: &Matcher<'_>,
    ) -> Result<()> {
        let theme = |index: usize| self.codebook.themes[index].id.as_str();
        let term = |index: u32| counts.terms.get(index).term;
        let mut add = |what: &str, keys: [&str; 2], count: u128| add(rows, &of.period, what, keys, count);
        add("documents", ["", ""], of.documents.into())?;
        add("messages", ["", ""], of.messages.into())?;
        add("tokens", ["", ""], of.tokens.into())?;
        add("tokens_squared", ["", ""], of.tokens_squared)?;
        for (index, count) in &of.terms {
            add("term", [term(index), ""], count.count.into())?;
            add("term_messages", [term(index), ""], count.messages.into())?;
            add("term_documents", [term(index), ""], count.documents.into())?;
        }
        for (index, count) in of.themes.iter().enumerate() {
            add("theme_hits", [theme(index), ""], count.hits.into())?;
            add("theme_messages", [theme(index), ""], count.messages.into())?;
            add("theme_tokens", [theme(index), ""], count.tokens.into())?;
            add("theme_hits_squared", [theme(index), ""], count.hits_squared)?;
            add("theme_hits_tokens", [theme(index), ""], count.hits_tokens)?;
        }
        for ((index, pattern), count) in &of.patterns {
            let keys = [theme(*index as usize), matcher.pattern(*pattern).source.as_str()];
            add("pattern_hits", keys, count.hits.into())?;
            add("pattern_messages", keys, count.messages.into())?;
        }
        for ((a, b), count) in &of.pairs {
            let keys = [theme(a as usize), theme(b as usize)];
            add("pair_messages", keys, count.both.into())?;
            add("pair_shared_span_only", keys, count.shared_span_only.into())?;
        }
        for (index, terms) in theme_terms.iter().enumerate() {
            for (of_term, count) in terms {
                let keys = [theme(index), term(*of_term)];
                add("theme_term", keys, count.count.into())?;
                add("theme_term_messages", keys, count.messages.into())?;
            }
        }
        let weights = self.codebook.weights();
        for (index, _) in self.codebook.weighted().iter().enumerate().filter(|(_, weighted)| **weighted) {
            let sum = of.weighted_hits(index, &weights);
            add_signed(rows, &of.period, "theme_weight_billionths", [theme(index), ""], sum)?;
        }
        Ok(())
    }
}

/// Adds a count that is not zero: a sum does not miss zeros.
fn add(
    rows: &mut Vec<PartialCountRow>,
    period: &Period,
    what: &str,
    keys: [&str; 2],
    count: impl Into<u128>,
) -> Result<()> {
    // No count of a batch comes near the end of these numbers.
    add_signed(rows, period, what, keys, i128::try_from(count.into()).unwrap_or(i128::MAX))
}

/// The same for a sum that may be negative.
fn add_signed(
    rows: &mut Vec<PartialCountRow>,
    period: &Period,
    what: &str,
    keys: [&str; 2],
    count: i128,
) -> Result<()> {
    if count == 0 {
        return Ok(());
    }
    // Engines sum in 64 bits with a sign.
    let count = i64::try_from(count).map_err(|_| {
        Error::new(ErrorKind::Usage, format!("the count `{what}` of one batch does not fit in 64 bits"))
            .hint("make the batches smaller")
    })?;
    let [key_a, key_b] = keys.map(|key| Key(key.to_string()));
    rows.push(PartialCountRow { period: period.clone(), what: Key(what.to_string()), key_a, key_b, count });
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::*;
    use crate::config::Unit;
    use crate::corpus::{Corpus, Texts, in_memory};
    use crate::pipeline::{Depth, Given, Project, count};

    const CODEBOOK: &str = "[themes.trust]\ninclude = [\"trust\"]\n[themes.norms]\ninclude = [\"norm*\", \"trust\"]\n";
    const ROWS: [(&str, &str, &str); 5] = [
        ("a", "2019", "Trust and norms."),
        ("b", "2020", "Norms, trust, trust and the rest."),
        ("c", "2019", "No theme here."),
        ("d", "2020", "Trust."),
        ("e", "2019", "Norms and norms."),
    ];

    #[derive(Debug)]
    struct List(Vec<&'static str>);

    impl Texts for List {
        fn text(&self, row: usize) -> Result<std::borrow::Cow<'_, str>> {
            Ok(self.0[row].into())
        }

        fn bytes(&self, row: usize) -> u64 {
            self.0[row].len() as u64
        }
    }

    fn documents(rows: &[(&str, &str, &'static str)]) -> Vec<DocumentInfo> {
        let texts: Arc<dyn Texts> = Arc::new(List(rows.iter().map(|row| row.2).collect()));
        let cells: Vec<Vec<String>> = rows.iter().map(|row| vec![row.0.into(), row.1.into()]).collect();
        in_memory(&["document".into(), "year".into()], &cells, &texts).expect("documents")
    }

    fn config() -> Config {
        let mut config = Config::default();
        config.segment.unit = Unit::Document;
        config
    }

    fn codebook() -> (String, PathBuf) {
        (CODEBOOK.to_string(), PathBuf::from("codebook"))
    }

    type Sums = BTreeMap<(String, String, String, String), i64>;

    fn sums<'r>(parts: impl IntoIterator<Item = &'r [(&'r str, &'r str, &'static str)]>) -> Sums {
        let kernel = Kernel::new(config(), Some(codebook())).expect("a kernel");
        let mut sums = Sums::new();
        for part in parts {
            for row in kernel.count(&documents(part), true, &|| false).expect("counts") {
                *sums.entry((row.period.label().to_string(), row.what.0, row.key_a.0, row.key_b.0)).or_default() +=
                    row.count;
            }
        }
        sums
    }

    #[test]
    fn any_split_gives_the_sums_of_a_local_run() {
        let whole = sums([ROWS.as_slice()]);
        assert_eq!(sums(ROWS.chunks(1)), whole);
        assert_eq!(sums(ROWS.chunks(2).rev()), whole);
        let given = Given { corpus: Some(Corpus::of(documents(&ROWS)).expect("a corpus")), codebook: Some(codebook()) };
        let project = Project::with(config(), given, 1, &Unwatched).expect("a project");
        let counts = count(&project, &Unwatched, Depth::Terms).expect("counts").counts;
        let sum = |period: &str, what: &str, a: &str, b: &str| {
            let sum = whole.get(&(period.into(), what.into(), a.into(), b.into())).copied().unwrap_or_default();
            u64::try_from(sum).expect("a count")
        };
        for of in counts.periods() {
            let period = of.period.label();
            assert_eq!((sum(period, "messages", "", ""), sum(period, "tokens", "", "")), (of.messages, of.tokens));
            for (term, count) in &of.terms {
                let term = counts.terms.get(term).term;
                let found = ["term", "term_messages", "term_documents"].map(|what| sum(period, what, term, ""));
                assert_eq!(found, [count.count, count.messages, count.documents], "{term}");
            }
            for (theme, count) in project.codebook.themes.iter().zip(&of.themes) {
                assert_eq!(sum(period, "theme_hits", &theme.id, ""), count.hits);
                assert_eq!(u128::from(sum(period, "theme_hits_tokens", &theme.id, "")), count.hits_tokens);
            }
            let pair = of.pairs.get((0, 1));
            assert_eq!(sum(period, "pair_messages", "trust", "norms"), pair.both);
            assert_eq!(sum(period, "pair_shared_span_only", "trust", "norms"), pair.shared_span_only);
        }
        assert_eq!(sum("2020", "document_tokens", "b", ""), 6);
        assert_eq!(whole.keys().filter(|key| key.1 == "theme_term" && key.2 == "trust").count(), 5);
    }

    #[test]
    fn sums_of_weights_add_up_over_any_split() {
        let book = "[themes.norms]\ninclude = [{ pattern = \"norm*\", weight = -0.25 }]\n[themes.trust]\ninclude = [\"trust\"]\n";
        let kernel = Kernel::new(config(), Some((book.to_string(), PathBuf::from("codebook")))).expect("a kernel");
        for size in [1, 2, 5] {
            let mut sums: BTreeMap<(String, String), i64> = BTreeMap::new();
            for part in ROWS.chunks(size) {
                for row in kernel.count(&documents(part), false, &|| false).expect("counts") {
                    if row.what.0 == "theme_weight_billionths" {
                        *sums.entry((row.period.label().to_string(), row.key_a.0)).or_default() += row.count;
                    }
                }
            }
            // Three hits in 2019, one in 2020; themes without weights have no such sum.
            let of = |period: &str, sum| ((period.to_string(), "norms".to_string()), sum);
            assert_eq!(sums.into_iter().collect::<Vec<_>>(), [of("2019", -750_000_000), of("2020", -250_000_000)]);
        }
    }

    #[test]
    fn a_count_stops_and_fails_as_a_run_does() {
        let kernel = Kernel::new(config(), None).expect("a kernel");
        let stopped = kernel.count(&documents(&ROWS), true, &|| true).expect_err("stopped");
        assert_eq!(stopped.kind(), ErrorKind::Interrupted);
        let empty = kernel.count(&documents(&[("a", "2019", " ")]), true, &|| false).expect_err("no text");
        assert!(empty.to_string().starts_with("row 0: the document `a` is empty"));
        assert_eq!(kernel.count(&[], true, &|| false).expect("no row").len(), 0);
        let wrong = Kernel::new(config(), Some(("[themes.a]\ninclude = [\"~\"]".into(), "codebook".into())));
        assert_eq!(wrong.expect_err("a wrong pattern").kind(), ErrorKind::Codebook);
    }
}
