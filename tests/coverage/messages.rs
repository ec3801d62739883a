//! The messages of the shipped corpus as a population: the hits of each theme in all of them together.

use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;

use themeshift::pipeline::{self, Depth, Project};
use themeshift::stats::LEVEL;
use themeshift::stats::change::Change;
use themeshift::stats::random::Purpose;
use themeshift::stats::rate::{RateSums, Unit};
use themeshift::watch::Unwatched;

use crate::table::{Score, Table, header};
use crate::{CANDIDATES, CHOSEN, SEED, SIZES, candidates, others, sample};

/// The years whose messages are two populations with a real difference.
const YEARS: [i32; 2] = [2017, 2019];

/// Shares of messages with a theme, and how they are called.
const BANDS: [(&str, Range<f64>); 4] =
    [("under 5 %", 0.0..0.05), ("5 to 10 %", 0.05..0.1), ("10 to 20 %", 0.1..0.2), ("20 % and more", 0.2..1.1)];

/// A theme in all messages of the corpus.
struct Theme {
    id: String,
    /// All messages.
    all: Vec<Unit>,
    /// The messages of each of [`YEARS`].
    years: [Vec<Unit>; 2],
}

impl Theme {
    fn sums(&self) -> RateSums {
        RateSums::of(&self.all)
    }

    fn rate(&self) -> f64 {
        self.sums().per_1000().expect("tokens")
    }

    fn prevalence(&self) -> f64 {
        let sums = self.sums();
        sums.units_with_hits as f64 / sums.units as f64
    }
}

/// The themes with a hit, the rarest first.
fn themes() -> Vec<Theme> {
    let config = themeshift::config::load(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the shipped project");
    let project = Project::open(config, 1, &Unwatched).expect("the shipped corpus");
    let counted = pipeline::count(&project, &Unwatched, Depth::Themes).expect("it can be read");
    let place_of = |year: i32| {
        let label = year.to_string();
        project.axis.periods().iter().position(|period| period.label() == label).expect("a year of the corpus")
    };
    let counts = counted.counts;
    let records = counted.records.expect("a small corpus");
    let mut reader = records.reader();
    let messages: Vec<_> =
        (0..records.len() as u32).flat_map(|document| reader.document(document, |_| true).to_vec()).collect();
    assert_eq!(messages.len(), 140);
    let theme = |(place, theme): (u32, &themeshift::codebook::Theme)| Theme {
        id: theme.id.clone(),
        all: messages.iter().map(|message| message.unit(place)).collect(),
        years: YEARS.map(|year| {
            let cell = place_of(year);
            let here = messages.iter().filter(|message| counts.cells_of(message.stratum).contains(&cell));
            here.map(|message| message.unit(place)).collect()
        }),
    };
    let mut themes: Vec<Theme> = (0..).zip(&project.codebook.themes).map(theme).collect();
    themes.retain(|theme| theme.sums().hits > 0);
    themes.sort_by(|a, b| a.prevalence().total_cmp(&b.prevalence()).then_with(|| a.id.cmp(&b.id)));
    themes
}

/// All candidates for the rate of a year: for each size one line per theme.
fn rates(themes: &[Theme]) -> Table {
    let mut table = Table::new(&CANDIDATES);
    for size in SIZES {
        for theme in themes {
            let draws = Purpose::new(SEED, &format!("messages/rate/{size}/{}", theme.id));
            table.line(format!("{size} messages, {}", theme.id), theme.rate(), theme.rate(), |run| {
                let name = format!("messages/{size}/{}/{run}", theme.id);
                candidates(&theme.all, size, &mut draws.replicate(run), &name)
            });
        }
    }
    table
}

/// The chosen interval of a difference between years of some size, drawn from two populations: one line per theme and
/// size. What is borrowed is of three more years of the whole corpus.
fn differences<'t>(themes: &[&'t Theme], name: &str, ends: impl Fn(&'t Theme) -> [&'t [Unit]; 2]) -> Table {
    let mut table = Table::new(&["from the score intervals"]);
    for size in SIZES {
        for &theme in themes {
            let populations = ends(theme);
            let [first, second] = populations.map(|units| RateSums::of(units).per_1000().expect("tokens"));
            let draws = Purpose::new(SEED, &format!("messages/{name}/{size}/{}", theme.id));
            table.line(format!("{size} messages, {}", theme.id), second - first, theme.rate(), |run| {
                let mut source = draws.replicate(run);
                let [from, to] = populations.map(|units| RateSums::of(&sample(units, size, &mut source)));
                let borrowed = others(&theme.all, size, &mut source);
                [Change::between(&from, &to, LEVEL, [&borrowed, &borrowed])
                    .and_then(|change| change.difference_interval)]
            });
        }
    }
    table
}

/// All candidates, by size and prevalence: mean coverage over the themes, and the least of them.
fn by_prevalence(themes: &[Theme], table: &Table) -> String {
    let mut text = header("year", &table.candidates);
    for (lines, size) in table.lines.chunks(themes.len()).zip(SIZES) {
        for (name, band) in BANDS {
            let of_band = themes.iter().zip(lines).filter(|(theme, _)| band.contains(&theme.prevalence()));
            let scores: Vec<&Vec<Score>> = of_band.map(|(_, (_, scores))| scores).collect();
            let s = if scores.len() == 1 { "" } else { "s" };
            let _ = write!(text, "\n| {size} messages, {name} ({} theme{s}) |", scores.len());
            for place in 0..table.candidates.len() {
                let coverages = scores.iter().map(|scores| scores[place].coverage());
                let least = coverages.clone().fold(100.0, f64::min);
                let _ = write!(text, " {:.1} ({least:.1}) |", coverages.sum::<f64>() / scores.len() as f64);
            }
        }
    }
    text + &table.markdown_of_summary()
}

/// One candidate, one line per theme.
fn by_theme(themes: &[&Theme], table: &Table, candidate: usize) -> String {
    let mut columns: Vec<String> = ["messages with it", "hits", "most in one", "design effect"].map(Into::into).into();
    columns.extend(SIZES.map(|size| format!("{size} messages")));
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let mut text = header("theme", &columns);
    for (place, theme) in themes.iter().enumerate() {
        let sums = theme.sums();
        let (id, with, hits) = (&theme.id, sums.units_with_hits, sums.hits);
        let (share, most) = (100.0 * theme.prevalence(), theme.all.iter().map(|unit| unit.hits).max().unwrap_or(0));
        let effect = sums.design_effect().expect("hits");
        let _ = write!(text, "\n| {id} | {with} ({share:.0} %) | {hits} | {most} | {effect:.1} |");
        for (_, scores) in table.lines.iter().skip(place).step_by(themes.len()) {
            let score = &scores[candidate];
            let _ = write!(text, " {:.1} ({:.2}) |", score.coverage(), score.width());
        }
    }
    text
}

/// Where the chosen interval falls under 92 %, in words.
fn shortfalls(table: &Table, candidate: usize) -> String {
    let under: Vec<String> = table
        .lines
        .iter()
        .filter(|(_, scores)| scores[candidate].coverage() < 92.0)
        .map(|(design, scores)| format!("{design} ({:.1} %)", scores[candidate].coverage()))
        .collect();
    let all = table.lines.len();
    if under.is_empty() {
        format!("in none of {all} lines")
    } else {
        format!("in {} of {all} lines: {}", under.len(), under.join("; "))
    }
}

/// The part of the document about the messages of the shipped corpus.
pub fn section() -> String {
    let themes = themes();
    let all: Vec<&Theme> = themes.iter().collect();
    let of_years: Vec<&Theme> =
        themes.iter().filter(|theme| theme.years.iter().flatten().any(|unit| unit.hits > 0)).collect();
    let rates = rates(&themes);
    let alike = differences(&all, "alike", |theme| [&theme.all, &theme.all]);
    let unlike = differences(&of_years, "unlike", |theme| [&theme.years[0], &theme.years[1]]);
    let chosen = CANDIDATES.iter().position(|name| *name == CHOSEN).expect("a candidate");
    // No other candidate does better where it does worst.
    let least = |place: usize| rates.summary()[place].1;
    assert!((0..CANDIDATES.len()).all(|place| least(place) <= least(chosen)), "{:?}", rates.summary());
    let [first, second] = [0, 1].map(|place| themes[0].years[place].len());
    format!(
        "## Messages that were not simulated\n\nThe population is the {} messages of the shipped corpus, all years \
         together, and the true rate of a theme its rate in these; samples are drawn from them with replacement. {} themes \
         have a hit. This is a check: nothing was chosen by these tables. It is a hard one for rare themes, as a theme in \
         8 of 140 messages is a population of 8 different messages with a hit, and one of them may hold half of the \
         hits.\n\nThe chosen interval falls under 92 % for the rate {}. For the difference of two years drawn from all \
         messages it does {}; for the difference of two years drawn from {} and {} it does {}.\n\n### All candidates, \
         by prevalence\n\nMean coverage over the themes and, in brackets, that of the theme with the \
         least.\n\n{}\n### The chosen interval, theme by theme\n\nA line says how many messages have the theme, its hits, \
         the most of them in one message, and the design effect of the population.\n\n{}\n\n### The difference of two \
         years that are alike\n\nBoth years are drawn from all messages; the true difference is 0.\n\n{}\n\n### The \
         difference of two years that are not\n\nThe first year is drawn from the {first} messages of {}, the second from \
         the {second} of {}; the true difference is that of the two. Themes without a hit in both are left out.\n\n{}\n",
        all[0].all.len(),
        all.len(),
        shortfalls(&rates, chosen),
        shortfalls(&alike, 0),
        YEARS[0],
        YEARS[1],
        shortfalls(&unlike, 0),
        by_prevalence(&themes, &rates),
        by_theme(&all, &rates, chosen),
        by_theme(&all, &alike, 0),
        YEARS[0],
        YEARS[1],
        by_theme(&of_years, &unlike, 0),
    )
}
