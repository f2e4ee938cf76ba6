//! Every exit code, with its message and hint.

use http::StatusCode;
use picsellia_tests::{Scripted, login, reply, response};
use picsellia_transport_conformance::{Peer as _, Reply};
use serde_json::json;

use crate::support::{MONITOR, Shell, with_service};

#[test]
fn invalid_arguments_are_2() {
    let shell = Shell::new();
    for (words, expected) in [
        (&["monitor"][..], "required arguments were not provided"),
        (&["monitr"], "unrecognized subcommand"),
        (&["monitor", "door.png", "--latency", "fast"], "--latency <SECONDS>': not a number"),
        (&["data", "download", "x", "-o", "-"], "cannot hold both the image and JSON"),
        (&["predictions", "show", "x", "--picture", "x.gif"], "must end in .png or .jpg"),
    ] {
        let error = shell.json(words).failed(2);
        assert!(error["message"].as_str().is_some_and(|message| message.contains(expected)), "{error}");
        assert_eq!(error["kind"], "usage");
    }
    for words in
        [&["--metadata", "[1]"][..], &["--metadata", "{"], &["--sample", "perhaps"], &["--height", "-1"]]
    {
        shell.monitor(words).failed(2);
    }
    assert!(shell.monitor(&["--metadata", "[1]"]).failed(2)["message"].to_string().contains("JSON object"));
    let error = shell.monitor(&["--shadow-latency", "0.1"]).failed(2);
    assert!(error["message"].to_string().contains("--shadow-prediction"), "{error}");
    // An invalid host, and one that would expose the token.
    for host in ["nowhere", "http://picsellia.example", "https://picsellia.example/path"] {
        let error =
            Shell::new().set("PICSELLIA_TOKEN", "a-token").set("PICSELLIA_HOST", host).monitor(&[]).failed(2);
        assert!(!error["message"].to_string().contains("ClientBuilder"), "{error}");
    }
}

#[test]
fn without_json_errors_are_plain_text_on_stderr() {
    let done = Shell::new().run(&[
        "monitor",
        "none.png",
        "--prediction",
        "x",
        "--deployment",
        "d",
        "--latency",
        "1",
    ]);
    assert_eq!((done.code, done.stdout.as_str()), (5, ""));
    assert!(
        done.stderr.starts_with("error: cannot read the image none.png\n  caused by: "),
        "{}",
        done.stderr
    );
    assert!(!done.stderr.contains('\u{1b}'), "colors are for a terminal");
    let colored = || Shell::new().set("CLICOLOR_FORCE", "1");
    assert!(colored().run(&["labels", "doors"]).stderr.starts_with("\u{1b}[1m\u{1b}[31merror:"));
    assert!(!colored().json(&["labels", "doors"]).stderr.contains('\u{1b}'), "and never in JSON");
}

#[test]
fn a_prediction_with_unknown_fields_or_invalid_json_is_not_sent() {
    let shell = Shell::new();
    let words = ["monitor", "door.png", "--latency", "1", "--dry-run", "--prediction", "odd.json"];
    for (prediction, message, hint) in [
        (
            r#"{"detection_classes":[],"detection_socres":[]}"#,
            "a prediction has no field \"detection_socres\"",
            "detection_scores,",
        ),
        (
            r#"{"detection_classes":[1],"detection_scores":[NaN]}"#,
            "is not valid JSON",
            "JSON has no NaN or Infinity",
        ),
        (r#"{"detection_classes":[1]"#, "is not valid JSON", "complete"),
    ] {
        shell.write("odd.json", prediction);
        let error = shell.json(&words).failed(5);
        let contains =
            |part: &str, text: &str| error[part].as_str().is_some_and(|found| found.contains(text));
        assert!(contains("message", message) && contains("hint", hint), "{error}");
    }
}

#[test]
fn a_token_flag_is_rejected_with_a_hint() {
    let error = Shell::new().json(&["labels", "doors", "--token", "secret-of-mine"]).failed(2);
    assert!(error["hint"].to_string().contains("PICSELLIA_TOKEN"), "{error}");
    assert!(!error.to_string().contains("secret-of-mine"), "{error}");
    let done = Shell::new().run(&["labels", "doors", "--token=secret-of-mine"]);
    assert!(done.code == 2 && !done.stderr.contains("secret-of-mine"), "{done:?}");
}

#[test]
fn authentication_is_3() {
    with_service(|shell, server| {
        let other = || Shell::new().set("PICSELLIA_HOST", server.url());
        let error = other().set("PICSELLIA_TOKEN", "another-token").monitor(&[]).failed(3);
        assert_eq!(
            (&error["kind"], &error["may_have_been_accepted"]),
            (&json!("authentication"), &json!(false))
        );
        assert!(!error.to_string().contains("another-token"), "{error}");
        let error = other().monitor(&[]).failed(3);
        assert!(error["hint"].to_string().contains("PICSELLIA_TOKEN"), "{error}");
        shell.monitor(&[]).ok();
    });
}

#[test]
fn not_found_is_4() {
    with_service(|shell, _| {
        let mut words = MONITOR.to_vec();
        words[3] = "gates";
        let error = shell.json(&words).failed(4);
        assert!(error["message"].to_string().contains("gates"), "{error}");
        assert!(error["hint"].to_string().contains("deployments list"), "{error}");
        words[3] = "00000000-0000-7000-8000-000000000000";
        shell.json(&words).failed(4);
        shell.json(&["predictions", "show", "nothing"]).failed(4);
        shell.json(&["predictions", "show", "nothing", "--deployment", "doors"]).failed(4);
        shell.json(&["predictions", "find", "--filename", "none.png", "--deployment", "doors"]).failed(4);
        shell.json(&["data", "download", "00000000-0000-7000-8000-000000000000"]).failed(4);
        shell.monitor(&["--organization", "nobody"]).failed(4);
    });
}

#[test]
fn validation_is_5_and_nothing_is_sent() {
    with_service(|shell, _| {
        shell.write(
            "reversed.json",
            r#"{"detection_classes":[1],"detection_boxes":[[190,100,50,90]],"detection_scores":[7]}"#,
        );
        shell.write(
            "short.json",
            r#"{"detection_classes":[1],"detection_boxes":[[1,2,3]],"detection_scores":[0.5]}"#,
        );
        shell.write("text.json", "{\"detection_classes\": [1,\n");
        let error_of = |file: &str| {
            let mut words = MONITOR.to_vec();
            words[5] = file;
            shell.json(&words).failed(5)
        };
        let error = error_of("reversed.json");
        let message = error["message"].as_str().expect("a message");
        for part in [
            "invalid input, nothing was sent",
            "detection_boxes[0]: bottom 50 is above top 190",
            "detection_scores[0]",
        ] {
            assert!(message.contains(part), "{message}");
        }
        assert!(error["hint"].to_string().contains("--geometry repair"), "{error}");

        shell.write(
            "outside.json",
            r#"{"detection_classes":[1],"detection_boxes":[[9000,0,9001,1]],"detection_scores":[0.5]}"#,
        );
        let mut words = MONITOR.to_vec();
        words[5] = "outside.json";
        let error = shell.json(&[&words[..], &["--geometry", "repair"]].concat()).failed(5);
        let hint = error["hint"].as_str().expect("a hint");
        assert!(hint.contains("--geometry as-is") && !hint.contains("--geometry repair "), "{hint}");

        assert!(error_of("short.json")["message"].to_string().contains("short.json: detection_boxes[0]"));
        assert!(error_of("text.json")["message"].to_string().contains("text.json is not valid JSON: EOF"));
        assert!(error_of("none.json")["message"].to_string().contains("cannot read none.json"));

        let of_kinds =
            MONITOR.iter().map(|word| if *word == "doors" { "kinds" } else { *word }).collect::<Vec<_>>();
        let error = shell.json(&of_kinds).failed(5);
        assert!(error["message"].to_string().contains("expected to be of type CLASSIFICATION"), "{error}");
        let error = shell.monitor(&["--type", "POINT"]).failed(5);
        assert!(error["message"].to_string().contains("OBJECT_DETECTION"), "{error}");

        shell.write("noise.bin", "not an image");
        let mut words = MONITOR.to_vec();
        words[1] = "noise.bin";
        let error = shell.json(&words).failed(5);
        assert!(error["hint"].to_string().contains("--content-type"), "{error}");
        let error = shell.monitor(&["--latency=-1"]).code;
        assert_eq!(error, 2, "the option is there twice");
        let mut words = MONITOR.to_vec();
        words[7] = "-1";
        shell.json(&words).failed(5);
        assert_eq!(shell.json(&["data", "list"]).json(), json!([]));
    });
}

/// Returns a shell and a peer, which accepts the login and then replies like this.
fn scripted(after_login: Vec<Reply>) -> (Scripted, Shell) {
    let scripted = Scripted::start();
    let mut replies = scripted.preamble();
    replies.push(login("jwt-1"));
    replies.extend(after_login);
    scripted.peer.script(replies);
    let shell = Shell::at(&scripted.peer.origin());
    (scripted, shell)
}

#[test]
fn no_network_and_no_service_are_6() {
    let shell = Shell::at("http://127.0.0.1:1");
    let error = shell.monitor(&["--attempts", "1"]).failed(6);
    assert_eq!(error["may_have_been_accepted"], false);
    assert!(error["hint"].to_string().contains("picsellia doctor"), "{error}");

    let (_peer, shell) = scripted(vec![Reply::Whole(response(503, ""))]);
    let error = shell.monitor(&["--attempts", "1"]).failed(6);
    assert_eq!(error["may_have_been_accepted"], true, "{error}");
    let busy = http::Response::builder().status(429).header("retry-after", "3600").body(bytes::Bytes::new());
    let (_peer, shell) = scripted(vec![Reply::Whole(busy.expect("a response"))]);
    assert_eq!(shell.monitor(&["--attempts", "1"]).failed(6)["may_have_been_accepted"], false);
}

#[test]
fn an_unknown_outcome_is_reported() {
    for transport in ["hyper", "ureq"] {
        let (_peer, shell) = scripted(vec![Reply::Lost]);
        let error = shell.monitor(&["--attempts", "1", "--transport", transport]).failed(6);
        assert_eq!(error["may_have_been_accepted"], true);
        assert!(error["hint"].to_string().contains("may have been stored"), "{error}");
    }
    let (_peer, shell) = scripted(vec![Reply::Whole(response(StatusCode::CREATED.as_u16(), "yes"))]);
    assert_eq!(shell.monitor(&[]).failed(1)["may_have_been_accepted"], true);
}

#[test]
fn a_rejected_request_is_1() {
    let (_peer, shell) =
        scripted(vec![reply(422, &json!({ "message": "no", "detail": ["raw_predictions"] }))]);
    let error = shell.monitor(&[]).failed(1);
    assert_eq!((&error["kind"], &error["may_have_been_accepted"]), (&json!("other"), &json!(false)));
    assert!(error["message"].to_string().contains("raw_predictions"), "{error}");
}

#[test]
fn retries_are_announced_on_stderr_but_not_with_json() {
    let (_peer, shell) = scripted(vec![Reply::Whole(response(503, "")), reply(201, &json!({ "id": "p" }))]);
    let done = shell.run(MONITOR);
    assert_eq!((done.code, done.stdout.as_str()), (0, "p\n"));
    assert!(done.stderr.contains("503") && done.stderr.contains("; attempt 2 "), "{}", done.stderr);
    let (_peer, shell) = scripted(vec![Reply::Whole(response(503, "")), reply(201, &json!({ "id": "p" }))]);
    let done = shell.monitor(&[]);
    assert_eq!((done.json()["id"].as_str(), done.stderr.as_str()), (Some("p"), ""));
}
