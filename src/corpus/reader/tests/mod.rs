//! Readers against small files that say what each of them must and must not read.

mod books;
mod fuzz;
mod mails;
mod office;
mod pages;
mod rich;
mod same;
mod slides;

use std::io::Write;
use std::path::Path;

use crate::corpus::{Block, BlockKind, Content, Document};

/// A zip archive of files.
pub fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a member");
        writer.write_all(text.as_bytes()).expect("written");
    }
    writer.finish().expect("an archive").into_inner()
}

/// The blocks of a document, each as a letter for its kind and its text.
pub fn blocks(document: &Document) -> Vec<String> {
    let Content::Blocks(blocks) = &document.content else { panic!("no blocks: {document:?}") };
    let kind = |kind: BlockKind| match kind {
        BlockKind::Heading => "h",
        BlockKind::Item => "i",
        BlockKind::Paragraph => "p",
        BlockKind::Row => "r",
        BlockKind::Noise => "n",
    };
    blocks.iter().map(|Block { kind: of, text, .. }| format!("{} {text}", kind(*of))).collect()
}

/// What is told of a document.
pub fn notes(document: &Document) -> Vec<&str> {
    document.reading.notes.iter().map(|(_, note)| note.as_str()).collect()
}

/// The path of a file that is only in memory.
pub fn nowhere() -> &'static Path {
    Path::new("a.file")
}
