//! Labels of speakers at the start of a line: `Mr. X:`, `THE CHAIRMAN:`, `Q:`, `Q.`, `>> Vint Cerf:`, `[00:01:20] Anna:`,
//! `<v Anna>`.

use hashbrown::HashMap;

/// The label of a speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label<'t> {
    /// The speaker.
    pub name: &'t str,
    /// Bytes of the line up to what is said.
    pub length: usize,
    /// What makes a speaker of it.
    form: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// The form alone.
    Sure,
    /// That it opens several lines.
    Possible,
    /// That both questions (`Q.`) and answers (`A.`) have it.
    Dotted,
}

/// Longest label, in bytes and in words.
const LONGEST: usize = 80;
const WORDS: usize = 7;

/// Words that make a speaker of what follows or stands before.
const TITLES: [&str; 54] = [
    "mr",
    "mrs",
    "ms",
    "mx",
    "miss",
    "dr",
    "prof",
    "professor",
    "sir",
    "lord",
    "lady",
    "dame",
    "madam",
    "madame",
    "ambassador",
    "amb",
    "minister",
    "president",
    "vice-president",
    "senator",
    "representative",
    "delegate",
    "chair",
    "chairman",
    "chairwoman",
    "chairperson",
    "co-chair",
    "moderator",
    "co-moderator",
    "speaker",
    "interviewer",
    "interviewee",
    "respondent",
    "rapporteur",
    "secretary",
    "secretariat",
    "judge",
    "justice",
    "participant",
    "herr",
    "frau",
    "präsident",
    "präsidentin",
    "vorsitzender",
    "vorsitzende",
    "m",
    "mm",
    "mme",
    "mlle",
    "président",
    "présidente",
    "sr",
    "sra",
    "presidente",
];
/// Words in lower case that may stand in a name.
const PARTICLES: [&str; 24] = [
    "of", "the", "for", "and", "from", "to", "on", "de", "del", "della", "di", "da", "do", "dos", "du", "la", "le",
    "van", "von", "der", "den", "ter", "bin", "al",
];
/// Words before a colon that are no speakers.
const NO_SPEAKERS: [&str; 22] = [
    "note",
    "notes",
    "nb",
    "n.b.",
    "source",
    "sources",
    "example",
    "examples",
    "warning",
    "important",
    "disclaimer",
    "date",
    "time",
    "place",
    "venue",
    "subject",
    "title",
    "re",
    "contents",
    "agenda",
    "summary",
    "abstract",
];

/// The label at the start of a line, if it can be one.
pub fn label(line: &str) -> Option<Label<'_>> {
    let opens = line.len() - line.trim_start_matches(|c: char| c.is_whitespace() || c == '>' || c == '*').len();
    let start = opens + time(&line[opens..]);
    let rest = &line[start..];
    if let Some(label) = voice(rest).or_else(|| dotted(rest)) {
        return Some(Label { length: start + label.length, ..label });
    }
    let window = rest.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= LONGEST).last()?;
    let (name, length) = named(&rest[..window])?;
    let after = &rest[length..];
    if !(after.is_empty() || after.starts_with(|c: char| c.is_whitespace() || c == '*')) {
        return None;
    }
    let bold = after.len() - after.trim_start_matches('*').len();
    let form = form(name)?;
    // Captions write `>>` where another speaker begins.
    let form = if line[..opens].contains(">>") { Form::Sure } else { form };
    Some(Label { name, length: start + length + bold, form })
}

/// Longest time before a name, in bytes.
const LONGEST_TIME: usize = 40;

/// Bytes of a time before the name, in brackets or without, and of what is blank behind it.
fn time(text: &str) -> usize {
    let clock = |c: char| c.is_ascii_digit() || ":.,-> –".contains(c);
    let length = if text.starts_with(['[', '(']) {
        let end = text.find([']', ')']).filter(|end| *end <= LONGEST_TIME);
        end.filter(|end| text[1..*end].chars().all(clock)).map_or(0, |end| end + 1)
    } else {
        let end = text.find(|c: char| !clock(c)).unwrap_or(0);
        let digits = text[..end].bytes().filter(u8::is_ascii_digit).count();
        let apart = text[..end].ends_with([' ', '-', '–']);
        // `10:30` and more; `3: three` is no time.
        if apart && end <= LONGEST_TIME && digits >= 3 && text[..end].contains(':') { end } else { 0 }
    };
    length + text[length..].len() - text[length..].trim_start_matches(|c: char| c.is_whitespace() || c == '*').len()
}

/// `<v Ann>` of WebVTT.
fn voice(text: &str) -> Option<Label<'_>> {
    let tag = text.strip_prefix("<v")?;
    let end = tag.find('>').filter(|end| *end <= LONGEST)?;
    let (class, name) = tag[..end].split_once(' ')?;
    let name = name.trim();
    let known = (class.is_empty() || class.starts_with('.')) && !name.is_empty();
    known.then_some(Label { name, length: end + 3, form: Form::Sure })
}

/// `Q.` and `A.`
fn dotted(text: &str) -> Option<Label<'_>> {
    let spaced = |rest: &str| rest.is_empty() || rest.starts_with(char::is_whitespace);
    let found = (text.starts_with("Q.") || text.starts_with("A.")) && spaced(&text[2..]);
    found.then(|| Label { name: &text[..1], length: 2, form: Form::Dotted })
}

/// The name before the first colon outside brackets, and the bytes up to behind the colon.
fn named(text: &str) -> Option<(&str, usize)> {
    let mut depth = 0_u32;
    let colon = text.char_indices().find(|(_, c)| {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(c, ':' | '：')
    })?;
    // What stands in brackets behind the name (a country, a time) is no part of it.
    let name = text[..colon.0].split(['(', '[']).next()?.trim_matches(|c: char| c.is_whitespace() || c == '*');
    Some((name, colon.0 + colon.1.len_utf8()))
}

/// What the words of a name say; `None` where they are no name.
fn form(name: &str) -> Option<Form> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let bare = |word: &str| word.trim_matches(['.', ',']).to_lowercase();
    if words.is_empty() || words.len() > WORDS || NO_SPEAKERS.contains(&name.to_lowercase().as_str()) {
        return None;
    }
    let proper = |word: &&str| {
        word.starts_with(|c: char| c.is_uppercase() || c.is_numeric() || (c.is_alphabetic() && !c.is_lowercase()))
            || PARTICLES.contains(&bare(word).as_str())
            || TITLES.contains(&bare(word).as_str())
    };
    if !words.iter().all(proper) || !name.chars().any(char::is_alphabetic) {
        return None;
    }
    let capitals = !name.chars().any(char::is_lowercase) && name.chars().any(char::is_uppercase);
    let titled = words.iter().any(|word| TITLES.contains(&bare(word).as_str()));
    Some(if capitals || titled { Form::Sure } else { Form::Possible })
}

/// The names that open lines of a document, with how often they do.
#[derive(Debug)]
pub struct Names<'t> {
    times: HashMap<&'t str, u32>,
    /// Questions and answers with a full stop.
    dotted: [bool; 2],
}

impl<'t> Names<'t> {
    /// Counts the labels of lines.
    pub fn of(lines: impl Iterator<Item = &'t str>) -> Self {
        let mut names = Self { times: HashMap::new(), dotted: [false; 2] };
        for label in lines.filter_map(label) {
            if label.form == Form::Dotted {
                names.dotted[usize::from(label.name == "A")] = true;
            } else {
                *names.times.entry(label.name).or_insert(0) += 1;
            }
        }
        names
    }

    /// True where the label is that of a speaker.
    pub fn hold(&self, label: &Label<'_>) -> bool {
        match label.form {
            Form::Sure => true,
            Form::Possible => self.times.get(label.name).is_some_and(|number| *number >= 2),
            Form::Dotted => self.dotted == [true; 2],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_many_forms() {
        for (line, name, said) in [
            ("Mr. Smith: We agree.", "Mr. Smith", " We agree."),
            ("THE CHAIRMAN: Thank you.", "THE CHAIRMAN", " Thank you."),
            ("Q: Why?", "Q", " Why?"),
            (">> VINT CERF: Hello.", "VINT CERF", " Hello."),
            ("[00:01:20] Anna: Hi.", "Anna", " Hi."),
            ("Ms. Li (China): We do.", "Ms. Li", " We do."),
            ("**Moderator:** Next.", "Moderator", " Next."),
            ("Speaker 1:", "Speaker 1", ""),
            ("Ursula von der Leyen: Ja.", "Ursula von der Leyen", " Ja."),
            ("主席： 谢谢", "主席", " 谢谢"),
            ("[00:01:05] Speaker 2: Yes.", "Speaker 2", " Yes."),
            ("[00:01:05.100 --> 00:01:07.250]  Speaker 2: Yes.", "Speaker 2", " Yes."),
            ("00:01:05 - Ms. Li: Yes.", "Ms. Li", " Yes."),
            ("Speaker 2 (00:05): Yes.", "Speaker 2", " Yes."),
            ("<v Ann Lee>Yes.", "Ann Lee", "Yes."),
            ("<v.loud Ann> Yes.", "Ann", " Yes."),
            ("Q. Why?", "Q", " Why?"),
            ("A.", "A", ""),
        ] {
            let found = label(line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!((found.name, &line[found.length..]), (name, said), "{line}");
        }
    }

    #[test]
    fn sentences_with_colons_are_no_labels() {
        for line in [
            "Note: this is a draft.",
            "These are the points: one, two.",
            "https://example.org",
            "It began at 10:30 today.",
            "At 10:30",
            "no colon",
            "",
            ": nothing",
            "3: three",
            "<v>Yes.",
            "[see 5] Anna: no",
            "Q.E.D. it is",
        ] {
            assert_eq!(label(line), None, "{line}");
        }
    }

    #[test]
    fn dots_and_double_angles_mark_speakers() {
        let held = |lines: &[&'static str]| {
            let names = Names::of(lines.iter().copied());
            lines.iter().map(|line| names.hold(&label(line).expect("a label"))).collect::<Vec<_>>()
        };
        assert_eq!(held(&["Q. Why?", "A. So."]), [true, true]);
        // Sections with letters.
        assert_eq!(held(&["A. Introduction", "A. Again"]), [false, false]);
        assert_eq!(held(&[">> Anna: hi", "Bo: hi", "<v Cy>hi"]), [true, false, true]);
    }

    #[test]
    fn a_name_without_a_title_opens_several_lines() {
        let lines = ["Anna: hi", "Conclusion: none", "Anna: bye", "DR. NO: no"];
        let names = Names::of(lines.into_iter());
        let held: Vec<bool> = lines.map(|line| names.hold(&label(line).expect("a label"))).to_vec();
        assert_eq!(held, [true, false, true, true]);
    }
}
