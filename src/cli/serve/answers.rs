//! What is answered to each request.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use super::gate::Gate;
use super::page;
use super::places::{place, put, whole_folder};
use super::request::{Body, Refusal, Request};
use super::told::Told;
use super::wire::Wire;
use crate::error::{Error, ErrorKind, Result};
use crate::guard::guarded;
use crate::watch::{Watcher, unless_stopped};
use crate::workbench::{self, Workbench};
use crate::{config, disk, files};

/// The most bytes of a request about the project, which may hold a codebook, and of a document.
const MOST_ASKED: u64 = 64 << 20;
const MOST_PUT: u64 = 1 << 30;
/// How long a body may take, and an answer until it is taken; and how many more bytes a second are waited for.
const TIME: Duration = Duration::from_secs(30);
const BYTES_PER_SECOND: u64 = 1 << 20;
/// Time between two lines about progress.
const STEP: Duration = Duration::from_millis(50);

const TEXT: &str = "text/plain; charset=utf-8";
const HTML: &str = "text/html; charset=utf-8";
const JSON: &str = "application/json";
const LINES: &str = "application/x-ndjson";
const BYTES: &str = "application/octet-stream";

/// What all requests share.
#[derive(Debug)]
pub struct Answers {
    gate: Gate,
    folder: PathBuf,
    threads: usize,
    bench: Mutex<Workbench>,
    /// What stops the making of results that is under way, and who makes them.
    making: Mutex<Arc<AtomicBool>>,
    maker: Mutex<()>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Time for so many bytes.
fn time(bytes: u64) -> Duration {
    TIME + Duration::from_secs(bytes / BYTES_PER_SECOND)
}

/// The head of an answer.
fn head(status: u16, kind: &str, length: Option<usize>) -> String {
    let length = length.map(|length| format!("Content-Length: {length}\r\n")).unwrap_or_default();
    format!(
        "HTTP/1.1 {status} \r\nContent-Type: {kind}\r\n{length}Connection: close\r\nCache-Control: no-store\r\n\
        X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\nCross-Origin-Resource-Policy: same-origin\r\n\
        X-Frame-Options: DENY\r\n\r\n"
    )
}

fn answer(wire: &mut Wire, status: u16, kind: &str, bytes: &[u8]) -> io::Result<()> {
    wire.allow(time(bytes.len() as u64));
    wire.write_all(head(status, kind, Some(bytes.len())).as_bytes())?;
    wire.write_all(bytes)
}

fn line(wire: &mut Wire, value: &Value) -> io::Result<()> {
    let text = format!("{value}\n");
    wire.allow(time(text.len() as u64));
    wire.write_all(text.as_bytes())
}

impl Answers {
    /// Of a server of a project.
    pub fn new(gate: Gate, folder: PathBuf, threads: usize) -> Self {
        let bench = Mutex::new(Workbench::new(&folder, threads));
        Self { gate, folder, threads, bench, making: Mutex::default(), maker: Mutex::default() }
    }

    /// Answers what is asked on a connection.
    pub fn on(&self, mut wire: Wire) {
        let done = match Request::read(&mut wire) {
            Ok(None) => return,
            Ok(Some((request, came))) => self.request(&mut wire, &request, came),
            Err(refusal) => refuse(&mut wire, refusal),
        };
        // Who is gone needs no answer.
        if done.is_ok() {
            wire.close();
        }
    }

    fn request(&self, wire: &mut Wire, request: &Request, came: Vec<u8>) -> io::Result<()> {
        let loads_page = request.method == "GET" && request.path == "/";
        if let Err(refusal) = self.gate.check(request, loads_page) {
            return match refusal {
                (status, why) if loads_page => answer(wire, status, HTML, page::locked(why).as_bytes()),
                refusal => refuse(wire, refusal),
            };
        }
        if loads_page {
            return answer(wire, 200, HTML, page::page().as_bytes());
        }
        let most = match request.path.as_str() {
            "/put" => MOST_PUT,
            "/call" | "/changes" => MOST_ASKED,
            "/analyse" | "/file" | "/archive" | "/pack" => 0,
            _ => return refuse(wire, (404, "there is nothing here")),
        };
        if request.method != "POST" {
            return refuse(wire, (405, "this is asked with POST"));
        }
        if request.length > most {
            return refuse(wire, (413, "this is too large"));
        }
        wire.allow(time(request.length));
        let body = Body::new(came, wire, request.length);
        let name = request.value("name");
        match request.path.as_str() {
            "/put" => {
                let done = put(&self.folder, name, body).map(|()| json!({"result": null}).to_string().into_bytes());
                bytes(wire, JSON, done)
            }
            "/call" => {
                let asked = body.whole()?;
                working(wire, Arc::default(), |told| self.call(&asked, told))
            }
            "/changes" => {
                let saved = body.whole()?;
                working(wire, Arc::default(), |told| {
                    let saved = std::str::from_utf8(&saved).map_err(|_| no_text())?;
                    workbench::changes(&self.folder, saved, self.threads, told)
                })
            }
            "/analyse" => {
                let stop = Arc::new(AtomicBool::new(false));
                let before = std::mem::replace(&mut *locked(&self.making), Arc::clone(&stop));
                before.store(true, Ordering::Relaxed);
                working(wire, stop, |told| self.analyse(told))
            }
            "/file" => bytes(wire, BYTES, self.file(name)),
            "/archive" => {
                let folder = match self.within(request.value("folder")) {
                    Ok((folder, name)) if name.is_empty() => Ok(folder),
                    Ok((folder, name)) => whole_folder(&folder, &name),
                    Err(error) => Err(error),
                };
                bytes(wire, BYTES, folder.and_then(|folder| workbench::archive(&folder)))
            }
            _ => bytes(wire, BYTES, workbench::pack(&self.folder, request.value("texts") == "true")),
        }
    }

    fn call(&self, asked: &[u8], told: &Told) -> Result<Value> {
        let asked = std::str::from_utf8(asked).map_err(|_| no_text())?;
        let mut bench = self.bench.lock().unwrap_or_else(|broken| {
            // What it knew may be half of it; the files are whole.
            let mut bench = broken.into_inner();
            *bench = Workbench::new(&self.folder, self.threads);
            self.bench.clear_poison();
            bench
        });
        // It may have waited for long.
        unless_stopped(told)?;
        bench.call(asked, told)
    }

    /// Makes results, once those that were made before are given up.
    fn analyse(&self, told: &dyn Watcher) -> Result<Value> {
        let _turn = locked(&self.maker);
        unless_stopped(told)?;
        workbench::analyse(&self.folder, self.threads, told)
    }

    /// The folder in which a name leads to a file, and the rest of the name: that of the results, which a project may keep
    /// elsewhere, or that of the project.
    fn within(&self, name: &str) -> Result<(PathBuf, String)> {
        let results = config::load(&self.folder)?.output.directory;
        Ok(match Path::new(name).strip_prefix(&results) {
            Ok(rest) if !results.as_os_str().is_empty() => {
                (self.folder.join(&results), rest.to_string_lossy().into_owned())
            }
            _ => (self.folder.clone(), name.to_string()),
        })
    }

    fn file(&self, name: &str) -> Result<Vec<u8>> {
        let (folder, name) = self.within(name)?;
        let path = place(&folder, &name)?;
        match files::no_file(&path) {
            Some(why) => Err(Error::new(ErrorKind::Usage, format!("the file {why}")).at(&path)),
            None => {
                disk::read(&path).map_err(|error| Error::io(ErrorKind::Usage, "cannot read the file", &path, error))
            }
        }
    }
}

/// Does work in a thread of its own, and tells how far it is, then what came of it. Where nobody waits any more, it is stopped.
fn working(wire: &mut Wire, stop: Arc<AtomicBool>, work: impl FnOnce(&Told) -> Result<Value> + Send) -> io::Result<()> {
    wire.allow(TIME);
    wire.write_all(head(200, LINES, None).as_bytes())?;
    let told = Told::new(stop);
    thread::scope(|scope| {
        let (sender, receiver) = channel();
        let told = &told;
        scope.spawn(move || {
            // Nobody may wait any more.
            let _ = sender.send(guarded(|| work(told)));
        });
        loop {
            match receiver.recv_timeout(STEP) {
                Ok(Some(Ok(result))) => return line(wire, &json!({"result": result})),
                Ok(Some(Err(error))) => return line(wire, &json!({"error": workbench::told(&error)})),
                Ok(None) | Err(RecvTimeoutError::Disconnected) => {
                    return line(wire, &json!({"error": workbench::told(&broken())}));
                }
                Err(RecvTimeoutError::Timeout) => {
                    let sent = told.news().map_or(Ok(()), |news| line(wire, &news));
                    if sent.is_err() || wire.is_gone() {
                        told.stop();
                    }
                }
            }
        }
    })
}

fn refuse(wire: &mut Wire, (status, why): Refusal) -> io::Result<()> {
    answer(wire, status, TEXT, format!("themeshift: {why}\n").as_bytes())
}

/// Bytes, or why there are none.
fn bytes(wire: &mut Wire, kind: &str, made: Result<Vec<u8>>) -> io::Result<()> {
    match made {
        Ok(bytes) => answer(wire, 200, kind, &bytes),
        Err(error) => answer(wire, 400, JSON, json!({"error": workbench::told(&error)}).to_string().as_bytes()),
    }
}

fn no_text() -> Error {
    Error::new(ErrorKind::Usage, "the request is not UTF-8")
}

fn broken() -> Error {
    Error::new(ErrorKind::Usage, "the program broke down over this").hint("the files are whole: load the page anew")
}
