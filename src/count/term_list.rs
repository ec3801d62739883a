//! The terms with their surface forms, packed: about 20 bytes for each, where a text of its own for each form took 200.

use crate::pack::{Unpack, put, put_text};

/// A term with its surface forms.
#[derive(Debug, Clone)]
pub struct TermEntry<'t> {
    /// The term; words of an n-gram are separated by spaces.
    pub term: &'t str,
    /// Its most frequent surface form.
    pub label: &'t str,
    /// How many words it has.
    pub words: usize,
    number_of_forms: u64,
    forms: Unpack<'t>,
}

impl<'t> TermEntry<'t> {
    /// Surface forms (case kept, no possessive) with their counts, the most frequent first; none for n-grams.
    pub fn forms(&self) -> impl Iterator<Item = (&'t str, u64)> + use<'t> {
        let (mut read, term) = (self.forms.clone(), self.term);
        (0..self.number_of_forms).map_while(move |_| Some((form_of(term, read.text()?), read.number()?)))
    }
}

/// A form as it is read: the term itself is written as nothing.
fn form_of<'t>(term: &'t str, form: &'t str) -> &'t str {
    if form.is_empty() { term } else { form }
}

/// Terms in alphabetical order, each with its index from 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TermList {
    /// For each term its text, how many forms it has, and these with their counts; its label where it has no form. A form that is
    /// the term itself is written as nothing.
    bytes: Vec<u8>,
    /// Where each term stands in `bytes`.
    starts: Vec<usize>,
    /// For each term how many words it has.
    words: Vec<u8>,
}

impl TermList {
    /// Adds the next term; `forms` are its surface forms with their counts, the most frequent first. `label` is what a term
    /// without forms is called.
    pub fn push(&mut self, term: &str, words: usize, label: &str, forms: &[(&str, u64)]) {
        self.starts.push(self.bytes.len());
        self.words.push(words.try_into().unwrap_or(u8::MAX));
        put_text(&mut self.bytes, term);
        put(&mut self.bytes, forms.len() as u64);
        for (form, count) in forms {
            put_text(&mut self.bytes, if *form == term { "" } else { form });
            put(&mut self.bytes, *count);
        }
        if forms.is_empty() {
            put_text(&mut self.bytes, label);
        }
    }

    /// Gives back room that is not needed.
    pub(super) fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
        self.starts.shrink_to_fit();
        self.words.shrink_to_fit();
    }

    /// How many terms there are.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// How many words a term has.
    #[inline]
    pub fn words(&self, index: u32) -> usize {
        self.words[index as usize].into()
    }

    /// The term with an index, which is one of the list.
    pub fn get(&self, index: u32) -> TermEntry<'_> {
        let mut read = Unpack::new(&self.bytes[self.starts[index as usize]..]);
        let term = read.text().unwrap_or_default();
        let number_of_forms = read.number().unwrap_or_default();
        let forms = read.clone();
        // The first form is the label; where there is none the label stands in its place.
        let label = form_of(term, read.text().unwrap_or_default());
        TermEntry { term, label, words: self.words(index), number_of_forms, forms }
    }

    /// The terms in their order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = TermEntry<'_>> {
        (0..self.len()).map(|index| self.get(index as u32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_come_back_with_their_forms() {
        let mut list = TermList::default();
        list.push("child", 1, "", &[("Children", 300), ("child", 2)]);
        list.push("child safety", 2, "child safety", &[]);
        list.shrink();
        assert_eq!((list.len(), list.words(0), list.words(1)), (2, 1, 2));
        let seen = |entry: TermEntry<'_>| {
            let forms: Vec<(String, u64)> = entry.forms().map(|(form, count)| (form.to_string(), count)).collect();
            (entry.term.to_string(), entry.label.to_string(), entry.words, forms)
        };
        let forms = vec![("Children".to_string(), 300), ("child".to_string(), 2)];
        assert_eq!(seen(list.get(0)), ("child".into(), "Children".into(), 1, forms));
        assert_eq!(seen(list.get(1)), ("child safety".into(), "child safety".into(), 2, Vec::new()));
        assert_eq!(list.iter().map(|entry| entry.term.len()).collect::<Vec<_>>(), [5, 12]);
        assert!(TermList::default().is_empty());
    }
}
