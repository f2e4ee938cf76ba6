//! Monitored predictions and their data are found again.

use picsellia_draw::image;
use picsellia_tests::PNG;
use serde_json::{Value, json};

use crate::support::{Shell, with_service};

/// Monitors a prediction, and returns its id.
fn monitored(shell: &Shell, words: &[&str]) -> String {
    shell.monitor(words).json()["id"].as_str().expect("an id").to_owned()
}

#[test]
fn lists_of_predictions_and_data_are_filtered() {
    with_service(|shell, _| {
        let first = monitored(shell, &["--tag", "night", "--source", "camera-1"]);
        let second = monitored(shell, &["--tag", "day"]);
        let ids = |words: &[&str]| -> Vec<String> {
            let list =
                shell.json(&[&["predictions", "list", "--deployment", "doors"], words].concat()).json();
            list.as_array()
                .expect("a list")
                .iter()
                .map(|found| found["id"].as_str().expect("an id").to_owned())
                .collect()
        };
        assert_eq!(ids(&[]), [first.as_str(), &second]);
        assert_eq!(ids(&["--tag", "night"]), [first.as_str()]);
        assert_eq!(ids(&["--source", "serving"]), [second.as_str()]);
        assert_eq!(ids(&["--query", "width > 1000"]), [""; 0]);
        assert_eq!(ids(&["--limit", "1"]), [first.as_str()]);
        assert_eq!(ids(&["--order-by", "-created_at", "--limit", "1"]), [second.as_str()]);
        assert_eq!(
            shell.json(&["labels", "--deployment", "doors"]).json(),
            shell.json(&["labels", "doors"]).json()
        );

        let data = shell.json(&["data", "list", "--source", "camera-1"]).json();
        assert_eq!(data.as_array().map(Vec::len), Some(1));
        assert_eq!((&data[0]["filename"], &data[0]["tags"]), (&json!("door.png"), &json!(["night"])));
        assert!(!data.to_string().contains("http"), "a URL that gives access to the image is not shown");
        assert_eq!(shell.json(&["data", "list", "--filename", "none.png"]).json(), json!([]));

        let done = shell.run(&["data", "list", "--source", "camera-1"]);
        let lines: Vec<_> = done.ok().lines().collect();
        assert!(
            lines[0].starts_with("ID ") && lines[1].ends_with("door.png  600 x 800  camera-1  night"),
            "{done:?}"
        );
        assert!(!done.stdout.contains('\t') && !done.stdout.contains('\u{1b}'));
        let done = shell.run(&["predictions", "list", "--deployment", "empty"]);
        assert_eq!(
            (done.ok(), done.stderr.as_str()),
            ("", "the deployment \"empty\" has no matching predictions\n")
        );
    });
}

#[test]
fn a_prediction_is_shown_with_its_shadow_its_review_and_its_picture() {
    with_service(|shell, _| {
        let id = monitored(shell, &[]);
        assert_eq!(
            shell.json(&["shadow", &id, "--prediction", "prediction.json", "--latency", "0.1"]).json()["id"],
            *id
        );
        shell.json(&["shadow", &id, "--prediction", "prediction.json", "--latency", "0.1"]).failed(1);
        shell.write(
            "review.json",
            r#"{"boxes":[{"label":"car","box":[128,200,159,240]}],"classes":["person"]}"#,
        );
        let review = shell.json(&["review", &id, "--file", "review.json"]).json();
        assert_eq!(review["rectangles"][0]["label"], "car", "{review}");

        let shown = shell.json(&["predictions", "show", &id]).json();
        assert_eq!((&shown["deployment"], &shown["champion"]["latency"]), (&json!("doors"), &json!(0.257)));
        assert_eq!(shown["shadow"]["prediction"], shown["champion"]["prediction"]);
        assert_eq!(shown["review"]["rectangles"].as_array().map(Vec::len), Some(1), "{shown}");

        let done = shell.run(&["predictions", "show", &id, "--picture", "pictures/door.png"]);
        for part in [
            "0.257 s",
            "champion  car",
            "shadow    person",
            "top 128, left 200, bottom 159, right 240",
            "1 rectangles",
        ] {
            assert!(done.ok().contains(part), "{part}: {}", done.stdout);
        }
        let picture = image::open(shell.path("pictures/door.png")).expect("a picture").into_rgb8();
        assert_eq!(picture.dimensions(), (600, 800 + 56), "in the size that the model saw, below the legend");
        assert_eq!(
            picture.get_pixel(200, 56 + 128).0,
            [90, 200, 255],
            "the shadow's box, which is drawn last"
        );

        let data = &shown["data"]["id"];
        let data = data.as_str().expect("an id");
        for by in [["--data", data], ["--filename", "door.png"]] {
            let found =
                shell.json(&[&["predictions", "find", "--deployment", "doors"], &by[..]].concat()).json();
            assert_eq!(found["id"], *id);
        }
    });
}

#[test]
fn a_review_is_validated_before_it_is_sent() {
    with_service(|shell, _| {
        let id = monitored(shell, &[]);
        for (review, expected) in [
            (
                r#"{"boxes":[{"label":"cra","box":[1,2,3,4]}]}"#,
                "boxes[0].label: the deployment \"doors\" has no label \"cra\"",
            ),
            (r#"{"boxes":[{"label":"car","box":[9,2,3,4]}]}"#, "boxes[0].box: bottom 3 is above top 9"),
            (r#"{"boxes":[{"label":"car","box":[9,2,3]}]}"#, "review.json: boxes[0].box: invalid length 3"),
            (r#"{"polygons":[{"label":"car","points":[[1,2]]}]}"#, "a polygon needs at least 3 points"),
            (r#"{"lines":[{"label":"car","points":[[1,2]]}]}"#, "a line needs at least 2 points"),
            (r#"{"rectangles":[]}"#, "unknown field `rectangles`"),
            (r#"{"classes":["cat"]}"#, "classes[0]"),
        ] {
            shell.write("review.json", review);
            let error = shell.json(&["review", &id, "--file", "review.json"]).failed(5);
            assert!(error["message"].as_str().is_some_and(|message| message.contains(expected)), "{error}");
        }
        assert_eq!(shell.json(&["predictions", "show", &id]).json()["review"], Value::Null);
        shell.write(
            "review.json",
            r#"{"polygons":[{"label":"car","points":[[1,2],[3,4],[5,6]]}],"lines":[{"label":"car","points":[[1,2],[3,4]]}],
                "points":[{"label":"person","point":[1,2]}]}"#,
        );
        let review = shell.json(&["review", &id, "--file", "review.json"]).json();
        assert_eq!(review["points"][0]["label"], "person", "{review}");
        shell.write("nothing.json", "{}");
        shell.run(&["review", &id, "--file", "nothing.json"]).ok();
        assert!(shell.run(&["predictions", "show", &id]).ok().contains("nothing in the image"));
    });
}

#[test]
fn a_downloaded_image_is_unchanged_and_replaces_a_file_only_on_request() {
    with_service(|shell, _| {
        let id = monitored(shell, &[]);
        let shown = shell.json(&["predictions", "show", &id]).json();
        let data = shown["data"]["id"].as_str().expect("an id");
        let error = shell.json(&["data", "download", data]).failed(1);
        assert!(error["message"].to_string().contains("door.png already exists"), "{error}");
        let done = shell.json(&["data", "download", data, "-o", "copy.png"]).json();
        assert_eq!((&done["file"], &done["bytes"]), (&json!("copy.png"), &json!(PNG.len())));
        assert_eq!(std::fs::read(shell.path("copy.png")).expect("a file"), PNG);
        let output = shell.command().args(["data", "download", data, "-o", "-"]).output().expect("it runs");
        assert_eq!(output.stdout, PNG);
        std::fs::remove_file(shell.path("door.png")).expect("removed");
        assert_eq!(shell.run(&["data", "download", data]).ok(), "door.png\n");
    });
}

#[test]
fn deployments_labels_and_statistics_are_shown() {
    with_service(|shell, _| {
        let list = shell.json(&["deployments", "list"]).json();
        let names: Vec<_> =
            list.as_array().expect("a list").iter().map(|found| found["name"].clone()).collect();
        assert_eq!(names, ["doors", "kinds", "empty"]);
        let id = list[1]["id"].as_str().expect("an id");
        let shown = shell.json(&["deployments", "show", id]).json();
        assert_eq!((&shown["name"], &shown["type"]), (&json!("kinds"), &json!("CLASSIFICATION")));
        let shown = shell.run(&["deployments", "show", "doors"]);
        assert!(shown.ok().contains("person, car"), "{shown:?}");

        let labels = shell.json(&["labels", "doors"]).json();
        assert_eq!((&labels[1]["name"], &labels[1]["class"]), (&json!("car"), &json!(1)));
        shell.monitor(&["--timestamp", "1000"]).ok();
        let stats = |words: &[&str]| {
            shell.json(&[&["stats", "aggregated_metrics", "--deployment", "doors"], words].concat())
        };
        let predictions = |words: &[&str]| stats(words).json()["selection"]["predictions"].clone();
        assert_eq!((predictions(&[]), predictions(&["--from", "2000"])), (json!(1), json!(0)));
        let done = shell.run(&["stats", "metrics", "--deployment", "doors"]);
        assert!(serde_json::from_str::<Value>(done.ok()).is_ok_and(|stats| stats.is_object()));
    });
}
