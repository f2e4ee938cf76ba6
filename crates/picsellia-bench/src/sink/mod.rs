//! A service that takes predictions and keeps nothing of them: what is left is the cost of sending.

mod connection;
mod responses;

use std::io::Write as _;
use std::net::TcpListener;
use std::thread;

use crate::Failure;
use responses::Responses;
pub(crate) use responses::{NAME, PREDICTIONS};

/// Serves until the process is ended, after a line with the port.
pub(crate) fn run() -> Result<(), Failure> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let port = listener.local_addr()?.port();
    writeln!(std::io::stdout().lock(), "{port}")?;
    // It lives as long as the process.
    let responses: &'static Responses = Box::leak(Box::new(Responses::new(port)));
    for stream in listener.incoming() {
        let stream = stream?;
        thread::spawn(move || {
            // A client that goes away in the middle of something has been ended.
            let _ = connection::serve(stream, responses);
        });
    }
    Ok(())
}
