//! The content of records, and the errors of invalid records.
#![allow(clippy::unwrap_used, reason = "a failure ends the test")]

mod support;

use std::fs;
use std::path::Path;

use picsellia_core::{GeometryPolicy, ImageSize, InferenceType, MonitorRequest};
use picsellia_formats::{
    ClassNames, Coco, CocoOptions, FormatError, JsonLines, JsonLinesOptions, Parsed, Voc, VocOptions, Yolo,
    YoloOptions,
};
use proptest::prelude::*;
use tempfile::TempDir;

use support::{bad, fixture};

const DETECTION: InferenceType = InferenceType::ObjectDetection;
const PREDICTION: &str =
    r#"{"detection_classes":[1],"detection_boxes":[[12,20,15,24]],"detection_scores":[0.257]}"#;

/// Creates a folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    folder
}

fn jsonl(lines: &str) -> (TempDir, Vec<Parsed>) {
    let folder = folder(&[("in.jsonl", lines)]);
    fs::copy(fixture("images/wide.png"), folder.path().join("wide.png")).unwrap();
    let file = folder.path().join("in.jsonl");
    let records = JsonLines::open(&file, JsonLinesOptions::new(DETECTION)).unwrap();
    let records: Vec<_> = records.map(Result::unwrap).collect();
    assert_eq!(JsonLines::count(&file).unwrap(), records.len() as u64);
    (folder, records)
}

/// Returns the error of the only record.
fn error_of(lines: &str) -> String {
    let (folder, mut records) = jsonl(lines);
    assert_eq!(records.len(), 1, "{lines}");
    let message = records.remove(0).unwrap_err().to_string();
    message.strip_prefix(&format!("{}/", folder.path().display())).unwrap().to_owned()
}

fn request(parsed: Parsed) -> MonitorRequest {
    let record = parsed.unwrap();
    let image = record.open_image().unwrap();
    record.request(image).unwrap().geometry(GeometryPolicy::AsIs).build().unwrap()
}

#[test]
fn a_line_can_set_every_field_of_a_request() {
    let line = r#"{"image":"wide.png","filename":"door.png","content_type":"IMAGE/JPEG","height":100,"width":200,
        "raw_predictions":PREDICTION,"latency":0.257,"source":"camera-1","tags":["gold","dé"],"metadata":{"a":1},
        "custom_metadata":{"k":[1,2.5]},"timestamp":1718000000.123456,"upload_dir":"d/e","shadow_latency":0.1,
        "shadow_raw_predictions":PREDICTION,"sample":false,"custom_metrics":{"blur":0.1},"key":"door-17"}"#;
    let line = line.replace('\n', "").replace("PREDICTION", PREDICTION);
    let (_folder, mut records) = jsonl(&line);
    let request = request(records.remove(0));
    let body = String::from_utf8(request.encode().to_bytes().unwrap().to_vec()).unwrap();
    let (said, _image) = body.rsplit_once(",\"image\":").unwrap();
    let wire = PREDICTION.replace(r#""detection_boxes""#, r#""detection_texts":null,"detection_boxes""#);
    let expected = r#"{"filename":"door.png","content_type":"IMAGE/JPEG","height":100,"width":200,"raw_predictions":P,"latency":0.257,"source":"camera-1","tags":["gold","dé"],"metadata":{"a":1},"custom_metadata":{"k":[1,2.5]},"timestamp":1718000000.123456,"upload_dir":"d/e","shadow_latency":0.1,"shadow_raw_predictions":P,"sample":false,"custom_metrics":{"blur":0.1}"#;
    assert_eq!(said, expected.replace(":P,", &format!(":{wire},")));
    assert_eq!(request.idempotency_key(), Some("door-17"));
}

/// Different code reads a line and a body. This finds a detail that only one of them reads.
#[test]
fn a_line_has_the_details_that_a_body_with_the_same_fields_has() {
    let fields = r#""source":"camera-1","tags":["gold"],"metadata":{"a":1},"custom_metadata":{"k":[1,2.5]},
        "timestamp":1718000000.5,"upload_dir":"d/e","sample":false,"custom_metrics":{"blur":0.1}"#
        .replace('\n', "");
    let common = format!(r#""raw_predictions":{PREDICTION},"latency":0.257,{fields}"#);
    let (_folder, mut records) = jsonl(&format!(r#"{{"image":"wide.png",{common}}}"#));
    let body = format!(
        r#"{{"filename":"a.png","content_type":"image/png","height":1,"width":1,"image":"AA==",{common}}}"#
    );
    let body = MonitorRequest::decode(body.as_bytes()).unwrap();
    let details = records.remove(0).unwrap().details;
    assert_eq!(&details, body.details());
    // Only the model versions, which old services need, have no field in a line.
    let unset: Vec<_> =
        format!("{details:#?}").lines().filter(|line| line.contains("None")).map(str::to_owned).collect();
    assert_eq!(unset, ["    legacy_models: None,"]);
}

#[test]
fn the_error_of_an_invalid_line_has_its_number_and_field() {
    let whole = |fields: &str| format!(r#"{{"image":"a.png","raw_predictions":{PREDICTION}{fields}}}"#);
    for (line, expected) in [
        ("nonsense".to_owned(), "in.jsonl:1: record: is not valid JSON at column 2"),
        ("[]".to_owned(), "in.jsonl:1: record: invalid length 0, expected a JSON object"),
        (whole(r#","latensy":1"#), "in.jsonl:1: latensy: unknown field `latensy`, expected one of `image`"),
        (whole(r#","tags":"gold""#), "in.jsonl:1: tags: invalid type: string \"gold\", expected a sequence"),
        (whole(r#","latency":1,"latency":2"#), "in.jsonl:1: record: duplicate field `latency` at column 143"),
        (whole(r#","height":5"#), "in.jsonl:1: height and width: must be set together"),
        (whole(r#","shadow_latency":5"#), "in.jsonl:1: shadow_raw_predictions: is missing"),
        (whole(r#","content_type":"image/gif""#), "in.jsonl:1: content_type: \"image/gif\" is neither"),
        (whole("} x"), "in.jsonl:1: record: has more text after the end"),
        (whole("").replace("detection_boxes", "detection_box"), "in.jsonl:1: raw_predictions: unknown field"),
        (whole("").replace("15", "15.5"), "in.jsonl:1: raw_predictions.detection_boxes[0][2]: invalid type"),
        (
            whole("").replace("[1]", "[1,2]"),
            "in.jsonl:1: raw_predictions.detection_classes: the number of classes is 2",
        ),
        (r#"{"image":"a.png"}"#.to_owned(), "in.jsonl:1: record: missing field `raw_predictions`"),
    ] {
        let message = error_of(&line);
        assert!(message.starts_with(expected), "{line}\n{message}");
    }
}

#[test]
fn an_invalid_line_does_not_end_the_file_and_empty_lines_do_not_count() {
    let good = format!(r#"{{"image":"wide.png","raw_predictions":{PREDICTION},"latency":1}}"#);
    let (_folder, records) = jsonl(&format!("\u{feff}{good}\r\n\r\n{{\n  \n{good}"));
    let names: Vec<_> = records
        .iter()
        .map(|parsed| match parsed {
            Ok(record) => record.name.clone(),
            Err(bad) => format!("bad {}", bad.name),
        })
        .collect();
    assert_eq!(names, ["1", "bad 3", "5"]);
}

#[test]
fn a_record_without_a_latency_is_rejected() {
    let (_folder, mut records) = jsonl(&format!(r#"{{"image":"wide.png","raw_predictions":{PREDICTION}}}"#));
    let record = records.remove(0).unwrap();
    let image = record.open_image().unwrap();
    let error = record.request(image).unwrap_err();
    assert_eq!(error.problems()[0].to_string(), "latency: is missing: set the inference time in seconds");
}

#[test]
fn deep_nesting_is_rejected_and_does_not_overflow_the_stack() {
    let deep = "[".repeat(1_000_000);
    for line in [
        deep.clone(),
        format!(r#"{{"image":"a.png","raw_predictions":{deep}"#),
        format!(r#"{{"image":"a.png","raw_predictions":{PREDICTION},"metadata":{{"a":{deep}"#),
    ] {
        assert!(error_of(&line).starts_with("in.jsonl:1: "));
    }
}

fn coco(instances: &str, results: &str) -> Result<Vec<Parsed>, FormatError> {
    let folder = folder(&[("instances.json", instances), ("results.json", results)]);
    let options = CocoOptions::new(DETECTION, fixture("images"));
    let (instances, results) = (folder.path().join("instances.json"), folder.path().join("results.json"));
    Coco::open(&instances, &results, options)?.collect()
}

const INSTANCES: &str = r#"{"info":{"x":[1]},"images":[{"id":7,"file_name":"wide.png","width":64,"height":48},
    {"id":8,"file_name":"tall.png"}],"annotations":[{"anything":null}],"categories":[{"id":3,"name":"a"}]}"#;

#[test]
fn invalid_results_are_problems_of_their_image() {
    let results = r#"[{"image_id":7,"category_id":3,"bbox":[1,2,3,4],"score":0.5},
        {"image_id":7,"category_id":4,"bbox":[1,2,3,4],"score":0.5},
        {"image_id":7,"category_id":3,"bbox":[1,2,3],"score":0.5},
        {"image_id":7,"category_id":3,"bbox":[1,2,3,4]},
        {"image_id":"tall","category_id":3,"bbox":[1,2,3,4],"score":0.25},
        {"image_id":99,"category_id":3,"bbox":[1,2,3,4],"score":0.5}]"#;
    let records = coco(INSTANCES, results).unwrap();
    let messages: Vec<_> =
        records.iter().filter_map(|parsed| Some(parsed.as_ref().err()?.to_string())).collect();
    let [first, second] = messages.as_slice() else { panic!("{messages:?}") };
    for expected in [
        "image 7 (wide.png): results[1].category_id: the annotations have no category with the id 4",
        "; results[2].bbox: has 3 numbers instead of 4",
        "; results[3].score: is missing",
    ] {
        assert!(first.contains(expected), "{first}");
    }
    let expected = "image 99: results[5].image_id: the annotations have no image with the id 99";
    assert!(second.ends_with(expected), "{second}");
    let tall = records[1].as_ref().unwrap();
    assert_eq!((tall.name.as_str(), tall.objects()), ("8", 1));
}

#[test]
fn the_error_of_an_invalid_coco_file_has_its_position() {
    for (instances, results, expected) in [
        (INSTANCES, "{}", "results.json: invalid type: map, expected a list of results"),
        (
            INSTANCES,
            r#"[{"image_id":7,"category_id":3,"score":NaN}]"#,
            "results.json: [0].score: is not valid JSON at line 1 column",
        ),
        (INSTANCES, r#"[{"image_id":7}]"#, "results.json: [0]: missing field `category_id`"),
        (INSTANCES, "[] []", "results.json: has more text after the end of the JSON at line 1 column 4"),
        ("{}", "[]", "instances.json: missing field `images`"),
        (
            r#"{"images":[{"id":1,"file_name":"a"},{"id":1,"file_name":"b"}],"categories":[]}"#,
            "[]",
            "instances.json: images[1]: the id 1 occurs twice",
        ),
        (
            r#"{"images":[],"categories":[{"id":1,"name":"a"},{"id":1,"name":"b"}]}"#,
            "[]",
            "instances.json: categories: the id 1 occurs twice",
        ),
    ] {
        let message = coco(instances, results).unwrap_err().to_string();
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn an_image_with_a_different_size_than_its_annotation_is_rejected() {
    let other = INSTANCES.replace("64", "640");
    let mut record = coco(&other, "[]").unwrap().remove(0).unwrap();
    record.latency = Some(1.0.into());
    let image = record.open_image().unwrap();
    let error = record.request(image).unwrap_err().to_string();
    assert!(
        error.contains("the annotation expects a size of 640 x 48, but the image has 64 x 48"),
        "{error}"
    );
}

#[test]
fn an_annotation_cannot_name_a_file_outside_the_folder_of_images() {
    let secret = folder(&[("private.png", ""), ("images/a.png", ""), ("voc/a.xml", "")]);
    let images = secret.path().join("images");
    for name in ["../private.png".to_owned(), secret.path().join("private.png").display().to_string()] {
        let instances = INSTANCES.replace("wide.png", &name);
        let error = coco(&instances, "[]").unwrap().remove(0).unwrap_err().to_string();
        assert!(error.contains("is outside the folder of images"), "{error}");

        let xml = format!("<annotation><filename>{name}</filename></annotation>");
        fs::write(secret.path().join("voc/a.xml"), xml).unwrap();
        let options = VocOptions::new(DETECTION, ClassNames::default());
        let mut voc = Voc::open(&secret.path().join("voc"), &images, options).unwrap();
        assert_eq!(voc.next().unwrap().unwrap().unwrap().image, images.join("a.png"));
    }
}

#[test]
fn a_format_rejects_types_that_it_does_not_support() {
    let nowhere = Path::new("nowhere");
    let yolo = Yolo::open(nowhere, nowhere, YoloOptions::new(InferenceType::Keypoint)).unwrap_err();
    assert!(yolo.to_string().starts_with("YOLO files cannot contain predictions of type KEYPOINT"), "{yolo}");
    let voc = VocOptions::new(InferenceType::Line, ClassNames::default());
    let voc = Voc::open(nowhere, nowhere, voc).unwrap_err();
    assert!(voc.to_string().ends_with("write JSON lines instead, which support every type"), "{voc}");
    let coco = Coco::open(nowhere, nowhere, CocoOptions::new(InferenceType::Mask, nowhere)).unwrap_err();
    assert!(coco.to_string().contains("OBJECT_DETECTION, SEGMENTATION and KEYPOINT"));
}

#[test]
fn label_files_without_an_image_are_errors_and_images_without_a_label_file_are_empty() {
    let labels = folder(&[
        ("train/a.txt", "0 0.5 0.5 1 1 0.5"),
        ("train/gone.txt", "0 0.5 0.5 1 1 0.5"),
        ("classes.txt", "door"),
        (".hidden.txt", "x"),
    ]);
    let images =
        folder(&[("train/a.png", ""), ("train/b.png", ""), ("train/c.png", ""), ("train/c.jpg", "")]);
    let yolo = Yolo::open(labels.path(), images.path(), YoloOptions::new(DETECTION)).unwrap();
    let found: Vec<_> = yolo
        .map(|parsed| match parsed.unwrap() {
            Ok(record) => format!("{} {}", record.name, record.objects()),
            Err(bad) => format!("{} {}", bad.name, bad.error.problems()[0].kind()),
        })
        .collect();
    assert_eq!(found[..2], ["train/a.png 1", "train/b.png 0"]);
    assert!(found[2].starts_with("train/c.jpg train/c.png has the same name"), "{}", found[2]);
    assert!(found[3].starts_with("train/gone.txt there is no image with this name"), "{}", found[3]);
    assert_eq!(found.len(), 4);
}

#[test]
fn pascal_voc_objects_have_a_score_or_an_error_that_names_the_field() {
    let object = |name: &str, score: &str, xmin: &str| {
        format!(
            "<annotation><filename>wide.png</filename><object><name>{name}</name>{score}<bndbox><xmin>{xmin}</xmin>\
             <ymin>2</ymin><xmax>4</xmax><ymax>5</ymax></bndbox></object></annotation>"
        )
    };
    let annotations = folder(&[
        ("1.xml", &object("a", "<score>0.5</score>", "1")),
        ("2.xml", &object("b", "<confidence> 0.25 </confidence>", "1.5")),
        ("3.xml", &object("c", "<score>0.5</score>", "1")),
        ("4.xml", &object("a", "", "1")),
        ("5.xml", &object("a", "<score>high</score>", "1")),
        ("6.xml", &object("a", "<score>0.5</score>", "0")),
        ("7.xml", "<annotation>"),
    ]);
    let options = VocOptions::new(DETECTION, ClassNames::in_order(["a", "b"]).unwrap());
    let voc = || Voc::open(annotations.path(), &fixture("images"), options.clone()).unwrap();
    let messages: Vec<_> = bad(voc()).iter().map(|bad| bad.error.problems()[0].to_string()).collect();
    assert_eq!(messages[0], "object[0].name: the class \"c\" is not one of \"a\", \"b\"");
    assert!(
        messages[1].starts_with("object[0].score: there is neither <score> nor <confidence>"),
        "{}",
        messages[1]
    );
    assert_eq!(messages[2], "object[0].score: \"high\" is not a number");
    assert!(messages[3].starts_with("object[0].bndbox.xmin: 0 is not a pixel counted from 1"));
    assert_eq!(messages[4], "annotation: ends before all elements are closed");

    let boxes: Vec<_> = voc()
        .map(Result::unwrap)
        .filter_map(Result::ok)
        .map(|mut record| {
            record.latency = Some(1.0.into());
            let request = request(Ok(record));
            let detection = request.prediction().as_detection().unwrap().clone();
            (detection.classes()[0], detection.scores()[0].as_f64(), detection.boxes()[0].to_tlbr())
        })
        .collect();
    // Half a pixel rounds away from zero: 1.5 - 1 is 1.
    assert_eq!(boxes, [(0, 0.5, [1, 0, 5, 4]), (1, 0.25, [1, 1, 5, 4])]);
}

#[test]
fn a_stated_size_overrides_that_of_the_image() {
    let line =
        format!(r#"{{"image":"wide.png","height":7,"width":9,"latency":1,"raw_predictions":{PREDICTION}}}"#);
    let (_folder, mut records) = jsonl(&line);
    assert_eq!(request(records.remove(0)).size(), ImageSize { width: 9, height: 7 });
}

/// Generates text from pieces of a format, cut, repeated and mixed.
fn pieces(of: &'static [&'static str]) -> impl Strategy<Value = String> {
    proptest::collection::vec(
        prop_oneof![proptest::sample::select(of).prop_map(str::to_owned), "\\PC{0,3}"],
        0..40,
    )
    .prop_map(|pieces| pieces.concat())
}

const JSON: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"image\"",
    "\"raw_predictions\"",
    "\"image_id\"",
    "\"bbox\"",
    "\"score\"",
    "1",
    "-0.5",
    "1e400",
    "\"detection_boxes\"",
    "null",
    "\n",
    "{\"image_id\":7,\"category_id\":3,\"bbox\":[",
];
const XML: &[&str] = &[
    "<annotation>",
    "</annotation>",
    "<object>",
    "</object>",
    "<bndbox>",
    "</bndbox>",
    "<xmin>",
    "</xmin>",
    "1",
    "&",
    ";",
    "<!DOCTYPE",
    "<![CDATA[",
    "]]>",
    "<?xml",
    "<name/>",
    "<",
    ">",
    "&#x0;",
    "&#99999999;",
];
const NUMBERS: &[&str] = &["0", " ", "1", "0.5", "1e308", "-1e308", "\n", "nan", "9223372036854775808", "\t"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn no_line_makes_the_reader_panic(text in pieces(JSON)) {
        for record in jsonl(&text).1.into_iter().flatten() {
            let _ = record.open_image().map(|image| record.clone().request(image));
        }
    }

    #[test]
    fn no_results_make_the_reader_panic(text in pieces(JSON), annotations in pieces(JSON)) {
        let _ = coco(INSTANCES, &text);
        let _ = coco(INSTANCES, &format!("[{text}]"));
        let _ = coco(&annotations, "[]");
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in pieces(NUMBERS), polygons: bool) {
        let labels = folder(&[("wide.txt", &text)]);
        let inference_type = if polygons { InferenceType::Segmentation } else { DETECTION };
        let mut options = YoloOptions::new(inference_type);
        options.default_score = Some(0.5);
        for record in Yolo::open(labels.path(), &fixture("images"), options).unwrap().flat_map(Result::unwrap) {
            let image = record.open_image().unwrap();
            let mut record = record;
            record.latency = Some(1.0.into());
            if let Ok(builder) = record.request(image) {
                let _ = builder.geometry(GeometryPolicy::Repair).build();
            }
        }
    }

    #[test]
    fn no_annotation_makes_the_reader_panic(text in pieces(XML)) {
        let annotations = folder(&[("wide.xml", &text), ("tall.xml", &format!("<annotation>{text}</annotation>"))]);
        let mut options = VocOptions::new(DETECTION, ClassNames::default());
        options.default_score = Some(0.5);
        let _: Vec<_> = Voc::open(annotations.path(), &fixture("images"), options).unwrap().collect();
    }
}
