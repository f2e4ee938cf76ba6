//! Connects a socket to a host.

use std::io;

use picsellia_transport_support::routing::interleave_families;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::{Instant, timeout};

/// Connects to the first address of `host` that accepts.
pub(super) async fn dial(host: &str, port: u16, deadline: Instant) -> io::Result<TcpStream> {
    let addresses = interleave_families(lookup_host((host, port)).await?);
    let mut last = io::Error::new(io::ErrorKind::NotFound, format!("{host} has no address"));
    for (index, address) in addresses.iter().enumerate() {
        let remaining_time = deadline.saturating_duration_since(Instant::now());
        // An unreachable address leaves time for the others.
        let remaining_addresses = u32::try_from(addresses.len() - index).unwrap_or(u32::MAX);
        match timeout(remaining_time / remaining_addresses.max(1), TcpStream::connect(address)).await {
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
