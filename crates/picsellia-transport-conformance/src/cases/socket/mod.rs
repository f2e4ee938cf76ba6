//! Cases for transports that open sockets: bytes on the wire, and connections that end.

mod connections;
mod failures;
mod handshake;
mod limits;
mod malformed;
mod requests;
mod resets;
mod responses;

pub use connections::*;
pub use failures::*;
pub use handshake::*;
pub use limits::*;
pub use malformed::*;
pub use requests::*;
pub use resets::*;
pub use responses::*;
