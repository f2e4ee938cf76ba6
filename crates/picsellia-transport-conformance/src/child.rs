//! A test, run once more in a process of its own.
//!
//! The environment of a process cannot be changed safely while threads run, and the memory of one is that of all its
//! tests. So a test that is about either starts itself again, with the environment that it needs and a URL to send to.

use std::io::Write;
use std::process::Command;
use std::time::Duration;

use picsellia_core::RequestLimits;

use crate::cases::requests::post;
use crate::subject::{Subject, exchange};

const URL: &str = "TRANSPORT_CONFORMANCE_URL";
const SECONDS: &str = "TRANSPORT_CONFORMANCE_SECONDS";

/// Stands between what the test harness says and what became of the exchange.
const MARK: &str = "became of it: ";

/// The URL to send to, in the process that [`send`] has started.
pub(crate) fn url() -> Option<String> {
    std::env::var(URL).ok()
}

/// What became of one exchange in a process with these variables and without those: the response's body, or the kind of
/// the error and all that caused it.
pub(crate) fn send(set: &[(&str, String)], unset: &[&str], url: &str, limit: Duration) -> String {
    // The name of a test is that of its thread.
    let thread = std::thread::current();
    let test = thread.name().expect("a test has a name");
    let mut child = Command::new(std::env::current_exe().expect("the path of this test"));
    child.args([test, "--exact", "--nocapture", "--test-threads=1"]);
    for variable in unset {
        child.env_remove(variable);
    }
    child.envs(set.iter().map(|(variable, value)| (variable, value)));
    child.env(URL, url).env(SECONDS, limit.as_secs().to_string());
    let output = child.output().expect("a process");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let (_, became) = said.split_once(MARK).unwrap_or_else(|| panic!("nothing became of {url}: {said}"));
    became.to_owned()
}

/// In the started process: sends, tells what became of it, and ends the process.
pub(crate) fn report(subject: &dyn Subject, url: &str) -> ! {
    let seconds = std::env::var(SECONDS).ok().and_then(|seconds| seconds.parse().ok());
    let limits = RequestLimits::with_timeout(Duration::from_secs(seconds.expect("a limit in seconds")));
    let mut request = post(url, b"{}");
    request.headers_mut().insert("authorization", http::HeaderValue::from_static("Bearer TOK"));
    let became = match exchange(subject, request, limits) {
        Ok(response) => String::from_utf8_lossy(response.body()).into_owned(),
        Err(error) => format!("{:?} {error:?}", error.kind()),
    };
    tell(&became)
}

/// In the started process: tells what became of it, and ends the process.
pub(crate) fn tell(became: &str) -> ! {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{MARK}{became}").and_then(|()| out.flush()).expect("somebody reads");
    // At once: a look-up of a name that nobody waits for any more would be waited for.
    std::process::exit(0);
}
