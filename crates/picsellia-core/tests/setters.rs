//! Setters take what people have: owned or borrowed, a value or an `Option`, pairs or JSON.
#![allow(clippy::unwrap_used, reason = "a value that is missing ends the test")]
#![allow(clippy::needless_borrows_for_generic_args, reason = "borrowed values are what is tested")]

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, UNIX_EPOCH};

use picsellia_core::{
    BBox, BoxFormat, DetectionPrediction, Image, ImageSize, KeypointPrediction, LegacyModels, LinePrediction,
    MaskPrediction, MonitorRequest, MonitorRequestBuilder, Objects, PointFormat, PointPrediction, Prediction,
    RawBox, SegmentationPrediction, Shape, Timestamp,
};
use serde_json::{Map, Value, json};

fn nothing() -> DetectionPrediction {
    DetectionPrediction::builder().build().unwrap()
}

fn builder() -> MonitorRequestBuilder {
    let image = Image::from_bytes("a.png", b"\x89PNG\r\n\x1a\n".as_slice());
    MonitorRequest::builder(image.with_size(ImageSize { width: 600, height: 800 }), 0.257, nothing())
}

#[test]
fn a_text_is_owned_borrowed_or_an_option() {
    let owned = "camera-1".to_owned();
    let with = |builder: MonitorRequestBuilder| builder.build().unwrap().source().map(str::to_owned);
    for source in [
        with(builder().source("camera-1")),
        with(builder().source(&owned)),
        with(builder().source(owned.clone())),
        with(builder().source(Cow::Borrowed("camera-1"))),
        with(builder().source(Some("camera-1"))),
        with(builder().source(Some(&owned))),
        with(builder().source(Some(owned.clone()))),
    ] {
        assert_eq!(source.as_deref(), Some("camera-1"));
    }
    let absent: Option<String> = None;
    assert_eq!(with(builder().source(absent)), None);
    assert_eq!(with(builder().source("camera-1").source(None::<&str>)), None, "the last one counts");

    let request = builder().upload_dir(Some("d/e")).idempotency_key(Some("door-17")).tag(None::<&str>);
    let request = request.build().unwrap();
    assert_eq!((request.upload_dir(), request.tags()), (Some("d/e"), None));
    assert_eq!(request.idempotency_key(), Some("door-17"));
}

#[test]
fn a_time_a_flag_a_shadow_and_models_may_be_absent() {
    let time = UNIX_EPOCH + Duration::from_millis(1500);
    for request in [
        builder().timestamp(1.5),
        builder().timestamp(time),
        builder().timestamp(Timestamp::from(time)),
        builder().timestamp(Some(1.5)),
        builder().timestamp(Some(time)),
    ] {
        assert_eq!(request.build().unwrap().timestamp(), Some(Timestamp::from(1.5)));
    }
    let absent: Option<f64> = None;
    let request =
        builder().timestamp(absent).sample(Some(false)).shadow(0.1, Some(nothing())).build().unwrap();
    assert_eq!((request.timestamp(), request.sample()), (None, Some(false)));
    assert!(request.shadow().is_some());

    let shadow: Option<Prediction> = None;
    let models: Option<LegacyModels> = None;
    let request =
        builder().shadow(Duration::ZERO, shadow).sample(true).legacy_models(models).build().unwrap();
    assert!(request.shadow().is_none() && request.legacy_models().is_none());
    assert_eq!(
        builder()
            .shadow(0.1, Prediction::from(nothing()))
            .build()
            .unwrap()
            .shadow()
            .unwrap()
            .latency()
            .as_f64(),
        0.1
    );
}

#[test]
fn tags_are_owned_or_borrowed() {
    let owned = vec!["night".to_owned(), "door".to_owned()];
    for request in [
        builder().tags(["night", "door"]),
        builder().tags(&["night", "door"]),
        builder().tags(&owned),
        builder().tags(owned.iter().map(String::as_str)),
        builder().tags(owned.clone()),
        builder().tag("night").tags(Some("door")),
    ] {
        assert_eq!(request.build().unwrap().tags(), Some(owned.as_slice()));
    }
    assert_eq!(builder().tags([""; 0]).build().unwrap().tags(), Some([].as_slice()));
}

#[test]
fn metadata_is_pairs_a_map_or_a_json_object() {
    let expected = json!({ "line": 3, "shift": "night" });
    let Value::Object(map) = expected.clone() else { unreachable!("it is an object") };
    let pairs = || [("line".to_owned(), 3.into()), ("shift".to_owned(), "night".into())];
    for request in [
        builder().custom_metadata([("line", 3.into()), ("shift", "night".into())]),
        builder().custom_metadata(vec![("line", 3.into()), ("shift", "night".into())]),
        builder().custom_metadata(pairs()),
        builder().custom_metadata(expected.clone()),
        builder().custom_metadata(json!({ "line": 3, "shift": "night" })),
        builder().custom_metadata(&map),
        builder().custom_metadata(map.clone()),
        builder().custom_metadata(Some(map.clone())),
        builder().custom_metadata(Some(expected.clone())),
        builder().custom_metadata(BTreeMap::from(pairs())),
        builder().custom_metadata(HashMap::from(pairs())),
    ] {
        assert_eq!(request.build().unwrap().custom_metadata(), Some(&map));
    }
    let absent: Option<Map<String, Value>> = None;
    assert_eq!(builder().metadata(absent).build().unwrap().metadata(), None);
}

#[test]
fn json_that_is_no_object_is_a_problem_of_the_request() {
    let error = builder()
        .metadata(json!([1, 2]))
        .custom_metadata(Value::Null)
        .custom_metrics(Some(json!("blur")))
        .build()
        .unwrap_err();
    insta::assert_snapshot!(error, @r#"
    invalid input, 3 problems:
      metadata: is an array, not a JSON object such as {"line": 3}
      custom_metadata: is null, not a JSON object such as {"line": 3}
      custom_metrics: is a string, not a JSON object such as {"line": 3}
    "#);
    let corrected = builder().metadata(json!(7)).metadata(json!({})).build().unwrap();
    assert_eq!(corrected.metadata(), Some(&Map::new()));
}

/// Columns that a program holds on to.
fn columns() -> (Vec<usize>, Vec<f32>, Vec<String>) {
    (vec![1, 2], vec![0.9, 0.7], vec!["AB-1".to_owned(), "AB-2".to_owned()])
}

fn check<S: Shape>(owned: &Objects<S>, borrowed: &Objects<S>) {
    assert_eq!(owned, borrowed);
    assert_eq!(borrowed.len(), 2);
}

#[test]
fn columns_of_a_prediction_are_owned_or_borrowed() {
    let (classes, scores, texts) = columns();
    let boxes = vec![[200.4_f32, 128.0, 240.2, 159.3], [10.0, 20.0, 30.0, 40.0]];
    let start = || DetectionPrediction::builder().classes(&classes).scores(&scores).texts(&texts);
    let owned = DetectionPrediction::builder()
        .classes(classes.clone())
        .scores(scores.clone())
        .texts(texts.clone())
        .boxes(BoxFormat::XYXY, boxes.clone())
        .build()
        .unwrap();
    check(&owned, &start().boxes(BoxFormat::XYXY, &boxes).build().unwrap());
    check(&owned, &start().shapes(owned.shapes()).build().unwrap());
    check(
        &owned,
        &DetectionPrediction::builder()
            .classes(owned.classes())
            .scores(owned.scores())
            .texts(texts.iter().map(String::as_str))
            .shapes(owned.boxes())
            .build()
            .unwrap(),
    );

    let valid = [BBox::xyxy(200, 128, 240, 159).unwrap(), BBox::xyxy(10, 20, 30, 40).unwrap()];
    check(&owned, &start().shapes(valid).build().unwrap());
    check(&owned, &start().shapes(&valid).build().unwrap());
    check(&owned, &start().shapes(valid.map(RawBox::from)).build().unwrap());
}

#[test]
fn shapes_of_points_and_masks_are_owned_or_borrowed() {
    let (classes, scores, _) = columns();
    let rings = vec![vec![[0.0_f32, 0.0], [4.0, 0.0], [4.0, 3.0]]; 2];
    let polygons = || SegmentationPrediction::builder().classes(&classes).scores(&scores);
    check(
        &polygons().polygons(PointFormat::PIXELS, rings.clone()).build().unwrap(),
        &polygons().polygons(PointFormat::PIXELS, &rings).build().unwrap(),
    );
    let lines = || LinePrediction::builder().classes(&classes).scores(&scores);
    check(
        &lines().lines(PointFormat::PIXELS, rings.clone()).build().unwrap(),
        &lines().lines(PointFormat::PIXELS, &rings).build().unwrap(),
    );
    let spots = vec![[1_u32, 2], [3, 4]];
    let points = || PointPrediction::builder().classes(&classes).scores(&scores);
    check(
        &points().points(PointFormat::PIXELS, spots.clone()).build().unwrap(),
        &points().points(PointFormat::PIXELS, &spots).build().unwrap(),
    );
    let skeletons = vec![vec![([1, 2], 2), ([3, 4], 1)]; 2];
    let keypoints = || KeypointPrediction::builder().classes(&classes).scores(&scores);
    check(
        &keypoints().keypoints(PointFormat::PIXELS, skeletons.clone()).build().unwrap(),
        &keypoints().keypoints(PointFormat::PIXELS, &skeletons).build().unwrap(),
    );
    let encoded = vec!["a".to_owned(), "b".to_owned()];
    let masks = || MaskPrediction::builder().classes(&classes).scores(&scores);
    let owned = masks().masks(encoded.clone()).build().unwrap();
    check(&owned, &masks().masks(&encoded).build().unwrap());
    check(&owned, &masks().masks(["a", "b"]).build().unwrap());
    check(&owned, &masks().masks(&["a", "b"]).build().unwrap());
}
