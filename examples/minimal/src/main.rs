//! Monitors one box on one image. The size of this minimal program is the size of the SDK.
//!
//! It is its own package, so that no dependency of other programs is part of it.

use std::error::Error;
use std::io::Write as _;
use std::time::Instant;

use picsellia_deploy::blocking::Client;
use picsellia_deploy::{BBox, DetectionPrediction, Image, MonitorRequest};
use picsellia_transport_ureq::UreqTransport;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [organization, deployment, image] = arguments.as_slice() else {
        return Err(
            "usage: picsellia-minimal ORGANIZATION DEPLOYMENT IMAGE, with the token in PICSELLIA_TOKEN"
                .into(),
        );
    };
    let image = Image::open(image)?;
    let size = image.size().ok_or("unknown image size")?;

    // Instead of a model: the whole image has the first class.
    let started = Instant::now();
    let whole = BBox::xywh(0, 0, size.width, size.height)?;
    let prediction = DetectionPrediction::builder().object(0, 0.5, whole).build()?;
    let request = MonitorRequest::builder(image, started.elapsed(), prediction).build()?;

    let client = Client::builder(UreqTransport::new()?).organization(organization).connect()?;
    let receipt = client.deployment(deployment)?.send(&request)?;
    writeln!(std::io::stdout(), "{receipt}")?;
    Ok(())
}
