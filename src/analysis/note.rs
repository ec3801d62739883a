//! Notes: what a reader must know about the numbers of a row, in words.

/// The most years that a note names one by one.
const MOST_NAMED: usize = 6;

/// "2012", "2012 and 2017", "2012, 2017 and 2019"; for more than six "46 years".
fn in_words(years: &[i32]) -> String {
    let names: Vec<String> = years.iter().map(ToString::to_string).collect();
    match names.split_last() {
        _ if years.len() > MOST_NAMED => format!("{} years", years.len()),
        Some((last, first)) if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => names.concat(),
    }
}

/// A note in the making.
#[derive(Debug, Default)]
pub(super) struct Note {
    parts: Vec<String>,
}

impl Note {
    /// Adds a part.
    pub fn add(&mut self, part: impl Into<String>) {
        self.parts.push(part.into());
    }

    /// Adds "`fact` in 2012 and 2017`consequence`", where there are such years.
    pub fn years(&mut self, fact: &str, years: &[i32], consequence: &str) {
        if !years.is_empty() {
            self.add(format!("{fact} in {}{consequence}", in_words(years)));
        }
    }

    /// Adds that `what`, such as "the interval", covers variation within one document only, where `years` have one.
    pub fn one_document(&mut self, years: &[i32], what: &str) {
        match years {
            [] => {}
            [year] => self.add(format!("one document in {year}: {what} covers variation within it only")),
            _ => {
                let years = in_words(years);
                self.add(format!("one document each in {years}: {what} covers variation within them only"));
            }
        }
    }

    /// The parts, separated by semicolons.
    pub fn text(self) -> String {
        self.parts.join("; ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_named_while_they_are_few() {
        assert_eq!(in_words(&[2012]), "2012");
        assert_eq!(in_words(&[2012, 2017]), "2012 and 2017");
        assert_eq!(in_words(&[2012, 2017, 2019]), "2012, 2017 and 2019");
        assert_eq!(in_words(&[1, 2, 3, 4, 5, 6, 7]), "7 years");
    }

    #[test]
    fn parts_stand_in_order_and_absent_ones_leave_no_trace() {
        let mut note = Note::default();
        note.years("no hit", &[], "");
        note.years("no hit", &[2012], "");
        note.one_document(&[], "p");
        note.one_document(&[2012, 2017], "p");
        assert_eq!(
            note.text(),
            "no hit in 2012; one document each in 2012 and 2017: p covers variation within them only"
        );
        assert_eq!(Note::default().text(), "");
    }
}
