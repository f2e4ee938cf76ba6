//! `picsellia doctor` names each connection problem.

use serde_json::Value;

use crate::support::{Done, Shell, with_service};

/// Returns the verdict of each check.
fn verdicts(done: &Done) -> Vec<(String, String)> {
    let checks: Value = serde_json::from_str(&done.stdout).expect("JSON");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    checks
        .as_array()
        .expect("a list")
        .iter()
        .map(|check| (text(&check["check"]), text(&check["verdict"])))
        .collect()
}

#[track_caller]
fn fails(shell: &Shell, words: &[&str], code: i32, check: &str) -> Value {
    let done = shell.json(&[&["doctor"], words].concat());
    let error = done.failed(code);
    let verdicts = verdicts(&done);
    let failed: Vec<_> =
        verdicts.iter().filter(|(_, verdict)| verdict == "failed").map(|(name, _)| name).collect();
    assert_eq!(failed, [check], "{done:?}");
    error
}

#[test]
fn without_a_problem_every_check_is_ok() {
    with_service(|shell, _| {
        let done = shell.json(&["doctor", "--deployment", "doors"]);
        done.json();
        let expected = [
            "configuration",
            "host",
            "proxy",
            "connection",
            "TLS",
            "clock",
            "token",
            "organization",
            "deployment",
            "monitoring",
        ];
        assert_eq!(verdicts(&done), expected.map(|name| (name.to_owned(), "ok".to_owned())));
        let done = shell.run(&["doctor"]);
        assert!(done.ok().contains("ok       deployments    doors, kinds, empty"), "{done:?}");
    });
}

#[test]
fn the_failed_check_is_named_and_sets_the_exit_code() {
    with_service(|shell, server| {
        fails(shell, &["--deployment", "gates"], 4, "deployment");
        fails(shell, &["--organization", "nobody"], 4, "organization");
        fails(&Shell::new().set("PICSELLIA_HOST", server.url()), &[], 3, "token");
        let other = Shell::new().set("PICSELLIA_HOST", server.url()).set("PICSELLIA_TOKEN", "another-token");
        let error = fails(&other, &[], 3, "token");
        assert!(!error.to_string().contains("another-token"));
        let https = server.url().replace("http:", "https:");
        fails(&Shell::at(&https), &[], 6, "TLS");
    });
    fails(&Shell::at("http://127.0.0.1:1"), &[], 6, "connection");
    fails(&Shell::at("http://127.0.0.1:1"), &["--transport", "ureq"], 6, "connection");
    fails(&Shell::at("http://picsellia.example"), &[], 2, "host");
    fails(&Shell::at("nowhere"), &[], 2, "host");
    fails(&Shell::new(), &["--token-file", "none"], 2, "configuration");
}

#[test]
fn a_wrong_clock_is_a_warning() {
    use picsellia_tests::Scripted;
    use picsellia_transport_conformance::{Peer as _, Reply};

    let scripted = Scripted::start();
    let response = http::Response::builder().status(401).header("date", "Thu, 01 Jan 2015 00:00:00 GMT");
    let first = Reply::Whole(response.body("{}".into()).expect("a response"));
    scripted.peer.script([vec![first], scripted.preamble()].concat());
    let done = Shell::at(&scripted.peer.origin()).json(&["doctor", "--deployment", "doors"]);
    assert!(verdicts(&done).contains(&("clock".to_owned(), "warning".to_owned())), "{done:?}");
    assert!(verdicts(&done).contains(&("token".to_owned(), "ok".to_owned())), "{done:?}");
}
