//! From a request to its response: the way, a connection, the conversation.

use http::{Request, Version};
use picsellia_core::{Body, RequestLimits, TransportError};
use picsellia_transport_support::routing::Origin;
use picsellia_transport_support::{PartialResponse, StallTimeouts};
use tokio::time::Instant;

use crate::connect::Connector;
use crate::conversation::{Bounds, Failure, converse};
use crate::outgoing;
use crate::pool::Pool;

/// Carries out exchanges.
pub(crate) struct Exchanger {
    pub(crate) connector: Connector,
    pub(crate) pool: Pool,
    pub(crate) patience: StallTimeouts,
}

impl Exchanger {
    /// Leaves what comes of the response in `response`.
    pub(crate) async fn exchange(
        &self,
        request: Request<Body>,
        limits: RequestLimits,
        response: &mut Option<PartialResponse>,
    ) -> Result<(), TransportError> {
        let bounds = Bounds {
            deadline: Instant::from_std(limits.deadline_from(Instant::now().into_std())),
            patience: self.patience,
            max_response_bytes: limits.max_response_bytes,
        };
        let target = Origin::from_url(request.uri())?;
        let route = self.connector.route(&target);
        let (mut head, body) = outgoing::convert(request, &target, &route)?;
        loop {
            let used = self.pool.take(&target);
            let is_fresh = used.is_none();
            let mut connection = match used {
                Some(connection) => connection,
                // Apart, as it is large and seldom.
                None => Box::pin(self.connector.connect(&target, &route, bounds.deadline)).await?,
            };
            match converse(&mut connection, head, &body, bounds, response).await {
                Ok(()) => {
                    // To a service of HTTP/1.0 hyper would say the next request otherwise.
                    let kept =
                        response.as_ref().is_some_and(|response| response.version() == Version::HTTP_11);
                    if kept && connection.is_over().await {
                        self.pool.put(target, connection);
                    }
                    return Ok(());
                }
                Err(Failure::Fault(fault)) => return Err(fault),
                Err(Failure::NotTaken(_, fault)) if is_fresh => return Err(fault),
                // It ended while it was idle, and was told nothing.
                Err(Failure::NotTaken(untaken, _)) => head = *untaken,
            }
        }
    }
}
