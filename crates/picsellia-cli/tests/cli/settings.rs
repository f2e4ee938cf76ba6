//! Settings and their origins.

use picsellia_tests::TOKEN;
use serde_json::{Value, json};

use crate::support::{Shell, with_service};

fn from(shown: &Value, name: &str) -> (Value, String) {
    (shown[name]["value"].clone(), shown[name]["from"].as_str().expect("an origin").to_owned())
}

#[test]
fn flags_override_the_environment_which_overrides_the_file() {
    let shell = Shell::new();
    let show = |shell: &Shell, words: &[&str]| shell.json(&[&["config", "show"], words].concat()).json();
    let shown = show(&shell, &[]);
    assert_eq!(from(&shown, "host"), (json!("https://app.picsellia.com"), "default".to_owned()));
    assert_eq!(from(&shown, "token"), (Value::Null, "default".to_owned()));

    let file = ".config/picsellia/config.toml";
    shell.write(file, "host = \"https://file.example\"\norganization = \"of-file\"\ntoken = \"token-of-file\"\ntransport = \"ureq\"\n");
    let shown = show(&shell, &[]);
    let of_file = format!("file {}", shell.path(file).display());
    assert_eq!(from(&shown, "host"), (json!("https://file.example"), of_file.clone()));
    assert_eq!(from(&shown, "transport"), (json!("ureq"), of_file.clone()));
    assert_eq!(from(&shown, "token"), (json!("(set, not shown)"), of_file.clone()));
    assert!(!shown.to_string().contains("token-of-file"));

    let shell = shell
        .set("PICSELLIA_HOST", "https://environment.example")
        .set("PICSELLIA_TOKEN", "token-of-environment");
    let shown = show(&shell, &[]);
    assert_eq!(
        from(&shown, "host"),
        (json!("https://environment.example"), "environment PICSELLIA_HOST".to_owned())
    );
    assert_eq!(from(&shown, "token").1, "environment PICSELLIA_TOKEN");
    assert_eq!(from(&shown, "organization"), (json!("of-file"), of_file));

    shell.write("token", "token-of-flag\n");
    let words = [
        "--host",
        "https://flag.example",
        "--token-file",
        "token",
        "--organization",
        "of-flag",
        "--transport",
        "hyper",
    ];
    let shown = show(&shell, &words);
    assert_eq!(from(&shown, "host"), (json!("https://flag.example"), "--host".to_owned()));
    assert_eq!(from(&shown, "token").1, "--token-file");
    assert_eq!(from(&shown, "transport"), (json!("hyper"), "--transport".to_owned()));
    let shown = shell.run(&["config", "show"]);
    assert!(!shown.ok().contains("token-of") && shown.ok().contains("not shown"), "{shown:?}");
    assert_eq!(shell.run(&["config", "path"]).ok(), format!("{}\n", shell.path(file).display()));
}

#[test]
fn a_token_can_come_from_a_file() {
    with_service(|shell, server| {
        shell.monitor(&[]).ok();
        let shell = Shell::new();
        shell.write("secret/token", format!("{TOKEN}\n"));
        shell.write(
            "config.toml",
            format!("host = {:?}\norganization = \"acme\"\ntoken_file = \"secret/token\"\n", server.url()),
        );
        let config = shell.path("config.toml");
        let shell = shell.set("PICSELLIA_CONFIG", config.to_str().expect("Unicode"));
        shell.monitor(&[]).ok();
        let shell = shell.set("PICSELLIA_TOKEN", "");
        shell.monitor(&[]).ok();
    });
}

#[test]
fn an_invalid_configuration_is_reported_without_its_secrets() {
    let shell = Shell::new();
    for (text, expected) in [
        ("hots = \"https://a\"", "unknown field `hots`"),
        ("\ntoken = secret-token-here", "config.toml, line 2: "),
        ("token = \"secret-token-here\"\ntoken_file = \"a\"", "both token and token_file"),
        ("token_file = \"nowhere\"", "cannot read the token file"),
        ("transport = \"carrier-pigeon\"", "carrier-pigeon"),
    ] {
        shell.write(".config/picsellia/config.toml", text);
        let error = shell.json(&["config", "show"]).failed(2);
        let message = error["message"].as_str().expect("a message");
        assert!(message.contains(expected) && !message.contains("secret-token"), "{message}");
    }
    shell.write("empty", "\n");
    shell.write(".config/picsellia/config.toml", "");
    let error = shell.json(&["config", "show", "--token-file", "empty"]).failed(2);
    assert!(error["message"].to_string().contains("is empty"), "{error}");
    let shell = shell.set("PICSELLIA_CONFIG", "none.toml");
    shell.json(&["config", "show"]).failed(2);
}
