//! Compares the boxes that are read from files of other tools with those that the tools report.
//! `fixtures/make.py` creates the files.
#![allow(clippy::unwrap_used, reason = "a failure ends the test")]

mod support;

use picsellia_core::{BBox, GeometryPolicy, ImageSize, InferenceType, MonitorRequest, Prediction};
use picsellia_formats::{
    CategoryIndexes, ClassNames, Coco, CocoOptions, Parsed, Voc, VocCorners, VocOptions, Yolo, YoloOptions,
};
use serde_json::{Value, json};

use support::{bad, fixture, good};

const CLASSES: [&str; 3] = ["person", "stop sign", "toothbrush"];
const DETECTION: InferenceType = InferenceType::ObjectDetection;

/// Returns the objects that a tool reports for each image, by file name.
fn expected(format: &str) -> Value {
    let text = std::fs::read_to_string(fixture("expected.json")).unwrap();
    serde_json::from_str::<Value>(&text).unwrap().get(format).unwrap().clone()
}

fn request(parsed: Parsed) -> MonitorRequest {
    let mut record = parsed.unwrap();
    record.latency = Some(0.25.into());
    let image = record.open_image().unwrap();
    record.request(image).unwrap().geometry(GeometryPolicy::Strict).build().unwrap()
}

/// Returns the boxes of all records in the form of `expected.json`.
fn boxes(records: impl Iterator<Item = Parsed>, with_score: bool) -> Value {
    let mut found = serde_json::Map::new();
    for parsed in records {
        let request = request(parsed);
        let detection = request.prediction().as_detection().unwrap();
        let columns = detection.classes().iter().zip(detection.scores()).zip(detection.boxes());
        let objects = columns.map(|((class, score), raw_box)| {
            let xyxy = BBox::try_from(*raw_box).unwrap().to_xyxy();
            if with_score {
                json!({ "class": class, "score": score.as_f64(), "xyxy": xyxy })
            } else {
                json!({ "class": class, "xyxy": xyxy })
            }
        });
        found.insert(request.filename().to_owned(), objects.collect());
    }
    found.into()
}

#[test]
fn coco_boxes_equal_those_of_pycocotools() {
    let options = CocoOptions::new(DETECTION, fixture("images"));
    let coco = Coco::open(&fixture("coco/instances.json"), &fixture("coco/results.json"), options).unwrap();
    assert_eq!(coco.total(), 3);
    assert_eq!(boxes(good(coco), true), expected("coco"));
}

#[test]
fn coco_categories_become_classes_by_order_by_id_or_by_name() {
    let names = ClassNames::from_pairs([(7, "toothbrush"), (8, "stop sign"), (9, "person")]).unwrap();
    for (categories, expected) in [
        (CategoryIndexes::Order, [0, 2, 1]),
        (CategoryIndexes::Ids, [1, 90, 13]),
        (CategoryIndexes::Names(names), [9, 7, 8]),
    ] {
        let mut options = CocoOptions::new(DETECTION, fixture("images"));
        options.categories = categories;
        let mut coco =
            Coco::open(&fixture("coco/instances.json"), &fixture("coco/results.json"), options).unwrap();
        let wide = request(coco.next().unwrap().unwrap());
        assert_eq!(wide.prediction().as_detection().unwrap().classes(), expected);
    }
}

#[test]
fn an_image_without_results_is_an_empty_prediction_or_skipped() {
    for (skip_empty, expected) in
        [(false, vec!["wide.png", "tall.png", "empty.png"]), (true, vec!["wide.png", "tall.png"])]
    {
        let mut options = CocoOptions::new(DETECTION, fixture("images"));
        options.skip_empty = skip_empty;
        let coco =
            Coco::open(&fixture("coco/instances.json"), &fixture("coco/results.json"), options).unwrap();
        assert_eq!(coco.total(), expected.len() as u64);
        let mut names: Vec<_> = good(coco).map(|parsed| request(parsed).filename().to_owned()).collect();
        names.sort_by_key(|name| expected.iter().position(|expected| expected == name));
        assert_eq!(names, expected);
    }
}

#[test]
fn coco_polygons_and_keypoints_are_read_and_masks_are_rejected() {
    let open = |file: &str, inference_type| {
        let options = CocoOptions::new(inference_type, fixture("images"));
        Coco::open(&fixture("coco/instances.json"), &fixture(file), options).unwrap()
    };
    let segmentation = request(good(open("coco/polygons.json", InferenceType::Segmentation)).next().unwrap());
    let Prediction::Segmentation(segmentation) = segmentation.prediction() else {
        panic!("{segmentation:?}")
    };
    assert_eq!(segmentation.polygons()[0].points(), [[20, 10], [20, 30], [40, 30], [40, 10]]);
    assert_eq!(segmentation.classes(), [1]);

    let skeletons = request(good(open("coco/keypoints.json", InferenceType::Keypoint)).next().unwrap());
    let Prediction::Keypoint(skeletons) = skeletons.prediction() else { panic!("{skeletons:?}") };
    assert_eq!(skeletons.shapes()[0].points(), [[3, 4, 2], [30, 20, 1], [0, 0, 0]]);

    let rejected = bad(open("coco/masks.json", InferenceType::Segmentation)).remove(0);
    assert_eq!(rejected.name, "1");
    let message = rejected.to_string();
    assert!(message.contains("results[0].segmentation: is a mask in run-length encoding"), "{message}");
}

#[test]
fn yolo_boxes_equal_those_of_supervision() {
    let options = YoloOptions::new(DETECTION);
    let yolo = Yolo::open(&fixture("yolo/scored"), &fixture("images"), options).unwrap();
    assert_eq!(yolo.total(), 3);
    assert_eq!(boxes(good(yolo), true), expected("yolo"));
}

#[test]
fn yolo_objects_without_a_score_need_a_default_score() {
    let mut options = YoloOptions::new(DETECTION);
    let rejected = bad(Yolo::open(&fixture("yolo/labels"), &fixture("images"), options.clone()).unwrap());
    let names: Vec<_> = rejected.iter().map(|bad| bad.name.as_str()).collect();
    assert_eq!(names, ["tall.png", "wide.png"]);
    assert!(rejected[1].to_string().contains("wide.txt: line 1: has no score"), "{}", rejected[1]);

    options.default_score = Some(1.0);
    let yolo = Yolo::open(&fixture("yolo/labels"), &fixture("images"), options).unwrap();
    let mut expected = expected("yolo");
    for image in expected.as_object_mut().unwrap().values_mut() {
        for object in image.as_array_mut().unwrap() {
            object.as_object_mut().unwrap().insert("score".to_owned(), json!(1.0));
        }
    }
    assert_eq!(boxes(good(yolo), true), expected);
}

#[test]
fn yolo_polygons_equal_those_of_supervision() {
    let mut options = YoloOptions::new(InferenceType::Segmentation);
    options.skip_empty = true;
    let yolo = Yolo::open(&fixture("yolo/polygons"), &fixture("images"), options).unwrap();
    let requests: Vec<_> = good(yolo).map(request).collect();
    let [wide] = requests.as_slice() else { panic!("{requests:?}") };
    let Prediction::Segmentation(segmentation) = wide.prediction() else { panic!("{wide:?}") };
    let expected = expected("yolo_polygons");
    let object = &expected["wide.png"][0];
    assert_eq!(json!(segmentation.polygons()[0].points()), object["polygon"]);
    assert_eq!(json!([segmentation.classes()[0], segmentation.scores()[0].as_f64()]), json!([1, 0.75]));
}

#[test]
fn pascal_voc_boxes_equal_those_of_supervision() {
    let mut options = VocOptions::new(DETECTION, ClassNames::in_order(CLASSES).unwrap());
    options.default_score = Some(1.0);
    let voc = Voc::open(&fixture("voc"), &fixture("images"), options.clone()).unwrap();
    assert_eq!(voc.total(), 3);
    assert_eq!(boxes(good(voc), false), expected("voc"));

    // Counted from 0, the same numbers are other edges. The box of one pixel is empty then.
    options.corners = VocCorners::ZeroBased;
    let mut tall = Voc::open(&fixture("voc"), &fixture("images"), options).unwrap();
    let tall =
        request(tall.by_ref().map(Result::unwrap).find(|p| p.as_ref().unwrap().name == "tall.xml").unwrap());
    assert_eq!(tall.prediction().as_detection().unwrap().boxes()[0].to_tlbr(), [41, 4, 57, 8]);
}

#[test]
fn the_exif_orientation_of_a_photo_is_applied_to_its_size() {
    let folder = tempfile::tempdir().unwrap();
    // The lower half of the upright image, which has 24 x 40 pixels.
    std::fs::write(folder.path().join("phone.txt"), "0 0.5 0.75 1 0.5 0.9\n").unwrap();
    let yolo = Yolo::open(folder.path(), &fixture("turned"), YoloOptions::new(DETECTION)).unwrap();
    let request = request(good(yolo).next().unwrap());
    assert_eq!(request.size(), ImageSize { width: 24, height: 40 });
    assert_eq!(request.prediction().as_detection().unwrap().boxes()[0].to_tlbr(), [20, 0, 40, 24]);
}
