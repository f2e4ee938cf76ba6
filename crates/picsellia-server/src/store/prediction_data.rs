//! The data that a prediction is put on: a new one, or one that is there.

use sqlx::SqliteConnection;

use super::predictions::json_text;
use super::{Deployment, Instant, NewData, NewPrediction, PredictionData, StoreError, new_uuid};

/// The outcome of looking for, or making, the data of a prediction.
pub(super) enum Link {
    /// On this data, if on any, whose source is settled.
    To { data: Option<LinkedData>, source: String },
    /// It names an object that no data of the organization has.
    UnknownObject,
    /// It names a data that this deployment has another prediction on.
    AlreadyPredicted,
}

pub(super) async fn link(
    connection: &mut SqliteConnection,
    deployment: &Deployment,
    prediction: &NewPrediction,
    now: Instant,
) -> Result<Link, StoreError> {
    let source = prediction.source().to_owned();
    match &prediction.data {
        PredictionData::Unsampled => Ok(Link::To { data: None, source }),
        PredictionData::New(data) => {
            let data = insert_data(connection, deployment, prediction, data, now).await?;
            Ok(Link::To { data: Some(data), source })
        }
        PredictionData::Existing { object_name, sampled } => {
            let Some(existing) = find_data(connection, deployment, object_name).await? else {
                return Ok(Link::UnknownObject);
            };
            if existing.predicted {
                return Ok(Link::AlreadyPredicted);
            }
            // All of a data but its tags is settled when it is made.
            let source = existing.source.unwrap_or(source);
            if !sampled {
                return Ok(Link::To { data: None, source });
            }
            tag_data(connection, existing.id, existing.datalake_id, prediction.tags()).await?;
            let data = LinkedData { id: existing.id, uuid: existing.uuid, object_name: object_name.clone() };
            Ok(Link::To { data: Some(data), source })
        }
    }
}

/// The data that a prediction is put on.
pub(super) struct LinkedData {
    pub(super) id: i64,
    pub(super) uuid: String,
    pub(super) object_name: String,
}

/// A data that was there before.
#[derive(sqlx::FromRow)]
struct ExistingData {
    id: i64,
    uuid: String,
    datalake_id: i64,
    source: Option<String>,
    /// Whether the deployment has a prediction on it.
    predicted: bool,
}

async fn find_data(
    connection: &mut SqliteConnection,
    deployment: &Deployment,
    object_name: &str,
) -> Result<Option<ExistingData>, StoreError> {
    let found = sqlx::query_as(
        "SELECT d.id, d.uuid, d.datalake_id, s.name AS source, EXISTS (SELECT 1 FROM predictions p \
         WHERE p.deployment_id = ? AND p.data_id = d.id) AS predicted \
         FROM data d JOIN datalakes l ON l.id = d.datalake_id LEFT JOIN data_sources s ON s.id = d.data_source_id \
         WHERE d.object_name = ? AND l.organization_id = ?",
    );
    let found = found.bind(deployment.id).bind(object_name).bind(deployment.organization_id);
    Ok(found.fetch_optional(connection).await?)
}

/// Inserts the data with its source and tags.
async fn insert_data(
    connection: &mut SqliteConnection,
    deployment: &Deployment,
    prediction: &NewPrediction,
    data: &NewData,
    created_at: Instant,
) -> Result<LinkedData, StoreError> {
    sqlx::query(
        "INSERT INTO data_sources (uuid, organization_id, name) VALUES (?, ?, ?) \
         ON CONFLICT (organization_id, name) DO NOTHING",
    )
    .bind(new_uuid())
    .bind(deployment.organization_id)
    .bind(prediction.source())
    .execute(&mut *connection)
    .await?;
    let uuid = new_uuid();
    let inserted = sqlx::query(
        "INSERT INTO data (uuid, datalake_id, data_source_id, object_name, filename, type, content_type, \
         upload_status, width, height, size, metadata, custom_metadata, created_at) \
         VALUES (?, ?, (SELECT id FROM data_sources WHERE organization_id = ? AND name = ?), ?, ?, 'IMAGE', ?, \
         'DONE', ?, ?, ?, ?, ?, ?)",
    )
    .bind(&uuid)
    .bind(deployment.datalake_id)
    .bind(deployment.organization_id)
    .bind(prediction.source())
    .bind(&data.object_name)
    .bind(&prediction.filename)
    .bind(prediction.content_type)
    .bind(prediction.width)
    .bind(prediction.height)
    .bind(i64::try_from(data.size).unwrap_or(i64::MAX))
    .bind(json_text(prediction.details.metadata.as_ref()))
    .bind(json_text(prediction.details.custom_metadata.as_ref()))
    .bind(created_at)
    .execute(&mut *connection)
    .await?;
    let id = inserted.last_insert_rowid();
    tag_data(connection, id, deployment.datalake_id, prediction.tags()).await?;
    Ok(LinkedData { id, uuid, object_name: data.object_name.clone() })
}

/// Puts tags on a data, creating those that its datalake does not know.
async fn tag_data(
    connection: &mut SqliteConnection,
    data_id: i64,
    datalake_id: i64,
    tags: &[String],
) -> Result<(), StoreError> {
    for tag in tags {
        sqlx::query(
            "INSERT INTO tags (uuid, datalake_id, name) VALUES (?, ?, ?) ON CONFLICT (datalake_id, name) DO NOTHING",
        )
        .bind(new_uuid())
        .bind(datalake_id)
        .bind(tag)
        .execute(&mut *connection)
        .await?;
        sqlx::query(
            "INSERT INTO data_tags (data_id, tag_id) SELECT ?, id FROM tags WHERE datalake_id = ? AND name = ? \
             ON CONFLICT (data_id, tag_id) DO NOTHING",
        )
        .bind(data_id)
        .bind(datalake_id)
        .bind(tag)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}
