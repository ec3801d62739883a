//! What keeps a page to itself: its Content-Security-Policy, and text that cannot leave its place.

use std::io;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;
use sha2::{Digest, Sha256};

use crate::error::turns;

/// The style that Observable Plot puts into every chart that it draws, with the class name `plot`.
const PLOT_STYLE: &str = include_str!("page/plot_style.css");

/// The policy of a page with these scripts and styles: they run, and nothing else does; pictures come from the page
/// itself; there is no connection, no form, no frame.
pub fn content_security_policy(scripts: &[&str], styles: &[&str]) -> String {
    let sources = |texts: &[&str]| texts.iter().map(|text| source(text)).collect::<Vec<_>>().join(" ");
    format!(
        "default-src 'none'; script-src {}; style-src {} {}; img-src data: blob:; base-uri 'none'; form-action 'none'",
        sources(scripts),
        sources(styles),
        source(PLOT_STYLE.trim_end_matches('\n'))
    )
}

fn source(text: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text.as_bytes())))
}

/// JSON that may stand in a script element: no `<` can end the element or begin another, and no line separator is left
/// that older scripts take for the end of a line.
///
/// # Errors
/// When the value is none of JSON.
pub fn in_script(value: &impl Serialize) -> serde_json::Result<String> {
    let mut bytes = Vec::new();
    value.serialize(&mut Serializer::with_formatter(&mut bytes, InScript))?;
    String::from_utf8(bytes).map_err(serde::ser::Error::custom)
}

/// Writes such JSON; all of these characters stand in texts alone.
struct InScript;

impl Formatter for InScript {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut from = 0;
        for (at, sign) in fragment.match_indices(['<', '\u{2028}', '\u{2029}']) {
            let sign_code = sign.chars().next().map_or(0, u32::from);
            write!(writer, "{}\\u{sign_code:04x}", &fragment[from..at])?;
            from = at + sign.len();
        }
        writer.write_all(&fragment.as_bytes()[from..])
    }
}

/// A PNG as the address of a picture.
pub fn png_picture(bytes: &[u8]) -> String {
    format!("data:image/png;base64,{}", BASE64_STANDARD.encode(bytes))
}

/// An SVG document as the address of a picture, for an attribute in double quotes.
pub fn picture(svg: &str) -> String {
    let mut address = String::with_capacity(svg.len() + svg.len() / 16 + 24);
    address.push_str("data:image/svg+xml,");
    for c in svg.chars() {
        match c {
            '%' => address.push_str("%25"),
            '#' => address.push_str("%23"),
            '"' => address.push_str("%22"),
            '\n' => address.push_str("%0A"),
            '\r' => address.push_str("%0D"),
            '\t' => address.push_str("%09"),
            '&' => address.push_str("&amp;"),
            _ => address.push(c),
        }
    }
    address
}

/// True for characters that change what is read without being seen: control characters, and those that override or
/// embed a direction of text. Marks of direction, which right-to-left scripts need, do neither.
fn hidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t')) || turns(c)
}

/// The text with characters that are not seen made visible, such as `⟨U+202E⟩`. `None` where it has none.
pub fn visible(text: &str) -> Option<String> {
    text.contains(hidden).then(|| {
        let shown = |c: char| if hidden(c) { format!("⟨U+{:04X}⟩", c as u32) } else { c.to_string() };
        text.chars().map(shown).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_names_what_the_page_carries() {
        let policy = content_security_policy(&["alert(1)"], &["p{}"]);
        // `printf 'alert(1)' | openssl dgst -sha256 -binary | base64`
        let script = "script-src 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=';";
        assert!(policy.starts_with("default-src 'none'; ") && policy.contains(script), "{policy}");
        assert!(!policy.contains("unsafe") && !policy.contains("http"));
    }

    #[test]
    fn json_cannot_leave_its_script() {
        let safe = in_script(&"</script><!--<script>\u{2028}").expect("JSON");
        assert!(!safe.contains(['<', '\u{2028}']), "{safe}");
        assert_eq!(serde_json::from_str::<String>(&safe).expect("JSON"), "</script><!--<script>\u{2028}");
    }

    #[test]
    fn a_picture_cannot_leave_its_attribute() {
        let address = picture("<svg a=\"1\">\n50% &amp; #x</svg>");
        assert_eq!(address, "data:image/svg+xml,<svg a=%221%22>%0A50%25 &amp;amp; %23x</svg>");
    }

    #[test]
    fn hidden_characters_are_shown_and_others_stay() {
        assert_eq!(visible("a\u{202E}b\u{0}\u{7f}"), Some("a⟨U+202E⟩b⟨U+0000⟩⟨U+007F⟩".to_string()));
        assert_eq!(visible("\u{200F}שלום\n\tΑ"), None);
    }
}
