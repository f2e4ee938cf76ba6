//! An application as a user would write it: a camera at a door, whose detections are monitored.
//!
//! It depends on `picsellia-deploy` alone. Its tests add `picsellia-transport-mock`, and need neither a network
//! nor an async runtime.

use std::time::Duration;

use picsellia_deploy::error::InvalidInput;
use picsellia_deploy::{
    BoxFormat, Deployment, DetectionPrediction, Error, GeometryPolicy, Image, ImageSize, MonitorRequest,
    blocking,
};

/// What the model of the application emits.
#[derive(Debug)]
pub struct Detections {
    /// `[x1, y1, x2, y2]` in pixels.
    pub boxes: Vec<[f32; 4]>,
    /// From 0 to 1.
    pub scores: Vec<f32>,
    /// The arg-max of each.
    pub classes: Vec<usize>,
}

/// Tells the deployment what was seen on a frame, and returns the id of the prediction.
///
/// # Errors
///
/// [`Error`], where the detections make no sense or the prediction did not arrive.
pub async fn report(
    deployment: &Deployment,
    frame: Vec<u8>,
    size: ImageSize,
    seen: Detections,
    latency: Duration,
) -> Result<Option<String>, Error> {
    let receipt = deployment.monitor(&request(frame, size, seen, latency)?).await?;
    Ok(receipt.id().map(ToString::to_string))
}

/// As [`report`], for a program without an async runtime.
///
/// # Errors
///
/// The same.
pub fn report_blocking(
    deployment: &blocking::Deployment,
    frame: Vec<u8>,
    size: ImageSize,
    seen: Detections,
    latency: Duration,
) -> Result<Option<String>, Error> {
    let receipt = deployment.monitor(&request(frame, size, seen, latency)?)?;
    Ok(receipt.id().map(ToString::to_string))
}

fn request(
    frame: Vec<u8>,
    size: ImageSize,
    seen: Detections,
    latency: Duration,
) -> Result<MonitorRequest, InvalidInput> {
    let prediction = DetectionPrediction::builder()
        .classes(seen.classes)
        .scores(seen.scores)
        .boxes(BoxFormat::XYXY, seen.boxes)
        .build()?;
    MonitorRequest::builder(Image::from_bytes("frame.jpg", frame).with_size(size), latency, prediction)
        .source("camera-1")
        .geometry(GeometryPolicy::Repair)
        .build()
}
