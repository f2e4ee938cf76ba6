//! Monitors one box on one image: the least that a program does, whose size is what the SDK weighs.
//!
//! It is a package of its own, so that nothing of other programs is in it.

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
            "give an organization, a deployment and an image; the token is that of PICSELLIA_TOKEN".into()
        );
    };
    let image = Image::open(image)?;
    let size = image.size().ok_or("the image does not tell its size")?;

    // In the place of a model: the whole image is of the first class.
    let started = Instant::now();
    let whole = BBox::xywh(0, 0, size.width, size.height)?;
    let prediction = DetectionPrediction::builder().object(0, 0.5, whole).build()?;
    let request = MonitorRequest::builder(image, started.elapsed(), prediction).build()?;

    let client = Client::builder(UreqTransport::new()?).organization(organization).connect()?;
    let receipt = client.deployment(deployment)?.monitor(&request)?;
    writeln!(std::io::stdout(), "{receipt}")?;
    Ok(())
}
