//! Colours stay apart with any colour vision and in grey, and text and marks stand out from the paper.

use crate::chart::style::{SMALLEST, Style};
use crate::config::{Rgb, StyleName};

/// Smallest distance in `OKLab` between two colours of a palette, for any colour vision. A just noticeable difference is
/// about 0.02.
const APART: f64 = 0.10;
/// Smallest difference in lightness between two of them, on a scale from 0 to 1, in grey.
const APART_IN_GREY: f64 = 0.04;

/// What linear light becomes without one kind of cones: Machado, Oliveira and Fernandes (2009), A Physiologically-based
/// Model for Simulation of Color Vision Deficiency, severity 1.0.
const DEFICIENCIES: [(&str, [[f64; 3]; 3]); 3] = [
    ("protanopia", [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    (
        "deuteranopia",
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    ),
    ("tritanopia", [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
];

fn product(matrix: [[f64; 3]; 3], v: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2])
}

/// Linear light in `OKLab` (Ottosson 2020).
fn oklab(linear: [f64; 3]) -> [f64; 3] {
    let cones = [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ];
    let lab = [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ];
    product(lab, product(cones, linear).map(f64::cbrt))
}

fn distance(a: [f64; 3], b: [f64; 3]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
}

/// A colour as seen with each kind of vision.
fn seen(colour: Rgb) -> Vec<(&'static str, [f64; 3])> {
    let deficient = DEFICIENCIES
        .map(|(name, matrix)| (name, oklab(product(matrix, colour.linear()).map(|channel| channel.clamp(0.0, 1.0)))));
    std::iter::once(("usual vision", oklab(colour.linear()))).chain(deficient).collect()
}

/// Lightness, 0 to 1, of the grey that a colour becomes without colour.
fn grey(colour: Rgb) -> f64 {
    colour.luminance().cbrt()
}

#[track_caller]
fn assert_apart(style: &str, a: Rgb, b: Rgb) {
    for ((vision, a_seen), (_, b_seen)) in seen(a).into_iter().zip(seen(b)) {
        let apart = distance(a_seen, b_seen);
        assert!(apart >= APART, "{style}, {vision}: {} and {} are {apart:.3} apart", a.hex(), b.hex());
    }
}

#[test]
fn the_simulation_knows_red_and_green() {
    let (red, green) = (Rgb(200, 60, 60), Rgb(110, 120, 40));
    let apart = |place: usize| distance(seen(red)[place].1, seen(green)[place].1);
    assert!(apart(2) < 0.4 * apart(0), "{} {}", apart(0), apart(2));
    // White stays white.
    for (vision, [light, a, b]) in seen(Rgb(255, 255, 255)) {
        assert!((light - 1.0).abs() < 1e-3 && a.abs() < 1e-3 && b.abs() < 1e-3, "{vision}");
    }
}

#[test]
fn series_stay_apart_with_any_colour_vision_and_in_grey() {
    for (name, style) in StyleName::ALL {
        let style = Style::named(style);
        let looks: Vec<_> = (0..8).map(|number| style.series(number)).collect();
        for (place, a) in looks.iter().enumerate() {
            for b in &looks[place + 1..] {
                let marks = (a.marker, a.hollow) != (b.marker, b.hollow);
                assert!(marks, "{name}: colour is the only difference between two series");
                if a.dash == b.dash {
                    assert_apart(name, a.colour, b.colour);
                    let apart = (grey(a.colour) - grey(b.colour)).abs();
                    assert!(apart >= APART_IN_GREY, "{name}: {} {}: {apart:.3}", a.colour.hex(), b.colour.hex());
                }
            }
        }
        let all: Vec<_> = (0..24).map(|number| style.series(number)).collect();
        for (place, a) in all.iter().enumerate() {
            assert!(!all[place + 1..].contains(a), "{name}: two of 24 series look alike");
        }
    }
}

#[test]
fn marks_of_two_meanings_stay_apart() {
    for (name, style) in StyleName::ALL {
        let colours = Style::named(style).colours;
        for (a, b) in [(colours.less, colours.more), (colours.series, colours.accent)] {
            assert_apart(name, a, b);
        }
        assert!((grey(colours.less) - grey(colours.more)).abs() >= APART, "{name}");
        for mark in [colours.series, colours.accent, colours.less, colours.more, colours.axis] {
            assert!(mark.contrast(colours.paper) >= 3.0, "{name}: {}", mark.hex());
        }
        for mark in &colours.categorical {
            assert!(mark.contrast(colours.paper) >= 3.0 || name == "grey", "{name}: {}", mark.hex());
        }
    }
}

#[test]
fn text_of_every_style_stands_out_and_is_large_enough() {
    for (name, style) in StyleName::ALL {
        let style = Style::named(style);
        let (colours, sizes) = (&style.colours, style.sizes);
        for text in [colours.ink, colours.muted] {
            for behind in [colours.paper, colours.empty_cell] {
                assert!(text.contrast(behind) >= 4.5, "{name}: {} on {}", text.hex(), behind.hex());
            }
        }
        // What the project file takes for granted where a colour is not chosen.
        assert_eq!(colours.paper, Rgb(255, 255, 255), "{name}");
        assert!(colours.ink.luminance() <= Rgb(26, 26, 26).luminance(), "{name}");
        assert!(colours.muted.luminance() <= Rgb(89, 89, 89).luminance(), "{name}");
        for size in [sizes.title, sizes.subtitle, sizes.name, sizes.small] {
            assert!(size >= sizes.small && size >= SMALLEST && (name != "slides" || size >= 14.0), "{name}: {size}");
        }
    }
}

#[test]
fn grey_has_no_colour() {
    let grey = |colour: Rgb| colour.0 == colour.1 && colour.1 == colour.2;
    let style = Style::named(StyleName::Grey);
    let colours = &style.colours;
    let single = [
        colours.paper,
        colours.ink,
        colours.muted,
        colours.axis,
        colours.grid,
        colours.empty_cell,
        colours.other_cell,
        colours.series,
        colours.accent,
        colours.less,
        colours.more,
    ];
    assert!(single.into_iter().chain(colours.categorical.iter().copied()).all(grey));
    assert!((0..=10).all(|step| grey(colours.sequential.colour(f64::from(step) / 10.0))));
}
