//! Each endpoint reads any response or returns an error, without a panic.

#![no_main]

use bytes::Bytes;
use libfuzzer_sys::fuzz_target;
use picsellia_core::endpoint::{
    AddReview, AddShadow, DataFilter, DataId, DataKeys, DatalakeId, DeploymentId, DeploymentUpdate, Endpoint,
    FindData, FindDatalake, FindDeployment, FindOrganization, FindPredictedAsset, GetConnector, GetData,
    GetDeployment, GetDeploymentInfo, GetModelVersion, GetOrganization, GetStatistic, GetStoredPredictions,
    Host, ListData, ListDataSources, ListDatalakes, ListDeployments, ListLabels, ListNamedData,
    ListPredictedAssets, ListTags, Login, ModelVersionId, Monitor, OrganizationId, Ping, PredictedAssetId,
    PresignedUrl, RetrieveInformation, Review, StatisticsFilter, UpdateDeployment,
};
use picsellia_core::{Body, PredictionId, Secret};
use picsellia_fuzz as _;

/// Reads a response, and checks that the text of an error is bounded.
fn read<E: Endpoint>(endpoint: &E, response: &http::Response<Bytes>) -> Option<E::Response> {
    let error = match endpoint.read(response.clone()) {
        Ok(response) => return Some(response),
        Err(error) => error,
    };
    let shown = error.to_string();
    assert!(shown.chars().count() < 3_500, "{}", shown.len());
    None
}

fn report<T: serde::de::DeserializeOwned>(get: &GetStatistic<'_, T>, response: &http::Response<Bytes>) {
    if let Some(statistic) = read(get, response) {
        let _ = (statistic.selection(), statistic.report());
    }
}

fuzz_target!(|input: &[u8]| {
    let [which, status, body @ ..] = input else { return };
    let status = [200, 201, 400, 401, 409, 422, 500, 503][usize::from(*status) % 8];
    let response =
        http::Response::builder().status(status).body(Bytes::copy_from_slice(body)).expect("a response");
    let (organization, deployment) = (OrganizationId::new("o"), DeploymentId::new("d"));
    let (datalake, data, model) = (DatalakeId::new("l"), DataId::new("d"), ModelVersionId::new("m"));
    let (asset, prediction) = (PredictedAssetId::new("a"), PredictionId::new("p"));
    let (filter, statistics) = (DataFilter::new(), StatisticsFilter::new());
    let (token, nothing) = (Secret::new("t"), Body::empty());
    match which % 34 {
        0 => drop(read(&Ping, &response)),
        1 => drop(read(&FindOrganization::new("acme"), &response)),
        2 => drop(read(&GetOrganization::new(&organization), &response)),
        3 => drop(read(&FindDeployment::by_name(&organization, "doors"), &response)),
        4 => drop(read(&ListDeployments::new(&organization, 9), &response)),
        5 => drop(read(&GetDeployment::new(&deployment), &response)),
        6 => drop(read(&UpdateDeployment::new(&deployment, &DeploymentUpdate::new()), &response)),
        7 => drop(read(&Login::new(&token, &deployment), &response)),
        8 => drop(read(&Monitor::new(&deployment, "key", &nothing), &response)),
        9 => drop(read(&AddShadow::new(&prediction, "key", &nothing), &response)),
        10 => drop(read(&FindDatalake::default_of(&organization), &response)),
        11 => drop(read(&ListData::new(&datalake, &filter, 9), &response)),
        12 => drop(read(&GetData::new(&data), &response)),
        13 => drop(read(&PresignedUrl::new(&data), &response)),
        14 => drop(read(&GetConnector::new(&deployment), &response)),
        15 => drop(read(&ListLabels::new(&deployment), &response)),
        16 => {
            let labels = read(&GetModelVersion::new(&model), &response).map(|model| model.labels().cloned());
            if let Some(Err(error)) = labels {
                assert!(error.to_string().len() < 8_000);
            }
        }
        17 => drop(read(&FindPredictedAsset::new(&deployment, (&prediction).into()), &response)),
        18 => drop(read(&ListPredictedAssets::new(&deployment, &filter, 9), &response)),
        19 => drop(read(&GetStoredPredictions::new(&asset), &response)),
        20 => drop(read(&AddReview::new(&asset, &Review::new()), &response)),
        21 => report(&GetStatistic::metrics(&deployment, &statistics), &response),
        22 => drop(read(&ListDatalakes::new(&organization), &response)),
        23 => drop(read(&ListDataSources::new(&organization), &response)),
        24 => drop(read(&ListTags::new(&datalake), &response)),
        25 => drop(read(&FindData::new(&datalake, (&data).into()), &response)),
        26 => drop(read(&GetDeploymentInfo::new(&deployment), &response)),
        27 => {
            let names = DataKeys::filenames(["a", "b"]);
            drop(read(&ListNamedData::new(&datalake, &names, &filter), &response));
        }
        28 => drop(read(&RetrieveInformation::new(&deployment), &response)),
        29 => report(&GetStatistic::metrics_by_prediction(&deployment, &statistics), &response),
        30 => report(&GetStatistic::predicted_labels(&deployment, &statistics), &response),
        31 => report(&GetStatistic::detection_quality(&deployment, &statistics), &response),
        32 => report(&GetStatistic::classification_quality(&deployment, &statistics), &response),
        _ => report(&GetStatistic::drift(&deployment, &statistics), &response),
    }
    let _ = Host::of_url(&String::from_utf8_lossy(body));
});
