//! What a page of a browser asks of themeshift: files in, results out. Files stand in memory, in a folder of their own; what is told
//! is JSON.
//!
//! A page has one thread, and what cannot be caught ends it. So it runs this in a worker, and starts another one where one ends.

mod told;
mod watch;

use std::cell::RefCell;
use std::io;
use std::path::{Component, Path, PathBuf};

use js_sys::Function;
use serde_json::json;
use themeshift::error::{Error, ErrorKind, Result};
use themeshift::pipeline::init::example;
use themeshift::workbench::{self, Workbench};
use themeshift::{disk, pipeline};
use wasm_bindgen::prelude::wasm_bindgen;

use told::Told;
use watch::Posted;

/// The folder in which the files stand.
const PROJECT: &str = "project";

thread_local! {
    static BENCH: RefCell<Workbench> = RefCell::new(Workbench::new(Path::new(PROJECT), 1));
}

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

/// The Content-Security-Policy of every report, which the page around it must allow too.
#[wasm_bindgen]
pub fn report_policy() -> String {
    pipeline::report_policy()
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

/// Takes a file out of the project.
///
/// # Errors
/// When the name leads out of the project.
#[wasm_bindgen]
pub fn remove(name: &str) -> std::result::Result<(), Told> {
    disk::remove(&place(name)?);
    Ok(())
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

/// Answers a request about the project: see [`Workbench::call`]. `progress` gets the name of a stage and the share of it that is done.
///
/// # Errors
/// When the request is none, or what it asks for cannot be done.
#[wasm_bindgen]
pub fn call(request: &str, progress: Function) -> std::result::Result<String, Told> {
    let watcher = Posted::to(progress);
    Ok(BENCH.with_borrow_mut(|bench| bench.call(request, &watcher))?.to_string())
}

/// Does the whole job: reads, counts, and writes all results into memory. `progress` as in [`call`].
///
/// # Errors
/// As those of `themeshift run`.
#[wasm_bindgen]
pub fn analyse(progress: Function) -> std::result::Result<String, Told> {
    Ok(workbench::analyse(Path::new(PROJECT), 1, &Posted::to(progress))?.to_string())
}

/// What changed in the results since the codebook had this text. `progress` as in [`call`].
///
/// # Errors
/// When a codebook is wrong.
#[wasm_bindgen]
pub fn changes(saved: &str, progress: Function) -> std::result::Result<String, Told> {
    Ok(workbench::changes(Path::new(PROJECT), saved, 1, &Posted::to(progress))?.to_string())
}

/// All files of a folder of the project, results among them, as a zip archive.
///
/// # Errors
/// When there is no such folder.
#[wasm_bindgen]
pub fn archive(folder: &str) -> std::result::Result<Vec<u8>, Told> {
    Ok(workbench::archive(&place(folder)?)?)
}

/// The project as one file, with the texts of its documents or without.
///
/// # Errors
/// When there is no project.
#[wasm_bindgen]
pub fn pack(with_texts: bool) -> std::result::Result<Vec<u8>, Told> {
    Ok(workbench::pack(Path::new(PROJECT), with_texts)?)
}

/// Puts the files of a packed project in place of all files; gives their names.
///
/// # Errors
/// When the bytes are no packed project.
#[wasm_bindgen]
pub fn unpack(bytes: &[u8]) -> std::result::Result<String, Told> {
    disk::remove(Path::new(PROJECT));
    Ok(json!(workbench::unpack(bytes, Path::new(PROJECT))?).to_string())
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
