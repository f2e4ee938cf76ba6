//! From the name of a host to a socket.

use std::io;
use std::net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Instant;

use picsellia_transport_support::routing::interleave_families;
use ureq::config::IpFamily;

use crate::fault::Overdue;

/// A socket to the first address of `host` that takes it.
pub(super) fn dial(host: &str, port: u16, family: IpFamily, until: Instant) -> io::Result<TcpStream> {
    let found = resolve(host, port, until)?;
    let addresses: Vec<_> = family.keep_wanted(found.into_iter()).collect();
    if addresses.is_empty() {
        return Err(io::Error::new(io::ErrorKind::NotFound, "the name of the service has no address"));
    }
    let mut last = None;
    for (index, address) in addresses.iter().enumerate() {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            break;
        }
        // A dead address leaves time for the others.
        let others = u32::try_from(addresses.len() - index).unwrap_or(u32::MAX);
        match TcpStream::connect_timeout(address, left / others.max(1)) {
            Ok(stream) => return Ok(stream),
            Err(error) => last = Some(error),
        }
    }
    Err(last.unwrap_or_else(|| Overdue::Exchange.into()))
}

/// The addresses of `host`, of both families by turns.
fn resolve(host: &str, port: u16, until: Instant) -> io::Result<Vec<SocketAddr>> {
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    Ok(interleave_families(look_up(host.to_owned(), port, until)?))
}

/// The system's resolver knows no bound on time, so it runs beside.
fn look_up(host: String, port: u16, until: Instant) -> io::Result<Vec<SocketAddr>> {
    let (sender, receiver) = sync_channel(1);
    thread::Builder::new().name("picsellia-resolve".to_owned()).spawn(move || {
        let found = (host.as_str(), port).to_socket_addrs().map(Iterator::collect);
        // Nobody waits any more where the time was over.
        let _ = sender.send(found);
    })?;
    match receiver.recv_timeout(until.saturating_duration_since(Instant::now())) {
        Ok(found) => found,
        Err(RecvTimeoutError::Timeout) => Err(Overdue::Exchange.into()),
        Err(RecvTimeoutError::Disconnected) => Err(io::Error::other("the resolver ended without a response")),
    }
}
