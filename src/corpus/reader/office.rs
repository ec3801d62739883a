//! What the formats of office programs share: packages with properties and with parts that refer to each other.

use std::collections::HashMap;
use std::path::Path;

use super::xml::{self, Node};
use crate::corpus::Properties;
use crate::corpus::archive::Package;
use crate::error::Result;

/// Title, date and language of a package: what the part with its properties says.
///
/// # Errors
/// When the part cannot be read.
pub fn properties(package: &mut Package<'_>, path: &Path) -> Result<Properties> {
    for part in ["docProps/core.xml", "meta.xml"] {
        if let Some(bytes) = package.part(part)? {
            let mut texts = dublin_core(&bytes, part, path)?;
            let mut take = |names: &[&str]| names.iter().find_map(|name| texts.remove(*name)).unwrap_or_default();
            return Ok(Properties {
                title: take(&["title"]),
                created: take(&["created", "creation-date", "date", "modified"]),
                language: take(&["language"]),
                ..Properties::default()
            });
        }
    }
    Ok(Properties::default())
}

/// The texts of the elements of a part by their names, each in one line; the first that is not empty.
///
/// # Errors
/// When the part cannot be read.
pub(crate) fn dublin_core(part: &[u8], name: &str, path: &Path) -> Result<HashMap<String, String>> {
    let mut texts = HashMap::<String, String>::new();
    let (mut open, mut text) = (String::new(), String::new());
    xml::read(part, name, path, |node| match node {
        Node::Start(element) => {
            open = element.name;
            text.clear();
        }
        Node::End(_) => {
            let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
            if !line.is_empty() {
                texts.entry(std::mem::take(&mut open)).or_insert(line);
            }
            text.clear();
        }
        Node::Text(more) => text.push_str(&more),
    })?;
    Ok(texts)
}

/// A reference from one part of a package to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// Its id, by which the part names it.
    pub id: String,
    /// The last word of its type, such as `slide`.
    pub kind: String,
    /// The part that it leads to.
    pub target: String,
}

/// The references of a part, in their order; those that lead out of the package are left out.
///
/// # Errors
/// When they cannot be read.
pub(crate) fn relations(package: &mut Package<'_>, part: &str, path: &Path) -> Result<Vec<Relation>> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let name = format!("{folder}/_rels/{file}.rels");
    let Some(bytes) = package.part(name.trim_start_matches('/'))? else { return Ok(Vec::new()) };
    let mut relations = Vec::new();
    xml::read(&bytes, &name, path, |node| {
        if let Node::Start(element) = node
            && element.name == "Relationship"
            && element.attribute("TargetMode") != "External"
        {
            let kind = element.attribute("Type");
            relations.push(Relation {
                id: element.attribute("Id"),
                kind: kind.rsplit('/').next().unwrap_or_default().to_string(),
                target: resolve(folder, &element.attribute("Target")),
            });
        }
    })?;
    Ok(relations)
}

/// The name of a part that another names relative to its folder. `..` at the top of the package stays there.
pub fn resolve(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop(),
            part => parts.push(part),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_parts_are_resolved_within_the_package() {
        for (folder, target, part) in [
            ("ppt/slides", "../notesSlides/notesSlide1.xml", "ppt/notesSlides/notesSlide1.xml"),
            ("ppt", "slides/slide1.xml", "ppt/slides/slide1.xml"),
            ("ppt", "/ppt/slides/slide2.xml", "ppt/slides/slide2.xml"),
            ("", "../../../etc/passwd", "etc/passwd"),
            ("OEBPS", "./text/one.xhtml", "OEBPS/text/one.xhtml"),
        ] {
            assert_eq!(resolve(folder, target), part);
        }
    }
}
