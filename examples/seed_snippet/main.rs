//! The example in the documentation of Picsellia, unchanged. Two of its three boxes are reversed.
//! It is rejected at first, and sent after its boxes are repaired.
//!
//! ```text
//! cargo run --example seed_snippet
//! ```

mod picture;

use std::error::Error;
use std::process::ExitCode;

use picsellia_deploy::{
    BoxFormat, Client, DetectionPrediction, GeometryPolicy, Image, ImageSize, InferenceType, MonitorRequest,
};
use picsellia_examples::{exit, say};
use picsellia_server::Server;
use picsellia_transport_hyper::HyperTransport;

const SIZE: ImageSize = ImageSize { width: 600, height: 800 };
const CLASSES: [i64; 3] = [1, 2, 1];
/// Top, left, bottom, right.
const BOXES: [[i64; 4]; 3] = [[128, 200, 159, 240], [190, 100, 50, 90], [145, 50, 24, 76]];
const SCORES: [f64; 3] = [0.9, 0.7, 0.4];
/// In seconds.
const LATENCY: f64 = 0.257;

const TOKEN: &str = "local";
const ORGANIZATION: &str = "examples";
const DEPLOYMENT: &str = "documentation";

fn main() -> ExitCode {
    exit(seed_snippet())
}

#[tokio::main]
async fn seed_snippet() -> Result<(), Box<dyn Error>> {
    let image = Image::from_bytes("image.png", picture::png(SIZE)?);
    let prediction = DetectionPrediction::builder()
        .classes(CLASSES)
        .scores(SCORES)
        .boxes(BoxFormat::TLBR, BOXES)
        .build()?;
    say("boxes", format_args!("{BOXES:?}\n(top, left, bottom, right)"));
    let request = MonitorRequest::builder(image, LATENCY, prediction);

    let Err(rejection) = request.clone().build() else {
        return Err("the reversed boxes were not detected".into());
    };
    say("strict", rejection);

    let request = request.geometry(GeometryPolicy::Repair).build()?;
    for repair in request.repairs() {
        say("repaired", repair);
    }

    let server = Server::builder()
        .token(TOKEN)
        .organization(ORGANIZATION)
        .deployment(DEPLOYMENT, InferenceType::ObjectDetection)
        .temporary()
        .start()
        .await?;
    say("service", format_args!("{} (in this process, with a temporary folder)", server.url()));
    let client = Client::builder(HyperTransport::new()?)
        .host(server.url())
        .token(TOKEN)
        .organization(ORGANIZATION)
        .connect()
        .await?;
    let receipt = client.deployment(DEPLOYMENT).await?.send(&request).await?;
    say("receipt", receipt);
    server.shutdown().await?;
    Ok(())
}
