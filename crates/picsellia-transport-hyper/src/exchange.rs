//! From a request to its answer: the way, a connection, the conversation.

use std::time::Duration;

use http::Request;
use picsellia_core::{Body, ExchangeLimits, TransportError};
use picsellia_route::Target;
use picsellia_tokio::Patience;
use tokio::time::Instant;

use crate::connect::Connector;
use crate::conversation::{Bounds, Failure, converse};
use crate::incoming::Incoming;
use crate::outgoing;
use crate::pool::Pool;

/// Carries out exchanges.
pub(crate) struct Exchanger {
    pub(crate) connector: Connector,
    pub(crate) pool: Pool,
    pub(crate) patience: Patience,
}

impl Exchanger {
    /// Leaves what comes of the answer in `answer`.
    pub(crate) async fn exchange(
        &self,
        request: Request<Body>,
        limits: ExchangeLimits,
        answer: &mut Option<Incoming>,
    ) -> Result<(), TransportError> {
        let bounds = Bounds {
            deadline: deadline(limits.timeout),
            patience: self.patience,
            max_answer_bytes: limits.max_answer_bytes,
        };
        let target = Target::of(request.uri())?;
        let route = self.connector.route(&target);
        let (mut head, body) = outgoing::convert(request, &target, &route)?;
        loop {
            let mut connection = match self.pool.take(&target) {
                Some(connection) => connection,
                // Apart, as it is large and seldom.
                None => Box::pin(self.connector.connect(&target, &route, bounds.deadline)).await?,
            };
            match converse(&mut connection, head, &body, bounds, answer).await {
                Ok(()) => {
                    if connection.is_over().await {
                        self.pool.put(target, connection);
                    }
                    return Ok(());
                }
                Err(Failure::Fault(fault)) => return Err(fault),
                // It ended before it was told anything.
                Err(Failure::NotTaken(untaken)) => head = *untaken,
            }
        }
    }
}

/// The moment at which limits that start now are over.
fn deadline(timeout: Duration) -> Instant {
    let now = Instant::now();
    // A century stands for the times that a clock cannot tell.
    now.checked_add(timeout).unwrap_or(now + Duration::from_secs(100 * 365 * 24 * 3600))
}
