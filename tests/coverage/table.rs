//! Tables of coverage: one line per design, one score per candidate.

use std::fmt::Write as _;

use rayon::prelude::*;
use themeshift::stats::Interval;

use crate::RUNS;

/// How often intervals held the true value, and how wide they were.
#[derive(Default, Clone)]
pub struct Score {
    held: u64,
    widths: Vec<f64>,
}

impl Score {
    fn add(&mut self, interval: Option<Interval>, truth: f64, scale: f64) {
        // An interval that is not defined does not hold the true value.
        if let Some(Interval { low, high }) = interval {
            self.held += u64::from(low <= truth && truth <= high);
            self.widths.push((high - low) / scale);
        }
    }

    /// Per cent of the samples.
    pub fn coverage(&self) -> f64 {
        100.0 * self.held as f64 / RUNS as f64
    }

    /// Median width, in units of the scale.
    pub fn width(&self) -> f64 {
        let mut widths = self.widths.clone();
        widths.sort_by(f64::total_cmp);
        widths.get(widths.len() / 2).copied().unwrap_or(f64::NAN)
    }
}

/// One line for each design, with one score for each candidate.
pub struct Table {
    pub candidates: Vec<&'static str>,
    pub lines: Vec<(String, Vec<Score>)>,
}

impl Table {
    pub fn new(candidates: &[&'static str]) -> Self {
        Self { candidates: candidates.to_vec(), lines: Vec::new() }
    }

    /// Draws the samples of a design. `run` gives the interval of each candidate for the sample with a number; widths
    /// are divided by `scale`.
    pub fn line<const N: usize>(
        &mut self,
        design: String,
        truth: f64,
        scale: f64,
        run: impl Fn(u64) -> [Option<Interval>; N] + Sync,
    ) {
        assert_eq!(N, self.candidates.len());
        let mut scores = vec![Score::default(); N];
        let samples: Vec<[Option<Interval>; N]> = (0..RUNS).into_par_iter().map(&run).collect();
        for intervals in samples {
            for (score, interval) in scores.iter_mut().zip(intervals) {
                score.add(interval, truth, scale);
            }
        }
        self.lines.push((design, scores));
    }

    /// Per candidate: name, least coverage, mean distance of the coverage from 95, mean of the median widths.
    pub fn summary(&self) -> Vec<(&'static str, f64, f64, f64)> {
        let of = |place: usize| self.lines.iter().map(move |(_, scores)| &scores[place]);
        let mean = |sum: f64| sum / self.lines.len() as f64;
        let line = |(place, name): (usize, &&'static str)| {
            let least = of(place).map(Score::coverage).fold(100.0, f64::min);
            let distance = mean(of(place).map(|score| (score.coverage() - 95.0).abs()).sum());
            (*name, least, distance, mean(of(place).map(Score::width).sum()))
        };
        self.candidates.iter().enumerate().map(line).collect()
    }

    /// Of the candidates that nowhere fall under 92 %, the one nearest 95 %; within half a point, the narrowest.
    pub fn chosen(&self) -> Option<&'static str> {
        let fit: Vec<_> = self.summary().into_iter().filter(|(_, least, _, _)| *least >= 92.0).collect();
        let nearest = fit.iter().map(|(_, _, distance, _)| *distance).fold(f64::INFINITY, f64::min);
        let near = fit.into_iter().filter(|(_, _, distance, _)| *distance <= nearest + 0.5);
        near.min_by(|a, b| a.3.total_cmp(&b.3)).map(|(name, ..)| name)
    }

    /// The table with its summary and what is chosen.
    pub fn markdown(&self, head: &str) -> String {
        self.listed(head) + &self.markdown_of_summary()
    }

    /// The table alone.
    pub fn listed(&self, head: &str) -> String {
        let mut text = header(head, &self.candidates);
        for (design, scores) in &self.lines {
            let _ = write!(text, "\n| {design} |");
            for score in scores {
                let _ = write!(text, " {:.1} ({:.2}) |", score.coverage(), score.width());
            }
        }
        text
    }

    /// The last lines of a table, and what is chosen.
    pub fn markdown_of_summary(&self) -> String {
        let mut text = String::from("\n| **least coverage** |");
        for (_, least, ..) in self.summary() {
            let _ = write!(text, " **{least:.1}** |");
        }
        text.push_str("\n| **mean distance from 95, mean width** |");
        for (_, _, distance, width) in self.summary() {
            let _ = write!(text, " {distance:.2} ({width:.2}) |");
        }
        let chosen = self.chosen().unwrap_or("none: every candidate falls under 92 % somewhere");
        let _ = write!(text, "\n\nChosen: **{chosen}**.\n");
        text
    }
}

/// The first two lines of a table in Markdown.
pub fn header(head: &str, columns: &[&str]) -> String {
    format!("| {head} | {} |\n|---|{}", columns.join(" | "), "---|".repeat(columns.len()))
}
