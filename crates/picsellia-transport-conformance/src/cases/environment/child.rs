//! Runs the current test again in its own process.
//!
//! The environment of a process cannot be changed safely while threads run, and all tests of a
//! process share its memory. So a test about either starts itself again, with the environment that
//! it needs and a URL to send to.

use std::io::Write;
use std::process::Command;
use std::time::Duration;

use picsellia_core::RequestLimits;

use crate::cases::helpers::post;
use crate::subject::{Subject, exchange};

const URL: &str = "TRANSPORT_CONFORMANCE_URL";
const SECONDS: &str = "TRANSPORT_CONFORMANCE_SECONDS";

/// Separates the output of the test harness from the outcome of the exchange.
const MARK: &str = "outcome of the exchange: ";

/// Returns the URL to send to, in a process that [`send`] has started.
pub(super) fn url() -> Option<String> {
    std::env::var(URL).ok()
}

/// Starts a process with the variables of `set` and without those of `unset`, and returns the
/// outcome of its exchange.
///
/// The outcome is the body of the response, or the kind of the error and everything that caused it.
pub(super) fn send(set: &[(&str, String)], unset: &[&str], url: &str, limit: Duration) -> String {
    // A thread of the test harness has the name of its test.
    let thread = std::thread::current();
    let test = thread.name().expect("the name of the test");
    let mut child = Command::new(std::env::current_exe().expect("the path of this test"));
    child.args([test, "--exact", "--nocapture", "--test-threads=1"]);
    for variable in unset {
        child.env_remove(variable);
    }
    child.envs(set.iter().map(|(variable, value)| (variable, value)));
    child.env(URL, url).env(SECONDS, limit.as_secs().to_string());
    let output = child.output().expect("a process");
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let (_, outcome) =
        printed.split_once(MARK).unwrap_or_else(|| panic!("no outcome of a request to {url}: {printed}"));
    outcome.to_owned()
}

/// In the started process: sends a request, prints the outcome, and ends the process.
pub(super) fn report(subject: &dyn Subject, url: &str) -> ! {
    let seconds = std::env::var(SECONDS).ok().and_then(|seconds| seconds.parse().ok());
    let limits = RequestLimits::with_timeout(Duration::from_secs(seconds.expect("a limit in seconds")));
    let mut request = post(url, b"{}");
    request.headers_mut().insert("authorization", http::HeaderValue::from_static("Bearer TOK"));
    let outcome = match exchange(subject, request, limits) {
        Ok(response) => String::from_utf8_lossy(response.body()).into_owned(),
        Err(error) => format!("{:?} {error:?}", error.kind()),
    };
    print(&outcome)
}

/// In the started process: prints the outcome, and ends the process.
pub(super) fn print(outcome: &str) -> ! {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{MARK}{outcome}").and_then(|()| out.flush()).expect("the parent reads the output");
    // Exits at once, instead of waiting for a name lookup that is still running.
    std::process::exit(0);
}
