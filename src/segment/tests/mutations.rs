//! Mutations of texts: bytes and lines of samples are changed, moved, doubled and cut at random.
//!
//! The suite tries a few. `THEMESHIFT_MUTATIONS=100000 cargo test --lib mutated` tries more.

use rand::{Rng, RngExt, SeedableRng};

use super::properties::{all_units, nothing_is_lost};

/// Inputs that are tried where nothing else is asked for.
const FEW: usize = 60;
/// Longest sample and longest input, in bytes.
const LONGEST: usize = 1500;

/// Texts with all that the rules tell apart.
const SAMPLES: [&str; 6] = [
    "1. Key Questions\n\nWe asked what govern-\nment and self-\ndetermination mean.\n\n2. Summary\n\n- point one is open\n  and goes on;\n- point two.\n\n3\n\n(a) first\n(b) second\n",
    "MESSAGES\n=======\nThe members agreed on these points:\n\n\u{F0B7} Privacy is a right\n\u{F0B7} Trust is earned by the short-\nand long-term work\n\no inner\no inner too\n\n§ 5 of the law says – as it stands –\nso.\n",
    "Q. Why is it so?\nA. Because the law says that\n\n7.\n\nit is.\n>> Ann: We go on.\n<v Bo>Do we?\n[00:01:05] Speaker 2: Yes.\nMr. Smith: Thank you.\n",
    "The world is evolving in a direction that is good for\nthe peoples of all regions, and we have seen it in the\nyears that lie behind us. Nobody can say otherwise.\nOur aim is peace. It is not to be had for nothing, and\nthose who say so do not know the price of it.\nThe end.\n",
    "# Title\n\nText of it.\u{c}Next page – with a dash\n– and a point\n– and another\u{2028}2019-\n2020\u{85}Asia-\u{2029}Pacific\r\nco-\roperation\u{b}1.2 Scope of work\nText.\n",
    "1.\nPage one has the text of\n2.\nits own and goes on to\n3.\nthe third, which ends.\n\n→ see here\n→ see there\n\nVersion 2, May 2019\n\nNote: a draft.\n\n---\n\n* * *\n\nhttps://example.org/a\n",
];
/// What is put in.
const PARTS: [&str; 40] = [
    "\n",
    "\r",
    "\r\n",
    "\n\n",
    "\u{b}",
    "\u{c}",
    "\u{85}",
    "\u{2028}",
    "\u{2029}",
    "-",
    "-\n",
    "\u{ad}\n",
    "\u{2010}\n",
    "–",
    "• ",
    "\u{F0B7}\t",
    "o ",
    "§ ",
    "\u{FFFD} ",
    "→ ",
    "- ",
    "1. ",
    "7.\n",
    "(a) ",
    "# ",
    "===\n",
    "---\n",
    "Q. ",
    "A. ",
    "Ann: ",
    "<v Bo>",
    ">> ",
    "[00:01] ",
    ": ",
    ".",
    " ",
    "\t",
    "é",
    "и",
    "网",
];

fn mutate(text: &mut String, random: &mut impl Rng) {
    let at = |text: &str, random: &mut dyn FnMut(usize) -> usize| {
        let place = random(text.len() + 1);
        (0..=place).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
    };
    let mut below = |limit: usize| random.random_range(0..limit);
    let (first, second) = (at(text, &mut below), at(text, &mut below));
    let (from, to) = (first.min(second), first.max(second).min(first.min(second) + 200));
    let to = (from..=to).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(from);
    match below(6) {
        0..=2 => text.insert_str(from, PARTS[below(PARTS.len())]),
        3 => drop(text.drain(from..to)),
        4 => {
            let copy = text[from..to].to_string();
            let place = at(text, &mut below);
            text.insert_str(place, &copy);
        }
        _ => {
            let other = SAMPLES[below(SAMPLES.len())];
            let (first, second) = (at(other, &mut below), at(other, &mut below));
            text.insert_str(from, &other[first.min(second)..first.max(second)]);
        }
    }
}

#[test]
fn nothing_of_mutated_texts_is_lost() {
    let asked = std::env::var("THEMESHIFT_MUTATIONS").ok().and_then(|number| number.parse().ok());
    let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(asked.unwrap_or(FEW) as u64);
    let units = all_units();
    let mut text = String::new();
    for input in 0..asked.unwrap_or(FEW) {
        // Changes add up over twenty inputs.
        if input % 20 == 0 || text.len() > LONGEST {
            text = SAMPLES[random.random_range(0..SAMPLES.len())].to_string();
        }
        for _ in 0..random.random_range(1..4) {
            mutate(&mut text, &mut random);
        }
        for segmenter in &units {
            nothing_is_lost(&text, segmenter);
        }
    }
}
