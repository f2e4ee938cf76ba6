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
    /// The id of a `Data`, a UUID.
    DataId
}

/// An item of the datalake (`Data` on the platform): an image with its tags and metadata.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Data {
    /// The id.
    pub id: DataId,
    /// The file name that it was uploaded under.
    pub filename: String,
    /// The name of its object in the storage.
    pub object_name: String,
    /// The media type, such as `image/png`, as the platform spells it.
    pub content_type: String,
    /// The state of the upload: `PENDING`, `COMPUTING`, `DONE` or `ERROR`.
    pub upload_status: String,
    /// The size in pixels, once the platform knows it.
    pub size: Option<ImageSize>,
    /// A URL that gives access to the image for a limited time, to anyone who has it.
    pub presigned_url: Option<Secret>,
    /// The name of its data source. Lists may omit it.
    pub source: Option<String>,
    /// The names of its tags. Lists may omit them.
    pub tags: Vec<String>,
    /// Metadata under keys that the platform defines.
    pub metadata: Option<Map<String, Value>>,
    /// Metadata under keys of your own.
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

/// Reads a `Data` by its id.
#[derive(Clone, Copy, Debug)]
pub struct GetData<'a> {
    id: &'a DataId,
}

impl<'a> GetData<'a> {
    /// Creates the call for the `Data` with this id.
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

/// Requests a URL that gives access to the image of a `Data` for a limited time.
#[derive(Clone, Copy, Debug)]
pub struct PresignedUrl<'a> {
    id: &'a DataId,
}

impl<'a> PresignedUrl<'a> {
    /// Creates the call for the `Data` with this id.
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

/// Downloads the bytes at a presigned URL.
///
/// The request must not carry credentials: the URL may lead to a storage of another party.
#[derive(Clone, Copy, Debug)]
pub struct Download<'a> {
    url: &'a Secret,
}

impl<'a> Download<'a> {
    /// Creates the call for this URL.
    #[must_use]
    pub fn new(url: &'a Secret) -> Self {
        Self { url }
    }
}

impl Endpoint for Download<'_> {
    type Response = Bytes;

    /// Creates the request. `_host` is ignored, because the URL contains its own host.
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
