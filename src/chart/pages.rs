//! Charts on several pages: which blocks stand in which column, and which rows on which page.

use std::ops::Range;

use super::design::Design;
use super::sheet::Part;

/// Tries at making the columns equally high.
const TRIES: u32 = 60;

/// Spreads blocks, in their order, over as few columns of `room` points as hold them, rounded up to whole pages of
/// `columns` columns, and makes the columns about equally high. `gap` is the space between blocks. A block higher than the
/// room has a column to itself. Every column holds a block.
pub(super) fn columns(heights: &[f64], gap: f64, room: f64, columns: usize) -> Vec<Range<usize>> {
    let most = filled(heights, gap, room).len().div_ceil(columns.max(1)) * columns.max(1);
    let least = heights.iter().copied().fold(0.0, f64::max).min(room);
    for step in 0..TRIES {
        let tried = filled(heights, gap, least + (room - least) * f64::from(step) / f64::from(TRIES));
        if tried.len() <= most {
            return tried;
        }
    }
    filled(heights, gap, room)
}

/// The rows of each page: as few pages of `room` points as hold rows of this height, about equally full.
///
/// All rows are on one page where the design does not let the chart spread, and where a page would hold fewer rows than
/// `wish` although type can still be made smaller. They may then be higher than the room.
pub(super) fn rows(design: &Design, number: usize, height: f64, room: f64, wish: usize) -> Vec<Range<usize>> {
    let fit = ((room + 0.01) / height).floor().max(0.0) as usize;
    let fit = fit.max(1);
    if !design.spread || number <= fit || fit < design.least_rows(wish) {
        return std::iter::once(0..number).collect();
    }
    let pages = number.div_ceil(fit);
    (0..pages).map(|page| (number * page).div_ceil(pages)..(number * (page + 1)).div_ceil(pages)).collect()
}

/// Number of a page among several, for [`super::sheet::Sheet::numbered`].
pub(super) fn part(page: usize, pages: usize) -> Option<Part> {
    (pages > 1).then_some((page + 1, pages))
}

/// Height of some blocks below each other.
pub(super) fn height(heights: &[f64], gap: f64) -> f64 {
    heights.iter().sum::<f64>() + gap * heights.len().saturating_sub(1) as f64
}

/// Columns that are filled one after the other.
fn filled(heights: &[f64], gap: f64, room: f64) -> Vec<Range<usize>> {
    let mut columns = Vec::new();
    let mut start = 0;
    for end in 1..=heights.len() {
        let last = end == heights.len();
        if last || height(&heights[start..=end], gap) > room {
            columns.push(start..end);
            start = end;
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::StyleName;

    #[test]
    fn columns_are_few_full_and_even() {
        let ends = |heights: &[f64], gap: f64, room: f64, number: usize| -> Vec<(usize, usize)> {
            columns(heights, gap, room, number).into_iter().map(|column| (column.start, column.end)).collect()
        };
        assert_eq!(ends(&[10.0; 6], 0.0, 100.0, 1), [(0, 6)]);
        assert_eq!(ends(&[10.0; 6], 0.0, 50.0, 1), [(0, 3), (3, 6)]);
        assert_eq!(ends(&[10.0; 6], 0.0, 100.0, 2), [(0, 3), (3, 6)]);
        assert_eq!(ends(&[10.0; 3], 20.0, 45.0, 1), [(0, 2), (2, 3)]);
        assert_eq!(ends(&[200.0, 10.0, 10.0], 1.0, 100.0, 1), [(0, 1), (1, 3)]);
        assert_eq!(ends(&[], 1.0, 100.0, 1), []);
        assert_eq!(ends(&[10.0], 1.0, 100.0, 3), [(0, 1)]);
    }

    #[test]
    fn rows_are_spread_evenly_over_few_pages_if_that_is_allowed_and_worth_it() {
        let mut design = Design::built_in(StyleName::Slides);
        let ends = |design: &Design, number: usize, room: f64, wish: usize| -> Vec<(usize, usize)> {
            rows(design, number, 10.0, room, wish).into_iter().map(|rows| (rows.start, rows.end)).collect()
        };
        assert_eq!(ends(&design, 10, 100.0, 1), [(0, 10)]);
        assert_eq!(ends(&design, 11, 100.0, 1), [(0, 6), (6, 11)]);
        assert_eq!(ends(&design, 7, 39.0, 3), [(0, 3), (3, 5), (5, 7)]);
        assert_eq!(ends(&design, 7, 39.0, 4), [(0, 7)], "too few rows a page: smaller type first");
        assert_eq!(ends(&design, 0, 39.0, 4), [(0, 0)]);
        while let Some(smaller) = design.smaller(0.9) {
            design = smaller;
        }
        assert_eq!(ends(&design, 3, 5.0, 4), [(0, 1), (1, 2), (2, 3)], "type cannot be smaller");
        design.spread = false;
        assert_eq!(ends(&design, 7, 39.0, 1), [(0, 7)]);
        assert_eq!((part(0, 1), part(1, 2)), (None, Some((2, 2))));
    }

    #[test]
    fn every_block_stands_once_and_no_column_is_too_high() {
        let heights: Vec<f64> = (0..37).map(|n| f64::from(n * 7 % 23 + 5)).collect();
        for room in [28.0, 50.0, 90.0, 1000.0] {
            for number in 1..4 {
                let columns = columns(&heights, 3.0, room, number);
                assert_eq!(columns.iter().cloned().flatten().collect::<Vec<_>>(), (0..37).collect::<Vec<_>>());
                assert!(columns.iter().all(|column| height(&heights[column.clone()], 3.0) <= room));
            }
        }
    }
}
