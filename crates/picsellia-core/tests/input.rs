//! Input that is rejected before anything is sent, and the messages about it.
#![allow(clippy::unwrap_used, reason = "a failure ends the test")]

use std::time::Duration;

use picsellia_core::{
    BoxFormat, ClassificationPrediction, ContentType, DetectionPrediction, GeometryPolicy, Image, ImageError,
    ImageSize, InvalidInput, LegacyModels, MonitorRequest, RequestDetails, Shadow,
};

/// A PNG header of 4 x 3 pixels.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x04\0\0\0\x03\x08\x02\0\0\0";

const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xc0\0\x11\x08\0\x06\0\x05\x03\x01\x22\0\x02\x11\x01\x03\x11\x01\xff\xd9";

fn nothing() -> DetectionPrediction {
    DetectionPrediction::builder().build().unwrap()
}

#[test]
fn every_invalid_number_and_column_length_is_listed() {
    let error = DetectionPrediction::builder()
        .classes([1, 2])
        .scores([0.5, f64::NAN, f64::INFINITY])
        .boxes(BoxFormat::XYXY, [[0.0, 0.0, 1.0, f32::NAN]])
        .texts(["a", "b"])
        .build()
        .unwrap_err();
    insta::assert_snapshot!(error, @r"
    invalid input, 6 problems:
      detection_scores[1]: NaN is not a finite number
      detection_scores[2]: inf is not a finite number
      detection_boxes[0]: y is NaN, which is not a finite number
      detection_classes: the number of classes is 2, but the number of boxes is 1; each object needs one of each
      detection_texts: the number of texts is 2, but the number of boxes is 1; each object needs one of each
      detection_scores: the number of scores is 3, but the number of boxes is 1; each object needs one of each
    ");
}

#[test]
fn a_request_lists_the_problems_of_its_image_its_numbers_and_both_predictions() {
    let champion = DetectionPrediction::builder()
        .classes([-1])
        .scores([7.0])
        .boxes(BoxFormat::TLBR, [[0, 0, 1, 1]])
        .build()
        .unwrap();
    let shadow = DetectionPrediction::builder()
        .classes([1])
        .scores([0.5])
        .boxes(BoxFormat::TLBR, [[3, 0, 1, 1]])
        .build()
        .unwrap();
    let error = MonitorRequest::builder(Image::from_bytes("", b"".as_slice()), -0.5, champion)
        .shadow(f64::NAN, shadow)
        .timestamp(f64::INFINITY)
        .build()
        .unwrap_err();
    insta::assert_snapshot!(error, @r#"
    invalid input, 10 problems:
      filename: "" is not a file name: give one without control characters
      image: the image has no bytes
      content_type: "" is neither PNG nor JPEG by its first bytes or its extension: convert the image, or set its type with with_content_type
      height and width: the image header does not hold the size: set it with with_size
      detection_classes[0]: class -1 is negative; classes are indexes of the model's label map
      detection_scores[0]: 7 is not a score from 0 to 1
      latency: -0.5 is not a number of seconds
      timestamp: inf is not a finite number
      shadow_latency: NaN is not a finite number
      shadow_raw_predictions.detection_boxes[0]: bottom 1 is above top 3
    hint: check that the box format is the one that the model writes; if it is, GeometryPolicy::Repair reorders corners and clamps to the image, GeometryPolicy::AsIs sends shapes unchanged
    "#);
}

#[test]
fn as_is_accepts_what_the_official_sdk_accepts_except_nan_and_infinity() {
    let odd = DetectionPrediction::builder()
        .classes([-1])
        .scores([7.5])
        .boxes(BoxFormat::TLBR, [[9, 9, 1, 1]])
        .build()
        .unwrap();
    let build = |latency: f64| {
        MonitorRequest::builder(Image::from_bytes("a.png", PNG), latency, odd.clone())
            .geometry(GeometryPolicy::AsIs)
            .build()
    };
    assert!(build(-1.0).is_ok());
    assert!(build(f64::NAN).is_err());
}

#[test]
fn repair_rejects_an_invalid_score_or_class() {
    let prediction = DetectionPrediction::builder()
        .classes([-1])
        .scores([7.0])
        .boxes(BoxFormat::TLBR, [[0, 0, 1, 1]])
        .build()
        .unwrap();
    let error = MonitorRequest::builder(Image::from_bytes("a.png", PNG), 0.1, prediction)
        .geometry(GeometryPolicy::Repair)
        .build()
        .unwrap_err();
    let paths: Vec<_> = error.problems().iter().map(|problem| problem.path().to_owned()).collect();
    assert_eq!(paths, ["detection_classes[0]", "detection_scores[0]"]);
}

#[test]
fn type_and_size_are_detected_and_explicit_ones_override_them() {
    for (name, bytes, content_type, width, height) in [
        ("a.png", PNG, ContentType::Png, 4, 3),
        ("a.jpg", JPEG, ContentType::Jpeg, 5, 6),
        // The first bytes are believed before the extension.
        ("a.png", JPEG, ContentType::Jpeg, 5, 6),
        ("no extension", PNG, ContentType::Png, 4, 3),
    ] {
        let image = Image::from_bytes(name, bytes);
        assert_eq!(image.content_type(), Some(content_type), "{name}");
        assert_eq!(image.size(), Some(ImageSize { width, height }), "{name}");
    }
    let stated = ImageSize { width: 600, height: 800 };
    let image = Image::from_bytes("a.JPEG", &b"not an image"[..]).with_size(stated);
    assert_eq!((image.content_type(), image.size()), (Some(ContentType::Jpeg), Some(stated)));
    assert_eq!(Image::from_bytes("a.bmp", &b"BM"[..]).content_type(), None);
}

#[test]
fn an_image_is_read_from_a_path_or_a_reader_and_failures_name_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("door é.png");
    std::fs::write(&path, PNG).unwrap();
    let from_path = Image::open(&path).unwrap();
    let from_reader = Image::from_reader("door é.png", PNG).unwrap();
    assert_eq!(from_path, from_reader);
    assert_eq!(from_path.filename(), "door é.png");

    let missing = Image::open(folder.path().join("none.png")).unwrap_err();
    assert!(missing.to_string().contains("none.png"), "{missing}");
    assert!(matches!(Image::open("/"), Err(ImageError::FileName(_))));
}

#[test]
fn durations_and_seconds_are_equivalent() {
    let build = |latency: picsellia_core::Seconds| {
        MonitorRequest::builder(Image::from_bytes("a.png", PNG), latency, nothing()).build().unwrap()
    };
    let body = |latency| build(latency).encode().to_bytes().unwrap();
    assert_eq!(body(Duration::from_millis(257).into()), body(0.257.into()));
}

#[test]
fn a_shadow_model_without_a_shadow_prediction_is_rejected() {
    let error = MonitorRequest::builder(Image::from_bytes("a.png", PNG), 0.1, nothing())
        .legacy_models(LegacyModels::new("m").with_shadow("s"))
        .build()
        .unwrap_err();
    assert_eq!(error.problems()[0].path(), "shadow_model");
}

#[test]
fn a_shadow_of_a_request_is_validated_as_if_it_had_been_sent_with_it() {
    let boxes = |edges: [i64; 4]| {
        DetectionPrediction::builder()
            .classes([1])
            .scores([0.5])
            .boxes(BoxFormat::TLBR, [edges])
            .build()
            .unwrap()
    };
    let request = |policy| {
        MonitorRequest::builder(Image::from_bytes("a.png", PNG), 0.1, nothing())
            .geometry(policy)
            .build()
            .unwrap()
    };
    let strict = request(GeometryPolicy::Strict);
    let problems = |error: InvalidInput| -> Vec<String> {
        error.problems().iter().map(|problem| problem.path().to_owned()).collect()
    };
    let error = Shadow::for_request(&strict, f64::NAN, boxes([0, 0, 9, 1])).unwrap_err();
    assert_eq!(problems(error), ["shadow_latency", "shadow_raw_predictions.detection_boxes[0]"]);
    let of_another_type = ClassificationPrediction::builder().class(1, 0.5).build().unwrap();
    let error = Shadow::for_request(&strict, 0.1, of_another_type).unwrap_err();
    assert_eq!(problems(error), ["shadow_raw_predictions"]);

    let repaired = Shadow::for_request(&request(GeometryPolicy::Repair), 0.1, boxes([0, 0, 9, 1])).unwrap();
    let paths: Vec<_> = repaired.repairs().iter().map(|repair| repair.path.as_str()).collect();
    assert_eq!(paths, ["shadow_raw_predictions.detection_boxes[0]"]);
    assert_eq!(repaired.prediction().as_detection().unwrap().boxes()[0].to_tlbr(), [0, 0, 3, 1]);
}

#[test]
fn details_replace_those_set_before_and_are_read_back() {
    let mut details = RequestDetails::default();
    details.source = Some("camera-1".to_owned());
    let request = MonitorRequest::builder(Image::from_bytes("a.png", PNG), 0.1, nothing())
        .tag("replaced")
        .details(details.clone())
        .tag("night")
        .build()
        .unwrap();
    details.tags = Some(vec!["night".to_owned()]);
    assert_eq!(request.details(), &details);
    assert_eq!((request.source(), request.tags()), (Some("camera-1"), Some(&["night".to_owned()][..])));
}

#[test]
fn debug_shows_neither_the_image_nor_its_base64() {
    let request = MonitorRequest::builder(Image::from_bytes("a.png", PNG), 0.1, nothing()).build().unwrap();
    let shown = format!("{request:?} {:?}", request.encode());
    assert!(shown.contains("29 bytes") && !shown.contains("IHDR") && !shown.contains("iVBOR"), "{shown}");
}
