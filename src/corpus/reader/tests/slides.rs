use super::{archive, blocks, notes, nowhere};
use crate::corpus::Document;
use crate::corpus::reader::{odt, pptx};

fn relations(of: &[(&str, &str, &str)]) -> String {
    let one = |(id, kind, target): &(&str, &str, &str)| {
        format!(
            "<Relationship Id='{id}' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}' Target='{target}'/>"
        )
    };
    format!("<Relationships>{}</Relationships>", of.iter().map(one).collect::<String>())
}

/// A shape of a slide: a placeholder of this type, or a box where it is `None`.
fn shape(placeholder: Option<&str>, more: &str, paragraphs: &str) -> String {
    let placeholder = placeholder.map(|kind| format!("<p:ph type='{kind}'/>")).unwrap_or_default();
    format!(
        "<p:sp><p:nvSpPr><p:cNvPr id='1' {more}/><p:nvPr>{placeholder}</p:nvPr></p:nvSpPr><p:txBody>{paragraphs}</p:txBody></p:sp>"
    )
}

fn paragraph(properties: &str, text: &str) -> String {
    format!("<a:p>{properties}<a:r><a:t>{text}</a:t></a:r></a:p>")
}

fn slide(more: &str, shapes: &str) -> String {
    format!("<p:sld {more}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>")
}

fn presentation(slides: &[&str], more: &[(&str, &str)]) -> Document {
    let ids: String = (1..=slides.len()).rev().map(|id| format!("<p:sldId id='25{id}' r:id='r{id}'/>")).collect();
    let list = format!("<p:presentation><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>");
    let names: Vec<(String, String)> =
        (1..=slides.len()).map(|id| (format!("r{id}"), format!("slides/slide{id}.xml"))).collect();
    let all: Vec<(&str, &str, &str)> =
        names.iter().map(|(id, target)| (id.as_str(), "slide", target.as_str())).collect();
    let (all, names) = (relations(&all), (1..).map(|id| format!("ppt/slides/slide{id}.xml")));
    let names: Vec<String> = names.take(slides.len()).collect();
    let mut files = vec![("ppt/presentation.xml", list.as_str()), ("ppt/_rels/presentation.xml.rels", all.as_str())];
    files.extend(names.iter().map(String::as_str).zip(slides.iter().copied()));
    files.extend(more);
    pptx::read(&archive(&files), nowhere()).expect("a presentation")
}

#[test]
fn slides_stand_in_the_order_of_the_presentation() {
    let second = slide(
        "",
        &[
            shape(Some("body"), "", &[paragraph("", "Trams"), paragraph("<a:pPr lvl='1'/>", "at night"), paragraph("<a:pPr><a:buNone/></a:pPr>", "No point.")].concat()),
            shape(Some("title"), "", &paragraph("", "Second")),
            shape(Some("sldNum"), "", &paragraph("", "7")),
            shape(Some("ftr"), "", &paragraph("", "A foot")),
            shape(None, "", &[paragraph("", "A box."), paragraph("<a:pPr><a:buChar char='•'/></a:pPr>", "A point.")].concat()),
            shape(None, "hidden='1'", &paragraph("", "Unseen.")),
            "<p:graphicFrame><a:tbl><a:tr><a:tc><a:txBody><a:p><a:r><a:t>one</a:t></a:r></a:p></a:txBody></a:tc><a:tc><a:txBody><a:p><a:r><a:t>two</a:t></a:r></a:p></a:txBody></a:tc></a:tr></a:tbl></p:graphicFrame>".into(),
        ]
        .concat(),
    );
    let first = slide(
        "",
        &shape(Some("ctrTitle"), "", "<a:p><a:r><a:t>First</a:t></a:r><a:br/><a:r><a:t>slide</a:t></a:r></a:p>"),
    );
    let hidden = slide("show='0'", &shape(Some("title"), "", &paragraph("", "Unseen")));
    let mark = "<a:p><a:r><a:t>Ferries</a:t></a:r><a:r><a:rPr baseline='30000'/><a:t>2</a:t></a:r><a:r><a:rPr baseline='-25000'/><a:t>.</a:t></a:r></a:p>";
    let last = slide("", &shape(Some("body"), "", mark));
    let spoken = slide(
        "",
        &[shape(Some("sldNum"), "", &paragraph("", "3")), shape(Some("body"), "", &paragraph("", "Say it."))].concat(),
    );
    let links = relations(&[
        ("n", "notesSlide", "../notesSlides/notesSlide1.xml"),
        ("d", "diagramData", "../diagrams/data1.xml"),
    ]);
    let diagram =
        "<dgm:dataModel><dgm:pt><dgm:t><a:p><a:r><a:t>In a diagram</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:dataModel>";
    let document = presentation(
        &[&last, &hidden, &second, &first],
        &[
            ("ppt/slides/_rels/slide3.xml.rels", &links),
            ("ppt/notesSlides/notesSlide1.xml", &spoken),
            ("ppt/diagrams/data1.xml", diagram),
        ],
    );
    let expected = [
        "h First\nslide",
        "h Second",
        "i Trams\nat night",
        "p No point.",
        "p A box.",
        "i A point.",
        "r one; two",
        "i In a diagram",
        "i Ferries.",
    ];
    assert_eq!(blocks(&document), expected);
    assert_eq!(notes(&document), ["not read: hidden slides (1), hidden text (1), speaker notes (1)"]);
}

#[test]
fn a_presentation_without_slides_is_refused() {
    let bytes = archive(&[("ppt/presentation.xml", "<p:presentation/>")]);
    let error = pptx::read(&bytes, nowhere()).expect_err("none").to_string();
    assert!(error.starts_with("a.file: the presentation has no slide"), "{error}");
}

/// An OpenDocument with this body and these styles.
fn open_document(styles: &str, body: &str) -> Document {
    let content = format!(
        "<office:document-content><office:automatic-styles>{styles}</office:automatic-styles><office:body>{body}</office:body></office:document-content>"
    );
    odt::read(&archive(&[("content.xml", &content)]), nowhere()).expect("a document")
}

#[test]
fn slides_of_an_open_document_are_read_alike() {
    let styles = "<style:style style:name='dp1' style:family='drawing-page'><style:drawing-page-properties presentation:visibility='hidden'/></style:style>";
    let frame = |class: &str, text: &str| {
        format!("<draw:frame presentation:class='{class}'><draw:text-box>{text}</draw:text-box></draw:frame>")
    };
    let p = |text: &str| format!("<text:p>{text}</text:p>");
    let item = |text: &str| format!("<text:list><text:list-item>{text}</text:list-item></text:list>");
    let body = [
        "<office:presentation><draw:page>".into(),
        frame("title", &p("First")),
        frame("outline", &item(&[p("Trams"), item(&p("at night"))].concat())),
        frame("footer", &p("A foot")),
        "<draw:frame>".into(),
        "<table:table><table:table-row><table:table-cell><text:p>one</text:p></table:table-cell><table:table-cell><text:p>two</text:p></table:table-cell></table:table-row></table:table></draw:frame>".into(),
        format!("<presentation:notes>{}</presentation:notes>", frame("notes", &p("Say it."))),
        format!("</draw:page><draw:page draw:style-name='dp1'>{}</draw:page></office:presentation>", frame("title", &p("Unseen"))),
    ];
    let document = open_document(styles, &body.concat());
    assert_eq!(blocks(&document), ["h First", "i Trams\nat night", "r one; two"]);
    assert_eq!(notes(&document), ["not read: hidden slides (1), speaker notes (1)"]);
}

#[test]
fn hidden_and_raised_text_of_an_open_document() {
    let style = |name: &str, family: &str, properties: &str| {
        format!(
            "<style:style style:name='{name}' style:family='{family}'><style:text-properties {properties}/></style:style>"
        )
    };
    let styles = [
        style("T1", "text", "style:text-position='super 58%'"),
        style("T2", "text", "text:display='none'"),
        style("P1", "paragraph", "text:display='none'"),
        "<style:style style:name='T3' style:family='text' style:parent-style-name='T1'/>".into(),
    ];
    let span = |style: &str, text: &str| format!("<text:span text:style-name='{style}'>{text}</text:span>");
    let note = "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>See there.</text:p></text:note-body></text:note>";
    let body = [
        format!("<text:p>Ferries{} and 5 km{}.{}</text:p>", span("T1", "1"), span("T3", "2"), span("T2", " Unseen.")),
        "<text:p text:style-name='P1'>Unseen.</text:p>".into(),
        format!("<text:p>Trams{note}stop.</text:p>"),
        "<text:section text:display='none'><text:p>Unseen.</text:p></text:section>".into(),
        "<text:p>Place: <text:placeholder>&lt;place&gt;</text:placeholder>Bern</text:p>".into(),
        "<table:table><table:table-row><table:table-cell><text:p>a</text:p><table:table><table:table-row><table:table-cell><text:p>b</text:p></table:table-cell><table:table-cell><text:p>c</text:p></table:table-cell></table:table-row></table:table></table:table-cell><table:table-cell><text:p>d</text:p></table:table-cell></table:table-row></table:table>".into(),
    ];
    let document = open_document(&styles.concat(), &format!("<office:text>{}</office:text>", body.concat()));
    let expected = ["p Ferries and 5 km2.", "p Trams stop.", "p Place: Bern", "r a", "r b; c", "r d", "n See there."];
    assert_eq!(blocks(&document), expected);
    assert_eq!(notes(&document), ["not read: hidden text (3), placeholders of forms (1)"]);
}
