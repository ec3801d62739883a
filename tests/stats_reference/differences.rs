//! How far each function is from its independent implementation, and the document that says so.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::reference::{Reference, Row};

/// The largest difference that is allowed unless a check says otherwise.
const TOLERANCE: f64 = 1e-9;
/// The smallest bound that the document names: about five roundings.
const LEAST_EXPONENT: i32 = -15;

/// What was compared.
#[derive(Default)]
pub struct Differences {
    entries: Vec<Entry>,
    draws: Vec<Draws>,
}

struct Entry {
    function: &'static str,
    other: &'static str,
    /// Names of the tables that were counted.
    tables: BTreeSet<&'static str>,
    random: usize,
    edges: usize,
    /// Differences are relative to the value, or to 1 at least.
    floor: f64,
    /// Results are integers, texts or the like: no difference is allowed.
    exact: bool,
    largest: f64,
}

/// A comparison that allows for random error.
struct Draws {
    function: &'static str,
    other: String,
    inputs: usize,
    found: String,
}

/// The comparison of one function.
pub struct Check<'d> {
    entry: &'d mut Entry,
    tolerance: f64,
}

impl Differences {
    /// Begins the comparison of a function with what is named.
    pub fn of(&mut self, function: &'static str, other: &'static str) -> Check<'_> {
        self.entries.push(Entry {
            function,
            other,
            tables: BTreeSet::new(),
            random: 0,
            edges: 0,
            floor: 0.0,
            exact: false,
            largest: 0.0,
        });
        Check { entry: self.entries.last_mut().expect("just added"), tolerance: TOLERANCE }
    }

    /// Notes a comparison that allows for random error.
    pub fn drawn(&mut self, function: &'static str, other: String, inputs: usize, found: String) {
        self.draws.push(Draws { function, other, inputs, found });
    }

    pub fn functions(&self) -> BTreeSet<&str> {
        self.entries.iter().map(|entry| entry.function).collect()
    }

    /// Asserts that each function met enough inputs.
    pub fn assert_enough_inputs(&self) {
        for entry in &self.entries {
            assert!(entry.random >= 20, "{}: {} random inputs", entry.function, entry.random);
            assert!(entry.edges >= 5, "{}: {} edges", entry.function, entry.edges);
        }
    }

    /// The document.
    pub fn markdown(&self) -> String {
        let mut text = String::from(
            "# Differences from independent implementations\n\nWritten by `tests/renew` from the comparisons of \
             `tests/stats_reference/`, which check that it is true. A difference is relative: |a - b| over the larger of \
             the two, and 0 where both are below 1e-300. The bounds are powers of ten, 1e-15 at least, and at least half as \
             large again as the largest difference that was found. The values compared with are computed at 60 digits or in exact \
             fractions (\"mpmath\"), not with the methods of the Rust code; they agree with the other programs that are \
             named as far as these are exact. README.md says how they were made.\n\n| function | compared with | random \
             inputs | edges | largest difference |\n|---|---|---|---|---|\n",
        );
        for entry in &self.entries {
            text.push_str(&entry.line());
            text.push('\n');
        }
        text.push_str(
            "\nEdges are zeros, ones, equal margins, all and none, empty and contradicting inputs, counts up to 1e9, tails \
             beyond 1e-300; a function must also be undefined exactly where its definition is. No bound is given where \
             results are whole numbers or yes and no: these must be equal. A difference of two close numbers is \
             compared relative to 1, where the table says so. Resampling is compared with the same random numbers, so its \
             results must be the same.\n\n## Random error\n\nThe same functions with random numbers of their own, 20,000 \
             replicates.\n\n| function | compared with | inputs | largest difference |\n|---|---|---|---|\n",
        );
        for Draws { function, other, inputs, found } in &self.draws {
            let _ = writeln!(text, "| `{function}` | {other} | {inputs} | {found} |");
        }
        text
    }

    /// Asserts that a document says the truth: all but the bounds is as written today; the bounds hold, and are no
    /// wider than 200 times what was found, so that another machine's last digit makes no difference.
    pub fn assert_matches(&self, document: &str) {
        let today = self.markdown();
        let mut entries = self.entries.iter();
        assert_eq!(document.lines().count(), today.lines().count(), "tests/renew writes the document anew");
        for (found, expected) in document.lines().zip(today.lines()) {
            let Some(entry) = entries.clone().next().filter(|entry| expected == entry.line()) else {
                assert_eq!(found, expected, "tests/renew writes the document anew");
                continue;
            };
            entries.next();
            let (cells, bound) = found.trim_end_matches(" |").rsplit_once(" | ").expect("cells");
            assert_eq!(cells, entry.cells(), "tests/renew writes the document anew");
            entry.assert_bound(bound);
        }
        assert!(entries.next().is_none());
    }
}

impl Entry {
    fn cells(&self) -> String {
        format!("| `{}` | {} | {} | {}", self.function, self.other, self.random, self.edges)
    }

    fn line(&self) -> String {
        format!("{} | {} |", self.cells(), self.bound())
    }

    fn suffix(&self) -> &'static str {
        if self.floor > 0.0 { " of 1" } else { "" }
    }

    fn bound(&self) -> String {
        if self.exact { "none".into() } else { format!("1e{}{}", exponent(self.largest), self.suffix()) }
    }

    fn assert_bound(&self, bound: &str) {
        if self.exact {
            return assert_eq!(bound, "none", "{}", self.function);
        }
        let number = bound.strip_suffix(self.suffix()).unwrap_or(bound);
        let number: f64 = number.parse().unwrap_or_else(|e| panic!("{}: {bound}: {e}", self.function));
        assert!(self.largest <= number, "{}: {:e} is more than {bound}", self.function, self.largest);
        let least = 10_f64.powi(LEAST_EXPONENT) * 1.001;
        let wide = number > least && number > 200.0 * self.largest;
        assert!(!wide, "{}: {:e} is far less than {bound}; tests/renew", self.function, self.largest);
    }
}

/// The least power of ten, -15 at least, that is half as large again as a difference, or larger.
fn exponent(largest: f64) -> i32 {
    (LEAST_EXPONENT..=0).find(|exponent| 1.5 * largest <= 10_f64.powi(*exponent)).expect("a small difference")
}

impl Check<'_> {
    /// Allows a larger difference.
    pub fn within(mut self, tolerance: f64) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// Takes differences relative to 1 at least: for a number that is a difference of larger ones.
    pub fn of_one(self) -> Self {
        self.entry.floor = 1.0;
        self
    }

    /// Compares a value of the function with a column.
    pub fn column(self, table: &Reference, column: &str, function: impl Fn(&Row<'_>) -> Option<f64>) -> Self {
        self.values(table, column, |row| vec![function(row)], |row| vec![row.value(column)])
    }

    /// Compares a list of numbers with a column. Nothing is an empty field, which is an empty list as well.
    pub fn lists(self, table: &Reference, column: &str, function: impl Fn(&Row<'_>) -> Vec<Option<f64>>) -> Self {
        self.values(table, column, function, |row| row.options(column))
    }

    /// Compares a text with a column, letter by letter.
    pub fn exact(self, table: &Reference, column: &str, function: impl Fn(&Row<'_>) -> String) -> Self {
        self.entry.exact = true;
        for row in table.rows() {
            assert_eq!(function(&row), row.field(column), "{}: {:?}", self.entry.function, row.record);
        }
        self.count(table)
    }

    pub fn values(
        self,
        table: &Reference,
        column: &str,
        function: impl Fn(&Row<'_>) -> Vec<Option<f64>>,
        reference: impl Fn(&Row<'_>) -> Vec<Option<f64>>,
    ) -> Self {
        let mut defined = 0;
        for row in table.rows() {
            let (found, expected) = (function(&row), reference(&row));
            let place = || format!("{}, {} {column} of {:?}", self.entry.function, table.name, row.record);
            assert_eq!(found.len(), expected.len(), "{}", place());
            for values in found.into_iter().zip(expected) {
                let (found, expected) = match values {
                    (None, None) => continue,
                    (Some(found), Some(expected)) => (found, expected),
                    (found, expected) => panic!("{}: {found:?}, not {expected:?}", place()),
                };
                let difference = relative(found, expected, self.entry.floor);
                assert!(difference <= self.tolerance, "{}: {found:e}, not {expected:e}: {difference:e}", place());
                self.entry.largest = self.entry.largest.max(difference);
                defined += 1;
            }
        }
        assert!(defined > 0, "{}: {column} has no value", self.entry.function);
        self.count(table)
    }

    fn count(self, table: &Reference) -> Self {
        if self.entry.tables.insert(table.name) {
            let (random, edges) = table.inputs();
            self.entry.random += random;
            self.entry.edges += edges;
        }
        self
    }
}

/// |a - b| over the larger of the two; 0 where both are 0 or below what a float can hold.
fn relative(a: f64, b: f64, floor: f64) -> f64 {
    assert!(a.is_finite(), "{a} is no number");
    let scale = a.abs().max(b.abs()).max(floor);
    if scale < 1e-300 { 0.0 } else { (a - b).abs() / scale }
}

#[test]
fn bounds_are_powers_of_ten_above_what_was_found() {
    assert_eq!((exponent(0.0), exponent(6e-16), exponent(7e-16), exponent(4.9e-13)), (-15, -15, -14, -12));
    assert!((relative(2.0, 1.0, 0.0) - 0.5).abs() < 1e-15 && (relative(0.02, 0.01, 1.0) - 0.01).abs() < 1e-15);
}

#[test]
fn a_document_that_is_not_true_is_noticed() {
    let made = || {
        let mut all = Differences::default();
        let one = Check { tolerance: TOLERANCE, entry: all.of("wilson::wilson", "mpmath").entry };
        one.entry.largest = 3e-13;
        all
    };
    let document = made().markdown();
    assert!(document.contains("| `wilson::wilson` | mpmath | 0 | 0 | 1e-12 |\n"));
    made().assert_matches(&document);
    made().assert_matches(&document.replace("1e-12 |", "1e-11 |"));
    let wrong = |from: &str, to: &str| {
        let document = document.replace(from, to);
        std::panic::catch_unwind(|| made().assert_matches(&document)).is_err()
    };
    assert!(wrong("1e-12 |", "1e-13 |"), "a bound that does not hold");
    assert!(wrong("1e-12 |", "1e-9 |"), "a bound that is too wide");
    assert!(wrong("| 0 | 0 |", "| 20 | 0 |") && wrong("mpmath", "SciPy") && wrong("wilson", "newcombe"));
}
