//! The course of each theme over the whole series: its numbers, and the verdict that they allow.

use std::ops::Range;

use rayon::prelude::*;

use super::Study;
use super::change::Effort;
use super::evidence::{Evidence, MARGIN, SOME_Q, STRONG_P};
use super::written::{probability as number, within};
use crate::axis::Period;
use crate::config::Unit as MessageUnit;
use crate::count::{Cell, Clusters, UnitList, Units};
use crate::stats::LEVEL;
use crate::stats::adjust::{benjamini_hochberg, holm};
use crate::stats::change::Sample;
use crate::stats::course::{self, Series, SeriesPeriod, outlier_among_periods, split_among_periods};
use crate::stats::rate::{RateSums, Unit, per_1000};
use crate::stats::serial::{HamedRao, hamed_rao, lag_one, sen_slope};
use crate::stats::slope::{Slope, slope};
use crate::stats::trend::MannKendall;

/// The fewest periods that have a course.
pub const LEAST_PERIODS: usize = 3;
/// The fewest periods in which a change point is looked for.
pub const LEAST_SPLIT: usize = 10;
/// One period that has this many percent of all hits has them alone.
pub const ALONE_PERCENT: u64 = 90;
/// The fewest periods that are as good as empty before a theme appears, or after it vanishes.
const LEAST_EMPTY: usize = 2;
/// These have at most this share of the rate in the stretch of as many periods beside them.
const AS_GOOD_AS_EMPTY: f64 = 0.05;
/// The period in which a theme appears, or after which it vanishes, has at least this share of the rate of that stretch.
const WELL_PRESENT: f64 = 0.25;
/// At the rate of that stretch they would have so many documents with hits: none of them by chance has p .007.
const LEAST_EXPECTED: f64 = 5.0;
/// With fewer periods their own variation cannot be told, and a slope rests on that of the documents alone.
const LEAST_SCATTER: usize = 8;

/// What a theme does over the series. Places are among the periods of the course.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It rises.
    Rises,
    /// It falls.
    Falls,
    /// It is more frequent in one period than in the others.
    Peaks(usize),
    /// It is less frequent in one period than in the others.
    Dips(usize),
    /// It is absent at first, or as good as absent, and present from a period on.
    Appears(usize),
    /// It is absent after a period, or as good as absent.
    Vanishes(usize),
    /// It is in one period alone.
    OneOff(usize),
    /// Its trend lies within the margin.
    Steady,
    /// None of these is shown.
    NotShown,
    /// It stands nowhere.
    Absent,
}

/// The course of one theme.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// Place of the theme in the codebook.
    pub theme: usize,
    /// Labels of the periods that it is made of, in order.
    pub periods: Vec<Period>,
    /// Periods that are too thin for it.
    pub thin: Vec<Period>,
    /// The rate in each period, in hits per 1,000 word tokens.
    pub rates: Vec<f64>,
    /// Hits in each period.
    pub hits: Vec<u64>,
    /// Word tokens in each period.
    pub tokens: Vec<u64>,
    /// Mann-Kendall test of the rates.
    pub mann_kendall: Option<MannKendall>,
    /// The same, corrected for autocorrelation.
    pub corrected: Option<HamedRao>,
    /// Autocorrelation of neighbours beside the trend.
    pub autocorrelation: Option<f64>,
    /// Sen's slope, in hits per 1,000 word tokens and year.
    pub sen: Option<f64>,
    /// Slope of the rate.
    pub slope: Option<Slope>,
    /// Slope of the hits per message; none where messages are whole documents.
    pub slope_per_message: Option<Slope>,
    /// Change point, peak and trend by reassignment of documents.
    pub tests: Option<course::Course>,
    /// Rates of the first and the last third of the periods.
    pub thirds: Option<[f64; 2]>,
    /// What it does.
    pub verdict: Verdict,
    /// How sure that is: strong or some evidence for a verdict that is shown.
    pub evidence: Evidence,
    /// Why nothing more is shown, in words.
    pub reasons: Vec<String>,
    /// q of the trend, corrected over all themes (Benjamini and Hochberg 1995).
    pub q_bh: Option<f64>,
    /// Whether the units of the peak are the messages of single documents.
    pub within_documents: bool,
    /// Whether the change point is shown.
    pub step: bool,
    /// Sampling units of the peak's period that are too few for strong evidence.
    few_units: bool,
    /// Hits of a cluster that has any.
    hits_per_cluster: f64,
}

/// The p of the tests that verdicts rest on, corrected over all of them and all themes.
#[derive(Debug, Clone, Copy, Default)]
struct Corrected {
    p: Option<f64>,
    holm: Option<f64>,
    bh: Option<f64>,
}

impl Corrected {
    fn evidence(&self) -> Evidence {
        if self.holm.is_some_and(|p| p < STRONG_P) {
            Evidence::Strong
        } else if self.bh.is_some_and(|q| q < SOME_Q) {
            Evidence::Partial
        } else {
            Evidence::NotShown
        }
    }

    /// Why a p that looks small is not enough.
    fn reason(&self, what: &str, tests: usize) -> Option<String> {
        let p = self.p.filter(|p| *p < STRONG_P && self.evidence() == Evidence::NotShown)?;
        Some(format!("{what} has p {} by itself, not after correction over {tests} tests", number(p)))
    }
}

/// The course of every theme, in codebook order; none where fewer than three periods are thick enough.
pub fn courses(study: &Study<'_>) -> Vec<Course> {
    let mut courses = measured(study);
    judge(&mut courses);
    courses
}

/// The same before the verdict.
pub(super) fn measured(study: &Study<'_>) -> Vec<Course> {
    let (kept, thin): (Vec<&Cell>, Vec<&Cell>) =
        study.counts.periods().iter().filter(|cell| cell.tokens > 0).partition(|cell| !cell.is_thin());
    if kept.len() < LEAST_PERIODS {
        return Vec::new();
    }
    let themes = study.codebook.themes.len();
    study.begin("courses", 2);
    let clusters: Vec<Units> = kept.iter().map(|cell| study.strata.clusters(cell)).collect();
    // Whether each period's units are messages, of documents that hold several.
    let within =
        kept.iter().all(|cell| !cell.units.are_clusters()) && kept.iter().any(|cell| cell.is_within_documents());
    let apart = within && study.strata.sampling.clusters != Clusters::Message;
    let by_document = tests(study, &kept, &clusters.iter().collect::<Vec<_>>());
    let by_unit = if apart {
        tests(study, &kept, &kept.iter().map(|cell| &cell.units).collect::<Vec<_>>())
    } else {
        study.step(|| None)
    };
    let (by_document, by_unit) = (by_document.unwrap_or_default(), by_unit.unwrap_or_default());
    let thin: Vec<Period> = thin.into_iter().map(|cell| cell.period.clone()).collect();
    let made = |theme: usize| {
        let mut course = numbers(&kept, &clusters, theme);
        course.thin.clone_from(&thin);
        course.tests = by_document.get(theme).cloned().flatten();
        if let Some((tests, of_units)) = course.tests.as_mut().zip(by_unit.get(theme).and_then(Option::as_ref)) {
            (tests.peak, tests.z_peak, tests.p_peak) = (of_units.peak, of_units.z_peak, of_units.p_peak);
        }
        course.among_periods(study, kept.iter().zip(&clusters).map(|(_, units)| units.rate_sums(theme)));
        course.within_documents = within;
        // Whole documents are no messages that may be longer in one period: hits per message are no guard there.
        course.slope_per_message =
            course.slope_per_message.filter(|_| study.config.segment.unit != MessageUnit::Document);
        course.few_units = course.tests.as_ref().is_some_and(|tests| kept[tests.peak].units.are_few());
        course
    };
    (0..themes).into_par_iter().map(made).collect()
}

/// The permutation tests of all themes.
fn tests(study: &Study<'_>, kept: &[&Cell], units: &[&Units]) -> Option<Vec<Option<course::Course>>> {
    let places: Vec<f64> = kept.iter().map(|cell| cell.period.place()).collect();
    let themes = study.codebook.themes.len();
    let (all, series) = {
        let lists: Vec<UnitList> = units.iter().map(|units| units.list()).collect();
        let samples: Vec<Vec<Sample<'_>>> = lists.iter().map(UnitList::samples).collect();
        let samples: Vec<&[Sample<'_>]> = samples.iter().map(Vec::as_slice).collect();
        let all: usize = samples.iter().map(|period| period.len()).sum();
        (all, Series::of(&samples, &places, themes))
    };
    let draws = Effort::of(TESTS as u64 * themes as u64).draws(study.config.analysis.replicates, all as u64);
    let purpose = study.purpose(&format!("course/{}/{all}", places.len()));
    study.step(|| Some(series.map_or_else(|| vec![None; themes], |series| series.tests(draws, &purpose))))
}

/// How many tests of a theme enter the correction: trend, change point, peak.
const TESTS: usize = 3;

fn numbers(kept: &[&Cell], clusters: &[Units], theme: usize) -> Course {
    let rate = |sums: &RateSums| per_1000(sums.hits, sums.tokens).unwrap_or_default();
    let sums: Vec<RateSums> = clusters.iter().map(|units| units.rate_sums(theme)).collect();
    let places: Vec<f64> = kept.iter().map(|cell| cell.period.place()).collect();
    let rates: Vec<f64> = sums.iter().map(rate).collect();
    let points = |of: &dyn Fn(&Units) -> RateSums| -> Vec<(f64, RateSums)> {
        places.iter().copied().zip(clusters.iter().map(of)).collect()
    };
    let third = kept.len() / 3;
    let joined = |part: &[RateSums]| {
        let mut all = RateSums::default();
        part.iter().for_each(|sums| all.merge(sums));
        rate(&all)
    };
    Course {
        theme,
        periods: kept.iter().map(|cell| cell.period.clone()).collect(),
        thin: Vec::new(),
        hits: sums.iter().map(|sums| sums.hits).collect(),
        tokens: sums.iter().map(|sums| sums.tokens).collect(),
        mann_kendall: MannKendall::of(&rates),
        corrected: hamed_rao(&rates),
        autocorrelation: lag_one(&rates),
        sen: sen_slope(&places, &rates),
        slope: safest_slope(&points(&|units| units.rate_sums(theme))),
        slope_per_message: safest_slope(&points(&|units| units.message_sums(theme))),
        tests: None,
        thirds: Some([joined(&sums[..third]), joined(&sums[sums.len() - third..])]),
        verdict: Verdict::NotShown,
        evidence: Evidence::NotShown,
        reasons: Vec::new(),
        q_bh: None,
        within_documents: false,
        step: false,
        few_units: false,
        hits_per_cluster: {
            let all = sums.iter().fold((0, 0), |all, sums| (all.0 + sums.hits, all.1 + sums.units_with_hits));
            if all.1 > 0 { all.0 as f64 / all.1 as f64 } else { 1.0 }
        },
        rates,
    }
}

/// The slope with the larger error of two: with documents as clusters, or, as documents of one period share what moves it,
/// with whole periods.
fn safest_slope(points: &[(f64, RateSums)]) -> Option<Slope> {
    let by_document = slope(points, LEVEL);
    let with_tokens = points.iter().filter(|(_, sums)| sums.tokens > 0).count();
    if with_tokens < LEAST_SCATTER {
        return by_document;
    }
    let whole =
        |(place, sums): &(f64, RateSums)| (*place, RateSums::of(&[Unit { hits: sums.hits, tokens: sums.tokens }]));
    let by_period = slope(&points.iter().map(whole).collect::<Vec<_>>(), LEVEL);
    let reach = |slope: &Slope| slope.decade_interval.map_or(f64::INFINITY, |ends| ends.high.ln() - ends.low.ln());
    by_document.into_iter().chain(by_period).max_by(|a, b| reach(a).total_cmp(&reach(b)))
}

/// Corrects over everything that is told, then finds the verdict of each theme.
pub(super) fn judge(courses: &mut [Course]) {
    let with_hits = |course: &Course| course.hits.iter().any(|hits| *hits > 0);
    let p: Vec<Option<f64>> = courses
        .iter()
        .flat_map(|course| {
            let tests = course.tests.as_ref().filter(|_| with_hits(course));
            let trend = course.corrected.filter(|_| with_hits(course)).map(|test| test.p);
            let split = tests.filter(|_| course.periods.len() >= LEAST_SPLIT).map(|tests| tests.p_split);
            [trend, split, tests.and_then(|tests| tests.p_peak)]
        })
        .collect();
    let corrected: Vec<Corrected> = p
        .iter()
        .zip(holm(&p))
        .zip(benjamini_hochberg(&p))
        .map(|((p, holm), bh)| Corrected { p: *p, holm, bh })
        .collect();
    let trends: Vec<Option<f64>> = p.chunks(TESTS).map(|of_theme| of_theme[0]).collect();
    let number = p.iter().flatten().count();
    for ((course, of_theme), q_bh) in courses.iter_mut().zip(corrected.chunks(TESTS)).zip(benjamini_hochberg(&trends)) {
        course.q_bh = q_bh;
        if with_hits(course) {
            course.judge([of_theme[0], of_theme[1], of_theme[2]], number);
        } else {
            course.verdict = Verdict::Absent;
        }
    }
}

impl Course {
    fn judge(&mut self, [trend, split, peak]: [Corrected; TESTS], number: usize) {
        let (verdict, evidence) = self.shown(trend, split, peak);
        (self.verdict, self.evidence) = (verdict, evidence);
        self.step = split.evidence() <= Evidence::Partial;
        if !matches!(verdict, Verdict::NotShown) {
            return;
        }
        self.reasons.extend(trend.reason("the trend", number));
        self.reasons.extend(split.reason("a change point", number));
        self.reasons.extend(peak.reason("the period that stands out", number));
        if let (Some((place, extreme)), true) = (self.beyond_peak(), peak.evidence() <= Evidence::Partial) {
            self.reasons.push(format!(
                "{} stands out from the others together, but the rate of {} is further from theirs",
                within(self.periods[place].label()),
                within(self.periods[extreme].label())
            ));
        }
        if trend.evidence() < Evidence::HardlyChanged {
            if self.is_in_conflict() {
                self.reasons
                    .push("per message it goes the other way than per word, as the length of messages changed".into());
            } else {
                self.reasons.push("the interval of the slope holds no change".into());
            }
        }
        if let (Some(up), true) = (self.slope_side(), self.is_in_conflict()) {
            let way = if up { "rises" } else { "falls" };
            self.reasons
                .push(format!("the rate {way}, but hits per message do not, as the length of messages changed"));
        }
        self.reasons.dedup();
    }

    /// Of a series that is long enough, change point and peak must stand out from what periods differ by themselves, and not
    /// only from what documents do.
    fn among_periods(&mut self, study: &Study<'_>, sums: impl Iterator<Item = RateSums>) {
        let periods: Vec<SeriesPeriod> =
            sums.map(|sums| SeriesPeriod { hits: sums.hits, tokens: sums.tokens }).collect();
        let Some(tests) = self.tests.as_mut().filter(|_| periods.len() >= LEAST_SPLIT) else { return };
        let tested = (TESTS * study.codebook.themes.len()) as u64;
        let draws = Effort::of(tested).draws(study.config.analysis.replicates, periods.len() as u64);
        let purpose = study.purpose(&format!("split/{}/{}", self.theme, periods.len()));
        let split = split_among_periods(&periods, tests.p_split, draws, &purpose);
        tests.p_split = split.map_or(1.0, |p| p.max(tests.p_split));
        let outlier = outlier_among_periods(&periods, tests.peak);
        // Where all others have one rate, as none, they say nothing of how periods differ.
        tests.p_peak = tests.p_peak.map(|by_document| outlier.map_or(by_document, |among| among.max(by_document)));
    }

    /// That so few periods can never show a steady trend, in words.
    pub(crate) fn unattainable(&self) -> Option<String> {
        let test = self.mann_kendall.filter(|test| test.p_attainable > STRONG_P)?;
        let least = number(test.p_attainable);
        Some(format!("{} periods can never show a steady trend (least p {least})", self.periods.len()))
    }

    /// Whether rate and hits per message point to different sides, at least one of them beyond chance.
    pub(crate) fn is_in_conflict(&self) -> bool {
        let (Some(rate), Some(message)) = (&self.slope, &self.slope_per_message) else { return false };
        let beyond_chance = |slope: &Slope| slope.span_interval.is_some_and(|ends| ends.low > 1.0 || ends.high < 1.0);
        (rate.per_year > 0.0) != (message.per_year > 0.0) && (beyond_chance(rate) || beyond_chance(message))
    }

    /// Whether the interval of the slope lies above no change, or below it.
    fn slope_side(&self) -> Option<bool> {
        let ends = self.slope?.span_interval?;
        if ends.low > 1.0 {
            Some(true)
        } else if ends.high < 1.0 {
            Some(false)
        } else {
            None
        }
    }

    /// What is shown, the most telling first.
    fn shown(&self, trend: Corrected, split: Corrected, peak: Corrected) -> (Verdict, Evidence) {
        let some = |evidence: Evidence| evidence <= Evidence::Partial;
        let of_peak = match peak.evidence() {
            Evidence::Strong if self.few_units => Evidence::Partial,
            evidence => evidence,
        };
        let moved = trend.evidence().min(split.evidence());
        if let (Some(alone), true) = (self.alone(), some(of_peak)) {
            return (Verdict::OneOff(alone), of_peak);
        }
        if some(moved) {
            if let Some(first) = self.appears() {
                return (Verdict::Appears(first), moved);
            }
            if let Some(last) = self.vanishes() {
                return (Verdict::Vanishes(last), moved);
            }
            if let Some(up) = self.slope_side().filter(|_| !self.is_in_conflict()) {
                return (if up { Verdict::Rises } else { Verdict::Falls }, moved);
            }
        }
        if let Some(tests) = self.tests.as_ref().filter(|_| some(of_peak) && self.beyond_peak().is_none()) {
            let place = tests.peak;
            return (if tests.z_peak > 0.0 { Verdict::Peaks(place) } else { Verdict::Dips(place) }, of_peak);
        }
        let steady = self.slope.and_then(|slope| slope.span_interval);
        let within = steady.is_some_and(|ends| ends.low >= 1.0 / (1.0 + MARGIN) && ends.high <= 1.0 + MARGIN);
        let quiet = [trend, split, peak].iter().all(|test| test.p.is_none_or(|p| p >= STRONG_P));
        if within && quiet {
            (Verdict::Steady, Evidence::HardlyChanged)
        } else {
            (Verdict::NotShown, Evidence::NotShown)
        }
    }

    /// The curve that the verdict rests on; none where it rests on something else.
    pub fn curve(&self) -> Option<&Slope> {
        let rests = matches!(self.verdict, Verdict::Rises | Verdict::Falls | Verdict::Steady);
        self.slope.as_ref().filter(|_| rests)
    }

    /// The one period that has nearly all hits.
    fn alone(&self) -> Option<usize> {
        let all: u64 = self.hits.iter().sum();
        let share = |hits: u64| hits.saturating_mul(100) >= all.saturating_mul(ALONE_PERCENT);
        self.hits.iter().position(|hits| *hits > 0 && share(*hits))
    }

    /// The period that stands out most from the others together, and the one with the highest rate (the lowest of a dip), where
    /// that is another.
    fn beyond_peak(&self) -> Option<(usize, usize)> {
        let tests = self.tests.as_ref()?;
        let sign = if tests.z_peak > 0.0 { 1.0 } else { -1.0 };
        let by_rate = |a: &usize, b: &usize| (sign * self.rates[*a]).total_cmp(&(sign * self.rates[*b]));
        let extreme = (0..self.rates.len()).max_by(by_rate)?;
        self.rates[tests.peak].total_cmp(&self.rates[extreme]).is_ne().then_some((tests.peak, extreme))
    }

    /// The period in which a theme appears: those before are as good as empty beside as many from there on, and by more than
    /// chance; most of the later ones have a hit. Of all such the one that parts the series best: in a long series a few hits
    /// are as good as none long before a theme is common.
    fn appears(&self) -> Option<usize> {
        let number = self.hits.len();
        let may = |place: &usize| {
            let next = *place..(2 * place).min(number);
            self.is_well_present(*place, next.clone())
                && self.is_as_good_as_empty(0..*place, next)
                && self.mostly_present(*place..number)
        };
        // Of equals the first.
        (LEAST_EMPTY..number).rev().filter(may).max_by(|a, b| self.parted(*a).total_cmp(&self.parted(*b)))
    }

    /// The last period before a theme vanishes, likewise.
    fn vanishes(&self) -> Option<usize> {
        let number = self.hits.len();
        let may = |place: &usize| {
            let before = (place + 1).saturating_sub(number - 1 - place)..place + 1;
            self.is_well_present(*place, before.clone())
                && self.is_as_good_as_empty(place + 1..number, before)
                && self.mostly_present(0..place + 1)
        };
        // Of equals the last.
        let parted = |place: &usize| self.parted(place + 1);
        (0..number.saturating_sub(LEAST_EMPTY)).filter(may).max_by(|a, b| parted(a).total_cmp(&parted(b)))
    }

    /// How well the hits before a period and from it on are told apart by a rate of their own: the log-likelihood of two Poisson
    /// rates, up to what all places share. A side without hits or words adds nothing.
    fn parted(&self, place: usize) -> f64 {
        let of = |(hits, tokens): (u64, u64)| {
            if hits > 0 && tokens > 0 { hits as f64 * (hits as f64 / tokens as f64).ln() } else { 0.0 }
        };
        of(self.sums(0..place)) + of(self.sums(place..self.hits.len()))
    }

    /// Hits and word tokens of a stretch of periods.
    fn sums(&self, stretch: Range<usize>) -> (u64, u64) {
        (self.hits[stretch.clone()].iter().sum(), self.tokens[stretch].iter().sum())
    }

    fn is_as_good_as_empty(&self, stretch: Range<usize>, beside: Range<usize>) -> bool {
        let ((hits, tokens), (hits_beside, tokens_beside)) = (self.sums(stretch), self.sums(beside));
        let expected = hits_beside as f64 * tokens as f64 / (tokens_beside.max(1)) as f64;
        hits as f64 <= AS_GOOD_AS_EMPTY * expected && expected >= LEAST_EXPECTED * self.hits_per_cluster
    }

    fn is_well_present(&self, place: usize, beside: Range<usize>) -> bool {
        let (hits, tokens) = self.sums(beside);
        let expected = hits as f64 * self.tokens[place] as f64 / (tokens.max(1)) as f64;
        self.hits[place] > 0 && self.hits[place] as f64 >= WELL_PRESENT * expected
    }

    fn mostly_present(&self, stretch: Range<usize>) -> bool {
        2 * self.hits[stretch.clone()].iter().filter(|hits| **hits > 0).count() > stretch.len()
    }

    /// Hits before a period, or after it.
    pub(crate) fn hits_besides(&self, stretch: Range<usize>) -> u64 {
        self.sums(stretch).0
    }

    /// What the rates do from period to period, in words: a description, whatever the data can show.
    pub fn description(&self) -> String {
        let rates = &self.rates;
        let last = rates.len() - 1;
        let each = |holds: fn(f64, f64) -> bool| rates.windows(2).all(|pair| holds(pair[0], pair[1]));
        if let Some(alone) = self.alone() {
            return format!("in {} alone", within(self.periods[alone].label()));
        }
        if each(|a, b| b > a) {
            return "higher in each period than in the one before".into();
        }
        if each(|a, b| b < a) {
            return "lower in each period than in the one before".into();
        }
        let by_rate = |a: &usize, b: &usize| rates[*a].total_cmp(&rates[*b]);
        let (high, low) = ((0..=last).rev().max_by(by_rate), (0..=last).min_by(by_rate));
        match (high, low) {
            (Some(high), Some(low)) => {
                let [high, low] = [high, low].map(|place| within(self.periods[place].label()));
                format!("highest in {high}, lowest in {low}")
            }
            _ => String::new(),
        }
    }

    /// The time from the first period to the last, in years.
    pub fn years(&self) -> f64 {
        match (self.periods.first(), self.periods.last()) {
            (Some(first), Some(last)) => last.place() - first.place(),
            _ => 0.0,
        }
    }

    /// The rate of all periods but one, in hits per 1,000 word tokens.
    pub(crate) fn rate_besides(&self, place: usize) -> Option<f64> {
        let but = |all: &[u64]| all.iter().sum::<u64>() - all[place];
        per_1000(but(&self.hits), but(&self.tokens))
    }

    /// Whether a period is the first or the last: what is highest there has not come back, or not yet.
    pub(crate) fn is_at_an_end(&self, place: usize) -> bool {
        place == 0 || place + 1 == self.periods.len()
    }

    /// The verdict in a few words, as tables have it.
    pub fn name(&self) -> String {
        let at = |place: usize| within(self.periods[place].label());
        match self.verdict {
            Verdict::Rises => "rises".into(),
            Verdict::Falls => "falls".into(),
            Verdict::Peaks(place) if self.is_at_an_end(place) => format!("highest in {}", at(place)),
            Verdict::Peaks(place) => format!("peaks in {}", at(place)),
            Verdict::Dips(place) => format!("lowest in {}", at(place)),
            Verdict::Appears(place) => format!("appears in {}", at(place)),
            Verdict::Vanishes(place) => format!("vanishes after {}", at(place)),
            Verdict::OneOff(place) => format!("one-off in {}", at(place)),
            Verdict::Steady => "steady".into(),
            Verdict::NotShown => "not shown".into(),
            Verdict::Absent => "not found".into(),
        }
    }

    /// The change point as periods: the first period after it, and the range of those that cannot be told from it. `None`
    /// where there are too few periods.
    pub(crate) fn change_point(&self) -> Option<[&Period; 3]> {
        let tests = self.tests.as_ref().filter(|_| self.periods.len() >= LEAST_SPLIT)?;
        let at = |place: usize| self.periods.get(place);
        Some([at(tests.split)?, at(*tests.splits.first()?)?, at(*tests.splits.last()?)?])
    }
}
