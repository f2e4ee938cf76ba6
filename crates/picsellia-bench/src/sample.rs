use bytes::Bytes;
use fastrand::Rng;
use picsellia_core::{BoxFormat, DetectionPrediction, Image, ImageSize, InvalidInput, MonitorRequest};
use serde::Serialize;

/// A prediction and its image, the same for a scenario in every process.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Sample {
    #[serde(skip)]
    pub(crate) image: Bytes,
    pub(crate) classes: Vec<u32>,
    pub(crate) scores: Vec<f32>,
    pub(crate) boxes: Vec<[i64; 4]>,
}

pub(crate) const FILENAME: &str = "frame.jpg";
pub(crate) const SIZE: ImageSize = ImageSize { width: 1920, height: 1080 };

/// The latency, in seconds.
pub(crate) const LATENCY: f64 = 0.257;

impl Sample {
    pub(crate) fn new(image_bytes: usize, boxes: usize) -> Self {
        let mut rng = Rng::with_seed(7);
        let mut image = vec![0; image_bytes];
        rng.fill(&mut image);
        let start = [0xff, 0xd8, 0xff];
        let start = &start[..start.len().min(image_bytes)];
        image[..start.len()].copy_from_slice(start);
        let edges = |rng: &mut Rng, max: u32| {
            let low = rng.u32(0..max - 1);
            (i64::from(low), i64::from(rng.u32(low + 1..=max)))
        };
        Self {
            image: image.into(),
            classes: (0..boxes).map(|_| rng.u32(0..80)).collect(),
            scores: (0..boxes).map(|_| rng.f32()).collect(),
            boxes: (0..boxes)
                .map(|_| {
                    let (top, bottom) = edges(&mut rng, SIZE.height);
                    let (left, right) = edges(&mut rng, SIZE.width);
                    [top, left, bottom, right]
                })
                .collect(),
        }
    }

    pub(crate) fn prediction(&self) -> Result<DetectionPrediction, InvalidInput> {
        DetectionPrediction::builder()
            .classes(self.classes.iter().copied())
            .scores(self.scores.iter().copied())
            .boxes(BoxFormat::TLBR, self.boxes.iter().copied())
            .build()
    }

    /// Builds the request, as a program does for each prediction.
    pub(crate) fn request(&self) -> Result<MonitorRequest, InvalidInput> {
        let image = Image::from_bytes(FILENAME, self.image.clone()).with_size(SIZE);
        MonitorRequest::builder(image, LATENCY, self.prediction()?).build()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_a_valid_request_and_always_the_same() {
        for (image_bytes, boxes) in [(1, 0), (20_000, 10), (3, 300)] {
            let request = Sample::new(image_bytes, boxes).request().unwrap();
            assert_eq!(request, Sample::new(image_bytes, boxes).request().unwrap());
            assert_eq!(request.image().unwrap().len(), image_bytes);
            assert_eq!(request.prediction().len(), boxes);
        }
    }
}
