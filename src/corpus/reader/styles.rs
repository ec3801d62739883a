//! What the styles of a Word document say of paragraphs and runs.

use std::collections::HashMap;

use super::xml::{Element, Node};

/// The styles of a document.
#[derive(Debug, Default)]
pub struct Styles {
    by_id: HashMap<String, Style>,
    open: String,
    /// Elements with the formatting of before that are open.
    before: usize,
}

/// What a style says; `None` where it says nothing.
#[derive(Debug, Default, Clone)]
pub struct Style {
    based_on: String,
    /// Level of a heading.
    pub outline: Option<u8>,
    /// Whether it is an item of a list.
    pub list: Option<bool>,
    /// Whether its text is hidden.
    pub hidden: Option<bool>,
    /// Whether its text is raised above the line.
    pub raised: Option<bool>,
}

/// Whether `vertAlign` or `position`, which counts in half points, says that text is raised above the line.
pub(crate) fn is_raised(element: &Element<'_>) -> bool {
    let value = element.attribute("val");
    value == "superscript" || value.parse::<i32>().is_ok_and(|height| height > 0)
}

impl Styles {
    /// Takes a node of the part with the styles.
    pub fn node(&mut self, node: &Node<'_>) {
        let element = match node {
            Node::Start(element) => element,
            Node::End(name) if name.ends_with("PrChange") => {
                self.before = self.before.saturating_sub(1);
                return;
            }
            _ => return,
        };
        if element.name.ends_with("PrChange") {
            self.before += 1;
        }
        if self.before > 0 {
            return;
        }
        if element.name == "style" {
            self.open = element.attribute("styleId");
        }
        let style = self.by_id.entry(self.open.clone()).or_default();
        match element.name.as_str() {
            "basedOn" => style.based_on = element.attribute("val"),
            "outlineLvl" => style.outline = element.attribute("val").parse().ok(),
            "numId" => style.list = Some(element.attribute("val") != "0"),
            "vanish" => style.hidden = Some(element.is_on()),
            "vertAlign" | "position" => style.raised = Some(is_raised(element)),
            // `Title` has no outline level.
            "name" if element.attribute("val").eq_ignore_ascii_case("title") => style.outline = Some(0),
            _ => {}
        }
    }

    /// What a style or one that it is based on says.
    pub fn find<T>(&self, id: &str, what: impl Fn(&Style) -> Option<T>) -> Option<T> {
        let mut style = self.by_id.get(id)?;
        // Styles may be based on each other in a circle.
        for _ in 0..20 {
            if let Some(found) = what(style) {
                return Some(found);
            }
            style = self.by_id.get(&style.based_on)?;
        }
        None
    }
}
