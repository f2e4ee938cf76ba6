//! The detector: SeetaFace, a cascade of small networks, from the crate `rustface`.

use std::fmt;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use image::GrayImage;
use picsellia_deploy::error::InvalidInput;
use picsellia_deploy::{BoxFormat, DetectionPrediction};
use rustface::{FaceInfo, ImageData, Model};

/// The label map of this detector has one entry.
const FACE: usize = 0;

/// The lowest raw score of a face, as in the demonstration of the detector.
pub(crate) const THRESHOLD: f64 = 2.0;

/// The model could not be read.
#[derive(Debug, thiserror::Error)]
#[error("could not read the model {path}", path = path.display())]
pub(crate) struct ModelError {
    path: PathBuf,
    source: std::io::Error,
}

/// The faces that the detector found, and its latency.
pub(crate) struct Findings {
    faces: Vec<FaceInfo>,
    pub(crate) latency: Duration,
}

pub(crate) fn load(path: &Path) -> Result<Model, ModelError> {
    let read = File::open(path).and_then(|file| rustface::read_model(BufReader::new(file)));
    read.map_err(|source| ModelError { path: path.to_owned(), source })
}

/// Finds the faces. The detector scans the picture in many sizes, each `pyramid_scale` times the
/// previous one.
///
/// The latency is that of the detector alone, without the time to load the model and to decode the
/// picture.
pub(crate) fn detect(model: &Model, pyramid_scale: f32, pixels: &GrayImage) -> Findings {
    let mut detector = rustface::create_detector_with_model(model.clone());
    detector.set_pyramid_scale_factor(pyramid_scale);
    detector.set_score_thresh(THRESHOLD);
    let input = ImageData::new(pixels, pixels.width(), pixels.height());
    let start = Instant::now();
    let faces = detector.detect(&input);
    Findings { faces, latency: start.elapsed() }
}

impl Findings {
    /// Returns the prediction.
    pub(crate) fn prediction(&self) -> Result<DetectionPrediction, InvalidInput> {
        DetectionPrediction::builder()
            .classes(self.faces.iter().map(|_| FACE))
            .scores(self.faces.iter().map(|face| unit_score(face.score())))
            .boxes(BoxFormat::XYWH, self.faces.iter().map(xywh))
            .build()
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} faces in {} ms", self.faces.len(), self.latency.as_millis())
    }
}

fn xywh(face: &FaceInfo) -> [i64; 4] {
    let bbox = face.bbox();
    [bbox.x().into(), bbox.y().into(), bbox.width().into(), bbox.height().into()]
}

/// Maps a raw score of SeetaFace, which has no upper bound, to the range from 0 to 1: `s / (s +
/// 2)`.
///
/// The last network gives each window with a face a number from 0 to 1. Overlapping windows are
/// merged to one face, and their numbers are *added*, so the raw score is a soft count of windows.
///
/// This function keeps the order of the faces, and maps the threshold of 2 to 0.5. It is the
/// logistic function of `ln(s / 2)`. The result is not a probability, which would need a
/// calibration on labeled pictures. Scores of two pyramids are not comparable: fewer sizes mean
/// fewer windows.
fn unit_score(raw: f64) -> f64 {
    raw / (raw + THRESHOLD)
}
