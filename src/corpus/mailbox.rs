//! Mailboxes (mbox): the places of the mails in them.
//!
//! A mail begins with a line `From ` at the begin of the file or behind a blank line. The file is read once, line by line; what
//! is held is the place of each mail, its date and its subject.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use flate2::Crc;

use super::archive::{MOST_MEMBERS, Member};
use super::reader::Head;
use crate::disk::File;
use crate::error::{Error, ErrorKind, Result};

/// Bytes of a mail in which its heads are looked for.
const HEADS: usize = 64 << 10;
/// Bytes of a line that are read at once.
const LINE: u64 = 64 << 10;

/// A mail in a mailbox.
#[derive(Debug)]
pub struct Mail {
    /// Where it stands.
    pub member: Member,
    /// Its date and subject.
    pub head: Head,
}

/// The mails of a mailbox, in their order.
///
/// # Errors
/// When it cannot be read, or holds too many.
pub fn mails(path: &Path) -> Result<Vec<Mail>> {
    let fail = |e| Error::io(ErrorKind::Document, "cannot read the mailbox", path, e);
    let mut reader = BufReader::new(File::open(path).map_err(fail)?);
    let mut mails = Vec::new();
    let (mut open, mut at): (Option<Open>, u64) = (None, 0);
    let (mut line, mut line_begins, mut after_blank) = (Vec::new(), true, true);
    loop {
        line.clear();
        let read = (&mut reader).take(LINE).read_until(b'\n', &mut line).map_err(fail)?;
        if read == 0 {
            break;
        }
        if line_begins && after_blank && line.starts_with(b"From ") {
            if mails.len() >= MOST_MEMBERS {
                let message = format!("the mailbox holds more than {MOST_MEMBERS} mails");
                return Err(Error::new(ErrorKind::Document, message).at(path).hint("split it"));
            }
            mails.extend(open.take().map(|open| open.close(path, mails.len() + 1)));
            open = Some(Open { start: at, bytes: 0, crc: Crc::new(), heads: Vec::new() });
        }
        after_blank = line_begins && line.trim_ascii().is_empty();
        line_begins = line.ends_with(b"\n");
        at += read as u64;
        if let Some(open) = &mut open {
            open.bytes += read as u64;
            open.crc.update(&line);
            let room = HEADS.saturating_sub(open.heads.len()).min(line.len());
            open.heads.extend(&line[..room]);
        }
    }
    mails.extend(open.take().map(|open| open.close(path, mails.len() + 1)));
    Ok(mails)
}

/// A mail whose end is not yet known.
#[derive(Debug)]
struct Open {
    start: u64,
    bytes: u64,
    crc: Crc,
    heads: Vec<u8>,
}

impl Open {
    fn close(self, path: &Path, number: usize) -> Mail {
        let member = Member::stretch(path, format!("{number}.eml"), self.start, self.bytes, self.crc.sum());
        Mail { member, head: Head::read(&self.heads) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mails_begin_behind_blank_lines() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("list.mbox");
        let long = "x".repeat(200_000);
        let first = format!(
            "From a@example.org Tue May  5 10:00:00 2020\nSubject: One\nDate: 5 May 2020\n\nText.\nFrom here on.\n{long}\n\n"
        );
        let second = "From b@example.org Wed May  6 10:00:00 2020\r\nSubject: Two\r\n\r\nMore.\r\n";
        std::fs::write(&path, format!("{first}{second}")).expect("written");
        let mails = mails(&path).expect("a mailbox");
        let read: Vec<Vec<u8>> = mails.iter().map(|mail| mail.member.read().expect("whole")).collect();
        assert_eq!(read, [first.as_bytes(), second.as_bytes()]);
        let heads: Vec<(&str, &str)> =
            mails.iter().map(|mail| (mail.head.date.as_str(), mail.head.subject.as_str())).collect();
        assert_eq!(heads, [("2020-05-05", "One"), ("", "Two")]);
        std::fs::write(&path, "no mail").expect("written");
        assert!(super::mails(&path).expect("read").is_empty());
    }
}
