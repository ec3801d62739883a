//! The marks of a git conflict, which are no text, and the versions of a part between them.

/// What git left in a file that it could not merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conflict {
    /// The line of the first mark.
    pub line: u64,
    /// Whether versions of a part differ, so that several stay in the text.
    pub differs: bool,
}

/// Empties the lines with which git marks a conflict, so that the others keep their places. Versions of a part that are
/// alike stay once, others all.
pub(super) fn without_marks(text: String) -> (String, Option<Conflict>) {
    if memchr::memmem::find(text.as_bytes(), b"<<<<<<< ").is_none()
        || !text.lines().any(|line| line.starts_with("<<<<<<< "))
    {
        return (text, None);
    }
    let (mut out, mut conflict) = (String::with_capacity(text.len()), None);
    // The versions of the part that is being read, the last of them open; none outside a conflict.
    let mut versions: Vec<&str> = Vec::new();
    let mut start = 0;
    for (line, number) in text.split_inclusive('\n').zip(1..) {
        let begins = line.starts_with("<<<<<<< ");
        let ends = line.starts_with(">>>>>>> ");
        let middle = !versions.is_empty() && line.trim_end() == "=======";
        let at = line.as_ptr() as usize - text.as_ptr() as usize;
        if begins || ends || middle || line.starts_with("||||||| ") {
            let conflict = conflict.get_or_insert(Conflict { line: number, differs: false });
            conflict.differs |= add(&mut out, &versions, &text[start..at]);
            match (begins, ends, versions.last_mut()) {
                (true, ..) => versions = vec![""],
                (_, true, _) => versions.clear(),
                (.., Some(last)) => {
                    *last = &text[start..at];
                    versions.push("");
                }
                (.., None) => {}
            }
            out.push('\n');
            start = at + line.len();
        }
    }
    out.push_str(&text[start..]);
    (out, conflict)
}

/// Adds a version of a part, and says whether it differs from one before it. One that is alike leaves its lines empty.
fn add(out: &mut String, versions: &[&str], text: &str) -> bool {
    let earlier = &versions[..versions.len().saturating_sub(1)];
    let same = |other: &&str| other.lines().map(str::trim_end).eq(text.lines().map(str::trim_end));
    if earlier.iter().any(same) {
        out.extend(text.matches('\n'));
    } else {
        out.push_str(text);
    }
    earlier.iter().any(|other| !same(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_conflicts_are_no_text() {
        let text = "a\n<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> branch\nb\n=======\n";
        let (clean, conflict) = without_marks(text.into());
        assert_eq!(clean, "a\n\nours\n\ntheirs\n\nb\n=======\n");
        assert_eq!(conflict, Some(Conflict { line: 2, differs: true }));
        let heading = "Heading\n=======\n";
        assert_eq!(without_marks(heading.into()), (heading.into(), None));
    }

    #[test]
    fn versions_that_are_alike_stay_once() {
        let text = "<<<<<<< HEAD\none\n\ntwo\n=======\none\n\ntwo\n>>>>>>> branch\nb\n";
        let alike = Some(Conflict { line: 1, differs: false });
        assert_eq!(without_marks(text.into()), ("\none\n\ntwo\n\n\n\n\n\nb\n".into(), alike));
        // White space at the ends of lines is no difference.
        let text = "<<<<<<< HEAD\none\r\n=======\none \n>>>>>>> branch\n";
        assert_eq!(without_marks(text.into()), ("\none\r\n\n\n\n".into(), alike));
        // The version that both sides began with is one more.
        let text = "<<<<<<< HEAD\none\n||||||| base\ntwo\n=======\none\n>>>>>>> branch\n";
        let differs = Some(Conflict { line: 1, differs: true });
        assert_eq!(without_marks(text.into()), ("\none\n\ntwo\n\n\n\n".into(), differs));
    }

    #[test]
    fn marks_without_their_like_lose_no_text() {
        let open = "a\n<<<<<<< HEAD\none\n=======\none\n";
        assert_eq!(without_marks(open.into()).0, "a\n\none\n\none\n");
        let twice = "<<<<<<< HEAD\none\n<<<<<<< HEAD\none\n=======\ntwo\n>>>>>>> a\n=======\n";
        assert_eq!(without_marks(twice.into()).0, "\none\n\none\n\ntwo\n\n=======\n");
    }
}
