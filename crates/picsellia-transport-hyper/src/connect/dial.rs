//! From the name of a host to a socket.

use std::io;

use picsellia_transport_support::routing::interleave_families;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::{Instant, timeout};

/// A socket to the first address of `host` that takes it.
pub(super) async fn dial(host: &str, port: u16, until: Instant) -> io::Result<TcpStream> {
    let addresses = interleave_families(lookup_host((host, port)).await?);
    let mut last = io::Error::new(io::ErrorKind::NotFound, "the name of the service has no address");
    for (index, address) in addresses.iter().enumerate() {
        let left = until.saturating_duration_since(Instant::now());
        // A dead address leaves time for the others.
        let others = u32::try_from(addresses.len() - index).unwrap_or(u32::MAX);
        match timeout(left / others.max(1), TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                stream.set_nodelay(true)?;
                return Ok(stream);
            }
            Ok(Err(error)) => last = error,
            Err(_) => last = io::ErrorKind::TimedOut.into(),
        }
    }
    Err(last)
}
