//! Records as JSON, with the platform's field names.

use serde::Serialize;
use serde_json::value::RawValue;

use super::params::format_cursor;
use super::public_url::PublicUrl;
use crate::app::App;
use crate::auth::unix_now;
use crate::store::{AssetRecord, DataRecord, Datalake, Deployment, Organization, Page};

/// How long an image URL works, in seconds. Clients ask for a new one when it does not.
const IMAGE_URL_LIFETIME: u64 = 3600;

/// A list.
#[derive(Debug, Serialize)]
pub(super) struct ListView<T> {
    items: Vec<T>,
    count: i64,
    next_cursor: Option<String>,
}

impl<T> ListView<T> {
    /// A list that is always whole.
    pub(super) fn whole(items: Vec<T>) -> Self {
        let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
        Self { items, count, next_cursor: None }
    }

    /// A part of a list that is short enough to be read whole: `limit` items after `offset`.
    pub(super) fn window(items: Vec<T>, (limit, offset): (u32, u32)) -> Self {
        let whole = Self::whole(items);
        Self { items: whole.items.into_iter().skip(offset as usize).take(limit as usize).collect(), ..whole }
    }

    pub(super) fn of_page<R>(page: Page<R>, view: impl FnMut(R) -> T) -> Self {
        Self {
            items: page.items.into_iter().map(view).collect(),
            count: page.count,
            next_cursor: page.next_cursor.map(format_cursor),
        }
    }
}

#[derive(Debug, Serialize)]
pub(super) struct OrganizationView {
    id: String,
    name: String,
    default_connector_id: Option<String>,
}

impl From<Organization> for OrganizationView {
    fn from(organization: Organization) -> Self {
        Self { id: organization.uuid, name: organization.name, default_connector_id: None }
    }
}

#[derive(Debug, Serialize)]
pub(super) struct DatalakeView {
    id: String,
    name: String,
    connector_id: Option<String>,
}

impl From<Datalake> for DatalakeView {
    fn from(datalake: Datalake) -> Self {
        Self { id: datalake.uuid, name: datalake.name, connector_id: None }
    }
}

#[derive(Debug, Serialize)]
pub(super) struct DeploymentView {
    id: String,
    name: String,
    #[serde(rename = "type")]
    inference_type: String,
    oracle_host: String,
    /// Null: this service runs no models, and clients then skip that login.
    serving_host: Option<String>,
    review_campaign_id: Option<String>,
    model_version_id: Option<String>,
    shadow_model_version_id: Option<String>,
    target_datalake_id: String,
    tags: [(); 0],
}

impl DeploymentView {
    pub(super) fn new(deployment: Deployment, url: &PublicUrl) -> Self {
        Self {
            id: deployment.uuid,
            name: deployment.name,
            inference_type: deployment.inference_type,
            oracle_host: url.0.clone(),
            serving_host: None,
            review_campaign_id: None,
            model_version_id: None,
            shadow_model_version_id: None,
            target_datalake_id: deployment.datalake_uuid,
            tags: [],
        }
    }
}

#[derive(Debug, Serialize)]
pub(super) struct DataView {
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
struct DataSourceView {
    id: String,
    name: String,
}

impl DataView {
    pub(super) fn new(app: &App, url: &PublicUrl, data: DataRecord) -> Self {
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
pub(super) struct AssetView {
    id: String,
    oracle_prediction_id: String,
    deployment_id: String,
    timestamp: f64,
    data: DataView,
    predictions: Vec<PredictionView>,
    reviews: [(); 0],
    custom_metrics: Option<Box<RawValue>>,
}

#[derive(Debug, Serialize)]
struct PredictionView {
    is_shadow: bool,
    latency: f64,
    prediction: Option<Box<RawValue>>,
}

impl AssetView {
    pub(super) fn new(app: &App, url: &PublicUrl, asset: AssetRecord) -> Self {
        let champion = PredictionView {
            is_shadow: false,
            latency: asset.latency,
            prediction: stored_json(asset.champion),
        };
        let shadow = asset.shadow.zip(asset.shadow_latency).map(|(prediction, latency)| PredictionView {
            is_shadow: true,
            latency,
            prediction: stored_json(prediction),
        });
        Self {
            id: asset.asset_uuid,
            oracle_prediction_id: asset.prediction_uuid,
            deployment_id: asset.deployment_uuid,
            timestamp: asset.timestamp,
            data: DataView::new(app, url, asset.data),
            predictions: std::iter::once(champion).chain(shadow).collect(),
            reviews: [],
            custom_metrics: asset.custom_metrics.and_then(stored_json),
        }
    }
}

/// A URL of this image that needs no header, for a while.
pub(super) fn image_url(app: &App, url: &PublicUrl, data_uuid: &str) -> String {
    let query = app.keys.sign_url(data_uuid, unix_now() + IMAGE_URL_LIFETIME);
    format!("{}/api/objects/{data_uuid}?{query}", url.0)
}

/// JSON text that this service stored, embedded as it is.
fn stored_json(text: String) -> Option<Box<RawValue>> {
    RawValue::from_string(text).ok()
}
