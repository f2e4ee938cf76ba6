use std::net::SocketAddr;

use socket2::{Domain, Socket, Type};

/// A port that refuses every connection, and that no other process can take while this value lives.
#[derive(Debug)]
pub struct RefusingPort(Socket);

impl RefusingPort {
    /// Reserves a free port of the loopback address without listening on it.
    #[must_use]
    pub fn take() -> Self {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
        socket.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).expect("a free port");
        Self(socket)
    }

    /// Returns the URL of the port without a path, such as `http://127.0.0.1:40123`.
    #[must_use]
    pub fn origin(&self) -> String {
        let address = self.0.local_addr().expect("the address that was bound");
        let address = address.as_socket().expect("an address of the internet family");
        format!("http://{address}")
    }
}
