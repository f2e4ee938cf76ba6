use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection, StreamOwned};
use socket2::SockRef;

use super::lock;

/// One side of a connection, plain or over TLS. Clones share it.
#[derive(Clone, Debug)]
pub(super) struct Stream {
    socket: Arc<TcpStream>,
    tls: Option<Arc<Mutex<StreamOwned<ServerConnection, TcpStream>>>>,
}

impl Stream {
    /// Creates a stream. If there is a TLS configuration, the handshake comes first.
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

    /// Closes both directions. With `notify`, TLS sends its `close_notify` first.
    pub(super) fn close(&self, notify: bool) -> io::Result<()> {
        if let (Some(tls), true) = (&self.tls, notify) {
            let mut tls = lock(tls);
            tls.conn.send_close_notify();
            tls.flush()?;
        }
        self.socket.shutdown(Shutdown::Both)
    }

    /// Makes closing send a reset, by setting the linger time to zero.
    pub(super) fn reset_when_dropped(&self) -> io::Result<()> {
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
