//! One text in all formats gives the same words.

use super::{archive, nowhere};
use crate::corpus::reader::{docx, epub, html, mail, odt, pptx, rtf};
use crate::corpus::{Document, markdown};

const HEADING: &str = "On the harbour";
const FIRST: &str = "The ferries leave at noon; “café” and naïve Größe stay as they are.";
const ITEMS: [&str; 2] = ["Trams run on 5 km² of land.", "Buses don’t."];
const ROWS: [[&str; 2]; 2] = [["Line", "Stops"], ["Tram", "48"]];
const LAST: &str = "CO₂ is the 1st matter & the last.";

/// The words of some text.
fn words<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<String> {
    let is_word = |c: char| c.is_alphanumeric() || c == '’';
    texts
        .flat_map(|text| text.split(|c: char| !is_word(c)))
        .filter(|word| !word.is_empty())
        .map(str::to_string)
        .collect()
}

fn of(document: &Document) -> Vec<String> {
    words(document.texts())
}

/// The text with one form for each part: heading, paragraph, item, cell, and what stands around items, rows and the table.
fn formed(
    heading: impl Fn(&str) -> String,
    paragraph: impl Fn(&str) -> String,
    item: impl Fn(&str) -> String,
    around: [(&str, &str); 3],
    cell: impl Fn(&str) -> String,
) -> String {
    let [items, row, table] = around;
    let rows: String = ROWS.iter().map(|cells| format!("{}{}{}", row.0, cells.map(&cell).concat(), row.1)).collect();
    [
        heading(HEADING),
        paragraph(FIRST),
        format!("{}{}{}", items.0, ITEMS.map(item).concat(), items.1),
        format!("{}{rows}{}", table.0, table.1),
        paragraph(LAST),
    ]
    .concat()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
}

pub fn page() -> String {
    let tagged = |tag: &'static str| move |text: &str| format!("<{tag}>{}</{tag}>", escaped(text));
    let around = [("<ul>", "</ul>"), ("<tr>", "</tr>"), ("<table>", "</table>")];
    let body = formed(tagged("h1"), tagged("p"), tagged("li"), around, tagged("td"));
    let body = body.replace("km²", "km<sup>2</sup>").replace("CO₂", "CO<sub>2</sub>").replace("1st", "1<sup>st</sup>");
    format!("<html><body>{body}</body></html>")
}

pub fn word() -> Vec<u8> {
    let p = |properties: &str, text: &str| {
        format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{}</w:t></w:r></w:p>", escaped(text))
    };
    let around = [("", ""), ("<w:tr>", "</w:tr>"), ("<w:tbl>", "</w:tbl>")];
    let body = formed(
        |text| p("<w:outlineLvl w:val='0'/>", text),
        |text| p("", text),
        |text| p("<w:numPr><w:numId w:val='1'/></w:numPr>", text),
        around,
        |text| format!("<w:tc>{}</w:tc>", p("", text)),
    );
    let up = |text: &str| {
        format!("</w:t></w:r><w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>{text}</w:t></w:r><w:r><w:t>")
    };
    let body = body.replace("km²", &format!("km{}", up("2"))).replace("1st", &format!("1{}", up("st")));
    archive(&[("word/document.xml", &format!("<w:document><w:body>{body}</w:body></w:document>"))])
}

pub fn open_document() -> Vec<u8> {
    let p = |tag: &str, text: &str| format!("<text:{tag}>{}</text:{tag}>", escaped(text));
    let around = [
        ("<text:list>", "</text:list>"),
        ("<table:table-row>", "</table:table-row>"),
        ("<table:table>", "</table:table>"),
    ];
    let body = formed(
        |text| p("h", text),
        |text| p("p", text),
        |text| format!("<text:list-item>{}</text:list-item>", p("p", text)),
        around,
        |text| format!("<table:table-cell>{}</table:table-cell>", p("p", text)),
    );
    archive(&[(
        "content.xml",
        &format!("<office:document-content><office:body>{body}</office:body></office:document-content>"),
    )])
}

pub fn rich() -> Vec<u8> {
    let text = |text: &str| {
        let mut out = String::new();
        for c in text.chars() {
            if c.is_ascii() { out.push(c) } else { out.push_str(&format!("\\u{}?", c as u32)) }
        }
        out
    };
    let body = formed(
        |t| format!("\\pard\\outlinelevel0 {}\\par", text(t)),
        |t| format!("\\pard {}\\par", text(t)),
        |t| format!("\\pard\\ls1 {}\\par", text(t)),
        [("", ""), ("\\pard\\intbl ", "\\row"), ("", "")],
        |t| format!("{}\\cell ", text(t)),
    );
    format!("{{\\rtf1 {body}}}").into_bytes()
}

pub fn book() -> Vec<u8> {
    let contents =
        "<package><manifest><item id='a' href='a.xhtml'/></manifest><spine><itemref idref='a'/></spine></package>";
    let container = "<container><rootfile full-path='a.opf'/></container>";
    archive(&[("META-INF/container.xml", container), ("a.opf", contents), ("a.xhtml", &page())])
}

pub fn slides() -> Vec<u8> {
    let p = |properties: &str, text: &str| format!("<a:p>{properties}<a:r><a:t>{}</a:t></a:r></a:p>", escaped(text));
    let shape = |kind: &str, text: String| {
        format!("<p:sp><p:nvPr><p:ph type='{kind}'/></p:nvPr><p:txBody>{text}</p:txBody></p:sp>")
    };
    let body = formed(
        |text| shape("title", p("", text)),
        |text| shape("subTitle", p("", text)),
        |text| shape("body", p("", text)),
        [("", ""), ("<a:tr>", "</a:tr>"), ("<p:graphicFrame><a:tbl>", "</a:tbl></p:graphicFrame>")],
        |text| format!("<a:tc>{}</a:tc>", p("", text)),
    );
    archive(&[
        ("ppt/presentation.xml", "<p:presentation><p:sldId id='1' r:id='r1'/></p:presentation>"),
        (
            "ppt/_rels/presentation.xml.rels",
            "<Relationships><Relationship Id='r1' Type='x/slide' Target='slides/a.xml'/></Relationships>",
        ),
        ("ppt/slides/a.xml", &format!("<p:sld>{body}</p:sld>")),
    ])
}

#[test]
fn one_text_gives_the_same_words_in_all_formats() {
    let plain = formed(
        |text| format!("{text}\n\n"),
        |text| format!("{text}\n\n"),
        |text| format!("- {text}\n"),
        [("", "\n"), ("", "\n"), ("", "\n")],
        |text| format!("{text} "),
    );
    let marked = formed(
        |text| format!("# {text}\n\n"),
        |text| format!("{text}\n\n"),
        |text| format!("- {text}\n"),
        [("", "\n"), ("|", "\n"), ("", "\n")],
        |text| format!(" {text} |"),
    );
    let marked = marked.replacen("\n| Tram", "\n|---|---|\n| Tram", 1);
    let mail_text = format!(
        "Subject: =?utf-8?Q?{}?=\nContent-Type: text/plain; charset=utf-8\n\n{}",
        HEADING.replace(' ', "_"),
        plain.replacen(&format!("{HEADING}\n\n"), "", 1)
    );
    let expected = words(std::iter::once(plain.as_str()));
    assert!(expected.len() > 30 && expected.contains(&"km²".into()), "{expected:?}");
    // Digits above and below the line are written as plain ones where a format raises them itself.
    let digits = |words: Vec<String>| -> Vec<String> {
        words.into_iter().map(|word| word.replace(['²', '₂'], "2")).collect()
    };
    let all = [
        ("md", of(&markdown::document(&marked))),
        ("html", of(&html::read(&page()))),
        ("docx", of(&docx::read(&word(), nowhere()).expect("docx"))),
        ("odt", of(&odt::read(&open_document(), nowhere()).expect("odt"))),
        ("rtf", of(&rtf::read(&rich(), nowhere()).expect("rtf"))),
        ("epub", of(&epub::read(&book(), nowhere()).expect("epub"))),
        ("pptx", of(&pptx::read(&slides(), nowhere()).expect("pptx"))),
        ("eml", of(&mail::read(mail_text.as_bytes(), nowhere()).expect("eml"))),
    ];
    for (format, words) in all {
        assert_eq!(digits(words), digits(expected.clone()), "{format}");
    }
}
