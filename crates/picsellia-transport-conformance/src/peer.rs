use bytes::Bytes;

/// A service that follows a script: the other side of the transport under test.
pub trait Peer {
    /// Appends replies to the script. Each request consumes the next one.
    fn script(&self, replies: Vec<Reply>);

    /// Returns the URL of the peer without a path or a trailing slash, such as
    /// `http://127.0.0.1:40123`.
    fn origin(&self) -> String;

    /// Returns every request that arrived, in order.
    fn requests(&self) -> Vec<RecordedRequest>;
}

/// What a peer does with one request.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Reply {
    /// Sends this response whole.
    Whole(http::Response<Bytes>),
    /// Sends this response with a `Content-Length` that is one byte too large, and closes the
    /// connection.
    Cut(http::Response<Bytes>),
    /// Reads the whole request and closes the connection without a response.
    Lost,
    /// Sends something that is not HTTP.
    Garbage,
    /// Reads the whole request and never responds.
    Stalled,
}

/// A request as it arrived at a peer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedRequest {
    /// The method, such as `POST`.
    pub method: String,
    /// The path and the query.
    pub target: String,
    /// The headers in order, with their names in lower case.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body, as far as it arrived.
    pub body: Bytes,
}

impl RecordedRequest {
    /// Returns every value of the header `name`, which has to be in lower case.
    #[must_use]
    pub fn values(&self, name: &str) -> Vec<&[u8]> {
        let named = self.headers.iter().filter(|(header, _)| header == name);
        named.map(|(_, value)| value.as_slice()).collect()
    }
}
