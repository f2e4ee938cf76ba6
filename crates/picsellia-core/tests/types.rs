//! Predictions of every type: how they are encoded, validated and decoded.
#![allow(clippy::unwrap_used, reason = "a failure ends the test")]

use picsellia_core::{
    ClassificationPrediction, CloudImage, Connector, GeometryPolicy, Image, ImageSize, InferenceType,
    KeypointPrediction, Keypoints, LinePrediction, MaskPrediction, MonitorRequest, PointFormat,
    PointPrediction, Polygon, Polyline, Prediction, RepairKind, SegmentationPrediction,
};
use proptest::prelude::*;
use serde_json::{Value, json};

const SIZE: ImageSize = ImageSize { width: 600, height: 800 };

fn put(prediction: impl Into<Prediction>, policy: GeometryPolicy) -> Result<MonitorRequest, String> {
    let image = Image::from_bytes("a.png", &b"\x89PNG"[..]).with_size(SIZE);
    MonitorRequest::builder(image, 0.1, prediction)
        .geometry(policy)
        .build()
        .map_err(|error| error.to_string())
}

fn valid() -> Vec<(Prediction, InferenceType, Value)> {
    let texts = Value::Null;
    vec![
        (
            ClassificationPrediction::builder().class(2, 0.8).build().unwrap().into(),
            InferenceType::Classification,
            json!({ "detection_classes": [2], "detection_texts": texts, "detection_scores": [0.8] }),
        ),
        (
            SegmentationPrediction::builder()
                .classes([1])
                .scores([0.8])
                .polygons(PointFormat::PIXELS, [[[200, 200], [225, 200], [250, 250], [250, 225], [220, 220]]])
                .build()
                .unwrap()
                .into(),
            InferenceType::Segmentation,
            json!({ "detection_classes": [1], "detection_texts": texts, "detection_scores": [0.8],
                "detection_masks": [[[200, 200], [225, 200], [250, 250], [250, 225], [220, 220]]] }),
        ),
        (
            LinePrediction::builder()
                .classes([1])
                .scores([0.8])
                .lines(PointFormat::normalized(SIZE), [[[0.5, 0.25], [1.0, 1.0]]])
                .build()
                .unwrap()
                .into(),
            InferenceType::Line,
            json!({ "detection_classes": [1], "detection_texts": texts, "detection_scores": [0.8],
                "lines": [[[300, 200], [600, 800]]] }),
        ),
        (
            PointPrediction::builder()
                .classes([1])
                .scores([0.8])
                .points(PointFormat::PIXELS, [[1.4_f32, 2.5]])
                .build()
                .unwrap()
                .into(),
            InferenceType::Point,
            json!({ "detection_classes": [1], "detection_texts": texts, "detection_scores": [0.8], "points": [[1, 3]] }),
        ),
        (
            KeypointPrediction::builder()
                .classes([1])
                .scores([0.8])
                .keypoints(PointFormat::PIXELS, [[([1, 2], 2), ([3, 4], 0)]])
                .build()
                .unwrap()
                .into(),
            InferenceType::Keypoint,
            json!({ "detection_classes": [1], "detection_texts": texts, "detection_scores": [0.8],
                "keypoints": [[[1, 2, 2], [3, 4, 0]]] }),
        ),
        (
            MaskPrediction::builder().classes([1]).scores([0.8]).masks(["12 3 40 5"]).build().unwrap().into(),
            InferenceType::Mask,
            json!({ "detection_classes": [1], "detection_texts": texts, "detection_scores": [0.8],
                "detection_masks": ["12 3 40 5"] }),
        ),
    ]
}

#[test]
fn every_type_is_encoded_as_by_the_official_sdk_and_decoded() {
    for (prediction, inference_type, expected) in valid() {
        assert_eq!(prediction.inference_type(), inference_type);
        let json: Value = serde_json::from_str(&prediction.to_json()).unwrap();
        assert_eq!(json, expected);
        let request = put(prediction, GeometryPolicy::Strict).unwrap();
        let body = request.encode().to_bytes().unwrap();
        assert_eq!(MonitorRequest::decode(&body).unwrap(), request);
        assert_eq!(MonitorRequest::decode_as(&body, inference_type).unwrap(), request);
    }
}

#[test]
fn a_prediction_is_not_decoded_as_another_type() {
    for (prediction, own, _) in valid() {
        let body = put(prediction, GeometryPolicy::Strict).unwrap().encode().to_bytes().unwrap();
        for (_, other, _) in valid() {
            assert_eq!(MonitorRequest::decode_as(&body, other).is_ok(), other == own, "{own} as {other}");
        }
        for none in [InferenceType::Multi, InferenceType::NotConfigured] {
            assert!(MonitorRequest::decode_as(&body, none).is_err());
        }
    }
}

#[test]
fn strict_reports_the_problems_of_each_shape() {
    let polygons = SegmentationPrediction::builder()
        .classes([1, 1])
        .scores([0.8, 0.9])
        .polygons(PointFormat::PIXELS, [vec![[0, 0], [10, 10]], vec![[0, 0], [700, 10], [10, -1]]])
        .build()
        .unwrap();
    let problems_of = |prediction: Prediction| {
        let error = put(prediction, GeometryPolicy::Strict).unwrap_err();
        error
            .lines()
            .skip(1)
            .take_while(|line| line.starts_with(' '))
            .map(str::trim)
            .collect::<Vec<_>>()
            .join("\n")
    };
    assert_eq!(
        problems_of(polygons.into()),
        "detection_masks[0]: a polygon needs at least 3 points, found 2\n\
        detection_masks[1][1]: [700, 10] is outside the image, which is 600 x 800 (width x height)\n\
        detection_masks[1][2]: [10, -1] is outside the image, which is 600 x 800 (width x height)"
    );
    let line = LinePrediction::builder().object(1, 0.5, Polyline::new([[5, 5]])).build().unwrap();
    assert_eq!(problems_of(line.into()), "lines[0]: a line needs at least 2 points, found 1");
    let point = PointPrediction::builder()
        .classes([1])
        .scores([0.5])
        .points(PointFormat::PIXELS, [[601, 5]])
        .build()
        .unwrap();
    assert_eq!(
        problems_of(point.into()),
        "points[0]: [601, 5] is outside the image, which is 600 x 800 (width x height)"
    );
    let skeleton = KeypointPrediction::builder()
        .object(1, 0.5, Keypoints::new([[-9, -9, 0], [5, 801, 2]]))
        .build()
        .unwrap();
    assert_eq!(
        problems_of(skeleton.into()),
        "keypoints[0][1]: [5, 801] is outside the image, which is 600 x 800 (width x height)"
    );
    let mask = MaskPrediction::builder().classes([1]).scores([0.5]).masks([""]).build().unwrap();
    assert_eq!(problems_of(mask.into()), "detection_masks[0]: the mask is empty");
}

#[test]
fn columns_without_shapes_are_compared_with_the_classes() {
    let error = ClassificationPrediction::builder().classes([1, 2]).scores([0.5]).build().unwrap_err();
    assert_eq!(
        error.problems()[0].to_string(),
        "detection_scores: the number of scores is 1, but the number of classes is 2; each object needs one of each"
    );
}

#[test]
fn a_point_that_is_not_finite_is_reported_with_its_shape() {
    let error = LinePrediction::builder()
        .classes([1, 1])
        .scores([0.5, 0.5])
        .lines(PointFormat::PIXELS, [[[0.0, 1.0], [2.0, 3.0]], [[0.0, 1.0], [f64::NAN, 3.0]]])
        .build()
        .unwrap_err();
    assert_eq!(error.problems()[0].to_string(), "lines[1]: x is NaN, which is not a finite number");
}

#[test]
fn repair_moves_points_into_the_image_and_reports_how_many() {
    let polygon = Polygon::new([[-5, 10], [700, 10], [10, 900], [20, 20]]);
    let prediction = SegmentationPrediction::builder().object(1, 0.5, polygon).build().unwrap();
    let request = put(prediction, GeometryPolicy::Repair).unwrap();
    assert!(matches!(request.repairs()[0].kind, RepairKind::Points { moved: 3, .. }));
    assert_eq!(request.repairs()[0].to_string(), "detection_masks[0]: 3 points were moved into the image");
    let Prediction::Segmentation(sent) = request.prediction() else { panic!() };
    assert_eq!(sent.polygons()[0].points(), [[0, 10], [600, 10], [10, 800], [20, 20]]);
    put(request.prediction().clone(), GeometryPolicy::Strict).unwrap();
}

#[test]
fn a_shape_outside_the_image_is_not_repaired() {
    let polygon = Polygon::new([[-5, 10], [-1, 10], [-10, 900]]);
    let prediction = SegmentationPrediction::builder().object(1, 0.5, polygon).build().unwrap();
    assert!(put(prediction.clone(), GeometryPolicy::Repair).is_err());
    assert!(put(prediction, GeometryPolicy::AsIs).is_ok());
}

#[test]
fn an_image_in_the_cloud_is_sent_as_a_reference() {
    let connector = Connector::new("conn", "minio", "bkt");
    let image = CloudImage::new(connector, "dir/sub/obj.jpeg").with_size(ImageSize { width: 20, height: 10 });
    let request = MonitorRequest::builder(
        image,
        0.5,
        ClassificationPrediction::builder().class(2, 0.8).build().unwrap(),
    )
    .source("cam")
    .build()
    .unwrap();
    let body = request.encode().to_bytes().unwrap();
    let json: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(
        json,
        json!({ "filename": "obj.jpeg", "content_type": "IMAGE/JPEG", "height": 10, "width": 20,
            "raw_predictions": { "detection_classes": [2], "detection_texts": null, "detection_scores": [0.8] },
            "latency": 0.5, "source": "cam",
            "cloud_image": { "connector_id": "conn", "client_type": "minio", "bucket_name": "bkt",
                "object_name": "dir/sub/obj.jpeg" } })
    );
    assert_eq!(MonitorRequest::decode(&body).unwrap(), request);
}

#[test]
fn the_file_name_of_an_image_in_the_cloud_is_kept_as_another_client_sent_it() {
    let body = json!({ "filename": "door.png", "content_type": "IMAGE/JPEG", "height": 10, "width": 20,
        "raw_predictions": { "detection_classes": [2], "detection_scores": [0.8] }, "latency": 0.5,
        "cloud_image": { "connector_id": "conn", "client_type": "minio", "bucket_name": "bkt",
            "object_name": "dir/4f7a.jpeg" } });
    let request = MonitorRequest::decode(body.to_string().as_bytes()).unwrap();
    assert_eq!(request.filename(), "door.png");
    assert_eq!(MonitorRequest::decode(&request.encode().to_bytes().unwrap()).unwrap(), request);
}

#[test]
fn an_image_in_the_cloud_needs_a_size() {
    let image = CloudImage::new(Connector::new("conn", "minio", "bkt"), "dir/");
    let nothing = ClassificationPrediction::builder().build().unwrap();
    let error = MonitorRequest::builder(image, 0.5, nothing).build().unwrap_err();
    let paths: Vec<_> = error.problems().iter().map(picsellia_core::Problem::path).collect();
    assert_eq!(paths, ["cloud_image.object_name", "content_type", "height and width"]);
}

fn points() -> impl Strategy<Value = Vec<[i64; 2]>> {
    prop::collection::vec([-50_i64..900, -50_i64..900], 0..6)
}

proptest! {
    #[test]
    fn repaired_points_are_valid_and_repair_is_idempotent(shapes in prop::collection::vec(points(), 0..4)) {
        let count = shapes.len();
        let polygons = SegmentationPrediction::builder()
            .classes(vec![1; count])
            .scores(vec![0.5; count])
            .polygons(PointFormat::PIXELS, shapes)
            .build()
            .unwrap();
        if let Ok(repaired) = put(polygons, GeometryPolicy::Repair) {
            let strict = put(repaired.prediction().clone(), GeometryPolicy::Strict).unwrap();
            prop_assert_eq!(strict.prediction(), repaired.prediction());
            let again = put(repaired.prediction().clone(), GeometryPolicy::Repair).unwrap();
            prop_assert!(again.repairs().is_empty());
        }
    }

    #[test]
    fn every_shape_is_decoded_as_it_was_encoded(shapes in prop::collection::vec(any::<[[i64; 3]; 3]>(), 1..4), texts in ".*") {
        let count = shapes.len();
        let pairs: Vec<Vec<[i64; 2]>> =
            shapes.iter().map(|shape| shape.iter().map(|[x, y, _]| [*x, *y]).collect()).collect();
        let predictions: [Prediction; 5] = [
            SegmentationPrediction::builder().classes(vec![1; count]).scores(vec![0.5; count])
                .polygons(PointFormat::PIXELS, pairs.clone()).build().unwrap().into(),
            LinePrediction::builder().classes(vec![1; count]).scores(vec![0.5; count])
                .lines(PointFormat::PIXELS, pairs.clone()).build().unwrap().into(),
            PointPrediction::builder().classes(vec![1; count]).scores(vec![0.5; count])
                .points(PointFormat::PIXELS, pairs.iter().map(|shape| shape[0])).build().unwrap().into(),
            KeypointPrediction::builder().classes(vec![1; count]).scores(vec![0.5; count])
                .shapes(shapes.iter().map(|shape| Keypoints::new(shape.iter().copied()))).build().unwrap().into(),
            MaskPrediction::builder().classes([1]).scores([0.5]).masks([texts]).build().unwrap().into(),
        ];
        for prediction in predictions {
            let request = put(prediction, GeometryPolicy::AsIs).unwrap();
            prop_assert_eq!(MonitorRequest::decode(&request.encode().to_bytes().unwrap()).unwrap(), request);
        }
    }
}

#[test]
fn a_prediction_of_every_type_is_decoded_without_a_request() {
    for (prediction, inference_type, json) in valid() {
        let read = Prediction::from_json(json.to_string().as_bytes(), inference_type);
        assert_eq!(read, Ok(prediction), "{inference_type}");
    }
    for (json, message) in [
        ("{", "the body is not JSON"),
        ("{} {}", "missing field `detection_classes`"),
        (r#"{"detection_classes":[1],"detection_scores":[0.5]}"#, "detection_boxes: is missing"),
        (
            r#"{"detection_classes":[1],"detection_scores":[0.5],"detection_boxes":[[1,2,3,4.5]]}"#,
            "detection_boxes[0][3]: invalid type: floating point `4.5`",
        ),
        (
            r#"{"detection_classes":[1],"detection_scores":[],"detection_boxes":[[1,2,3,4]]}"#,
            "detection_scores: the number of scores is 0, but the number of boxes is 1",
        ),
    ] {
        let error = Prediction::from_json(json.as_bytes(), InferenceType::ObjectDetection).unwrap_err();
        assert!(error.to_string().starts_with(message), "{json}: {error}");
    }
}
