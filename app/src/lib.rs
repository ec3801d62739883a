//! What a page of a browser asks of themeshift: files in, results out. Files stand in memory, in a folder of their own; what is told
//! is JSON.
//!
//! A page has one thread, and what cannot be caught ends it. So it runs this in a worker, and starts another one where one ends.

mod json;
mod watch;

use std::io::{self, Cursor, Write};
use std::path::{Component, Path, PathBuf};

use js_sys::Function;
use serde_json::json;
use themeshift::error::{Error, ErrorKind, Result};
use themeshift::pipeline::init::{self, Request, example};
use themeshift::pipeline::{Project, run};
use themeshift::{config, disk};
use wasm_bindgen::prelude::wasm_bindgen;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use json::{Told, rows, texts};
use watch::Posted;

/// The folder in which the files stand.
const PROJECT: &str = "project";

/// The path of a file of the project.
///
/// # Errors
/// When the name leads out of the project.
fn place(name: &str) -> Result<PathBuf> {
    let inside = |part| matches!(part, Component::Normal(_));
    if name.is_empty() || !Path::new(name).components().all(inside) {
        return Err(Error::new(ErrorKind::Usage, format!("`{name}` is no name of a file")));
    }
    Ok(Path::new(PROJECT).join(name))
}

fn unread(path: &Path, error: io::Error) -> Error {
    Error::io(ErrorKind::Output, "cannot read the file", path, error)
}

/// The version of the program.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").into()
}

/// The Content-Security-Policy of every report, which the page around it must allow too.
#[wasm_bindgen]
pub fn report_policy() -> String {
    themeshift::pipeline::report_policy()
}

/// Puts a file into the project.
///
/// # Errors
/// When the name leads out of the project, or is that of a folder.
#[wasm_bindgen]
pub fn put(name: &str, bytes: &[u8]) -> std::result::Result<(), Told> {
    let path = place(name)?;
    Ok(disk::write(&path, bytes).map_err(|error| Error::io(ErrorKind::Output, "cannot keep the file", &path, error))?)
}

/// Puts the shipped project in place of all files; gives the names of its files.
///
/// # Errors
/// None.
#[wasm_bindgen]
pub fn put_example() -> std::result::Result<String, Told> {
    disk::remove(Path::new(PROJECT));
    let files = example::EXAMPLES[0].1;
    for (name, bytes) in files {
        put(name, bytes)?;
    }
    Ok(json!(files.iter().map(|(name, _)| name).collect::<Vec<_>>()).to_string())
}

/// Looks at all files, makes a project of them, and says what was understood of each. `progress` gets the name of a stage and
/// the share of it that is done; `year` is the present one.
///
/// # Errors
/// As those of `themeshift init`.
#[wasm_bindgen]
pub fn propose(year: i32, progress: Function) -> std::result::Result<String, Told> {
    let request = Request { this_year: year, threads: 1, ..Request::default() };
    let proposal = init::propose(Path::new(PROJECT), &request, &Posted::to(progress))?;
    proposal.write()?;
    let told = json!({
        "rows": rows(&proposal.rows),
        "included": proposal.included,
        "years": proposal.years,
        "without_year": proposal.without_year,
        "files": proposal.names().collect::<Vec<_>>(),
        "warnings": texts(&proposal.warnings),
    });
    Ok(told.to_string())
}

/// Does the whole job: reads, counts, and writes all results into memory. `progress` as in [`propose`].
///
/// # Errors
/// As those of `themeshift run`.
#[wasm_bindgen]
pub fn analyse(progress: Function) -> std::result::Result<String, Told> {
    let watcher = Posted::to(progress);
    let project = Project::open(config::load(Path::new(PROJECT))?, 1, &watcher)?;
    let outcome = run(&project, &watcher)?;
    let files = disk::files(&outcome.directory).map_err(|error| unread(&outcome.directory, error))?;
    let told = json!({
        "title": project.config.title,
        "documents": project.corpus.documents.len(),
        "messages": outcome.counted.counts.messages(),
        "themes": outcome.themes.len(),
        "cautions": outcome.cautions,
        "warnings": texts(&outcome.warnings),
        "folder": project.config.output.directory,
        "files": files,
    });
    Ok(told.to_string())
}

/// All files of a folder of the project, results among them, as a zip archive.
///
/// # Errors
/// When there is no such folder.
#[wasm_bindgen]
pub fn archive(folder: &str) -> std::result::Result<Vec<u8>, Told> {
    let path = place(folder)?;
    Ok(zipped(&path).map_err(|error| unread(&path, error))?)
}

fn zipped(folder: &Path) -> io::Result<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for name in disk::files(folder)? {
        archive.start_file(name.to_string_lossy(), SimpleFileOptions::default())?;
        archive.write_all(&disk::read(folder.join(&name))?)?;
    }
    Ok(archive.finish()?.into_inner())
}

/// The bytes of a file of the project, results among them.
///
/// # Errors
/// When there is no such file.
#[wasm_bindgen]
pub fn file(name: &str) -> std::result::Result<Vec<u8>, Told> {
    let path = place(name)?;
    Ok(disk::read(&path).map_err(|error| unread(&path, error))?)
}
