//! SVG to PNG, with the embedded font and no other.

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, fontdb};

use super::measure::{REGULAR, SEMI_BOLD, covers};
use super::xml::BOX;
use crate::error::{Error, ErrorKind, Result};

/// Pixels per inch at which an SVG has one pixel per `px`.
const SVG_DPI: f32 = 96.0;
/// Most pixels in a picture: 400 MB in memory.
const MOST_PIXELS: f64 = 1e8;

static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(REGULAR.to_vec());
    fonts.load_font_data(SEMI_BOLD.to_vec());
    fonts.set_sans_serif_family("Inter");
    Arc::new(fonts)
});

/// Draws a chart as PNG. 300 dots per inch suit print: a chart of 160 mm is then 1,890 pixels wide.
///
/// The embedded font covers Latin, Greek and Cyrillic; characters of other scripts are drawn as
/// empty boxes.
///
/// # Errors
///
/// An error of kind `Output` if `svg` is not an SVG document, if `dpi` is not between 1 and 2400,
/// or if the picture would have more than 100 million pixels.
pub fn png(svg: &str, dpi: f32) -> Result<Vec<u8>> {
    let failed = |why: String| Error::new(ErrorKind::Output, format!("cannot make a PNG of the chart: {why}"));
    if !(1.0..=2400.0).contains(&dpi) {
        return Err(failed(format!("{dpi} dots per inch is not between 1 and 2400")));
    }
    let tree = tree(svg).map_err(|error| failed(error.to_string()))?;
    let scale = dpi / SVG_DPI;
    let (width, height) = ((tree.size().width() * scale).round(), (tree.size().height() * scale).round());
    if f64::from(width) * f64::from(height) > MOST_PIXELS {
        return Err(
            failed(format!("{width} x {height} pixels are more than 100 million")).hint("use fewer dots per inch")
        );
    }
    let mut pixmap = Pixmap::new((width as u32).max(1), (height as u32).max(1))
        .ok_or_else(|| failed("the picture has no size".to_string()))?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    pixmap.encode_png().map_err(|error| failed(error.to_string()))
}

/// Reads an SVG and lays out its text in the embedded font.
pub(super) fn tree(svg: &str) -> std::result::Result<usvg::Tree, usvg::Error> {
    let options = usvg::Options { font_family: "Inter".into(), fontdb: FONTS.clone(), ..usvg::Options::default() };
    let covered: String = svg.chars().map(|c| if covers(c) { c } else { BOX }).collect();
    usvg::Tree::from_str(&covered, &options)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SVG: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" width="72pt" height="36pt" viewBox="0 0 72 36"><text x="5" y="20" font-size="10" font-family="Inter">Theme</text></svg>"#;

    #[test]
    fn dots_per_inch_set_the_size() {
        let picture = Pixmap::decode_png(&png(SVG, 300.0).unwrap()).unwrap();
        assert_eq!((picture.width(), picture.height()), (300, 150));
        assert!(picture.pixels().iter().any(|pixel| pixel.alpha() > 200), "the text is drawn");
        assert_eq!(png(SVG, 300.0).unwrap(), png(SVG, 300.0).unwrap());
    }

    #[test]
    fn bad_input_is_an_error_that_says_what_is_wrong() {
        assert!(png("not svg", 300.0).unwrap_err().message().contains("cannot make a PNG"));
        assert!(png(SVG, f32::NAN).unwrap_err().message().contains("dots per inch"));
        let large = SVG.replace("72pt", "7200pt").replace("36pt", "3600pt");
        assert!(png(&large, 600.0).unwrap_err().message().contains("100 million"));
    }
}
