//! Subtitles, WebVTT and SubRip: what is said, in lines of text, each with its line of the file.
//!
//! Numbers and times of cues, settings, notes and style sheets are no text. A cue goes on with the sentence of the one
//! before; a blank line stands where a sentence ends with a cue, a pause is long, or another voice speaks. A voice (`<v Ann>`)
//! becomes `>> Ann:`. Captions that roll show each line twice: then the line that was there before is left out.

use std::path::Path;

use crate::corpus::{Content, Document, TextLine, lines};
use crate::error::{Error, ErrorKind, Result};
use crate::plural::{form, plural};

/// A pause between two cues that ends a paragraph, in milliseconds.
const PAUSE: u64 = 3000;
/// Longest tag, in bytes.
const LONGEST_TAG: usize = 200;

/// What stands between two times.
#[derive(Debug, Default)]
struct Cue<'t> {
    /// Its times in milliseconds; `None` where they are damaged.
    times: Option<(u64, u64)>,
    lines: Vec<TextLine<'t>>,
}

/// Reads a document.
///
/// # Errors
/// When it has no cue.
pub fn read(text: &str, path: &Path) -> Result<Document> {
    let lines: Vec<TextLine<'_>> = lines(text).collect();
    let mut notes = Vec::new();
    let cues = cues(&lines, &mut notes);
    if cues.is_empty() {
        return Err(Error::new(ErrorKind::Document, "these are no subtitles: no line has the times of a cue")
            .at(path)
            .hint("such a line is 00:00:01,000 --> 00:00:04,000; if it is plain text, name it .txt"));
    }
    let mut writer = Writer::default();
    let rolls = rolls(&cues);
    let mut before = "";
    for cue in &cues {
        let times = cue.times.unwrap_or((writer.end, writer.end));
        writer.pause = times.0 >= writer.end.saturating_add(PAUSE);
        writer.end = times.1;
        for (place, line) in cue.lines.iter().enumerate() {
            let text = line.text.trim();
            if rolls && place == 0 && text == before {
                writer.repeated += 1;
            } else {
                writer.line(text, line.number);
            }
        }
        before = cue.lines.last().map_or(before, |line| line.text.trim());
    }
    if writer.repeated > 0 {
        let number = writer.repeated;
        let (lines, were) = (plural(number, "line"), form(number, "was", "were"));
        let they = form(number, "it stands", "they stand");
        let message = format!("{lines} of captions that roll {were} left out: {they} in the cue before too");
        notes.push((None, message));
    }
    let mut document = Document { spoken: Some(writer.numbers), ..Document::new(Content::Lines(writer.text)) };
    document.reading.notes = notes;
    Ok(document)
}

/// The cues of a file, and what is wrong with it.
fn cues<'t>(lines: &[TextLine<'t>], notes: &mut Vec<(Option<u64>, String)>) -> Vec<Cue<'t>> {
    let blank = |index: usize| lines.get(index).is_none_or(|line| line.text.trim().is_empty());
    let (mut cues, mut damaged, mut stray): (Vec<Cue<'t>>, Vec<u64>, Vec<u64>) = (Vec::new(), Vec::new(), Vec::new());
    // Within a note or a style sheet, and within the head of a file.
    let mut skips = false;
    for (index, line) in lines.iter().enumerate() {
        let text = line.text.trim();
        let begins = index == 0 || blank(index - 1);
        if text.is_empty() {
            skips = false;
        } else if let Some((from, to)) = text.split_once("-->") {
            let times = time(from).zip(to.split_whitespace().next().and_then(time));
            damaged.extend(times.is_none().then_some(line.number));
            cues.push(Cue { times, lines: Vec::new() });
            skips = false;
        } else if skips {
        } else if begins && is_apart(text, index) {
            skips = true;
        } else if lines.get(index + 1).is_some_and(|next| next.text.contains("-->"))
            && (begins || text.bytes().all(|byte| byte.is_ascii_digit()))
        {
            // The name or number of the next cue.
        } else if let Some(cue) = cues.last_mut() {
            cue.lines.push(*line);
        } else {
            stray.push(line.number);
        }
    }
    for (lines, what) in [
        (damaged, "times of cues are damaged; their text is read"),
        (stray, "lines before the first cue were left out"),
    ] {
        if let Some(first) = lines.first() {
            notes.push((Some(*first), format!("{} {what}", lines.len())));
        }
    }
    cues
}

/// Whether a line opens the head of a file, a note, a style sheet or a region.
fn is_apart(text: &str, index: usize) -> bool {
    let opens =
        |name: &str| text.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']));
    (index == 0 && opens("WEBVTT"))
        || ["NOTE", "STYLE", "REGION"].into_iter().any(|name| text == name || (name == "NOTE" && opens(name)))
}

/// A time such as `01:02:03.004`, `02:03.004` or `01:02:03,004`, in milliseconds.
fn time(text: &str) -> Option<u64> {
    let (clock, rest) = text.trim().split_once(['.', ',']).unwrap_or((text.trim(), "0"));
    let number =
        |part: &str| (part.len() <= 6 && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse::<u64>().ok())?;
    let mut seconds = 0;
    let mut parts = 0;
    for part in clock.split(':') {
        parts += 1;
        seconds = seconds * 60 + number(part)?;
    }
    let thousandths = number(rest.get(..3).unwrap_or(rest))?;
    (2..=3).contains(&parts).then_some(seconds * 1000 + thousandths)
}

/// Whether captions roll: a third of the cues begin with the last line of the cue before.
fn rolls(cues: &[Cue<'_>]) -> bool {
    let text = |line: Option<&TextLine<'_>>| line.map(|line| line.text.trim().to_string());
    let again = |pair: &&[Cue<'_>]| {
        let last = text(pair[0].lines.last());
        last.is_some() && last == text(pair[1].lines.first())
    };
    let repeated = cues.windows(2).filter(again).count();
    repeated >= 3 && repeated * 3 >= cues.len()
}

/// Puts the text together.
#[derive(Debug, Default)]
struct Writer {
    text: String,
    numbers: Vec<u64>,
    voice: String,
    /// When the last cue ended, and whether a pause lies behind it.
    end: u64,
    pause: bool,
    repeated: u64,
}

impl Writer {
    fn line(&mut self, line: &str, number: u64) {
        for (voice, said) in voices(line) {
            let other = voice.as_ref().filter(|voice| **voice != self.voice);
            if said.is_empty() {
                // A voice may stand on a line of its own.
                self.voice = voice.unwrap_or_default();
                continue;
            }
            let closed = self
                .text
                .trim_end_matches(['"', '\'', '”', '’', '»', ')'])
                .ends_with(['.', '!', '?', '…', '。', '？', '！']);
            if !self.text.is_empty() {
                self.text.push('\n');
                if closed || self.pause || other.is_some() {
                    self.numbers.push(number);
                    self.text.push('\n');
                }
            }
            if let Some(voice) = other {
                self.text.push_str(&format!(">> {voice}: "));
            }
            self.text.push_str(&said);
            self.numbers.push(number);
            self.voice = voice.unwrap_or_else(|| std::mem::take(&mut self.voice));
            self.pause = false;
        }
    }
}

/// The parts of a line, each with the voice that begins with it, without tags and references.
fn voices(line: &str) -> Vec<(Option<String>, String)> {
    let mut parts = vec![(None, String::new())];
    let mut rest = line;
    while let Some(at) = rest.find(['<', '{', '&']) {
        let (plain, from) = rest.split_at(at);
        add(&mut parts, plain);
        let window =
            &from[..from.char_indices().map(|(at, _)| at).take_while(|at| *at <= LONGEST_TAG).last().unwrap_or(0)];
        let window = if from.len() <= LONGEST_TAG { from } else { window };
        let end = |sign: char| window.find(sign).map(|end| end + 1);
        let length = match &from[..1] {
            "<" if from[1..].trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphanumeric()) => end('>'),
            "{" if from[1..].starts_with('\\') => end('}'),
            "&" => end(';').filter(|end| reference(&from[1..end - 1]).is_some()),
            _ => None,
        };
        let Some(length) = length else {
            add(&mut parts, &from[..1]);
            rest = &from[1..];
            continue;
        };
        if from.starts_with('&') {
            add(&mut parts, &reference(&from[1..length - 1]).map(String::from).unwrap_or_default());
        } else if let Some(name) = voice(&from[1..length - 1]) {
            parts.push((Some(name), String::new()));
        }
        rest = &from[length..];
    }
    add(&mut parts, rest);
    for (_, text) in &mut parts {
        *text = text.trim().to_string();
    }
    parts.retain(|(voice, text)| voice.is_some() || !text.is_empty());
    parts
}

fn add(parts: &mut [(Option<String>, String)], text: &str) {
    if let Some((_, last)) = parts.last_mut() {
        last.push_str(text);
    }
}

/// The name in a tag such as `v Ann` or `v.loud Ann`.
fn voice(tag: &str) -> Option<String> {
    let rest = tag.strip_prefix('v')?;
    let (class, name) = rest.split_once(char::is_whitespace)?;
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    ((class.is_empty() || class.starts_with('.')) && !name.is_empty()).then_some(name)
}

/// The character that a reference names.
fn reference(name: &str) -> Option<char> {
    let number = |digits: &str, base| u32::from_str_radix(digits, base).ok().and_then(char::from_u32);
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        "lrm" => Some('\u{200e}'),
        "rlm" => Some('\u{200f}'),
        _ => match name.strip_prefix('#')? {
            hex if hex.starts_with(['x', 'X']) => number(&hex[1..], 16),
            digits => number(digits, 10),
        }
        .filter(|c| !c.is_control()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The text, the numbers of its lines, and what was told.
    type Said = (String, Vec<u64>, Vec<(Option<u64>, String)>);

    fn said(text: &str) -> Said {
        let document = read(text, Path::new("a.vtt")).expect("subtitles");
        let Content::Lines(text) = document.content else { panic!("no lines") };
        (text, document.spoken.expect("numbers"), document.reading.notes)
    }

    #[test]
    fn what_is_said_is_text_and_leads_back_to_its_line() {
        let vtt = "WEBVTT - Hall 2\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nNOTE\nnot said\n\nfirst\n00:01.000 --> 00:02.500 align:start\n\
                   <v.loud Ann Lee>We <i>want</i> rules\n\n00:02.500 --> 00:04.000\nfor R&amp;D, a &lt; b.\n\n1:00:00.000 --> 1:00:01.000\n\
                   <v Ann Lee>They <00:10.000><c.a>bind</c></v>\n<v Bo>Do they?\n";
        let (text, numbers, notes) = said(vtt);
        assert_eq!(text, ">> Ann Lee: We want rules\nfor R&D, a < b.\n\nThey bind\n\n>> Bo: Do they?");
        assert_eq!((numbers, notes), (vec![12, 15, 18, 18, 19, 19], vec![]));
    }

    #[test]
    fn numbers_and_times_of_subrip_are_no_text() {
        let srt = "1\r\n00:00:01,000 --> 00:00:02,000\r\n{\\an8}We agreed on\r\n12 rules\r\n\r\n2\r\n00:00:02,000 --> 00:00:04,000\r\nfor all.\r\n\r\n\
                   3\r\n00:00:04,000 --> 00:00:05,000\r\n2019\r\n\r\n4\r\n00:00:09,000 --> 00:00:10,000\r\nwas it\r\n";
        assert_eq!(
            said(srt),
            ("We agreed on\n12 rules\nfor all.\n\n2019\n\nwas it".into(), vec![3, 4, 8, 12, 12, 16, 16], vec![])
        );
    }

    #[test]
    fn damaged_files_are_read_as_far_as_they_go() {
        let damaged = "lost\n\n1\n00:00:xx --> 00:00:02,000\none\n2\n00:00:02,000 --> 00:00:0\ntwo\n\nmore & more <\n3\n00:00:05,0";
        let (text, _, notes) = said(damaged);
        assert_eq!(text, "one\ntwo\nmore & more <\n3\n00:00:05,0");
        let told: Vec<String> =
            notes.into_iter().map(|(line, text)| format!("{}: {text}", line.unwrap_or(0))).collect();
        assert_eq!(
            told,
            ["4: 1 times of cues are damaged; their text is read", "1: 1 lines before the first cue were left out"]
        );
        let error = read("WEBVTT\n\nOnly text.\n", Path::new("a.vtt")).expect_err("no cue").to_string();
        assert!(
            error.starts_with("a.vtt: these are no subtitles: no line has the times of a cue\n  hint: such a line"),
            "{error}"
        );
    }

    #[test]
    fn a_line_of_captions_that_roll_stands_once() {
        let cue = |(place, lines): (usize, &&str)| format!("00:0{place}.000 --> 00:0{}.000\n{lines}\n\n", place + 1);
        let rolled: String = ["we say", "we say\nthat all", "that all\nis well", "is well\nyes", "yes", "no"]
            .iter()
            .enumerate()
            .map(cue)
            .collect();
        let (text, _, notes) = said(&format!("WEBVTT\n\n{rolled}"));
        assert_eq!(text, "we say\nthat all\nis well\nyes\nno");
        assert_eq!(
            notes,
            [(None, "4 lines of captions that roll were left out: they stand in the cue before too".into())]
        );
        // Who says a word twice has said it twice.
        let twice: String = ["yes", "yes", "no", "well", "so"].iter().enumerate().map(cue).collect();
        assert_eq!(said(&twice).0, "yes\nyes\nno\nwell\nso");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "(WEBVTT\n|NOTE|[0-9]{1,2}\n|00:0[0-9]\\.000 --> 00:[a-z0-9]{0,4}|<v [A-Z]?>?|[a-z<&;{}\\\\é]{0,6}|\n|\n\n){0,30}") {
            if let Ok(document) = read(&text, Path::new("a.srt")) {
                let numbers = document.spoken.clone().expect("numbers");
                let of_text = document.lines();
                prop_assert_eq!(of_text.len(), numbers.len());
                prop_assert!(numbers.is_sorted());
                let written: Vec<TextLine<'_>> = lines(&text).collect();
                for line in of_text.iter().filter(|line| !line.text.is_empty()) {
                    prop_assert!(written.iter().any(|one| one.number == line.number));
                }
            }
        }
    }
}
