//! Points, rectangles and lengths of a page.

/// Pixels of the plotters canvas in a point.
pub(super) const PIXELS_PER_POINT: f64 = 10.0;

/// A point of the page, in points from its upper left corner.
pub(super) type Point = (f64, f64);

/// A rectangle in points, from its upper left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rect {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

impl Rect {
    /// Right edge.
    pub(super) fn right(self) -> f64 {
        self.x + self.w
    }

    /// Lower edge.
    pub(super) fn bottom(self) -> f64 {
        self.y + self.h
    }

    /// Whether two rectangles share an area.
    pub(super) fn overlaps(self, other: Rect) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    /// Whether another rectangle lies within this one.
    pub(super) fn contains(self, other: Rect) -> bool {
        self.x <= other.x && self.y <= other.y && self.right() >= other.right() && self.bottom() >= other.bottom()
    }
}

/// Pixels of the plotters canvas for a length in points.
pub(super) fn pixels(points: f64) -> i32 {
    (points * PIXELS_PER_POINT).round() as i32
}

/// A length written in points with at most one decimal, made from a whole number of tenths.
pub(super) fn tenths(points: f64) -> String {
    let tenths = pixels(points);
    let sign = if tenths < 0 { "-" } else { "" };
    match (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10) {
        (whole, 0) => format!("{sign}{whole}"),
        (whole, rest) => format!("{sign}{whole}.{rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_written_from_whole_tenths() {
        assert_eq!(tenths(12.0), "12");
        assert_eq!(tenths(12.34), "12.3");
        assert_eq!(tenths(-0.25), "-0.3");
        assert_eq!(tenths(0.04), "0");
    }
}
