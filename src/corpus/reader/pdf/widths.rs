//! Widths of characters, written out one by one.
//!
//! A font may give one width for a range of characters: `first last width`. pdf-extract 0.12 reads such a range wrongly
//! and places what follows too far to the right, so that words fall apart. It reads lists of widths rightly.

use pdf_extract::{Document as Pdf, Object, ObjectId};

/// Characters of a font (they have 16 bits).
const MOST: i64 = 1 << 16;

/// Puts lists in the place of ranges, in all fonts.
pub(crate) fn write_out(pdf: &mut Pdf) {
    let fonts: Vec<(ObjectId, Vec<Object>)> = pdf
        .objects
        .iter()
        .filter_map(|(id, object)| {
            let font = object.as_dict().ok()?;
            let kind = font.get(b"Subtype").and_then(Object::as_name).ok()?;
            let (_, widths) = pdf.dereference(font.get(b"W").ok()?).ok()?;
            (kind.starts_with(b"CIDFontType")).then(|| Some((*id, lists(pdf, widths.as_array().ok()?))))?
        })
        .collect();
    for (id, widths) in fonts {
        if let Ok(font) = pdf.get_dictionary_mut(id) {
            font.set("W", Object::Array(widths));
        }
    }
}

/// `first [width ...]` for each list and each range.
fn lists(pdf: &Pdf, widths: &[Object]) -> Vec<Object> {
    let value =
        |place: usize| widths.get(place).and_then(|object| pdf.dereference(object).ok()).map(|(_, object)| object);
    let mut out = Vec::new();
    let mut place = 0;
    while let (Some(first), Some(second)) = (value(place), value(place + 1)) {
        let list = match (second, first.as_i64(), second.as_i64(), value(place + 2)) {
            (Object::Array(list), ..) => {
                place += 2;
                list.clone()
            }
            (_, Ok(first), Ok(last), Some(width)) => {
                place += 3;
                let times = last.saturating_sub(first).saturating_add(1).clamp(0, MOST);
                vec![width.clone(); usize::try_from(times).unwrap_or(0)]
            }
            _ => break,
        };
        out.extend([first.clone(), Object::Array(list)]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_become_lists() {
        let number = |number: i64| Object::Integer(number);
        let widths =
            [number(3), Object::Array(vec![number(250)]), number(68), number(70), number(443), number(9), number(9)];
        let expected = [
            number(3),
            Object::Array(vec![number(250)]),
            number(68),
            Object::Array(vec![number(443), number(443), number(443)]),
        ];
        assert_eq!(lists(&Pdf::new(), &widths), expected);
        let hostile = [number(0), number(i64::MAX), number(1), number(5), number(1), number(1)];
        let sizes: Vec<usize> =
            lists(&Pdf::new(), &hostile).iter().filter_map(|list| list.as_array().ok().map(Vec::len)).collect();
        assert_eq!(sizes, [1 << 16, 0]);
    }
}
