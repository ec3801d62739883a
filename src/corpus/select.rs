//! The documents of a project, each in its period, and the part of them that is analysed.

use std::collections::{BTreeSet, BinaryHeap};
use std::hash::{BuildHasher, RandomState};

use jiff::civil::Date;

use super::{Corpus, DocumentInfo, Documents, discover, encoding, expand, filter, manifest};
use crate::axis::{Axis, Dated, Period, Placing, When};
use crate::config::{Config, CorpusFiles, PROJECT_FILE, PeriodUnit, PeriodsConfig};
use crate::error::{Error, ErrorKind, Result, nearest};
use crate::warning::Warning;
use crate::watch::{Watcher, unless_stopped};

/// The most periods that an error names one by one.
const MANY_PERIODS: usize = 12;
/// The most documents that a warning names.
const MOST_NAMED: usize = 3;
/// The most warnings about single rows.
const MOST_ROWS: usize = 10;

impl Corpus {
    /// Finds the documents of a project, puts each into its period, and applies the selection of periods and variables.
    ///
    /// # Errors
    /// When the manifest is missing or wrong (file and line), no document is found, a document is in no one period, or
    /// the selection leaves none, or the user stops the run.
    pub fn open(config: &Config, watcher: &dyn Watcher) -> Result<Self> {
        encoding::check_label(&config.corpus.encoding, &config.root.join(PROJECT_FILE))?;
        let mut corpus = match &config.corpus.files {
            CorpusFiles::Manifest(path) => manifest::read(&config.root.join(path), watcher)?,
            CorpusFiles::Files(globs) => discover::find(&config.root, globs)?,
        };
        if !config.corpus.encoding.is_empty() {
            let encoding = |mut info: DocumentInfo| {
                if info.encoding.is_empty() {
                    info.encoding.clone_from(&config.corpus.encoding);
                }
                info
            };
            corpus.documents = Documents::of(corpus.documents.iter().map(encoding))?;
        }
        expand::expand(&mut corpus, &config.corpus.columns, watcher)?;
        let of_case = cases(&corpus.documents);
        corpus.warnings.extend(of_case);
        unless_stopped(watcher)?;
        corpus.documents = corpus.documents.sorted()?;
        unless_stopped(watcher)?;
        corpus.selected(config)
    }

    /// Puts each document into its period, and leaves those that the selection of periods and variables asks for. Documents
    /// outside of all periods that the project names are left out with a warning.
    ///
    /// # Errors
    /// When a document is in no one period, a period or a value is not in the corpus, or no document is left.
    pub fn selected(mut self, config: &Config) -> Result<Self> {
        self.place(&config.periods)?;
        let days = days_of(&self.documents, &config.selection.periods)?;
        let (fits, mut warnings) = filter::chosen(&self.documents, &config.selection.filters)?;
        self.warnings.append(&mut warnings);
        let is_chosen = |period: &Period| days.is_empty() || days.iter().any(|days| days.hold(period));
        let chosen: Vec<bool> = (0..self.documents.len())
            .map(|place| fits[place] && self.documents.placed().period(place).is_some_and(is_chosen))
            .collect();
        self.leave(&chosen)?;
        if self.documents.is_empty() {
            return Err(Error::new(ErrorKind::Usage, "no document is left after --periods and --where"));
        }
        self.left_out.sort();
        self.documents.check()?;
        Ok(self)
    }

    /// Leaves the documents that are chosen, by their places.
    fn leave(&mut self, chosen: &[bool]) -> Result<()> {
        let others = chosen.iter().enumerate().filter(|(_, chosen)| !**chosen);
        self.left_out.extend(others.map(|(place, _)| self.documents.id(place)));
        self.documents = std::mem::take(&mut self.documents).retained(|place| chosen[place])?;
        Ok(())
    }

    /// The periods of the documents, in order, and the place among them of each document.
    ///
    /// # Errors
    /// None but those of a program that did not [place](Self::selected) the documents.
    pub fn axis(&self) -> Result<Axis> {
        let placed = self.documents.placed();
        if let Some(place) = (0..self.documents.len()).find(|place| placed.period(*place).is_none()) {
            let DocumentInfo { id, path, .. } = self.documents.get(place);
            return Err(Error::new(ErrorKind::Manifest, format!("the document `{id}` stands in no period")).at(&path));
        }
        Ok(Axis::of(placed))
    }

    /// Puts each document into its period.
    fn place(&mut self, config: &PeriodsConfig) -> Result<()> {
        let mut placing = Placing::new(config);
        let (mut told, mut of_rows) = (0, BinaryHeap::new());
        for DocumentInfo { id, path, when, warning, .. } in &self.documents {
            placing.add(&Dated { id: &id, path: &path, when })?;
            if let Some(warning) = warning {
                told += 1;
                of_rows.push(warning);
                if of_rows.len() > MOST_ROWS {
                    of_rows.pop();
                }
            }
        }
        let placed = placing.end()?;
        let inside: Vec<bool> = (0..placed.len()).map(|place| placed.period(place).is_some()).collect();
        self.documents = std::mem::take(&mut self.documents).in_periods(placed);
        let mut before = std::mem::take(&mut self.left_out);
        self.leave(&inside)?;
        let outside = std::mem::take(&mut self.left_out);
        let more = told - of_rows.len();
        self.warnings.extend(of_rows.into_sorted_vec().into_iter().map(|warning| *warning));
        if more > 0 {
            self.warnings.push(Warning::general(format!("{more} more rows have a date such as these")));
        }
        if self.documents.is_empty() && !outside.is_empty() {
            return Err(Error::new(ErrorKind::Project, "no document lies in a period that the project names")
                .hint("see [[periods.named]] in the project file, or leave it out"));
        }
        if let [first, others @ ..] = outside.as_slice() {
            let mut message = match others.len() {
                0 => format!("left out: 1 document lies outside of the named periods: `{first}`"),
                more => format!("left out: {} documents lie outside of the named periods: `{first}`", more + 1),
            };
            others.iter().take(MOST_NAMED - 1).for_each(|id| message.push_str(&format!(", `{id}`")));
            message.push_str(if outside.len() > MOST_NAMED { ", ..." } else { "" });
            self.warnings.push(Warning::general(message));
        }
        before.extend(outside);
        self.left_out = before;
        if let PeriodUnit::Named(named) = &config.unit {
            let there_are: BTreeSet<&str> = self.documents.placed().met().into_iter().map(Period::label).collect();
            let empty = named.iter().filter(|period| !there_are.contains(period.label.as_str()));
            self.warnings.extend(
                empty.map(|period| Warning::general(format!("the named period `{}` has no document", period.label))),
            );
        }
        Ok(())
    }
}

/// The warning for ids that differ by case alone, which people and file systems take for one.
fn cases(documents: &Documents) -> Option<Warning> {
    let lower = |place: &u32| documents.id(*place as usize).to_lowercase();
    // As numbers, since there may be millions of ids.
    let random = RandomState::new();
    let mut hashes: Vec<(u64, u32)> = Vec::with_capacity(documents.len());
    documents.ids(|id| hashes.push((random.hash_one(id.to_lowercase()), hashes.len() as u32)));
    hashes.sort_unstable();
    let mut pairs = hashes.windows(2).filter(|pair| pair[0].0 == pair[1].0 && lower(&pair[0].1) == lower(&pair[1].1));
    let (first, number) = (pairs.next()?, pairs.count() + 1);
    let [one, other] = [first[0].1, first[1].1].map(|place| documents.id(place as usize));
    let message = match number {
        1 => format!("the document ids `{one}` and `{other}` differ by case alone"),
        _ => format!("{number} document ids differ from another one by case alone, such as `{one}` and `{other}`"),
    };
    Some(Warning::general(message))
}

/// Days that were chosen, the first and the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Days(Date, Date);

impl Days {
    /// Those of a period, by its label, or of a date such as a year.
    fn of(text: &str, periods: &BTreeSet<&Period>) -> Option<Self> {
        let text = text.trim();
        let labelled = periods.iter().find(|period| period.label().to_lowercase() == text.to_lowercase());
        match labelled {
            Some(period) => Some(Self(period.start(), period.end())),
            None => When::parse(text).flatten().map(|when| Self(when.first(), when.last())),
        }
    }

    /// Those from the first of one to the last of another, wherever a text can be taken apart so.
    fn stretches(text: &str, periods: &BTreeSet<&Period>) -> Vec<Self> {
        let places = [" to ", "..", "-"].into_iter().flat_map(|mark| {
            text.match_indices(mark).map(|(at, mark)| (&text[..at], &text[at + mark.len()..])).collect::<Vec<_>>()
        });
        let stretch = |(from, to)| Some(Self(Self::of(from, periods)?.0, Self::of(to, periods)?.1));
        places.filter_map(stretch).collect()
    }

    /// Whether a period lies wholly within them.
    fn hold(self, period: &Period) -> bool {
        self.0 <= period.start() && period.end() <= self.1
    }
}

/// The days of periods as they are typed: labels, stretches such as `2012-2019` whose ends need no documents, and years.
fn days_of(documents: &Documents, typed: &[String]) -> Result<Vec<Days>> {
    let periods = documents.placed().met();
    let days = |text: &String| {
        let all = Days::of(text, &periods).into_iter().chain(Days::stretches(text, &periods));
        let mut found = all.filter(|days| periods.iter().any(|period| days.hold(period)));
        found.next().ok_or_else(|| no_such_period(text, &periods))
    };
    typed.iter().map(days).collect()
}

fn no_such_period(text: &str, periods: &BTreeSet<&Period>) -> Error {
    let labels: Vec<&str> = periods.iter().map(|period| period.label()).collect();
    let there_are = match labels.as_slice() {
        [first, .., last] if labels.len() > MANY_PERIODS => format!("{first} to {last} ({} periods)", labels.len()),
        _ => labels.join(", "),
    };
    let within = Days::of(text, periods)
        .and_then(|days| periods.iter().find(|period| period.start() <= days.0 && days.1 <= period.end()));
    let advice = if let Some(period) = within {
        format!("it is a part of the period `{period}`; ")
    } else if Days::stretches(text, periods).iter().any(|days| days.0 > days.1) {
        "write the earlier one first; ".to_string()
    } else {
        nearest(text, labels.iter().copied()).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default()
    };
    Error::new(ErrorKind::Usage, format!("no document of the period `{text}`"))
        .hint(format!("{advice}periods of this corpus: {there_are}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Filter, NamedPeriod};

    fn corpus(dates: &[&str]) -> Corpus {
        let document = |(number, date): (usize, &&str)| DocumentInfo {
            id: format!("d{number}"),
            when: When::parse(date).flatten(),
            file: if number == 0 { "a.txt".into() } else { format!("left/{number}.txt") },
            ..DocumentInfo::default()
        };
        let documents = Documents::of(dates.iter().enumerate().map(document)).expect("documents");
        Corpus { documents, ..Corpus::default() }
    }

    fn config(unit: PeriodUnit, periods: &[&str]) -> Config {
        let mut config = Config::default();
        config.periods.unit = unit;
        config.selection.periods = periods.iter().map(ToString::to_string).collect();
        config
    }

    /// The labels of the periods that are left.
    fn chosen(dates: &[&str], unit: &PeriodUnit, periods: &[&str]) -> Result<Vec<String>> {
        let axis = corpus(dates).selected(&config(unit.clone(), periods))?.axis()?;
        Ok(axis.periods().iter().map(ToString::to_string).collect())
    }

    const MONTHS: [&str; 6] = ["2021-12", "2022-01", "2022-02", "2022-05", "2022-12", "2023-03"];

    #[test]
    fn periods_are_chosen_by_label_stretch_and_year() {
        let years = ["2012", "2017", "2019", "2020"];
        let breaks = PeriodUnit::Breaks(["1990-01-01", "2001-01-01"].map(|day| day.parse().expect("a day")).to_vec());
        let quarters = ["2021-Q4", "2022-Q1", "2022-Q2", "2022-Q4", "2023-Q1"];
        for (dates, unit, periods, expected) in [
            (&years[..], PeriodUnit::Year, &[][..], &years[..]),
            (&years, PeriodUnit::Year, &["2019", "2012"], &["2012", "2019"]),
            (&years, PeriodUnit::Year, &["2013-2019"], &["2017", "2019"]),
            (&years, PeriodUnit::Year, &["2013..2019"], &["2017", "2019"]),
            (&years, PeriodUnit::Year, &["1000 to 2018", "2020"], &["2012", "2017", "2020"]),
            (&MONTHS, PeriodUnit::Quarter, &[], &quarters),
            (&MONTHS, PeriodUnit::Quarter, &["2022"], &quarters[1..4]),
            (&MONTHS, PeriodUnit::Quarter, &["2022-q1"], &quarters[1..2]),
            (&MONTHS, PeriodUnit::Quarter, &["2021-Q4-2022-Q1"], &quarters[..2]),
            (&MONTHS, PeriodUnit::Quarter, &["2022-Q3..2023"], &quarters[3..]),
            (&MONTHS, PeriodUnit::Month, &["2022-Q1"], &MONTHS[1..3]),
            (&MONTHS, PeriodUnit::Month, &["2022-02-2022-11"], &MONTHS[2..4]),
            (&MONTHS, PeriodUnit::Month, &["2022-2023"], &MONTHS[1..]),
            (&["1985", "1995", "2005"], breaks.clone(), &["..1989", "2001.."], &["..1989", "2001.."]),
            (&["1985", "1995", "2005"], breaks, &["1990-2000"], &["1990-2000"]),
            (&["1985", "1995", "2005"], PeriodUnit::Decade, &["1980s-1990s"], &["1980s", "1990s"]),
            (&["1985", "1995", "2005"], PeriodUnit::Decade, &["1990-2010"], &["1990s", "2000s"]),
        ] {
            assert_eq!(chosen(dates, &unit, periods).expect("chosen"), expected, "{unit:?}: {periods:?}");
        }
    }

    #[test]
    fn a_period_that_is_not_there_is_named() {
        let error = |dates: &[&str], unit, typed: &str| chosen(dates, &unit, &[typed]).expect_err("wrong").to_string();
        let years = ["2012", "2017", "2019", "2020"];
        let there_are = "periods of this corpus: 2012, 2017, 2019, 2020";
        let message = error(&years, PeriodUnit::Year, "2015");
        let expected = format!("no document of the period `2015`\n  hint: did you mean `2012`? {there_are}");
        assert_eq!(message, expected);
        assert!(error(&years, PeriodUnit::Year, "2013-2016").ends_with(&format!("hint: {there_are}")));
        assert!(error(&years, PeriodUnit::Year, "2019-2012").contains("write the earlier one first"));
        assert!(error(&years, PeriodUnit::Year, "soon").starts_with("no document of the period `soon`"));
        assert!(error(&years, PeriodUnit::Year, "").contains(there_are));
        assert!(error(&MONTHS, PeriodUnit::Quarter, "2022-05").contains("it is a part of the period `2022-Q2`"));
        let many: Vec<String> = (1990..2010).map(|year| year.to_string()).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let message = error(&many, PeriodUnit::Year, "1400");
        assert!(message.contains("periods of this corpus: 1990 to 2009 (20 periods)"), "{message}");
    }

    #[test]
    fn documents_outside_of_named_periods_are_left_out() {
        let named = |label: &str, from: &str, to: &str| NamedPeriod {
            label: label.into(),
            from: from.parse().expect("a day"),
            to: to.parse().expect("a day"),
        };
        let unit = PeriodUnit::Named(vec![
            named("War", "1914-07-28", "1918-11-11"),
            named("Peace", "1918-11-12", "1939-08-31"),
        ]);
        let corpus_of = |dates: &[&str]| corpus(dates).selected(&config(unit.clone(), &[]));
        let placed = corpus_of(&["1900", "1915", "1901", "1902", "1903"]).expect("one is left");
        assert_eq!(placed.documents.get(0).variable("period"), Some("War".into()));
        assert_eq!(placed.left_out, ["d0", "d2", "d3", "d4"]);
        let warnings: Vec<String> = placed.warnings.iter().map(ToString::to_string).collect();
        let expected = [
            "left out: 4 documents lie outside of the named periods: `d0`, `d2`, `d3`, ...",
            "the named period `Peace` has no document",
        ];
        assert_eq!(warnings, expected);
        assert!(corpus_of(&["1900"]).expect_err("none").to_string().starts_with("no document lies in a period"));
        assert!(corpus_of(&["1914"]).expect_err("too coarse").to_string().contains("is dated 1914"));
        let corpus = corpus(&["1915"]);
        assert!(corpus.axis().expect_err("not placed").to_string().contains("the document `d0` stands in no period"));
    }

    #[test]
    fn ids_that_differ_by_case_alone_are_told() {
        let of = |ids: &[&str]| {
            let document = |id: &&str| DocumentInfo { id: (*id).to_string(), ..DocumentInfo::default() };
            let documents = Documents::of(ids.iter().map(document)).expect("documents");
            cases(&documents).map(|warning| warning.message)
        };
        assert_eq!(of(&["A1", "b", "a1"]).as_deref(), Some("the document ids `A1` and `a1` differ by case alone"));
        let more = of(&["a", "A", "b", "\u{e9}", "\u{c9}"]).expect("two");
        assert!(more.starts_with("2 document ids differ from another one by case alone, such as `"), "{more}");
        assert_eq!(of(&["a", "b"]), None);
    }

    #[test]
    fn documents_are_chosen_by_year_period_and_folder() {
        let ids = |name: &str, value: &str| {
            let mut config = config(PeriodUnit::Quarter, &[]);
            config.selection.filters = vec![Filter::is(name, value)];
            let corpus = corpus(&["2022-05", "2022-06", "2021-12"]).selected(&config)?;
            Ok::<_, Error>(corpus.documents.iter().map(|document| document.id).collect::<Vec<_>>())
        };
        assert_eq!(ids("year", "2022").expect("two"), ["d0", "d1"]);
        assert_eq!(ids("period", "2021-q4").expect("one"), ["d2"]);
        assert_eq!(ids("folder", "left").expect("two"), ["d1", "d2"]);
        assert!(ids("folder", "right").expect_err("none").to_string().contains("values of `folder`: left"));
        assert!(ids("peroid", "x").expect_err("none").to_string().contains("did you mean `period`?"));
        let own = DocumentInfo {
            variables: vec![("folder".into(), "a".into())],
            file: "b/c.txt".into(),
            ..DocumentInfo::default()
        };
        assert_eq!(own.variable("folder"), Some("a".into()));
        assert_eq!(
            DocumentInfo { file: "./a.txt".into(), ..DocumentInfo::default() }.variable("folder"),
            Some(String::new())
        );
    }
}
