//! What a large body costs.

use std::io::{self, Read};
use std::time::Duration;

use http::Method;
use picsellia_core::{Body, BodySource, RequestLimits};

use super::Plain;
use crate::cases::requests::{describe, request};
use crate::child;
use crate::http_peer::{HttpPeer, Turn};
use crate::peer::Peer;
use crate::subject::exchange;

const LENGTH: u64 = 500_000_000;

/// What may be held of a body, with the buffers of the connection and of the process around it.
const MOST_KIB: u64 = 16 * 1024;

/// As many bytes as are asked for, none of which is in memory.
struct Endless;

impl BodySource for Endless {
    fn len(&self) -> u64 {
        LENGTH
    }

    fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(io::repeat(b'x').take(LENGTH)))
    }
}

/// A body of 500 MB from a source is sent whole, and takes no more memory than a small one.
pub fn a_body_of_500_megabytes_costs_no_memory(plain: Plain<'_>) {
    let limit = Duration::from_secs(120);
    if let Some(url) = child::url() {
        let subject = plain();
        let before = peak_kib();
        let large = request(Method::POST, url, Body::from_source(Endless));
        let became = match exchange(&*subject, large, RequestLimits::with_timeout(limit)) {
            Ok(response) => format!("{} ", response.status().as_u16()),
            Err(error) => describe(&error),
        };
        let grown = before.zip(peak_kib()).map_or(0, |(before, after)| after - before);
        child::tell(&format!("{became}{grown} "));
    }
    let service = HttpPeer::start();
    service.turns([Turn::new()
        .read_head()
        .skip_body()
        .write("HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\n{}")]);
    let became = child::send(&[], &[], &(service.origin() + "/"), limit);
    let words: Vec<_> = became.split_whitespace().take(2).collect();
    let [status, grown] = words.as_slice() else { panic!("{became}") };
    assert_eq!(*status, "201", "{became}");
    assert_eq!(service.requests()[0].values("content-length"), [LENGTH.to_string().as_bytes()]);
    assert!(grown.parse().is_ok_and(|grown: u64| grown <= MOST_KIB), "{grown} KiB for the body");
}

/// The most memory that this process has had, where the system tells.
fn peak_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
