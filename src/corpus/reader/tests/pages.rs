use super::{blocks, notes};
use crate::corpus::Document;
use crate::corpus::reader::html;

fn page(body: &str) -> Document {
    html::read(body)
}

#[track_caller]
fn gives(body: &str, expected: &[&str]) {
    assert_eq!(blocks(&page(body)), expected, "{body}");
}

#[test]
fn a_row_is_a_row_wherever_its_table_stands() {
    gives(
        "<table><tr><td><table><tr><td>Start<td>Press</table></tr>\
         <tr><td><table><tr><td>Harbour</td><td>Ships leave at noon.</td></tr><tr><td>Station</td><td>Trains wait.</td></tr></table></td></tr></table>",
        &["r Start; Press", "r Harbour; Ships leave at noon.", "r Station; Trains wait."],
    );
    gives(
        "<table><tr><td>Left</td><td>Before it.<table><tr><td>One</td><td>Two</td></tr></table>After it.</td><td>Last</td></tr></table><p>Out.</p>",
        &["r Left; Before it.", "r One; Two", "r After it.; Last", "p Out."],
    );
    gives(
        "<ul><li>Fares<table><tr><td>child</td><td>2</td></tr><tr><td>adult</td><td>4</td></tr></table></li><li>Stops</li></ul>",
        &["i Fares\nchild; 2\nadult; 4", "i Stops"],
    );
    gives(
        "<table><tr><td><ul><li>bread</li><li>salt</li></ul></td><td>water</td></tr></table>",
        &["r bread; salt; water"],
    );
    gives("<td>one</td><td>two</td>", &["p one", "p two"]);
    // Lists that are not closed within a cell end with the table.
    gives("<table><tr><td><ul><li>a</table><p>b</p><ul><li>c</ul>", &["r a", "p b", "i c"]);
}

#[test]
fn what_is_not_shown_is_left_out_and_told_once() {
    let hidden = [
        "style='display:none'",
        "style='color: red; DISPLAY : NONE'",
        "style='display:\n none !important;'",
        "style='visibility:hidden'",
        "hidden",
        "HIDDEN=''",
        "aria-hidden='TRUE'",
    ];
    for how in hidden {
        let document = page(&format!("<p>Seen.</p><div {how}>Un<b>seen</b> <p>and more</p></div><p>Seen too.</p>"));
        assert_eq!(blocks(&document), ["p Seen.", "p Seen too."], "{how}");
        assert_eq!(notes(&document), ["not read: hidden text (1)"], "{how}");
    }
    for shown in ["style='display:none-of-it'", "style='x-display:nonesuch'", "aria-hidden='false'", "title='hidden'"] {
        let document = page(&format!("<p {shown}>Seen.</p>"));
        assert_eq!((blocks(&document), notes(&document)), (vec!["p Seen.".to_string()], vec![]), "{shown}");
    }
    // An icon without text is nothing that was left out.
    let document = page("<p>Seen <i aria-hidden='true'></i>.</p><script>unseen()</script>");
    assert_eq!(notes(&document), Vec::<&str>::new());
}

#[test]
fn struck_and_deleted_text_is_left_out_and_told() {
    let document = page(
        "<p>The fee is <del>nine</del> <ins>ten</ins> francs, <s>no</s> more, <strike>or</strike> less.</p><del><p>Gone</p></del>",
    );
    assert_eq!(blocks(&document), ["p The fee is ten francs, more, less."]);
    assert_eq!(notes(&document), ["not read: deleted text (4)"]);
    // One without an end ends with its block.
    gives("<p>One <s>two<p>Three", &["p One", "p Three"]);
}

#[test]
fn marks_of_notes_are_no_words_and_other_raised_text_stays() {
    gives(
        "<p>Ferries<sup>1</sup> and trams<sup><a href='#n'>[2]</a></sup> run<a href='#m'><sup>3</sup></a>.<sup>4,5</sup>Next.</p>",
        &["p Ferries and trams run. Next."],
    );
    gives(
        "<p>CO<sub>2</sub>, 5 m<sup>2</sup>, 10<sup>6</sup>, the 1<sup>st</sup>, XIX<sup>e</sup> siècle, x<sup>2</sup>.</p>",
        &["p CO2, 5 m2, 106, the 1st, XIXe siècle, x2."],
    );
    gives(
        "<p>Buses<sup><a>1</a>,<a>2</a></sup>stop. Trams<a role='doc-noteref'>7</a> do not.</p>",
        &["p Buses stop. Trams do not."],
    );
    // One without an end ends with its block.
    gives("<p>Ferries<sup>1<p>Trams</p>", &["p Ferries", "p Trams"]);
}

#[test]
fn notes_that_are_marked_as_such_are_no_messages() {
    gives(
        "<p>Text.</p><aside epub:type='footnote'><p>1 A note.</p><p>It goes on.</p></aside><p>More.</p>",
        &["p Text.", "n 1 A note.\nIt goes on.", "p More."],
    );
    gives("<p>Text.<p role='doc-footnote'>A note.<p>More.", &["p Text.", "n A note.", "p More."]);
}
