//! The request of each call, and how its response is read.

use std::time::Duration;

use picsellia_deploy::deployment::{DeploymentUpdate, LabelId, ModelVersionId};
use picsellia_deploy::predicted_asset::{PredictedAssetId, Review};
use picsellia_deploy::prediction::{Point, Polygon, Polyline};
use picsellia_deploy::statistics::StatisticsFilter;
use picsellia_deploy::{
    BBox, Deployment, DetectionPrediction, ErrorKind, GeometryPolicy, ImageSize, MonitorRequest,
    PredictionId, Shadow,
};
use picsellia_transport_mock::{MockTransport, RecordedRequest, Route, block_on};
use serde_json::{Value, json};

use crate::support::{count, deployment};

const SIZE: ImageSize = ImageSize { width: 600, height: 800 };

fn last(mock: &MockTransport) -> RecordedRequest {
    mock.requests().last().cloned().unwrap()
}

fn line(mock: &MockTransport, deployment: &Deployment) -> String {
    let request = last(mock);
    format!("{} {}", request.method(), request.target()).replace(deployment.id().as_str(), "{dep}")
}

fn prediction() -> DetectionPrediction {
    DetectionPrediction::builder().object(1, 0.9, BBox::tlbr(128, 200, 159, 240).unwrap()).build().unwrap()
}

#[test]
fn a_409_after_an_ambiguous_attempt_to_add_a_shadow_means_delivered() {
    let mock = MockTransport::new();
    let doors = deployment(&mock);
    let id = PredictionId::new("01a204d9-cc9a-7120-b563-2425d73ec96b");
    let shadow = Shadow::new(0.2, prediction(), SIZE, GeometryPolicy::Strict).unwrap();
    mock.on(Route::Shadow)
        .respond(502)
        .respond_json(409, json!({ "message": "this prediction has a shadow already" }));
    block_on(doors.monitor_shadow(&id, &shadow)).unwrap();
    let request = last(&mock);
    assert_eq!(line(&mock, &doors), format!("POST /api/prediction/{id}/shadow"));
    assert_eq!(
        request.json(),
        Some(json!({ "shadow_raw_predictions": { "detection_classes": [1], "detection_texts": null,
            "detection_boxes": [[128, 200, 159, 240]], "detection_scores": [0.9] }, "shadow_latency": 0.2 }))
    );

    mock.on(Route::Shadow).respond_json(409, json!({ "message": "this prediction has a shadow already" }));
    let error = block_on(doors.monitor_shadow(&id, &shadow)).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Rejected(_)), "{error}");
    mock.on(Route::Shadow).respond_json(200, json!({}));
    assert!(block_on(doors.monitor_shadow(&id, &shadow)).is_err(), "only 201 is a success");
}

#[test]
fn a_shadow_is_validated_before_it_is_sent() {
    let outside =
        DetectionPrediction::builder().object(1, 0.9, BBox::tlbr(1, 1, 900, 9).unwrap()).build().unwrap();
    let error = Shadow::new(f64::NAN, outside, SIZE, GeometryPolicy::Strict).unwrap_err();
    let paths: Vec<_> = error.problems().iter().map(picsellia_deploy::error::Problem::path).collect();
    assert_eq!(paths, ["shadow_latency", "shadow_raw_predictions.detection_boxes[0]"]);
}

#[test]
fn the_connector_of_cloud_images_is_requested_once() {
    let mock = MockTransport::new();
    let doors = deployment(&mock);
    mock.on(Route::Connector)
        .respond_json(200, json!({ "id": "conn", "client_type": "minio", "bucket_name": "bkt" }));
    for object in ["dir/a.jpeg", "dir/b.jpeg"] {
        let image = block_on(doors.cloud_image(object)).unwrap().with_size(SIZE);
        let request = MonitorRequest::builder(image, 0.5, prediction()).build().unwrap();
        block_on(doors.send(&request)).unwrap();
        let sent = last(&mock).json().unwrap();
        assert_eq!(
            sent["cloud_image"],
            json!({ "connector_id": "conn", "client_type": "minio", "bucket_name": "bkt", "object_name": object })
        );
        assert_eq!(sent.get("image"), None);
    }
    assert_eq!(count(&mock, Route::Connector), 1);
}

#[test]
fn predicted_assets_are_found_listed_and_read() {
    let mock = MockTransport::new();
    let doors = deployment(&mock);
    let asset = json!({ "id": "asset", "oracle_prediction_id": "pred", "data": { "id": "data", "filename": "a.png",
        "object_name": "o", "type": "IMAGE", "content_type": "image/png", "upload_status": "DONE",
        "meta": { "width": 600, "height": 800 } } });
    mock.on(Route::FindPredictedAsset).respond_json(200, asset.clone());
    let found = block_on(doors.predicted_asset(&PredictionId::new("pred"))).unwrap();
    assert_eq!(
        line(&mock, &doors),
        "GET /api/deployment/{dep}/predictedassets/find?oracle_prediction_id=pred"
    );
    assert_eq!((found.id().as_str(), found.data().size), ("asset", Some(SIZE)));

    mock.on(Route::PredictedAssets)
        .respond_json(200, json!({ "items": [asset], "count": 1, "next_cursor": null }));
    let filter = picsellia_deploy::datalake::DataFilter::new()
        .tag("x")
        .custom_metadata(json!({ "k": 1 }).as_object().cloned().unwrap());
    let listed = block_on(doors.predicted_assets(&filter, 5)).unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].info(), found.info());
    assert_eq!(last(&mock).query("q").as_deref(), Some(r#"data.tags.name = "x""#));
    assert_eq!(last(&mock).query("custom_metadata").as_deref(), Some(r#"{"k":1}"#));

    let stored = json!({ "predictions": [{ "is_shadow": true, "n": 2 }, { "is_shadow": false, "n": 1 }],
        "reviews": [{ "n": 3 }, { "n": 4 }] });
    mock.on(Route::PredictedAsset).respond_json(200, stored);
    let stored = block_on(found.stored_predictions()).unwrap();
    let n = |object: Option<&serde_json::Map<String, Value>>| object.map(|object| object["n"].clone());
    assert_eq!(
        (n(stored.champion()), n(stored.shadow()), n(stored.review())),
        (Some(1.into()), Some(2.into()), Some(4.into()))
    );
    mock.on(Route::PredictedAsset).respond_json(200, json!({ "predictions": null, "reviews": null }));
    assert_eq!(block_on(found.stored_predictions()).unwrap().champion(), None);
}

#[test]
fn a_review_is_sent_in_the_platforms_format_and_never_repeated() {
    let mock = MockTransport::new();
    let doors = deployment(&mock);
    let label = || LabelId::new("lab");
    let review = Review::new()
        .rectangle(label(), BBox::xywh(10, 20, 30, 40).unwrap())
        .polygon(label(), Polygon::new([[1, 2], [3, 4], [5, 6]]))
        .classification(label())
        .line(label(), Polyline::new([[1, 2], [3, 4]]))
        .point(label(), Point::new(1, 2));
    let found = json!({ "id": "pa", "oracle_prediction_id": "p", "data": { "id": "data", "filename": "a.png",
        "object_name": "o", "type": "IMAGE", "content_type": "image/png", "upload_status": "DONE" } });
    mock.on(Route::FindPredictedAsset).respond_json(200, found);
    let asset = block_on(doors.predicted_asset(&PredictedAssetId::new("pa"))).unwrap();
    mock.on(Route::Review).respond_json(200, json!({}));
    block_on(asset.add_review(&review)).unwrap();
    assert_eq!(line(&mock, &doors), "POST /api/predicted/asset/pa/reviews");
    assert_eq!(
        last(&mock).json(),
        Some(json!({ "rectangles": [{ "x": 10, "y": 20, "w": 30, "h": 40, "label_id": "lab" }],
            "polygons": [{ "polygon": [[1, 2], [3, 4], [5, 6]], "label_id": "lab" }],
            "classifications": [{ "label_id": "lab" }],
            "lines": [{ "line": [[1, 2], [3, 4]], "label_id": "lab" }],
            "points": [{ "point": [1, 2], "label_id": "lab" }] }))
    );
    mock.on(Route::Review).respond_json(502, json!({}));
    let before = count(&mock, Route::Review);
    let error = block_on(asset.add_review(&Review::new())).unwrap_err();
    assert!(error.may_have_been_accepted());
    assert_eq!(
        count(&mock, Route::Review),
        before + 1,
        "a review cannot be changed, so it is never sent twice"
    );
    assert_eq!(last(&mock).json(), Some(json!({})));
}

#[test]
fn statistics_are_requested_with_every_filter_and_returned_as_they_are() {
    let mock = MockTransport::new();
    let doors = deployment(&mock);
    let filter = StatisticsFilter::new()
        .model(ModelVersionId::new("mv"))
        .from(1.0)
        .to(1_718_000_000.5)
        .since(Duration::from_secs(3600))
        .include(PredictionId::new("a"))
        .include(PredictionId::new("b"))
        .exclude(PredictionId::new("c"))
        .tag("t1")
        .tag("t é&2");
    mock.on(Route::Stats).respond_json(200, json!({ "anything": [1] }));
    let drift = block_on(doors.drift(&filter)).unwrap();
    assert_eq!(drift.as_object()["anything"], json!([1]));
    assert!(drift.report().is_err(), "it is not in the form of the local service");
    assert_eq!(
        line(&mock, &doors),
        "GET /api/deployment/{dep}/stats?service=ks_drift&model_id=mv&from_timestamp=1.0&to_timestamp=1718000000.5\
         &since=3600&includes=a&includes=b&excludes=c&tags=t1&tags=t+%C3%A9%262"
    );
    mock.on(Route::Stats).respond_json(200, json!({}));
    block_on(doors.metrics_by_prediction(&StatisticsFilter::new())).unwrap();
    assert_eq!(line(&mock, &doors), "GET /api/deployment/{dep}/predictions/stats?service=metrics");
    mock.on(Route::Stats).respond_json(404, json!({ "message": "no" }));
    let error = block_on(doors.metrics_by_prediction(&StatisticsFilter::new())).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Rejected(_)), "a refusal is not a statistic: {error}");
}

#[test]
fn settings_are_read_and_changed() {
    let mock = MockTransport::new();
    let doors = deployment(&mock);
    let settings = json!({ "id": "d", "name": "gates", "type": "OBJECT_DETECTION", "model_version_id": "mv",
        "shadow_model_version_id": null, "tags": [{ "id": "t", "name": "gold", "target_type": "DEPLOYMENT" }] });
    mock.on(Route::Deployment).respond_json(200, settings.clone());
    let update = DeploymentUpdate::new().name("gates").min_threshold(0.25).sample_rate(1.0);
    let changed = block_on(doors.update(&update)).unwrap();
    assert_eq!((changed.name.as_str(), changed.tags.as_slice()), ("gates", ["gold".to_owned()].as_slice()));
    assert_eq!(line(&mock, &doors), "PATCH /api/deployment/{dep}");
    assert_eq!(
        last(&mock).json(),
        Some(json!({ "name": "gates", "min_threshold": 0.25, "sample_rate": 1.0 }))
    );

    let before = mock.requests().len();
    let error = block_on(doors.update(&DeploymentUpdate::new().sample_rate(30.0))).unwrap_err();
    assert!(error.to_string().contains("sample_rate: 30 is not a number from 0 to 1"), "{error}");
    assert_eq!(mock.requests().len(), before);

    mock.on(Route::Deployment).respond_json(200, settings.clone());
    mock.on(Route::ModelVersion).respond_json(
        200,
        json!({ "id": "mv", "name": "yolo", "version": 3, "labels": { "0": "person", "1": "car" } }),
    );
    let model = block_on(doors.model_version()).unwrap().unwrap();
    assert_eq!((model.version, model.labels().unwrap()[&1].as_str()), (3, "car"));
    mock.on(Route::Deployment).respond_json(200, settings);
    assert_eq!(block_on(doors.shadow_model_version()).unwrap(), None);

    mock.on(Route::Labels).respond_json(
        200,
        json!({ "items": [{ "id": "lab", "name": "person", "group_id": null }], "count": 1 }),
    );
    let labels = block_on(doors.labels()).unwrap();
    assert_eq!((labels[0].id.as_str(), labels[0].name.as_str()), ("lab", "person"));

    mock.on(Route::Deployment).respond_json(200, json!({ "deployment": {} }));
    assert!(block_on(doors.information()).unwrap().contains_key("deployment"));
    assert!(last(&mock).header("authorization").is_some_and(|value| value != "Bearer the-api-token"));
}
