//! English-like text: the words of the shipped corpus and made-up ones, 150,000 in all, Zipf distributed, in bullets, with
//! punctuation, capitals, compounds, numbers and some characters outside ASCII.

use std::path::Path;

/// What the generator knows of the text it made.
#[derive(Debug, Default)]
pub(crate) struct Expected {
    /// Word tokens.
    pub(crate) words: u64,
    /// Messages.
    pub(crate) messages: u64,
    /// Runs of ASCII letters.
    pub(crate) ascii_runs: u64,
    /// Occurrences of "infrastructure" and "infrastructures".
    pub(crate) infrastructure: u64,
    /// Words that begin with "pandemic".
    pub(crate) pandemic: u64,
}

/// A small random generator (SplitMix64), so that the text is the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Makes documents.
pub(crate) struct Generator {
    words: Vec<String>,
    cumulative: Vec<f64>,
}

/// Words in all.
const WORDS: usize = 150_000;
/// Exponent of Zipf's law; with it the 1,000 most frequent words make about three quarters of the text, as in English.
const EXPONENT: f64 = 1.1;

impl Generator {
    /// Words of the shipped corpus by frequency, then made-up words; rank r has a weight of (r + 2.7)^-1.1.
    pub(crate) fn new() -> Self {
        let mut words = corpus_words();
        let mut random = Random(7);
        let mut seen: std::collections::HashSet<String> = words.iter().cloned().collect();
        while words.len() < WORDS {
            let word = made_up(&mut random);
            if seen.insert(word.clone()) {
                words.push(word);
            }
        }
        let mut sum = 0.0;
        let cumulative = (0..words.len())
            .map(|rank| {
                sum += (rank as f64 + 2.7).powf(-EXPONENT);
                sum
            })
            .collect();
        Self { words, cumulative }
    }

    /// The document with a number: about 100 kB of bullets under headings. Adds to what is expected of the text.
    pub(crate) fn document(&self, number: u64, expected: &mut Expected) -> String {
        let mut random = Random(number.wrapping_mul(0x5851_F42D_4C95_7F2D) ^ 0x0133_0551);
        let mut text = String::with_capacity(110_000);
        while text.len() < 100_000 {
            if random.below(12) == 0 {
                text.push_str("\nFurther Points\n\n");
                expected.ascii_runs += 2;
            }
            text.push_str("- ");
            expected.messages += 1;
            self.message(&mut random, &mut text, expected);
            text.push('\n');
        }
        text
    }

    fn message(&self, random: &mut Random, text: &mut String, expected: &mut Expected) {
        let length = 12 + random.below(80);
        for place in 0..length {
            let target = random.unit() * self.cumulative.last().copied().unwrap_or(1.0);
            let word = &self.words[self.cumulative.partition_point(|&sum| sum < target).min(self.words.len() - 1)];
            if place > 0 {
                text.push(' ');
            }
            let start = text.len();
            let mut shown = word.clone();
            if place == 0 || random.below(12) == 0 {
                shown = capital(word);
            }
            text.push_str(&shown);
            expected.words += 1;
            expected.infrastructure += u64::from(word == "infrastructure" || word == "infrastructures");
            expected.pandemic += u64::from(word.starts_with("pandemic"));
            match random.below(200) {
                0 => text.push_str("’s"),
                1 if !word.starts_with("infrastructure") => text.push_str("-19"),
                _ => {}
            }
            if place + 1 == length {
                text.push('.');
            } else if random.below(14) == 0 {
                text.push(',');
            }
            expected.ascii_runs += runs(&text[start..]);
            if random.below(90) == 0 {
                text.push_str(" 2,019");
            }
        }
    }
}

fn runs(text: &str) -> u64 {
    text.split(|c: char| !c.is_ascii_alphabetic()).filter(|run| !run.is_empty()).count() as u64
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The words of the shipped corpus in lower case, the most frequent first.
fn corpus_words() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/documents");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("the corpus is shipped").flatten().map(|entry| entry.path()).collect();
    files.sort();
    let text: String = files.iter().map(|file| std::fs::read_to_string(file).expect("UTF-8")).collect();
    let mut counts: std::collections::BTreeMap<String, u64> = std::collections::BTreeMap::new();
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() > 1 || *word == "a") {
        *counts.entry(word.to_lowercase()).or_default() += 1;
    }
    let mut words: Vec<(u64, String)> = counts.into_iter().map(|(word, count)| (count, word)).collect();
    words.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    words.into_iter().map(|(_, word)| word).collect()
}

/// A word of one to three syllables; one in thirty has a letter outside ASCII.
fn made_up(random: &mut Random) -> String {
    const STARTS: [&str; 16] = ["b", "br", "d", "dr", "f", "g", "gl", "k", "l", "pl", "s", "st", "v", "z", "qu", "w"];
    const VOWELS: [&str; 8] = ["a", "e", "i", "o", "u", "ai", "ou", "ea"];
    const ENDS: [&str; 8] = ["", "", "n", "r", "l", "s", "nd", "x"];
    let mut word = String::new();
    for _ in 0..=random.below(3) {
        word.push_str(STARTS[random.below(16) as usize]);
        word.push_str(VOWELS[random.below(8) as usize]);
        word.push_str(ENDS[random.below(8) as usize]);
    }
    if random.below(30) == 0 { word.replacen('e', "é", 1) } else { word }
}
