use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection, StreamOwned};
use socket2::SockRef;

use super::lock;

/// One side of a connection, plain or over TLS. A clone is the same connection.
#[derive(Clone, Debug)]
pub(super) struct Stream {
    socket: Arc<TcpStream>,
    tls: Option<Arc<Mutex<StreamOwned<ServerConnection, TcpStream>>>>,
}

impl Stream {
    /// Shakes hands first, where there is a configuration for it.
    pub(super) fn new(socket: TcpStream, tls: Option<&Arc<ServerConfig>>) -> io::Result<Self> {
        socket.set_nodelay(true)?;
        let tls = match tls {
            None => None,
            Some(config) => {
                let mut connection = ServerConnection::new(Arc::clone(config)).map_err(io::Error::other)?;
                let mut below = socket.try_clone()?;
                while connection.is_handshaking() {
                    connection.complete_io(&mut below)?;
                }
                Some(Arc::new(Mutex::new(StreamOwned::new(connection, below))))
            }
        };
        Ok(Self { socket: Arc::new(socket), tls })
    }

    /// Ends both ways in order. TLS says farewell, unless it is to be cut.
    pub(super) fn close(&self, farewell: bool) -> io::Result<()> {
        if let (Some(tls), true) = (&self.tls, farewell) {
            let mut tls = lock(tls);
            tls.conn.send_close_notify();
            tls.flush()?;
        }
        self.socket.shutdown(Shutdown::Both)
    }

    /// Makes closing send a reset: no time to linger.
    pub(super) fn break_when_dropped(&self) -> io::Result<()> {
        SockRef::from(&*self.socket).set_linger(Some(Duration::ZERO))
    }

    pub(super) fn socket(&self) -> &TcpStream {
        &self.socket
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match &self.tls {
            None => (&*self.socket).read(buffer),
            Some(tls) => lock(tls).read(buffer),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &self.tls {
            None => (&*self.socket).write(bytes),
            Some(tls) => {
                let mut tls = lock(tls);
                let count = tls.write(bytes)?;
                tls.flush()?;
                Ok(count)
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
