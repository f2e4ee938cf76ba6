//! Monitors predictions.

use picsellia_deploy::image::ImageSource;
use picsellia_deploy::predicted_asset::PredictedAssetKey;
use picsellia_deploy::{
    GeometryPolicy, Image, ImageSize, MonitorReceipt, MonitorRequest, PredictionId, RequestDetails, Shadow,
    Timestamp,
};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::prediction::Columns;
use super::{Context, Failure};

/// The arguments of the monitoring calls, except those of the image.
#[derive(Debug, Deserialize)]
struct Monitored {
    #[serde(deserialize_with = "number")]
    latency: f64,
    height: u32,
    width: u32,
    prediction: Columns,
    shadow_latency: Option<f64>,
    shadow_prediction: Option<Columns>,
    source: Option<String>,
    tags: Option<Vec<String>>,
    timestamp: Option<f64>,
    metadata: Option<Map<String, Value>>,
    custom_metadata: Option<Map<String, Value>>,
    upload_dir: Option<String>,
    sample: Option<bool>,
    custom_metrics: Option<Map<String, Value>>,
}

impl Monitored {
    fn size(&self) -> ImageSize {
        ImageSize { width: self.width, height: self.height }
    }

    fn request(self, image: impl Into<ImageSource>) -> Result<MonitorRequest, Failure> {
        let builder = MonitorRequest::builder(image, self.latency, self.prediction.build()?)
            .geometry(GeometryPolicy::AsIs);
        let mut details = RequestDetails::default();
        details.source = self.source;
        details.tags = self.tags;
        details.timestamp = self.timestamp.map(Timestamp::from);
        details.metadata = self.metadata;
        details.custom_metadata = self.custom_metadata;
        details.upload_dir = self.upload_dir;
        details.sample = self.sample;
        details.custom_metrics = self.custom_metrics;
        let builder = builder.details(details);
        let builder = match (self.shadow_latency, self.shadow_prediction) {
            (Some(latency), Some(prediction)) => builder.shadow(latency, prediction.build()?),
            // The official SDK ignores a latency without a prediction.
            (_, None) => builder,
            (None, Some(_)) => return Err("a shadow prediction needs a latency".into()),
        };
        Ok(builder.build()?)
    }
}

/// Reads a number, or `"nan"`, which JSON cannot express as a number.
fn number<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::String(text) => text.parse().map_err(serde::de::Error::custom),
        value => f64::deserialize(value).map_err(serde::de::Error::custom),
    }
}

#[derive(Deserialize)]
struct Sent {
    filename: String,
    bytes: Vec<u8>,
    content_type: Option<String>,
    #[serde(flatten)]
    monitored: Monitored,
}

pub(super) async fn file(context: &Context<'_>) -> Result<Value, Failure> {
    let sent: Sent = context.args();
    monitor_sent(context, Image::open(context.folder.join(&sent.filename))?, sent).await
}

pub(super) async fn bytes(context: &Context<'_>) -> Result<Value, Failure> {
    let mut sent: Sent = context.args();
    let image = Image::from_bytes(sent.filename.clone(), std::mem::take(&mut sent.bytes));
    monitor_sent(context, image, sent).await
}

async fn monitor_sent(context: &Context<'_>, image: Image, sent: Sent) -> Result<Value, Failure> {
    let image = image.with_size(sent.monitored.size());
    let image = match sent.content_type {
        Some(content_type) => image.with_content_type(content_type.parse()?),
        None => image,
    };
    let request = sent.monitored.request(image)?;
    Ok(id(&context.deployment().send(&request).await?))
}

#[derive(Deserialize)]
struct Stored {
    object_name: String,
    content_type: String,
    times: Option<usize>,
    #[serde(flatten)]
    monitored: Monitored,
}

pub(super) async fn cloud_image(context: &Context<'_>) -> Result<Value, Failure> {
    let mut ids = Vec::new();
    let times = context.args::<Stored>().times.unwrap_or(1);
    for _ in 0..times {
        let stored: Stored = context.args();
        let image = context.deployment().cloud_image(stored.object_name).await?;
        let image = image.with_size(stored.monitored.size()).with_content_type(stored.content_type.parse()?);
        let request = stored.monitored.request(image)?;
        ids.push(id(&context.deployment().send(&request).await?));
    }
    Ok(ids.into())
}

#[derive(Deserialize)]
struct Known {
    filename: String,
    #[serde(flatten)]
    monitored: Monitored,
}

pub(super) async fn data(context: &Context<'_>) -> Result<Value, Failure> {
    let known: Known = context.args();
    let asset = context.deployment().predicted_asset(PredictedAssetKey::filename(&known.filename)).await?;
    let data = context.client.data(&asset.data().id).await?;
    let image = context.deployment().image_of(&data).await?.with_size(known.monitored.size());
    let request = known.monitored.request(image)?;
    Ok(id(&context.deployment().send(&request).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ShadowOf {
    oracle_prediction_id: String,
    shadow_latency: f64,
    shadow_prediction: Columns,
}

pub(super) async fn shadow(context: &Context<'_>, by_asset: bool) -> Result<Value, Failure> {
    let ShadowOf { oracle_prediction_id, shadow_latency, shadow_prediction } = context.args();
    let mut id = PredictionId::new(oracle_prediction_id);
    if by_asset {
        id = context.deployment().predicted_asset(&id).await?.into_info().prediction_id;
    }
    let nowhere = ImageSize { width: 1, height: 1 };
    let shadow = Shadow::new(shadow_latency, shadow_prediction.build()?, nowhere, GeometryPolicy::AsIs)?;
    context.deployment().monitor_shadow(&id, &shadow).await?;
    Ok(Value::Null)
}

fn id(receipt: &MonitorReceipt) -> Value {
    receipt.id().map(|id| id.as_str().to_owned()).into()
}
