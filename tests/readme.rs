//! Compiles and runs the snippet of the README, which is repeated here line by line.
#![allow(clippy::print_stdout, reason = "the snippet of the README prints")]

use std::time::Duration;

use picsellia_deploy::{BoxFormat, Client, DetectionPrediction, Image, MonitorRequest};
use picsellia_transport_mock::{MockTransport, block_on};

/// Replaces the transport of the README, which needs a network.
struct HyperTransport;

impl HyperTransport {
    #[allow(clippy::new_ret_no_self, clippy::unnecessary_wraps)]
    fn new() -> Result<MockTransport, std::convert::Infallible> {
        Ok(MockTransport::new())
    }
}

async fn snippet() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::builder(HyperTransport::new()?).organization("acme").connect().await?;
    let doors = client.deployment("doors").await?;

    let prediction = DetectionPrediction::builder()
        .classes([1, 2])
        .scores([0.9, 0.7])
        .boxes(BoxFormat::TLBR, [[128, 200, 159, 240], [10, 20, 30, 40]])
        .build()?;
    let request = MonitorRequest::builder(Image::open("door.png")?, Duration::from_millis(257), prediction)
        .source("camera-1")
        .build()?;
    println!("monitored as {}", doors.send(&request).await?);
    Ok(())
}

#[test]
fn the_snippet_is_the_one_in_the_readme() {
    let readme = include_str!("../README.md");
    let (_, rest) = readme.split_once("```rust\n").unwrap();
    let (block, _) = rest.split_once("```").unwrap();
    let mut here = include_str!("readme.rs").lines().map(str::trim);
    for line in block.lines().map(str::trim).filter(|line| !line.is_empty()) {
        assert!(
            here.any(|here| here == line),
            "this file lacks the line, or has it in another order: {line}"
        );
    }
}

#[test]
fn without_an_image_the_snippet_returns_an_error() {
    // The mock accepts any token, but there is no door.png.
    let run = block_on(snippet()).unwrap_err().to_string();
    assert!(run.contains("PICSELLIA_TOKEN") || run.contains("door.png"), "{run}");
}
