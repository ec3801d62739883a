//! SVG to PDF: the shapes of the same document that PNG is made from, as vectors.
//!
//! Letters are shapes, so a PDF needs no font and looks alike everywhere; its text cannot be searched. A structure tree
//! holds the chart as one figure with its description, for readers who cannot see it. What the charts draw is translated:
//! paths with a colour, a width and a dash; nothing else occurs in them.

use pdf_writer::types::{LineCapStyle, LineJoinStyle, StructRole};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, TextStr};
use resvg::tiny_skia::{PathSegment, Point, Transform};
use resvg::usvg::{self, FillRule, Group, LineCap, LineJoin, Node, Paint, PaintOrder, Path};

use super::Rendered;
use super::design::Design;
use super::outline::outlined;
use super::png::Picture;
use crate::error::{Error, ErrorKind, Result};

/// Points in a pixel of SVG.
const POINTS_PER_PIXEL: f32 = 0.75;
/// Effort of compression, 0 to 10; more than this hardly shrinks the file.
const COMPRESSION: u8 = 6;

/// Writes a chart as PDF of the size of its page, in vectors. Fonts are as in [`png`](super::png()). Equal charts give equal
/// bytes: the file has no date.
///
/// # Errors
///
/// An error of kind `Output` if the SVG of the chart cannot be read.
pub fn pdf(chart: &Rendered, design: &Design) -> Result<Picture> {
    let outlined = outlined(&chart.svg, &design.fonts)
        .map_err(|error| Error::new(ErrorKind::Output, format!("cannot make a PDF of the chart: {error}")))?;
    let (width, height) =
        (outlined.tree.size().width() * POINTS_PER_PIXEL, outlined.tree.size().height() * POINTS_PER_PIXEL);
    let content = miniz_oxide::deflate::compress_to_vec_zlib(&content(&outlined.tree, height), COMPRESSION);

    let mut next = Ref::new(1);
    let [catalog, pages, page, stream, root, figure, parents, info] = [(); 8].map(|()| next.bump());
    let mut pdf = Pdf::new();
    let mut written = pdf.catalog(catalog);
    written.pages(pages).lang(TextStr("en"));
    written.mark_info().marked(true);
    written.pair(Name(b"StructTreeRoot"), root);
    written.viewer_preferences().display_doc_title(true);
    written.finish();
    pdf.pages(pages).kids([page]).count(1);
    let mut written = pdf.page(page);
    written.parent(pages).media_box(Rect::new(0.0, 0.0, width, height)).contents(stream).struct_parents(0);
    written.resources();
    written.finish();
    pdf.stream(stream, &content).filter(Filter::FlateDecode);
    let mut written = pdf.indirect(root).start::<pdf_writer::writers::StructTreeRoot<'_>>();
    written.child(figure).parent_tree_next_key(1).parent_tree().nums().insert(0, parents);
    written.finish();
    let mut written = pdf.struct_element(figure);
    written.kind(StructRole::Figure).parent(root).page(page);
    written.title(TextStr(&chart.title)).alt(TextStr(&chart.description));
    written.marked_content_child().marked_content_id(0);
    written.finish();
    pdf.indirect(parents).array().item(figure);
    pdf.document_info(info).title(TextStr(&chart.title)).creator(TextStr("themeshift"));
    Ok(Picture { bytes: pdf.finish(), missing: outlined.missing })
}

/// The drawing as operators of PDF, whose y grows upwards.
fn content(tree: &usvg::Tree, height: f32) -> Vec<u8> {
    let mut content = Content::new();
    content.begin_marked_content_with_properties(Name(b"Figure")).properties().identify(0);
    let page = Transform::from_row(POINTS_PER_PIXEL, 0.0, 0.0, -POINTS_PER_PIXEL, 0.0, height);
    group(&mut content, tree.root(), page);
    content.end_marked_content();
    content.finish().into_vec()
}

fn group(content: &mut Content, nodes: &Group, transform: Transform) {
    let transform = transform.pre_concat(nodes.transform());
    for node in nodes.children() {
        match node {
            Node::Group(inner) => group(content, inner, transform),
            Node::Path(path) => self::path(content, path, transform),
            Node::Text(text) => group(content, text.flattened(), transform),
            Node::Image(_) => {}
        }
    }
}

fn path(content: &mut Content, path: &Path, transform: Transform) {
    if !path.is_visible() {
        return;
    }
    content.save_state();
    let t = transform;
    content.transform([t.sx, t.ky, t.kx, t.sy, t.tx, t.ty]);
    match path.paint_order() {
        PaintOrder::FillAndStroke => {
            fill(content, path);
            stroke(content, path);
        }
        PaintOrder::StrokeAndFill => {
            stroke(content, path);
            fill(content, path);
        }
    }
    content.restore_state();
}

fn channels(paint: &Paint) -> Option<[f32; 3]> {
    match paint {
        Paint::Color(colour) => Some([colour.red, colour.green, colour.blue].map(|c| f32::from(c) / 255.0)),
        _ => None,
    }
}

fn fill(content: &mut Content, path: &Path) {
    let Some(fill) = path.fill() else { return };
    let Some([red, green, blue]) = channels(fill.paint()) else { return };
    content.set_fill_rgb(red, green, blue);
    shape(content, path);
    match fill.rule() {
        FillRule::NonZero => content.fill_nonzero(),
        FillRule::EvenOdd => content.fill_even_odd(),
    };
}

fn stroke(content: &mut Content, path: &Path) {
    let Some(stroke) = path.stroke() else { return };
    let Some([red, green, blue]) = channels(stroke.paint()) else { return };
    content.set_stroke_rgb(red, green, blue);
    content.set_line_width(stroke.width().get());
    content.set_line_cap(match stroke.linecap() {
        LineCap::Butt => LineCapStyle::ButtCap,
        LineCap::Round => LineCapStyle::RoundCap,
        LineCap::Square => LineCapStyle::ProjectingSquareCap,
    });
    content.set_line_join(match stroke.linejoin() {
        LineJoin::Round => LineJoinStyle::RoundJoin,
        LineJoin::Bevel => LineJoinStyle::BevelJoin,
        LineJoin::Miter | LineJoin::MiterClip => LineJoinStyle::MiterJoin,
    });
    if let Some(dashes) = stroke.dasharray() {
        content.set_dash_pattern(dashes.iter().copied(), stroke.dashoffset());
    }
    shape(content, path);
    content.stroke();
}

fn shape(content: &mut Content, path: &Path) {
    // A thousandth of a pixel is finer than any printer, and shorter to write than all digits.
    let round = |point: Point| ((point.x * 1e3).round() / 1e3, (point.y * 1e3).round() / 1e3);
    let mut from = Point::zero();
    for segment in path.data().segments() {
        match segment {
            PathSegment::MoveTo(to) => {
                let (x, y) = round(to);
                content.move_to(x, y);
                from = to;
            }
            PathSegment::LineTo(to) => {
                let (x, y) = round(to);
                content.line_to(x, y);
                from = to;
            }
            PathSegment::QuadTo(by, to) => {
                // A quadratic curve as a cubic one.
                let third = |end: f32, control: f32| end + 2.0 / 3.0 * (control - end);
                let (x1, y1) = round(Point::from_xy(third(from.x, by.x), third(from.y, by.y)));
                let (x2, y2) = round(Point::from_xy(third(to.x, by.x), third(to.y, by.y)));
                let (x3, y3) = round(to);
                content.cubic_to(x1, y1, x2, y2, x3, y3);
                from = to;
            }
            PathSegment::CubicTo(by, and, to) => {
                let ((x1, y1), (x2, y2), (x3, y3)) = (round(by), round(and), round(to));
                content.cubic_to(x1, y1, x2, y2, x3, y3);
                from = to;
            }
            PathSegment::Close => {
                content.close_path();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::StyleName;

    const SVG: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" width="72pt" height="36pt" viewBox="0 0 72 36"><rect x="6" y="3" width="10" height="20" fill="#0072b2"/><text x="5" y="20" font-size="10" font-family="Inter">Theme</text></svg>"##;

    fn chart(svg: &str) -> Rendered {
        Rendered {
            name: "n".into(),
            title: "Title (1)".into(),
            description: "What is seen: Größe".into(),
            svg: svg.into(),
            data: Vec::new(),
            warnings: Vec::new(),
        }
    }

    #[test]
    fn a_page_has_the_size_of_the_chart_and_its_description() {
        let design = Design::built_in(StyleName::Screen);
        let file = pdf(&chart(SVG), &design).unwrap();
        assert!(file.bytes.starts_with(b"%PDF-1.7") && file.missing.is_empty());
        let text = String::from_utf8_lossy(&file.bytes);
        assert!(
            text.contains("/MediaBox [0 0 72 36]") && text.contains("/S /Figure") && text.contains("/Alt"),
            "{text}"
        );
        assert!(text.contains("(Title \\(1\\))") || text.contains("(Title (1))"), "{text}");
        assert_eq!(file, pdf(&chart(SVG), &design).unwrap());
        assert!(pdf(&chart("not svg"), &design).unwrap_err().message().contains("cannot make a PDF"));
    }

    #[test]
    fn marks_and_letters_are_filled_in_their_colours() {
        let design = Design::built_in(StyleName::Screen);
        let tree = outlined(SVG, &design.fonts).unwrap().tree;
        let operators = String::from_utf8(content(&tree, 36.0)).unwrap();
        assert!(operators.contains("0 0.44705883 0.69803923 rg"), "{operators}");
        // The letters.
        assert!(operators.contains("0 0 0 rg") && operators.matches(" c\n").count() > 10);
    }
}
