//! The command sends the same bodies as the library.

use picsellia_deploy::image::ContentType;
use picsellia_deploy::request::MonitorRequestBuilder;
use picsellia_deploy::{BoxFormat, DetectionPrediction, GeometryPolicy, Image, ImageSize, MonitorRequest};
use picsellia_tests::{PNG, Scripted, created, login, snippet};
use picsellia_transport_conformance::Peer as _;
use serde_json::{Map, Value, json};

use crate::support::{MONITOR, Shell, with_service};

const SIZE: ImageSize = ImageSize { width: 600, height: 800 };

fn found() -> DetectionPrediction {
    DetectionPrediction::builder()
        .classes([1, 0])
        .scores([0.9, 0.7])
        .boxes(BoxFormat::TLBR, [[128, 200, 159, 240], [10, 20, 30, 40]])
        .build()
        .expect("a prediction")
}

fn image() -> Image {
    Image::from_bytes("door.png", PNG).with_size(SIZE)
}

fn builder() -> MonitorRequestBuilder {
    MonitorRequest::builder(image(), 0.257, found())
}

fn object(value: Value) -> Map<String, Value> {
    let Value::Object(object) = value else { panic!("{value} is not an object") };
    object
}

/// Runs the command with these words, and returns the key and the body that it sends.
fn sent(words: &[&str], input: &str) -> (String, String) {
    let scripted = Scripted::start();
    let mut replies = scripted.preamble();
    replies.extend([login("jwt-1"), created("p")]);
    scripted.peer.script(replies);
    let shell = Shell::at(&scripted.peer.origin());
    shell.write("snippet.json", SNIPPET);
    shell.run_with_input(words, input).ok();
    let [(key, body)] = scripted.predictions().try_into().expect("one prediction");
    (key, String::from_utf8(body).expect("text"))
}

const SNIPPET: &str = r#"{"detection_classes": [1, 2, 1],
    "detection_boxes": [[128, 200, 159, 240], [190, 100, 50, 90], [145, 50, 24, 76]],
    "detection_scores": [0.9, 0.7, 0.4]}"#;

#[track_caller]
fn same(words: &[&str], expected: MonitorRequestBuilder) {
    let expected = expected.build().expect("a request").encode().to_bytes().expect("in memory");
    for transport in ["hyper", "ureq"] {
        let words = [MONITOR, words, &["--transport", transport]].concat();
        assert_eq!(sent(&words, "").1, String::from_utf8_lossy(&expected), "{words:?}");
    }
}

#[test]
fn each_flag_sets_the_same_field_as_the_library() {
    let metadata = json!({ "a": 1, "k": [1, 2.5, "é"], "x": null });
    same(&[], builder());
    same(&["--source", "camera-1"], builder().source("camera-1"));
    same(&["--source", ""], builder().source(""));
    same(&["--tag", "gold", "--tag", "dé"], builder().tags(["gold", "dé"]));
    same(&["--timestamp", "1718000000.123456"], builder().timestamp(1_718_000_000.123_456));
    same(&["--metadata", &metadata.to_string()], builder().metadata(object(metadata.clone())));
    same(&["--custom-metadata", &metadata.to_string()], builder().custom_metadata(object(metadata)));
    same(&["--custom-metrics", r#"{"blur":0.1}"#], builder().custom_metrics(object(json!({ "blur": 0.1 }))));
    same(&["--sample", "true"], builder().sample(true));
    same(&["--sample", "false"], builder().sample(false));
    same(&["--upload-dir", "d/e"], builder().upload_dir("d/e"));
    let jpeg = MonitorRequest::builder(image().with_content_type(ContentType::Jpeg), 0.257, found());
    same(&["--content-type", "image/jpeg"], jpeg);
    same(
        &["--shadow-prediction", "prediction.json", "--shadow-latency", "0.1"],
        builder().shadow(0.1, found()),
    );
}

#[test]
fn a_geometry_policy_does_the_same_as_in_the_library() {
    let of = |policy| MonitorRequest::builder(image(), 0.257, snippet()).geometry(policy);
    let words = |policy| {
        MONITOR
            .iter()
            .map(|word| if *word == "prediction.json" { "snippet.json" } else { *word })
            .chain(["--geometry", policy])
            .collect::<Vec<_>>()
    };
    for (name, policy) in [
        ("repair", GeometryPolicy::Repair),
        ("repair-or-drop", GeometryPolicy::RepairOrDrop),
        ("as-is", GeometryPolicy::AsIs),
    ] {
        let expected = of(policy).build().expect("a request").encode().to_bytes().expect("in memory");
        assert_eq!(sent(&words(name), "").1, String::from_utf8_lossy(&expected), "{name}");
    }
}

#[test]
fn a_prediction_is_read_from_stdin_and_the_size_from_the_image() {
    let words = ["monitor", "door.png", "--deployment", "doors", "--prediction", "-", "--latency", "0.257"];
    let prediction =
        r#"{"detection_classes":[3],"detection_boxes":[[0,1,2,3]],"detection_scores":[0.30000001192092896]}"#;
    let (_, body) = sent(&words, prediction);
    let body: Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!((&body["width"], &body["height"]), (&json!(4), &json!(3)));
    assert_eq!(body["raw_predictions"]["detection_scores"], json!([0.300_000_011_920_928_96]), "unchanged");
}

#[test]
fn a_prediction_is_sent_with_the_given_key() {
    let words = [MONITOR, &["--idempotency-key", "night-17"]].concat();
    assert_eq!(sent(&words, "").0, "night-17");
    with_service(|shell, _| {
        let id = |words: &[&str]| shell.monitor(words).json()["id"].clone();
        let key = ["--idempotency-key", "night-17"];
        assert_eq!(id(&key), id(&key), "sent twice, stored once");
        assert_ne!(id(&[]), id(&[]));
        assert_eq!(shell.json(&["data", "list"]).json().as_array().map(Vec::len), Some(3));
    });
}

#[test]
fn a_receipt_is_one_json_object_or_its_id_as_text() {
    with_service(|shell, _| {
        let receipt = shell.monitor(&["--tag", "night"]).json();
        assert!(receipt["id"].is_string() && receipt["data_id"].is_string(), "{receipt}");
        assert_eq!((&receipt["already_processed"], &receipt["repairs"]), (&json!(false), &json!([])));
        let done = shell.run(MONITOR);
        assert_eq!((done.ok().trim_end().len(), done.stderr.as_str()), (36, ""));

        shell.write("snippet.json", SNIPPET);
        let words: Vec<_> =
            MONITOR.iter().map(|w| if *w == "prediction.json" { "snippet.json" } else { *w }).collect();
        let words = [words.as_slice(), &["--geometry", "repair"]].concat();
        let repairs = &shell.json(&words).json()["repairs"];
        assert_eq!(repairs[0], "detection_boxes[1]: tlbr [190, 100, 50, 90] became [50, 90, 190, 100]");
        assert!(shell.run(&words).stderr.contains("repaired detection_boxes[1]: "));

        let outside = SNIPPET.replace("[190, 100, 50, 90]", "[9000,0,9001,1]");
        assert_ne!(outside, SNIPPET);
        shell.write("snippet.json", &outside);
        let words =
            words.iter().map(|w| if *w == "repair" { "repair-or-drop" } else { *w }).collect::<Vec<_>>();
        let note = shell.run(&words).stderr;
        assert!(note.contains("detection_boxes[1]: dropped: [9000, 0, 9001, 1] (top, left"), "{note}");
    });
}

#[test]
fn a_dry_run_prints_the_body_and_connects_to_nothing() {
    let scripted = Scripted::start();
    let shell = Shell::at(&scripted.peer.origin());
    let done = shell.monitor(&["--dry-run", "--custom-metadata", r#"{"image":"\"image\":\"x\"","n":1.0}"#]);
    let mut shown = done.json();
    let image = shown["image"].take();
    assert!(
        image.as_str().is_some_and(|image| image.ends_with(&format!("… ({} bytes)", PNG.len()))),
        "{image}"
    );
    assert!(done.stdout.contains(r#""latency":0.257,"#));
    let metadata = object(json!({ "image": "\"image\":\"x\"", "n": 1.0 }));
    let expected = builder()
        .custom_metadata(metadata)
        .build()
        .expect("a request")
        .encode()
        .to_bytes()
        .expect("in memory");
    let mut expected: Value = serde_json::from_slice(&expected).expect("JSON");
    expected["image"].take();
    assert_eq!(shown, expected);

    // A dry run needs neither a deployment nor a token. `--type` sets another type.
    shell.write("class.json", r#"{"detection_classes":[2],"detection_scores":[0.8]}"#);
    let words =
        ["monitor", "door.png", "--prediction", "class.json", "--latency", "1", "--dry-run", "--json"];
    let done = Shell::new().run(&words);
    assert_eq!(done.code, 5, "the file does not exist, and it does not hold boxes");
    let done = shell.run(&[&words[..], &["--type", "CLASSIFICATION"]].concat());
    assert_eq!(done.json()["raw_predictions"]["detection_classes"], json!([2]));
    shell.run(&words).failed(5);
    assert_eq!(scripted.peer.requests().len(), 0);
}
