//! The page, put together of the parts of the page that is one file; only the script that reaches the engine is another.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::pipeline;

const PAGE: &str = include_str!("../../../app/page/page.html");
const STYLES: [&str; 2] = [include_str!("../../report/page/base.css"), include_str!("../../../app/page/page.css")];
/// The names of the scripts of the page that is one file, in their order.
const NAMES: &str = include_str!("../../../app/page/scripts.json");
/// The script that reaches an engine within the page, and the one that stands in its place.
const ENGINES: [&str; 2] = ["engine", "served"];

macro_rules! scripts {
    ($($name:literal)*) => { [$(($name, include_str!(concat!("../../../app/page/", $name, ".js")))),*] };
}

const SCRIPTS: [(&str, &str); 13] = scripts![
    "words" "dom" "served" "store" "app" "documents" "lines" "themes" "results" "reading" "coding" "quotes" "main"
];

/// The names of the scripts in their order.
fn names() -> Vec<String> {
    let names: Vec<String> = serde_json::from_str(NAMES).unwrap_or_default();
    names.into_iter().map(|name| if name == ENGINES[0] { ENGINES[1].into() } else { name }).collect()
}

fn script() -> String {
    let text = |name: &String| SCRIPTS.iter().find(|(known, _)| known == name).map(|(_, text)| *text);
    format!("(() => {{\n\"use strict\";\n{}}})();", names().iter().filter_map(text).collect::<String>())
}

/// What a policy names a text by, so that it may run.
fn hash(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
}

/// What the report allows, which the page around it must allow too.
fn of_report(policy: &str, directive: &str) -> String {
    let sources = |one: &str| one.strip_prefix(directive)?.strip_prefix(' ').map(str::to_string);
    policy.split("; ").find_map(sources).unwrap_or_default()
}

/// The page.
pub fn page() -> String {
    let (style, script, report) = (STYLES.concat(), script(), pipeline::report_policy());
    let policy = [
        "default-src 'none'".to_string(),
        "connect-src 'self'".to_string(),
        format!("script-src {} {}", hash(&script), of_report(&report, "script-src")),
        format!("style-src {} {}", hash(&style), of_report(&report, "style-src")),
        "img-src data: blob:; frame-src blob:; base-uri 'none'; form-action 'none'".to_string(),
    ];
    let (before, rest) = PAGE.split_once("<!-- engine -->\n").unwrap_or((PAGE, ""));
    let after = rest.split_once("<!-- /engine -->\n").map_or(rest, |(_, after)| after);
    let parts = [("{{policy}}", policy.join("; ")), ("{{style}}", style), ("{{script}}", script)];
    let page = format!("{before}{after}");
    parts.iter().fold(page, |page, (mark, text)| page.replacen(mark, text, 1))
}

/// What stands in the place of the page without the key: a page that was loaded anew has it still, and goes on.
pub fn locked(why: &str) -> String {
    const SCRIPT: &str = "const token = sessionStorage.getItem(\"themeshift-token\");\n\
        if (location.search === \"\" && token !== null) location.replace(`/?token=${token}`);\n\
        else sessionStorage.removeItem(\"themeshift-token\");\n";
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
        <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src {}\">\n\
        <title>themeshift</title>\n<p>themeshift: {why}</p>\n<script>{SCRIPT}</script>\n</html>\n",
        hash(SCRIPT)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_all_scripts_and_no_engine() {
        assert_eq!(names(), SCRIPTS.map(|(name, _)| name));
        let page = page();
        assert!(!page.contains("{{") && !page.contains("application/octet-stream"), "a mark or the engine is left");
        assert_eq!(page.matches("<script>").count(), 1);
        assert!(!script().to_lowercase().contains("</script"), "a script may not end its own element");
    }

    #[test]
    fn the_policy_lets_the_script_and_the_report_run() {
        let page = page();
        for part in [
            hash(&script()),
            hash(&STYLES.concat()),
            "connect-src 'self'".into(),
            of_report(&pipeline::report_policy(), "script-src"),
        ] {
            assert!(!part.is_empty() && page.contains(&part), "{part}");
        }
        assert_eq!(of_report("a-src x; script-src y z; b", "script-src"), "y z");
    }
}
