//! Predicted assets: predictions with their data, as the platform shows them.

use sqlx::{QueryBuilder, Sqlite};
use uuid::Uuid;

use super::data::{data_columns, push_any};
use super::listing::{Listing, OrderBy, Page, Paging};
use super::{DataFilter, DataKey, DataRecord, Deployment, Store, StoreError};

/// A prediction and its data.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct AssetRecord {
    #[sqlx(rename = "asset_key")]
    key: i64,
    pub(crate) asset_uuid: String,
    pub(crate) prediction_uuid: String,
    pub(crate) deployment_uuid: String,
    pub(crate) latency: f64,
    pub(crate) timestamp: f64,
    /// JSON text.
    pub(crate) champion: String,
    /// JSON text.
    pub(crate) custom_metrics: Option<String>,
    /// JSON text.
    pub(crate) shadow: Option<String>,
    pub(crate) shadow_latency: Option<f64>,
    /// JSON text: the list of reviews, oldest first.
    pub(crate) reviews: String,
    #[sqlx(flatten)]
    pub(crate) data: DataRecord,
}

/// A value that identifies one asset.
#[derive(Debug, Clone)]
pub(crate) enum AssetKey {
    Id(String),
    OraclePredictionId(String),
    Data(DataKey),
}

/// A filter of assets. Empty parts select everything.
#[derive(Debug, Default)]
pub(crate) struct AssetFilter {
    pub(crate) keys: Vec<AssetKey>,
    pub(crate) data: DataFilter,
    /// Selects assets that are assigned in a review campaign. This service has no campaigns, so it
    /// selects none.
    pub(crate) assigned: bool,
}

const LISTING: Listing = Listing {
    columns: concat!(
        "p.id AS asset_key, p.asset_uuid, p.uuid AS prediction_uuid, dp.uuid AS deployment_uuid, p.latency, \
         p.timestamp, p.champion, p.custom_metrics, w.prediction AS shadow, w.latency AS shadow_latency, \
         (SELECT json_group_array(json(r.review)) FROM (SELECT review FROM reviews \
         WHERE prediction_id = p.id ORDER BY id) r) AS reviews, ",
        data_columns!()
    ),
    from: "predictions p JOIN deployments dp ON dp.id = p.deployment_id JOIN data d ON d.id = p.data_id \
           JOIN datalakes l ON l.id = d.datalake_id LEFT JOIN data_sources s ON s.id = d.data_source_id \
           LEFT JOIN shadows w ON w.prediction_id = p.id",
    key: "p.id",
};

const ORDERS: &[(&str, &str)] = &[
    ("created_at", "p.received_at"),
    ("timestamp", "p.timestamp"),
    ("latency", "p.latency"),
    ("filename", "d.filename"),
    ("data.filename", "d.filename"),
    ("object_name", "d.object_name"),
    ("data.object_name", "d.object_name"),
    ("data.created_at", "d.created_at"),
    ("id", "p.asset_uuid"),
];

impl AssetFilter {
    fn push_conditions(&self, sql: &mut QueryBuilder<Sqlite>) {
        self.data.push_conditions(sql);
        if self.assigned {
            sql.push(" AND 0");
        }
        for key in &self.keys {
            match key {
                AssetKey::Id(id) => push_any(sql, "p.asset_uuid", std::slice::from_ref(id)),
                AssetKey::OraclePredictionId(id) => push_any(sql, "p.uuid", std::slice::from_ref(id)),
                AssetKey::Data(key) => key.push_condition(sql),
            }
        }
    }
}

impl Store {
    /// Finds the order of this name, such as `-timestamp`.
    pub(crate) fn asset_order(name: &str) -> Option<OrderBy> {
        OrderBy::find(name, ORDERS)
    }

    /// Returns one page of the predicted assets of a deployment.
    pub(crate) async fn list_assets(
        &self,
        deployment: &Deployment,
        filter: &AssetFilter,
        paging: &Paging,
    ) -> Result<Page<AssetRecord>, StoreError> {
        LISTING
            .page(
                &self.readers,
                paging,
                |asset: &AssetRecord| asset.key,
                |sql| {
                    sql.push("p.deployment_id = ").push_bind(deployment.id).push(" AND ");
                    filter.push_conditions(sql);
                },
            )
            .await
    }

    /// Deletes the prediction of an asset with its shadow and its reviews. The data stays. Returns
    /// whether the asset existed.
    pub(crate) async fn delete_asset(&self, uuid: Uuid) -> Result<bool, StoreError> {
        let deleted = sqlx::query("DELETE FROM predictions WHERE asset_uuid = ?")
            .bind(uuid.to_string())
            .execute(&self.writer)
            .await?;
        Ok(deleted.rows_affected() > 0)
    }

    pub(crate) async fn asset(&self, uuid: Uuid) -> Result<Option<AssetRecord>, StoreError> {
        let mut sql = QueryBuilder::new("SELECT ");
        sql.push(LISTING.columns).push(" FROM ").push(LISTING.from);
        sql.push(" WHERE p.asset_uuid = ").push_bind(uuid.to_string());
        Ok(sql.build_query_as().fetch_optional(&self.readers).await?)
    }
}
