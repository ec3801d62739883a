//! Labels of speakers at the start of a line: `Mr. X:`, `THE CHAIRMAN:`, `Q:`, `>> VINT CERF:`, `[00:01:20] Anna:`.

use hashbrown::HashMap;

/// The label of a speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label<'t> {
    /// The speaker.
    pub name: &'t str,
    /// Bytes of the line up to what is said.
    pub length: usize,
    /// Whether the form alone makes a speaker of it; else it must open several lines.
    sure: bool,
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
    let mut start = line.len() - line.trim_start_matches(|c: char| c.is_whitespace() || c == '>' || c == '*').len();
    if line[start..].starts_with(['[', '(']) {
        // A time before the name.
        let time = line[start + 1..].find([']', ')']).filter(|end| *end <= 16)?;
        let digits = |c: char| c.is_ascii_digit() || ":.,-> ".contains(c);
        line[start + 1..start + 1 + time].chars().all(digits).then_some(())?;
        start += time + 2;
    }
    let rest = &line[start..];
    let window = rest.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= LONGEST).last()?;
    let (name, length) = named(&rest[..window])?;
    let after = &rest[length..];
    if !(after.is_empty() || after.starts_with(|c: char| c.is_whitespace() || c == '*')) {
        return None;
    }
    let bold = after.len() - after.trim_start_matches('*').len();
    let form = form(name)?;
    Some(Label { name, length: start + length + bold, sure: form == Form::Sure })
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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Sure,
    Possible,
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
pub struct Names<'t>(HashMap<&'t str, u32>);

impl<'t> Names<'t> {
    /// Counts the labels of lines.
    pub fn of(lines: impl Iterator<Item = &'t str>) -> Self {
        let mut names = HashMap::new();
        for label in lines.filter_map(label) {
            *names.entry(label.name).or_insert(0) += 1;
        }
        Self(names)
    }

    /// True where the label is that of a speaker: by its form, or because it opens at least two lines.
    pub fn hold(&self, label: &Label<'_>) -> bool {
        label.sure || self.0.get(label.name).is_some_and(|number| *number >= 2)
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
        ] {
            assert_eq!(label(line), None, "{line}");
        }
    }

    #[test]
    fn a_name_without_a_title_opens_several_lines() {
        let lines = ["Anna: hi", "Conclusion: none", "Anna: bye", "DR. NO: no"];
        let names = Names::of(lines.into_iter());
        let held: Vec<bool> = lines.map(|line| names.hold(&label(line).expect("a label"))).to_vec();
        assert_eq!(held, [true, false, true, true]);
    }
}
