//! Colours on the drawing surface, and the scale from light to dark.

use plotters::style::RGBColor;

pub(super) use crate::config::Rgb;

/// A colour for plotters.
pub(super) fn plotters(colour: Rgb) -> RGBColor {
    RGBColor(colour.0, colour.1, colour.2)
}

/// A sequential scale: stops from light (low) to dark (high), between which colours are mixed. Lightness falls steadily,
/// so it reads in greyscale and with any colour vision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scale(Vec<Rgb>);

impl Scale {
    /// A scale of at least two stops.
    pub(super) fn of(stops: &[Rgb]) -> Self {
        Self(stops.to_vec())
    }

    /// YlGnBu of ColorBrewer (Brewer 2003).
    pub(super) fn yl_gn_bu() -> Self {
        Self::of(&[
            Rgb(237, 248, 217),
            Rgb(199, 233, 180),
            Rgb(127, 205, 187),
            Rgb(65, 182, 196),
            Rgb(29, 145, 192),
            Rgb(34, 94, 168),
            Rgb(37, 52, 148),
            Rgb(8, 29, 88),
        ])
    }

    /// Greys, without the lightest, which would look empty.
    pub(super) fn greys() -> Self {
        Self::of(&[Rgb(228, 228, 228), Rgb(120, 120, 120), Rgb(20, 20, 20)])
    }

    /// The colour for a value between 0 and 1; values outside are drawn as the nearer end.
    pub(super) fn colour(&self, value: f64) -> Rgb {
        let value = if value.is_finite() { value.clamp(0.0, 1.0) } else { 0.0 };
        let place = value * (self.0.len() - 1) as f64;
        let lower = (place as usize).min(self.0.len() - 2);
        let share = place - lower as f64;
        self.0[lower].mix(self.0[lower + 1], share)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_on_every_colour_of_a_scale_passes_aa_and_lightness_falls() {
        for scale in [Scale::yl_gn_bu(), Scale::greys()] {
            let cells: Vec<Rgb> = (0..=1000).map(|step| scale.colour(f64::from(step) / 1000.0)).collect();
            for cell in &cells {
                assert!(cell.contrast(cell.text()) >= 4.5, "{}", cell.hex());
            }
            let steps: Vec<f64> = cells.iter().step_by(10).map(|cell| cell.luminance()).collect();
            assert!(steps.is_sorted_by(|a, b| a >= b));
            assert_eq!(scale.colour(f64::NAN), scale.colour(0.0));
            assert_eq!(scale.colour(9.0), scale.colour(1.0));
        }
    }
}
