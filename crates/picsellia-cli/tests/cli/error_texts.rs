//! The whole text of failed calls: each fact once, over both transports.

use std::net::TcpStream;

use picsellia_tests::{Scripted, login, reply, response};
use picsellia_transport_conformance::{Peer as _, RefusingPort, Reply};
use serde_json::json;

use crate::support::{MONITOR, Shell};

const ONCE: &[&str] = &["--attempts", "1"];

/// Runs `monitor` and returns the error that it prints, with the origin of the service as `HOST`.
///
/// The notices of retries before it are left out.
fn stderr(origin: &str, arguments: &[&str]) -> String {
    let texts: Vec<_> = ["hyper", "ureq"]
        .into_iter()
        .map(|transport| {
            let words = [MONITOR, arguments, &["--transport", transport]].concat();
            let text = Shell::at(origin).run(&words).stderr.replace(origin, "HOST");
            let start = text.find("error: ").expect("an error");
            text[start..].to_owned()
        })
        .collect();
    assert_eq!(texts[0], texts[1], "both transports print the same");
    texts[0].clone()
}

/// Runs `monitor` against a service that replies like this: after the lookups, or from the start.
fn stderr_after(found: bool, replies: impl Fn() -> Vec<Reply>, arguments: &[&str]) -> String {
    let scripted = Scripted::start();
    for _ in 0..2 {
        if found {
            scripted.peer.script(scripted.preamble());
        }
        scripted.peer.script(replies());
    }
    stderr(&scripted.peer.origin(), arguments)
}

#[test]
fn a_refused_connection() {
    let port = RefusingPort::take();
    let address = port.origin().replace("http://", "");
    let refused = TcpStream::connect(address).expect_err("nothing listens");
    assert_eq!(
        stderr(&port.origin(), ONCE),
        format!(
            "error: could not sign in: could not connect to the service (HOST)\n  caused by: {refused}\n\
             hint: check that the service is running, or run `picsellia doctor`\n"
        )
    );
}

#[test]
fn a_host_that_cannot_be_resolved() {
    let text = stderr("https://no-such-host.invalid", ONCE);
    let lines: Vec<_> = text.lines().collect();
    let [error, cause, hint] = lines.as_slice() else { panic!("{text}") };
    assert_eq!(*error, "error: could not sign in: could not connect to the service (HOST)");
    assert!(cause.starts_with("  caused by: "), "{text}");
    assert_eq!(*hint, "hint: check that the service is running, or run `picsellia doctor`");
}

#[test]
fn an_unknown_token() {
    let replies = || vec![reply(401, &json!({ "message": "Invalid API token" }))];
    assert_eq!(
        stderr_after(false, replies, &[]),
        "error: could not sign in: the service responded with 401: Invalid API token (check the token and the \
         host)\nhint: run `picsellia config show` to see where the token and host are set\n"
    );
}

#[test]
fn a_failure_of_the_service() {
    let replies = || vec![login("jwt"), reply(500, &json!({ "message": "the disk is full" }))];
    assert!(stderr_after(true, replies, ONCE).starts_with(
        "error: could not monitor the prediction: the service responded with 500: the disk is full\nhint: "
    ));
}

#[test]
fn a_success_that_cannot_be_read() {
    let replies = || vec![login("jwt"), Reply::Whole(response(201, "yes"))];
    let text = stderr_after(true, replies, ONCE);
    assert!(
        text.starts_with(
            "error: could not read the response (status 201) to the request to monitor the prediction: \
             the body is not JSON\nhint: "
        ),
        "{text}"
    );
}

#[test]
fn a_login_that_fails() {
    let replies = || vec![Reply::Whole(response(503, ""))];
    assert_eq!(
        stderr_after(true, replies, ONCE),
        "error: could not log in to the monitoring service: the service responded with 503 Service \
         Unavailable\n"
    );
}

#[test]
fn a_call_that_is_given_up_names_its_attempts() {
    let replies = || vec![reply(503, &json!({})), reply(503, &json!({}))];
    assert_eq!(
        stderr_after(false, replies, &["--attempts", "2"]),
        "error: could not sign in: the service responded with 503 Service Unavailable, after 2 attempts\n"
    );
}
