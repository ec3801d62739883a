//! `themeshift open`: the page, served to this machine alone, with the program behind it.

mod answers;
mod gate;
mod page;
mod places;
mod request;
mod told;
mod wire;

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use super::args::OpenOptions;
use super::common::Common;
use super::unpacked::{into_folder, is_packed};
use super::{show, watch};
use crate::config::PROJECT_FILE;
use crate::error::{Error, ErrorKind, Result};
use crate::files::is_taken;
use answers::Answers;
use gate::Gate;
use wire::Wire;

/// The most connections at a time: browsers open six, and some more in advance.
const MOST_CONNECTIONS: usize = 16;
/// How long a request may take until its head is there.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often it is looked whether the program is to end.
const TICK: Duration = Duration::from_millis(50);

/// Runs the command.
pub fn run(options: &OpenOptions, common: &Common) -> Result<()> {
    if let Some(option) = common.choice() {
        return Err(Error::new(ErrorKind::Usage, format!("{option}: the page shows all documents"))
            .hint(format!("leave {option} out, or set it in the themeshift.toml of the project")));
    }
    let folder = folder(&common.project)?;
    let unbound = |error| {
        Error::new(ErrorKind::Usage, format!("cannot listen at port {} of this machine: {error}", options.port))
            .hint("leave --port out for any port that is free")
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).map_err(unbound)?;
    let here = listener.local_addr().map_err(unbound)?;
    let gate = Gate::new(here.port())?;
    let address = gate.address();
    show::write(format!("{address}\n").as_bytes())?;
    if !common.quiet {
        // Nothing can be done when standard error is closed.
        let _ = writeln!(std::io::stderr(), "The page is for this machine alone. Ctrl-C ends it.");
    }
    if !options.no_browser
        && let Err(error) = ::open::that_detached(&address)
    {
        let _ = writeln!(std::io::stderr(), "warning: cannot open a browser: {error}; open the address by hand");
    }
    serve(&listener, here, &Answers::new(gate, folder, common.threads));
    Ok(())
}

/// The folder of the project. One that is a file is unpacked into a folder beside it.
fn folder(project: &Path) -> Result<PathBuf> {
    if project.is_dir() {
        return Ok(project.to_path_buf());
    }
    let beside = project.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if project.is_file() && project.file_name().is_some_and(|name| name == PROJECT_FILE) {
        return Ok(beside.to_path_buf());
    }
    if !is_packed(project) {
        return Err(Error::new(ErrorKind::Project, "no such project").at(project).hint(format!(
            "name a folder, its {PROJECT_FILE}, or a project that was saved as one file, such as reports.themeshift"
        )));
    }
    let target = project.with_extension("");
    if is_taken(&target) {
        return Err(Error::new(ErrorKind::Project, "the project would be unpacked here, where something is already")
            .at(&target)
            .hint(format!("open what is there: themeshift open {}", show::printable(&target.display().to_string()))));
    }
    let failed = |error| Error::io(ErrorKind::Output, "cannot make the folder of the project", &target, error);
    // All of it is there, or nothing.
    let unpacked = tempfile::Builder::new().prefix(".themeshift-").tempdir_in(beside).map_err(failed)?;
    let whole = unpacked.path().join("project");
    into_folder(project, &whole)?;
    std::fs::rename(&whole, &target).map_err(failed)?;
    Ok(target)
}

/// Answers until the program is asked to end; what is being done then is stopped.
fn serve(listener: &TcpListener, here: SocketAddr, answers: &Answers) {
    let open = &AtomicUsize::new(0);
    thread::scope(|scope| {
        scope.spawn(move || {
            while !watch::stopped() {
                if open.load(Ordering::SeqCst) >= MOST_CONNECTIONS {
                    thread::sleep(TICK);
                    continue;
                }
                // A connection that is gone by now is no matter.
                let Some(wire) = listener.accept().ok().and_then(|(stream, _)| Wire::new(stream, PATIENCE).ok()) else {
                    thread::sleep(TICK);
                    continue;
                };
                open.fetch_add(1, Ordering::SeqCst);
                scope.spawn(move || {
                    answers.on(wire);
                    open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        while !watch::stopped() {
            thread::sleep(TICK);
        }
        // Wakes the one that waits for connections.
        drop(TcpStream::connect(here));
    });
}
