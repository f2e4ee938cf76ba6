//! A service that writes bytes by a script, and so can misbehave in any way.

mod connection;
mod journal;
mod port;
mod request_reader;
mod stream;
mod turn;

use std::collections::VecDeque;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use journal::Journal;
use rustls::ServerConfig;

pub use port::RefusingPort;
pub use turn::Turn;

use crate::identity::Identity;
use crate::peer::{Peer, RecordedRequest, Reply};

/// An HTTP/1.1 service on a port of its own, driven by a script of [`Turn`]s.
///
/// Dropping it closes every connection and ends every thread.
#[derive(Debug)]
pub struct HttpPeer {
    address: SocketAddr,
    shared: Arc<Shared>,
    listening: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Shared {
    turns: Mutex<VecDeque<Turn>>,
    tls: Option<Arc<ServerConfig>>,
    journal: Journal,
    open: Mutex<Open>,
    stopped: Condvar,
}

/// The connections to close when the peer is dropped.
#[derive(Debug, Default)]
struct Open {
    stopping: bool,
    admitted: usize,
    streams: Vec<(Ticket, TcpStream)>,
}

/// Identifies one connection of a peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ticket(usize);

impl HttpPeer {
    /// Starts a peer on a free port of the loopback address.
    #[must_use]
    pub fn start() -> Self {
        Self::start_with(None)
    }

    /// Starts a peer that speaks TLS with the certificate of `identity`.
    #[must_use]
    pub fn start_tls(identity: &Identity) -> Self {
        Self::start_with(Some(identity.server()))
    }

    fn start_with(tls: Option<Arc<ServerConfig>>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port of the loopback address");
        let address = listener.local_addr().expect("the address that was bound");
        let shared = Arc::new(Shared { tls, ..Shared::default() });
        let for_thread = Arc::clone(&shared);
        let listening = thread::spawn(move || listen(&listener, &for_thread));
        Self { address, shared, listening: Some(listening) }
    }

    /// Appends turns to the script. Each request consumes the next one.
    pub fn turns(&self, turns: impl IntoIterator<Item = Turn>) {
        lock(&self.shared.turns).extend(turns);
    }

    /// Returns the address that the peer listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the bytes of every request whose head arrived, in order, each up to where the script
    /// stopped reading.
    #[must_use]
    pub fn raw_requests(&self) -> Vec<Vec<u8>> {
        self.shared.journal.requests()
    }

    /// Returns the number of connections so far.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.shared.journal.connections()
    }

    /// Resolves once the heads of `count` requests have arrived.
    pub fn heads(&self, count: usize) -> impl Future<Output = ()> + '_ {
        self.shared.journal.heads(count)
    }
}

impl Peer for HttpPeer {
    fn script(&self, replies: Vec<Reply>) {
        self.turns(replies.into_iter().map(Turn::from));
    }

    fn origin(&self) -> String {
        match self.shared.tls {
            None => format!("http://{}", self.address),
            // The name in the certificates.
            Some(_) => format!("https://localhost:{}", self.address.port()),
        }
    }

    fn requests(&self) -> Vec<RecordedRequest> {
        self.raw_requests().iter().map(|raw| request_reader::parse(raw)).collect()
    }
}

impl Drop for HttpPeer {
    fn drop(&mut self) {
        {
            let mut open = lock(&self.shared.open);
            open.stopping = true;
            for (_, stream) in &open.streams {
                // An error means that the connection is already closed.
                let _ = stream.shutdown(Shutdown::Both);
            }
        }
        self.shared.stopped.notify_all();
        // Wakes the thread that accepts connections.
        let _ = TcpStream::connect(self.address);
        if let Some(listening) = self.listening.take() {
            let _ = listening.join();
        }
    }
}

impl Shared {
    /// Returns the next turn if it begins before a request arrives.
    fn turn_on_connect(&self) -> Option<Turn> {
        let mut turns = lock(&self.turns);
        if turns.front().is_some_and(Turn::begins_on_connect) { turns.pop_front() } else { None }
    }

    fn next_turn(&self) -> Option<Turn> {
        lock(&self.turns).pop_front()
    }

    /// Registers a stream to be closed with the peer, unless the peer is being dropped.
    fn admit(&self, stream: &TcpStream) -> Option<Ticket> {
        let mut open = lock(&self.open);
        if open.stopping {
            return None;
        }
        let ticket = Ticket(open.admitted);
        open.admitted += 1;
        open.streams.push((ticket, stream.try_clone().expect("a second handle of the socket")));
        Some(ticket)
    }

    /// Drops the peer's own handle, which would keep the socket open.
    fn forget(&self, ticket: Ticket) {
        lock(&self.open).streams.retain(|(admitted, _)| *admitted != ticket);
    }

    fn wait_until_stopped(&self) {
        let open = lock(&self.open);
        drop(self.stopped.wait_while(open, |open| !open.stopping));
    }
}

fn listen(listener: &TcpListener, shared: &Arc<Shared>) {
    let mut connections = Vec::new();
    for stream in listener.incoming() {
        let Ok(stream) = stream else { continue };
        let Some(ticket) = shared.admit(&stream) else { break };
        shared.journal.connected();
        let shared = Arc::clone(shared);
        connections.push(thread::spawn(move || connection::serve(stream, &shared, ticket)));
    }
    for connection in connections {
        let _ = connection.join();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
