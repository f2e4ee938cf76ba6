//! The log of the program has no secret and no head of a request, at any level.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use picsellia_tests::TOKEN;

use crate::support::{MONITOR, Shell, with_service};

/// Checks a log for the token, for a session and for the heads of requests.
#[track_caller]
fn has_no_secret(log: &str) {
    for secret in [TOKEN, "Bearer ", "authorization: "] {
        assert!(!log.to_lowercase().contains(&secret.to_lowercase()), "{secret} is in the log: {log}");
    }
}

/// The level has no effect on commands other than `serve`, which print no log.
#[test]
fn no_command_logs_requests_at_trace_level() {
    with_service(|shell, server| {
        shell.run(MONITOR).ok();
        let shell = Shell::at(server.url()).set("RUST_LOG", "trace");
        for transport in ["hyper", "ureq"] {
            let done = shell.run(&[MONITOR, &["--transport", transport]].concat());
            done.ok();
            assert_eq!(done.stderr, "", "{transport}");
        }
    });
}

#[test]
fn the_service_logs_no_request_head_at_trace_level() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut service = Command::new(env!("CARGO_BIN_EXE_picsellia"))
        .args(["serve", "--listen", "127.0.0.1:0", "--organization", "acme", "--deployment", "doors"])
        .arg("--data")
        .arg(folder.path())
        .env("PICSELLIA_TOKEN", TOKEN)
        .env("RUST_LOG", "trace")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut url = String::new();
    BufReader::new(service.stdout.take().expect("a pipe")).read_line(&mut url).expect("a URL");
    // The log is read while the service runs, so that its pipe does not fill up.
    let mut stderr = service.stderr.take().expect("a pipe");
    let log = std::thread::spawn(move || std::io::read_to_string(&mut stderr).expect("text"));
    Shell::at(url.trim_end()).run(MONITOR).ok();
    service.kill().expect("it runs until now");
    service.wait().expect("it is gone");
    let log = log.join().expect("it is read");
    assert!(log.contains("TRACE") || log.contains("DEBUG"), "the level is in effect: {log}");
    has_no_secret(&log);
}
