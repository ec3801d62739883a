//! Text with the measured shape of real speeches: how often the words of each rank are used, how long documents are, and
//! how the vocabulary grows, are those of 5,444 speeches of the United Nations General Debate (16 million words, 77 years).

use std::io::{self, Write};

use hashbrown::HashMap;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// The first period, and how many there are.
pub const FIRST: i32 = 1946;
pub const PERIODS: usize = 77;
/// Themes of the codebook, and its patterns a theme.
pub const THEMES: usize = 12;
const PATTERNS: usize = 10;

/// Ranks of words, and how often each is used in a text of 16 million words.
const USES: [(f64, f64); 9] = [
    (1.0, 1_392_134.0),
    (10.0, 164_883.0),
    (100.0, 16_504.0),
    (1_000.0, 1_826.0),
    (3_000.0, 436.0),
    (10_000.0, 44.0),
    (30_000.0, 2.0),
    (100_000.0, 0.07),
    (1_000_000.0, 0.0001),
];
/// Mean and standard deviation of the logarithm of the words of a document.
const LENGTH: (f64, f64) = (7.88, 0.46);
/// One word in so many is one of a theme.
const OF_A_THEME: u32 = 60;

/// What was put into the text.
#[derive(Debug, Default)]
pub struct Planted {
    /// Bytes of the text.
    pub bytes: u64,
    /// Documents.
    pub documents: u64,
    /// Uses of each theme in each period.
    pub hits: HashMap<(i32, usize), u64>,
}

/// Writes documents of so many bytes as JSON lines `{id, year, text}`, in the order of the years.
///
/// # Errors
/// Those of writing.
pub fn corpus(out: &mut impl Write, bytes: u64) -> io::Result<Planted> {
    let (ranks, shares) = shares();
    let mut rng = Pcg64Mcg::seed_from_u64(20120913);
    let mut planted = Planted::default();
    let mut text = String::new();
    while planted.bytes < bytes {
        let year = FIRST + (planted.bytes * PERIODS as u64 / bytes) as i32;
        text.clear();
        let words = (LENGTH.0 + LENGTH.1 * normal(&mut rng)).exp() as usize + 30;
        let mut left = 0;
        for _ in 0..words {
            if left == 0 {
                left = rng.random_range(8..40);
                if !text.is_empty() {
                    text.push_str(if rng.random_range(0..6) == 0 { ".\\n\\n" } else { ". " });
                }
            } else {
                text.push_str(if rng.random_range(0..12) == 0 { ", " } else { " " });
            }
            left -= 1;
            if rng.random_range(0..OF_A_THEME) == 0 {
                let theme = rng.random_range(0..THEMES);
                text.push_str(&pattern(theme, rng.random_range(0..PATTERNS)).replace('*', "ine"));
                *planted.hits.entry((year, theme)).or_default() += 1;
            } else {
                let drawn = rng.random::<f64>();
                word(ranks[shares.partition_point(|share| *share < drawn).min(ranks.len() - 1)], &mut text);
            }
        }
        text.push('.');
        writeln!(out, r#"{{"id": "d{}", "year": {year}, "text": "{text}"}}"#, planted.documents)?;
        planted.documents += 1;
        planted.bytes += text.len() as u64;
    }
    out.flush()?;
    Ok(planted)
}

/// A codebook of the words that are put into the text: single words, words with a wildcard, and phrases.
pub fn codebook() -> String {
    let theme = |theme: usize| {
        let patterns: Vec<String> = (0..PATTERNS).map(|place| format!("\"{}\"", pattern(theme, place))).collect();
        format!("[themes.theme_{theme:02}]\nlabel = \"Theme {theme}\"\ninclude = [{}]\n", patterns.join(", "))
    };
    (0..THEMES).map(theme).collect()
}

/// No other word has a `q`.
fn pattern(theme: usize, place: usize) -> String {
    let mut name = String::from("q");
    word(theme * PATTERNS + place + 500, &mut name);
    match place {
        0..6 => name,
        6..9 => name + "*",
        _ => format!("{name} {name}u"),
    }
}

/// Ranks from 1, and the share of the words that have this rank or a lower one. Ranks past 5,000 are drawn in steps.
fn shares() -> (Vec<usize>, Vec<f64>) {
    let (mut ranks, mut shares, mut sum) = (Vec::new(), Vec::new(), 0.0);
    for pair in USES.windows(2) {
        let ((from, high), (to, low)) = (pair[0], pair[1]);
        let slope = (low / high).ln() / (to / from).ln();
        for rank in from as usize..to as usize {
            sum += high * (rank as f64 / from).powf(slope);
            ranks.push(rank);
            shares.push(sum);
        }
    }
    shares.iter_mut().for_each(|share| *share /= sum);
    (ranks, shares)
}

/// The word of a rank: the more seldom, the longer.
fn word(rank: usize, out: &mut String) {
    const CONSONANTS: &[u8] = b"bcdfghklmnprstv";
    const VOWELS: &[u8] = b"aeiou";
    let mut rest = rank;
    loop {
        out.push(char::from(CONSONANTS[rest % CONSONANTS.len()]));
        rest /= CONSONANTS.len();
        out.push(char::from(VOWELS[rest % VOWELS.len()]));
        rest /= VOWELS.len();
        if rest == 0 {
            break;
        }
    }
    out.push_str(["", "", "n", "s", "ing", "ed", "tion"][rank * 31 % 7]);
}

/// A draw from the standard normal distribution, by Box and Muller.
fn normal(rng: &mut Pcg64Mcg) -> f64 {
    let (radius, angle) = (rng.random::<f64>().max(f64::MIN_POSITIVE), rng.random::<f64>());
    (-2.0 * radius.ln()).sqrt() * (std::f64::consts::TAU * angle).cos()
}
