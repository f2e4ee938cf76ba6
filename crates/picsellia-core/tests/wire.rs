//! The bytes of a body, and decoding them.
#![allow(clippy::unwrap_used, reason = "a failure ends the test")]

use picsellia_core::{
    BoxFormat, DetectionPrediction, GeometryPolicy, Image, ImageSize, LegacyModels, MonitorRequest,
    RequestDetails, Shadow, Timestamp,
};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

const SIZE: ImageSize = ImageSize { width: 600, height: 800 };

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        other => panic!("{other} is no object"),
    }
}

fn seed() -> DetectionPrediction {
    DetectionPrediction::builder()
        .classes([1, 2, 1])
        .boxes(BoxFormat::TLBR, [[128, 200, 159, 240], [190, 100, 50, 90], [145, 50, 24, 76]])
        .scores([0.9, 0.7, 0.4])
        .build()
        .unwrap()
}

fn image() -> Image {
    Image::from_bytes("image.png", (0..48).collect::<Vec<u8>>()).with_size(SIZE)
}

fn text(request: &MonitorRequest) -> String {
    String::from_utf8(request.encode().to_bytes().unwrap().to_vec()).unwrap()
}

/// These are the 340 bytes that the official SDK 6.37.0 sends for the same call.
#[test]
fn the_documented_example_has_these_bytes() {
    let request =
        MonitorRequest::builder(image(), 0.257, seed()).geometry(GeometryPolicy::AsIs).build().unwrap();
    insta::assert_snapshot!(text(&request), @r#"{"filename":"image.png","content_type":"IMAGE/PNG","height":800,"width":600,"raw_predictions":{"detection_classes":[1,2,1],"detection_texts":null,"detection_boxes":[[128,200,159,240],[190,100,50,90],[145,50,24,76]],"detection_scores":[0.9,0.7,0.4]},"latency":0.257,"image":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v"}"#);
    assert_eq!(request.encode().len(), 340);
}

#[test]
fn every_option_has_these_bytes() {
    let request = MonitorRequest::builder(image(), 0.257, seed())
        .geometry(GeometryPolicy::AsIs)
        .legacy_models(LegacyModels::new("model-id").with_shadow("shadow-id"))
        .source("camera-1")
        .tags(["gold", "dé"])
        .metadata(object(json!({ "a": 1, "x": null })))
        .custom_metadata(object(json!({ "k": [1, 2.5, "é \"quoted\" \u{1f600}\n"] })))
        .timestamp(1_718_000_000.123_456)
        .upload_dir("d/e")
        .shadow(0.1, DetectionPrediction::builder().build().unwrap())
        .sample(true)
        .custom_metrics(object(json!({ "blur": 0.1 })))
        .build()
        .unwrap();
    insta::assert_snapshot!(text(&request), @r#"{"filename":"image.png","content_type":"IMAGE/PNG","height":800,"width":600,"raw_predictions":{"detection_classes":[1,2,1],"detection_texts":null,"detection_boxes":[[128,200,159,240],[190,100,50,90],[145,50,24,76]],"detection_scores":[0.9,0.7,0.4]},"latency":0.257,"model_type":"OBJECT_DETECTION","model":"model-id","shadow_model":"shadow-id","source":"camera-1","tags":["gold","dé"],"metadata":{"a":1,"x":null},"custom_metadata":{"k":[1,2.5,"é \"quoted\" 😀\n"]},"timestamp":1718000000.123456,"upload_dir":"d/e","shadow_latency":0.1,"shadow_raw_predictions":{"detection_classes":[],"detection_texts":null,"detection_boxes":[],"detection_scores":[]},"sample":true,"custom_metrics":{"blur":0.1},"image":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v"}"#);
}

#[test]
fn scores_have_the_shortest_form_that_is_exact() {
    let prediction = DetectionPrediction::builder()
        .object(0, 0.3_f32, bbox())
        .object(usize::MIN, 0.1 + 0.2, bbox())
        .object(0_u8, 1.0_f32, bbox())
        .object(0, 1e-7, bbox())
        .build()
        .unwrap();
    let json: Value = serde_json::from_str(&picsellia_core::Prediction::from(prediction).to_json()).unwrap();
    assert_eq!(json["detection_scores"].to_string(), "[0.3,0.30000000000000004,1.0,1e-7]");
}

fn bbox() -> picsellia_core::BBox {
    picsellia_core::BBox::tlbr(1, 2, 3, 4).unwrap()
}

fn finite() -> impl Strategy<Value = f64> {
    any::<f64>().prop_filter("finite", |number| number.is_finite())
}

fn prediction() -> impl Strategy<Value = DetectionPrediction> {
    let objects =
        prop::collection::vec((any::<i64>(), any::<[i64; 4]>(), finite(), any::<f32>(), ".*"), 0..6);
    (objects, any::<bool>()).prop_map(|(objects, with_texts)| {
        let mut builder = DetectionPrediction::builder();
        for (class, edges, double, single, text) in objects {
            builder = builder.classes([class]).boxes(BoxFormat::TLBR, [edges]);
            builder = if single.is_finite() { builder.scores([single]) } else { builder.scores([double]) };
            if with_texts {
                builder = builder.texts([text]);
            }
        }
        builder.build().unwrap()
    })
}

fn json_object() -> impl Strategy<Value = Map<String, Value>> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        finite().prop_map(Value::from),
        ".*".prop_map(Value::from),
    ];
    let value = leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(".*", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    });
    prop::collection::btree_map(".*", value, 0..4).prop_map(|map| map.into_iter().collect())
}

prop_compose! {
    fn details()(
        source in prop::option::of(".*"),
        tags in prop::option::of(prop::collection::vec(".*", 0..3)),
        metadata in prop::option::of(json_object()),
        custom_metadata in prop::option::of(json_object()),
        timestamp in prop::option::of(finite().prop_map(Timestamp::from)),
        upload_dir in prop::option::of(".*"),
        sample: Option<bool>,
        custom_metrics in prop::option::of(json_object()),
        legacy_models in prop::option::of(".*".prop_map(LegacyModels::new)),
    ) -> RequestDetails {
        let mut details = RequestDetails::default();
        details.source = source;
        details.tags = tags;
        details.metadata = metadata;
        details.custom_metadata = custom_metadata;
        details.timestamp = timestamp;
        details.upload_dir = upload_dir;
        details.sample = sample;
        details.custom_metrics = custom_metrics;
        details.legacy_models = legacy_models;
        details
    }
}

prop_compose! {
    fn request()(
        filename in r"[^\p{Cc}]{1,40}",
        bytes in prop::collection::vec(any::<u8>(), 1..200),
        (width, height) in (1_u32.., 1_u32..),
        latency in finite(),
        prediction in prediction(),
        shadow in prop::option::of((finite(), prediction())),
        details in details(),
    ) -> MonitorRequest {
        let image = Image::from_bytes(filename, bytes)
            .with_content_type(picsellia_core::ContentType::Jpeg)
            .with_size(ImageSize { width, height });
        let mut builder =
            MonitorRequest::builder(image, latency, prediction).geometry(GeometryPolicy::AsIs).details(details);
        if let Some((latency, shadow)) = shadow {
            builder = builder.shadow(latency, shadow);
        }
        builder.build().unwrap()
    }
}

proptest! {
    #[test]
    fn what_is_encoded_is_decoded_to_the_same_request(request in request()) {
        let body = request.encode().to_bytes().unwrap();
        prop_assert_eq!(MonitorRequest::decode(&body).unwrap(), request);
    }

    #[test]
    fn an_encoded_shadow_is_decoded_to_the_same_shadow(latency in finite(), prediction in prediction()) {
        let shadow = Shadow::new(latency, prediction, SIZE, GeometryPolicy::AsIs).unwrap();
        let body = shadow.encode().to_bytes().unwrap();
        prop_assert_eq!(Shadow::decode(&body).unwrap(), shadow);
    }

    #[test]
    fn what_is_encoded_is_json(request in request()) {
        serde_json::from_slice::<Value>(&request.encode().to_bytes().unwrap()).unwrap();
    }

    #[test]
    fn no_bytes_make_the_decoder_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = MonitorRequest::decode(&bytes);
    }

    #[test]
    fn no_corrupted_body_makes_the_decoder_panic(request in request(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut body = request.encode().to_bytes().unwrap().to_vec();
        let at = at.index(body.len());
        body[at] = byte;
        let _ = MonitorRequest::decode(&body);
        let _ = MonitorRequest::decode(&body[..at]);
    }

    #[test]
    fn no_bytes_make_the_image_probe_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), magic in any::<bool>()) {
        let mut image = if magic { b"\x89PNG\r\n\x1a\n".to_vec() } else { b"\xff\xd8\xff".to_vec() };
        image.extend(bytes);
        let image = Image::from_bytes("a", image);
        let _ = (image.size(), image.content_type());
    }
}

#[test]
fn an_invalid_body_is_rejected_with_the_path_of_the_field() {
    let whole = |change: fn(&mut Value)| {
        let request =
            MonitorRequest::builder(image(), 0.257, seed()).geometry(GeometryPolicy::AsIs).build().unwrap();
        let mut json: Value = serde_json::from_str(&text(&request)).unwrap();
        change(&mut json);
        json.to_string()
    };
    for (body, syntax, path) in [
        (String::new(), true, "."),
        ("{".to_owned(), true, "."),
        ("[]".to_owned(), false, "."),
        (whole(|_| ()) + "x", true, "."),
        (whole(|json| json["height"] = (-1).into()), false, "height"),
        (whole(|json| json["latency"] = Value::Null), false, "latency"),
        (whole(|json| json["content_type"] = "image/bmp".into()), false, "content_type"),
        (whole(|json| json["image"] = "A".into()), false, "image"),
        (
            whole(|json| json["raw_predictions"]["detection_boxes"][1] = json!([1, 2, 3])),
            false,
            "raw_predictions.detection_boxes[1]",
        ),
        (
            whole(|json| json["raw_predictions"]["detection_scores"] = json!([0.5])),
            false,
            "raw_predictions.detection_scores",
        ),
        (
            whole(|json| json["shadow_raw_predictions"] = json["raw_predictions"].clone()),
            false,
            "shadow_latency",
        ),
    ] {
        let error = MonitorRequest::decode(body.as_bytes()).unwrap_err();
        assert_eq!((error.is_syntax(), error.path()), (syntax, path), "{body}: {error}");
    }
}

#[test]
fn an_invalid_shadow_is_rejected_with_the_path_of_the_field() {
    let predictions = r#"{"detection_classes":[1],"detection_boxes":[[1,2,3]],"detection_scores":[0.5]}"#;
    let body = |predictions: &str, latency: &str| {
        format!(r#"{{"shadow_raw_predictions":{predictions},"shadow_latency":{latency}}}"#)
    };
    for (body, syntax, path) in [
        ("{".to_owned(), true, "."),
        ("[]".to_owned(), false, "."),
        (r#"{"shadow_latency":1}"#.to_owned(), false, "."),
        (body("{}", "1"), false, "shadow_raw_predictions"),
        (body(predictions, "1"), false, "shadow_raw_predictions.detection_boxes[0]"),
        (body(&predictions.replace("2,3]]", "2,3,4]]"), "null"), false, "shadow_latency"),
        (
            body(r#"{"detection_classes":[1],"detection_scores":[]}"#, "1"),
            false,
            "shadow_raw_predictions.detection_scores",
        ),
    ] {
        let error = Shadow::decode(body.as_bytes()).unwrap_err();
        assert_eq!((error.is_syntax(), error.path()), (syntax, path), "{body}: {error}");
    }
}

#[test]
fn the_forms_of_older_and_other_clients_are_decoded() {
    let body = r#"{ "filename": "a.png", "content_type": "image/png", "height": 3, "width": 4,
        "image": "AA\/\u002b", "raw_predictions": { "detection_classes": [], "detection_boxes": [],
        "detection_scores": [], "detection_texts": [] }, "latency": 1, "model_type": "OBJECT_DETECTION", "unknown": {} }"#;
    let request = MonitorRequest::decode(body.as_bytes()).unwrap();
    assert_eq!(request.image().map(|bytes| &bytes[..]), Some(&[0, 15, 254][..]));
    assert_eq!(request.latency().as_f64(), 1.0);
}

#[test]
fn an_empty_list_of_texts_means_no_texts() {
    let nothing = DetectionPrediction::builder().texts([""; 0]).build().unwrap();
    assert_eq!(nothing, DetectionPrediction::builder().build().unwrap());
    let request = MonitorRequest::builder(image(), 0.257, nothing).build().unwrap();
    assert!(text(&request).contains(r#""detection_texts":null"#), "{}", text(&request));
    assert_eq!(MonitorRequest::decode(&request.encode().to_bytes().unwrap()).unwrap(), request);
}

#[test]
fn a_repaired_request_equals_its_decoded_bytes() {
    let request =
        MonitorRequest::builder(image(), 0.257, seed()).geometry(GeometryPolicy::Repair).build().unwrap();
    assert_eq!(request.repairs().len(), 2);
    assert_eq!(MonitorRequest::decode(&request.encode().to_bytes().unwrap()).unwrap(), request);
}

/// Returns an object with this number of levels.
fn nested(levels: usize) -> Map<String, Value> {
    let mut inner = Value::from("x");
    for level in 1..levels {
        inner = match level % 2 {
            0 => Value::Array(vec![inner]),
            _ => Value::Object(Map::from_iter([("k".to_owned(), inner)])),
        };
    }
    Map::from_iter([("k".to_owned(), inner)])
}

#[test]
fn metadata_is_decoded_or_rejected_by_its_depth() {
    let with = |levels| {
        MonitorRequest::builder(image(), 0.257, DetectionPrediction::builder().build().unwrap())
            .metadata(nested(levels))
    };
    let deepest = with(100).build().unwrap();
    assert_eq!(MonitorRequest::decode(&deepest.encode().to_bytes().unwrap()).unwrap(), deepest);
    for levels in [101, 127, 128, 1000] {
        let error =
            with(levels).custom_metadata(nested(levels)).custom_metrics(nested(levels)).build().unwrap_err();
        let paths: Vec<_> = error.problems().iter().map(picsellia_core::Problem::path).collect();
        assert_eq!(paths, ["metadata", "custom_metadata", "custom_metrics"]);
    }
}
