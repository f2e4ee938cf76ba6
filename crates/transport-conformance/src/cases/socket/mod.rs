//! Cases for transports that open sockets: bytes on the wire, and connections that end.

mod answers;
mod connections;
mod faults;
mod handshake;
mod limits;
mod requests;

pub use answers::*;
pub use connections::*;
pub use faults::*;
pub use handshake::*;
pub use limits::*;
pub use requests::*;
