//! The README's snippet compiles: it stands here line for line, and does what it says.
#![allow(clippy::print_stdout, reason = "as the README has it")]

use std::time::Duration;

use picsellia_deploy::{BoxFormat, Client, DetectionPrediction, Image, MonitorRequest};
use picsellia_transport_mock::{MockTransport, block_on};

/// The README names the transport of a real network.
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
    println!("monitored as {}", doors.monitor(&request).await?);
    Ok(())
}

#[test]
fn the_snippet_is_the_readmes() {
    let readme = include_str!("../README.md");
    let (_, rest) = readme.split_once("```rust\n").unwrap();
    let (block, _) = rest.split_once("```").unwrap();
    let mut here = include_str!("readme.rs").lines().map(str::trim);
    for line in block.lines().map(str::trim).filter(|line| !line.is_empty()) {
        assert!(here.any(|here| here == line), "not compiled here, or not in this order: {line}");
    }
}

#[test]
fn without_a_picture_it_ends_with_the_reason() {
    // A mock takes any token, and there is no door.png here: the snippet comes as far as that.
    let run = block_on(snippet()).unwrap_err().to_string();
    assert!(run.contains("PICSELLIA_TOKEN") || run.contains("door.png"), "{run}");
}
