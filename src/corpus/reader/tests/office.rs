use super::{archive, blocks, notes, nowhere};
use crate::corpus::Document;
use crate::corpus::reader::{doc, docx};

/// A Word document with this main text.
fn word(body: &str) -> Document {
    let styles = "<w:styles><w:style w:styleId='H'><w:name w:val='heading 1'/><w:pPr><w:outlineLvl w:val='0'/></w:pPr></w:style>\
                  <w:style w:styleId='Up'><w:rPr><w:vertAlign w:val='superscript'/></w:rPr></w:style>\
                  <w:style w:styleId='Gone'><w:rPr><w:vanish/></w:rPr></w:style></w:styles>";
    let main = format!("<w:document><w:body>{body}</w:body></w:document>");
    let bytes = archive(&[("word/styles.xml", styles), ("word/document.xml", &main)]);
    docx::read(&bytes, nowhere()).expect("a document")
}

fn run(text: &str) -> String {
    format!("<w:r><w:t>{text}</w:t></w:r>")
}

fn formatted(properties: &str, text: &str) -> String {
    format!("<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>")
}

fn paragraph(properties: &str, runs: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>")
}

const ITEM: &str = "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='3'/></w:numPr>";

#[test]
fn formatting_of_before_does_not_count() {
    let was = |properties: &str| format!("<w:pPrChange><w:pPr>{properties}</w:pPr></w:pPrChange>");
    let body = [
        paragraph(&was("<w:pStyle w:val='H'/>"), &run("No heading any more.")),
        paragraph(&format!("<w:pStyle w:val='H'/>{}", was("")), &run("A heading now")),
        paragraph(&format!("{ITEM}{}", was("<w:numPr><w:numId w:val='0'/></w:numPr>")), &run("An item now.")),
        paragraph(&was(ITEM), &run("No item any more.")),
        paragraph("", &formatted("<w:b/><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>", "Shown now.")),
    ];
    let document = word(&body.concat());
    let expected =
        ["p No heading any more.", "h A heading now", "i An item now.", "p No item any more.", "p Shown now."];
    assert_eq!(blocks(&document), expected);
    assert_eq!(notes(&document), Vec::<&str>::new());
}

#[test]
fn a_paragraph_whose_mark_was_deleted_goes_on() {
    let gone = "<w:rPr><w:del w:id='1'/></w:rPr>";
    let body = [
        paragraph(gone, &run("The har")),
        paragraph(gone, &run("bour ")),
        paragraph(ITEM, &run("is open.")),
        paragraph("", &format!("Kept <w:del>{}</w:del>", "<w:r><w:delText>not kept</w:delText></w:r>")),
        paragraph(gone, &run("At the end of a cell.")),
        "<w:tbl><w:tr><w:tc>".into(),
        paragraph(gone, &run("One")),
        "</w:tc><w:tc>".into(),
        paragraph("", &run("two")),
        "</w:tc></w:tr></w:tbl>".into(),
        paragraph(gone, &run("The last.")),
    ];
    let document = word(&body.concat());
    assert_eq!(blocks(&document), ["i The harbour is open.", "p At the end of a cell.", "r One; two", "p The last."]);
    assert_eq!(notes(&document), ["not read: deleted text (1)"]);
}

#[test]
fn hidden_text_and_placeholders_are_left_out_and_told() {
    let control = |properties: &str, content: &str| {
        format!("<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>")
    };
    let body = [
        paragraph(
            "",
            &[run("Seen "), formatted("<w:vanish/>", "unseen "), formatted("<w:vanish w:val='0'/>", "too.")].concat(),
        ),
        paragraph("", &formatted("<w:rStyle w:val='Gone'/>", "Unseen.")),
        paragraph("<w:pStyle w:val='Gone'/>", &run("Unseen.")),
        // What is said of the mark is not said of the text.
        paragraph("<w:rPr><w:vanish/></w:rPr>", &run("Seen as well.")),
        control("<w:showingPlcHdr/>", &paragraph("", &run("Click here."))),
        control("<w:alias w:val='x'/>", &paragraph("", &run("Filled in."))),
        paragraph("", &[run("Place: "), control("<w:showingPlcHdr/>", &run("choose")), run("Bern")].concat()),
    ];
    let document = word(&body.concat());
    assert_eq!(blocks(&document), ["p Seen too.", "p Seen as well.", "p Filled in.", "p Place: Bern"]);
    assert_eq!(notes(&document), ["not read: hidden text (3), placeholders of forms (2)"]);
}

#[test]
fn a_box_follows_the_paragraph_that_it_is_anchored_to() {
    let text_box = |text: &str| {
        let content = format!("<w:txbxContent>{text}</w:txbxContent>");
        format!(
            "<w:r><mc:AlternateContent><mc:Choice Requires='wps'>{content}</mc:Choice><mc:Choice Requires='x'>{content}</mc:Choice>\
             <mc:Fallback>{content}</mc:Fallback></mc:AlternateContent></w:r>"
        )
    };
    let table = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    let inner = [paragraph(ITEM, &run("Boxed item.")), table.to_string(), paragraph("", &run("Boxed text."))].concat();
    let body = [
        paragraph("", &run("First.")),
        paragraph("", &[run("Before "), text_box(&inner), run("and after.")].concat()),
        paragraph("", &text_box(&paragraph("<w:pStyle w:val='H'/>", &run("Alone in a box")))),
        format!("<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>", paragraph("", &[run("cell"), text_box(&paragraph("", &run("boxed")))].concat())),
        // Forms of which the first has nothing are read by it all the same.
        "<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>Old box.</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>".into(),
    ];
    let expected = [
        "p First.",
        "p Before and after.",
        "i Boxed item.",
        "r a; b",
        "p Boxed text.",
        "h Alone in a box",
        "r cell boxed",
        "p Old box.",
    ];
    assert_eq!(blocks(&word(&body.concat())), expected);
}

#[test]
fn rows_of_a_table_within_a_table_are_rows() {
    let cell = |text: &str| format!("<w:tc>{text}</w:tc>");
    let text = |text: &str| paragraph("", &run(text));
    let inner = format!("<w:tbl><w:tr>{}{}</w:tr></w:tbl>", cell(&text("three")), cell(&text("four")));
    let outer = format!(
        "<w:tbl><w:tr>{}{}{}</w:tr></w:tbl>",
        cell(&text("one")),
        cell(&[text("two"), inner, text("five")].concat()),
        cell(&text("six"))
    );
    assert_eq!(blocks(&word(&outer)), ["r one; two", "r three; four", "r five; six"]);
}

#[test]
fn codes_of_fields_are_no_text_and_their_results_are() {
    let field = |kind: &str| format!("<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>");
    let nested = [field("begin"), run("inner result"), field("end")].concat();
    let body = [
        paragraph(
            "",
            &[run("See "), field("begin"), nested, field("separate"), run("page 4"), field("end"), run(".")].concat(),
        ),
        // A field without an end hides no more than its paragraph.
        paragraph("", &[run("Open "), field("begin"), run("code")].concat()),
        paragraph("", &run("Next.")),
    ];
    assert_eq!(blocks(&word(&body.concat())), ["p See page 4.", "p Open", "p Next."]);
}

#[test]
fn marks_of_notes_are_no_words() {
    let up = "<w:vertAlign w:val='superscript'/>";
    let body = [
        paragraph(
            "",
            &[
                run("Ferries"),
                formatted(up, "1"),
                formatted(up, ",2"),
                run(" and trams"),
                // As LibreOffice writes it.
                formatted("<w:position w:val='8'/><w:sz w:val='19'/>", "4"),
                formatted("<w:position w:val='-8'/>", " go"),
                formatted("<w:rStyle w:val='Up'/>", "3"),
                run("."),
            ]
            .concat(),
        ),
        paragraph("", &[run("Buses"), "<w:r><w:footnoteReference w:id='2'/></w:r>".into(), run("stop.")].concat()),
        paragraph(
            "",
            &[
                run("the 1"),
                formatted(up, "st"),
                run(" of 5 km"),
                formatted(up, "2"),
                run(", CO"),
                formatted("<w:vertAlign w:val='subscript'/>", "2"),
            ]
            .concat(),
        ),
    ];
    assert_eq!(blocks(&word(&body.concat())), ["p Ferries and trams go.", "p Buses stop.", "p the 1st of 5 km2, CO2"]);
}

#[test]
fn a_document_of_word_97_is_read_as_one_of_today() {
    let bytes = include_bytes!("../../../../tests/data/readers/changed.doc");
    let document = doc::read(bytes, nowhere()).expect("a document");
    let expected = [
        "h Ferries and trams",
        "p We trust the new ferries on 5 km2.",
        "p Seen, and read.",
        "p One sentence is joined to this.",
        "p The timetable is online.",
        "p Noted and said; naïve “Größe”, Ελλάδα.",
        "r Line; Stops",
        "r Tram; 48",
        "p The end.",
        "n A note below.",
    ];
    assert_eq!(blocks(&document), expected);
    assert_eq!(notes(&document), ["not read: deleted text (1), hidden text (1)"]);
}
