//! A project as one file: a zip archive of its folder, without results.

use std::collections::BTreeSet;
use std::io::{self, Cursor, Read, Write};
use std::path::{Component, Path, PathBuf};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::config::{self, Config, CorpusFiles, PROJECT_FILE, StopWordsChoice};
use crate::corpus;
use crate::disk;
use crate::error::{Error, ErrorKind, Result};
use crate::files::is_taken;
use crate::pipeline::init::NOTES;
use crate::watch::Unwatched;

/// The extension of a project that is one file.
pub const EXTENSION: &str = "themeshift";
/// The most bytes that a project may have when it is unpacked.
const MOST_BYTES: u64 = 4 << 30;
/// The most files.
const MOST_FILES: usize = 1_000_000;

/// All files below a folder as a zip archive: of results, say.
///
/// # Errors
/// When a file cannot be read.
pub fn archive(folder: &Path) -> Result<Vec<u8>> {
    let failed = |error| Error::io(ErrorKind::Output, "cannot read the files", folder, error);
    let names = disk::files(folder).map_err(failed)?;
    zipped(folder, names).map_err(failed)
}

fn zipped(folder: &Path, names: impl IntoIterator<Item = PathBuf>) -> io::Result<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for name in names {
        // Names in archives are separated by slashes everywhere.
        let parts: Vec<_> = name.iter().map(|part| part.to_string_lossy()).collect();
        archive.start_file(parts.join("/"), SimpleFileOptions::default().large_file(true))?;
        archive.write_all(&disk::read(folder.join(&name))?)?;
    }
    Ok(archive.finish()?.into_inner())
}

/// A project as one file: the files that the project names and what people wrote, and the texts where they are wanted. Results and
/// all other files of the folder are left out.
///
/// # Errors
/// When the folder is no project, the project names files outside of it, which one file cannot hold, or a file cannot be read.
pub fn pack(folder: &Path, with_texts: bool) -> Result<Vec<u8>> {
    let inside = "put what it names into the folder of the project, so that one file can hold all of it";
    stays_inside(folder).map_err(|error| error.hint(inside))?;
    let config = config::load(folder)?;
    let of_project = named(&config).into_iter().filter(|(key, _)| !["files", "directory"].contains(key));
    let mut names: BTreeSet<PathBuf> = of_project.map(|(_, path)| PathBuf::from(path)).collect();
    names.insert(PROJECT_FILE.into());
    names.extend(NOTES.map(PathBuf::from));
    if with_texts {
        names.extend(texts(&config)?);
    }
    names.retain(|name| is_taken(&folder.join(name)));
    let (root, out) = (disk::whole_path(folder), |name: &&PathBuf| disk::whole_path(&folder.join(name)));
    if let Some(name) = names.iter().find(|name| !out(name).starts_with(&root)) {
        let message = format!("the link `{}` leads out of the folder of the project", name.display());
        return Err(Error::new(ErrorKind::Project, message).at(folder).hint(inside));
    }
    zipped(folder, names).map_err(|error| Error::io(ErrorKind::Output, "cannot read the files", folder, error))
}

/// The files of the documents of a project, from its folder.
fn texts(config: &Config) -> Result<Vec<PathBuf>> {
    if let CorpusFiles::Manifest(manifest) = &config.corpus.files {
        let beside = manifest.parent().unwrap_or(Path::new(""));
        let files = corpus::named(&config.root.join(manifest))?.into_iter();
        return Ok(files
            .filter(|(_, file)| !file.is_empty())
            .map(|(_, file)| disk::plain(&beside.join(file)))
            .collect());
    }
    let documents = corpus::Corpus::open(config, &Unwatched)?.documents;
    let inside = |info: corpus::DocumentInfo| info.path.strip_prefix(&config.root).map(Path::to_path_buf).ok();
    Ok(documents.iter().filter_map(inside).collect())
}

fn is_hidden(name: &Path) -> bool {
    name.iter().any(|part| part.to_string_lossy().starts_with('.'))
}

/// Puts the files of a packed project into a folder; gives their names. Links are not made.
///
/// # Errors
/// When the bytes are no such archive, it holds no project file, a name in it, in the project file or in the manifest leads out of
/// the folder, a file is hidden, it is too large, or a file cannot be written.
pub fn unpack(bytes: &[u8], folder: &Path) -> Result<Vec<String>> {
    let wrong = |message: String| {
        Error::new(ErrorKind::Project, message)
            .hint("open a file that this program saved as a project, with the extension .themeshift")
    };
    let damaged =
        |error: &dyn std::fmt::Display| wrong(format!("this is no project in one file, or it is damaged: {error}"));
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    if archive.len() > MOST_FILES {
        return Err(wrong(format!("the project has more than {MOST_FILES} files")));
    }
    if archive.index_for_name(PROJECT_FILE).is_none() {
        return Err(wrong(format!("there is no {PROJECT_FILE} in the file")));
    }
    let (mut names, mut room) = (Vec::new(), MOST_BYTES);
    for place in 0..archive.len() {
        let mut file = archive.by_index(place).map_err(|error| damaged(&error))?;
        if file.is_dir() {
            continue;
        }
        let name = file.name().map_err(|error| damaged(&error))?.into_owned();
        if name.contains('\\') || !Path::new(&name).components().all(|part| matches!(part, Component::Normal(_))) {
            return Err(wrong(format!("the name `{name}` leads out of the project")));
        }
        if is_hidden(Path::new(&name)) {
            return Err(wrong(format!("the file `{name}` is hidden, which no file of a project is")));
        }
        let mut bytes = Vec::new();
        // What an archive says of sizes is not believed.
        file.by_ref().take(room + 1).read_to_end(&mut bytes).map_err(|error| damaged(&error))?;
        room = room.checked_sub(bytes.len() as u64).ok_or_else(|| wrong("the project has more than 4 GB".into()))?;
        let path = folder.join(&name);
        let failed = |error| Error::io(ErrorKind::Output, "cannot write the file", &path, error);
        disk::create_dir_all(path.parent().unwrap_or(folder)).map_err(failed)?;
        disk::write(&path, bytes).map_err(failed)?;
        names.push(name);
    }
    stays_inside(folder)?;
    Ok(names)
}

/// Refuses a project that comes from others and names files or folders outside of its own.
fn stays_inside(folder: &Path) -> Result<()> {
    let config = config::load(folder)?;
    let out = |path: &str, what: &str| {
        Error::new(ErrorKind::Project, format!("{what} `{path}` leads out of the folder of the project")).hint(
            "a project that is one file may name files of its own folder alone: ask whoever made it for another one",
        )
    };
    if let Some((key, path)) = named(&config).into_iter().find(|(_, path)| leads_out(Path::new(""), path)) {
        return Err(out(&path, &format!("`{key}` is")).at(&folder.join(PROJECT_FILE)));
    }
    let CorpusFiles::Manifest(manifest) = &config.corpus.files else { return Ok(()) };
    let path = folder.join(manifest);
    // Without one the project cannot be analysed, which is told when it is.
    if !is_taken(&path) {
        return Ok(());
    }
    let beside = manifest.parent().unwrap_or(Path::new(""));
    match corpus::named(&path)?.into_iter().find(|(_, file)| leads_out(beside, file)) {
        None => Ok(()),
        Some((line, file)) => Err(out(&file, "the file").at(&path).line(line)),
    }
}

/// The paths that a project file names, with their keys.
fn named(config: &Config) -> Vec<(&'static str, String)> {
    let (manifest, files) = match &config.corpus.files {
        CorpusFiles::Manifest(path) => (Some(path), &[][..]),
        CorpusFiles::Files(globs) => (None, globs.as_slice()),
    };
    let stop_words = match &config.text.stop_words {
        StopWordsChoice::File(path) => Some(path),
        StopWordsChoice::Builtin | StopWordsChoice::None => None,
    };
    let paths = [
        ("manifest", manifest),
        ("codebook", config.corpus.codebook.as_ref()),
        ("codings", config.themes.as_ref().map(|themes| &themes.codings)),
        ("abbreviations", config.segment.abbreviations.as_ref()),
        ("stop_words", stop_words),
        ("font", config.chart.font.as_ref()),
        ("directory", Some(&config.output.directory)),
    ];
    let paths = paths.into_iter().filter_map(|(key, path)| Some((key, path?.to_string_lossy().into_owned())));
    paths.chain(files.iter().map(|glob| ("files", glob.clone()))).collect()
}

/// Whether a path that starts from a folder of the project is outside of the project, whatever the system parts its names by.
fn leads_out(from: &Path, path: &str) -> bool {
    if path.starts_with(['/', '\\']) || Path::new(path).is_absolute() || path.as_bytes().get(1) == Some(&b':') {
        return true;
    }
    let mut depth = 0_usize;
    let whole = format!("{}/{path}", from.display());
    for part in whole.split(['/', '\\']).filter(|part| !part.is_empty() && *part != ".") {
        depth = match (part, depth) {
            ("..", 0) => return true,
            ("..", depth) => depth - 1,
            (_, depth) => depth + 1,
        };
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An archive with these files.
    fn packed(files: &[(&str, &str)]) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in files {
            archive.start_file(*name, SimpleFileOptions::default()).expect("a file");
            archive.write_all(text.as_bytes()).expect("written");
        }
        archive.finish().expect("an archive").into_inner()
    }

    #[track_caller]
    fn refused(files: &[(&str, &str)]) -> String {
        let folder = tempfile::tempdir().expect("a folder");
        unpack(&packed(files), &folder.path().join("in")).expect_err("refused").to_string()
    }

    #[test]
    fn what_leads_out_is_told_from_what_stays() {
        for (from, path) in [
            ("", "../a"),
            ("", "a/../../b"),
            ("", "/a"),
            ("", "c:\\a"),
            ("", "a\\..\\..\\b"),
            ("a", "../../b"),
            ("a/..", "../b"),
        ] {
            assert!(leads_out(Path::new(from), path), "{from} {path}");
        }
        for (from, path) in [("", "a/b"), ("", "a/../b"), ("a", "../b"), ("a/b", "../../c"), ("", "./a..b/...")] {
            assert!(!leads_out(Path::new(from), path), "{from} {path}");
        }
    }

    #[test]
    fn a_packed_project_names_nothing_outside() {
        let keys = [
            "[corpus]\nmanifest = \"../x.csv\"",
            "[corpus]\nmanifest = \"/x.csv\"",
            "[corpus]\nfiles = [\"../*.txt\"]",
            "[corpus]\ncodebook = \"a/../../x.toml\"",
            "[themes]\ncodings = \"../x.csv\"",
            "[segment]\nabbreviations = \"../x.txt\"",
            "[text]\nstop_words = \"/etc/passwd\"",
            "[chart]\nfont = \"../x.ttf\"",
            "[output]\ndirectory = \"../x\"",
        ];
        for key in keys {
            let told = refused(&[("themeshift.toml", key)]);
            assert!(told.contains("leads out of the folder of the project"), "{key}: {told}");
        }
        let told = refused(&[
            ("themeshift.toml", ""),
            ("documents.csv", "document,file,year\na,a.txt,2019\nb,../../b.txt,2020\n"),
        ]);
        assert!(told.contains("documents.csv:3: the file `../../b.txt` leads out"), "{told}");
    }

    #[test]
    fn names_of_an_archive_stay_inside_and_are_seen() {
        for name in ["../a.txt", "/a.txt", "a\\b.txt", "a/../../b.txt"] {
            let told = refused(&[("themeshift.toml", ""), (name, "x")]);
            assert!(told.contains("leads out of the project"), "{name}: {told}");
        }
        let told = refused(&[("themeshift.toml", ""), (".git/config", "x")]);
        assert!(told.contains("`.git/config` is hidden"), "{told}");
        assert!(refused(&[("a.txt", "x")]).contains("there is no themeshift.toml"));
    }

    #[test]
    fn what_one_file_cannot_hold_is_told() {
        let root = tempfile::tempdir().expect("a folder");
        let folder = root.path().join("project");
        std::fs::create_dir(&folder).expect("made");
        std::fs::write(root.path().join("b.txt"), "text").expect("written");
        std::fs::write(folder.join("themeshift.toml"), "").expect("written");
        std::fs::write(folder.join("documents.csv"), "document,file,year\nb,../b.txt,2020\n").expect("written");
        let told = pack(&folder, true).expect_err("refused").to_string();
        assert!(
            told.contains("documents.csv:2: the file `../b.txt` leads out") && told.contains("hint: put what"),
            "{told}"
        );
    }

    #[test]
    fn no_link_is_made() {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file("themeshift.toml", SimpleFileOptions::default()).expect("a file");
        archive.add_symlink("a.txt", "/etc/passwd", SimpleFileOptions::default()).expect("a link");
        let bytes = archive.finish().expect("an archive").into_inner();
        let folder = tempfile::tempdir().expect("a folder");
        unpack(&bytes, folder.path()).expect("unpacked");
        let path = folder.path().join("a.txt");
        assert!(!path.is_symlink());
        assert_eq!(std::fs::read_to_string(path).expect("there"), "/etc/passwd");
    }
}
