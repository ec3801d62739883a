//! `themeshift open`: who is let in, what is answered, and that nothing outside of the project is reached.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;
use themeshift::workbench::{archive, pack};

use crate::project::{Project, Ran, files, program, repository};

/// The program as it serves a project, until this is dropped.
struct Served {
    child: Child,
    address: SocketAddr,
    token: String,
}

impl Served {
    fn of(folder: &Path) -> Self {
        let args = ["open", "--no-browser", "--quiet", "--port", "0"];
        let mut child =
            program().args(args).arg(folder).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("an output");
        BufReader::new(stdout).read_line(&mut line).expect("the address");
        let (address, token) = line.trim().split_once("/?token=").expect("an address with a key");
        let address = address.strip_prefix("http://").expect("a web address").parse().expect("an address");
        Self { child, address, token: token.to_string() }
    }

    /// Sends these lines and this body; gives the status and the answer as it came.
    fn send(&self, lines: &[String], body: &[u8]) -> (u16, String) {
        let mut stream = TcpStream::connect(self.address).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("set");
        stream.write_all(format!("{}\r\n\r\n", lines.join("\r\n")).as_bytes()).expect("sent");
        // What is refused early is not read to its end.
        let _ = stream.write_all(body);
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("an answer");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let status = text.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)?.parse().ok()).expect(&text);
        (status, text)
    }

    fn host(&self) -> String {
        format!("Host: {}", self.address)
    }

    fn key(&self) -> String {
        format!("X-Themeshift-Token: {}", self.token)
    }

    /// A request of the page with further headers; gives the status and the body of the answer.
    fn post(&self, target: &str, headers: &[String], body: &[u8]) -> (u16, String) {
        let first = [format!("POST {target} HTTP/1.1"), format!("Content-Length: {}", body.len())];
        let (status, text) = self.send(&[&first, headers].concat(), body);
        (status, text.split_once("\r\n\r\n").expect("a head").1.to_string())
    }

    /// A request as the page makes it.
    fn asked(&self, target: &str, body: &[u8]) -> (u16, String) {
        let origin = format!("Origin: http://{}", self.address);
        self.post(target, &[self.host(), self.key(), origin, "Sec-Fetch-Site: same-origin".into()], body)
    }

    /// The last line of the answer, before which progress is told.
    fn worked(&self, target: &str, body: &[u8]) -> Value {
        let (status, text) = self.asked(target, body);
        assert_eq!(status, 200, "{text}");
        let mut lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
        let last = lines.pop().expect("a line");
        assert!(lines.iter().all(|line| line["stage"].is_string() && line["share"].is_number()), "{lines:?}");
        last
    }

    #[track_caller]
    fn call(&self, request: &Value) -> Value {
        let mut last = self.worked("/call", request.to_string().as_bytes());
        assert!(last["error"].is_null(), "{last}");
        last["result"].take()
    }

    /// Ends the program by a signal; gives its code.
    #[cfg(unix)]
    fn interrupted(mut self) -> Option<i32> {
        let status = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status().expect("kill");
        assert!(status.success());
        let started = Instant::now();
        while started.elapsed() < Duration::from_secs(20) {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A copy of the shipped project in a folder `project`.
fn copy() -> (TempDir, PathBuf) {
    let root = tempfile::tempdir().expect("a folder");
    let folder = root.path().join("project");
    for (name, bytes) in files(&repository().join("corpus")) {
        let path = folder.join("corpus").join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, bytes).expect("written");
    }
    fs::copy(repository().join("themeshift.toml"), folder.join("themeshift.toml")).expect("copied");
    (root, folder)
}

#[test]
fn the_page_comes_with_the_key_alone() {
    let (_root, folder) = copy();
    let served = Served::of(&folder);
    assert!(served.token.len() >= 32);
    let page = |target: &str| served.send(&[format!("GET {target} HTTP/1.1"), served.host()], b"");
    let (status, text) = page(&format!("/?token={}", served.token));
    let (head, page_text) = text.split_once("\r\n\r\n").expect("a head");
    assert_eq!(status, 200);
    assert!(page_text.starts_with("<!doctype html>") && page_text.ends_with("</html>\n"));
    let expected = [
        "Content-Type: text/html; charset=utf-8",
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
        "Referrer-Policy: no-referrer",
        "Cross-Origin-Resource-Policy: same-origin",
        "X-Frame-Options: DENY",
    ];
    expected.into_iter().for_each(|header| assert!(head.contains(header), "{header}"));
    assert!(!head.contains("Access-Control"), "{head}");
    assert!(!page_text.contains(&served.token), "the page holds no key");
    for target in ["/", "/?token=", "/?token=1234", "/?key=1", &format!("/?token={}0", served.token)] {
        let (status, text) = page(target);
        assert!(status == 403 && !text.contains("id=\"documents\""), "{target}: {text}");
    }
}

#[test]
fn others_are_not_let_in() {
    let (_root, folder) = copy();
    let served = Served::of(&folder);
    let (host, key) = (served.host(), served.key());
    let port = served.address.port();
    let text = |text: &str| text.to_string();
    let refused = [
        vec![host.clone()],
        vec![host.clone(), text("X-Themeshift-Token: wrong")],
        vec![host.clone(), text("Cookie: token=1")],
        vec![key.clone()],
        vec![format!("Host: evil.example:{port}"), key.clone()],
        vec![text("Host: 127.0.0.1"), key.clone()],
        vec![format!("Host: 127.0.0.1:{}", port ^ 1), key.clone()],
        vec![host.clone(), key.clone(), text("Origin: http://evil.example")],
        vec![host.clone(), key.clone(), text("Origin: null")],
        vec![host.clone(), key.clone(), format!("Origin: http://localhost:{port}")],
        vec![host.clone(), key.clone(), text("Sec-Fetch-Site: cross-site")],
        vec![host.clone(), key.clone(), text("Sec-Fetch-Site: same-site")],
    ];
    for headers in refused {
        for target in
            ["/call", "/put?name=new.txt", "/file?name=themeshift.toml", &format!("/call?token={}", served.token)]
        {
            let (status, body) = served.post(target, &headers, b"{\"call\":\"kept\"}");
            assert!(status == 403 && body.starts_with("themeshift: "), "{target} {headers:?}: {status} {body}");
        }
    }
    assert!(!folder.join("new.txt").exists());
    assert_eq!(served.post("/call", &[format!("Host: localhost:{port}"), key.clone()], b"{}").0, 200);
    for (line, status) in [("GET /call", 405), ("PUT /put?name=a", 405), ("OPTIONS /call", 405), ("POST /other", 404)] {
        assert_eq!(served.send(&[format!("{line} HTTP/1.1"), host.clone(), key.clone()], b"").0, status, "{line}");
    }
    let large = ["Content-Length: 100000000000", "Transfer-Encoding: chunked"].map(|length| {
        let lines = [text("POST /call HTTP/1.1"), host.clone(), key.clone(), text(length)];
        served.send(&lines, b"").0
    });
    assert_eq!(large, [413, 501]);
    let long = format!("A: {}", "b".repeat(100_000));
    assert_eq!(served.send(&[text("POST /call HTTP/1.1"), host, key, long], b"").0, 431);
}

#[test]
fn nobody_else_reaches_the_port() {
    let (_root, folder) = copy();
    let served = Served::of(&folder);
    let reaches = |address: IpAddr| {
        TcpStream::connect_timeout(&SocketAddr::new(address, served.address.port()), Duration::from_secs(2)).is_ok()
    };
    assert_eq!(served.address.ip(), IpAddr::from([127, 0, 0, 1]));
    assert!(reaches(served.address.ip()));
    // Another address of this machine alone, on Linux.
    assert!(!reaches([127, 0, 0, 2].into()));
    // Its own one: nothing is sent to find it.
    let socket = std::net::UdpSocket::bind("0.0.0.0:0").expect("a socket");
    if socket.connect("192.0.2.1:9").is_ok() {
        let own = socket.local_addr().expect("an address").ip();
        assert!(own.is_loopback() || !reaches(own), "{own}");
    }
}

#[test]
fn no_file_outside_is_read_or_written() {
    let (root, folder) = copy();
    fs::write(root.path().join("secret.txt"), "secret").expect("written");
    #[cfg(unix)]
    std::os::unix::fs::symlink(root.path(), folder.join("out")).expect("a link");
    let served = Served::of(&folder);
    let outside = [
        "../secret.txt".to_string(),
        "%2e%2e/secret.txt".into(),
        "%2e%2e%2fsecret.txt".into(),
        "corpus/../../secret.txt".into(),
        root.path().join("secret.txt").display().to_string(),
        "..%5csecret.txt".into(),
        "out/secret.txt".into(),
        "%00".into(),
        String::new(),
    ];
    for name in &outside {
        for target in [format!("/file?name={name}"), format!("/archive?folder={name}"), format!("/put?name={name}")] {
            let (status, body) = served.asked(&target, b"");
            assert_eq!(status, 400, "{target}: {body}");
            assert!(!body.contains("secret\"") && body.contains("message"), "{target}: {body}");
        }
    }
    for name in ["../new.txt", "out/new.txt", "%2e%2e/new.txt"] {
        assert_eq!(served.asked(&format!("/put?name={name}"), b"new").0, 400, "{name}");
    }
    assert!(!root.path().join("new.txt").exists());
    for target in ["/../secret.txt", "/%2e%2e/secret.txt", "/themeshift.toml"] {
        assert_eq!(served.asked(target, b"").0, 404, "{target}");
    }
    assert_eq!(fs::read(root.path().join("secret.txt")).expect("there"), b"secret");
}

#[test]
fn a_project_is_worked_on() {
    let (_root, folder) = copy();
    let served = Served::of(&folder);
    let opened = served.call(&json!({"call": "open", "year": 2026}));
    assert_eq!((opened["analysed"].as_u64(), opened["rows"].as_array().map(Vec::len)), (Some(5), Some(5)));
    let themes = served.call(&json!({"call": "themes"}));
    assert_eq!(themes["themes"].as_array().map(Vec::len), Some(20));
    let wanted = json!({"call": "lines", "list": "include", "theme": "trust", "pattern": "trust*"});
    let lines = served.call(&wanted);
    assert!(lines["matches"].as_u64().is_some_and(|matches| matches > 10), "{lines}");
    let column = |rows: &Value| {
        rows["columns"].as_array().expect("columns").iter().map(|one| one["name"].clone()).collect::<Vec<_>>()
    };
    assert!(column(&opened).contains(&json!("title")));
    served.call(&json!({"call": "correct", "row": 0, "column": "title", "values": ["A new title"]}));
    let manifest = fs::read_to_string(folder.join("corpus/documents.csv")).expect("there");
    assert!(manifest.contains("A new title"), "{manifest}");
    let wrong = served.worked("/call", b"{\"call\":\"correct\",\"row\":99,\"column\":\"title\",\"values\":[\"x\"]}");
    assert_eq!(wrong["error"]["message"], "there is no such document");
    assert!(served.worked("/call", b"nonsense")["error"]["message"].is_string());
    let new: [(&str, &[u8]); 2] = [
        ("2021%20new.txt", b"- Trust in norms was said to matter to all who were there.\n"),
        ("corpus/documents/2022-new.txt", b"- Children were named, and how to keep them safe from harm.\n"),
    ];
    for (name, text) in new {
        assert_eq!(served.asked(&format!("/put?name={name}"), text), (200, "{\"result\":null}".into()));
    }
    assert_eq!(fs::read(folder.join("2021 new.txt")).expect("there"), new[0].1);
    // Without names, all that is in the folder would come: its README too.
    let names = ["2021 new.txt", "corpus/documents/2022-new.txt"];
    let more = served.call(&json!({"call": "more", "year": 2026, "files": names}));
    assert_eq!((&more["failed"], more["analysed"].as_u64()), (&json!(null), Some(7)), "{more}");
    let manifest = fs::read_to_string(folder.join("corpus/documents.csv")).expect("there");
    assert!(
        manifest.contains(",../2021 new.txt,2021,") && manifest.contains(",documents/2022-new.txt,2022,"),
        "{manifest}"
    );
    let (status, told) = served.asked("/put?name=themeshift.toml", b"x");
    assert!(status == 400 && told.contains("there is a file of this name already"), "{told}");
    let (status, text) = served.asked("/file?name=themeshift.toml", b"");
    assert_eq!((status, text), (200, fs::read_to_string(folder.join("themeshift.toml")).expect("there")));
}

#[test]
fn results_are_those_of_the_program() {
    let (root, folder) = copy();
    let served = Served::of(&folder);
    let outcome = served.worked("/analyse", b"");
    assert_eq!((&outcome["result"]["folder"], &outcome["result"]["documents"]), (&json!("output"), &json!(5)));
    let expected = root.path().join("expected");
    let args = ["run", "--quiet", "--output"];
    Ran::of(program().args(args).arg(&expected).arg(&folder)).ok();
    assert!(files(&folder.join("output")) == files(&expected), "other results");
    assert!(served.asked("/archive?folder=output/table", b"").1.starts_with("PK"));
    assert!(served.asked("/pack?texts=true", b"").1.starts_with("PK"));
    let changed = served.worked("/changes", &fs::read(folder.join("corpus/codebook.toml")).expect("there"));
    assert_eq!(changed["result"]["themes"], json!([]));
}

#[test]
fn a_slow_or_gone_client_holds_nobody_up() {
    let (_root, folder) = copy();
    let served = Served::of(&folder);
    let mut silent: Vec<TcpStream> = (0..8).map(|_| TcpStream::connect(served.address).expect("it listens")).collect();
    silent[0].write_all(b"POST /call HTTP/1.1\r\n").expect("sent");
    // Gone in the middle of a document, and of work.
    let head = |target: &str, length: u64| {
        format!("POST {target} HTTP/1.1\r\n{}\r\n{}\r\nContent-Length: {length}\r\n\r\n", served.host(), served.key())
    };
    let mut half = TcpStream::connect(served.address).expect("it listens");
    half.write_all(format!("{}half", head("/put?name=half.txt", 100)).as_bytes()).expect("sent");
    drop(half);
    let mut gone = TcpStream::connect(served.address).expect("it listens");
    gone.write_all(head("/analyse", 0).as_bytes()).expect("sent");
    std::thread::sleep(Duration::from_millis(200));
    drop(gone);
    let started = Instant::now();
    served.call(&json!({"call": "open", "year": 2026}));
    assert!(started.elapsed() < Duration::from_secs(9), "{:?}", started.elapsed());
    let mut names: Vec<_> =
        fs::read_dir(&folder).expect("there").map(|entry| entry.expect("one").file_name()).collect();
    names.retain(|name| name != "output" && !name.to_string_lossy().starts_with(".themeshift"));
    names.sort();
    assert_eq!(names, ["corpus", "themeshift.toml"]);
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_also_in_the_middle_of_work() {
    let (_root, folder) = copy();
    assert_eq!(Served::of(&folder).interrupted(), Some(0));
    let served = Served::of(&folder);
    let mut working = TcpStream::connect(served.address).expect("it listens");
    let head = [format!("POST /analyse HTTP/1.1\r\n{}\r\n{}\r\n\r\n", served.host(), served.key())];
    working.write_all(head[0].as_bytes()).expect("sent");
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(served.interrupted(), Some(0));
    let left: Vec<String> = files(&folder).into_keys().filter(|name| name.contains(".themeshift-")).collect();
    assert!(left.is_empty(), "{left:?}");
}

/// Packs a project into a file of a new folder.
fn packed(folder: &Path) -> (TempDir, PathBuf) {
    let root = tempfile::tempdir().expect("a folder");
    let file = root.path().join("X.themeshift");
    fs::write(&file, pack(folder, true).expect("packed")).expect("written");
    (root, file)
}

/// A folder as such a file, whatever it names: as somebody else may send it.
fn sent(folder: &Path) -> (TempDir, PathBuf) {
    let root = tempfile::tempdir().expect("a folder");
    let file = root.path().join("X.themeshift");
    fs::write(&file, archive(folder).expect("packed")).expect("written");
    (root, file)
}

#[test]
fn a_project_in_one_file_gives_what_its_folder_gives() {
    let (source, folder) = copy();
    let (root, file) = packed(&folder);
    let of = |args: &[&str], project: &Path| Ran::of(program().args(args).arg("--project").arg(project)).ok();
    for args in [
        &["freq", "--themes"][..],
        &["freq", "--top", "5"],
        &["kwic", "trust"],
        &["inspect"],
        &["codebook", "export", "--format", "csv"],
    ] {
        assert_eq!(of(args, &file), of(args, &folder), "{args:?}");
    }
    of(&["run", "--quiet"], &folder);
    of(&["run", "--quiet"], &file);
    assert!(files(&folder.join("output")) == files(&root.path().join("X-output")), "other results");
    Ran::of(program().args(["run", "--quiet", "--output"]).arg(source.path().join("named")).arg(&file)).ok();
    assert!(source.path().join("named/report.html").is_file());
    let mut names: Vec<_> =
        fs::read_dir(root.path()).expect("there").map(|entry| entry.expect("one").file_name()).collect();
    names.sort();
    assert_eq!(names, ["X-output", "X.themeshift"]);
}

#[test]
fn a_project_in_one_file_is_opened_beside_it_once() {
    let (_source, folder) = copy();
    let (root, file) = packed(&folder);
    let served = Served::of(&file);
    assert_eq!(served.call(&json!({"call": "open", "year": 2026}))["analysed"], 5);
    assert!(root.path().join("X/themeshift.toml").is_file());
    let again = Ran::of(program().args(["open", "--no-browser"]).arg(&file));
    again.fails(1, &["where something is already", "themeshift open"]);
    let missing = Ran::of(program().args(["open", "--no-browser", "nothing.themeshift"]).current_dir(root.path()));
    missing.fails(1, &["nothing.themeshift: no such project"]);
    Ran::of(program().args(["open", "--no-browser", "--where", "a=b"]).arg(&folder)).fails(2, &["--where"]);
}

#[test]
fn a_hostile_project_in_one_file_is_refused() {
    let settings = [
        "[corpus]\nmanifest = \"../documents.csv\"\n",
        "[corpus]\ncodebook = \"/etc/hostname\"\n",
        "[text]\nstop_words = \"../../secret\"\n",
        "[output]\ndirectory = \"../elsewhere\"\n",
    ];
    for text in settings {
        let (root, file) = sent(Project::small().settings(text).path("").as_path());
        for command in ["freq", "run", "open"] {
            let ran = Ran::of(program().args([command, "--project"]).arg(&file));
            ran.fails(1, &["X.themeshift/themeshift.toml: ", "leads out of the folder of the project"]);
        }
        assert_eq!(files(root.path()).into_keys().collect::<Vec<_>>(), ["X.themeshift"], "{text}");
    }
    let manifest = "document,file,year\na,a.txt,2019\nb,../../../../../../etc/hostname,2020\n";
    let (_root, file) = sent(Project::small().manifest(manifest).path("").as_path());
    Ran::of(program().args(["freq", "--project"]).arg(&file)).fails(1, &["X.themeshift/documents.csv:3: the file"]);
}
