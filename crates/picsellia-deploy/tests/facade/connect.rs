//! Connecting with a token and finding a deployment.

use crate::support::{TOKEN, connect, count, monitor, request};
use picsellia_deploy::client::OrganizationId;
use picsellia_deploy::datalake::DataFilter;
use picsellia_deploy::deployment::DeploymentId;
use picsellia_deploy::error::ConfigError;
use picsellia_deploy::{Client, ErrorKind, InferenceType, RetryPolicy};
use picsellia_transport_mock::{MockTransport, Reply, Route, block_on};
use serde_json::json;

#[test]
fn connecting_by_name_makes_the_requests_of_the_official_sdk() {
    let mock = MockTransport::new();
    let client = connect(&mock, RetryPolicy::never());
    let deployment = block_on(client.deployment("dép loy/1")).unwrap();
    monitor(&deployment).unwrap();

    let lines: Vec<_> =
        mock.requests().iter().map(|request| format!("{} {}", request.method(), request.target())).collect();
    let (organization, id) = (&client.organization().id, deployment.id());
    assert_eq!(
        lines,
        [
            "GET /api/home/ping".to_owned(),
            "GET /api/organizations/find?name=acme".to_owned(),
            format!("GET /api/organization/{organization}"),
            format!("GET /api/organization/{organization}/deployments/find?name=d%C3%A9p+loy%2F1"),
            "POST /api/auth/login".to_owned(),
            format!("POST /api/deployment/{id}/predictions"),
        ]
    );
    let requests = mock.requests();
    for platform in &requests[..4] {
        assert_eq!(platform.header("authorization"), Some("Bearer the-api-token"));
        assert_eq!(platform.header("content-type"), Some("application/json"));
    }
    let login = &requests[4];
    assert_eq!(login.json(), Some(json!({ "api_token": TOKEN, "deployment_id": id.as_str() })));
    assert_eq!((login.header("authorization"), login.header("content-type")), (None, None));
    assert_ne!(requests[5].header("authorization"), Some("Bearer the-api-token"));
    assert_eq!(requests[5].header("content-type"), None);
}

#[test]
fn the_default_organization_and_an_organization_id_need_no_lookup() {
    let mock = MockTransport::new();
    let client = block_on(Client::builder(mock.clone()).ignore_environment().token(TOKEN).connect()).unwrap();
    let id = client.organization().id.clone();
    block_on(Client::builder(mock.clone()).ignore_environment().token(TOKEN).organization_id(id).connect())
        .unwrap();
    assert_eq!(count(&mock, Route::FindOrganization), 0);
}

#[test]
fn a_token_without_a_default_organization_requires_its_name() {
    let mock = MockTransport::new();
    mock.on(Route::Ping).respond_json(
        200,
        json!({ "username": "ada", "default_organization": null, "sdk_version": "6.37.0" }),
    );
    let error = block_on(Client::builder(mock).ignore_environment().token(TOKEN).connect()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Config(ConfigError::NoOrganization)), "{error}");
}

#[test]
fn the_organization_is_named_on_each_call_once_it_has_a_default_connector() {
    let mock = MockTransport::new();
    let id = OrganizationId::new("6f6bdcd2-15c4-4a4c-8b3a-6a6a2d7b8c11");
    mock.on(Route::Organization).respond_json(
        200,
        json!({ "id": id.as_str(), "name": "acme", "default_connector_id": "0e0e4be4-6f7c-4f34-8f5c-0d9b4ad39f37" }),
    );
    let client = block_on(
        Client::builder(mock.clone()).ignore_environment().token(TOKEN).organization_id(id.clone()).connect(),
    )
    .unwrap();
    block_on(client.deployment("doors")).unwrap();
    let requests = mock.requests();
    assert_eq!(requests[1].header("x-picsellia-organization"), None);
    assert_eq!(requests[2].header("x-picsellia-organization"), Some(id.as_str()));
}

#[test]
fn an_invalid_token_or_host_is_rejected_before_anything_is_sent() {
    for (token, host, expected) in [
        ("", "https://app.picsellia.com", "no API token"),
        (" \n", "https://app.picsellia.com", "no API token"),
        ("to\nken", "https://app.picsellia.com", "invalid API token"),
        ("token", "app.picsellia.com", "it has no scheme"),
        ("token", "https://app.picsellia.com/eu", "it has a path"),
        ("token", "http://app.picsellia.com", "http://app.picsellia.com is not https"),
    ] {
        let mock = MockTransport::new();
        let error =
            block_on(Client::builder(mock.clone()).ignore_environment().token(token).host(host).connect())
                .unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::Config(_)) && error.to_string().contains(expected),
            "{error}"
        );
        assert_eq!(mock.requests().len(), 0);
    }
}

#[test]
fn whitespace_around_the_token_is_removed() {
    let mock = MockTransport::new();
    block_on(Client::builder(mock.clone()).ignore_environment().token("the-api-token\n").connect()).unwrap();
    assert_eq!(mock.requests()[0].header("authorization"), Some("Bearer the-api-token"));
}

#[test]
fn an_unknown_token_is_an_authentication_error() {
    let mock = MockTransport::new();
    mock.on(Route::Ping).respond_json(401, json!({ "message": "Unauthorized" }));
    let error = block_on(Client::builder(mock).ignore_environment().token(TOKEN).connect()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Authentication(_)));
    assert_eq!(
        error.to_string(),
        "could not sign in: the service responded with 401: Unauthorized (check the token and the host)"
    );
}

#[test]
fn a_deployment_that_does_not_exist_is_a_404_with_its_detail() {
    let mock = MockTransport::new();
    mock.on(Route::FindDeployment)
        .respond_json(404, json!({ "message": "Object not found", "detail": "no doors" }));
    let client = connect(&mock, RetryPolicy::default());
    let error = block_on(client.deployment("doors")).unwrap_err();
    let ErrorKind::Rejected(rejection) = error.kind() else { panic!("{error}") };
    assert_eq!(rejection.status(), 404);
    assert_eq!(rejection.detail(), ["no doors"]);
    assert_eq!(count(&mock, Route::FindDeployment), 1, "a 404 is not retried");
}

#[test]
fn a_deployment_is_found_by_its_id() {
    let mock = MockTransport::new();
    let client = connect(&mock, RetryPolicy::never());
    let id = block_on(client.deployment("doors")).unwrap().id().clone();
    let same = block_on(client.deployment_by_id(&id)).unwrap();
    assert_eq!(same.id(), &id);
    let last = mock.requests().last().cloned().unwrap();
    assert_eq!(last.query("id").as_deref(), Some(id.as_str()));
    let _: DeploymentId = id;
}

#[test]
fn nothing_is_sent_to_a_deployment_that_is_not_monitored_or_of_another_type() {
    let mock = MockTransport::new();
    let found = |oracle_host, kind| json!({ "id": "d6d1d1f2-8f5c-4a94-9b5b-0d5d4e8b7a10", "name": "doors", "type": kind, "oracle_host": oracle_host, "serving_host": null });
    let client = connect(&mock, RetryPolicy::never());

    mock.on(Route::FindDeployment).respond_json(200, found(None, "OBJECT_DETECTION"));
    let unplugged = block_on(client.deployment("doors")).unwrap();
    let error = monitor(&unplugged).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Config(ConfigError::NotMonitored(_))), "{error}");

    mock.on(Route::FindDeployment).respond_json(200, found(Some("https://oracle.example"), "CLASSIFICATION"));
    let other = block_on(client.deployment("doors")).unwrap();
    assert_eq!(other.inference_type(), InferenceType::Classification);
    let error = block_on(other.send(&request())).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Invalid(_)), "{error}");
    assert!(
        error
            .to_string()
            .contains("is of type OBJECT_DETECTION, but the deployment \"doors\" is CLASSIFICATION")
    );

    mock.on(Route::FindDeployment).respond_json(200, found(Some("https://oracle.example"), "POINT_CLOUD"));
    let newer = block_on(client.deployment("doors")).unwrap();
    assert_eq!(newer.inference_type(), InferenceType::Unknown);
    let error = block_on(newer.send(&request())).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Invalid(_)), "{error}");
    assert!(error.to_string().contains("is of type \"POINT_CLOUD\", which this version"), "{error}");

    mock.on(Route::FindDeployment)
        .respond_json(200, found(Some("http://oracle.example"), "OBJECT_DETECTION"));
    let error = block_on(client.deployment("doors")).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Config(ConfigError::InsecureHost(_))), "{error}");

    assert_eq!(count(&mock, Route::Login) + count(&mock, Route::Monitor), 0);
}

#[test]
fn a_listing_follows_the_cursor_up_to_the_limit() {
    let mock = MockTransport::new();
    let client = connect(&mock, RetryPolicy::never());
    let datalake = block_on(client.datalake()).unwrap();
    let data = |name: &str| {
        json!({ "id": name, "filename": name, "object_name": name, "type": "IMAGE", "content_type": "image/png",
            "upload_status": "DONE", "meta": { "width": 4, "height": 3 }, "presigned_url": "https://s/?signature=secret" })
    };
    let page = |items, next: Option<&str>| json!({ "items": items, "count": 3, "next_cursor": next });
    mock.on(Route::ListData)
        .respond_json(200, page(json!([data("a"), data("b")]), Some("c2")))
        .respond_json(200, page(json!([data("c")]), None));
    let found = block_on(datalake.list(&DataFilter::new().source("serving").tag("x"), 10)).unwrap();
    assert_eq!(found.iter().map(|data| data.filename.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
    assert!(!format!("{found:?}").contains("signature"), "a presigned URL is a secret");

    let requests = mock.requests();
    let [.., first, second] = requests.as_slice() else { panic!() };
    assert_eq!(first.query("q").as_deref(), Some(r#"source = "serving" and tags.name = "x""#));
    assert_eq!((first.query("cursor"), second.query("cursor").as_deref()), (None, Some("c2")));
    assert_eq!((first.query("limit").as_deref(), second.query("limit").as_deref()), (Some("10"), Some("8")));

    mock.on(Route::ListData).always(Reply::json(200, page(json!([]), Some("more"))));
    assert!(
        block_on(datalake.list(&DataFilter::new(), 10)).unwrap().is_empty(),
        "the list ends at an empty page"
    );
}
