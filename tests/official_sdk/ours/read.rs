//! Reads and changes records.

use std::time::Duration;

use picsellia_core::endpoint::PresignedUrl;
use picsellia_deploy::datalake::{DataFilter, DataId, DataKey, DataKeys, DatalakeId};
use picsellia_deploy::deployment::{DeploymentUpdate, ModelVersion};
use picsellia_deploy::predicted_asset::{PredictedAssetId, PredictedAssetKey};
use picsellia_deploy::statistics::StatisticsFilter;
use picsellia_deploy::{Datalake, InferenceType, PredictedAsset, PredictionId};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Context, Failure};

pub(super) async fn call(name: &str, context: &Context<'_>) -> Result<Value, Failure> {
    let deployment = context.deployment.as_ref();
    Ok(match (name, deployment) {
        ("list_data", _) => list_data(context).await?,
        ("find_data", _) => find_data(context).await?,
        ("get_datalake", _) => get_datalake(context).await?.name().into(),
        ("list_datalakes", _) => {
            let found = context.client.datalakes().await?;
            found.iter().map(|lake| json!([lake.id().as_str(), lake.name()])).collect()
        }
        ("list_data_tags", _) => {
            let tags = context.client.datalake().await?.tags().await?;
            tags.iter().map(|tag| json!([tag.id.as_str(), tag.name])).collect()
        }
        ("list_datasources", _) => {
            let sources = context.client.data_sources().await?;
            sources.iter().map(|source| json!([source.id.as_str(), source.name])).collect()
        }
        ("sync", Some(deployment)) => {
            let now = deployment.refresh().await?;
            json!([now.name(), now.type_name()])
        }
        ("get_stats", _) => stats(context).await?,
        ("update", _) => update(context).await?,
        ("retrieve_information", Some(deployment)) => deployment.information().await?.into(),
        ("list_labels", Some(deployment)) => {
            deployment.labels().await?.into_iter().map(|label| label.name).collect()
        }
        ("get_model_version", Some(deployment)) => {
            deployment.model_version().await?.as_ref().map(model).transpose()?.into()
        }
        ("get_shadow_model", Some(deployment)) => {
            deployment.shadow_model_version().await?.as_ref().map(model).transpose()?.into()
        }
        ("get_tags", Some(deployment)) => deployment.settings().await?.tags.into(),
        ("list_predicted_assets", Some(deployment)) => {
            let listed: Listed = context.args();
            let limit = listed.limit();
            let assets = deployment.predicted_assets(&listed.filter(), limit).await?;
            assets.into_iter().map(|asset| asset.into_info().data.filename).collect()
        }
        ("find_predicted_asset", Some(_)) => find(context).await?.into_info().data.filename.into(),
        ("get_data", Some(_)) => context.client.data(&find(context).await?.data().id).await?.filename.into(),
        ("reset_url", Some(_)) => {
            let asset = find(context).await?;
            context.client.call(&PresignedUrl::new(&asset.data().id)).await?.expose().into()
        }
        ("stored_predictions", Some(_)) => {
            let stored = find(context).await?.stored_predictions().await?;
            json!([stored.champion(), stored.shadow(), stored.review()])
        }
        ("delete_predicted_asset", Some(_)) => {
            find(context).await?.delete().await?;
            Value::Null
        }
        _ => panic!("the call {name} is unknown or needs a deployment"),
    })
}

fn model(model: &ModelVersion) -> Result<Value, Failure> {
    let inference_type = model.inference_type.map(InferenceType::as_str);
    let labels: Map<String, Value> =
        model.labels()?.iter().map(|(index, name)| (index.to_string(), name.as_str().into())).collect();
    Ok(json!([model.name, model.model_name, model.version, inference_type, model.framework, labels]))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
enum Find {
    Id(String),
    OraclePredictionId(String),
    Filename(String),
    ObjectName(String),
    DataId(String),
}

async fn find(context: &Context<'_>) -> Result<PredictedAsset, Failure> {
    let deployment = context.deployment();
    Ok(match context.args() {
        Find::OraclePredictionId(id) => deployment.predicted_asset(&PredictionId::new(id)).await?,
        Find::Filename(filename) => {
            deployment.predicted_asset(PredictedAssetKey::filename(&filename)).await?
        }
        Find::DataId(id) => deployment.predicted_asset(&DataId::new(id)).await?,
        Find::Id(id) => deployment.predicted_asset(&PredictedAssetId::new(id)).await?,
        Find::ObjectName(name) => deployment.predicted_asset(PredictedAssetKey::object_name(&name)).await?,
    })
}

/// The arguments of a list. At most one of the lists of ids and names is given.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    source: Option<String>,
    filename: Option<String>,
    query: Option<String>,
    #[serde(default)]
    tags: Vec<String>,
    any_tag: Option<Vec<String>>,
    custom_metadata: Option<Map<String, Value>>,
    limit: Option<usize>,
    offset: Option<usize>,
    #[serde(default)]
    order_by: Vec<String>,
    ids: Option<Vec<String>>,
    filenames: Option<Vec<String>>,
    object_names: Option<Vec<String>>,
}

impl Listed {
    fn limit(&self) -> usize {
        self.limit.unwrap_or(usize::MAX)
    }

    fn filter(self) -> DataFilter {
        let mut filter = DataFilter::new();
        if let Some(source) = self.source {
            filter = filter.source(&source);
        }
        if let Some(filename) = self.filename {
            filter = filter.filename(&filename);
        }
        if let Some(query) = self.query {
            filter = filter.query(&query);
        }
        for tag in self.tags {
            filter = filter.tag(&tag);
        }
        if let Some(tags) = self.any_tag {
            filter = filter.any_tag(tags);
        }
        filter = self.order_by.into_iter().fold(filter, DataFilter::order_by);
        if let Some(offset) = self.offset {
            filter = filter.offset(offset);
        }
        match self.custom_metadata {
            Some(metadata) => filter.custom_metadata(metadata),
            None => filter,
        }
    }
}

async fn list_data(context: &Context<'_>) -> Result<Value, Failure> {
    let datalake = context.client.datalake().await?;
    let mut listed: Listed = context.args();
    let limit = listed.limit();
    let ids = listed.ids.take().map(|ids| DataKeys::ids(ids.into_iter().map(DataId::new)));
    let filenames = listed.filenames.take().map(DataKeys::filenames);
    let keys = ids.or(filenames).or(listed.object_names.take().map(DataKeys::object_names));
    let filter = listed.filter();
    let data = match keys {
        None => datalake.list(&filter, limit).await?,
        Some(keys) => datalake.list_by(&keys, &filter).await?,
    };
    Ok(data.into_iter().map(|data| data.filename).collect())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
enum FindData {
    Id(String),
    Filename(String),
    ObjectName(String),
}

async fn find_data(context: &Context<'_>) -> Result<Value, Failure> {
    let datalake = context.client.datalake().await?;
    let found = match context.args() {
        FindData::Id(id) => datalake.find(&DataId::new(id)).await?,
        FindData::Filename(filename) => datalake.find(DataKey::filename(&filename)).await?,
        FindData::ObjectName(name) => datalake.find(DataKey::object_name(&name)).await?,
    };
    Ok(found.filename.into())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WhichDatalake {
    id: Option<String>,
    name: Option<String>,
}

async fn get_datalake(context: &Context<'_>) -> Result<Datalake, Failure> {
    let WhichDatalake { id, name } = context.args();
    Ok(match (id, name) {
        (Some(id), _) => context.client.datalake_by_id(&DatalakeId::new(id)).await?,
        (None, Some(name)) => context.client.datalake_named(&name).await?,
        (None, None) => context.client.datalake().await?,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stats {
    service: String,
    #[serde(default)]
    of_the_champion: bool,
    from_timestamp: Option<f64>,
    to_timestamp: Option<f64>,
    since: Option<u64>,
    #[serde(default)]
    includes: Vec<String>,
    #[serde(default)]
    excludes: Vec<String>,
    #[serde(default)]
    tags: Vec<String>,
}

async fn stats(context: &Context<'_>) -> Result<Value, Failure> {
    let stats: Stats = context.args();
    let mut filter = StatisticsFilter::new();
    if stats.of_the_champion {
        let model = context.deployment().model_version().await?.ok_or("the deployment has no model")?;
        filter = filter.model(model.id);
    }
    if let Some(from) = stats.from_timestamp {
        filter = filter.from(from);
    }
    if let Some(to) = stats.to_timestamp {
        filter = filter.to(to);
    }
    if let Some(since) = stats.since {
        filter = filter.since(Duration::from_secs(since));
    }
    filter = stats.includes.into_iter().map(PredictionId::new).fold(filter, StatisticsFilter::include);
    filter = stats.excludes.into_iter().map(PredictionId::new).fold(filter, StatisticsFilter::exclude);
    filter = stats.tags.into_iter().fold(filter, StatisticsFilter::tag);
    let (of, filter) = (context.deployment(), &filter);
    let statistic = match stats.service.as_str() {
        "PREDICTIONS_OUTLYING_SCORE" => of.outliers(filter).await?.into_object(),
        "PREDICTIONS_DATA" => of.metrics_by_prediction(filter).await?.into_object(),
        "REVIEWS_OBJECT_DETECTION_STATS" => of.detection_quality_by_prediction(filter).await?.into_object(),
        "REVIEWS_CLASSIFICATION_STATS" => of.classification_quality(filter).await?.into_object(),
        "REVIEWS_LABEL_DISTRIBUTION_STATS" => of.reviewed_labels(filter).await?.into_object(),
        "AGGREGATED_LABEL_DISTRIBUTION" => of.predicted_labels(filter).await?.into_object(),
        "AGGREGATED_OBJECT_DETECTION_STATS" => of.detection_quality(filter).await?.into_object(),
        "AGGREGATED_PREDICTIONS_DATA" => of.metrics(filter).await?.into_object(),
        "AGGREGATED_DRIFTING_PREDICTIONS" => of.drift(filter).await?.into_object(),
        other => panic!("unknown statistic {other}"),
    };
    Ok(statistic.into())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Update {
    name: Option<String>,
    min_threshold: Option<f64>,
    sample_rate: Option<f64>,
    #[serde(default)]
    to_the_default_datalake: bool,
}

async fn update(context: &Context<'_>) -> Result<Value, Failure> {
    let Update { name, min_threshold, sample_rate, to_the_default_datalake } = context.args();
    let mut update = DeploymentUpdate::new();
    if let Some(name) = name {
        update = update.name(name);
    }
    if let Some(threshold) = min_threshold {
        update = update.min_threshold(threshold);
    }
    if let Some(rate) = sample_rate {
        update = update.sample_rate(rate);
    }
    if to_the_default_datalake {
        update = update.target_datalake(context.client.datalake().await?.id());
    }
    context.deployment().update(&update).await?;
    Ok(Value::Null)
}
