//! What every request handler shares.

use std::time::Duration;

use picsellia_core::Secret;
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

use crate::auth::Keys;
use crate::body::BodyLimits;
use crate::connector::Connector;
use crate::images::Images;
use crate::intake::Intake;
use crate::public_url::PublicUrl;
use crate::store::Store;

/// The running service. `Debug` shows no secret: the token and the keys hide themselves.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) store: Store,
    pub(crate) images: Images,
    pub(crate) connector: Connector,
    pub(crate) keys: Keys,
    pub(crate) token: Secret,
    /// Nobody chose the token: requests must call this machine by a name that only it has.
    pub(crate) loopback_only: bool,
    pub(crate) jwt_lifetime: Duration,
    pub(crate) body_limits: BodyLimits,
    pub(crate) intake: Intake,
    /// Predictions that are being recorded, each with or without a client that still waits.
    pub(crate) ingests: TaskTracker,
    /// How many statistics are computed at once: monitoring must always find a connection to the database.
    pub(crate) statistics: Semaphore,
    /// Where this service is reached when a request does not say.
    pub(crate) url: String,
    /// Where this service is reached whatever a request says.
    pub(crate) public_url: Option<PublicUrl>,
}
