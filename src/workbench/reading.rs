//! A whole document with the hits in it.

use serde_json::{Value, json};

use super::texts::{Found, Texts, in_message};
use crate::analysis::message_id;
use crate::axis::Period;
use crate::codebook::Codebook;
use crate::error::{Error, ErrorKind, Result};

/// The text of a document in its order: messages with their hits, and all else with its kind. Places in texts count characters
/// of UTF-16, as a page does.
///
/// # Errors
/// When there is no such document.
pub fn read(texts: &Texts, codebook: &Codebook, found: &Found, periods: &[Period], id: &str) -> Result<Value> {
    let Some(document) = texts.documents.iter().find(|document| document.id == id) else {
        return Err(Error::new(ErrorKind::Usage, format!("there is no document `{id}` in the analysis")));
    };
    let mut other = document.other.iter().peekable();
    let mut parts = Vec::new();
    for number in 0..=document.messages {
        while let Some(text) = other.next_if(|text| text.before as usize <= number) {
            parts.push(json!({"kind": text.kind, "text": text.text}));
        }
        if number == document.messages {
            break;
        }
        let place = document.first + number;
        let held = &texts.messages[place];
        let wide = |byte: u32| held.text[..byte as usize].encode_utf16().count();
        let hits = in_message(&found.hits, place as u32).iter().map(|hit| {
            json!({
                "theme": codebook.themes[hit.found.theme as usize].id,
                "start": wide(hit.found.start), "end": wide(hit.found.end),
            })
        });
        parts.push(json!({
            "message": message_id(&document.id, held.ordinal), "place": place, "section": texts.section_of(place),
            "text": held.text, "hits": hits.collect::<Vec<_>>(),
        }));
    }
    let neighbour = |step: isize| {
        let at = texts.documents.iter().position(|other| other.id == id)?.checked_add_signed(step)?;
        texts.documents.get(at).map(|document| document.id.clone())
    };
    Ok(json!({
        "id": document.id, "title": document.title, "file": document.file,
        "period": periods[document.period].label(), "words": document.words, "messages": document.messages,
        "before": neighbour(-1), "after": neighbour(1), "parts": parts,
    }))
}
