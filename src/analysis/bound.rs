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
        assert_eq!((share(Some(100), 12), share(Some(1), 12), share(None, 12)), (8, 1, usize::MAX));
    }
}
