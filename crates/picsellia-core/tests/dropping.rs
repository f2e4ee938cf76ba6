//! `GeometryPolicy::RepairOrDrop` drops and reports objects that cannot be repaired, and nothing
//! else.
#![allow(clippy::unwrap_used, reason = "a value that is missing ends the test")]

use picsellia_core::{
    GeometryPolicy, Image, ImageSize, InferenceType, InvalidInput, MonitorRequest, Prediction, Repair,
    RepairKind, Shadow,
};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

const SIZE: ImageSize = ImageSize { width: 60, height: 80 };

/// An object of any type. Its shape is JSON in the wire format.
#[derive(Clone, Debug)]
struct Object {
    class: i64,
    score: f64,
    text: String,
    shape: Value,
}

/// The types, and the field that holds their shapes.
const TYPES: [(InferenceType, Option<&str>); 7] = [
    (InferenceType::Classification, None),
    (InferenceType::ObjectDetection, Some("detection_boxes")),
    (InferenceType::Segmentation, Some("detection_masks")),
    (InferenceType::Line, Some("lines")),
    (InferenceType::Point, Some("points")),
    (InferenceType::Keypoint, Some("keypoints")),
    (InferenceType::Mask, Some("detection_masks")),
];

/// Coordinates in the image and around it.
fn coordinate() -> impl Strategy<Value = i64> {
    prop_oneof![8 => 0_i64..=60, 3 => -30_i64..120, 1 => any::<i64>()]
}

fn shape(inference_type: InferenceType) -> BoxedStrategy<Value> {
    let points = || prop::collection::vec([coordinate(), coordinate()], 0..5);
    match inference_type {
        InferenceType::ObjectDetection => {
            [coordinate(), coordinate(), coordinate(), coordinate()].prop_map(|edges| json!(edges)).boxed()
        }
        InferenceType::Segmentation | InferenceType::Line => {
            points().prop_map(|points| json!(points)).boxed()
        }
        InferenceType::Point => [coordinate(), coordinate()].prop_map(|point| json!(point)).boxed(),
        InferenceType::Keypoint => prop::collection::vec((coordinate(), coordinate(), 0..3_i64), 0..5)
            .prop_map(|points| json!(points))
            .boxed(),
        InferenceType::Mask => {
            prop_oneof![Just(""), Just("a"), Just("b")].prop_map(|mask| json!(mask)).boxed()
        }
        _ => Just(Value::Null).boxed(),
    }
}

/// Objects of one type, of which some are invalid in several ways.
fn objects() -> impl Strategy<Value = (usize, bool, Vec<Object>)> {
    (0..TYPES.len(), any::<bool>()).prop_flat_map(|(of, with_texts)| {
        let class = prop_oneof![8 => 0_i64..5, 1 => Just(-1)];
        let score = prop_oneof![8 => 0.0..=1.0, 1 => Just(7.0), 1 => Just(-0.5)];
        let object = (class, score, "[a-z]{0,3}", shape(TYPES[of].0));
        let object = object.prop_map(|(class, score, text, shape)| Object { class, score, text, shape });
        (Just(of), Just(with_texts), prop::collection::vec(object, 0..8))
    })
}

/// The prediction of these objects.
fn prediction(of: usize, with_texts: bool, objects: &[Object]) -> Prediction {
    let (inference_type, field) = TYPES[of];
    let column = |value: fn(&Object) -> Value| objects.iter().map(value).collect::<Value>();
    let mut json = Map::new();
    json.insert("detection_classes".to_owned(), column(|object| object.class.into()));
    json.insert("detection_scores".to_owned(), column(|object| object.score.into()));
    if with_texts {
        json.insert("detection_texts".to_owned(), column(|object| object.text.clone().into()));
    }
    if let Some(field) = field {
        json.insert(field.to_owned(), column(|object| object.shape.clone()));
    }
    Prediction::from_json(Value::Object(json).to_string().as_bytes(), inference_type).unwrap()
}

/// The columns of a prediction, object by object.
fn rows(of: usize, prediction: &Prediction) -> Vec<[Value; 4]> {
    let json: Value = serde_json::from_str(&prediction.to_json()).unwrap();
    let field = TYPES[of].1.unwrap_or("no shape");
    (0..prediction.len())
        .map(|index| {
            ["detection_classes", "detection_scores", "detection_texts", field]
                .map(|column| json[column][index].clone())
        })
        .collect()
}

fn put(prediction: Prediction, policy: GeometryPolicy) -> Result<MonitorRequest, InvalidInput> {
    let image = Image::from_bytes("a.png", b"\x89PNG\r\n\x1a\n".as_slice()).with_size(SIZE);
    MonitorRequest::builder(image, 0.1, prediction).geometry(policy).build()
}

fn is_dropped(repair: &Repair) -> bool {
    matches!(repair.kind, RepairKind::Dropped { .. })
}

proptest! {
    /// The result is compared with `Repair` of each object alone.
    #[test]
    fn each_object_is_kept_as_it_would_be_alone_or_dropped((of, with_texts, objects) in objects()) {
        let (mut kept, mut reported) = (Vec::new(), Vec::new());
        for (index, object) in objects.iter().enumerate() {
            let alone = prediction(of, with_texts, std::slice::from_ref(object));
            match put(alone, GeometryPolicy::Repair) {
                Ok(alone) => {
                    kept.extend(rows(of, alone.prediction()));
                    reported.extend(alone.repairs().iter().map(|repair| (index, Some(repair.kind.clone()))));
                }
                Err(_) => reported.push((index, None)),
            }
        }
        let request = put(prediction(of, with_texts, &objects), GeometryPolicy::RepairOrDrop).unwrap();
        prop_assert_eq!(rows(of, request.prediction()), kept);

        let field = TYPES[of].1.unwrap_or("detection_classes");
        let mut found = Vec::new();
        for repair in request.repairs() {
            prop_assert_eq!(&repair.path, &format!("{field}[{}]", repair.index));
            found.push((repair.index, (!is_dropped(repair)).then(|| repair.kind.clone())));
        }
        prop_assert_eq!(found, reported);
    }

    #[test]
    fn nothing_that_remains_is_invalid((of, with_texts, objects) in objects()) {
        let request = put(prediction(of, with_texts, &objects), GeometryPolicy::RepairOrDrop).unwrap();
        let again = put(request.prediction().clone(), GeometryPolicy::Strict).unwrap();
        prop_assert_eq!(&again, &request);
        let body = request.encode().to_bytes().unwrap();
        prop_assert_eq!(&MonitorRequest::decode_as(&body, TYPES[of].0).unwrap(), &request);
    }

    #[test]
    fn a_shadow_is_treated_as_its_champion((of, with_texts, objects) in objects()) {
        let nothing = prediction(of, with_texts, &[]);
        let prediction = prediction(of, with_texts, &objects);
        let champion = put(prediction.clone(), GeometryPolicy::RepairOrDrop).unwrap();
        let base = put(nothing, GeometryPolicy::RepairOrDrop).unwrap();
        let shadow = Shadow::for_request(&base, 0.1, prediction).unwrap();
        prop_assert_eq!(shadow.prediction(), champion.prediction());
        let expected: Vec<_> =
            champion.repairs().iter().map(|repair| format!("shadow_raw_predictions.{repair}")).collect();
        let found: Vec<_> = shadow.repairs().iter().map(Repair::to_string).collect();
        prop_assert_eq!(found, expected);
    }
}

#[test]
fn a_dropped_object_is_reported_with_its_first_problem() {
    let objects = [
        (1, 0.5, [0, 0, 10, 10]),
        (1, 7.0, [0, 0, 10, 10]),
        (-1, 0.5, [200, 0, 210, 10]),
        (1, 0.5, [20, 10, 10, 5]),
        (1, 0.5, [0, 90, 10, 99]),
    ];
    let objects = objects.map(|(class, score, edges)| Object {
        class,
        score,
        text: String::new(),
        shape: json!(edges),
    });
    let request = put(prediction(1, false, &objects), GeometryPolicy::RepairOrDrop).unwrap();
    assert_eq!(request.prediction().len(), 2);
    let lines: Vec<_> = request.repairs().iter().map(Repair::to_string).collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
    detection_boxes[1]: dropped: 7 is not a score from 0 to 1
    detection_boxes[2]: dropped: class -1 is negative; classes are indexes of the model's label map (and 1 more problem)
    detection_boxes[3]: tlbr [20, 10, 10, 5] became [10, 5, 20, 10]
    detection_boxes[4]: dropped: [0, 90, 10, 99] (top, left, bottom, right) does not touch the image, which is 60 x 80 (width x height)
    ");
}

#[test]
fn problems_of_the_request_itself_are_errors() {
    let image = || Image::from_bytes("a.png", b"\x89PNG\r\n\x1a\n".as_slice());
    let with = |image, latency: f64| {
        MonitorRequest::builder(image, latency, prediction(1, false, &[]))
            .geometry(GeometryPolicy::RepairOrDrop)
            .build()
    };
    assert!(with(image().with_size(SIZE), -1.0).is_err());
    assert!(with(image(), 0.1).is_err());
}
