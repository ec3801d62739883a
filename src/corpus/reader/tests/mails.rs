use super::{blocks, notes, nowhere};
use crate::corpus::Document;
use crate::corpus::reader::mail;

fn read(text: &str) -> Document {
    mail::read(text.as_bytes(), nowhere()).expect("a mail")
}

#[test]
fn quotes_and_signatures_are_no_messages() {
    let text = "From: Ann <ann@example.org>\r\nSubject: =?utf-8?Q?Caf=C3=A9_and?=\r\n =?utf-8?B?IGZlcnJ5?= plans\r\nDate: Tue, 5 May 2020 10:00:00 +0200\r\n\r\n\
                Dear all,\r\n\r\nthe ferry leaves\r\nat noon. We need:\r\n- bread\r\n  and salt\r\n- 2 tickets\r\n\r\n>From here it is near.\r\n\r\n\
                On 4 May 2020 Ben wrote:\r\n> When does it leave?\r\n>> Who asks?\r\n\r\nAt noon.\r\n\r\n-- \r\nAnn\r\n\r\nHarbour office\r\n";
    let document = read(text);
    let expected = [
        "h Café and ferry plans",
        "p Dear all,",
        "p the ferry leaves\nat noon. We need:",
        "i bread\nand salt",
        "i 2 tickets",
        "p From here it is near.",
        "n On 4 May 2020 Ben wrote:",
        "n When does it leave?\nWho asks?",
        "p At noon.",
        "n --\nAnn\n\nHarbour office",
    ];
    assert_eq!(blocks(&document), expected);
    let properties = (document.properties.title.as_str(), document.properties.date.as_str());
    assert_eq!(properties, ("Café and ferry plans", "2020-05-05"));
    assert_eq!(notes(&document), Vec::<&str>::new());
}

#[test]
fn the_plain_form_is_read_and_attachments_are_told() {
    let text = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"out er\"\n\nfor old programs\n--out er\n\
                Content-Type: multipart/alternative; boundary=in\n\n--in\nContent-Type: text/html\n\n<p>The page.</p>\n--in\n\
                Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nThe caf=E9 is =\nopen.\n--in--\n--out er\n\
                Content-Type: text/plain; charset=\"utf-8\"\nContent-Transfer-Encoding: base64\n\nVHJhbXMgcnVu\nLg==\n--out er\n\
                Content-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nnot read\n--out er\n\
                Content-Type: application/pdf\n\nnot read\n--out er--\nafter it\n";
    let document = read(text);
    assert_eq!(blocks(&document), ["p The café is open.", "p Trams run."]);
    assert_eq!(notes(&document), ["not read: attachments (2)"]);
}

#[test]
fn a_page_is_read_where_there_is_no_plain_form() {
    let page = "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n \n--b\nContent-Type: text/html; charset=utf-8\n\n\
                <div>Ferries leave.<blockquote type=\"cite\"><div>When?</div></blockquote></div><div class=\"gmail_quote\">Quoted.</div>\n--b--\n";
    assert_eq!(blocks(&read(page)), ["p Ferries leave.", "n When?", "n Quoted."]);
    // One that is cut off is read as far as it goes.
    assert_eq!(
        blocks(&read("Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nText")),
        ["h x", "p Text"]
    );
}

#[test]
fn what_is_no_mail_is_refused() {
    let error = mail::read(b"Dear all,\n\nno mail.\n", nowhere()).expect_err("no mail").to_string();
    assert!(error.starts_with("a.file: this is no mail"), "{error}");
}

#[test]
fn parts_within_parts_are_bounded() {
    let mut text = String::from("Subject: deep\n");
    for depth in 0..500 {
        text.push_str(&format!("Content-Type: multipart/mixed; boundary=b{depth}\n\n--b{depth}\n"));
    }
    text.push_str("\nText\n");
    assert_eq!(notes(&read(&text)), ["not read: attachments (1)"]);
}

#[test]
fn encoded_words_without_an_end_take_no_time() {
    let subject = "=?a?b? ".repeat(150_000);
    let begun = std::time::Instant::now();
    let document = read(&format!("Subject: {subject}\n\nText\n"));
    assert!(document.properties.title == subject.trim_end(), "no encoded word is there");
    assert!(begun.elapsed() < std::time::Duration::from_secs(20), "{:?}", begun.elapsed());
}
