//! Opens a tunnel through a proxy (RFC 9110, 9.3.6).

use std::io::{self, ErrorKind};

use picsellia_core::{TransportError, TransportErrorKind};
use picsellia_transport_support::routing::{Origin, Proxy};

use crate::head::parse_head;
use crate::stream::Stream;

/// The largest response head of a proxy.
const MAX_HEAD: usize = 64 * 1024;

/// Asks `proxy` for a tunnel to `target`. Afterwards, the stream leads to the target.
pub(crate) fn open(stream: &mut dyn Stream, proxy: &Proxy, target: &Origin) -> Result<(), TransportError> {
    let place = target.host_and_port();
    let credentials =
        proxy.authorization().map(|value| format!("proxy-authorization: {}\r\n", value.expose()));
    let credentials = credentials.unwrap_or_default();
    let request = format!("CONNECT {place} HTTP/1.1\r\nhost: {place}\r\n{credentials}\r\n");
    let failed = |error: io::Error| TransportError::caused_by(TransportErrorKind::Connect, &error);
    stream.write_all(request.as_bytes()).and_then(|()| stream.flush()).map_err(failed)?;
    let status = read_status(stream).map_err(failed)?;
    if !(200..300).contains(&status) {
        let reason = format!("the proxy refused with status {status}");
        return Err(TransportError::because(TransportErrorKind::Connect, &reason));
    }
    Ok(())
}

/// Reads the final status of the proxy's response. The service's bytes would follow its head.
fn read_status(stream: &mut dyn Stream) -> io::Result<u16> {
    let mut head = Vec::new();
    loop {
        let before = head.len();
        head.resize((before + 4096).min(MAX_HEAD), 0);
        let count = stream.read(&mut head[before..])?;
        head.truncate(before + count);
        if count == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        while let Some((status, length)) = parse_head(&head).map_err(io::Error::other)? {
            head.drain(..length);
            match (status, head.len()) {
                (100..200, _) => {}
                (200..300, 1..) => {
                    return Err(io::Error::other("the proxy sent bytes before the tunnel was in use"));
                }
                _ => return Ok(status),
            }
        }
    }
}
