//! The shipped project, as part of the program.

use std::path::Path;

use super::super::whole;
use crate::error::Result;

/// Examples by their names: files with their paths.
pub const EXAMPLES: [(&str, &[(&str, &[u8])]); 1] = [("igf", &IGF)];

/// A file of the repository with its path.
macro_rules! shipped {
    ($path:literal) => {
        ($path, include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/", $path)).as_slice())
    };
}

/// Messages of Internet governance meetings, 2012 to 2020.
static IGF: [(&str, &[u8]); 9] = [
    shipped!("themeshift.toml"),
    shipped!("corpus/README.md"),
    shipped!("corpus/documents.csv"),
    shipped!("corpus/codebook.toml"),
    shipped!("corpus/documents/2012-berlin.txt"),
    shipped!("corpus/documents/2017-igf.txt"),
    shipped!("corpus/documents/2019-igf-sssr.txt"),
    shipped!("corpus/documents/2019-igf-sssr-concluding.txt"),
    shipped!("corpus/documents/2020-igf-trust.txt"),
];

/// Writes the files of an example into a folder: all of them, or none.
///
/// # Errors
/// When a file is there already or cannot be written.
pub fn write(files: &[(&str, &[u8])], folder: &Path) -> Result<()> {
    whole::write_new(folder, files)
}
