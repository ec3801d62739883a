use super::{blocks, notes, nowhere};
use crate::corpus::Document;
use crate::corpus::reader::rtf;

fn read(body: &str) -> Document {
    rtf::read(format!("{{\\rtf1\\ansi\\ansicpg1252 {body}}}").as_bytes(), nowhere()).expect("a document")
}

#[track_caller]
fn gives(body: &str, expected: &[&str]) {
    assert_eq!(blocks(&read(body)), expected, "{body}");
}

#[test]
fn headings_lists_and_tables_are_blocks() {
    let styles = "{\\stylesheet{\\s0 Normal;}{\\s1\\outlinelevel0 \\u220?berschrift;}{\\s2 heading 2;}}";
    gives(
        &format!(
            "{styles}{{\\colortbl;\\red0;}}{{\\info{{\\title A title}}{{\\creatim\\yr2014\\mo3\\dy9\\hr1}}}}{{\\header Head}}\
             {{\\pard\\s1 Ferries\\par}}\\pard They leave{{\\b  at}} noon.\\par\\pard\\s2 Trams\\par\
             \\pard\\ls1{{\\listtext\\bullet\\tab}}One\\par\\pard\\ls1\\ilvl1 nested\\par\\pard{{\\pntext *\\tab}}Two\\par\
             \\trowd\\pard\\intbl a\\cell b\\par c\\cell\\row\\pard\\intbl d\\cell e\\cell\\row\\pard Last\\line line.\\par"
        ),
        &[
            "h Ferries",
            "p They leave at noon.",
            "h Trams",
            "i One\nnested",
            "i Two",
            "r a; b c",
            "r d; e",
            "p Last\nline.",
        ],
    );
    let document = read("{\\info{\\title A title}{\\creatim\\yr2014\\mo3\\dy9\\hr1}}x");
    assert_eq!((document.properties.title.as_str(), document.properties.created.as_str()), ("A title", "2014-03-09"));
}

#[test]
fn rows_within_a_cell_are_rows() {
    gives(
        "\\pard\\intbl a\\cell b \\pard\\intbl\\itap2 c\\nestcell d\\nestcell{\\*\\nesttableprops\\trowd\\nestrow}{\\nonesttables\\par}\\pard\\intbl e\\cell\\row",
        &["r a; b", "r c; d", "r e"],
    );
}

#[test]
fn characters_of_all_encodings_are_read() {
    gives(
        "caf\\'e9 \\u8217?s \\u-10179?\\u-8704? \\uc2\\u233 ab\\uc0\\u234 x {\\uc1\\u235\\'3f}",
        &["p café ’s 😀 éêx ë"],
    );
    gives(
        "{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset204 B;}{\\f2\\fcharset128 C;}}\\f1 \\'e4\\'e0 \\f2\\'90\\'4d{\\f0 \\'e4}",
        &["p да 信ä"],
    );
    gives("a\\~b\\_c\\-d \\emdash  \\lquote e\\rquote  \\{f\\}\\\\", &["p a b-cd — ‘e’ {f}\\"]);
}

#[test]
fn what_is_not_shown_is_left_out() {
    let document = read(
        "Seen {\\v unseen} {\\deleted gone}and {\\*\\unknown x{y}}{\\pict 0102}{\\field{\\*\\fldinst HYPERLINK x}{\\fldrslt linked}}.{\\bin3 }}}}\\par",
    );
    assert_eq!(blocks(&document), ["p Seen and linked."]);
    assert_eq!(notes(&document), ["not read: deleted text (1), hidden text (1)"]);
}

#[test]
fn notes_and_boxes_stand_apart() {
    gives(
        "Ferries{\\super\\chftn{\\footnote\\pard See {\\i there}.\\par}}leave. 5 km{\\super 2} and trams{\\up6 1}.{\\shp{\\*\\shpinst{\\sp{\\sn a}{\\sv b}}{\\shptxt Boxed.\\par}}{\\shprslt Boxed.}} On.\\par Next",
        &["p Ferries leave. 5 km2 and trams. On.", "p Boxed.", "p Next", "n See there."],
    );
}

#[test]
fn damaged_files_are_refused() {
    for (bytes, why) in [
        (b"{\\rtf1 Text".to_vec(), "the file is cut off"),
        ([b"{\\rtf1".as_slice(), &b"{".repeat(5000)].concat(), "groups are nested deeper than 1000"),
    ] {
        let error = rtf::read(&bytes, nowhere()).expect_err("damaged").to_string();
        assert!(error.contains(why), "{error}");
    }
}
