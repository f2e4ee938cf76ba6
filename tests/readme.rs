//! Pastes the README's quick start into a new package, compiles it, and runs it against a local
//! service.
#![allow(clippy::unwrap_used, reason = "the whole file is one test")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use picsellia_deploy::InferenceType;
use picsellia_server::Server;

const README: &str = include_str!("../README.md");

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_quick_start_compiles_and_runs() {
    let clone = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap();
    let package = new_package(&clone);
    let service = Server::builder()
        .token("local")
        .organization("acme")
        .deployment("doors", InferenceType::ObjectDetection)
        .temporary()
        .start()
        .await
        .unwrap();

    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut run = Command::new(cargo);
    run.args(["run", "--quiet"])
        .current_dir(&package)
        .env("CARGO_TARGET_DIR", package.join("target"))
        .env("PICSELLIA_HOST", service.url())
        .env("PICSELLIA_ORGANIZATION", "acme")
        .env("PICSELLIA_TOKEN", "local")
        .env_remove("RUSTFLAGS");
    let output = tokio::task::spawn_blocking(move || run.output().unwrap()).await.unwrap();

    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{stdout}\n{stderr}");
    assert!(stdout.starts_with("monitored as "), "{stdout}\n{stderr}");
}

/// Creates the package that the README describes, with the dependency versions of this
/// repository's lock file.
fn new_package(clone: &Path) -> PathBuf {
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join("quick-start");
    fs::create_dir_all(package.join("src")).unwrap();
    let dependencies = block("toml").replace('…', clone.to_str().unwrap());
    // The package is a workspace of its own, because it is inside this workspace's target folder.
    let manifest = format!(
        "[package]\nname = \"quick-start\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n{dependencies}\n[workspace]\n"
    );
    fs::write(package.join("Cargo.toml"), manifest).unwrap();
    fs::copy(clone.join("Cargo.lock"), package.join("Cargo.lock")).unwrap();
    fs::write(package.join("src/main.rs"), block("rust")).unwrap();
    fs::copy(clone.join("docs/images/faces.jpg"), package.join("door.jpg")).unwrap();
    package
}

/// Returns the README's first block of this language.
fn block(language: &str) -> &'static str {
    let (_, rest) = README.split_once(&format!("```{language}\n")).unwrap();
    let (block, _) = rest.split_once("\n```").unwrap();
    block
}
