//! SVG to PNG, with the embedded font and no other.

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, fontdb};

use super::measure::{REGULAR, SEMI_BOLD};
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
    let options = usvg::Options { font_family: "Inter".into(), fontdb: FONTS.clone(), ..usvg::Options::default() };
    let tree = usvg::Tree::from_str(svg, &options).map_err(|error| failed(error.to_string()))?;
    let scale = dpi / SVG_DPI;
    let (width, height) = ((tree.size().width() * scale).round(), (tree.size().height() * scale).round());
    if f64::from(width) * f64::from(height) > MOST_PIXELS {
        return Err(failed(format!("{width} x {height} pixels are more than 100 million")).hint("use fewer dots per inch"));
    }
    let mut pixmap = Pixmap::new((width as u32).max(1), (height as u32).max(1))
        .ok_or_else(|| failed("the picture has no size".to_string()))?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    pixmap.encode_png().map_err(|error| failed(error.to_string()))
}
