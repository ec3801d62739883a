//! Codebooks of the REFI-QDA standard: nested codes with descriptions, and no patterns.
//!
//! So that patterns travel, they stand in the description below a line `Patterns:`, one a line, with a weight as
//! `good [weight 2]`, exclusions below a line `Not:`. Programs for qualitative analysis show them as text; reading them back gives the same codebook.

use roxmltree::Node;
use sha2::{Digest, Sha256};

use super::xml::{Lines, escape, parse};
use super::{Entry, Group, Source};
use crate::codebook::{Codebook, Pattern, Weight};
use crate::error::Result;

const PATTERNS: &str = "Patterns:";
const NOT: &str = "Not:";
/// What stands before the weight of a pattern.
const WEIGHT: &str = " [weight ";

/// Reads a codebook.
pub(super) fn read(source: &mut Source<'_>) -> Result<Vec<Group>> {
    let document = parse(source)?;
    let root = document.root_element();
    let codebook = document.descendants().find(|node| node.tag_name().name() == "CodeBook");
    let Some(codebook) = codebook else {
        let message = format!("the XML begins with <{}> and holds no <CodeBook>", root.tag_name().name());
        return Err(source
            .error(1, message)
            .hint("export the codebook (QDC) from the program, not the project (QDPX)"));
    };
    let mut groups = Vec::new();
    let lines = Lines::new(source.text);
    for part in codebook.children().filter(Node::is_element) {
        match part.tag_name().name() {
            "Codes" => {
                part.children().for_each(|node| read_code(node, None, &lines, source, &mut groups));
            }
            "Sets" if part.children().any(|node| node.is_element()) => {
                source.warn(lines.of(part), "sets of codes are left out");
            }
            _ => {}
        }
    }
    Ok(groups)
}

fn read_code(
    node: Node<'_, '_>,
    parent: Option<usize>,
    lines: &Lines,
    source: &mut Source<'_>,
    groups: &mut Vec<Group>,
) {
    if node.tag_name().name() != "Code" {
        return;
    }
    let line = lines.of(node);
    let name = node.attribute("name").unwrap_or_default().trim().to_string();
    let mut group = Group { name, parent, line, native: true, ..Group::default() };
    if let Some(text) = node.children().find(|child| child.tag_name().name() == "Description") {
        describe(&mut group, text.text().unwrap_or_default(), lines.of(text), source);
    }
    groups.push(group);
    let place = groups.len() - 1;
    node.children().for_each(|child| read_code(child, Some(place), lines, source, groups));
}

/// Splits a description into definition and patterns.
fn describe(group: &mut Group, text: &str, first: u64, source: &mut Source<'_>) {
    let mut definition = Vec::new();
    let mut part = "";
    for (line, text) in (first..).zip(text.lines()) {
        match text.trim() {
            mark @ (PATTERNS | NOT) => part = mark,
            "" if !part.is_empty() => {}
            text if part == PATTERNS => {
                let (text, weight) = weighed(text, line, source);
                group.include.push(Entry { weight, ..Entry::new(text, line) });
            }
            text if part == NOT => group.exclude.push(Entry::new(text.to_string(), line)),
            text => definition.push(text),
        }
    }
    group.definition = definition.join("\n").trim().to_string();
}

/// A pattern and the weight behind it: `good [weight 2]`.
fn weighed<'a>(text: &'a str, line: u64, source: &mut Source<'_>) -> (&'a str, Option<Weight>) {
    match text.strip_suffix(']').and_then(|text| text.rsplit_once(WEIGHT)) {
        Some((pattern, number)) => (pattern.trim(), source.weight(line, pattern.trim(), number)),
        None => (text, None),
    }
}

/// A pattern with its weight behind it.
fn shown(pattern: &Pattern) -> String {
    let weight = pattern.weight.map_or_else(String::new, |weight| format!("{WEIGHT}{weight}]"));
    format!("{}{weight}", pattern.source)
}

/// Writes a codebook.
pub(super) fn write(codebook: &Codebook) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <CodeBook xmlns=\"urn:QDA-XML:codebook:1.0\" origin=\"themeshift\">\n  <Codes>\n",
    );
    write_codes(codebook, None, "    ", &mut out);
    out + "  </Codes>\n</CodeBook>\n"
}

fn write_codes(codebook: &Codebook, parent: Option<usize>, indent: &str, out: &mut String) {
    for (place, theme) in codebook.themes.iter().enumerate().filter(|(_, theme)| theme.parent == parent) {
        let (name, id) = (escape(&theme.label), guid(&theme.id));
        out.push_str(&format!("{indent}<Code guid=\"{id}\" name=\"{name}\" isCodable=\"true\">\n"));
        let mut parts = vec![theme.definition.clone()];
        for (mark, patterns) in [(PATTERNS, &theme.include), (NOT, &theme.exclude)] {
            let list: Vec<String> = patterns.iter().map(shown).collect();
            if !list.is_empty() {
                parts.push(format!("{mark}\n{}", list.join("\n")));
            }
        }
        parts.retain(|part| !part.is_empty());
        if !parts.is_empty() {
            let text = escape(&parts.join("\n")).replace("&#10;", "\n");
            out.push_str(&format!("{indent}  <Description>{text}</Description>\n"));
        }
        write_codes(codebook, Some(place), &format!("{indent}  "), out);
        out.push_str(&format!("{indent}</Code>\n"));
    }
}

/// An identifier (UUID version 8) that depends on the id alone, so that the same codebook gives the same file.
fn guid(id: &str) -> String {
    let hash = Sha256::digest(format!("themeshift/{id}"));
    let mut bytes: [u8; 16] = std::array::from_fn(|place| hash[place]);
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}
