//! What was monitored can be read back from the mock, as from the platform.
#![allow(clippy::unwrap_used, reason = "a failure ends the test")]

mod support;

use std::time::Duration;

use picsellia_deploy::blocking::{Client, Deployment};
use picsellia_deploy::datalake::{DataFilter, DataKey, DataKeys, DatalakeId};
use picsellia_deploy::deployment::{DeploymentUpdate, LabelId};
use picsellia_deploy::geometry::PointFormat;
use picsellia_deploy::predicted_asset::PredictedAssetKey;
use picsellia_deploy::predicted_asset::Review;
use picsellia_deploy::prediction::{
    KeypointPrediction, LinePrediction, MaskPrediction, PointPrediction, SegmentationPrediction,
};
use picsellia_deploy::request::MonitorRequestBuilder;
use picsellia_deploy::statistics::StatisticsFilter;
use picsellia_deploy::{
    BBox, ClassificationPrediction, DetectionPrediction, Error, ErrorKind, GeometryPolicy, Image, ImageSize,
    InferenceType, MonitorReceipt, MonitorRequest, Prediction, Shadow,
};
use picsellia_transport_mock::{MockTransport, Route};
use serde_json::{Map, Value, json};

const SIZE: ImageSize = ImageSize { width: 600, height: 800 };
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

fn client(mock: &MockTransport) -> Client {
    Client::builder(mock.clone()).token("any").connect().unwrap()
}

fn doors(mock: &MockTransport) -> Deployment {
    client(mock).deployment("doors").unwrap()
}

fn found() -> DetectionPrediction {
    DetectionPrediction::builder().object(1, 0.9, BBox::tlbr(128, 200, 159, 240).unwrap()).build().unwrap()
}

fn of(filename: &str) -> MonitorRequestBuilder {
    MonitorRequest::builder(Image::from_bytes(filename, PNG).with_size(SIZE), 0.257, found())
}

fn monitor(deployment: &Deployment, request: MonitorRequestBuilder) -> MonitorReceipt {
    deployment.send(&request.build().unwrap()).unwrap()
}

fn status(error: &Error) -> u16 {
    match error.kind() {
        ErrorKind::Rejected(rejection) => rejection.status().as_u16(),
        other => panic!("{other}"),
    }
}

fn object(value: Value) -> Map<String, Value> {
    let Value::Object(object) = value else { panic!("{value}") };
    object
}

#[test]
fn data_has_the_details_of_its_request() {
    let mock = MockTransport::new();
    let (client, doors) = (client(&mock), doors(&mock));
    let metadata = object(json!({ "k": [1, 2.5] }));
    monitor(&doors, of("a.png").source("camera-1").tags(["night", "left"]).custom_metadata(metadata.clone()));
    let listed = client.datalake().unwrap().list(&DataFilter::new(), 10).unwrap();
    let [data] = listed.as_slice() else { panic!("{listed:?}") };
    assert_eq!((data.filename.as_str(), data.size), ("a.png", Some(SIZE)));
    assert_eq!(
        (data.source.as_deref(), data.tags.as_slice()),
        (Some("camera-1"), &["night", "left"].map(str::to_owned)[..])
    );
    assert_eq!((data.content_type.as_str(), data.upload_status.as_str()), ("image/png", "DONE"));
    assert_eq!(data.custom_metadata, Some(metadata));
    assert_eq!(&client.data(&data.id).unwrap(), data);
    assert_eq!(client.download(data).unwrap(), PNG);
    // The URL has ended; another one is asked for.
    mock.on(Route::Image).respond(403);
    assert_eq!(client.download(data).unwrap(), PNG);
    assert_eq!(mock.requests().iter().filter(|request| request.route() == Route::PresignedUrl).count(), 1);
}

#[test]
fn lists_support_the_filters_of_the_facade() {
    let mock = MockTransport::new();
    let (client, doors) = (client(&mock), doors(&mock));
    monitor(&doors, of("a.png").source("camera-1").tags(["night", "left"]));
    monitor(
        &doors,
        of("b.png").source("a \"b\" \\").custom_metadata(object(json!({ "k": { "l": 1, "m": 2 } }))),
    );
    monitor(&doors, of("c.png").tag("night"));
    let datalake = client.datalake().unwrap();
    for (filter, expected) in [
        (DataFilter::new(), "a.png b.png c.png"),
        (DataFilter::new().source("camera-1"), "a.png"),
        (DataFilter::new().source("serving"), "c.png"),
        (DataFilter::new().source("a \"b\" \\"), "b.png"),
        (DataFilter::new().tag("night"), "a.png c.png"),
        (DataFilter::new().tag("night").tag("left"), "a.png"),
        (DataFilter::new().tag("night").source("camera-2"), ""),
        (DataFilter::new().any_tag(["left", "a \"b\""]), "a.png"),
        (DataFilter::new().any_tag(["left", "night"]).source("serving"), "c.png"),
        (DataFilter::new().query(r#"filename in ( "c.png" , "b.png" )"#), "b.png c.png"),
        (DataFilter::new().order_by("-created_at"), "c.png b.png a.png"),
        (DataFilter::new().order_by("-filename").offset(1), "b.png a.png"),
        (DataFilter::new().order_by("object_name").tag("left"), "a.png"),
        (DataFilter::new().offset(2), "c.png"),
        (DataFilter::new().filename("b.png"), "b.png"),
        (DataFilter::new().custom_metadata(object(json!({ "k": { "l": 1 } }))), "b.png"),
        (DataFilter::new().custom_metadata(object(json!({ "k": 1 }))), ""),
        (DataFilter::new().query(r#"data_source.name="camera-1" and (filename = "a.png")"#), "a.png"),
    ] {
        let names = |filenames: Vec<String>| filenames.join(" ");
        let data = datalake.list(&filter, 10).unwrap();
        assert_eq!(names(data.into_iter().map(|data| data.filename).collect()), expected, "{filter:?}");
        let assets = doors.predicted_assets(&filter, 10).unwrap();
        assert_eq!(
            names(assets.into_iter().map(|asset| asset.into_info().data.filename).collect()),
            expected
        );
    }
    for query in [
        "width > 640",
        "source = \"a",
        "source = \"a\" or tags.name = \"b\"",
        "(source = \"a\"",
        "x = \"y\"",
        "tags.name in ()",
        "tags.name in (\"a\"",
    ] {
        let error = datalake.list(&DataFilter::new().query(query), 10).unwrap_err();
        assert_eq!(status(&error), 400);
        assert!(error.to_string().contains("script the response"), "{error}");
    }
}

#[test]
fn an_unsupported_order_is_rejected() {
    let mock = MockTransport::new();
    let error =
        client(&mock).datalake().unwrap().list(&DataFilter::new().order_by("-width"), 10).unwrap_err();
    assert_eq!(status(&error), 400);
    assert!(error.to_string().contains("script the response to \"-width\""), "{error}");
}

#[test]
fn lists_have_pages() {
    let mock = MockTransport::new();
    let (client, doors) = (client(&mock), doors(&mock));
    for index in 0..5 {
        monitor(&doors, of(&format!("{index}.png")));
    }
    let target = |query: &str| format!("/api/deployment/{}/predictedassets?{query}", doors.id());
    let (_, page) = support::response(&mock, "GET", &target("limit=2"), "");
    assert_eq!((&page["count"], page["items"].as_array().unwrap().len()), (&json!(5), 2));
    let next = format!("limit=2&cursor={}", page["next_cursor"].as_str().unwrap());
    let (_, page) = support::response(&mock, "GET", &target(&next), "");
    assert_eq!(page["items"][0]["data"]["filename"], "2.png");
    let (_, page) = support::response(&mock, "GET", &target("limit=2&offset=4"), "");
    assert_eq!(
        (&page["items"][0]["data"]["filename"], &page["next_cursor"]),
        (&json!("4.png"), &Value::Null)
    );
    assert_eq!(support::response(&mock, "GET", &target("limit=many"), "").0, 400);
    assert_eq!(client.datalake().unwrap().iter(DataFilter::new()).count(), 5);
}

#[test]
fn data_is_found_by_its_names() {
    let mock = MockTransport::new();
    let doors = doors(&mock);
    monitor(&doors, of("a.png"));
    monitor(&doors, of("b.png"));
    monitor(&doors, of("b.png"));
    let find =
        |query: &str| support::response(&mock, "GET", &format!("/api/datalake/l/datas/find?{query}"), "").0;
    assert_eq!((find("filename=a.png"), find("filename=b.png"), find("filename=c.png")), (200, 409, 404));
    let named = r#"{"filenames":["a.png","c.png"],"upload_statuses":["DONE"]}"#;
    let (_, listed) = support::response(&mock, "XGET", "/api/datalake/l/datas", named);
    assert_eq!((&listed["count"], &listed["items"][0]["filename"]), (&json!(1), &json!("a.png")));
    let several = r#"{"filenames":["a.png"],"ids":["x"]}"#;
    assert_eq!(support::response(&mock, "XGET", "/api/datalake/l/datas", several).0, 400);
    let many = json!({ "filenames": vec!["x"; 1001] }).to_string();
    assert_eq!(support::response(&mock, "XGET", "/api/datalake/l/datas", &many).0, 400);
}

#[test]
fn data_is_read_by_lists_of_names() {
    let mock = MockTransport::new();
    let (client, doors) = (client(&mock), doors(&mock));
    for (index, tag) in ["day", "night", "night"].iter().enumerate() {
        monitor(&doors, of(&format!("{index}.png")).tag(*tag).source(format!("camera-{}", index % 2)));
    }
    let lake = client.datalake().unwrap();
    let all = lake.list(&DataFilter::new(), 10).unwrap();
    assert_eq!(&lake.find(&all[1].id).unwrap(), &all[1]);
    assert_eq!(&lake.find(DataKey::filename("1.png")).unwrap(), &all[1]);
    assert_eq!(&lake.find(DataKey::object_name(&all[1].object_name)).unwrap(), &all[1]);
    assert_eq!(status(&lake.find(DataKey::filename("9.png")).unwrap_err()), 404);

    let none = DataFilter::new();
    let ids = DataKeys::ids(all.iter().map(|data| &data.id));
    assert_eq!(lake.list_by(&ids, &none).unwrap(), all);
    let names = DataKeys::filenames(["2.png", "9.png", "0.png"]);
    assert_eq!(
        lake.list_by(&names, &none.clone().order_by("-created_at")).unwrap(),
        [all[2].clone(), all[0].clone()]
    );
    assert_eq!(lake.list_by(&names, &none.clone().tag("night")).unwrap(), all[2..]);
    let objects = DataKeys::object_names([&all[0].object_name]);
    assert_eq!(lake.iter_by(objects, none).map(Result::unwrap).collect::<Vec<_>>(), all[..1]);

    let asset = doors.predicted_asset(&all[0].id).unwrap();
    assert_eq!(doors.predicted_asset(asset.id()).unwrap().info(), asset.info());
    let key = PredictedAssetKey::object_name(&all[0].object_name);
    assert_eq!(doors.predicted_asset(key).unwrap().info(), asset.info());

    let tags: Vec<String> = lake.tags().unwrap().into_iter().map(|tag| tag.name).collect();
    assert_eq!(tags, ["day", "night"]);
    let sources = client.data_sources().unwrap();
    assert_eq!(
        sources.iter().map(|source| source.name.as_str()).collect::<Vec<_>>(),
        ["camera-0", "camera-1"]
    );
    assert_ne!(sources[0].id, sources[1].id);
}

#[test]
fn more_than_a_thousand_names_are_read_completely() {
    let mock = MockTransport::new();
    let (client, doors) = (client(&mock), doors(&mock));
    monitor(&doors, of("7.png"));
    monitor(&doors, of("1500.png"));
    let names = DataKeys::filenames((0..1501).map(|index| format!("{index}.png")));
    let found = client.datalake().unwrap().list_by(&names, &DataFilter::new()).unwrap();
    assert_eq!(found.iter().map(|data| data.filename.as_str()).collect::<Vec<_>>(), ["7.png", "1500.png"]);
}

#[test]
fn a_datalake_is_found_by_its_name_or_its_id() {
    let mock = MockTransport::new();
    let (client, doors) = (client(&mock), doors(&mock));
    let [default] = client.datalakes().unwrap().try_into().unwrap();
    assert_eq!((default.name(), default.id()), ("default", client.datalake().unwrap().id()));
    assert_eq!(doors.settings().unwrap().target_datalake.as_ref(), Some(default.id()));
    let other = client.datalake_named("archive").unwrap();
    assert_eq!(other.name(), "archive");
    assert_ne!(other.id(), default.id());
    let id = DatalakeId::new("an-id");
    assert_eq!(client.datalake_by_id(&id).unwrap().id(), &id);
    doors.update(&DeploymentUpdate::new().target_datalake(other.id())).unwrap();
    assert_eq!(doors.settings().unwrap().target_datalake.as_ref(), Some(other.id()));
}

#[test]
fn a_refreshed_deployment_has_its_current_settings() {
    let mock = MockTransport::new().with_deployment("kinds", InferenceType::Classification);
    let kinds = client(&mock).deployment("kinds").unwrap();
    kinds.update(&DeploymentUpdate::new().name("sorts")).unwrap();
    let now = kinds.refresh().unwrap();
    assert_eq!((kinds.name(), now.name(), now.type_name()), ("kinds", "sorts", "CLASSIFICATION"));
}

#[test]
fn a_predicted_asset_is_found_reviewed_and_deleted() {
    let mock = MockTransport::new().with_labels("doors", ["open", "shut"]);
    let doors = doors(&mock);
    let receipt = monitor(&doors, of("a.png").shadow(0.1, found()));
    let asset = doors.predicted_asset(&receipt).unwrap();
    let key = PredictedAssetKey::filename("a.png");
    assert_eq!(doors.predicted_asset(key).unwrap().info(), asset.info());
    assert_eq!(doors.predicted_asset(&asset.data().id).unwrap().info(), asset.info());
    let stored = asset.stored_predictions().unwrap();
    assert_eq!(stored.champion().unwrap()["prediction"]["detection_boxes"], json!([[128, 200, 159, 240]]));
    assert_eq!(stored.shadow().unwrap()["latency"], json!(0.1));
    assert_eq!(stored.review(), None);

    let label = doors.labels().unwrap().into_iter().find(|label| label.name == "shut").unwrap();
    assert_eq!(label.id.as_str(), mock.label_id("doors", "shut"));
    let review = Review::new().rectangle(label.id, BBox::xywh(1, 2, 3, 4).unwrap());
    asset.add_review(&review).unwrap();
    let stored = asset.stored_predictions().unwrap();
    assert_eq!(stored.review().unwrap()["rectangles"][0]["w"], 3);
    let unknown = Review::new().classification(LabelId::new("ajar"));
    assert_eq!(status(&asset.add_review(&unknown).unwrap_err()), 400);

    asset.delete().unwrap();
    assert_eq!(status(&doors.predicted_asset(&receipt).unwrap_err()), 404);
    assert_eq!(status(&asset.delete().unwrap_err()), 404);
    mock.assert_monitored(1);
}

#[test]
fn an_asset_belongs_to_its_deployment() {
    let mock = MockTransport::new();
    let receipt = monitor(&doors(&mock), of("a.png"));
    let gates = client(&mock).deployment("gates").unwrap();
    assert_eq!(status(&gates.predicted_asset(&receipt).unwrap_err()), 404);
    assert!(gates.predicted_assets(&DataFilter::new(), 10).unwrap().is_empty());
}

#[test]
fn an_image_that_is_not_stored_is_not_in_the_datalake() {
    let mock = MockTransport::new();
    let doors = doors(&mock);
    monitor(&doors, of("a.png").sample(false));
    monitor(&doors, of("b.png").sample(true));
    let listed = client(&mock).datalake().unwrap().list(&DataFilter::new(), 10).unwrap();
    assert_eq!(listed.iter().map(|data| &data.filename).collect::<Vec<_>>(), ["b.png"]);
    mock.assert_monitored(2);
}

#[test]
fn a_shadow_is_added_once() {
    let mock = MockTransport::new();
    let doors = doors(&mock);
    let id = monitor(&doors, of("a.png")).id().unwrap().clone();
    let shadow = Shadow::new(0.1, found(), SIZE, GeometryPolicy::Strict).unwrap();
    // The first attempt arrives, but its response is lost.
    mock.on(Route::Shadow).lose_response();
    doors.monitor_shadow(&id, &shadow).unwrap();
    assert_eq!(mock.monitored()[0].shadow(), Some(&shadow));
    assert_eq!(status(&doors.monitor_shadow(&id, &shadow).unwrap_err()), 409);
    assert!(mock.monitored()[0].to_string().ends_with("with a shadow"));
    let asset = doors.predicted_asset(&id).unwrap();
    assert!(asset.stored_predictions().unwrap().shadow().is_some());

    let along = monitor(&doors, of("b.png").shadow(0.1, found()));
    assert_eq!(status(&doors.monitor_shadow(along.id().unwrap(), &shadow).unwrap_err()), 409);
    let nowhere = picsellia_deploy::PredictionId::new("nowhere");
    assert_eq!(status(&doors.monitor_shadow(&nowhere, &shadow).unwrap_err()), 404);
    let target = format!("/api/prediction/{id}/shadow");
    let (status, body) = support::response(&mock, "POST", &target, r#"{"shadow_latency":0.1}"#);
    assert_eq!(status, 400);
    assert!(body["detail"][0].as_str().unwrap().contains("shadow_raw_predictions"), "{body}");
}

#[test]
fn a_scripted_201_stores_the_shadow() {
    let mock = MockTransport::new();
    let doors = doors(&mock);
    let id = monitor(&doors, of("a.png")).id().unwrap().clone();
    mock.on(Route::Shadow).respond(201);
    let shadow = Shadow::new(0.1, found(), SIZE, GeometryPolicy::Strict).unwrap();
    doors.monitor_shadow(&id, &shadow).unwrap();
    assert!(mock.monitored()[0].shadow().is_some());
}

#[test]
fn an_image_in_a_storage_is_stored_as_a_reference() {
    let mock = MockTransport::new();
    let (client, doors) = (client(&mock), doors(&mock));
    let image = doors.cloud_image("dir/door.jpeg").unwrap().with_size(SIZE);
    monitor(&doors, MonitorRequest::builder(image, 0.5, found()));
    let held = &mock.monitored()[0];
    let (connector, object) = held.request().cloud_image().unwrap();
    assert_eq!((connector, object), (&doors.connector().unwrap().clone(), "dir/door.jpeg"));
    let listed = client.datalake().unwrap().list(&DataFilter::new(), 1).unwrap();
    assert_eq!((listed[0].filename.as_str(), listed[0].object_name.as_str()), ("door.jpeg", "dir/door.jpeg"));
    // The mock has no storage, so there are no bytes.
    assert_eq!(listed[0].presigned_url, None);
    assert_eq!(status(&client.download(&listed[0]).unwrap_err()), 404);
    // The same image once more, by its Data.
    let again = MonitorRequest::builder(doors.image_of(&listed[0]).unwrap(), 0.5, found());
    monitor(&doors, again);
    assert_eq!(mock.monitored()[1].request().cloud_image(), held.request().cloud_image());
}

#[test]
fn every_type_is_stored() {
    let px = PointFormat::PIXELS;
    let cases: [(InferenceType, Prediction); 6] = [
        (
            InferenceType::Classification,
            ClassificationPrediction::builder().class(1, 0.9).build().unwrap().into(),
        ),
        (
            InferenceType::Segmentation,
            SegmentationPrediction::builder()
                .classes([1])
                .scores([0.9])
                .polygons(px, [[[0, 0], [9, 0], [9, 9]]])
                .build()
                .unwrap()
                .into(),
        ),
        (
            InferenceType::Line,
            LinePrediction::builder()
                .classes([1])
                .scores([0.9])
                .lines(px, [[[0, 0], [9, 9]]])
                .build()
                .unwrap()
                .into(),
        ),
        (
            InferenceType::Point,
            PointPrediction::builder()
                .classes([1])
                .scores([0.9])
                .points(px, [[4, 5]])
                .build()
                .unwrap()
                .into(),
        ),
        (
            InferenceType::Keypoint,
            KeypointPrediction::builder()
                .classes([1])
                .scores([0.9])
                .keypoints(px, [[([4, 5], 2), ([6, 7], 0)]])
                .build()
                .unwrap()
                .into(),
        ),
        (
            InferenceType::Mask,
            MaskPrediction::builder().classes([1]).scores([0.9]).masks(["12 3 40 5"]).build().unwrap().into(),
        ),
    ];
    for (inference_type, prediction) in cases {
        let mock = MockTransport::new().with_deployment("doors", inference_type);
        let doors = doors(&mock);
        assert_eq!(doors.inference_type(), inference_type);
        let image = Image::from_bytes("a.png", PNG).with_size(SIZE);
        let request = MonitorRequest::builder(image, Duration::from_millis(9), prediction.clone());
        let id = monitor(&doors, request).id().unwrap().clone();
        assert_eq!(mock.monitored()[0].request().prediction(), &prediction);
        let shadow = Shadow::new(0.1, prediction.clone(), SIZE, GeometryPolicy::Strict).unwrap();
        doors.monitor_shadow(&id, &shadow).unwrap();
        assert_eq!(mock.monitored()[0].shadow().unwrap().prediction(), &prediction);
        let asset = doors.predicted_asset(&id).unwrap();
        let stored = asset.stored_predictions().unwrap();
        assert_eq!(stored.champion().unwrap()["prediction"], stored.shadow().unwrap()["prediction"]);
    }
}

#[test]
fn the_settings_of_a_deployment_can_be_read_and_changed() {
    let mock = MockTransport::new().with_labels("doors", ["open", "shut"]);
    let doors = doors(&mock);
    let settings = doors.settings().unwrap();
    assert_eq!((settings.name.as_str(), settings.shadow_model_version), ("doors", None));
    let model = doors.model_version().unwrap().unwrap();
    assert_eq!(model.labels().unwrap().values().collect::<Vec<_>>(), ["open", "shut"]);
    assert_eq!(model.model_name.as_deref(), Some("doors"));
    assert_eq!(model.inference_type, Some(InferenceType::ObjectDetection));
    assert_eq!(doors.shadow_model_version().unwrap(), None);

    let update = DeploymentUpdate::new().name("gates").min_threshold(0.25);
    assert_eq!(doors.update(&update).unwrap().name, "gates");
    assert_eq!(doors.information().unwrap()["min_threshold"], 0.25);
    let client = client(&mock);
    assert_eq!(client.deployment("gates").unwrap().id(), doors.id());
    assert_eq!(status(&client.deployment("doors").unwrap_err()), 404);

    let plain = client.deployment("plain").unwrap();
    assert_eq!((plain.labels().unwrap(), plain.model_version().unwrap()), (Vec::new(), None));
}

#[test]
fn statistics_are_empty_until_they_are_scripted() {
    let mock = MockTransport::new();
    let doors = doors(&mock);
    let metrics = || doors.metrics(&StatisticsFilter::new()).unwrap();
    assert!(metrics().as_object().is_empty());
    mock.on(Route::Stats).respond_json(200, json!({ "count": 3 }));
    assert_eq!(metrics().as_object()["count"], 3);
}

#[test]
fn receipts_have_the_set_ids_and_then_generated_ones() {
    let mock = MockTransport::new();
    mock.receipt_ids(["first", "second"]);
    let doors = doors(&mock);
    let id = || monitor(&doors, of("a.png")).to_string();
    let (first, second, third) = (id(), id(), id());
    assert_eq!((first.as_str(), second.as_str()), ("first", "second"));
    assert_eq!(third.len(), 36);
    assert_eq!(
        doors.predicted_asset(mock.monitored()[1].id()).unwrap().prediction_id(),
        mock.monitored()[1].id()
    );
}

#[test]
fn time_is_the_same_in_every_run_and_a_test_can_advance_it() {
    let mock = MockTransport::new();
    let doors = doors(&mock);
    monitor(&doors, of("a.png"));
    mock.advance(Duration::from_secs(3600));
    monitor(&doors, of("b.png"));
    let times: Vec<f64> = mock.monitored().iter().map(|held| held.received_at().as_unix_seconds()).collect();
    assert_eq!(times, [1_704_067_200.0, 1_704_070_800.0]);
    let logins = mock.requests().iter().filter(|request| request.route() == Route::Login).count();
    assert_eq!((logins, mock.slept().len()), (2, 0), "the first session has ended");

    let mock = MockTransport::new().with_time(5.0);
    monitor(&self::doors(&mock), of("a.png"));
    assert_eq!(mock.monitored()[0].received_at().as_unix_seconds(), 5.0);
}

#[test]
fn the_deployments_of_an_organization_are_listed_in_pages() {
    let mock = MockTransport::new()
        .with_deployment("doors", InferenceType::ObjectDetection)
        .with_deployment("kinds", InferenceType::Classification);
    let client = client(&mock);
    let listed = client.deployments(10).unwrap();
    let seen: Vec<_> = listed.iter().map(|found| (found.name.as_str(), found.inference_type)).collect();
    assert_eq!(seen, [("doors", InferenceType::ObjectDetection), ("kinds", InferenceType::Classification)]);
    assert_eq!(&listed[0].id, client.deployment("doors").unwrap().id());
    assert_eq!(client.deployments(1).unwrap(), listed[..1]);

    let view = |name: &str, cursor: Option<&str>| {
        let item = json!({ "id": name, "name": name, "type": "POINT", "oracle_host": null });
        json!({ "items": [item], "count": 2, "next_cursor": cursor })
    };
    mock.on(Route::Deployments).respond_json(200, view("a", Some("next")));
    mock.on(Route::Deployments).respond_json(200, view("b", None));
    let names: Vec<String> = client.iter_deployments().map(|found| found.unwrap().name).collect();
    assert_eq!(names, ["a", "b"]);
    assert_eq!(mock.requests().last().unwrap().query("cursor").as_deref(), Some("next"));

    let newer = json!({ "items": [{ "id": "c", "name": "c", "type": "SMELL" }], "count": 1 });
    mock.on(Route::Deployments).respond_json(200, newer);
    assert_eq!(client.deployments(10).unwrap()[0].type_name, "SMELL");

    let odd =
        json!({ "items": [{ "id": "c", "name": "c", "type": "POINT", "oracle_host": "smell" }], "count": 1 });
    mock.on(Route::Deployments).respond_json(200, odd);
    let error = client.deployments(10).unwrap_err();
    assert!(error.to_string().contains("items[0]: "), "{error}");
}
