//! Colours: a sequential scale that the colour-blind can read, and text that stands out on it.

use plotters::style::RGBColor;

/// A colour in sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// The colour as `#rrggbb`.
    pub(super) fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// The same colour for plotters.
    pub(super) fn plotters(self) -> RGBColor {
        RGBColor(self.0, self.1, self.2)
    }

    /// Relative luminance, 0 (black) to 1 (white), as WCAG 2.2 defines it.
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// Contrast ratio with another colour, 1 to 21 (WCAG 2.2). Text needs 4.5 for level AA.
    pub(super) fn contrast(self, other: Rgb) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Black or white, whichever stands out more: never below 4.5.
    pub(super) fn text(self) -> Rgb {
        let (black, white) = (Rgb(0, 0, 0), Rgb(255, 255, 255));
        if self.contrast(black) >= self.contrast(white) { black } else { white }
    }
}

/// Stops of the sequential scale, light (low) to dark (high): YlGnBu of ColorBrewer (Brewer 2003).
/// Lightness falls steadily, so it reads in greyscale and with any colour vision.
const STOPS: [Rgb; 8] = [
    Rgb(237, 248, 217),
    Rgb(199, 233, 180),
    Rgb(127, 205, 187),
    Rgb(65, 182, 196),
    Rgb(29, 145, 192),
    Rgb(34, 94, 168),
    Rgb(37, 52, 148),
    Rgb(8, 29, 88),
];

/// The colour for a value between 0 and 1; values outside are drawn as the nearer end.
pub(super) fn sequential(value: f64) -> Rgb {
    let value = if value.is_finite() { value.clamp(0.0, 1.0) } else { 0.0 };
    let place = value * (STOPS.len() - 1) as f64;
    let lower = (place as usize).min(STOPS.len() - 2);
    let share = place - lower as f64;
    let mix = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * share).round() as u8;
    let (a, b) = (STOPS[lower], STOPS[lower + 1]);
    Rgb(mix(a.0, b.0), mix(a.1, b.1), mix(a.2, b.2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::look;

    #[test]
    fn contrast_agrees_with_the_values_of_the_standard() {
        assert!((Rgb(0, 0, 0).contrast(Rgb(255, 255, 255)) - 21.0).abs() < 1e-9);
        // #767676 is the lightest grey that passes AA on white.
        assert!(Rgb(118, 118, 118).contrast(look::PAPER) >= 4.5);
        assert!(Rgb(119, 119, 119).contrast(look::PAPER) < 4.5);
    }

    #[test]
    fn text_on_every_colour_of_the_scale_passes_aa() {
        for step in 0..=1000 {
            let cell = sequential(f64::from(step) / 1000.0);
            assert!(cell.contrast(cell.text()) >= 4.5, "{}", cell.hex());
        }
        assert!(look::EMPTY_CELL.contrast(look::MUTED) >= 4.5);
        assert!(look::PAPER.contrast(look::MUTED) >= 4.5);
    }

    #[test]
    fn lightness_falls_along_the_scale() {
        let scale: Vec<f64> = (0..=100).map(|i| sequential(f64::from(i) / 100.0).luminance()).collect();
        assert!(scale.windows(2).all(|pair| pair[1] <= pair[0]));
        assert_eq!(sequential(f64::NAN), sequential(0.0));
        assert_eq!(sequential(9.0), sequential(1.0));
    }
}
