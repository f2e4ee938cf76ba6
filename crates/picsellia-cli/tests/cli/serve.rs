//! `picsellia serve` and `picsellia demo` start, print their URL and stop cleanly.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use picsellia_deploy::datalake::DataFilter;
use picsellia_deploy::{GeometryPolicy, Image, ImageSize, MonitorRequest};
use picsellia_tests::{PNG, TOKEN, client, snippet};

fn spawn(arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_picsellia"))
        .arg("serve")
        .args(arguments)
        .env_remove("RUST_LOG")
        .env("PICSELLIA_TOKEN", "a-secret-token")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

#[test]
fn the_program_prints_its_url_and_ends_cleanly_on_both_signals() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    for signal in ["-TERM", "-INT"] {
        let data = data.to_str().expect("a path in Unicode");
        let deployments = ["--deployment", "doors", "--deployment", "kinds:CLASSIFICATION"];
        let mut program = spawn(
            &[&["--listen", "127.0.0.1:0", "--data", data, "--organization", "acme"][..], &deployments]
                .concat(),
        );
        let mut stdout = BufReader::new(program.stdout.take().expect("a pipe"));
        let mut url = String::new();
        stdout.read_line(&mut url).expect("a line");
        let address = url.trim_end().strip_prefix("http://").expect("a URL");
        TcpStream::connect(address).expect("it listens");

        let killed =
            Command::new("kill").args([signal, &program.id().to_string()]).status().expect("kill runs");
        assert!(killed.success());
        let mut rest = String::new();
        stdout.read_to_string(&mut rest).expect("the end of its output");
        let output = program.wait_with_output().expect("it ends");
        let log = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{log}");
        assert_eq!(rest, "");
        assert!(!log.contains("a-secret-token"), "{log}");
    }
}

#[test]
fn the_program_reports_why_it_does_not_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().to_str().expect("a path in Unicode");
    for arguments in [
        &["--data", data, "--listen", "nowhere"][..],
        &["--data", data, "--deployment", "doors:POINT:a,a"],
        &["--data", data, "--deployment", ""],
        &["--data", data, "--listen", "127.0.0.1:0", "--token", "a b"],
    ] {
        let output = spawn(arguments).wait_with_output().expect("it ends");
        assert!(!output.status.success(), "{arguments:?}");
        assert!(!output.stderr.is_empty() && output.stdout.is_empty(), "{arguments:?}");
    }
}

#[tokio::test]
async fn acknowledged_predictions_survive_a_kill() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().to_str().expect("a path in Unicode");
    let mut receipts: Vec<serde_json::Value> = Vec::new();
    for round in 0..3 {
        let arguments =
            ["--listen", "127.0.0.1:0", "--organization", "acme", "--deployment", "doors", "--data", data];
        let mut program = Command::new(env!("CARGO_BIN_EXE_picsellia"))
            .arg("serve")
            .args(arguments)
            .env("PICSELLIA_TOKEN", TOKEN)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let mut url = String::new();
        BufReader::new(program.stdout.take().expect("a pipe")).read_line(&mut url).expect("a URL");
        let client = client(url.trim_end()).connect().await.expect("it responds");
        let doors = client.deployment("doors").await.expect("it is there");

        let datalake = client.datalake().await.expect("there is one");
        let list = datalake.list(&DataFilter::new(), 100).await.expect("a list");
        assert_eq!(list.len(), receipts.len());
        for data in list {
            assert!(receipts.iter().any(|receipt| receipt["data_id"] == data.id.as_str()));
            assert_eq!(client.download(&data).await.expect("its image"), PNG);
        }
        for index in 0..5 {
            let image = Image::from_bytes(format!("{round}-{index}.png"), PNG)
                .with_size(ImageSize { width: 600, height: 800 });
            let request = MonitorRequest::builder(image, 0.257, snippet()).geometry(GeometryPolicy::AsIs);
            let receipt = doors.send(&request.build().expect("a request")).await.expect("a receipt");
            receipts.push(receipt.body().clone().into());
        }
        // SIGKILL.
        program.kill().expect("it runs until now");
        program.wait().expect("it is gone");
    }
}

#[test]
fn the_demo_has_a_week_of_predictions_and_stops_cleanly() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_picsellia"))
        .arg("demo")
        .env_remove("PICSELLIA_TOKEN")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdout = BufReader::new(program.stdout.take().expect("a pipe"));
    let mut url = String::new();
    stdout.read_line(&mut url).expect("a line");
    let run = |words: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_picsellia"))
            .args(words)
            .args(["--json", "--organization", "demo", "--host", url.trim_end()])
            .env("PICSELLIA_TOKEN", "local")
            .output()
            .expect("the program starts");
        serde_json::from_slice::<serde_json::Value>(&output.stdout).expect("JSON")
    };
    let night = run(&["predictions", "list", "--deployment", "street", "--tag", "night"]);
    assert!(night.as_array().is_some_and(|night| night.len() > 10), "{night}");
    let stats = run(&["stats", "aggregated_object_detection", "--deployment", "street"]);
    assert_eq!(stats["compared"], 28, "every second prediction is reviewed");
    assert_eq!(run(&["data", "list", "--source", "table-1"]).as_array().map(Vec::len), Some(28));

    let killed = Command::new("kill").args(["-TERM", &program.id().to_string()]).status().expect("kill runs");
    assert!(killed.success());
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).expect("the end of its output");
    let output = program.wait_with_output().expect("it ends");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && rest.is_empty(), "{stderr}");
    let shown = stderr.lines().find_map(|line| line.trim().strip_prefix("picsellia predictions show "));
    let id = shown.and_then(|words| words.split(' ').next()).expect("a prediction to show");
    assert_eq!(id.len(), 36, "{stderr}");
}

#[test]
fn a_configuration_file_sets_the_same_and_arguments_override_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = folder.path().join("serve.toml");
    let text = "listen = \"127.0.0.1:0\"\ndata = \"data\"\norganization = \"acme\"\n\
        [[deployment]]\nname = \"doors\"\ntype = \"POINT\"\nlabels = [\"handle\", \"hinge\"]\n\
        [[deployment]]\nname = \"kinds\"\n";
    std::fs::write(&config, text).expect("written");
    let config = config.to_str().expect("a path in Unicode");
    let mut program = spawn(&["--config", config, "--deployment", "kinds:CLASSIFICATION:cat,dog"]);
    let mut url = String::new();
    BufReader::new(program.stdout.take().expect("a pipe")).read_line(&mut url).expect("a URL");
    let list = Command::new(env!("CARGO_BIN_EXE_picsellia"))
        .args(["deployments", "list", "--json", "--organization", "acme", "--host", url.trim_end()])
        .env("PICSELLIA_TOKEN", "a-secret-token")
        .output()
        .expect("the program starts");
    program.kill().expect("it runs until now");
    program.wait().expect("it is gone");
    let list: serde_json::Value = serde_json::from_slice(&list.stdout).expect("JSON");
    assert_eq!((&list[0]["name"], &list[0]["type"]), (&"doors".into(), &"POINT".into()));
    assert_eq!((&list[1]["name"], &list[1]["type"]), (&"kinds".into(), &"CLASSIFICATION".into()));
    assert!(folder.path().join("data").is_dir(), "the path starts at the folder of the file");

    for (text, expected) in [
        ("lissen = 1", "unknown field `lissen`"),
        ("[[deployment]]\nname = \"a\"\ntype = \"SMELL\"", "\"SMELL\" is not one of"),
        ("token = a-secret-token", "line 1"),
    ] {
        std::fs::write(folder.path().join("wrong.toml"), text).expect("written");
        let wrong = folder.path().join("wrong.toml");
        let output =
            spawn(&["--config", wrong.to_str().expect("a path")]).wait_with_output().expect("it ends");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains(expected) && !stderr.contains("a-secret-token"), "{stderr}");
    }
}
