//! The exact requests of reads, and how their responses are read.

use picsellia_deploy::datalake::{DataFilter, DataId, DataKey, DataKeys, DatalakeId};
use picsellia_deploy::predicted_asset::PredictedAssetKey;
use picsellia_deploy::{Client, Datalake, ErrorKind, InferenceType, RetryPolicy};
use picsellia_transport_mock::{MockTransport, Reply, Route, block_on};
use serde_json::{Value, json};

use crate::support::{connect, count, deployment, monitor, request};

const EVERY_DATA: &str = "upload_statuses=PENDING&upload_statuses=COMPUTING&upload_statuses=DONE&upload_statuses=ERROR\
                          &types=IMAGE&types=VIDEO";

fn client(mock: &MockTransport) -> Client {
    connect(mock, RetryPolicy::never())
}

fn lake(mock: &MockTransport) -> Datalake {
    mock.on(Route::Datalake).respond_json(200, json!({ "id": "lake", "name": "default" }));
    block_on(client(mock).datalake()).unwrap()
}

fn data(name: &str) -> Value {
    json!({ "id": name, "filename": name, "object_name": name, "type": "IMAGE", "content_type": "image/png",
        "upload_status": "DONE", "meta": { "width": 4, "height": 3 } })
}

fn page(names: &[&str], count: usize) -> Value {
    json!({ "items": names.iter().map(|name| data(name)).collect::<Vec<_>>(), "count": count, "next_cursor": null })
}

/// Returns the last request lines.
fn lines<const N: usize>(mock: &MockTransport) -> [String; N] {
    let requests = mock.requests();
    let last = &requests[requests.len() - N..];
    std::array::from_fn(|index| format!("{} {}", last[index].method(), last[index].target()))
}

fn names(found: &[picsellia_deploy::datalake::Data]) -> Vec<&str> {
    found.iter().map(|data| data.filename.as_str()).collect()
}

#[test]
fn datalakes_are_listed_and_found_by_name_and_by_id() {
    let mock = MockTransport::new();
    let client = client(&mock);
    let organization = client.organization().id.clone();
    let two =
        json!({ "items": [{ "id": "l1", "name": "default" }, { "id": "l2", "name": "été" }], "count": 2 });
    mock.on(Route::Datalake).respond_json(200, two);
    let found = block_on(client.datalakes()).unwrap();
    assert_eq!(found.iter().map(Datalake::name).collect::<Vec<_>>(), ["default", "été"]);
    assert_eq!(lines(&mock), [format!("GET /api/organization/{organization}/datalakes")]);

    assert_eq!(block_on(client.datalake_named("été & co")).unwrap().name(), "été & co");
    let of_id = block_on(client.datalake_by_id(&DatalakeId::new("l2"))).unwrap();
    assert_eq!(of_id.id().as_str(), "l2");
    block_on(client.datalake()).unwrap();
    assert_eq!(
        lines(&mock),
        [
            format!("GET /api/organization/{organization}/datalake?name=%C3%A9t%C3%A9+%26+co"),
            format!("GET /api/organization/{organization}/datalake?id=l2"),
            format!("GET /api/organization/{organization}/datalake"),
        ]
    );

    mock.on(Route::Datalake).respond_json(404, json!({ "message": "Object not found" }));
    let error = block_on(client.datalake_named("none")).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Rejected(rejection) if rejection.status() == 404), "{error}");
}

#[test]
fn a_datalake_item_is_found_by_id_filename_and_object_name() {
    let mock = MockTransport::new();
    let lake = lake(&mock);
    let id = DataId::new("d1");
    for key in [DataKey::from(&id), DataKey::filename("a b.png"), DataKey::object_name("dir/é.png")] {
        mock.on(Route::Data).respond_json(200, data("a b.png"));
        assert_eq!(block_on(lake.find(key)).unwrap().filename, "a b.png");
    }
    assert_eq!(
        lines(&mock),
        [
            format!("GET /api/datalake/lake/datas/find?id=d1&{EVERY_DATA}"),
            format!("GET /api/datalake/lake/datas/find?filename=a+b.png&{EVERY_DATA}"),
            format!("GET /api/datalake/lake/datas/find?object_name=dir%2F%C3%A9.png&{EVERY_DATA}"),
        ]
    );
    mock.on(Route::Data).respond_json(409, json!({ "message": "several" }));
    assert!(block_on(lake.find(DataKey::filename("a"))).is_err());
}

#[test]
fn list_by_sends_its_keys_in_the_body() {
    let mock = MockTransport::new();
    let lake = lake(&mock);
    let (statuses, types) = (json!(["PENDING", "COMPUTING", "DONE", "ERROR"]), json!(["IMAGE", "VIDEO"]));
    let id = DataId::new("d1");
    for (keys, list, given) in [
        (DataKeys::ids([&id]), "ids", json!(["d1"])),
        (DataKeys::filenames(["a.png", "b.png", "a.png"]), "filenames", json!(["a.png", "b.png"])),
        (DataKeys::object_names(vec!["dir/é \"1\"".to_owned()]), "object_names", json!(["dir/é \"1\""])),
    ] {
        mock.on(Route::ListData).respond_json(200, page(&["a.png"], 1));
        assert_eq!(names(&block_on(lake.list_by(&keys, &DataFilter::new())).unwrap()), ["a.png"]);
        assert_eq!(lines(&mock), ["XGET /api/datalake/lake/datas"]);
        let mut body = json!({ "upload_statuses": statuses, "types": types });
        body[list] = given;
        assert_eq!(mock.requests().last().unwrap().json(), Some(body));
    }

    let metadata = json!({ "k": 1 }).as_object().cloned().unwrap();
    let filter =
        DataFilter::new().tag("x").custom_metadata(metadata).order_by("-created_at").order_by("filename");
    mock.on(Route::ListData).respond_json(200, page(&[], 0));
    assert!(block_on(lake.list_by(&DataKeys::filenames(["a"]), &filter)).unwrap().is_empty());
    assert_eq!(
        lines(&mock),
        [
            "XGET /api/datalake/lake/datas?custom_metadata=%7B%22k%22%3A1%7D&order_by=-created_at&order_by=filename"
        ]
    );
    let request = mock.requests().last().cloned().unwrap();
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.json().unwrap()["q"], r#"tags.name = "x""#);
}

#[test]
fn list_by_sends_at_most_a_thousand_keys_in_a_request() {
    let mock = MockTransport::new();
    let lake = lake(&mock);
    let keys = DataKeys::filenames((0..2001).map(|index| format!("{index}.png")));
    // No item of the second thousand exists, and the response to the third request has two pages.
    mock.on(Route::ListData)
        .respond_json(200, page(&["1.png"], 1))
        .respond_json(200, page(&[], 0))
        .respond_json(200, json!({ "items": [data("2000.png")], "count": 2, "next_cursor": "c+1" }))
        .respond_json(200, page(&["2000.png"], 2));
    let found = block_on(lake.list_by(&keys, &DataFilter::new())).unwrap();
    assert_eq!(names(&found), ["1.png", "2000.png", "2000.png"]);
    let sent: Vec<usize> = mock
        .requests()
        .iter()
        .filter(|request| request.route() == Route::ListData)
        .map(|request| request.json().unwrap()["filenames"].as_array().unwrap().len())
        .collect();
    assert_eq!(sent, [1000, 1000, 1, 1]);
    assert_eq!(mock.requests().last().unwrap().target(), "/api/datalake/lake/datas?cursor=c%2B1");

    let before = mock.requests().len();
    assert!(
        block_on(lake.list_by(&DataKeys::ids(Vec::<DataId>::new()), &DataFilter::new())).unwrap().is_empty()
    );
    let error = block_on(lake.list_by(&keys, &DataFilter::new().offset(3))).unwrap_err();
    assert!(error.to_string().contains("offset: keys always list all their data"), "{error}");
    let filter = DataFilter::new().custom_metadata(json!(3));
    for error in
        [block_on(lake.list_by(&keys, &filter)), block_on(lake.list(&filter, 1))].map(Result::unwrap_err)
    {
        assert!(error.to_string().contains("custom_metadata: is a number, not a JSON object"), "{error}");
    }
    assert_eq!(mock.requests().len(), before, "nothing is sent");
}

#[test]
fn list_by_rejects_an_incomplete_response() {
    let mock = MockTransport::new();
    let lake = lake(&mock);
    mock.on(Route::ListData).respond_json(200, page(&["a", "a"], 5000));
    let error = block_on(lake.list_by(&DataKeys::filenames(["a"]), &DataFilter::new())).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Unreadable(_)), "{error}");
    assert!(error.to_string().contains("it holds 2 of 5000 data"), "{error}");
}

#[test]
fn an_ordered_list_is_paged_by_offset() {
    let mock = MockTransport::new();
    let lake = lake(&mock);
    let filter = DataFilter::new().any_tag(["a", "b\"c"]).order_by("-created_at").offset(7);
    // An ordered list ignores the cursor.
    let first = json!({ "items": [data("1"), data("2")], "count": 10, "next_cursor": "c" });
    mock.on(Route::ListData).respond_json(200, first).respond_json(200, page(&["3"], 10));
    assert_eq!(names(&block_on(lake.list(&filter, 5000)).unwrap()), ["1", "2", "3"]);
    let query = "q=tags.name+in+%28%22a%22%2C%22b%5C%22c%22%29";
    assert_eq!(
        lines(&mock),
        [
            format!(
                "GET /api/datalake/lake/datas?{query}&limit=1000&offset=7&order_by=-created_at&{EVERY_DATA}"
            ),
            format!(
                "GET /api/datalake/lake/datas?{query}&limit=1000&offset=9&order_by=-created_at&{EVERY_DATA}"
            ),
        ]
    );

    mock.on(Route::ListData).respond_json(200, page(&["1", "2"], 10));
    assert_eq!(block_on(lake.list(&DataFilter::new().order_by("filename"), 2)).unwrap().len(), 2);
    assert_eq!(
        lines(&mock),
        [format!("GET /api/datalake/lake/datas?limit=2&offset=0&order_by=filename&{EVERY_DATA}")]
    );

    mock.on(Route::ListData).always(Reply::json(200, page(&[], 10)));
    let found = block_on(lake.list(&DataFilter::new().order_by("filename"), 5)).unwrap();
    assert!(found.is_empty(), "the list ends at an empty page, whatever the count");
}

#[test]
fn an_unordered_list_starts_at_the_offset_and_follows_the_cursor() {
    let mock = MockTransport::new();
    let doors = deployment(&mock);
    let asset = |name: &str| json!({ "id": name, "oracle_prediction_id": name, "data": data(name) });
    mock.on(Route::PredictedAssets)
        .respond_json(200, json!({ "items": [asset("1")], "count": 5, "next_cursor": "c" }))
        .respond_json(200, json!({ "items": [asset("2")], "count": 5 }));
    let filter = DataFilter::new().any_tag(["night"]).offset(3);
    assert_eq!(block_on(doors.predicted_assets(&filter, 100)).unwrap().len(), 2);
    let (id, query) = (doors.id(), "q=data.tags.name+in+%28%22night%22%29");
    assert_eq!(
        lines(&mock),
        [
            format!("GET /api/deployment/{id}/predictedassets?{query}&limit=100&offset=3&{EVERY_DATA}"),
            format!("GET /api/deployment/{id}/predictedassets?{query}&limit=99&cursor=c&{EVERY_DATA}"),
        ]
    );
}

#[test]
fn a_filter_for_any_of_no_tags_is_rejected_before_anything_is_sent() {
    let mock = MockTransport::new();
    let lake = lake(&mock);
    let nothing = DataFilter::new().any_tag(Vec::<String>::new());
    let error = block_on(lake.list(&nothing, 1)).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Invalid(_)), "{error}");
    let error = block_on(lake.list_by(&DataKeys::filenames(["a"]), &nothing)).unwrap_err();
    assert!(error.to_string().contains("tags.name: the list of tags is empty"), "{error}");
    assert_eq!(count(&mock, Route::ListData), 0);
}

#[test]
fn all_tags_and_all_sources_are_returned() {
    let mock = MockTransport::new();
    let lake = lake(&mock);
    let client = client(&mock);
    let organization = client.organization().id.clone();
    let named = |name: &str| json!({ "id": format!("id of {name}"), "name": name, "target_type": "DATA" });
    mock.on(Route::Tags).respond_json(200, json!({ "items": [named("day"), named("é")] }));
    let tags = block_on(lake.tags()).unwrap();
    assert_eq!((tags.len(), tags[1].id.as_str(), tags[1].name.as_str()), (2, "id of é", "é"));
    assert_eq!(lines(&mock), ["GET /api/datalake/lake/tags"]);

    // The rest of an incomplete response is requested by offset.
    mock.on(Route::DataSources)
        .respond_json(200, json!({ "items": [named("serving"), named("a")], "count": 3 }))
        .respond_json(200, json!({ "items": [named("b")], "count": 3 }));
    let sources = block_on(client.data_sources()).unwrap();
    assert_eq!(sources.iter().map(|source| source.name.as_str()).collect::<Vec<_>>(), ["serving", "a", "b"]);
    assert_eq!(
        lines(&mock),
        [
            format!("GET /api/organization/{organization}/datasources"),
            format!("GET /api/organization/{organization}/datasources?offset=2"),
        ]
    );
}

#[test]
fn a_predicted_asset_is_found_by_its_id_and_its_object_name() {
    let mock = MockTransport::new();
    let doors = deployment(&mock);
    let asset = json!({ "id": "pa", "oracle_prediction_id": "p", "data": data("a") });
    mock.on(Route::FindPredictedAsset).respond_json(200, asset.clone()).respond_json(200, asset);
    let found = block_on(doors.predicted_asset(PredictedAssetKey::object_name("dir/a b.png"))).unwrap();
    assert_eq!(block_on(doors.predicted_asset(found.id())).unwrap().info(), found.info());
    let id = doors.id();
    assert_eq!(
        lines(&mock),
        [
            format!("GET /api/deployment/{id}/predictedassets/find?object_name=dir%2Fa+b.png"),
            format!("GET /api/deployment/{id}/predictedassets/find?id=pa"),
        ]
    );
}

#[test]
fn refresh_reads_the_type_of_a_deployment_that_had_no_model() {
    let mock = MockTransport::new();
    let client = client(&mock);
    let found =
        |kind: &str, host: &str| json!({ "id": "d1", "name": "doors", "type": kind, "oracle_host": host });
    let oracle = "https://oracle.example";
    mock.on(Route::FindDeployment).respond_json(200, found("NOT_CONFIGURED", oracle));
    let doors = block_on(client.deployment("doors")).unwrap();
    assert_eq!((doors.inference_type(), doors.type_name()), (InferenceType::NotConfigured, "NOT_CONFIGURED"));
    let error = monitor(&doors).unwrap_err();
    assert!(error.to_string().contains("call Deployment::refresh once it has one"), "{error}");
    assert_eq!(count(&mock, Route::Monitor), 0);

    mock.on(Route::Deployment).respond_json(200, found("OBJECT_DETECTION", oracle));
    let configured = block_on(doors.refresh()).unwrap();
    assert_eq!(lines(&mock), ["GET /api/deployment/d1"]);
    assert_eq!(configured.inference_type(), InferenceType::ObjectDetection);
    assert_eq!(doors.inference_type(), InferenceType::NotConfigured, "the old handle keeps its type");
    monitor(&configured).unwrap();

    // The host is the same, so the session stays in use.
    mock.on(Route::Deployment).respond_json(200, found("OBJECT_DETECTION", oracle));
    monitor(&block_on(configured.refresh()).unwrap()).unwrap();
    assert_eq!(count(&mock, Route::Login), 1);

    mock.on(Route::Deployment).respond_json(200, found("OBJECT_DETECTION", "https://other.example"));
    let moved = block_on(configured.refresh()).unwrap();
    block_on(moved.send(&request())).unwrap();
    let login = mock.requests().into_iter().rfind(|request| request.route() == Route::Login).unwrap();
    assert_eq!(login.uri().host(), Some("other.example"));

    mock.on(Route::Deployment).respond_json(200, found("POINT_CLOUD", oracle));
    assert_eq!(block_on(configured.refresh()).unwrap().type_name(), "POINT_CLOUD");
}

#[test]
fn the_settings_have_the_target_datalake() {
    let mock = MockTransport::new();
    let doors = deployment(&mock);
    let mut settings = json!({ "name": "doors", "target_datalake_id": "l2" });
    mock.on(Route::Deployment).respond_json(200, settings.clone());
    assert_eq!(block_on(doors.settings()).unwrap().target_datalake, Some(DatalakeId::new("l2")));
    settings["target_datalake_id"] = Value::Null;
    mock.on(Route::Deployment).respond_json(200, settings);
    assert_eq!(block_on(doors.settings()).unwrap().target_datalake, None);
}

#[test]
fn a_model_version_has_its_own_name_and_the_name_of_its_model() {
    let mock = MockTransport::new().with_labels("doors", ["person"]);
    let doors = deployment(&mock);
    mock.on(Route::ModelVersion).respond_json(
        200,
        json!({ "id": "mv", "name": "v3-fine", "version": 3, "type": "OBJECT_DETECTION", "framework": "ONNX",
            "origin": { "id": "m", "name": "yolo", "private": true }, "labels": { "0": "person", "10": "car" } }),
    );
    let model = block_on(doors.model_version()).unwrap().unwrap();
    assert_eq!(
        (model.name.as_str(), model.model_name.as_deref(), model.version),
        ("v3-fine", Some("yolo"), 3)
    );
    assert_eq!(
        (model.inference_type, model.framework.as_deref()),
        (Some(InferenceType::ObjectDetection), Some("ONNX"))
    );
    assert_eq!(model.labels().unwrap().keys().collect::<Vec<_>>(), [&0, &10]);

    mock.on(Route::ModelVersion)
        .respond_json(200, json!({ "id": "mv", "name": "v", "version": 1, "type": "SMELL" }));
    let model = block_on(doors.model_version()).unwrap().unwrap();
    assert_eq!((model.model_name.as_ref(), model.framework.as_ref()), (None, None));
    assert_eq!(model.inference_type, Some(InferenceType::Unknown));
    assert!(model.labels().unwrap().is_empty());
}

#[test]
fn an_invalid_label_map_is_an_error_that_keeps_the_map() {
    let mock = MockTransport::new().with_labels("doors", ["person"]);
    let doors = deployment(&mock);
    let map = json!({ "0": "person", "car": "1", "2": ["bus"], "00": "also a person" });
    mock.on(Route::ModelVersion)
        .respond_json(200, json!({ "id": "mv", "name": "v", "version": 1, "labels": map.clone() }));
    let model = block_on(doors.model_version()).unwrap().unwrap();
    let error = model.labels().unwrap_err();
    assert_eq!(Value::Object(error.map().clone()), map);
    assert_eq!(
        error.to_string(),
        "the label map of the model version has invalid entries: \"00\", \"2\", \"car\"; each key must be a different \
         whole number and each value a name, such as {\"0\": \"person\"}"
    );
}
