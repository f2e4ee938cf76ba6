use std::fmt;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, Method, Request, Uri};
use picsellia_core::{Body, TransportError, TransportErrorKind};
use serde_json::Value;

use crate::route::Route;
use crate::text::listed;

/// A request that the mock received.
///
/// `Debug` shows the route, the method, the path, the names of the headers, the values of harmless
/// headers and the length of the body. So the output of a failing test contains no token.
#[derive(Clone)]
pub struct RecordedRequest {
    route: Route,
    request: Request<Bytes>,
}

impl RecordedRequest {
    /// Records a request, and reads its body if it comes from a source.
    pub(crate) fn new(request: Request<Body>) -> Result<Self, TransportError> {
        let route = Route::of(request.method(), request.uri().path());
        let (head, body) = request.into_parts();
        let body = body
            .to_bytes()
            .map_err(|error| TransportError::caused_by(TransportErrorKind::BodyUnreadable, &error))?;
        Ok(Self { route, request: Request::from_parts(head, body) })
    }

    /// Returns the route of the request.
    #[must_use]
    pub fn route(&self) -> Route {
        self.route
    }

    /// Returns the method.
    #[must_use]
    pub fn method(&self) -> &Method {
        self.request.method()
    }

    /// Returns the URL.
    #[must_use]
    pub fn uri(&self) -> &Uri {
        self.request.uri()
    }

    /// Returns the path and the query, as in a request line.
    #[must_use]
    pub fn target(&self) -> &str {
        self.uri().path_and_query().map_or("/", |target| target.as_str())
    }

    /// Returns the first value of a query parameter, decoded.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<String> {
        self.queries(name).into_iter().next()
    }

    /// Returns every value of a query parameter, decoded.
    #[must_use]
    pub fn queries(&self, name: &str) -> Vec<String> {
        let query = self.uri().query().unwrap_or_default();
        let pairs = form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == name);
        pairs.map(|(_, value)| value.into_owned()).collect()
    }

    /// Returns every header, including the token.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.request.headers()
    }

    /// Returns the first value of a header, if it is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers().get(name)?.to_str().ok()
    }

    /// Returns the body.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        self.request.body()
    }

    /// Returns the body, if it is JSON.
    #[must_use]
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(self.body()).ok()
    }

    /// Returns the third segment of the path: the id in `/api/deployment/{id}/…`.
    pub(crate) fn id_in_path(&self) -> &str {
        self.path_segment(3)
    }

    /// Returns a segment of the path. The first one has the index 1.
    pub(crate) fn path_segment(&self, index: usize) -> &str {
        self.uri().path().split('/').nth(index).unwrap_or_default()
    }

    /// Returns the scheme, host and port of the URL.
    pub(crate) fn origin(&self) -> String {
        let authority = self.uri().authority().map_or("", http::uri::Authority::as_str);
        format!("{}://{authority}", self.uri().scheme_str().unwrap_or("http"))
    }

    pub(crate) fn idempotency_key(&self) -> Option<&str> {
        self.header("idempotency-key")
    }
}

impl fmt::Debug for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordedRequest")
            .field("route", &self.route)
            .field("method", self.method())
            .field("path", &self.uri().path())
            .field("headers", &Redacted(self.headers()))
            .field("body_bytes", &self.body().len())
            .finish_non_exhaustive()
    }
}

/// Headers with only those values that cannot be secret.
struct Redacted<'a>(&'a HeaderMap);

impl fmt::Debug for Redacted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let harmless = [ACCEPT.as_str(), CONTENT_LENGTH.as_str(), CONTENT_TYPE.as_str(), USER_AGENT.as_str()];
        let mut map = f.debug_map();
        for (name, value) in self.0 {
            map.key(&name.as_str());
            if harmless.contains(&name.as_str()) || name == "idempotency-key" {
                map.value(value);
            } else {
                map.value(&format_args!("[redacted]"));
            }
        }
        map.finish()
    }
}

/// Returns the number of requests and a line for each, for messages.
pub(crate) fn list_requests(requests: &[RecordedRequest]) -> String {
    let lines = requests.iter().map(|request| format!("{request:?}"));
    format!("{} in total{}", requests.len(), listed(lines))
}
