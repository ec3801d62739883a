//! Dictionaries of Yoshikoder: `<cnode name>` for a category, `<pnode name>` for a pattern.

use roxmltree::Node;

use super::portable::Leaving;
use super::xml::{Lines, escape, parse};
use super::{Entry, Group, Source, lexicoder};
use crate::error::Result;

/// Reads a dictionary. Of Lexicoder, names of patterns are parts of text, with blanks at the edges of words.
pub(super) fn read(source: &mut Source<'_>, lexicoder: bool) -> Result<Vec<Group>> {
    let document = parse(source)?;
    let root = document.root_element();
    if root.tag_name().name() != "dictionary" {
        let message = format!("the XML begins with <{}>, not with <dictionary>", root.tag_name().name());
        return Err(source.error(1, message).hint("is this a dictionary of Yoshikoder or Lexicoder?"));
    }
    let mut groups = Vec::new();
    let lines = Lines::new(source.text);
    for node in root.children() {
        read_node(node, None, &lines, source, &mut groups);
    }
    let is = |attribute: &str, value: &str| root.attribute(attribute).is_some_and(|of| of.eq_ignore_ascii_case(value));
    if lexicoder || is("style", "lexicoder") {
        lexicoder::open_ends(&mut groups, true);
    } else if is("patternengine", "regexp") {
        // They are found anywhere in the text; those that are more than words are told later.
        lexicoder::open_ends(&mut groups, false);
    }
    for entry in groups.iter_mut().flat_map(|group| &mut group.include) {
        entry.text = entry.text.trim().to_string();
    }
    Ok(groups)
}

fn read_node(
    node: Node<'_, '_>,
    parent: Option<usize>,
    lines: &Lines,
    source: &mut Source<'_>,
    groups: &mut Vec<Group>,
) {
    if !node.is_element() {
        return;
    }
    let line = lines.of(node);
    let name = node.attribute("name").unwrap_or_default();
    match node.tag_name().name() {
        "cnode" => {
            let definition = node.attribute("desc").unwrap_or_default().trim().to_string();
            groups.push(Group { name: name.trim().into(), definition, parent, line, ..Group::default() });
            let group = groups.len() - 1;
            for child in node.children() {
                read_node(child, Some(group), lines, source, groups);
            }
        }
        "pnode" => {
            if name.trim().is_empty() {
                source.warn(line, "a pattern without a name is left out");
                return;
            }
            let weight = node.attribute("score").and_then(|score| source.weight(line, name, score));
            match parent {
                Some(group) => groups[group].include.push(Entry { weight, ..Entry::new(name, line) }),
                None => source.warn(line, format!("\"{name}\" stands in no category and is left out")),
            }
        }
        other => source.warn(line, format!("<{other}> is not known and is left out")),
    }
}

/// Writes a dictionary.
pub(super) fn write(leaving: &mut Leaving<'_>) -> String {
    leaving.leave_words(false);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<dictionary>\n");
    for theme in leaving.below(None) {
        write_theme(leaving, theme, "  ", &mut out);
    }
    out + "</dictionary>\n"
}

fn write_theme(leaving: &mut Leaving<'_>, theme: usize, indent: &str, out: &mut String) {
    let entry = &leaving.codebook.themes[theme];
    let description = match entry.definition.as_str() {
        "" => String::new(),
        text => format!(" desc=\"{}\"", escape(text)),
    };
    out.push_str(&format!("{indent}<cnode name=\"{}\"{description}>\n", escape(&entry.id)));
    for pattern in leaving.patterns(theme) {
        let score = pattern.weight.map_or_else(String::new, |weight| format!(" score=\"{weight}\""));
        out.push_str(&format!("{indent}  <pnode name=\"{}\"{score}/>\n", escape(&pattern.source)));
    }
    for child in leaving.below(Some(theme)) {
        write_theme(leaving, child, &format!("{indent}  "), out);
    }
    out.push_str(&format!("{indent}</cnode>\n"));
}
