//! The memory that a large body needs.

use std::io::{self, Read};
use std::time::Duration;

use http::Method;
use picsellia_core::{Body, BodySource, RequestLimits};

use super::DefaultSetup;
use super::child;
use crate::cases::helpers::{describe, request};
use crate::http_peer::{HttpPeer, Turn};
use crate::peer::Peer;
use crate::subject::exchange;

const LENGTH: u64 = 500_000_000;

/// The maximum growth of the process, with the buffers of the connection.
const MAX_GROWTH_KIB: u64 = 16 * 1024;

/// A source of [`LENGTH`] bytes, none of which is in memory.
struct Computed;

impl BodySource for Computed {
    fn len(&self) -> u64 {
        LENGTH
    }

    fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(io::repeat(b'x').take(LENGTH)))
    }
}

/// A body of 500 MB from a source is sent whole, in no more memory than a small one.
///
/// Contract: a body from a source is read while it is sent.
pub fn a_body_of_500_megabytes_is_sent_in_constant_memory(setup: DefaultSetup<'_>) {
    let limit = Duration::from_secs(120);
    if let Some(url) = child::url() {
        let subject = setup();
        let before = peak_kib();
        let large = request(Method::POST, url, Body::from_source(Computed));
        let outcome = match exchange(&*subject, large, RequestLimits::with_timeout(limit)) {
            Ok(response) => format!("{} ", response.status().as_u16()),
            Err(error) => describe(&error),
        };
        let grown = before.zip(peak_kib()).map_or(0, |(before, after)| after - before);
        child::print(&format!("{outcome}{grown} "));
    }
    let service = HttpPeer::start();
    service.turns([Turn::new()
        .read_head()
        .skip_body()
        .write("HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\n{}")]);
    let outcome = child::send(&[], &[], &(service.origin() + "/"), limit);
    let words: Vec<_> = outcome.split_whitespace().take(2).collect();
    let [status, grown] = words.as_slice() else { panic!("{outcome}") };
    assert_eq!(*status, "201", "{outcome}");
    assert_eq!(service.requests()[0].values("content-length"), [LENGTH.to_string().as_bytes()]);
    assert!(grown.parse().is_ok_and(|grown: u64| grown <= MAX_GROWTH_KIB), "the process grew by {grown} KiB");
}

/// Returns the peak memory of this process, if the system reports it.
fn peak_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
