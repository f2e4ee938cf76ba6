//! Data, with their sources and tags.

use serde::Serialize;
use serde_json::value::RawValue;

use super::stored_json::stored_json;
use crate::app::App;
use crate::clock::unix_now;
use crate::routes::request::BaseUrl;
use crate::store::{DataRecord, Named};

/// How long an image URL is valid, in seconds. Clients request a new one after that.
const IMAGE_URL_LIFETIME: u64 = 3600;

#[derive(Debug, Serialize)]
pub(in crate::routes) struct DataView {
    id: String,
    datalake_id: String,
    object_name: String,
    filename: String,
    #[serde(rename = "type")]
    data_type: String,
    content_type: String,
    upload_status: String,
    meta: MetaView,
    presigned_url: String,
    metadata: Option<Box<RawValue>>,
    custom_metadata: Option<Box<RawValue>>,
    tags: Option<Box<RawValue>>,
    data_source: Option<DataSourceView>,
    created_at: String,
}

#[derive(Debug, Serialize)]
struct MetaView {
    width: u32,
    height: u32,
}

#[derive(Debug, Serialize)]
pub(in crate::routes) struct DataSourceView {
    id: String,
    name: String,
}

impl From<Named> for DataSourceView {
    fn from(source: Named) -> Self {
        Self { id: source.uuid, name: source.name }
    }
}

impl DataView {
    pub(in crate::routes) fn new(app: &App, url: &BaseUrl, data: DataRecord) -> Self {
        Self {
            presigned_url: image_url(app, url, &data.uuid),
            id: data.uuid,
            datalake_id: data.datalake_uuid,
            object_name: data.object_name,
            filename: data.filename,
            data_type: data.data_type,
            content_type: data.content_type,
            upload_status: data.upload_status,
            meta: MetaView { width: data.width, height: data.height },
            metadata: data.metadata.and_then(stored_json),
            custom_metadata: data.custom_metadata.and_then(stored_json),
            tags: stored_json(data.tags),
            data_source: data.source_uuid.zip(data.source_name).map(|(id, name)| DataSourceView { id, name }),
            created_at: data.created_at.to_string(),
        }
    }
}

#[derive(Debug, Serialize)]
pub(in crate::routes) struct TagView {
    id: String,
    name: String,
    target_type: &'static str,
}

impl From<Named> for TagView {
    fn from(tag: Named) -> Self {
        Self { id: tag.uuid, name: tag.name, target_type: "DATA" }
    }
}

/// Returns a URL that gives access to an image for a limited time without a header.
pub(in crate::routes) fn image_url(app: &App, url: &BaseUrl, data_uuid: &str) -> String {
    let query = app.keys.sign_url(data_uuid, unix_now() + IMAGE_URL_LIFETIME);
    format!("{}/api/objects/{data_uuid}?{query}", url.0)
}
