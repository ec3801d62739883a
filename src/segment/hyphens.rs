//! Words that a hyphen parts at the end of a line, in text of any format.
//!
//! A hyphen at a line end may part one word (`govern-` `ment`) or stand in it (`self-` `determination`). The other words of
//! the document decide: the spelling that they have more often. Where they know neither or both alike, the hyphen stays
//! behind [`PREFIXES`], before [`SECOND`] parts of compounds, behind capitals and numbers (`EU-` `wide`), and in a document
//! whose other hyphens at line ends all belong to their words; else the word is written in one.

use std::cell::OnceCell;

use hashbrown::HashMap;

use super::marker::is_noise;
use crate::corpus::{Document, lines};

/// How a line goes on from the text above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Join {
    /// With another word.
    Space,
    /// With the rest of a word, whose hyphen stays.
    Hyphen,
    /// With the rest of a word, without the hyphen.
    Whole,
}

/// Signs that part a word at the end of a line: hyphens and the soft hyphen.
pub(super) const HYPHENS: [char; 4] = ['-', '\u{2010}', '\u{2011}', SOFT];
const SOFT: char = '\u{ad}';

/// Words before a hyphen that stays.
const PREFIXES: [&str; 6] = ["self", "e", "non", "quasi", "well", "vice"];
/// Words behind a hyphen that stays, unless a syllable of [`BOUND`] stands before it.
const SECOND: [&str; 39] = [
    "term",
    "based",
    "led",
    "driven",
    "centric",
    "centred",
    "centered",
    "oriented",
    "related",
    "specific",
    "sensitive",
    "friendly",
    "making",
    "building",
    "being",
    "free",
    "level",
    "scale",
    "quality",
    "income",
    "border",
    "cutting",
    "risk",
    "made",
    "owned",
    "funded",
    "generated",
    "lasting",
    "standing",
    "range",
    "reaching",
    "sharing",
    "saving",
    "neutral",
    "intensive",
    "governmental",
    "profit",
    "wide",
    "ranging",
];
/// What stands at the beginning of words that are written in one.
const BOUND: [&str; 45] = [
    "ar", "con", "cor", "un", "re", "in", "im", "inter", "intra", "over", "under", "mis", "dis", "pre", "out", "sub",
    "trans", "fore", "for", "be", "de", "up", "multi", "semi", "anti", "counter", "super", "micro", "macro", "mid",
    "hyper", "tele", "bio", "geo", "socio", "with", "there", "where", "any", "some", "every", "world", "nation",
    "state", "para",
];
/// Words within longer compounds, such as `state-of-the-art`.
const LINKS: [&str; 12] = ["of", "the", "to", "in", "by", "and", "on", "up", "for", "a", "at", "or"];
/// Words before which a hyphen stands for a part that comes later: `short- and long-term`, `Vor- und Nachteile`.
const SUSPENDING: [&str; 23] = [
    "and", "or", "to", "nor", "und", "oder", "bis", "sowie", "bzw", "et", "ou", "y", "e", "o", "u", "en", "of", "och",
    "eller", "og", "i", "oraz", "ja",
];
/// What is longer, in bytes, is no part of a word.
const LONGEST: usize = 60;
/// So many hyphens that belong to their words, and none that does not, tell the habit of a document.
const HABIT: u64 = 3;

/// The part of a word before the hyphen at the end of a text.
#[derive(Debug, Clone, Copy)]
struct Head<'t> {
    /// All of the word up to the hyphen, with other hyphens.
    word: &'t str,
    /// What stands behind the last of these.
    part: &'t str,
    /// The sign is a soft hyphen, which is never part of the word.
    soft: bool,
}

impl<'t> Head<'t> {
    fn of(text: &'t str) -> Option<Self> {
        // Most lines end otherwise.
        if !text.ends_with(HYPHENS) {
            return None;
        }
        let bare = text.trim_end_matches(HYPHENS);
        let signs = &text[bare.len()..];
        let soft = signs.contains(SOFT);
        // Two hyphens are a dash.
        let one = soft || signs.chars().nth(1).is_none();
        if !one || !bare.ends_with(char::is_alphanumeric) {
            return None;
        }
        let length = bare.chars().rev().take(LONGEST + 1).take_while(|c| in_word(*c)).map(char::len_utf8);
        let word = &bare[bare.len() - length.sum::<usize>()..];
        let part = word.rsplit(HYPHENS).next().unwrap_or("");
        (word.len() <= LONGEST).then_some(Self { word, part, soft })
    }
}

/// The rest of a parted word, at the start of a line, up to its next hyphen.
fn tail(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != SOFT).unwrap_or(text.len());
    &text[..end]
}

fn in_word(c: char) -> bool {
    c.is_alphanumeric() || HYPHENS.contains(&c)
}

fn lower(parts: [&str; 2], between: &str) -> String {
    parts.map(str::to_lowercase).join(between).replace(SOFT, "")
}

fn is_capital(word: &str) -> bool {
    word.chars().nth(1).is_some() && word.chars().all(char::is_uppercase)
}

/// What a document tells of its parted words; found when the first of them is met.
#[derive(Debug)]
pub(super) struct Hyphens<'t> {
    texts: Vec<&'t str>,
    known: OnceCell<Known>,
}

impl<'t> Hyphens<'t> {
    /// Those of a document.
    pub fn of(document: &'t Document) -> Self {
        Self { texts: document.texts().collect(), known: OnceCell::new() }
    }

    /// Those of a text.
    pub fn of_text(text: &'t str) -> Self {
        Self { texts: vec![text], known: OnceCell::new() }
    }

    /// How a line goes on from a text.
    pub fn join(&self, above: &str, line: &str) -> Join {
        let Some(head) = Head::of(above) else { return Join::Space };
        let tail = tail(line);
        let Some(first) = tail.chars().next() else { return Join::Space };
        if head.soft {
            return if first.is_alphabetic() { Join::Whole } else { Join::Space };
        }
        let number = head.part.ends_with(char::is_numeric);
        if !first.is_lowercase() {
            // Of words in capitals only those that are known are put together.
            let capitals = is_capital(head.part) && is_capital(tail);
            return if capitals && self.known(head, tail) == Some(Join::Whole) { Join::Whole } else { Join::Space };
        }
        if let Some(known) = self.known(head, tail).filter(|_| !number) {
            return known;
        }
        if SUSPENDING.contains(&tail) {
            return Join::Space;
        }
        let part = head.part.to_lowercase();
        let keeps = number
            || is_capital(head.part)
            || PREFIXES.contains(&part.as_str())
            || (SECOND.contains(&tail) && !BOUND.contains(&part.as_str()) && !(tail == "led" && part.ends_with('l')))
            || (head.word.len() > head.part.len() && LINKS.contains(&part.as_str()))
            || self.all().keeps;
        if keeps { Join::Hyphen } else { Join::Whole }
    }

    /// The spelling that a word has elsewhere.
    fn known(&self, head: Head<'_>, tail: &str) -> Option<Join> {
        self.all().spelling(&lower([head.part, tail], ""), &lower([head.part, tail], "-"))
    }

    fn all(&self) -> &Known {
        self.known.get_or_init(|| Known::of(&self.texts))
    }
}

const PARTS_WORDS: u8 = 0;
/// Letters and digits of ASCII.
const PLAIN: u8 = 1;
/// Hyphens, and whatever is not ASCII.
const FURTHER: u8 = 2;
const CLASS: [u8; 256] = {
    let mut class = [PARTS_WORDS; 256];
    let mut byte = 0;
    while byte < 256 {
        let sign = byte as u8;
        class[byte] = if sign.is_ascii_alphanumeric() {
            PLAIN
        } else if sign == b'-' || !sign.is_ascii() {
            FURTHER
        } else {
            PARTS_WORDS
        };
        byte += 1;
    }
    class
};

/// How often both spellings of the parted words stand elsewhere.
#[derive(Debug, Default)]
struct Known {
    whole: HashMap<String, u64>,
    hyphened: HashMap<String, u64>,
    /// All that is known of the hyphens at line ends says that they belong to their words.
    keeps: bool,
}

impl Known {
    fn of(texts: &[&str]) -> Self {
        let mut known = Self::default();
        let mut parted = Vec::new();
        for text in texts {
            let mut open: Option<Head<'_>> = None;
            for line in lines(text) {
                let line = line.text.trim();
                // Most lines neither end nor begin within a word.
                if line.is_empty() || (open.is_none() && !line.ends_with(HYPHENS)) || is_noise(line) {
                    continue;
                }
                if let Some(head) = open.take().filter(|head| !head.soft) {
                    let tail = tail(line);
                    let (whole, hyphened) = (lower([head.part, tail], ""), lower([head.part, tail], "-"));
                    known.whole.insert(whole.clone(), 0);
                    known.hyphened.insert(hyphened.clone(), 0);
                    parted.push((whole, hyphened));
                }
                open = Head::of(line);
            }
        }
        if !parted.is_empty() {
            texts.iter().for_each(|text| known.count(text));
        }
        let decided = |join| parted.iter().filter(|(a, b)| known.spelling(a, b) == Some(join)).count() as u64;
        known.keeps = decided(Join::Hyphen) >= HABIT && decided(Join::Whole) == 0;
        known
    }

    /// Counts the words of a text that are among the parted ones; what stands beside a line end is no whole word.
    fn count(&mut self, text: &str) {
        // Most words are plain and not looked for: their first letter and length say so.
        let mut wanted = [0_u64; 256];
        for word in self.whole.keys() {
            let first = word.bytes().next().unwrap_or_default();
            wanted[usize::from(first)] |= 1 << word.len().min(63);
        }
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let start = at;
            let mut seen = PARTS_WORDS;
            while let Some(&byte) = bytes.get(at) {
                let class = CLASS[usize::from(byte)];
                if class == PARTS_WORDS {
                    break;
                }
                seen |= class;
                at += 1;
            }
            let length = (at - start).min(63);
            let first = usize::from(bytes[start].to_ascii_lowercase());
            if seen & FURTHER != 0 || (seen == PLAIN && wanted[first] >> length & 1 == 1) {
                self.count_run(&text[start..at]);
            }
            at += 1;
        }
    }

    /// The same for a stretch of letters, digits, hyphens and whatever is not ASCII.
    fn count_run(&mut self, text: &str) {
        let (mut before, mut part, mut pair) = (String::new(), String::new(), String::new());
        for c in text.chars().chain(['\n']) {
            match c {
                SOFT => {}
                c if c.is_ascii_alphanumeric() => part.push(c.to_ascii_lowercase()),
                c if c.is_alphanumeric() => part.extend(c.to_lowercase()),
                c => {
                    if !part.is_empty() {
                        if let Some(number) = self.whole.get_mut(&part) {
                            *number += 1;
                        }
                        if !before.is_empty() {
                            pair.clear();
                            pair.extend([before.as_str(), "-", part.as_str()]);
                            if let Some(number) = self.hyphened.get_mut(&pair) {
                                *number += 1;
                            }
                        }
                    }
                    before.clear();
                    if HYPHENS.contains(&c) {
                        std::mem::swap(&mut before, &mut part);
                    }
                    part.clear();
                }
            }
        }
    }

    fn spelling(&self, whole: &str, hyphened: &str) -> Option<Join> {
        let [whole, hyphened] =
            [self.whole.get(whole), self.hyphened.get(hyphened)].map(|number| number.copied().unwrap_or(0));
        match whole.cmp(&hyphened) {
            std::cmp::Ordering::Greater => Some(Join::Whole),
            std::cmp::Ordering::Less => Some(Join::Hyphen),
            std::cmp::Ordering::Equal => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Join) {
        let (above, next) = text.rsplit_once('\n').expect("two lines");
        assert_eq!(Hyphens::of_text(text).join(above, next), expected, "{text:?}");
    }

    #[test]
    fn the_words_of_the_document_decide() {
        check("inter-\nnational law", Join::Whole);
        check("a co-operative, and co-\noperative", Join::Hyphen);
        check("a Cooperative, and co-\noperative", Join::Whole);
        check("Cooperation is not co-operation; cooperation is co-\noperation", Join::Whole);
        check("by well-known rules, and well-\nknown", Join::Hyphen);
        // A parted word is none elsewhere, and a part of a longer one is.
        check("govern-\nment and govern-\nment", Join::Whole);
        check("a state-of-the-art art, and state-of-the-\nart", Join::Hyphen);
        check("no plat\u{ad}forms, but plat-\nforms", Join::Whole);
    }

    #[test]
    fn lists_decide_what_the_document_does_not_know() {
        for kept in [
            "self-\ndetermination",
            "e-\ngovernment",
            "long-\nterm",
            "evidence-\nbased",
            "face-to-\nface",
            "EU-\nwide",
            "5-\nyear",
        ] {
            check(kept, Join::Hyphen);
        }
        for whole in [
            "multi-\nstakeholder",
            "un-\nrelated",
            "Grund-\nrechte",
            "cyber\u{ad}\nspace",
            "pro\u{2010}\ntection",
            "gran-\ndeza",
        ] {
            check(whole, Join::Whole);
        }
    }

    #[test]
    fn what_is_no_parted_word_stays() {
        for stays in [
            "short-\nand long-term",
            "Vor-\nund Nachteile",
            "2019-\n2020",
            "pages 3-\n4",
            "Asia-\nPacific",
            "a dash -\nand",
            "so --\nand",
            "it was so–\nand",
            "GOVERN-\nMENT",
            "a-\n(b)",
            "a-\n",
            "word\nword",
        ] {
            check(stays, Join::Space);
        }
        check("Of GOVERNMENT, by the GOVERN-\nMENT", Join::Whole);
        // A syllable that looks like such a word is none where the word is known.
        check("the kitchen, the kitch-\nen", Join::Whole);
    }

    #[test]
    fn a_document_that_breaks_at_its_own_hyphens_keeps_the_others() {
        let known = "cross-party user-owned cost-benefit\n";
        let broken = "cross-\nparty and user-\nowned and cost-\nbenefit and ";
        check(&format!("{known}{broken}peer-\nreviewed"), Join::Hyphen);
        check(&format!("{known}governments, {broken}govern-\nments and peer-\nreviewed"), Join::Whole);
    }
}
