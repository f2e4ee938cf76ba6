//! Links a prediction to its data, which it creates or which exists.

use sqlx::SqliteConnection;

use super::new_prediction::{NewData, NewPrediction, PredictionContent, PredictionData, json_text};
use super::{Deployment, Instant, StoreError, new_uuid};

/// The outcome of linking a prediction to its data.
pub(super) enum DataLink {
    /// The prediction has this data and this source. Without its image it has no data.
    Linked { data: Option<LinkedData>, source: String },
    /// The prediction names an object that no data of the organization has.
    UnknownObject,
    /// The prediction names data that already has a prediction of this deployment.
    AlreadyPredicted,
}

/// Finds or creates the data of a prediction.
pub(super) async fn link_data(
    connection: &mut SqliteConnection,
    deployment: &Deployment,
    prediction: &NewPrediction,
    now: Instant,
) -> Result<DataLink, StoreError> {
    let content = &prediction.content;
    let source = content.source().to_owned();
    match &prediction.data {
        PredictionData::Unsampled => Ok(DataLink::Linked { data: None, source }),
        PredictionData::New(data) => {
            let data = insert_data(connection, deployment, content, data, now).await?;
            Ok(DataLink::Linked { data: Some(data), source })
        }
        PredictionData::Existing { object_name, sampled } => {
            let Some(existing) = find_data(connection, deployment, object_name).await? else {
                return Ok(DataLink::UnknownObject);
            };
            if existing.predicted {
                return Ok(DataLink::AlreadyPredicted);
            }
            // Only the tags of existing data change.
            let source = existing.source.unwrap_or(source);
            if !sampled {
                return Ok(DataLink::Linked { data: None, source });
            }
            tag_data(connection, existing.id, existing.datalake_id, content.tags()).await?;
            let data = LinkedData { id: existing.id, uuid: existing.uuid, object_name: object_name.clone() };
            Ok(DataLink::Linked { data: Some(data), source })
        }
    }
}

/// The data of a prediction.
pub(super) struct LinkedData {
    pub(super) id: i64,
    pub(super) uuid: String,
    pub(super) object_name: String,
}

/// Data that existed before the prediction.
#[derive(sqlx::FromRow)]
struct ExistingData {
    id: i64,
    uuid: String,
    datalake_id: i64,
    source: Option<String>,
    /// Whether it already has a prediction of the deployment.
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
    content: &PredictionContent,
    data: &NewData,
    created_at: Instant,
) -> Result<LinkedData, StoreError> {
    sqlx::query(
        "INSERT INTO data_sources (uuid, organization_id, name) VALUES (?, ?, ?) \
         ON CONFLICT (organization_id, name) DO NOTHING",
    )
    .bind(new_uuid())
    .bind(deployment.organization_id)
    .bind(content.source())
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
    .bind(content.source())
    .bind(&data.object_name)
    .bind(&content.filename)
    .bind(content.content_type)
    .bind(content.width)
    .bind(content.height)
    .bind(i64::try_from(data.size).unwrap_or(i64::MAX))
    .bind(json_text(content.details.metadata.as_ref()))
    .bind(json_text(content.details.custom_metadata.as_ref()))
    .bind(created_at)
    .execute(&mut *connection)
    .await?;
    let id = inserted.last_insert_rowid();
    tag_data(connection, id, deployment.datalake_id, content.tags()).await?;
    Ok(LinkedData { id, uuid, object_name: data.object_name.clone() })
}

/// Adds tags to data, and creates the tags that its datalake lacks.
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
