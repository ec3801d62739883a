//! Random changes of samples of each format: nothing panics, hangs or is lost, and what comes out is a codebook.
//!
//! `THEMESHIFT_FUZZ=100000 cargo test --lib -- formats::fuzz` changes each sample so often.

use std::path::Path;

use rand_pcg::Pcg64;
use rand_pcg::rand_core::{Rng, SeedableRng};

use super::*;
use crate::codebook::Pattern;

/// Changes of each sample, where the environment does not say how many.
const ROUNDS: usize = 40;
/// Rounds that the environment asks for.
const VARIABLE: &str = "THEMESHIFT_FUZZ";

/// Samples with what the formats know.
const SAMPLES: [(&str, &str); 11] = [
    (
        "a.yml",
        "# c\ntrust:\n  - trust*\n  - \"good faith\"\nOnline:\n  - no\n  - Kids:\n      - child*\n    Old: elder\n  - ~\nm: {grand: 2, 'so so': -0.5}\nf: [a b, 'c?d']\n",
    ),
    (
        "a.dic",
        "%\n1\tall (All)\n\t2\tpos\n3 x\n%\n// c\nglad*\t1 2\nkind<of>1/2\t3\nlike (02 134)1/2\t3\nhow_are_you\t2\n:)\t2\n#tag\t1\n",
    ),
    ("a.dicx", "DicTerm,calm,storm\nquiet*,X,\n\"wind, high\",,0.5\nnone,,\nrain,1,-2\n"),
    (
        "a.cat",
        "SAFETY\n\tCHILDREN\n\t\tCHILD* (1)\n\t\tYOUNG_PEOPLE (2.5)\n\t@RULE [A /NEAR B] (1)\nTRUST\n\tCONFIDEN?E (-1)\n",
    ),
    (
        "a.ykd",
        "<?xml version=\"1.0\"?>\n<dictionary style=\"x\" patternengine=\"regexp\">\n <cnode name=\"E\" desc=\"of &lt;money&gt;\">\n  <pnode name=\"tax*\" score=\"2\"/><cnode name=\"S &amp; m\"><pnode name=\"public  spending\"/></cnode>\n </cnode>\n</dictionary>",
    ),
    (
        "a.lcd",
        "<dictionary style=\"Lexicoder\"><cnode name=\"t1\" color=\"1 2 3\"><pnode name=\" VAT \"></pnode><pnode name=\"tax\"/></cnode></dictionary>",
    ),
    ("a.lc3", "# c\n+good#00FF00\n fair\nrise \n|jobs|\n#crisis\n+bad\nfail\n"),
    (
        "a.qdc",
        "<CodeBook xmlns=\"urn:QDA-XML:codebook:1.0\"><Codes><Code guid=\"1\" name=\"T\"><Description>what\nPatterns:\ntrust* [weight 2]\n=CBM\nNot:\ntrust fund*</Description><Code name=\"L\"/></Code></Codes><Sets><Set name=\"s\"/></Sets></CodeBook>",
    ),
    (
        "a.csv",
        "theme,parent,label,definition,kind,pattern,weight\nb,a,B,\"d, e\",include,x,2\na,,,,,,\nb,,,,exclude,y z,\nb,,,,,'=UN,-1\n",
    ),
    ("a.tsv", "glad\tjoy\t1\nglad\tanger\t0\ncross\tanger\t0.5\n"),
    (
        "a.toml",
        "[themes.mood]\nlabel = \"Mood\"\ninclude = [\"calm\", { pattern = \"grand*\", weight = 2.5 }]\nexclude = ['a ~3 b', \"/x(y|z)+/\"]\n[themes.high]\nparent = \"mood\"\ninclude = [\"=UN\", \"stem:agree\", \"co-op* of\", \"网络安*\"]\n",
    ),
];

/// Signs and words that formats and patterns take for something.
const HOT: [&str; 44] = [
    "\t", "\n", "\r", " ", "  ", "%", "%\n", "+", "#", "#FF0000", "*", "?", "~", "~3 ", "~0", "=", "/", "stem:", "-",
    "|", "(", ")", "(1)", "<of>", "&", "&amp;", "<", "/>", "\"", "'", "[", "]", "{", "}", ",", ";", ":", "\\", "1e309",
    "nan", "-0", "\u{FEFF}", "\u{0}", "é",
];

struct Fuzz(Pcg64);

impl Fuzz {
    fn below(&mut self, end: usize) -> usize {
        (self.0.next_u64() % end.max(1) as u64) as usize
    }

    /// A sample with a few changes: bytes replaced, taken out or doubled, signs put in, a piece of another sample put in.
    fn changed(&mut self, sample: &[u8]) -> Vec<u8> {
        let mut bytes = sample.to_vec();
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len());
            let end = (at + self.below(12)).min(bytes.len());
            match self.below(7) {
                0 if at < bytes.len() => bytes[at] = self.below(256) as u8,
                1 => drop(bytes.drain(at..end)),
                2 => {
                    let piece = bytes[at..end].to_vec();
                    let times = [1, 2, 300][self.below(3)];
                    drop(bytes.splice(at..at, piece.repeat(times)));
                }
                3 => bytes.truncate(at),
                4 => {
                    let other = SAMPLES[self.below(SAMPLES.len())].1.as_bytes();
                    let from = self.below(other.len());
                    let to = (from + self.below(40)).min(other.len());
                    drop(bytes.splice(at..end, other[from..to].iter().copied()));
                }
                _ => {
                    let sign = HOT[self.below(HOT.len())];
                    drop(bytes.splice(at..at, sign.bytes()));
                }
            }
        }
        bytes
    }
}

fn rounds() -> usize {
    std::env::var(VARIABLE).ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS)
}

/// What a theme of a codebook holds, with what it must not lose on the way.
fn held(codebook: &Codebook) -> Vec<String> {
    let shown = |(theme, pattern, exclude): (usize, &Pattern, bool)| {
        format!("{} {exclude} {} {:?}", codebook.themes[theme].id, pattern.source, pattern.weight)
    };
    codebook.patterns().map(shown).collect()
}

/// An imported file becomes a codebook with all its patterns; a codebook goes to all formats, and through CSV unchanged.
fn check(name: &str, bytes: &[u8]) {
    let path = Path::new(name);
    let text = match Format::of_path(path) {
        Err(_) => String::from_utf8_lossy(bytes).into_owned(),
        Ok(format) => {
            let Ok(imported) = of_bytes(bytes, path, format) else { return };
            let Ok(text) = toml::write(&imported, "Made for a test.") else { return };
            let codebook = Codebook::parse(&text, path).unwrap_or_else(|error| panic!("{error}\n{text}"));
            let patterns: usize = imported.themes.iter().map(|theme| theme.include.len() + theme.exclude.len()).sum();
            assert!(codebook.patterns().count() <= patterns, "{text}");
            let of = |pattern: &NewPattern| codebook.patterns().any(|(_, known, _)| known.source == pattern.text);
            assert!(imported.themes.iter().flat_map(|theme| &theme.include).all(of), "{text}");
            text
        }
    };
    let Ok(codebook) = Codebook::parse(&text, path) else { return };
    for (_, format) in Format::ALL {
        let out = export(&codebook, path, format).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let back = of_bytes(out.text.as_bytes(), path, format);
        if let (Format::Csv, Ok(back)) = (format, back) {
            let again = toml::write(&back, "Again.").unwrap_or_else(|error| panic!("{error}\n{}", out.text));
            let again = Codebook::parse(&again, path).unwrap_or_else(|error| panic!("{error}\n{again}"));
            let (mut before, mut after) = (held(&codebook), held(&again));
            before.sort_unstable();
            before.dedup();
            after.sort_unstable();
            assert_eq!(before.len(), after.len(), "{text}\n{}", out.text);
        }
    }
}

#[test]
fn changed_files_end_in_an_error_or_a_codebook() {
    for (place, (name, sample)) in SAMPLES.iter().enumerate() {
        let mut fuzz = Fuzz(Pcg64::seed_from_u64(20_261_129 + place as u64));
        for _ in 0..rounds() {
            check(name, &fuzz.changed(sample.as_bytes()));
        }
        if std::env::var_os(VARIABLE).is_some() {
            println!("{name}: {} changed files", rounds());
        }
    }
}

#[test]
fn changed_patterns_end_in_an_error_or_a_pattern() {
    let samples = [
        "child* ~3 protect*",
        "=UN",
        "stem:regulate",
        "/cyber(war|attack)s?/ x",
        "co-op* of",
        "网络安*",
        "u.s. r&d 24/7",
    ];
    let mut fuzz = Fuzz(Pcg64::seed_from_u64(20_261_129));
    for round in 0..rounds() {
        let bytes = fuzz.changed(samples[round % samples.len()].as_bytes());
        let text = String::from_utf8_lossy(&bytes);
        match Pattern::parse(&text) {
            Ok(pattern) => assert!(pattern.phrases().iter().all(|phrase| !phrase.is_empty()), "{text}"),
            Err(error) => assert!(error.at <= text.len() && text.is_char_boundary(error.at), "{text}: {error:?}"),
        }
    }
}
