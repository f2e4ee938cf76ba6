//! One exchange: picks the route, gets a connection, sends the request and receives the response.

use http::{Request, Version};
use picsellia_core::{Body, RequestLimits, TransportError};
use picsellia_transport_support::routing::Origin;
use picsellia_transport_support::{PartialResponse, StallTimeouts};
use tokio::time::Instant;

use crate::connect::Connector;
use crate::pool::Pool;
use crate::prepare::prepare;
use crate::round_trip::{Bounds, Failure, round_trip};

/// Carries out exchanges.
pub(crate) struct Exchanger {
    pub(crate) connector: Connector,
    pub(crate) pool: Pool,
    pub(crate) stall_timeouts: StallTimeouts,
}

impl Exchanger {
    /// Carries out an exchange. What is received of the response goes to `response`, even if the
    /// exchange fails.
    pub(crate) async fn exchange(
        &self,
        request: Request<Body>,
        limits: RequestLimits,
        response: &mut Option<PartialResponse>,
    ) -> Result<(), TransportError> {
        let bounds = Bounds {
            deadline: Instant::from_std(limits.deadline_from(Instant::now().into_std())),
            stall_timeouts: self.stall_timeouts,
            max_response_bytes: limits.max_response_bytes,
        };
        let origin = Origin::from_url(request.uri())?;
        let route = self.connector.route(&origin);
        let (mut head, body) = prepare(request, &origin, &route)?;
        loop {
            let idle = self.pool.take(&origin);
            let is_new = idle.is_none();
            let mut connection = match idle {
                Some(connection) => connection,
                // Boxed, because this future is large and rarely needed.
                None => Box::pin(self.connector.connect(&origin, &route, bounds.deadline)).await?,
            };
            match round_trip(&mut connection, head, &body, bounds, response).await {
                Ok(()) => {
                    // After a response of HTTP/1.0, hyper would send the next request as HTTP/1.0.
                    let is_http_1_1 =
                        response.as_ref().is_some_and(|response| response.version() == Version::HTTP_11);
                    if is_http_1_1 && connection.is_finished().await {
                        self.pool.put(origin, connection);
                    }
                    return Ok(());
                }
                Err(Failure::Failed(error)) => return Err(error),
                Err(Failure::Unsent(_, error)) if is_new => return Err(error),
                // The connection ended while it was idle. Nothing of the request was sent.
                Err(Failure::Unsent(unsent, _)) => head = *unsent,
            }
        }
    }
}
