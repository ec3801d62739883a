//! Notes: what a reader must know about the numbers of a row, in words.

use super::written::within;
use crate::count::Cell;

/// The most periods or groups that a note names one by one.
const MOST_NAMED: usize = 6;

/// "2012", "2012 and 2017", "2012, 2017 and 2019"; for more than six "46 periods".
pub(super) fn in_words(names: &[&str]) -> String {
    let named: Vec<String> = names.iter().map(|name| within(name)).collect();
    match named.split_last() {
        _ if names.len() > MOST_NAMED => format!("{} periods", names.len()),
        Some((last, first)) if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => named.concat(),
    }
}

/// The names of the cells of which something holds.
pub(super) fn names<'c>(cells: impl IntoIterator<Item = &'c Cell>, fact: impl Fn(&Cell) -> bool) -> Vec<&'c str> {
    cells.into_iter().filter(|cell| fact(cell)).map(Cell::name).collect()
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

    /// Adds "`fact` in 2012 and 2017`consequence`", where there are such periods or groups.
    pub fn of(&mut self, fact: &str, names: &[&str], consequence: &str) {
        if !names.is_empty() {
            self.add(format!("{fact} in {}{consequence}", in_words(names)));
        }
    }

    /// Adds that `what`, such as "the interval", covers variation within documents only, of the cells whose units are the
    /// messages of one document, or of several.
    pub fn within(&mut self, cells: &[&Cell], what: &str) {
        let (one, several): (Vec<&Cell>, Vec<&Cell>) =
            cells.iter().copied().filter(|cell| cell.is_within_documents()).partition(|cell| cell.units.documents == 1);
        let several: Vec<String> = several
            .into_iter()
            .map(|cell| format!("{} documents in {}", cell.units.documents, within(cell.name())))
            .collect();
        self.one_document(&one.into_iter().map(Cell::name).collect::<Vec<_>>(), what);
        if !several.is_empty() {
            self.add(format!(
                "messages of {} taken one by one: {what} covers variation within them only",
                several.join(" and ")
            ));
        }
    }

    /// Adds that `what` covers variation within one document only, where these have one.
    fn one_document(&mut self, names: &[&str], what: &str) {
        match names {
            [] => {}
            [name] => self.add(format!("one document in {}: {what} covers variation within it only", within(name))),
            _ => {
                let names = in_words(names);
                self.add(format!("one document each in {names}: {what} covers variation within them only"));
            }
        }
    }

    /// Adds that intervals rest on few documents, where these have few.
    pub(crate) fn few_units(&mut self, cells: &[&Cell]) {
        for cell in cells.iter().filter(|cell| cell.units.are_few() && cell.units.number > 1) {
            let (number, kind) = (cell.units.number, cell.units.kind.plural());
            self.add(format!("only {number} {kind} in {}, so its interval is wide", within(cell.name())));
        }
    }

    /// Adds what the intervals of one cell rest on, where that is less than it seems.
    pub fn units(&mut self, cell: &Cell) {
        let units = &cell.units;
        let number = units.number;
        if units.are_few() && number > 1 {
            self.add(format!("intervals rest on {number} {}", units.kind.plural()));
        } else if cell.is_within_documents() && units.documents == 1 {
            self.add("one document: the intervals cover variation within it only");
        } else if cell.is_within_documents() {
            self.add(format!(
                "messages of {} documents taken one by one: the intervals cover variation within them only",
                units.documents
            ));
        }
    }

    /// The parts, in their order.
    pub(crate) fn into_parts(self) -> Vec<String> {
        self.parts
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
    fn periods_are_named_while_they_are_few() {
        assert_eq!(in_words(&["2012"]), "2012");
        assert_eq!(in_words(&["2012", "2017"]), "2012 and 2017");
        assert_eq!(in_words(&["2012", "2017", "2019"]), "2012, 2017 and 2019");
        assert_eq!(in_words(&["x"; 7]), "7 periods");
    }

    #[test]
    fn parts_stand_in_order_and_absent_ones_leave_no_trace() {
        let mut note = Note::default();
        note.of("no hit", &[], "");
        note.of("no hit", &["2012"], "");
        note.one_document(&[], "p");
        note.one_document(&["2012", "2017"], "p");
        assert_eq!(
            note.text(),
            "no hit in 2012; one document each in 2012 and 2017: p covers variation within them only"
        );
        assert_eq!(Note::default().text(), "");
    }
}
