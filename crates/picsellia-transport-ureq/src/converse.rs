//! One request and its response, over a connection that stands.

use std::error::Error;
use std::io::ErrorKind;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;

use picsellia_core::{TransportError, TransportErrorKind};
use picsellia_transport_support::routing::{Origin, Route};

use crate::fault::within;
use crate::net::{Bounds, Channel, Wire};
use crate::outgoing::Outgoing;
use crate::response::{Framing, Head, Reader, read_body};
use crate::stop::Stop;
use crate::unsent::{Unreadable, Unsent};

/// An exchange while it goes on.
pub(crate) struct Exchange {
    pub(crate) outgoing: Outgoing,
    pub(crate) target: Origin,
    pub(crate) route: Route,
    pub(crate) deadline: Instant,
    pub(crate) patience: Patience,
    pub(crate) max_response_bytes: usize,
    pub(crate) stop: Stop,
    /// Why there is no whole response.
    pub(crate) fault: Option<TransportError>,
    /// What has come of the response.
    pub(crate) response: Option<Response>,
}

/// How long an exchange may stand still, at which stage.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Patience {
    pub(crate) response: Option<Duration>,
    pub(crate) write: Option<Duration>,
}

/// A response, as far as it has come.
pub(crate) struct Response {
    pub(crate) head: http::Response<()>,
    pub(crate) body: Vec<u8>,
}

impl Response {
    pub(crate) fn into_response(self) -> http::Response<Bytes> {
        self.head.map(|()| Bytes::from(self.body))
    }
}

impl Exchange {
    /// Sends the request and reads its response. Gives whether the connection serves another one.
    pub(crate) fn converse(&mut self, wire: &Arc<Wire>, channel: &mut Box<dyn Channel>) -> bool {
        *wire.bounds() = Bounds { deadline: self.deadline, write: self.patience.write, response: None };
        self.stop.attach(wire);
        let result = self.try_converse(wire, channel);
        self.stop.detach();
        result.unwrap_or_else(|fault| {
            self.fault = Some(fault);
            false
        })
    }

    fn try_converse(&mut self, wire: &Wire, channel: &mut Box<dyn Channel>) -> Result<bool, TransportError> {
        let mut unsent = Unsent::new(&self.outgoing).map_err(|error| unreadable(&error))?;
        let mut reader = Reader::default();
        let (head, whole) = loop {
            channel.begin();
            // Where the response has begun, it is read first.
            let sent = if reader.has_rest() { Ok(()) } else { unsent.send(channel) };
            let failed = match sent {
                Ok(()) => None,
                Err(error) if error.get_ref().is_some() && error.kind() == ErrorKind::TimedOut => {
                    return Err(within(TransportErrorKind::Timeout, &error));
                }
                Err(error) if Unreadable::of(&error).is_some() => return Err(unreadable(&error)),
                Err(error) => Some(error),
            };
            let whole = failed.is_none() && unsent.is_empty();
            let patience = self.patience.response.and_then(|patience| Instant::now().checked_add(patience));
            wire.bounds().response = patience;
            let read = reader.head(channel);
            let head: Head = match (read, failed) {
                (Ok(head), None) => head,
                // A service that refuses a body may response, and then break the connection under it.
                (Ok(head), Some(_)) if !head.is_interim() => head,
                (Err(_), Some(error)) | (Ok(_), Some(error)) => {
                    return Err(within(TransportErrorKind::ConnectionLost, &error));
                }
                (Err(fault), None) => return Err(fault.of_service()),
            };
            if !head.is_interim() {
                break (head, whole);
            }
        };
        wire.bounds().response = None;
        let framing = Framing::of(&head.response, self.outgoing.is_head)?;
        let response = self.response.insert(Response { head: head.response, body: Vec::new() });
        read_body(&mut reader, channel, framing.length, self.max_response_bytes, &mut response.body)?;
        // What comes beyond the response is none to the next request.
        Ok(framing.keeps && whole && !self.outgoing.closes && !reader.has_rest())
    }
}

fn unreadable(error: &(dyn Error + 'static)) -> TransportError {
    TransportError::caused_by(TransportErrorKind::BodyUnreadable, error)
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read, Write};
    use std::net::{TcpListener, TcpStream};

    use picsellia_core::Body;

    use super::*;

    /// Takes some bytes, then breaks, having answered.
    #[derive(Debug)]
    struct Breaking {
        takes: usize,
        response: &'static [u8],
    }

    impl Read for Breaking {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.response.read(buffer)
        }
    }

    impl Write for Breaking {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let count = bytes.len().min(self.takes);
            self.takes -= count;
            if count == 0 { Err(ErrorKind::ConnectionReset.into()) } else { Ok(count) }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Channel for Breaking {
        fn begin(&mut self) {}

        fn is_responding(&mut self) -> bool {
            false
        }
    }

    /// The status that came of it, and how it failed.
    fn outcome(takes: usize, response: &'static [u8]) -> (Option<u16>, Option<TransportErrorKind>) {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = listener.local_addr().expect("its address");
        let deadline = Instant::now() + Duration::from_secs(30);
        let stream = TcpStream::connect(address).expect("a connection");
        let wire = Wire::new(stream, Bounds::until(deadline)).expect("a wire");
        let request = http::Request::post(format!("http://{address}/")).body(Body::from(vec![0; 1_000_000]));
        let request = request.expect("a request");
        let target = Origin::from_url(request.uri()).expect("a target");
        let outgoing = Outgoing::new(&request, &target, &Route::Direct).expect("a request that can be sent");
        let mut exchange = Exchange {
            outgoing,
            target,
            route: Route::Direct,
            deadline,
            patience: Patience::default(),
            max_response_bytes: 1_000,
            stop: Stop::default(),
            fault: None,
            response: None,
        };
        let mut channel: Box<dyn Channel> = Box::new(Breaking { takes, response });
        assert!(!exchange.converse(&wire, &mut channel), "such a connection is not kept");
        let status = exchange.response.map(|response| response.head.status().as_u16());
        (status, exchange.fault.map(|fault| fault.kind()))
    }

    #[test]
    fn a_response_that_came_before_the_connection_broke_is_read() {
        let refusal = b"HTTP/1.1 413 Content Too Large\r\ncontent-length: 2\r\n\r\n{}";
        for takes in [10, 1_000, 500_000] {
            assert_eq!(outcome(takes, refusal), (Some(413), None));
        }
    }

    #[test]
    fn a_connection_that_broke_without_a_response_is_lost() {
        for response in
            [b"".as_slice(), b"HTTP/1.1 413", b"HTTP/1.1 100 Continue\r\n\r\n", b"garbage\r\n\r\n"]
        {
            assert_eq!(outcome(100_000, response), (None, Some(TransportErrorKind::ConnectionLost)));
        }
    }
}
