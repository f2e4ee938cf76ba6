use picsellia_core::TransportErrorKind;
use serde_json::Value;

use crate::mock::MockTransport;
use crate::reply::Reply;
use crate::route::Route;
use crate::scripts::Queue;

/// The scripted replies of a mock to one route. Each call appends a reply, which is used once.
///
/// ```
/// # use picsellia_transport_mock::{MockTransport, Route};
/// let mock = MockTransport::new();
/// mock.on(Route::Login).respond(500).respond(401);
/// ```
#[derive(Debug)]
pub struct Script<'a> {
    mock: &'a MockTransport,
    route: Route,
}

impl MockTransport {
    /// Starts to script the replies to a route.
    pub fn on(&self, route: Route) -> Script<'_> {
        Script { mock: self, route }
    }
}

impl Script<'_> {
    /// Appends a reply.
    #[allow(clippy::return_self_not_must_use)]
    pub fn then(self, reply: Reply) -> Self {
        self.mock.state().scripts.queue(self.route).once.push_back(reply);
        self
    }

    /// Appends a response with this status and no body.
    ///
    /// # Panics
    ///
    /// Panics if `status` is not a valid HTTP status.
    #[track_caller]
    pub fn respond(self, status: u16) -> Self {
        self.then(Reply::status(status))
    }

    /// Appends a response with this status and a JSON body.
    ///
    /// # Panics
    ///
    /// Panics if `status` is not a valid HTTP status.
    #[track_caller]
    pub fn respond_json(self, status: u16, body: Value) -> Self {
        self.then(Reply::json(status, body))
    }

    /// Appends a response with this status, one header and no body.
    ///
    /// # Panics
    ///
    /// Panics if `status` is not a valid HTTP status, or the header is invalid.
    #[track_caller]
    pub fn respond_with_header(self, status: u16, name: &str, value: &str) -> Self {
        self.then(Reply::status(status).header(name, value))
    }

    /// Appends a failure: see [`Reply::fail`].
    pub fn fail(self, kind: TransportErrorKind) -> Self {
        self.then(Reply::fail(kind))
    }

    /// Appends a lost response: the service processes the request, but the client does not receive
    /// the response.
    pub fn lose_response(self) -> Self {
        self.then(Reply::lose_response())
    }

    /// Sets the reply to every request for which no other reply is left.
    pub fn always(self, reply: Reply) -> Self {
        self.mock.state().scripts.queue(self.route).always = Some(reply);
        self
    }

    /// Removes all replies to this route. The mock then replies on its own again.
    pub fn clear(self) -> Self {
        *self.mock.state().scripts.queue(self.route) = Queue::default();
        self
    }
}
