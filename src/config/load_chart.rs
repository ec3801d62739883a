//! Reads `[chart]` of the project file.

use std::ops::{Range, RangeInclusive};
use std::path::PathBuf;

use super::toml_source::{Located, TomlTable};
use super::{ChartConfig, ChartScale, ColourRole, MOST_PIXELS, NUMBER_MARKS, PageSize, Rgb, StyleName};
use crate::error::Result;

/// Sizes of type that can be chosen, in points. The smallest text of a chart has 7 pt at least.
const TYPE_SIZES: (f64, f64) = (7.0, 72.0);
/// Resolutions that can be chosen, in dots per inch.
const DPI: (u64, u64) = (36, 2400);
/// Width of a chart where none is set, in millimetres.
const WIDTH: f64 = 160.0;
/// Contrast that text needs (WCAG 2.2, level AA).
const AA: f64 = 4.5;
/// Contrast that marks need (WCAG 2.2, 1.4.11).
const MARKS: f64 = 3.0;
/// Background and lightest text of the built-in styles, which stay where a colour is not chosen.
const BUILT_IN: [(ColourRole, Rgb); 3] =
    [(ColourRole::Paper, Rgb(255, 255, 255)), (ColourRole::Ink, Rgb(26, 26, 26)), (ColourRole::Muted, Rgb(89, 89, 89))];

/// The section; keys that are absent stay as they are in `chart`.
///
/// # Errors
/// At an unknown key or a wrong value, and at a text colour that does not stand out from the background.
pub fn chart(table: &TomlTable<'_, '_>, mut chart: ChartConfig) -> Result<ChartConfig> {
    table.allow(&["style", "scale", "size", "font", "language", "dpi", "colours", "font_sizes", "logo_line"])?;
    if let Some(style) = table.choice("style", &StyleName::ALL)? {
        chart.style = style;
    }
    if let Some(scale) = table.choice("scale", &ChartScale::ALL)? {
        chart.scale = scale;
    }
    if let Some(size) = table.string("size")? {
        let page = PageSize::parse(&size.value).map_err(|error| {
            table.error(&size.span, error.message()).hint("write 160x90mm, 160mm, 16x9cm or 6.3x3.5in")
        })?;
        chart.size = Some(page);
    }
    if let Some(font) = table.path("font")? {
        chart.font = Some(PathBuf::from(font.value));
    }
    if let Some(language) = table.choice("language", &NUMBER_MARKS.map(|marks| (marks.code, marks)))? {
        chart.language = language;
    }
    if let Some(dpi) = table.integer("dpi")? {
        if !(DPI.0..=DPI.1).contains(&dpi.value) {
            return Err(table.error(&dpi.span, format!("`dpi` must be between {} and {}", DPI.0, DPI.1)));
        }
        chart.dpi = dpi.value as u32;
        check_pixels(table, &dpi, chart.size)?;
    }
    if let Some(logo_line) = table.string("logo_line")? {
        chart.logo_line = logo_line.value;
    }
    if let Some(colours) = table.table("colours")? {
        let names = ColourRole::ALL.map(|(name, _)| name);
        colours.allow(&[&names[..], &["categorical", "sequential"]].concat())?;
        chart.colours = self::colours(&colours)?;
        let paper =
            chart.colours.iter().find(|(role, _)| *role == ColourRole::Paper).map_or(BUILT_IN[0].1, |(_, c)| *c);
        chart.categorical = categorical(&colours, paper)?;
        chart.sequential = sequential(&colours)?;
    }
    if let Some(sizes) = table.table("font_sizes")? {
        sizes.allow(&["title", "text"])?;
        chart.title_size = type_size(&sizes, "title")?.or(chart.title_size);
        chart.text_size = type_size(&sizes, "text")?.or(chart.text_size);
    }
    Ok(chart)
}

/// Refuses a resolution at which a chart of the size that is set, or as high as wide, has more pixels than a picture may have.
fn check_pixels(table: &TomlTable<'_, '_>, dpi: &Located<u64>, size: Option<PageSize>) -> Result<()> {
    let (width, height) = size.map_or((WIDTH, WIDTH), |size| (size.width_mm, size.height_mm.unwrap_or(size.width_mm)));
    let most = (MOST_PIXELS / (width * height)).sqrt() * 25.4;
    if dpi.value as f64 <= most {
        return Ok(());
    }
    let message = format!("`dpi` of {} makes pictures of more than 100 million pixels", dpi.value);
    Err(table.error(&dpi.span, message).hint(format!("write {} or less, or a smaller `size`", most.floor())))
}

fn type_size(table: &TomlTable<'_, '_>, key: &str) -> Result<Option<f64>> {
    let Some(size) = table.number(key)? else { return Ok(None) };
    let (least, most) = TYPE_SIZES;
    if (least..=most).contains(&size.value) {
        Ok(Some(size.value))
    } else {
        Err(table.error(&size.span, format!("`{key}` must be between {least} and {most} points")))
    }
}

fn colour(table: &TomlTable<'_, '_>, text: &Located<String>) -> Result<Rgb> {
    Rgb::parse(&text.value).ok_or_else(|| {
        table
            .error(&text.span, format!("`{}` is no colour", text.value))
            .hint("write # and six hexadecimal digits, such as \"#0072b2\"")
    })
}

/// A list of colours with their places in the file; empty if the key is absent.
fn list(table: &TomlTable<'_, '_>, key: &str, number: RangeInclusive<usize>) -> Result<Vec<(Rgb, Range<usize>)>> {
    let Some(texts) = table.strings(key)? else { return Ok(Vec::new()) };
    let colours: Vec<(Rgb, Range<usize>)> =
        texts.iter().map(|text| Ok((colour(table, text)?, text.span.clone()))).collect::<Result<_>>()?;
    if !number.contains(&colours.len()) {
        let plural = if colours.len() == 1 { "" } else { "s" };
        let message =
            format!("`{key}` has {} colour{plural}; it needs {} to {}", colours.len(), number.start(), number.end());
        let place = table.entries().into_iter().find(|(name, _)| name.value == key).map(|(name, _)| name.span);
        return Err(table.error(&place.unwrap_or_default(), message));
    }
    Ok(colours)
}

/// Colours of series: each stands out from the paper, and no two are the same.
fn categorical(table: &TomlTable<'_, '_>, paper: Rgb) -> Result<Vec<Rgb>> {
    let colours = list(table, "categorical", 5..=8)?;
    for (place, (colour, span)) in colours.iter().enumerate() {
        let ratio = colour.contrast(paper);
        if ratio < MARKS {
            let message = format!(
                "the colour {} has a contrast of {:.2} with the paper {}; marks need {MARKS} (WCAG 2.2, 1.4.11)",
                colour.hex(),
                (ratio * 100.0).floor() / 100.0,
                paper.hex()
            );
            return Err(table.error(span, message).hint("make the colour darker or the paper lighter"));
        }
        if colours[..place].iter().any(|(other, _)| other == colour) {
            return Err(table.error(span, format!("the colour {} stands twice in `categorical`", colour.hex())));
        }
    }
    Ok(colours.into_iter().map(|(colour, _)| colour).collect())
}

/// Stops of a scale: each darker than the one before, so that the scale reads in grey and with any colour vision.
fn sequential(table: &TomlTable<'_, '_>) -> Result<Vec<Rgb>> {
    let colours = list(table, "sequential", 2..=9)?;
    for pair in colours.windows(2) {
        let ((before, _), (after, span)) = (&pair[0], &pair[1]);
        if after.luminance() >= before.luminance() {
            let message = format!("in `sequential` the colour {} is not darker than {}", after.hex(), before.hex());
            return Err(table.error(span, message).hint("order the colours from light (low) to dark (high)"));
        }
    }
    Ok(colours.into_iter().map(|(colour, _)| colour).collect())
}

fn colours(table: &TomlTable<'_, '_>) -> Result<Vec<(ColourRole, Rgb)>> {
    let mut chosen: Vec<(ColourRole, Rgb, Range<usize>)> = Vec::new();
    for (name, role) in ColourRole::ALL {
        let Some(text) = table.string(name)? else { continue };
        chosen.push((role, colour(table, &text)?, text.span));
    }
    let of = |role: ColourRole| {
        let built_in = BUILT_IN.iter().find(|(known, _)| *known == role).map(|(_, colour)| (*colour, None));
        chosen.iter().find(|(known, ..)| *known == role).map(|(_, colour, span)| (*colour, Some(span))).or(built_in)
    };
    let paper = of(ColourRole::Paper);
    for (name, role) in [("ink", ColourRole::Ink), ("muted", ColourRole::Muted)] {
        let (Some((text, text_span)), Some((paper, paper_span))) = (of(role), paper) else { continue };
        let (Some(span), ratio) = (text_span.or(paper_span), text.contrast(paper)) else { continue };
        if ratio < AA {
            let message = format!(
                "the text colour `{name}` {} has a contrast of {:.2} with the paper {}; text needs {AA} (WCAG 2.2, AA)",
                text.hex(),
                // Never rounded up to what is asked.
                (ratio * 100.0).floor() / 100.0,
                paper.hex()
            );
            return Err(table.error(span, message).hint("make the text darker or the paper lighter"));
        }
    }
    Ok(chosen.into_iter().map(|(role, colour, _)| (role, colour)).collect())
}
