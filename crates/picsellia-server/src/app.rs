//! What every request handler shares.

use std::time::Duration;

use picsellia_core::Secret;

use crate::auth::Keys;
use crate::images::Images;
use crate::store::Store;

/// The running service. `Debug` shows no secret: the token and the keys hide themselves.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) store: Store,
    pub(crate) images: Images,
    pub(crate) keys: Keys,
    pub(crate) token: Secret,
    pub(crate) jwt_lifetime: Duration,
    /// The largest request body, in bytes.
    pub(crate) body_limit: usize,
    /// Where this service is reached when a request does not say.
    pub(crate) url: String,
}
