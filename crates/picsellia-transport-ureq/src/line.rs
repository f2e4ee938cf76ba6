//! A connection as ureq keeps it.

use std::fmt;
use std::sync::Arc;

use ureq::Error;
use ureq::unversioned::transport::{Buffers, LazyBuffers, NextTimeout, Transport};

use crate::current;
use crate::net::{Channel, Connected, Wire};

/// A connection that ureq makes, keeps and gives to the next request, and that shows it nothing of what is said.
///
/// Whatever ureq reads and writes it also writes to the log, at the level of trace: headers, tokens and bodies. So it is
/// handed an empty request to the root of the service, which is not sent, and an empty response, which says whether the
/// connection can be kept. The exchange itself takes place between the two.
pub(crate) struct Line {
    wire: Arc<Wire>,
    channel: Box<dyn Channel>,
    secured: bool,
    buffers: LazyBuffers,
    /// What ureq is to be told once it asks.
    response: Option<&'static [u8]>,
}

const KEEP: &[u8] = b"HTTP/1.1 204 No Content\r\n\r\n";
const CLOSE: &[u8] = b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";

impl Line {
    pub(crate) fn new(connected: Connected, secured: bool) -> Self {
        Self {
            wire: connected.wire,
            channel: connected.channel,
            secured,
            // Room for the request that ureq makes up, whose longest line is the name of the host.
            buffers: LazyBuffers::new(1024, 4096),
            response: None,
        }
    }
}

impl Transport for Line {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, _: NextTimeout) -> Result<(), Error> {
        if !self.buffers.output()[..amount].ends_with(b"\r\n\r\n") {
            // The empty request is whole with its empty line.
            return Ok(());
        }
        let kept = current::with(|exchange| {
            let kept = exchange.converse(&self.wire, &mut self.channel);
            (kept, exchange.fault.is_some())
        });
        match kept {
            Some((kept, false)) => {
                self.response = Some(if kept { KEEP } else { CLOSE });
                Ok(())
            }
            // Any error makes ureq drop the connection; which it was stands in the exchange.
            _ => Err(Error::ConnectionFailed),
        }
    }

    fn await_input(&mut self, _: NextTimeout) -> Result<bool, Error> {
        let Some(response) = self.response.take() else { return Ok(false) };
        let input = self.buffers.input_append_buf();
        let Some(room) = input.get_mut(..response.len()) else { return Err(Error::ConnectionFailed) };
        room.copy_from_slice(response);
        self.buffers.input_appended(response.len());
        Ok(true)
    }

    fn is_open(&mut self) -> bool {
        !self.channel.is_responding()
    }

    fn is_tls(&self) -> bool {
        self.secured
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line").field("secured", &self.secured).finish_non_exhaustive()
    }
}
