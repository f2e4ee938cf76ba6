use bytes::Bytes;
use http::Method;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Endpoint, Host, get, platform_response, segment};
use crate::geometry::ImageSize;
use crate::id::id;
use crate::problem::{InvalidInput, Problem};
use crate::response::{Rejection, ResponseError, UnreadableResponse, json};
use crate::secret::Secret;
use crate::transport::Body;

id! {
    /// The id of a Data: a UUID.
    DataId
}

/// An image of the datalake, with what is said about it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Data {
    /// Its id.
    pub id: DataId,
    /// The file name that it was given.
    pub filename: String,
    /// Its name in the object storage.
    pub object_name: String,
    /// Its media type, such as `image/png`, in the platform's spelling.
    pub content_type: String,
    /// How far the platform is with it: `PENDING`, `COMPUTING`, `DONE` or `ERROR`.
    pub upload_status: String,
    /// Its size in pixels, once it is known.
    pub size: Option<ImageSize>,
    /// Where the image can be read for a while, by anybody who knows the URL.
    pub presigned_url: Option<Secret>,
    /// The name of its data source; lists may leave it out.
    pub source: Option<String>,
    /// The names of its tags; lists may leave them out.
    pub tags: Vec<String>,
    /// Metadata under the platform's keys.
    pub metadata: Option<Map<String, Value>>,
    /// Metadata under the user's keys.
    pub custom_metadata: Option<Map<String, Value>>,
}

#[derive(Deserialize)]
pub(super) struct WireData {
    id: String,
    filename: String,
    object_name: String,
    content_type: String,
    upload_status: String,
    meta: Option<WireSize>,
    presigned_url: Option<String>,
    data_source: Option<WireNamed>,
    tags: Option<Vec<WireNamed>>,
    metadata: Option<Map<String, Value>>,
    custom_metadata: Option<Map<String, Value>>,
}

#[derive(Deserialize)]
struct WireSize {
    width: u32,
    height: u32,
}

#[derive(Deserialize)]
struct WireNamed {
    name: String,
}

impl From<WireData> for Data {
    fn from(wire: WireData) -> Self {
        Self {
            id: DataId::new(wire.id),
            filename: wire.filename,
            object_name: wire.object_name,
            content_type: wire.content_type,
            upload_status: wire.upload_status,
            size: wire.meta.map(|WireSize { width, height }| ImageSize { width, height }),
            presigned_url: wire.presigned_url.map(Secret::from),
            source: wire.data_source.map(|source| source.name),
            tags: wire.tags.unwrap_or_default().into_iter().map(|tag| tag.name).collect(),
            metadata: wire.metadata,
            custom_metadata: wire.custom_metadata,
        }
    }
}

/// Reads a Data.
#[derive(Clone, Copy, Debug)]
pub struct GetData<'a> {
    id: &'a DataId,
}

impl<'a> GetData<'a> {
    /// Of this id.
    #[must_use]
    pub fn new(id: &'a DataId) -> Self {
        Self { id }
    }
}

impl Endpoint for GetData<'_> {
    type Response = Data;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        get(host, &format!("/api/data/{}", segment(self.id.as_str())))
    }

    fn action(&self) -> &'static str {
        "read the data"
    }

    fn read(&self, response: http::Response<Bytes>) -> Result<Data, ResponseError> {
        let response = platform_response(self.action(), response)?;
        Ok(json::<WireData>(self.action(), &response)?.into())
    }
}

/// Asks for a URL at which the image of a Data can be read for a while.
#[derive(Clone, Copy, Debug)]
pub struct PresignedUrl<'a> {
    id: &'a DataId,
}

impl<'a> PresignedUrl<'a> {
    /// For the Data of this id.
    #[must_use]
    pub fn new(id: &'a DataId) -> Self {
        Self { id }
    }
}

#[derive(Deserialize)]
struct WireUrl {
    presigned_url: String,
}

impl Endpoint for PresignedUrl<'_> {
    type Response = Secret;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        get(host, &format!("/api/data/{}/presigned-url", segment(self.id.as_str())))
    }

    fn action(&self) -> &'static str {
        "get the URL of the image"
    }

    fn read(&self, response: http::Response<Bytes>) -> Result<Secret, ResponseError> {
        let response = platform_response(self.action(), response)?;
        let wire: WireUrl = json(self.action(), &response).map_err(UnreadableResponse::without_text)?;
        Ok(wire.presigned_url.into())
    }
}

/// Reads the bytes at a presigned URL. It needs no credentials, and must not be given any: the URL may lead to
/// a storage of somebody else's.
#[derive(Clone, Copy, Debug)]
pub struct Download<'a> {
    url: &'a Secret,
}

impl<'a> Download<'a> {
    /// From this URL.
    #[must_use]
    pub fn new(url: &'a Secret) -> Self {
        Self { url }
    }
}

impl Endpoint for Download<'_> {
    type Response = Bytes;

    /// The URL names its own host.
    fn request(&self, _host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        let invalid = || Problem::invalid("presigned_url", "is not an absolute URL").into();
        let uri: http::Uri = self.url.expose().parse().map_err(|_| invalid())?;
        if uri.scheme().is_none() || uri.authority().is_none() {
            return Err(invalid());
        }
        http::Request::builder().method(Method::GET).uri(uri).body(Body::empty()).map_err(|_| invalid())
    }

    fn action(&self) -> &'static str {
        "download the image"
    }

    fn read(&self, response: http::Response<Bytes>) -> Result<Bytes, ResponseError> {
        if response.status() == http::StatusCode::OK {
            Ok(response.into_body())
        } else {
            Err(Rejection::new(self.action(), response).without_text().into())
        }
    }
}
