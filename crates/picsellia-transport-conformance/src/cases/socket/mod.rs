//! Cases for transports that open sockets: bytes on the wire, and connections that end.

mod connections;
mod faults;
mod garbage;
mod handshake;
mod limits;
mod requests;
mod resets;
mod responses;

pub use connections::*;
pub use faults::*;
pub use garbage::*;
pub use handshake::*;
pub use limits::*;
pub use requests::*;
pub use resets::*;
pub use responses::*;
