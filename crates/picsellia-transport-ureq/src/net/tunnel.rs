//! Through a proxy to the service (RFC 9110, 9.3.6).

use picsellia_core::{TransportError, TransportErrorKind};
use picsellia_transport_support::routing::{Origin, Proxy};

use super::channel::Channel;
use crate::response::{Head, Reader};

/// Asks the proxy for a way to `target`. From then on the channel leads there.
pub(super) fn open(
    channel: &mut Box<dyn Channel>,
    proxy: &Proxy,
    target: &Origin,
) -> Result<(), TransportError> {
    let place = target.host_and_port();
    let mut request = format!("CONNECT {place} HTTP/1.1\r\nhost: {place}\r\n");
    if let Some(authorization) = proxy.authorization() {
        request.push_str("proxy-authorization: ");
        request.push_str(authorization.expose());
        request.push_str("\r\n");
    }
    request.push_str("\r\n");
    let mut rest = request.as_bytes();
    channel.begin();
    while !rest.is_empty() {
        match channel.write(rest) {
            Ok(count) => rest = &rest[count..],
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(TransportError::caused_by(TransportErrorKind::Connect, &error)),
        }
    }
    let mut reader = Reader::default();
    let head: Head = loop {
        let head = reader.head(channel).map_err(|fault| fault.of_proxy())?;
        if !head.is_interim() {
            break head;
        }
    };
    if !head.response.status().is_success() {
        let reason = format!("the proxy refused with status {}", head.response.status().as_u16());
        return Err(TransportError::because(TransportErrorKind::Connect, &reason));
    }
    if reader.has_rest() {
        return Err(TransportError::because(
            TransportErrorKind::Connect,
            "the proxy spoke before the service could",
        ));
    }
    Ok(())
}
