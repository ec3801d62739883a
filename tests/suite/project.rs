//! Small projects in temporary folders, and the program run on them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// The folder of the repository, with the shipped analysis.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The program, with nothing of the user's environment that changes what it prints.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_themeshift"));
    command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").env_remove("COLUMNS").stdin(Stdio::null());
    command
}

/// What a run of the program left behind.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    pub fn of(command: &mut Command) -> Self {
        let output = command.output().expect("the program starts");
        let text = |bytes| String::from_utf8(bytes).expect("the program prints UTF-8");
        Self { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// Asserts that all went well, without a word on standard error; gives standard output.
    #[track_caller]
    pub fn ok(self) -> String {
        assert_eq!((self.code, self.stderr.as_str()), (Some(0), ""), "{}", self.stdout);
        self.stdout
    }

    /// Asserts an exit code and what standard error says. No error prints anything on standard output.
    #[track_caller]
    pub fn fails(&self, code: i32, parts: &[&str]) {
        assert_eq!(self.code, Some(code), "{self:?}");
        assert_eq!(self.stdout, "", "nothing is printed besides the error");
        for part in parts {
            assert!(self.stderr.contains(part), "`{part}` is missing in:\n{}", self.stderr);
        }
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
    }
}

/// The program in the folder of the repository.
pub fn shipped(args: &[&str]) -> Ran {
    Ran::of(program().args(args).current_dir(repository()))
}

/// A project in a temporary folder, which vanishes with it.
pub struct Project {
    folder: TempDir,
    rows: Vec<String>,
}

/// A project file that writes no charts and no report, as most tests look at tables only.
const SETTINGS: &str = "title = \"Test\"\n[output]\ncharts = []\nreport = false\n";

impl Project {
    /// An empty project: a manifest without rows, and no charts.
    pub fn new() -> Self {
        let project = Self { folder: tempfile::tempdir().expect("a temporary folder"), rows: Vec::new() };
        project.settings(SETTINGS).manifest("document,file,year\n")
    }

    /// A folder without a manifest, whose results go without charts.
    pub fn folder() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder"), rows: Vec::new() }.settings(SETTINGS)
    }

    /// A project that runs: two years with a message each, and two themes.
    pub fn small() -> Self {
        Self::new()
            .document("a", 2019, "- We trust the norms.\n- Children play.\n")
            .document("b", 2020, "- Trust is low.\n- A child can trust us.\n")
            .codebook("[themes.trust]\ninclude = [\"trust\"]\n[themes.child_safety]\ninclude = [\"child*\"]\n")
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file.
    pub fn file(self, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        self.put(name, bytes);
        self
    }

    /// Writes a file of a project that is already in use.
    pub fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
        fs::write(path, bytes).expect("the file can be written");
    }

    /// Writes the project file.
    pub fn settings(self, text: &str) -> Self {
        self.file("themeshift.toml", text)
    }

    /// Writes the whole manifest.
    pub fn manifest(self, text: &str) -> Self {
        self.file("documents.csv", text)
    }

    /// Writes the codebook.
    pub fn codebook(self, text: &str) -> Self {
        self.file("codebook.toml", text)
    }

    /// Adds a text document and its row of the manifest.
    pub fn document(mut self, id: &str, year: i32, bytes: impl AsRef<[u8]>) -> Self {
        self.rows.push(format!("{id},{id}.txt,{year}\n"));
        let manifest = format!("document,file,year\n{}", self.rows.concat());
        self.file(&format!("{id}.txt"), bytes).manifest(&manifest)
    }

    /// The program, standing in the folder of the project.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = program();
        command.args(args).current_dir(self.folder.path());
        command
    }

    /// Runs the program in the folder of the project.
    pub fn run(&self, args: &[&str]) -> Ran {
        Ran::of(&mut self.command(args))
    }

    /// Reads a file of the project.
    #[track_caller]
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    /// Everything in the project folder: relative paths and contents.
    pub fn snapshot(&self) -> BTreeMap<String, Vec<u8>> {
        files(self.folder.path())
    }
}

/// All files below a folder: relative paths and contents. Empty folders count as well.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        let entries: Vec<_> =
            fs::read_dir(&next).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
        if entries.is_empty() && next != folder {
            found.insert(name(folder, &next) + "/", Vec::new());
        }
        for path in entries {
            if path.is_dir() {
                open.push(path);
            } else {
                let bytes = fs::read(&path).expect("a file");
                found.insert(name(folder, &path), bytes);
            }
        }
    }
    found
}

fn name(folder: &Path, path: &Path) -> String {
    path.strip_prefix(folder).expect("below the folder").to_string_lossy().replace('\\', "/")
}
