//! The shipped project, as part of the program.

/// Files: the path of each, and its bytes.
pub type Files = &'static [(&'static str, &'static [u8])];

/// The examples by their names.
pub const EXAMPLES: [(&str, Files); 1] = [("igf", &IGF)];

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
