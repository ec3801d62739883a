//! XML of office documents, as a stream: elements, their attributes and their text, with limits.

use std::path::Path;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::error::{Error, ErrorKind, Result};

/// Elements nested deeper than this are refused.
const DEEPEST: usize = 1_000;

/// What is read, one after the other.
#[derive(Debug)]
pub enum Node<'x> {
    /// An element begins.
    Start(Element<'x>),
    /// An element ends: its name without prefix.
    End(String),
    /// Text.
    Text(String),
}

/// An element with its attributes.
#[derive(Debug)]
pub struct Element<'x> {
    /// Name without prefix.
    pub name: String,
    start: BytesStart<'x>,
}

impl Element<'_> {
    /// The value of an attribute whose name has a prefix, given without it; empty where there is none.
    pub(crate) fn prefixed(&self, name: &str) -> String {
        self.value(|key| key.split_once(':').is_some_and(|(_, local)| local == name))
    }

    /// The value of an attribute, given by its name without prefix; empty where there is none.
    pub fn attribute(&self, name: &str) -> String {
        self.value(|key| key.rsplit(':').next() == Some(name))
    }

    /// Whether a property of a Word document is on, which it is unless its value says otherwise.
    pub(crate) fn is_on(&self) -> bool {
        !matches!(self.attribute("val").as_str(), "0" | "false" | "off" | "none")
    }

    fn value(&self, is: impl Fn(&str) -> bool) -> String {
        let found = self.start.attributes().with_checks(false).flatten().find(|attribute| {
            let key: &str = attribute.key.into_inner();
            is(key)
        });
        found
            .and_then(|attribute| {
                attribute.normalized_value(XmlVersion::Implicit1_0).ok().map(|value| value.into_owned())
            })
            .unwrap_or_default()
    }
}

/// Hands over the nodes of a part of a document. Empty elements begin and end. Entities of a document type are refused,
/// so nothing expands.
///
/// # Errors
/// When this is no XML, is cut off, is nested too deep, or has a document type.
pub fn read(bytes: &[u8], part: &str, path: &Path, mut node: impl FnMut(Node<'_>)) -> Result<()> {
    let wrong = |message: String| {
        Error::new(ErrorKind::Document, format!("`{part}` in the file: {message}"))
            .at(path)
            .hint("open the file in the program that made it and save it again")
    };
    let text = String::from_utf8_lossy(bytes);
    let mut reader = Reader::from_str(text.trim_start_matches('\u{FEFF}'));
    let mut depth = 0_usize;
    loop {
        match reader.read_event().map_err(|e| wrong(format!("this XML cannot be read: {e}")))? {
            Event::Start(start) => {
                depth += 1;
                if depth > DEEPEST {
                    return Err(wrong(format!("elements are nested deeper than {DEEPEST}")));
                }
                node(Node::Start(element(start)));
            }
            Event::Empty(start) => {
                let element = element(start);
                let name = element.name.clone();
                node(Node::Start(element));
                node(Node::End(name));
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                let name: &str = end.local_name().into_inner();
                node(Node::End(name.to_string()));
            }
            Event::Text(text) => node(Node::Text(text.into_inner().into_owned())),
            Event::CData(text) => node(Node::Text(text.into_inner().into_owned())),
            Event::GeneralRef(reference) => {
                let c = match reference.resolve_char_ref() {
                    Ok(Some(c)) => Some(c),
                    _ => match &*reference {
                        "amp" => Some('&'),
                        "lt" => Some('<'),
                        "gt" => Some('>'),
                        "quot" => Some('"'),
                        "apos" => Some('\''),
                        _ => None,
                    },
                };
                node(Node::Text(c.unwrap_or('\u{FFFD}').to_string()));
            }
            Event::DocType(_) => return Err(wrong("a document type (<!DOCTYPE ...>) does not belong here".into())),
            Event::Eof if depth > 0 => return Err(wrong("the XML ends within an element".into())),
            Event::Eof => return Ok(()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

fn element(start: BytesStart<'_>) -> Element<'_> {
    let name: &str = start.local_name().into_inner();
    Element { name: name.to_string(), start: start.to_owned() }
}
