use super::{archive, blocks, notes, nowhere};
use crate::corpus::reader::epub;

const CONTAINER: &str = "<container><rootfiles><rootfile full-path='OEBPS/book.opf'/></rootfiles></container>";

const CONTENTS: &str = "<?xml version='1.0'?><package><metadata><dc:title>On ferries</dc:title><dc:date>2014-03-01</dc:date><dc:language>en</dc:language></metadata>
<manifest><item id='nav' href='nav.xhtml' properties='nav' media-type='application/xhtml+xml'/>
<item id='front' href='front.xhtml' media-type='application/xhtml+xml'/>
<item id='two' href='text/second%20part.xhtml#begin' media-type='application/xhtml+xml'/>
<item id='one' href='text/one.xhtml' media-type='application/xhtml+xml'/>
<item id='notes' href='notes.xhtml' media-type='application/xhtml+xml'/>
<item id='lost' href='lost.xhtml' media-type='application/xhtml+xml'/>
<item id='map' href='map.svg' media-type='image/svg+xml'/></manifest>
<spine><itemref idref='front'/><itemref idref='nav'/><itemref idref='one'/><itemref idref='two'/><itemref idref='one'/>
<itemref idref='map'/><itemref idref='lost'/><itemref idref='notes' linear='no'/></spine>
<guide><reference type='cover' href='front.xhtml'/></guide></package>";

fn page(body: &str) -> String {
    format!(
        "<?xml version='1.0' encoding='utf-8'?><html><head><title/><script src='x.js'/></head><body>{body}</body></html>"
    )
}

#[test]
fn pages_stand_in_the_order_of_the_spine() {
    let one = page(
        "<h1>One</h1><p>Ferries<a epub:type='noteref' href='#n'>1</a> leave.</p><aside epub:type='footnote'>1 At noon.</aside>",
    );
    let (two, notes_page) = (page("<p>Trams &amp; buses.</p><p hidden='hidden'>Unseen.</p>"), page("<p>2 A note.</p>"));
    let front = page("<p>A cover</p>");
    let bytes = archive(&[
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", CONTAINER),
        ("OEBPS/book.opf", CONTENTS),
        ("OEBPS/nav.xhtml", &page("<p>Contents</p>")),
        ("OEBPS/front.xhtml", &front),
        ("OEBPS/text/one.xhtml", &one),
        ("OEBPS/text/second part.xhtml", &two),
        ("OEBPS/notes.xhtml", &notes_page),
    ]);
    let document = epub::read(&bytes, nowhere()).expect("a book");
    assert_eq!(blocks(&document), ["h One", "p Ferries leave.", "n 1 At noon.", "p Trams & buses.", "n 2 A note."]);
    assert_eq!(notes(&document), ["1 page of the book is missing in the file", "not read: hidden text (1)"]);
    let properties = &document.properties;
    let read = [&properties.title, &properties.date, &properties.language, &properties.created];
    assert_eq!(read, ["On ferries", "2014-03-01", "en", ""]);
}

#[test]
fn a_book_that_cannot_be_read_says_why() {
    let protected = "<encryption><EncryptedData><CipherData><CipherReference URI='OEBPS/text/one.xhtml'/></CipherData></EncryptedData></encryption>";
    let fonts = protected.replace("text/one.xhtml", "font.otf");
    for (files, why) in [
        (vec![("META-INF/encryption.xml", protected)], "the book is protected against copying"),
        (vec![("META-INF/encryption.xml", fonts.as_str())], "this is no book"),
        (vec![("META-INF/container.xml", CONTAINER)], "the book has no list of its pages"),
        (vec![("META-INF/container.xml", CONTAINER), ("OEBPS/book.opf", CONTENTS)], "the book has no page"),
    ] {
        let error = epub::read(&archive(&files), nowhere()).expect_err("refused").to_string();
        assert!(error.contains(why), "{why}: {error}");
    }
}
