//! An application as a user would write it: it monitors the detections of a camera at a door.
//!
//! It depends only on `picsellia-deploy`. Its tests add `picsellia-transport-mock`, and need
//! neither a network nor an async runtime.

use std::time::Duration;

use picsellia_deploy::error::InvalidInput;
use picsellia_deploy::{
    BoxFormat, Deployment, DetectionPrediction, Error, GeometryPolicy, Image, ImageSize, MonitorRequest,
    blocking,
};

/// The output of the application's model.
#[derive(Debug)]
pub struct Detections {
    /// `[x1, y1, x2, y2]` in pixels.
    pub boxes: Vec<[f32; 4]>,
    /// The score of each box, from 0 to 1.
    pub scores: Vec<f32>,
    /// The class of each box.
    pub classes: Vec<usize>,
}

/// Monitors the detections of a frame, and returns the id of the prediction.
///
/// # Errors
///
/// Returns [`Error`] if the detections are invalid or the prediction could not be delivered.
pub async fn report(
    deployment: &Deployment,
    frame: Vec<u8>,
    size: ImageSize,
    seen: Detections,
    latency: Duration,
) -> Result<Option<String>, Error> {
    let receipt = deployment.send(&request(frame, size, seen, latency)?).await?;
    Ok(receipt.id().map(ToString::to_string))
}

/// Monitors the detections of a frame without an async runtime, and returns the id of the
/// prediction.
///
/// # Errors
///
/// Returns [`Error`] if the detections are invalid or the prediction could not be delivered.
pub fn report_blocking(
    deployment: &blocking::Deployment,
    frame: Vec<u8>,
    size: ImageSize,
    seen: Detections,
    latency: Duration,
) -> Result<Option<String>, Error> {
    let receipt = deployment.send(&request(frame, size, seen, latency)?)?;
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
