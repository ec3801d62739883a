//! SVG with its text laid out as shapes, for PNG and PDF.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use resvg::usvg::{self, fontdb};
use skrifa::{FontRef, MetadataProvider};

use super::measure::{EMBEDDED_FAMILY, Fonts, REGULAR, SEMI_BOLD};
use super::text::RIGHT_TO_LEFT;
use super::xml::BOX;

static EMBEDDED: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(REGULAR.to_vec());
    fonts.load_font_data(SEMI_BOLD.to_vec());
    fonts.set_sans_serif_family(EMBEDDED_FAMILY);
    Arc::new(fonts)
});

/// The fonts of the system; read only when a chart has a character that its own fonts lack.
static SYSTEM: LazyLock<fontdb::Database> = LazyLock::new(|| {
    let fonts = fontdb::Database::new();
    // A page of a browser has none.
    #[cfg(not(target_family = "wasm"))]
    let fonts = {
        let mut fonts = fonts;
        fonts.load_system_fonts();
        fonts
    };
    fonts
});

/// A laid out SVG.
pub(super) struct Outlined {
    /// The document.
    pub tree: usvg::Tree,
    /// Characters that no font has, each once; boxes stand in their place.
    pub missing: Vec<char>,
}

/// Reads an SVG and lays out its text in the fonts of a chart and, beyond them, those of the system.
pub(super) fn outlined(svg: &str, fonts: &Fonts) -> Result<Outlined, usvg::Error> {
    let uncovered: BTreeSet<char> = svg.chars().filter(|&c| !fonts.covers(c)).collect();
    let mut faces = (**EMBEDDED).clone();
    if let Some(file) = &fonts.file {
        faces = fontdb::Database::new();
        faces.load_font_data(file.data.clone());
        faces.load_font_data(REGULAR.to_vec());
        faces.load_font_data(SEMI_BOLD.to_vec());
        faces.set_sans_serif_family(EMBEDDED_FAMILY);
    }
    let mut missing = uncovered;
    if !missing.is_empty() {
        add_system_faces(&mut faces, &mut missing);
    }
    let fontdb = if faces.len() == EMBEDDED.len() { EMBEDDED.clone() } else { Arc::new(faces) };
    let options = usvg::Options { font_family: EMBEDDED_FAMILY.into(), fontdb, ..usvg::Options::default() };
    let drawn: String = left_to_right(svg).chars().map(|c| if missing.contains(&c) { BOX } else { c }).collect();
    Ok(Outlined { tree: usvg::Tree::from_str(&drawn, &options)?, missing: missing.into_iter().collect() })
}

/// Adds the faces of the system that have some of the wanted characters, and takes these off the list.
fn add_system_faces(faces: &mut fontdb::Database, wanted: &mut BTreeSet<char>) {
    let mut known: Vec<&fontdb::FaceInfo> = SYSTEM.faces().collect();
    // The order in which a system lists its fonts is not fixed.
    known.sort_by(|a, b| {
        (a.style != fontdb::Style::Normal, a.weight.0.abs_diff(400), &a.post_script_name).cmp(&(
            b.style != fontdb::Style::Normal,
            b.weight.0.abs_diff(400),
            &b.post_script_name,
        ))
    });
    for face in known {
        if wanted.is_empty() {
            return;
        }
        let has = SYSTEM.with_face_data(face.id, |data, index| {
            let Ok(font) = FontRef::from_index(data, index) else { return Vec::new() };
            let characters = font.charmap();
            wanted.iter().copied().filter(|&c| characters.map(c).is_some()).collect::<Vec<char>>()
        });
        let has = has.unwrap_or_default();
        if !has.is_empty() {
            faces.push_face_info(face.clone());
            has.iter().for_each(|c| {
                wanted.remove(c);
            });
        }
    }
}

/// The same document for a renderer that takes all text as running from left to right: text from right to left is
/// wrapped into marks of direction, and its anchor stands where it was meant.
fn left_to_right(svg: &str) -> String {
    if !svg.contains(RIGHT_TO_LEFT) {
        return svg.to_string();
    }
    let line = |line: &str| {
        let Some((before, after)) = line.split_once(RIGHT_TO_LEFT).filter(|_| line.starts_with("<text ")) else {
            return format!("{line}\n");
        };
        let anchored = if before.contains(" text-anchor=\"middle\"") {
            before.to_string()
        } else if before.contains(" text-anchor=\"end\"") {
            before.replace(" text-anchor=\"end\"", "")
        } else {
            format!("{before} text-anchor=\"end\"")
        };
        let content = after.strip_suffix("</text>").unwrap_or(after);
        let start = content.rfind('>').map_or(0, |at| at + 1);
        format!("{anchored}{}\u{2067}{}\u{2069}</text>\n", &content[..start], &content[start..])
    };
    svg.lines().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(text: &str) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"90\" height=\"30\" font-family=\"Inter\">\n{text}\n</svg>\n"
        )
    }

    #[test]
    fn the_left_end_of_text_from_right_to_left_stays_where_it_was_meant() {
        let text = |anchor: &str| {
            format!("<text x=\"40\" y=\"20\" font-size=\"9\"{anchor}{RIGHT_TO_LEFT} fill=\"#000000\">ab</text>")
        };
        let drawn = |anchor: &str| left_to_right(&svg(&text(anchor)));
        // The start of such text is at the right, so what ends at 40 in SVG begins at 40 from the left.
        assert!(!drawn(" text-anchor=\"end\"").contains("anchor") && drawn("").contains(" text-anchor=\"end\""));
        assert!(drawn(" text-anchor=\"middle\"").contains(" text-anchor=\"middle\""));
        assert!(drawn("").contains(">\u{2067}ab\u{2069}</text>") && !drawn("").contains("direction"));
        let bounds =
            |anchor: &str| outlined(&svg(&text(anchor)), &Fonts::default()).unwrap().tree.root().bounding_box();
        assert!((bounds(" text-anchor=\"end\"").left() - 40.0).abs() < 2.0);
        assert!((bounds("").right() - 40.0).abs() < 2.0);
    }

    #[test]
    fn characters_without_a_font_are_named_once() {
        // A place for private use, which no font of a system is likely to fill.
        let private = '\u{10FFF0}';
        let found = outlined(&svg(&format!("<text x=\"4\" y=\"20\">A{private}{private} Ж</text>")), &Fonts::default());
        assert_eq!(found.unwrap().missing, [private]);
        assert!(outlined(&svg("<text x=\"4\" y=\"20\">Ωж</text>"), &Fonts::default()).unwrap().missing.is_empty());
    }
}
