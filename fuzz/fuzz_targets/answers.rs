//! Whatever a service answers, each endpoint reads it or says why not.

#![no_main]

use bytes::Bytes;
use libfuzzer_sys::fuzz_target;
use picsellia_core::endpoint::{
    AddReview, AddShadow, DataFilter, DataId, DataKey, DataKeys, DatalakeId, DeploymentId, DeploymentUpdate,
    Endpoint, FindData, FindDatalake, FindDeployment, FindOrganization, FindPredictedAsset, GetConnector,
    GetData, GetDeployment, GetDeploymentInfo, GetModelVersion, GetOrganization, GetPredictedAsset, GetStats,
    Host, ListData, ListDataSources, ListDatalakes, ListDeployments, ListLabels, ListNamedData,
    ListPredictedAssets, ListTags, Login, ModelVersionId, Monitor, OrganizationId, Ping, PredictedAssetId,
    PresignedUrl, RetrieveInformation, Review, StatsFilter, StatsService, UpdateDeployment,
};
use picsellia_core::{Body, PredictionId, Secret};
use picsellia_fuzz as _;

/// The text of an error is bounded, whatever the service said.
fn read<E: Endpoint>(endpoint: &E, answer: &http::Response<Bytes>) -> Option<E::Answer> {
    let error = match endpoint.read(answer.clone()) {
        Ok(answer) => return Some(answer),
        Err(error) => error,
    };
    let shown = error.to_string();
    assert!(shown.chars().count() < 3_500, "{}", shown.len());
    None
}

fuzz_target!(|input: &[u8]| {
    let [which, status, body @ ..] = input else { return };
    let status = [200, 201, 400, 401, 409, 422, 500, 503][usize::from(*status) % 8];
    let answer =
        http::Response::builder().status(status).body(Bytes::copy_from_slice(body)).expect("an answer");
    let (organization, deployment) = (OrganizationId::new("o"), DeploymentId::new("d"));
    let (datalake, data, model) = (DatalakeId::new("l"), DataId::new("d"), ModelVersionId::new("m"));
    let (asset, prediction) = (PredictedAssetId::new("a"), PredictionId::new("p"));
    let (filter, stats) = (DataFilter::new(), StatsFilter::new());
    let (token, nothing) = (Secret::new("t"), Body::empty());
    match which % 29 {
        0 => drop(read(&Ping, &answer)),
        1 => drop(read(&FindOrganization::new("acme"), &answer)),
        2 => drop(read(&GetOrganization::new(&organization), &answer)),
        3 => drop(read(&FindDeployment::by_name(&organization, "doors"), &answer)),
        4 => drop(read(&ListDeployments::new(&organization, 9), &answer)),
        5 => drop(read(&GetDeployment::new(&deployment), &answer)),
        6 => drop(read(&UpdateDeployment::new(&deployment, &DeploymentUpdate::new()), &answer)),
        7 => drop(read(&Login::new(&token, &deployment), &answer)),
        8 => drop(read(&Monitor::new(&deployment, "key", &nothing), &answer)),
        9 => drop(read(&AddShadow::new(&prediction, "key", &nothing), &answer)),
        10 => drop(read(&FindDatalake::default_of(&organization), &answer)),
        11 => drop(read(&ListData::new(&datalake, &filter, 9), &answer)),
        12 => drop(read(&GetData::new(&data), &answer)),
        13 => drop(read(&PresignedUrl::new(&data), &answer)),
        14 => drop(read(&GetConnector::new(&deployment), &answer)),
        15 => drop(read(&ListLabels::new(&deployment), &answer)),
        16 => {
            let labels = read(&GetModelVersion::new(&model), &answer).map(|model| model.labels().cloned());
            if let Some(Err(error)) = labels {
                assert!(error.to_string().len() < 8_000);
            }
        }
        17 => drop(read(&FindPredictedAsset::by_prediction(&deployment, &prediction), &answer)),
        18 => drop(read(&ListPredictedAssets::new(&deployment, &filter, 9), &answer)),
        19 => drop(read(&GetPredictedAsset::new(&asset), &answer)),
        20 => drop(read(&AddReview::new(&asset, &Review::new()), &answer)),
        21 => {
            if let Some(statistic) = read(&GetStats::new(&deployment, StatsService::Metrics, &stats), &answer)
            {
                let _ =
                    (statistic.metrics(), statistic.predictions(), statistic.labels(), statistic.selection());
                let _ = (statistic.detection(), statistic.classification(), statistic.drift());
            }
        }
        22 => drop(read(&ListDatalakes::new(&organization), &answer)),
        23 => drop(read(&ListDataSources::new(&organization), &answer)),
        24 => drop(read(&ListTags::new(&datalake), &answer)),
        25 => drop(read(&FindData::new(&datalake, DataKey::id(&data)), &answer)),
        26 => drop(read(&GetDeploymentInfo::new(&deployment), &answer)),
        27 => {
            let names = DataKeys::filenames(["a", "b"]);
            drop(read(&ListNamedData::new(&datalake, &names, &filter), &answer));
        }
        _ => drop(read(&RetrieveInformation::new(&deployment), &answer)),
    }
    let _ = Host::of_url(&String::from_utf8_lossy(body));
});
