//! Connects a socket to a host by its name.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Instant;

use picsellia_transport_support::routing::interleave_families;
use ureq::config::IpFamily;

/// Connects to the first address of `host` that takes the connection.
pub(crate) fn dial(host: &str, port: u16, family: IpFamily, until: Instant) -> io::Result<TcpStream> {
    let found = resolve(host, port, until)?;
    let addresses: Vec<_> = family.keep_wanted(found.into_iter()).collect();
    let mut last = io::Error::new(ErrorKind::NotFound, "the name of the service has no address");
    for (index, address) in addresses.iter().enumerate() {
        let left = until.saturating_duration_since(Instant::now());
        // An address that does not respond leaves time for the others.
        let others = u32::try_from(addresses.len() - index).unwrap_or(u32::MAX);
        if left.is_zero() {
            return Err(late());
        }
        match TcpStream::connect_timeout(address, left / others) {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// Returns the addresses of `host`, of both families in turn.
fn resolve(host: &str, port: u16, until: Instant) -> io::Result<Vec<SocketAddr>> {
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    // The system's resolver has no timeout, so it runs on a thread of its own.
    let (sender, receiver) = sync_channel(1);
    let host = host.to_owned();
    thread::Builder::new().name("picsellia-resolve".to_owned()).spawn(move || {
        let found = (host.as_str(), port).to_socket_addrs().map(interleave_families);
        // Nobody receives it after the deadline.
        let _ = sender.send(found);
    })?;
    match receiver.recv_timeout(until.saturating_duration_since(Instant::now())) {
        Ok(found) => found,
        Err(RecvTimeoutError::Timeout) => Err(late()),
        Err(RecvTimeoutError::Disconnected) => Err(io::Error::other("the resolver returned no result")),
    }
}

fn late() -> io::Error {
    io::Error::new(ErrorKind::TimedOut, "timed out while connecting")
}
