//! Fonts that do not say which letters their signs are.
//!
//! A font of single bytes may name its signs by numbers (`g12`, `cid_7`) and have no table of letters. pdf-extract 0.12 then
//! takes the byte for a letter, which gives text without sense. Such signs become U+FFFD, so that they are counted.

use pdf_extract::{Dictionary, Document as Pdf, Object, ObjectId, Stream};

/// Gives each such font a table of letters in which its signs are unknown.
pub(crate) fn without_letters(pdf: &mut Pdf) {
    take_out(pdf);
    let fonts: Vec<(ObjectId, Vec<u8>)> = pdf
        .objects
        .iter()
        .filter_map(|(id, object)| {
            let font = object.as_dict().ok()?;
            let kind = font.get(b"Subtype").and_then(Object::as_name).ok()?;
            let simple = [b"Type1".as_slice(), b"TrueType", b"MMType1", b"Type3"].contains(&kind);
            if !simple || font.has(b"ToUnicode") {
                return None;
            }
            let codes = numbered(pdf, font);
            (!codes.is_empty()).then_some((*id, codes))
        })
        .collect();
    for (id, codes) in fonts {
        let table = pdf.add_object(Stream::new(Dictionary::new(), table(&codes).into_bytes()));
        if let Ok(font) = pdf.get_dictionary_mut(id) {
            font.set("ToUnicode", Object::Reference(table));
        }
    }
}

/// Makes the fonts that stand within the resources of a page or form objects of their own.
fn take_out(pdf: &mut Pdf) {
    let mut fonts: Vec<Object> = Vec::new();
    // Numbers that no object has.
    let next = pdf.objects.keys().map(|(number, _)| *number).max().unwrap_or(0).max(pdf.max_id);
    let id = |place: usize| (next.saturating_add(1).saturating_add(u32::try_from(place).unwrap_or(u32::MAX)), 0);
    for object in pdf.objects.values_mut() {
        let dictionary = match object {
            Object::Dictionary(dictionary) => dictionary,
            Object::Stream(stream) => &mut stream.dict,
            _ => continue,
        };
        // Resources may be an object of their own.
        let resources = match dictionary.get_mut(b"Resources") {
            Ok(Object::Dictionary(resources)) => resources,
            _ => dictionary,
        };
        let Ok(Object::Dictionary(named)) = resources.get_mut(b"Font") else { continue };
        for (_, font) in named.iter_mut().filter(|(_, font)| matches!(font, Object::Dictionary(_))) {
            fonts.push(std::mem::replace(font, Object::Reference(id(fonts.len()))));
        }
    }
    for (place, font) in fonts.into_iter().enumerate() {
        pdf.set_object(id(place), font);
        pdf.max_id = pdf.max_id.max(id(place).0);
    }
}

/// The codes of the signs that a font names by numbers.
fn numbered(pdf: &Pdf, font: &Dictionary) -> Vec<u8> {
    let follow = |object| pdf.dereference(object).ok().map(|(_, object)| object);
    let encoding = font.get(b"Encoding").ok().and_then(follow).and_then(|object| object.as_dict().ok());
    let differences = encoding.and_then(|encoding| encoding.get(b"Differences").ok()).and_then(follow);
    let Some(names) = differences.and_then(|object| object.as_array().ok()) else { return Vec::new() };
    let (mut codes, mut code) = (Vec::new(), 0_i64);
    for object in names {
        match follow(object) {
            Some(Object::Integer(first)) => code = *first,
            Some(Object::Name(name)) => {
                codes.extend(u8::try_from(code).ok().filter(|_| is_number(name)));
                code = code.saturating_add(1);
            }
            _ => {}
        }
    }
    codes
}

/// Whether the name of a sign says no more than its number in the font.
fn is_number(name: &[u8]) -> bool {
    let digits = name.iter().position(u8::is_ascii_digit).unwrap_or(name.len());
    let (word, number) = name.split_at(digits);
    let word = word.strip_suffix(b"_").unwrap_or(word).to_ascii_lowercase();
    !number.is_empty()
        && number.iter().all(u8::is_ascii_digit)
        && [b"g".as_slice(), b"c", b"cid", b"glyph", b"index", b"gid", b"char"].contains(&word.as_slice())
}

/// A table of letters in the language of PDF.
fn table(codes: &[u8]) -> String {
    let mut text = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapType 2 def\n\
         1 begincodespacerange\n<00> <FF>\nendcodespacerange\n",
    );
    // A part of a table has at most a hundred lines.
    for part in codes.chunks(100) {
        text.push_str(&format!("{} beginbfchar\n", part.len()));
        for code in part {
            text.push_str(&format!("<{code:02X}> <FFFD>\n"));
        }
        text.push_str("endbfchar\n");
    }
    text + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_numbers_are_told_from_letters() {
        for name in ["g12", "G01", "cid_7", "C0032", "glyph5", "index7"] {
            assert!(is_number(name.as_bytes()), "{name}");
        }
        for name in ["a", "one", "a12", "uni0041", "g", "germandbls", "u1F600", "12"] {
            assert!(!is_number(name.as_bytes()), "{name}");
        }
    }
}
