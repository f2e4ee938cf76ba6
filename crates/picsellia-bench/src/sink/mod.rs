//! A service that accepts predictions and discards them, so that only the cost of sending remains.

mod connection;
mod responses;

use std::io::Write as _;
use std::net::TcpListener;
use std::thread;

use crate::Failure;
use responses::Responses;
pub(crate) use responses::{NAME, PREDICTIONS};

/// Prints the port, and serves until the process is killed.
pub(crate) fn run() -> Result<(), Failure> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let port = listener.local_addr()?.port();
    writeln!(std::io::stdout().lock(), "{port}")?;
    // The responses live as long as the process.
    let responses: &'static Responses = Box::leak(Box::new(Responses::new(port)));
    for stream in listener.incoming() {
        let stream = stream?;
        thread::spawn(move || {
            // A client that disconnects during a request was killed.
            let _ = connection::serve(stream, responses);
        });
    }
    Ok(())
}
