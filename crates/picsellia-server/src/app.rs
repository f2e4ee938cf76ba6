//! The state that every request handler shares.

use std::time::Duration;

use picsellia_core::Secret;
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

use crate::auth::Keys;
use crate::body::BodyLimits;
use crate::connector::Connector;
use crate::images::Images;
use crate::in_flight::InFlightLimit;
use crate::public_url::PublicUrl;
use crate::store::{Recorder, Store};

/// The state of the service. `Debug` shows no secret: the token and the keys hide themselves.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) store: Store,
    pub(crate) recorder: Recorder,
    pub(crate) images: Images,
    pub(crate) connector: Connector,
    pub(crate) keys: Keys,
    pub(crate) token: Secret,
    /// Whether the token is the default one, so that requests must use a name of this machine.
    pub(crate) loopback_only: bool,
    pub(crate) jwt_lifetime: Duration,
    pub(crate) body_limits: BodyLimits,
    pub(crate) in_flight: InFlightLimit,
    /// Predictions that are being recorded, including those whose client went away.
    pub(crate) ingests: TaskTracker,
    /// Bounds the statistics that run at once, so that monitoring always gets a connection to the
    /// database.
    pub(crate) statistics: Semaphore,
    /// The URL that the service listens at.
    pub(crate) url: String,
    /// The URL that clients reach the service at, if one is configured.
    pub(crate) public_url: Option<PublicUrl>,
}
