//! What earlier runs left in a folder of results.

use std::collections::HashSet;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use super::record::RUN_FILE;
use crate::disk::File;

/// The files that the last run wrote into a folder, as its `run.json` lists them; `None` where no run wrote there.
pub fn own_files(folder: &Path) -> Option<HashSet<PathBuf>> {
    /// The parts of the record that matter here; the list of documents may be long, and is passed over.
    #[derive(serde::Deserialize)]
    struct Record {
        #[serde(default)]
        program: serde_json::Value,
        #[serde(default)]
        files: serde_json::Value,
    }
    let file = BufReader::new(File::open(folder.join(RUN_FILE)).ok()?);
    let record: Record = serde_json::from_reader(file).ok()?;
    if record.program["name"] != "themeshift" {
        return None;
    }
    let files = record.files.as_array().map(Vec::as_slice).unwrap_or_default();
    Some(files.iter().filter_map(|file| file.as_str().map(PathBuf::from)).collect())
}
