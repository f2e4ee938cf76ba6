//! Finds the faces in a picture with a real detector, and monitors the predictions of a champion
//! and of a shadow. A local monitoring service in this process receives them.
//!
//! ```text
//! cargo run --release --example faces [-- PICTURE [DRAWING]]
//! ```

mod agreement;
mod arguments;
mod detect;
mod fixture;
mod picture;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use picsellia_deploy::datalake::DataFilter;
use picsellia_deploy::{Client, DetectionPrediction, GeometryPolicy, InferenceType, MonitorRequest};
use picsellia_draw::Drawing;
use picsellia_draw::image::{DynamicImage, GrayImage, RgbImage};
use picsellia_examples::{exit, say};
use picsellia_server::Server;
use picsellia_transport_hyper::HyperTransport;

use crate::arguments::Arguments;
use crate::detect::THRESHOLD;
use crate::fixture::Fixture;
use crate::picture::Picture;

/// The scale in the demonstration of the detector.
const CHAMPION_SCALE: f32 = 0.8;

/// 0.8 x 0.8: the detector scans half as many sizes. Is the saved time worth the missed faces?
const SHADOW_SCALE: f32 = 0.64;

const TOKEN: &str = "local";
const ORGANIZATION: &str = "examples";
const DEPLOYMENT: &str = "faces";

fn main() -> ExitCode {
    exit(faces())
}

#[tokio::main]
async fn faces() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::read(std::env::args_os().skip(1))?;
    let fixture = Fixture::find()?;
    let Picture { file, pixels } = Picture::open(arguments.picture.as_ref().unwrap_or(&fixture.picture))?;
    say("picture", format_args!("{}, {} x {}", file.filename(), pixels.width(), pixels.height()));
    if cfg!(debug_assertions) {
        say("", "(the detector is slow in a debug build: use cargo run --release)");
    }

    // The detector blocks this thread, so it runs before the client is connected.
    let model = detect::load(&fixture.model)?;
    let champion = detect::detect(&model, CHAMPION_SCALE, &pixels);
    say("champion", format_args!("{champion}, pyramid scale {CHAMPION_SCALE}"));
    let shadow = detect::detect(&model, SHADOW_SCALE, &pixels);
    say("shadow", format_args!("{shadow}, pyramid scale {SHADOW_SCALE}"));

    let request = MonitorRequest::builder(file, champion.latency, champion.prediction()?)
        .shadow(shadow.latency, shadow.prediction()?)
        // The box of a face at the border of the picture can extend beyond it.
        .geometry(GeometryPolicy::Repair)
        .build()?;
    let sent = detections(&request)?;
    say("both see", format_args!("{} faces (IoU 0.5 or more)", agreement::count(sent.champion, sent.shadow)));
    say("scores", format_args!("s / (s + {THRESHOLD}): 0.5 at the detector's threshold, not a probability"));
    if request.repairs().is_empty() {
        say("repaired", "nothing, every box is within the picture");
    }
    for repair in request.repairs() {
        say("repaired", repair);
    }
    let picture = as_seen(pixels);
    let mut drawing = Drawing::new(&picture).champion(request.prediction(), format!("champion: {champion}"));
    if let Some(sent) = request.shadow() {
        drawing = drawing.shadow(sent.prediction(), format!("shadow: {shadow}"));
    }
    let drawing = drawing.draw();

    monitor(&request).await?;

    let path = arguments.drawing.unwrap_or_else(|| fixture.target.join("faces.png"));
    picsellia_draw::save(&drawing, &path)?;
    say("drawing", shortened(&path).display());
    if arguments.picture.is_none() {
        say("", "(the thin boxes are part of the picture in the detector's package)");
    }
    Ok(())
}

/// Returns the picture in gray, as the detector sees it.
fn as_seen(pixels: GrayImage) -> RgbImage {
    DynamicImage::from(pixels).into_rgb8()
}

/// The predictions of a request, with the boxes that are sent.
struct Detections<'a> {
    champion: &'a DetectionPrediction,
    shadow: &'a DetectionPrediction,
}

fn detections(request: &MonitorRequest) -> Result<Detections<'_>, &'static str> {
    let champion = request.prediction().as_detection();
    let shadow = request.shadow().and_then(|shadow| shadow.prediction().as_detection());
    let (champion, shadow) = champion.zip(shadow).ok_or("the request lacks one of the two detections")?;
    Ok(Detections { champion, shadow })
}

/// Sends the request to a local service, and reads the result from its datalake.
async fn monitor(request: &MonitorRequest) -> Result<(), Box<dyn Error>> {
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
    let deployment = client.deployment(DEPLOYMENT).await?;
    let start = Instant::now();
    let receipt = deployment.send(request).await?;
    let took = start.elapsed().as_millis();
    say("receipt", format_args!("{receipt}, after {took} ms"));

    let datalake = client.datalake().await?;
    let found = datalake.list(&DataFilter::new().source("serving"), 10).await?;
    let [data] = found.as_slice() else {
        return Err(format!("the datalake has {} data with the source serving, not 1", found.len()).into());
    };
    say("data", format_args!("1 with the source serving, {}", data.id));
    let image = client.download(data).await?;
    if Some(&image) != request.image() {
        return Err("the image in the datalake differs from the one that was sent".into());
    }
    say("image", format_args!("downloaded {} bytes, the same as were sent", image.len()));

    server.shutdown().await?;
    Ok(())
}

/// Returns the path relative to the current folder if it is inside.
fn shortened(path: &Path) -> &Path {
    let current = std::env::current_dir().ok();
    current.and_then(|folder| path.strip_prefix(folder).ok()).unwrap_or(path)
}
