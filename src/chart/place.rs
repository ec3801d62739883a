//! Places labels beside points so that they touch neither each other nor a point, and cross lines
//! as little as can be.

use super::geometry::{Point, Rect};

/// A label to place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Wanted {
    /// The point it belongs to.
    pub point: Point,
    /// Top and bottom of what is drawn through the point, such as an interval; labels above and below
    /// stand clear of it.
    pub reach: (f64, f64),
    /// Whether a place right of the point comes first, as at the end of a line.
    pub end: bool,
    /// Width and height of the text.
    pub size: (f64, f64),
}

/// What labels must respect.
pub(super) struct Surroundings<'a> {
    /// The area that labels may use.
    pub bounds: Rect,
    /// All points; labels stay off them.
    pub points: &'a [Point],
    /// Half the side of the square around a point that labels stay out of.
    pub radius: f64,
    /// All lines; labels cross them only where nothing else is possible.
    pub lines: &'a [(Point, Point)],
}

/// Least distance between a point's middle and its label, and from the edge of what labels stay out of.
pub(super) const OFFSET: f64 = 3.4;
const CLEAR: f64 = 0.4;
/// Distance of a label from the interval that it stands beside.
const BESIDE: f64 = 1.6;

/// Chooses a place for each label, in the order given: earlier labels choose first. A label for
/// which there is no free place gets none.
pub(super) fn place(wanted: &[Wanted], around: &Surroundings<'_>) -> Vec<Option<Rect>> {
    let mut placed: Vec<Option<Rect>> = Vec::new();
    for label in wanted {
        let free = candidates(label, OFFSET.max(around.radius + CLEAR)).into_iter().filter(|rect| {
            around.bounds.contains(*rect)
                && placed.iter().flatten().all(|other| !rect.overlaps(grown(*other, 1.0)))
                && around.points.iter().all(|&point| !rect.overlaps(around_point(point, around.radius)))
        });
        // min_by_key takes the first of equals, and candidates stand in order of preference.
        let best = free
            .min_by_key(|rect| around.lines.iter().filter(|line| crosses(grown(*rect, 0.5), line.0, line.1)).count());
        placed.push(best);
    }
    placed
}

/// Places around the point: above, below, above and below to either side, right, left. Of a point whose interval reaches far
/// all places are close to the point, so that no label reads as the end of the interval: beside the interval, and only last
/// on it.
fn candidates(label: &Wanted, offset: f64) -> Vec<Rect> {
    let ((x, y), (w, h)) = (label.point, label.size);
    let (above, below) = (label.reach.0.min(y) - offset - h, label.reach.1.max(y) + offset);
    let (left, right) = ((x - w - offset, y - h / 2.0), (x + offset, y - h / 2.0));
    let (higher, lower) = (y - offset - h, y + offset);
    let far = above < higher - h / 2.0 || below > lower + h / 2.0;
    let around = if far {
        vec![
            (x + BESIDE, higher),
            (x - w - BESIDE, higher),
            right,
            left,
            (x + BESIDE, lower),
            (x - w - BESIDE, lower),
            (x - w / 2.0, higher),
            (x - w / 2.0, lower),
        ]
    } else {
        vec![
            (x - w / 2.0, above),
            (x - w / 2.0, below),
            (x - 2.0, above),
            (x - w + 2.0, above),
            (x - 2.0, below),
            (x - w + 2.0, below),
            right,
            left,
        ]
    };
    let first = label.end.then_some(right);
    first.into_iter().chain(around).map(|(x, y)| Rect { x, y, w, h }).collect()
}

fn grown(rect: Rect, by: f64) -> Rect {
    Rect { x: rect.x - by, y: rect.y - by, w: rect.w + 2.0 * by, h: rect.h + 2.0 * by }
}

fn around_point((x, y): Point, radius: f64) -> Rect {
    Rect { x: x - radius, y: y - radius, w: 2.0 * radius, h: 2.0 * radius }
}

/// Whether a line passes through a rectangle (Liang and Barsky 1984).
fn crosses(rect: Rect, from: Point, to: Point) -> bool {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    let edges =
        [(-dx, from.0 - rect.x), (dx, rect.right() - from.0), (-dy, from.1 - rect.y), (dy, rect.bottom() - from.1)];
    for (direction, distance) in edges {
        if direction == 0.0 {
            if distance < 0.0 {
                return false;
            }
        } else if direction < 0.0 {
            enter = enter.max(distance / direction);
        } else {
            leave = leave.min(distance / direction);
        }
    }
    enter <= leave
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Rect = Rect { x: 0.0, y: 0.0, w: 100.0, h: 60.0 };

    #[test]
    fn lines_through_and_past_a_rectangle() {
        let rect = Rect { x: 10.0, y: 10.0, w: 10.0, h: 10.0 };
        assert!(crosses(rect, (0.0, 15.0), (30.0, 15.0)));
        assert!(crosses(rect, (12.0, 12.0), (13.0, 13.0)));
        assert!(!crosses(rect, (0.0, 0.0), (30.0, 5.0)));
        assert!(!crosses(rect, (0.0, 25.0), (5.0, 0.0)));
    }

    #[test]
    fn labels_keep_off_each_other_and_off_points() {
        let points: Vec<(f64, f64)> = (0..6).map(|i| (20.0 + 9.0 * f64::from(i), 30.0)).collect();
        let wanted: Vec<Wanted> = points
            .iter()
            .map(|&point| Wanted { point, reach: (point.1, point.1), end: false, size: (14.0, 6.0) })
            .collect();
        let placed = place(&wanted, &Surroundings { bounds: BOUNDS, points: &points, radius: 2.2, lines: &[] });
        let rects: Vec<Rect> = placed.into_iter().flatten().collect();
        assert!(rects.len() >= 4, "{rects:?}");
        for (i, a) in rects.iter().enumerate() {
            assert!(BOUNDS.contains(*a));
            assert!(rects[i + 1..].iter().all(|b| !a.overlaps(*b)));
            assert!(points.iter().all(|&p| !a.overlaps(around_point(p, 2.2))));
        }
    }

    #[test]
    fn a_label_stands_close_to_its_point_and_clear_of_its_interval() {
        let points = [(50.0, 30.0)];
        let lines = [((50.0, 15.0), (50.0, 45.0))];
        let wanted = [Wanted { point: points[0], reach: (15.0, 45.0), end: false, size: (14.0, 6.0) }];
        let around = Surroundings { bounds: BOUNDS, points: &points, radius: 2.2, lines: &lines };
        let label = place(&wanted, &around)[0].unwrap();
        assert!(label.x > 50.0 && label.bottom() < 30.0 && label.y > 18.0, "{label:?}");
        // Where other intervals stand close it still stands at its point, not at the end of its interval.
        let near = [lines[0], ((44.0, 0.0), (44.0, 60.0)), ((56.0, 0.0), (56.0, 60.0))];
        let label = place(&wanted, &Surroundings { lines: &near, ..around })[0].unwrap();
        assert!(label.bottom() < 30.0 && label.y > 18.0, "{label:?}");
    }

    #[test]
    fn at_the_end_of_a_line_a_label_stands_right_of_its_point() {
        let points = [(50.0, 30.0)];
        let around = Surroundings { bounds: BOUNDS, points: &points, radius: 2.2, lines: &[] };
        let wanted = Wanted { point: points[0], reach: (30.0, 30.0), end: true, size: (14.0, 6.0) };
        let label = place(&[wanted], &around)[0].unwrap();
        assert!(label.x > 50.0 && label.y < 30.0 && label.bottom() > 30.0, "{label:?}");
    }

    #[test]
    fn a_label_moves_below_when_a_line_leaves_upwards() {
        let points = [(50.0, 30.0)];
        let lines = [((50.0, 30.0), (50.0, 0.0))];
        let wanted = [Wanted { point: points[0], reach: (30.0, 30.0), end: false, size: (14.0, 6.0) }];
        let placed = place(&wanted, &Surroundings { bounds: BOUNDS, points: &points, radius: 2.2, lines: &lines });
        assert!(placed[0].unwrap().y > 30.0);
    }
}
