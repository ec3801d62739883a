//! [`Document`] -> its language: what a cell of the manifest means, and what the text itself looks like.
//!
//! Detection is that of the crate whatlang: 70 languages, by script and by runs of three letters. Of the two written
//! forms of Norwegian it knows Bokmål alone. Bosnian and Serbian in Latin letters look like Croatian to it, and a
//! language that it does not know looks like a relative, so a document whose language it cannot know is never told to be
//! in another one.

mod scripts;

use crate::config::TextConfig;
use crate::corpus::{Content, Document, DocumentInfo};

pub use scripts::{Run, UNSPACED, is_unspaced, may_be_unspaced, runs};

/// A language by its codes of ISO 639-3 and ISO 639-1 and its English name.
type Language = (&'static str, &'static str, &'static str);

/// Languages that are detected.
const DETECTED: [Language; 70] = [
    ("afr", "af", "Afrikaans"),
    ("aka", "ak", "Akan"),
    ("amh", "am", "Amharic"),
    ("ara", "ar", "Arabic"),
    ("aze", "az", "Azerbaijani"),
    ("bel", "be", "Belarusian"),
    ("ben", "bn", "Bengali"),
    ("bul", "bg", "Bulgarian"),
    ("cat", "ca", "Catalan"),
    ("ces", "cs", "Czech"),
    ("cmn", "zh", "Chinese"),
    ("cym", "cy", "Welsh"),
    ("dan", "da", "Danish"),
    ("deu", "de", "German"),
    ("ell", "el", "Greek"),
    ("eng", "en", "English"),
    ("epo", "eo", "Esperanto"),
    ("est", "et", "Estonian"),
    ("fin", "fi", "Finnish"),
    ("fra", "fr", "French"),
    ("guj", "gu", "Gujarati"),
    ("heb", "he", "Hebrew"),
    ("hin", "hi", "Hindi"),
    ("hrv", "hr", "Croatian"),
    ("hun", "hu", "Hungarian"),
    ("hye", "hy", "Armenian"),
    ("ind", "id", "Indonesian"),
    ("ita", "it", "Italian"),
    ("jav", "jv", "Javanese"),
    ("jpn", "ja", "Japanese"),
    ("kan", "kn", "Kannada"),
    ("kat", "ka", "Georgian"),
    ("khm", "km", "Khmer"),
    ("kor", "ko", "Korean"),
    ("lat", "la", "Latin"),
    ("lav", "lv", "Latvian"),
    ("lit", "lt", "Lithuanian"),
    ("mal", "ml", "Malayalam"),
    ("mar", "mr", "Marathi"),
    ("mkd", "mk", "Macedonian"),
    ("mya", "my", "Burmese"),
    ("nep", "ne", "Nepali"),
    ("nld", "nl", "Dutch"),
    ("nob", "no", "Norwegian"),
    ("ori", "or", "Odia"),
    ("pan", "pa", "Punjabi"),
    ("pes", "fa", "Persian"),
    ("pol", "pl", "Polish"),
    ("por", "pt", "Portuguese"),
    ("ron", "ro", "Romanian"),
    ("rus", "ru", "Russian"),
    ("sin", "si", "Sinhala"),
    ("slk", "sk", "Slovak"),
    ("slv", "sl", "Slovene"),
    ("sna", "sn", "Shona"),
    ("spa", "es", "Spanish"),
    ("srp", "sr", "Serbian"),
    ("swe", "sv", "Swedish"),
    ("tam", "ta", "Tamil"),
    ("tel", "te", "Telugu"),
    ("tgl", "tl", "Tagalog"),
    ("tha", "th", "Thai"),
    ("tuk", "tk", "Turkmen"),
    ("tur", "tr", "Turkish"),
    ("ukr", "uk", "Ukrainian"),
    ("urd", "ur", "Urdu"),
    ("uzb", "uz", "Uzbek"),
    ("vie", "vi", "Vietnamese"),
    ("yid", "yi", "Yiddish"),
    ("zul", "zu", "Zulu"),
];

/// Languages that are not detected and have a stemmer, a stop list or word boundaries of their own.
const OTHERS: [Language; 15] = [
    ("bre", "br", "Breton"),
    ("eus", "eu", "Basque"),
    ("gle", "ga", "Irish"),
    ("glg", "gl", "Galician"),
    ("hau", "ha", "Hausa"),
    ("kaz", "kk", "Kazakh"),
    ("kur", "ku", "Kurdish"),
    ("lao", "lo", "Lao"),
    ("msa", "ms", "Malay"),
    ("som", "so", "Somali"),
    ("sot", "st", "Sesotho"),
    ("sqi", "sq", "Albanian"),
    ("swa", "sw", "Swahili"),
    ("tgk", "tg", "Tajik"),
    ("yor", "yo", "Yoruba"),
];

/// Further codes in use.
const ALIASES: [(&str, &str); 6] =
    [("nb", "no"), ("nn", "no"), ("nor", "no"), ("fas", "fa"), ("zho", "zh"), ("fil", "tl")];

/// Letters of a text below which its language is not told.
const FEWEST_LETTERS: usize = 24;
/// Letters of a text below which its language is not told where letters stand for syllables or words.
const FEWEST_SIGNS: usize = 8;
/// Letters of a short text. To ask whatlang takes a tenth of a millisecond, more than all else that is done with one, and of those
/// with fewer than 80 letters it is not sure of half.
const FEW_LETTERS: usize = 400;
/// With more documents than this, and a language that is set, not each short text is asked of: one in so many, or as many as make so
/// many of all.
const MANY_DOCUMENTS: usize = 10_000;
const ONE_IN: u64 = 8;
const ENOUGH: u64 = 5_000;
/// Bytes of the text that are looked at, in each of three places: its beginning, its middle and its end.
const SAMPLE: usize = 1_000;

/// The code of a language: ISO 639-1, of two letters, where there is one. Takes codes of two and three letters, with or
/// without a region, and English names, in any case; what it does not know comes back in lower case.
pub fn code(language: &str) -> String {
    let language = language.trim().to_lowercase();
    let primary = language.split(['-', '_']).next().unwrap_or(&language);
    if let Some((_, code)) = ALIASES.iter().find(|(alias, _)| *alias == primary) {
        return (*code).to_string();
    }
    let same =
        |(long, short, name): &&Language| [*long, *short].contains(&primary) || name.eq_ignore_ascii_case(&language);
    known().find(same).map_or(primary, |(_, short, _)| short).to_string()
}

/// The codes of all languages of which anything is known.
pub fn codes() -> impl Iterator<Item = &'static str> {
    known().map(|(_, code, _)| *code)
}

fn known() -> impl Iterator<Item = &'static Language> {
    DETECTED.iter().chain(&OTHERS)
}

/// A code with the name of the language, for messages: `German (de)`; an unknown code in quotes.
pub fn named(code: &str) -> String {
    match known().find(|(_, short, _)| *short == code) {
        Some((_, _, name)) => format!("{name} ({code})"),
        None => format!("\"{code}\""),
    }
}

/// The language of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentLanguage {
    /// The code of the language in which it is analysed; empty where none is set and none is sure.
    pub analysed: String,
    /// The code of the language that the text is surely written in; `None` where it is short or not sure.
    pub detected: Option<&'static str>,
    /// Whether the text is one of many short ones for which another one was looked at.
    pub passed_over: bool,
}

impl DocumentLanguage {
    /// The language that the manifest gives, else that of the project, else the detected one. In a corpus of many `documents` some
    /// of the short texts are looked at where a language is set: enough to tell that it is another one.
    pub fn of(config: &TextConfig, info: &DocumentInfo, document: &Document, documents: usize) -> Self {
        let sample = sample(&document.content);
        let set = match config.set_language() {
            _ if !info.language.trim().is_empty() => Some(code(&info.language)),
            language => language.map(code),
        };
        let passed_over = set.is_some() && documents > MANY_DOCUMENTS && !is_chosen(&sample, documents);
        let detected = detect_in(&sample, if passed_over { FEW_LETTERS } else { FEWEST_LETTERS });
        let analysed = set.unwrap_or_else(|| detected.unwrap_or_default().to_string());
        Self { analysed, detected, passed_over: passed_over && detected.is_none() && has_few_letters(&sample) }
    }

    /// The code of the detected language where it differs from that in which the document is analysed, and both are
    /// languages that can be told apart.
    pub fn differs(&self) -> Option<&'static str> {
        let comparable = DETECTED.iter().any(|(_, code, _)| *code == self.analysed);
        self.detected.filter(|detected| comparable && *detected != self.analysed)
    }
}

/// The code of the language that a text is surely written in; `None` where it is too short, or not sure.
pub fn detect(text: &str) -> Option<&'static str> {
    detect_in(text, FEWEST_LETTERS)
}

/// Whether a text of so many is one of those that stand for them, whatever its place.
fn is_chosen(text: &str, documents: usize) -> bool {
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
    let hash = text.bytes().fold(0xCBF2_9CE4_8422_2325, mix).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (hash >> 32).is_multiple_of(ONE_IN.max(documents as u64 / ENOUGH))
}

fn has_few_letters(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphabetic()).nth(FEW_LETTERS - 1).is_none()
}

/// The first letter that is not Latin.
const GREEK: char = '\u{370}';

/// The same of a text that has at least so many letters, where all of them are Latin.
fn detect_in(text: &str, fewest_latin: usize) -> Option<&'static str> {
    if is_plainly_english(text) {
        return Some("en");
    }
    let (mut letters, mut are_latin) = (0, true);
    for letter in text.chars().filter(|c| c.is_alphabetic()).take(fewest_latin) {
        letters += 1;
        are_latin &= letter < GREEK;
    }
    if letters < FEWEST_SIGNS || (letters < fewest_latin && are_latin) {
        return None;
    }
    let info = whatlang::detect(text).filter(whatlang::Info::is_reliable)?;
    let (_, code, _) = DETECTED.iter().find(|(long, _, _)| *long == info.lang().code())?;
    let fewest = match *code {
        "zh" | "ja" | "ko" | "th" | "km" | "my" | "am" => FEWEST_SIGNS,
        _ => FEWEST_LETTERS,
    };
    let letters = text.chars().filter(|c| c.is_alphabetic()).take(fewest).count();
    (letters == fewest).then_some(*code)
}

/// Words that English texts are full of, and other languages know hardly any of: first those that they know least of.
const ENGLISH: [&str; 28] = [
    "the", "of", "and", "that", "with", "which", "this", "from", "their", "they", "these", "those", "would", "should",
    "there", "to", "have", "by", "are", "been", "our", "its", "where", "when", "what", "has", "for", "it",
];
/// So many of them are of the first kind.
const ENGLISH_ALONE: usize = 15;
/// So many words are looked at, at least and at most.
const ENGLISH_WORDS: (usize, usize) = (50, 200);
/// Of 5,444 English speeches each had a share of .195 to .42 of these words; of texts in 45 other languages none had .02.
const ENGLISH_SHARE: f64 = 0.15;

/// A text of at least so many words, fewer than of others, is told by words that English alone has: so many, of so many kinds.
/// whatlang says the same of 99.98 % of such pieces of 200 bytes of English speeches, and is not sure of the others.
const SHORT_ENGLISH: (usize, usize, u32) = (12, 4, 3);

/// Whether a text of some length is English beyond doubt: most texts are, and this takes a hundredth of the time.
fn is_plainly_english(text: &str) -> bool {
    let (mut words, mut known, mut alone, mut kinds) = (0, 0, 0, 0_u32);
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).take(ENGLISH_WORDS.1) {
        words += 1;
        let is = |english: &&str| english.eq_ignore_ascii_case(word);
        let Some(place) = ENGLISH.iter().position(is) else { continue };
        known += 1;
        if place < ENGLISH_ALONE {
            alone += 1;
            kinds |= 1 << place;
        }
    }
    let share = |of: usize| of as f64 >= ENGLISH_SHARE * words as f64;
    let (fewest, most_alone, most_kinds) = SHORT_ENGLISH;
    (words >= ENGLISH_WORDS.0 && share(known))
        || (words >= fewest && alone >= most_alone && kinds.count_ones() >= most_kinds && share(alone))
}

/// Text from the beginning, the middle and the end of a document, of bounded length.
fn sample(content: &Content) -> String {
    let texts: Vec<&str> = match content {
        Content::Lines(text) => vec![text],
        Content::Blocks(blocks) => blocks.iter().map(|block| block.text.as_str()).collect(),
    };
    let total: usize = texts.iter().map(|text| text.len()).sum();
    let ranges = if total <= 3 * SAMPLE {
        vec![(0, total)]
    } else {
        vec![(0, SAMPLE), ((total - SAMPLE) / 2, usize::midpoint(total, SAMPLE)), (total - SAMPLE, total)]
    };
    let (mut out, mut start) = (String::new(), 0);
    for text in texts {
        for (from, to) in &ranges {
            let inside = |at: usize| boundary(text, at.clamp(start, start + text.len()) - start);
            out.push_str(&text[inside(*from)..inside(*to)]);
        }
        start += text.len();
        if !out.ends_with('\n') {
            out.push('\n');
        }
    }
    out
}

/// The first boundary of a character at or behind a byte of a text.
fn boundary(text: &str, at: usize) -> usize {
    (at..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests;
