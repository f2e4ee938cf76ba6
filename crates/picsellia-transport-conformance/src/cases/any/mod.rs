//! Cases for any transport, whether or not it opens a socket.

mod clock;
mod faults;
mod limits;
mod requests;
mod responses;
mod secrecy;
mod sources;

pub use clock::*;
pub use faults::*;
pub use limits::*;
pub use requests::*;
pub use responses::*;
pub use secrecy::*;
pub(crate) use secrecy::{secret_request, shows_nothing};
pub use sources::*;
