//! SVG to PNG, with the fonts of the chart, and beyond them those of the system.

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
    let bytes = pixmap.encode_png().map_err(|error| failed(error.to_string()))?;
    Ok(Picture { bytes, missing: outlined.missing })
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
    fn bad_input_is_an_error_that_says_what_is_wrong() {
        assert!(png("not svg", 300.0, &design()).unwrap_err().message().contains("cannot make a PNG"));
        assert!(png(SVG, f32::NAN, &design()).unwrap_err().message().contains("dots per inch"));
        let large = SVG.replace("72pt", "7200pt").replace("36pt", "3600pt");
        assert!(png(&large, 600.0, &design()).unwrap_err().message().contains("100 million"));
    }
}
