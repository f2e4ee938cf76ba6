//! Monitors a camera without an async runtime: 30 frames with the predictions of a champion and a
//! shadow model, which are then read back.
//!
//! Start a local service, and in another terminal run the example against it:
//!
//! ```text
//! picsellia serve --organization acme --deployment doors:OBJECT_DETECTION:person,car
//! export PICSELLIA_HOST=http://127.0.0.1:7425 PICSELLIA_ORGANIZATION=acme PICSELLIA_TOKEN=local
//! cargo run -p picsellia-examples --example camera_blocking
//! ```
#![allow(clippy::print_stdout, reason = "the output of an example")]

use picsellia_deploy::blocking::Client;
use picsellia_deploy::datalake::DataFilter;
use picsellia_deploy::{BoxFormat, DetectionReader, Error, GeometryPolicy, InputTransform};
use picsellia_examples::camera::{CAMERA, Camera, MODEL};
use picsellia_transport_ureq::UreqTransport;

fn main() -> Result<(), Error> {
    let client = Client::from_env(UreqTransport::new()?)?;
    let doors = client.deployment("doors")?;
    // The models write `[x1, y1, x2, y2, score, class]` in pixels of their letterboxed input.
    let letterbox = InputTransform::letterbox(CAMERA, MODEL)?;
    let reader = DetectionReader::new(BoxFormat::XYXY).input(letterbox).score_threshold(0.25);

    for frame in Camera::new().take(30) {
        let (champion, shadow) = (reader.rows(&frame.champion)?, reader.rows(&frame.shadow)?);
        let call = doors.monitor(frame.image, frame.latency, champion).shadow(frame.shadow_latency, shadow);
        // Models find parts of objects beyond the border of the image.
        let call = call.geometry(GeometryPolicy::Repair).source("camera-1").tag("night");
        match call.send() {
            Ok(receipt) => println!("monitored as {receipt}"),
            Err(error) if error.is_invalid_input() => eprintln!("skipped a frame: {error}"),
            Err(error) => return Err(error),
        }
    }

    let night = DataFilter::new().source("camera-1").tag("night");
    for data in client.datalake()?.list(&night, 30)? {
        let champion = doors.predicted_asset(&data.id)?.champion()?;
        println!("{}: {} objects", data.filename, champion.prediction.len());
    }
    Ok(())
}
