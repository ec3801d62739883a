//! SVG to PNG, with the fonts of the chart, and beyond them those of the system.

use std::io;

use hashbrown::HashMap;
use png::{BitDepth, ColorType, Compression, Encoder, Filter};
use resvg::tiny_skia::{Pixmap, Transform};

use super::design::Design;
use super::outline::outlined;
use crate::config::MOST_PIXELS;
use crate::error::{Error, ErrorKind, Result};

/// Pixels per inch at which an SVG has one pixel per `px`.
const SVG_DPI: f32 = 96.0;

/// A chart in a format that holds its letters as shapes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The file.
    pub bytes: Vec<u8>,
    /// Characters that no font has, each once; boxes stand in their place.
    pub missing: Vec<char>,
}

/// Draws a chart as PNG. 300 dots per inch suit print: a chart of 160 mm is then 1,890 pixels wide.
///
/// Fonts are those of the design. Characters that they lack are taken from the fonts of the system, if any.
///
/// # Errors
///
/// An error of kind `Output` if `svg` is not an SVG document, if `dpi` is not between 1 and 2400,
/// or if the picture would have more than 100 million pixels.
pub fn png(svg: &str, dpi: f32, design: &Design) -> Result<Picture> {
    let failed = |why: String| Error::new(ErrorKind::Output, format!("cannot make a PNG of the chart: {why}"));
    if !(1.0..=2400.0).contains(&dpi) {
        return Err(failed(format!("{dpi} dots per inch is not between 1 and 2400")));
    }
    let outlined = outlined(svg, &design.fonts).map_err(|error| failed(error.to_string()))?;
    let tree = &outlined.tree;
    let scale = dpi / SVG_DPI;
    let (width, height) = ((tree.size().width() * scale).round(), (tree.size().height() * scale).round());
    if f64::from(width) * f64::from(height) > MOST_PIXELS {
        return Err(
            failed(format!("{width} x {height} pixels are more than 100 million")).hint("use fewer dots per inch")
        );
    }
    let mut pixmap = Pixmap::new((width as u32).max(1), (height as u32).max(1))
        .ok_or_else(|| failed("the picture has no size".to_string()))?;
    resvg::render(tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    let bytes = with_palette(&pixmap).unwrap_or_else(|| pixmap.encode_png().map_err(io::Error::other));
    let bytes = bytes.map_err(|error| failed(error.to_string()))?;
    Ok(Picture { bytes, missing: outlined.missing })
}

/// A picture of at most 256 colours, as most charts are: a byte for each pixel, and half the size. `None` where it has more.
fn with_palette(pixmap: &Pixmap) -> Option<io::Result<Vec<u8>>> {
    let mut places: HashMap<[u8; 4], u8> = HashMap::new();
    let (mut colours, mut opacities) = (Vec::new(), Vec::new());
    let mut pixels = Vec::with_capacity(pixmap.pixels().len());
    for pixel in pixmap.pixels() {
        let colour = pixel.demultiply();
        let [red, green, blue, alpha] = [colour.red(), colour.green(), colour.blue(), colour.alpha()];
        let place = if let Some(place) = places.get(&[red, green, blue, alpha]) {
            *place
        } else {
            let next = u8::try_from(places.len()).ok()?;
            places.insert([red, green, blue, alpha], next);
            colours.extend([red, green, blue]);
            opacities.push(alpha);
            next
        };
        pixels.push(place);
    }
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, pixmap.width(), pixmap.height());
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::High);
    // Neighbouring places of a palette are not alike.
    encoder.set_filter(Filter::NoFilter);
    encoder.set_palette(colours);
    encoder.set_trns(opacities);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&pixels));
    Some(written.map(|()| bytes).map_err(io::Error::other))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn design() -> Design {
        Design::built_in(crate::config::StyleName::Screen)
    }

    const SVG: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" width="72pt" height="36pt" viewBox="0 0 72 36"><text x="5" y="20" font-size="10" font-family="Inter">Theme</text></svg>"#;

    #[test]
    fn dots_per_inch_set_the_size() {
        let picture = Pixmap::decode_png(&png(SVG, 300.0, &design()).unwrap().bytes).unwrap();
        assert_eq!((picture.width(), picture.height()), (300, 150));
        assert!(picture.pixels().iter().any(|pixel| pixel.alpha() > 200), "the text is drawn");
        assert_eq!(png(SVG, 300.0, &design()).unwrap(), png(SVG, 300.0, &design()).unwrap());
    }

    #[test]
    fn a_palette_changes_no_pixel() {
        let drawn = |fill: &str, colours: usize| {
            let bars: String = (0..colours)
                .map(|bar| {
                    format!(
                        r#"<rect x="{bar}" width="1" height="9" fill="rgb({} {} 7)" {fill}/>"#,
                        bar / 256,
                        bar % 256
                    )
                })
                .collect();
            let svg = format!(
                r#"<svg xmlns="http://www.w3.org/2000/svg" width="{colours}px" height="9px" viewBox="0 0 {colours} 9">{bars}</svg>"#
            );
            png(&svg, SVG_DPI, &design()).unwrap().bytes
        };
        // Byte 25 is the type of the colours: 3 is a palette, 6 red, green, blue and opacity.
        for (fill, colours, kind) in [("", 256, 3), ("", 300, 6), (r#"fill-opacity=".5""#, 200, 3)] {
            let bytes = drawn(fill, colours);
            let picture = Pixmap::decode_png(&bytes).unwrap();
            assert_eq!((bytes[25], picture.width() as usize), (kind, colours));
            for (bar, pixel) in picture.pixels().iter().take(colours).enumerate() {
                let colour = pixel.demultiply();
                let near = |found: u8, given: usize| {
                    usize::from(found).abs_diff(given) <= usize::from(kind == 3 && !fill.is_empty())
                };
                assert!(
                    near(colour.red(), bar / 256) && near(colour.green(), bar % 256) && near(colour.blue(), 7),
                    "{bar}"
                );
            }
        }
    }

    #[test]
    fn bad_input_is_an_error_that_says_what_is_wrong() {
        assert!(png("not svg", 300.0, &design()).unwrap_err().message().contains("cannot make a PNG"));
        assert!(png(SVG, f32::NAN, &design()).unwrap_err().message().contains("dots per inch"));
        let large = SVG.replace("72pt", "7200pt").replace("36pt", "3600pt");
        assert!(png(&large, 600.0, &design()).unwrap_err().message().contains("100 million"));
    }
}
