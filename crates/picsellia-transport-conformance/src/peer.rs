use bytes::Bytes;

/// A service that answers by script: the other side of the transport under test.
pub trait Peer {
    /// Appends to the script. Each request takes the next reply.
    fn script(&self, replies: Vec<Reply>);

    /// Where the peer is found, such as `http://127.0.0.1:40123`: no path and no trailing slash.
    fn origin(&self) -> String;

    /// Every request that came, in order.
    fn requests(&self) -> Vec<RecordedRequest>;
}

/// What a peer does with one request.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Reply {
    /// Responses with this, whole.
    Whole(http::Response<Bytes>),
    /// Responses with this, having announced a body longer by one byte, and ends the connection.
    Cut(http::Response<Bytes>),
    /// Takes the whole request and ends the connection without a response.
    Lost,
    /// Responses with something that is not HTTP.
    Garbage,
    /// Takes the whole request and never answers.
    Stalled,
}

/// A request as it came to a peer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedRequest {
    /// The method, such as `POST`.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Names in lower case and values, in their order.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body; of a request that was cut, the part that came.
    pub body: Bytes,
}

impl RecordedRequest {
    /// Every value of the header `name`, which is given in lower case.
    #[must_use]
    pub fn values(&self, name: &str) -> Vec<&[u8]> {
        let named = self.headers.iter().filter(|(header, _)| header == name);
        named.map(|(_, value)| value.as_slice()).collect()
    }
}
