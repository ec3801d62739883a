//! Files that are cut off, empty, encrypted, named wrongly, or made to do harm: each is named, and the others are read.

use crate::project::Project;
use crate::readers::{archive, bytes, gzip};
use crate::table::Table;

/// A folder with two sound documents and a file; gives what `run` prints on standard error.
#[track_caller]
fn beside(name: &str, bytes: &[u8]) -> String {
    let project = Project::folder()
        .file("2019-sound.txt", "We trust the norms that bind us all.\n")
        .file("2020-sound.txt", "Children have rights that count for all.\n")
        .file(name, bytes);
    let ran = project.run(&["run"]);
    assert_eq!(ran.code, Some(0), "{name}: {}", ran.stderr);
    let documents = Table::read(&project.path("output/table/documents.csv"));
    for sound in ["2019-sound", "2020-sound"] {
        assert!(documents.column("document").contains(&sound), "{name}: {documents:?}");
    }
    ran.stderr
}

/// Asserts that a file is left out with a warning that names it, and that naming it in a manifest is an error.
#[track_caller]
fn is_left_out(name: &str, bytes: &[u8], why: &str) {
    let warned = beside(name, bytes);
    let line = warned.lines().find(|line| line.starts_with("warning: ") && line.contains(name));
    assert!(line.is_some_and(|line| line.contains(why)), "{name}: {why}: {warned}");
    let manifest = format!("document,file,year\na,a.txt,2019\nb,{name},2020\n");
    let named = Project::new().file("a.txt", "We trust the norms.").file(name, bytes).manifest(&manifest);
    let before = named.snapshot();
    named.run(&["run"]).fails(1, &[name, why]);
    assert_eq!(named.snapshot(), before, "nothing is written");
}

const KINDS: [&str; 4] = ["docx", "odt", "pdf", "html"];

#[test]
fn empty_files_are_named() {
    for kind in ["txt", "md", "html", "pdf", "docx", "odt", "rtf", "pptx", "odp", "epub", "eml"] {
        is_left_out(&format!("2018-empty.{kind}"), b"", "is empty");
        is_left_out(&format!("2018-blank.{kind}"), b" \n\t\n", "is empty");
    }
    is_left_out("2018-empty.csv", b"", "the table is empty");
    is_left_out("2018-head.csv", b"year,text\n", "the table has no row");
    is_left_out("2018-empty.txt.gz", &gzip(b""), "is empty");
}

#[test]
fn files_that_are_cut_off_are_named() {
    for kind in ["docx", "odt", "pdf", "rtf", "pptx", "odp", "epub"] {
        let whole = bytes(&format!("notes.{kind}"));
        for part in [10, whole.len() / 2, whole.len() - 30] {
            let name = format!("2018-cut.{kind}");
            let warned = beside(&name, &whole[..part]);
            assert!(warned.contains(&format!("{name}: left out: ")), "{part} bytes of {name}: {warned}");
        }
    }
    let packed = gzip(&"We trust the norms. ".repeat(500).into_bytes());
    is_left_out("2018-cut.txt.gz", &packed[..packed.len() / 2], "the compressed data are damaged");
    let whole = archive(&[("2018-a.txt", b"We trust the norms.".as_slice())]);
    is_left_out("cut.zip", &whole[..whole.len() / 2], "this zip archive cannot be read");
    is_left_out("2018-cut.csv", b"year,text\n2018,\"We trust", "a cell in double quotes has no end");
    is_left_out("2018-cut.jsonl", b"{\"year\":2018,\"text\":\"We trust", "this is not valid JSON");
}

#[test]
fn encrypted_files_are_named() {
    is_left_out("2018-locked.pdf", &bytes("locked.pdf"), "needs a password");
    is_left_out("2018-locked.docx", &bytes("locked.docx"), "an encrypted document");
    let content = b"<office:document-content/>".as_slice();
    let manifest = b"<manifest:manifest><manifest:encryption-data/></manifest:manifest>".as_slice();
    let locked = archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", content),
        ("META-INF/manifest.xml", manifest),
    ]);
    is_left_out("2018-locked.odt", &locked, "the document is encrypted");
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer.start_file("2018-a.txt", zip::write::SimpleFileOptions::default()).expect("a member");
    std::io::Write::write_all(&mut writer, b"We trust the norms.").expect("written");
    let mut locked = writer.finish().expect("an archive").into_inner();
    // The first flag of both headers says that a file is encrypted.
    let central = memchr::memmem::find(&locked, b"PK\x01\x02").expect("a folder");
    (locked[6], locked[central + 8]) = (1, 1);
    assert!(beside("locked.zip", &locked).contains("locked.zip/2018-a.txt: left out: it is encrypted"));
}

#[test]
fn files_are_read_as_what_they_are() {
    for (kind, other) in KINDS.iter().zip(["txt", "pdf", "docx", "txt"]) {
        let name = format!("2018-named.{other}");
        let warned = beside(&name, &bytes(&format!("notes.{kind}")));
        assert!(warned.contains(&name) && warned.contains("read as what it is"), "{kind} as {other}: {warned}");
    }
    for kind in ["docx", "odt", "pdf", "rtf", "pptx", "odp", "epub"] {
        is_left_out(&format!("2018-text.{kind}"), b"We trust the norms.", "it does not begin like one");
    }
    is_left_out("2018-picture.txt", b"\x89PNG\r\n\x1a\n....", "a picture, a program or an archive");
    let rich = beside("2018-rich.txt", b"{\\rtf1 We trust the norms of all.}");
    assert!(rich.contains("this is Rich Text Format, although it is named as plain text"), "{rich}");
    is_left_out("2018-binary.txt", &(0..=255).cycle().take(5000).collect::<Vec<u8>>(), "this is no text");
    is_left_out("2018-zip.txt", &archive(&[("a.txt", b"We trust.")]), "this is a zip archive");
    let twice = gzip(&gzip(b"We trust the norms."));
    is_left_out("2018-twice.txt.gz", &twice, "a file that is compressed twice");
}

/// A Word document with this main text.
fn word(body: &str) -> Vec<u8> {
    archive(&[("word/document.xml", format!("<w:document><w:body>{body}</w:body></w:document>").as_bytes())])
}

#[test]
fn documents_that_expand_are_refused() {
    let zeros = vec![b' '; 40 << 20];
    is_left_out("2018-bomb.docx", &archive(&[("word/document.xml", &zeros)]), "expands to more than");
    is_left_out("2018-bomb.txt.gz", &gzip(&zeros), "expands to more than");
    let bomb = archive(&[("2018-a.txt", b"We trust the norms.".as_slice()), ("2018-bomb.txt", &zeros)]);
    is_left_out("bomb.zip", &bomb, "expands to more than");
    let book = archive(&[("xl/workbook.xml", b"<workbook/>".as_slice()), ("xl/sharedStrings.xml", &zeros)]);
    is_left_out("2018-bomb.xlsx", &book, "expands to more than");
    is_left_out("2018-bomb.pptx", &archive(&[("ppt/presentation.xml", &zeros)]), "expands to more than");
    is_left_out("2018-bomb.epub", &archive(&[("META-INF/container.xml", &zeros)]), "expands to more than");
    let mut stream = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut stream, &vec![b' '; 100 << 20]).expect("packed");
    let stream = stream.finish().expect("packed");
    let head = format!("%PDF-1.4\n1 0 obj\n<</Length {}/Filter/FlateDecode>>\nstream\n", stream.len());
    let bomb = [head.as_bytes(), &stream, b"\nendstream\nendobj\n%%EOF"].concat();
    is_left_out("2018-bomb.pdf", &bomb, "expands to more than");
    // Entities are not expanded.
    let laughs = "<!DOCTYPE a [<!ENTITY b \"ha\"><!ENTITY c \"&b;&b;&b;\">]><w:document><w:body><w:p>&c;</w:p></w:body></w:document>";
    is_left_out("2018-entities.docx", &archive(&[("word/document.xml", laughs.as_bytes())]), "a document type");
    is_left_out("2018-entities.pptx", &archive(&[("ppt/presentation.xml", laughs.as_bytes())]), "a document type");
    is_left_out("2018-entities.epub", &archive(&[("META-INF/container.xml", laughs.as_bytes())]), "a document type");
}

#[test]
fn elements_within_each_other_are_bounded() {
    let deep = 10_000;
    let nested = format!("{}{}{}", "<w:tbl><w:tr><w:tc>".repeat(deep), "<w:p/>", "</w:tc></w:tr></w:tbl>".repeat(deep));
    is_left_out("2018-deep.docx", &word(&nested), "elements are nested deeper than 1000");
    let page =
        format!("<html>{}We trust the norms.{}", "<div><b><ul><li>".repeat(deep), "</li></ul></b></div>".repeat(deep));
    assert_eq!(beside("2018-deep.html", page.as_bytes()), "", "a page is read to its depth");
    is_left_out(
        "2018-deep.rtf",
        &[b"{\\rtf1".as_slice(), &b"{".repeat(deep)].concat(),
        "groups are nested deeper than 1000",
    );
    let json = format!("{{\"text\":{}{}}}", "[".repeat(deep), "]".repeat(deep));
    is_left_out("2018-deep.jsonl", json.as_bytes(), "this is not valid JSON");
}

/// A PDF of one page from its objects, the third of which is the page; with a table of their places.
fn pdf(objects: &[&str]) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(objects) {
        places.push(out.len());
        out.extend(format!("{number} 0 obj\n{object}\nendobj\n").as_bytes());
    }
    let start = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).as_bytes());
    for place in places {
        out.extend(format!("{place:010} 00000 n \n").as_bytes());
    }
    out.extend(format!("trailer\n<</Root 1 0 R/Size {}>>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1).as_bytes());
    out
}

#[test]
fn a_pdf_that_draws_itself_is_refused() {
    let catalog = "<</Type/Catalog/Pages 2 0 R>>";
    let pages = "<</Type/Pages/Kids[3 0 R]/Count 1>>";
    let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Resources<</XObject<</F 4 0 R>>>>/Contents 5 0 R>>";
    let draw = "<</Length 4>>\nstream\n/F Do\nendstream";
    let form = "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 4 0 R>>>>/Length 5>>\nstream\n/F Do\nendstream";
    is_left_out("2018-circle.pdf", &pdf(&[catalog, pages, page, form, draw]), "stand within each other");
    let heir = "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 5>>\nstream\n/F Do\nendstream";
    is_left_out("2018-circle.pdf", &pdf(&[catalog, pages, page, heir, draw]), "stand within each other");
    // Whatever it says it is.
    let other = heir.replace("/Form", "/Farm");
    is_left_out("2018-circle.pdf", &pdf(&[catalog, pages, page, &other, draw]), "stand within each other");
    let of_itself = page.replace("/F 4 0 R", "/F 5 0 R");
    let drawing = heir.replace("/Type/XObject/Subtype/Form/BBox[0 0 9 9]", "");
    is_left_out("2018-circle.pdf", &pdf(&[catalog, pages, &of_itself, "null", &drawing]), "stand within each other");
    let without = form.replace("/Resources<</XObject<</F 4 0 R>>>>", "/Resources 7");
    is_left_out("2018-circle.pdf", &pdf(&[catalog, pages, page, &without, draw]), "stand within each other");
    let circle = "<</Type/Pages/Parent 2 0 R/Kids[3 0 R]/Count 1>>";
    is_left_out("2018-circle.pdf", &pdf(&[catalog, circle, page, form, draw]), "stand within each other");
}

#[test]
fn a_file_of_headings_alone_is_left_out() {
    let warned = beside("2018-heading.txt", b"# Only a Heading\n");
    assert!(warned.contains("2018-heading.txt: left out: no message found in the document `2018-heading`"), "{warned}");
}

#[test]
fn a_page_without_text_is_told() {
    let catalog = "<</Type/Catalog/Pages 2 0 R>>";
    let pages = "<</Type/Pages/Kids[3 0 R 6 0 R]/Count 2>>";
    let font = "/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>";
    let page = format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]{font}/Contents 4 0 R>>");
    let text = "BT /F 12 Tf 20 100 Td (We trust the norms that bind us.) Tj ET";
    let content = format!("<</Length {}>>\nstream\n{text}\nendstream", text.len());
    let scanned = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>";
    let warned = beside("2018-half.pdf", &pdf(&[catalog, pages, &page, &content, "null", scanned]));
    assert!(warned.contains("2018-half.pdf: 1 of 2 pages has no text"), "{warned}");
    let pages = "<</Type/Pages/Kids[3 0 R]/Count 1>>";
    is_left_out("2018-scan.pdf", &pdf(&[catalog, pages, scanned]), "the one page of");
}

/// A PDF of one page with a font and a text that it draws.
fn drawn(font: &str, text: &str) -> Vec<u8> {
    let page = format!(
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Resources<</Font<</F {font}/G<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>/Contents 4 0 R>>"
    );
    let content = format!("<</Length {}>>\nstream\n{text}\nendstream", text.len());
    pdf(&["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", &page, &content])
}

#[test]
fn a_pdf_whose_signs_have_no_letters_is_told() {
    let names: String = (65..91).map(|code| format!("/g{code}")).collect();
    let numbered = format!(
        "<</Type/Font/Subtype/TrueType/BaseFont/ABCDEF+Odd/FirstChar 65/LastChar 90/Widths[{}]/Encoding<</Type/Encoding/Differences[65{names}]>>>>",
        "500 ".repeat(26)
    );
    let glyphs = "<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+Odd/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/ABCDEF+Odd\
                  /CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor<</Type/FontDescriptor/FontName/Odd/Flags 4>>/DW 1000>>]>>";
    let odd = "BT /F 12 Tf 20 100 Td (XQUIFSTHEZ) Tj ET";
    let told = "100 % of the signs of the PDF are no letters";
    is_left_out("2018-numbered.pdf", &drawn(&numbered, odd), told);
    is_left_out("2018-glyphs.pdf", &drawn(glyphs, "BT /F 12 Tf 20 100 Td <002400250026> Tj ET"), told);
    // Where most of it can be read, that is read.
    let mixed = "BT /G 12 Tf 20 150 Td (We trust the norms that bind us all here.) Tj 0 -20 Td /F 12 Tf (XQU) Tj ET";
    let warned = beside("2018-mixed.pdf", &drawn(&numbered, mixed));
    assert!(warned.contains("2018-mixed.pdf: 8 % of the signs are no letters"), "{warned}");
}

#[test]
fn formats_of_before_are_refused_with_what_to_do() {
    let warned = beside("2018-old.ppt", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    assert!(
        warned.contains(
            "2018-old.ppt: left out: PowerPoint before 2007 is not read: open it in its program and save it as pptx"
        ),
        "{warned}"
    );
    is_left_out("2018-old.docx", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "one of PowerPoint or Excel before 2007");
    let word = bytes("notes.doc");
    let changed = |at: usize, bytes: &[u8]| {
        let mut word = word.clone();
        let start = memchr::memmem::find(&word, b"\xEC\xA5\x01\x01").expect("the head of the text") + at;
        word[start..start + bytes.len()].copy_from_slice(bytes);
        word
    };
    is_left_out("2018-locked.doc", &changed(11, &[0x13]), "the document needs a password");
    is_left_out("2018-old.doc", &changed(2, &[0x68, 0]), "this is a document of Word before 1997");
    is_left_out("2018-cut.doc", &word[..word.len() / 2], "the Word document is damaged");
    is_left_out("2018-no.eml", b"Dear all,\n\nno mail.\n", "this is no mail");
    let mailbox = beside("list.mbox", b"no mail in it\n");
    assert!(mailbox.contains("list.mbox: left out: the mailbox holds no mail that can be read"), "{mailbox}");
}

#[test]
fn files_of_systems_and_doubles_are_not_counted() {
    let project = Project::folder()
        .file("2019-a.txt", "We trust the norms that bind us all.\n")
        .file("2019-b.txt", "We trust the norms that bind us all.\n")
        .file("2020-a.txt", "We trust the norms that bind us all.\n")
        .file(".DS_Store", "x")
        .file("._2019-a.txt", "\0\x05\x16\x07")
        .file(
            "2020-c.txt",
            "Ours\n<<<<<<< HEAD\nWe trust the norms a lot.\n=======\nWe trust no norms at all.\n>>>>>>> branch\n",
        );
    let ran = project.run(&["run"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    for part in [
        "left out: 2 files that systems put beside others, such as .DS_Store and ._name",
        "2019-b.txt: left out: the file has the same content as the document `2019-a`",
        "2020-c.txt:2: marks of a git conflict were left out",
    ] {
        assert!(ran.stderr.contains(part), "{part}: {}", ran.stderr);
    }
    let documents = Table::read(&project.path("output/table/documents.csv"));
    assert_eq!(documents.column("document"), ["2019-a", "2020-a", "2020-c"]);
    let terms = project.read("output/table/term_frequency.csv");
    assert!(!terms.contains("head") && !terms.contains("branch"), "{terms}");
}

#[test]
fn of_doubles_one_is_counted_in_each_period() {
    let same = "We trust the norms that bind us all.\n";
    let project = Project::folder()
        .settings("[periods]\nunit = \"decade\"\n[output]\ncharts = []\nreport = false\n")
        .file("2012-a.txt", same)
        .file("2019-b.txt", same)
        .file("2020-c.txt", same);
    let ran = project.run(&["run"]);
    let told = "2019-b.txt: left out: the file has the same content as the document `2012-a`";
    assert!(ran.code == Some(0) && ran.stderr.contains(told), "{}", ran.stderr);
    let documents = Table::read(&project.path("output/table/documents.csv"));
    assert_eq!(documents.select(["document", "period"]), [["2012-a", "2010s"], ["2020-c", "2020s"]]);
}

#[test]
fn encodings_are_found_told_and_set() {
    let (text, _, _) =
        encoding_rs::WINDOWS_1252.encode("Das Übereinkommen stärkt die Würde – für alle Bürger, ganz größer.\n");
    let project = Project::folder().file("2019-a.txt", &text).file(
        "2020-b.txt",
        "Plain words that anyone can read.\n".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(),
    );
    let ran = project.run(&["run", "--quiet"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let documents = Table::read(&project.path("output/table/documents.csv"));
    let expected = [["2019-a", "windows-1252", "0"], ["2020-b", "UTF-16LE", "0"]];
    assert_eq!(documents.select(["document", "encoding", "replacement_characters"]), expected);
    assert!(project.read("output/table/messages.csv").contains("stärkt die Würde – für"));
    // An encoding that does not fit is told, and an unknown one is an error.
    let set = |encoding: &str| format!("document,file,year,encoding\na,2019-a.txt,2019,{encoding}\n");
    let project = project.manifest(&set("utf-8"));
    let warned = project.run(&["inspect"]).stderr;
    assert!(warned.contains("2019-a.txt: 8 characters cannot be read as UTF-8 and are U+FFFD"), "{warned}");
    let project = project.manifest(&set("latin-17"));
    project.run(&["inspect"]).fails(1, &["documents.csv:2: `latin-17` is no encoding that is known"]);
}
