//! What is kept of tables that grow with the vocabulary: as much as a reader can use.

/// Places of the best of `number` rows, at most so many, in the order of the rows. `better` compares two places, the better
/// one first; ties keep their order.
pub(super) fn best(
    number: usize,
    most: usize,
    mut better: impl FnMut(usize, usize) -> std::cmp::Ordering,
) -> Vec<usize> {
    let mut order: Vec<usize> = (0..number).collect();
    if number > most {
        if most > 0 {
            order.select_nth_unstable_by(most - 1, |&a, &b| better(a, b).then(a.cmp(&b)));
        }
        order.truncate(most);
        order.sort_unstable();
    }
    order
}

/// The best of rows that are met one after the other, at most so many: those with the largest values by [`by_size`], of equal
/// ones those at the first places.
pub(super) struct Best<T> {
    most: usize,
    rows: Vec<(Option<f64>, usize, T)>,
}

impl<T> Best<T> {
    /// Of no row yet.
    pub fn new(most: usize) -> Self {
        Self { most, rows: Vec::new() }
    }

    /// Adds the row at a place, with its value and what goes with it.
    pub fn add(&mut self, value: Option<f64>, place: usize, row: T) {
        self.rows.push((value, place, row));
        // Not for each row, as that costs a walk over all.
        if self.rows.len() / 2 > self.most {
            self.thin();
        }
    }

    fn thin(&mut self) {
        if self.rows.len() > self.most && self.most > 0 {
            self.rows.select_nth_unstable_by(self.most - 1, |a, b| by_size(a.0, b.0).then(a.1.cmp(&b.1)));
        }
        self.rows.truncate(self.most);
    }

    /// The best rows in the order of their places.
    pub fn rows(mut self) -> impl Iterator<Item = (usize, T)> {
        self.thin();
        self.rows.sort_unstable_by_key(|(_, place, _)| *place);
        self.rows.into_iter().map(|(_, place, row)| (place, row))
    }
}

/// The share of each of some parts in the most rows of a table; at least one.
pub(super) fn share(rows: Option<usize>, parts: usize) -> usize {
    rows.map_or(usize::MAX, |rows| (rows / parts.max(1)).max(1))
}

/// The larger first, by their size, without a value last.
pub(super) fn by_size(a: Option<f64>, b: Option<f64>) -> std::cmp::Ordering {
    let size = |value: Option<f64>| value.map_or(-1.0, f64::abs);
    size(b).total_cmp(&size(a))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_stay_in_their_order() {
        let values = [Some(1.0), Some(-5.0), None, Some(3.0), Some(-5.0)];
        let kept = |most| best(values.len(), most, |a, b| by_size(values[a], values[b]));
        assert_eq!((kept(5), kept(3), kept(1)), (vec![0, 1, 2, 3, 4], vec![1, 3, 4], vec![1]));
        for most in 0..=6 {
            let mut of_all = Best::new(most);
            // In any order.
            [3, 0, 4, 1, 2].into_iter().for_each(|place| of_all.add(values[place], place, place * 10));
            let rows: Vec<(usize, usize)> = of_all.rows().collect();
            assert_eq!(rows, kept(most).into_iter().map(|place| (place, place * 10)).collect::<Vec<_>>(), "{most}");
        }
        assert_eq!((share(Some(100), 12), share(Some(1), 12), share(None, 12)), (8, 1, usize::MAX));
    }
}
