//! No response makes an endpoint panic, and messages repeat only a bounded part of it.
#![allow(clippy::unwrap_used, reason = "a failure ends the test")]

use bytes::Bytes;
use picsellia_core::endpoint::{
    AddReview, AddShadow, DataFilter, DataId, DataKeys, DatalakeId, DeploymentId, DeploymentUpdate, Download,
    Endpoint, FindData, FindDatalake, FindDeployment, FindOrganization, FindPredictedAsset, GetConnector,
    GetData, GetDeployment, GetDeploymentInfo, GetModelVersion, GetOrganization, GetStatistic,
    GetStoredPredictions, Host, ListData, ListDataSources, ListDatalakes, ListLabels, ListNamedData,
    ListPredictedAssets, ListTags, Login, ModelVersionId, Monitor, OrganizationId, Ping, PredictedAssetId,
    PresignedUrl, RetrieveInformation, Review, StatisticsFilter, UpdateDeployment,
};
use picsellia_core::{Body, PredictionId, ResponseError, Secret};
use proptest::prelude::*;

/// Reads the response with an endpoint, and returns the text that a person sees of an error.
fn shown<E: Endpoint>(endpoint: &E, response: &http::Response<Bytes>) -> Option<String> {
    match endpoint.read(response.clone()) {
        Ok(_) => None,
        Err(error @ (ResponseError::Rejected(_) | ResponseError::Unreadable(_))) => {
            Some(format!("{error} {error:?}"))
        }
    }
}

/// Reads the response with every endpoint.
fn read_as_all(response: &http::Response<Bytes>) -> Vec<String> {
    let organization = OrganizationId::new("o/../x");
    let deployment = DeploymentId::new("d?x=1#y");
    let (datalake, data, model) = (DatalakeId::new("l"), DataId::new("d"), ModelVersionId::new("m"));
    let (asset, prediction) = (PredictedAssetId::new("a"), PredictionId::new("p"));
    let (filter, statistics) = (DataFilter::new().source("s"), StatisticsFilter::new());
    let (ordered, names) = (DataFilter::new().order_by("-created_at"), DataKeys::filenames(["a", "b"]));
    let (token, url, body) = (Secret::new("t"), Secret::new("https://s/x"), Body::empty());
    let (review, update) = (Review::new(), DeploymentUpdate::new());
    [
        shown(&Ping, response),
        shown(&FindOrganization::new("acme"), response),
        shown(&GetOrganization::new(&organization), response),
        shown(&FindDeployment::by_name(&organization, "doors"), response),
        shown(&GetDeployment::new(&deployment), response),
        shown(&GetDeploymentInfo::new(&deployment), response),
        shown(&UpdateDeployment::new(&deployment, &update), response),
        shown(&Login::new(&token, &deployment), response),
        shown(&Monitor::new(&deployment, "key", &body), response),
        shown(&AddShadow::new(&prediction, "key", &body), response),
        shown(&FindDatalake::default_of(&organization), response),
        shown(&ListDatalakes::new(&organization), response),
        shown(&ListDataSources::new(&organization), response),
        shown(&ListTags::new(&datalake), response),
        shown(&ListData::new(&datalake, &filter, 9), response),
        shown(&ListData::new(&datalake, &ordered, 9), response),
        shown(&ListNamedData::new(&datalake, &names, &filter), response),
        shown(&FindData::new(&datalake, (&data).into()), response),
        shown(&GetData::new(&data), response),
        shown(&PresignedUrl::new(&data), response),
        shown(&Download::new(&url), response),
        shown(&GetConnector::new(&deployment), response),
        shown(&ListLabels::new(&deployment), response),
        shown(&GetModelVersion::new(&model), response),
        shown(&FindPredictedAsset::new(&deployment, (&prediction).into()), response),
        shown(&ListPredictedAssets::new(&deployment, &filter, 9), response),
        shown(&GetStoredPredictions::new(&asset), response),
        shown(&AddReview::new(&asset, &review), response),
        shown(&GetStatistic::metrics(&deployment, &statistics), response),
        shown(&RetrieveInformation::new(&deployment), response),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn statuses() -> impl Strategy<Value = u16> {
    prop_oneof![Just(200_u16), Just(201), 100_u16..600]
}

/// JSON with the keys of real responses and unexpected values.
fn near_misses() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        Just("null".to_owned()),
        Just("\"x\"".to_owned()),
        Just("[]".to_owned()),
        Just("{}".to_owned()),
        any::<i64>().prop_map(|number| number.to_string()),
        any::<f64>().prop_map(|number| format!("{number:?}")),
        Just("[{\"id\":\"x\",\"name\":\"y\",\"is_shadow\":1}]".to_owned()),
        Just("{\"width\":4,\"height\":-3}".to_owned()),
    ];
    let key = prop::sample::select(vec![
        "id",
        "name",
        "username",
        "default_organization",
        "type",
        "oracle_host",
        "jwt",
        "expires",
        "items",
        "count",
        "next_cursor",
        "meta",
        "data",
        "labels",
        "version",
        "predictions",
        "reviews",
        "presigned_url",
        "message",
        "detail",
        "filename",
        "object_name",
        "content_type",
        "upload_status",
        "tags",
        "bucket_name",
        "client_type",
    ]);
    prop::collection::vec((key, value), 0..12).prop_map(|pairs| {
        let pairs: Vec<_> = pairs.into_iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
        format!("{{{}}}", pairs.join(","))
    })
}

proptest! {
    #[test]
    fn no_response_makes_an_endpoint_panic(status in statuses(), body in prop::collection::vec(any::<u8>(), 0..200)) {
        let response = http::Response::builder().status(status).body(Bytes::from(body)).unwrap();
        for text in read_as_all(&response) {
            prop_assert!(text.len() < 5_000, "{}", text.len());
        }
    }

    #[test]
    fn no_object_makes_an_endpoint_panic(status in statuses(), body in near_misses()) {
        let response = http::Response::builder().status(status).body(Bytes::from(body)).unwrap();
        read_as_all(&response);
    }

    #[test]
    fn texts_of_a_service_are_shortened_and_safe_to_print(
        message in "(.|\n|\u{1b}|\u{202e}){0,500}", count in 0_usize..15,
    ) {
        let body = serde_json::json!({ "message": message, "detail": vec![message.clone(); count] }).to_string();
        let response = http::Response::builder().status(422).body(Bytes::from(body)).unwrap();
        let error = Ping.read(response).unwrap_err().to_string();
        prop_assert!(error.chars().count() < 3_500, "{}", error.chars().count());
        let harmful = error.contains(['\u{1b}', '\u{202e}', '\r']);
        prop_assert!(!harmful);
    }

    /// What cannot be read is repeated in part, whatever its length, and no part of a secret with
    /// it.
    #[test]
    fn an_unreadable_response_is_shortened_and_shows_no_secret(
        before in "[a-z]{0,6000}", secret in "[A-Z0-9]{8,1500}", repeated in 1_usize..8,
    ) {
        let body = serde_json::json!(format!("{before}{}", secret.repeat(repeated))).to_string();
        let response = http::Response::builder().status(201).body(Bytes::from(body)).unwrap();
        let (deployment, nothing) = (DeploymentId::new("d"), Body::empty());
        let Err(ResponseError::Unreadable(unreadable)) = Monitor::new(&deployment, "key", &nothing).read(response) else {
            unreachable!("a text is no receipt")
        };
        let unreadable = unreadable.redacted(&[&secret]);
        let shown = format!("{unreadable} {unreadable:?}");
        prop_assert!(shown.chars().count() < 1_000, "{}", shown.len());
        prop_assert!(!shown.contains(&secret[..8]), "{}", shown);
    }

    #[test]
    fn ids_and_names_stay_in_their_part_of_the_url(id in ".{0,60}", name in ".{0,60}") {
        let host = Host::public();
        let organization = OrganizationId::new(&id);
        let request = FindDeployment::by_name(&organization, &name).request(&host).unwrap();
        let (path, query) = (request.uri().path(), request.uri().query().unwrap());
        prop_assert!(path.starts_with("/api/organization/") && path.ends_with("/deployments/find"));
        prop_assert_eq!(path.matches('/').count(), 5);
        prop_assert_eq!(query.matches(['&', '?', '#']).count(), 0);
    }
}
