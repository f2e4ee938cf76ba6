//! The limit: whoever sends the same bytes over one connection at a time cannot be much faster.

use std::io::Write as _;
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Instant;

use super::threads::each_in_a_thread;
use super::{Contestant, http_answer};
use crate::Failure;
use crate::sample::Sample;
use crate::sink::PREDICTIONS;

/// Writes a request that was made beforehand, on connections that are kept.
pub(super) struct Limit {
    request: Arc<[u8]>,
    connections: Vec<TcpStream>,
}

impl Limit {
    pub(super) fn connect(port: u16, sample: &Sample, in_flight: usize) -> Result<Self, Failure> {
        let body = sample.request()?.encode().to_bytes()?;
        let head = format!(
            "POST {PREDICTIONS} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nauthorization: Bearer bench\r\n\
             content-length: {}\r\n\r\n",
            body.len()
        );
        let connect = |_| {
            let stream = TcpStream::connect(("127.0.0.1", port))?;
            stream.set_nodelay(true)?;
            Ok(stream)
        };
        Ok(Self {
            request: [head.as_bytes(), &body].concat().into(),
            connections: (0..in_flight).map(connect).collect::<std::io::Result<_>>()?,
        })
    }
}

impl Contestant for Limit {
    fn send_until(&mut self, end: Instant) -> Result<u64, Failure> {
        let request = &self.request;
        let sends = self.connections.iter_mut().map(|stream| {
            move || -> Result<(), Failure> {
                stream.write_all(request)?;
                super::check_accepted(http::StatusCode::from_u16(http_answer::read(stream)?)?)
            }
        });
        each_in_a_thread(sends, end)
    }
}
