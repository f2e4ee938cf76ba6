//! Cases for any transport, whether or not it opens a socket.

mod clock;
mod failures;
mod limits;
mod requests;
mod responses;
mod secrecy;
mod sources;

pub use clock::*;
pub use failures::*;
pub use limits::*;
pub use requests::*;
pub use responses::*;
pub use secrecy::*;
pub use sources::*;
