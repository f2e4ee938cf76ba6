use bytes::Bytes;
use http::Method;
use serde::Deserialize;

use super::data::WireData;
use super::query::{Listing, NextPage, Page};
use super::{
    Data, DataFilter, DataId, DeploymentId, Endpoint, Host, get, platform_response, segment, send_json,
};
use crate::id::id;
use crate::monitor::{MonitorReceipt, PredictionId};
use crate::problem::{InvalidInput, Problem};
use crate::response::{ResponseError, json};
use crate::transport::Body;

id! {
    /// The id of a predicted asset, a UUID.
    PredictedAssetId
}

/// A stored prediction and the `Data` that it was made on.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PredictedAssetInfo {
    /// The id at the platform.
    pub id: PredictedAssetId,
    /// The id at the monitoring service, which is that of the receipt.
    pub prediction_id: PredictionId,
    /// The image.
    pub data: Data,
}

#[derive(Deserialize)]
struct Wire {
    id: String,
    oracle_prediction_id: String,
    data: WireData,
}

impl From<Wire> for PredictedAssetInfo {
    fn from(wire: Wire) -> Self {
        Self {
            id: PredictedAssetId::new(wire.id),
            prediction_id: PredictionId::new(wire.oracle_prediction_id),
            data: wire.data.into(),
        }
    }
}

/// Identifies one predicted asset of a deployment.
///
/// Ids and receipts convert into a key, so most calls do not name this type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PredictedAssetKey<'a> {
    field: &'static str,
    /// `None` for a receipt without an id.
    value: Option<&'a str>,
}

impl<'a> PredictedAssetKey<'a> {
    /// Identifies the predicted asset by the file name of its image. It is an error if several have
    /// this name.
    #[must_use]
    pub fn filename(filename: &'a str) -> Self {
        Self::of("filename", filename)
    }

    /// Identifies the predicted asset by the name that its image has in the object storage.
    #[must_use]
    pub fn object_name(object_name: &'a str) -> Self {
        Self::of("object_name", object_name)
    }

    fn of(field: &'static str, value: &'a str) -> Self {
        Self { field, value: Some(value) }
    }
}

impl<'a> From<&'a PredictionId> for PredictedAssetKey<'a> {
    fn from(id: &'a PredictionId) -> Self {
        Self::of("oracle_prediction_id", id.as_str())
    }
}

impl<'a> From<&'a MonitorReceipt> for PredictedAssetKey<'a> {
    fn from(receipt: &'a MonitorReceipt) -> Self {
        Self { field: "oracle_prediction_id", value: receipt.id().map(PredictionId::as_str) }
    }
}

impl<'a> From<&'a PredictedAssetId> for PredictedAssetKey<'a> {
    fn from(id: &'a PredictedAssetId) -> Self {
        Self::of("id", id.as_str())
    }
}

impl<'a> From<&'a DataId> for PredictedAssetKey<'a> {
    fn from(id: &'a DataId) -> Self {
        Self::of("data_id", id.as_str())
    }
}

/// Finds one predicted asset of a deployment. It is an error if the key matches several.
#[derive(Clone, Copy, Debug)]
pub struct FindPredictedAsset<'a> {
    deployment: &'a DeploymentId,
    key: PredictedAssetKey<'a>,
}

impl<'a> FindPredictedAsset<'a> {
    /// Creates a request for the predicted asset that `key` identifies.
    #[must_use]
    pub fn new(deployment: &'a DeploymentId, key: PredictedAssetKey<'a>) -> Self {
        Self { deployment, key }
    }
}

impl Endpoint for FindPredictedAsset<'_> {
    type Response = PredictedAssetInfo;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        let Some(value) = self.key.value else {
            let message = "holds no prediction id: find the predicted asset by the file name of its image";
            return Err(Problem::invalid("receipt", message).into());
        };
        let query =
            form_urlencoded::Serializer::new(String::new()).append_pair(self.key.field, value).finish();
        get(
            host,
            &format!("/api/deployment/{}/predictedassets/find?{query}", segment(self.deployment.as_str())),
        )
    }

    fn action(&self) -> &'static str {
        "find the predicted asset"
    }

    fn read(&self, response: http::Response<Bytes>) -> Result<PredictedAssetInfo, ResponseError> {
        let response = platform_response(self.action(), response)?;
        Ok(json::<Wire>(self.action(), &response)?.into())
    }
}

/// Lists a page of the predicted assets of a deployment.
#[derive(Clone, Copy, Debug)]
pub struct ListPredictedAssets<'a> {
    deployment: &'a DeploymentId,
    listing: Listing<'a>,
}

impl<'a> ListPredictedAssets<'a> {
    /// Creates a request for the first page of the predicted assets whose `Data` matches `filter`.
    ///
    /// The page holds at most `limit` of them, and at most 1,000.
    #[must_use]
    pub fn new(deployment: &'a DeploymentId, filter: &'a DataFilter, limit: usize) -> Self {
        Self { deployment, listing: Listing { filter, prefix: "data.", limit, page: None } }
    }

    /// Requests the page that another page names as its [`next`](Page::next), or the first page if
    /// `None`.
    #[must_use]
    pub fn after(mut self, page: Option<&'a NextPage>) -> Self {
        self.listing.page = page;
        self
    }
}

impl Endpoint for ListPredictedAssets<'_> {
    type Response = Page<PredictedAssetInfo>;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        let query = self.listing.query()?;
        get(host, &format!("/api/deployment/{}/predictedassets?{query}", segment(self.deployment.as_str())))
    }

    fn action(&self) -> &'static str {
        "list the predicted assets"
    }

    fn read(&self, response: http::Response<Bytes>) -> Result<Self::Response, ResponseError> {
        let response = platform_response(self.action(), response)?;
        Ok(self.listing.page::<Wire, _>(json(self.action(), &response)?))
    }
}

/// Deletes a predicted asset.
#[derive(Clone, Copy, Debug)]
pub struct DeletePredictedAsset<'a> {
    id: &'a PredictedAssetId,
}

impl<'a> DeletePredictedAsset<'a> {
    /// Creates a request to delete the predicted asset with this id.
    #[must_use]
    pub fn new(id: &'a PredictedAssetId) -> Self {
        Self { id }
    }
}

impl Endpoint for DeletePredictedAsset<'_> {
    type Response = ();

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        let path = format!("/api/predicted/asset/{}", segment(self.id.as_str()));
        send_json(host, Method::DELETE, &path, Body::empty())
    }

    fn action(&self) -> &'static str {
        "delete the predicted asset"
    }

    fn read(&self, response: http::Response<Bytes>) -> Result<(), ResponseError> {
        platform_response(self.action(), response)?;
        Ok(())
    }
}
