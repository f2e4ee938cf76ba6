//! The command reads the formats of other tools. Those tools also provide the expected values.

use std::path::PathBuf;

use picsellia_deploy::datalake::DataFilter;
use picsellia_tests::client;
use serde_json::{Value, json};

use super::service_in;
use crate::support::Shell;

/// Returns a file that another tool wrote, from the fixtures of the formats.
fn fixture(path: &str) -> String {
    let fixtures = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../picsellia-formats/tests/fixtures");
    fixtures.join(path).canonicalize().expect("a fixture").display().to_string()
}

/// Returns the corners of the boxes of all stored predictions, by image name.
async fn stored(url: &str) -> Value {
    let client = client(url).connect().await.expect("it connects");
    let deployment = client.deployment("doors").await.expect("a deployment");
    let mut found = serde_json::Map::new();
    for asset in deployment.predicted_assets(&DataFilter::new(), 100).await.expect("a list") {
        let stored = asset.stored_predictions().await.expect("a prediction");
        let champion = &stored.champion().expect("a champion")["prediction"];
        let column = |name: &str| champion[name].as_array().expect("a column").clone();
        let objects = column("detection_classes")
            .into_iter()
            .zip(column("detection_boxes"))
            .map(|(class, tlbr)| json!({ "class": class, "xyxy": [tlbr[1], tlbr[0], tlbr[3], tlbr[2]] }));
        found.insert(asset.into_info().data.filename, objects.collect());
    }
    found.into()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_stored_boxes_equal_those_of_the_tools() {
    let expected: Value =
        serde_json::from_str(&std::fs::read_to_string(fixture("expected.json")).expect("a file"))
            .expect("JSON");
    let (images, latency) = (fixture("images"), ["--latency", "0.25"]);
    let coco = (fixture("coco/instances.json"), fixture("coco/results.json"));
    let (yolo, voc) = (fixture("yolo/scored"), fixture("voc"));
    // Another model has the same classes in reverse order.
    let folder = tempfile::tempdir().expect("a folder");
    let reversed = folder.path().join("classes.txt").display().to_string();
    std::fs::write(&reversed, "toothbrush\nstop sign\nperson\n").expect("written");
    let unchanged = |class: i64| class;
    let in_reverse = |class: i64| 2 - class;
    for (format, words, index) in [
        ("coco", vec!["coco", "--annotations", &coco.0, "--results", &coco.1], unchanged as fn(i64) -> i64),
        ("yolo", vec!["yolo", "--labels", &yolo], unchanged),
        ("yolo", vec!["yolo", "--labels", &yolo, "--classes", &reversed], in_reverse),
        // The class names are the labels of the deployment.
        ("voc", vec!["voc", "--annotations", &voc, "--default-score", "1"], unchanged),
        (
            "voc",
            vec!["voc", "--annotations", &voc, "--default-score", "1", "--classes", &reversed],
            in_reverse,
        ),
    ] {
        let data = tempfile::tempdir().expect("a folder");
        let server = service_in(data.path().to_owned()).await;
        let shell = Shell::at(server.url());
        let words = [&["import"][..], &words, &latency].concat();
        let words =
            [&words[..], &["--images", &images, "--deployment", "doors", "--journal", "journal"]].concat();
        let (shell, report) = tokio::task::spawn_blocking({
            let words: Vec<_> = words.iter().map(|&word| word.to_owned()).collect();
            move || {
                let words: Vec<_> = words.iter().map(String::as_str).collect();
                let report = shell.json(&words).json();
                (shell, report)
            }
        })
        .await
        .expect("it runs");
        assert_eq!((&report["sent"], &report["left"]), (&json!(3), &json!(0)), "{format}");
        drop(shell);

        let mut expected = expected[format].clone();
        for object in expected
            .as_object_mut()
            .expect("images")
            .values_mut()
            .flat_map(|image| image.as_array_mut().expect("objects").iter_mut())
        {
            let object = object.as_object_mut().expect("an object");
            object.remove("score");
            let class = object["class"].as_i64().expect("a class");
            object.insert("class".to_owned(), json!(index(class)));
        }
        assert_eq!(stored(server.url()).await, expected, "{format}");
        server.shutdown().await.expect("it stops cleanly");
    }
}

#[test]
fn class_names_can_come_from_a_file_and_an_unsupported_type_is_an_error() {
    let shell = Shell::new();
    shell.write("classes.txt", "toothbrush\nstop sign\nperson\n");
    let (annotations, images) = (fixture("voc"), fixture("images"));
    let words =
        ["import", "voc", "--annotations", &annotations, "--images", &images, "--latency", "1", "--dry-run"];
    let scored = [&words[..], &["--default-score", "1", "--classes", "classes.txt"]].concat();
    assert_eq!(shell.json(&scored).json()["sendable"], 3);
    shell.json(&words).failed(2);
    let error = shell.json(&[&scored[..], &["--type", "LINE"]].concat()).failed(5);
    assert!(
        error["message"].to_string().contains("files cannot contain predictions of type LINE"),
        "{error}"
    );
}
