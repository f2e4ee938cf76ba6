//! The program: starts, says where it is, ends cleanly.
#![cfg(unix)]
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

fn spawn(arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_picsellia-server"))
        .args(arguments)
        .env_remove("RUST_LOG")
        .env("PICSELLIA_TOKEN", "a-secret-token")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

#[test]
fn the_program_prints_its_url_and_ends_cleanly_on_both_signals() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    for signal in ["-TERM", "-INT"] {
        let data = data.to_str().expect("a path in Unicode");
        let deployments = ["--deployment", "doors", "--deployment", "kinds:CLASSIFICATION"];
        let mut program = spawn(
            &[&["--listen", "127.0.0.1:0", "--data", data, "--organization", "acme"][..], &deployments]
                .concat(),
        );
        let mut stdout = BufReader::new(program.stdout.take().expect("a pipe"));
        let mut url = String::new();
        stdout.read_line(&mut url).expect("a line");
        let address = url.trim_end().strip_prefix("http://").expect("a URL");
        TcpStream::connect(address).expect("it listens");

        let killed =
            Command::new("kill").args([signal, &program.id().to_string()]).status().expect("kill runs");
        assert!(killed.success());
        let mut rest = String::new();
        stdout.read_to_string(&mut rest).expect("the end of its output");
        let output = program.wait_with_output().expect("it ends");
        let log = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{log}");
        assert_eq!(rest, "");
        assert!(!log.contains("a-secret-token"), "{log}");
    }
}

#[test]
fn the_program_says_why_it_does_not_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().to_str().expect("a path in Unicode");
    for arguments in [
        &["--data", data, "--listen", "nowhere"][..],
        &["--data", data, "--deployment", "doors:POINT:a,a"],
        &["--data", data, "--deployment", ""],
        &["--data", data, "--listen", "127.0.0.1:0", "--token", "a b"],
    ] {
        let output = spawn(arguments).wait_with_output().expect("it ends");
        assert!(!output.status.success(), "{arguments:?}");
        assert!(!output.stderr.is_empty() && output.stdout.is_empty(), "{arguments:?}");
    }
}
