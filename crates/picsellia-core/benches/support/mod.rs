//! The same input for every benchmark.
#![allow(dead_code, unreachable_pub, reason = "each benchmark uses a part")]

use picsellia_core::{
    BoxFormat, DetectionPrediction, Image, ImageSize, MonitorRequest, MonitorRequestBuilder,
};

pub const SIZE: ImageSize = ImageSize { width: 1920, height: 1080 };

/// Returns bytes that start like a JPEG and continue with noise.
pub fn image(bytes: usize) -> Vec<u8> {
    let noise = (0..bytes).scan(7_u64, |state, _| {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        Some(state.to_be_bytes()[0])
    });
    let mut image: Vec<u8> = noise.collect();
    image[..3].copy_from_slice(&[0xff, 0xd8, 0xff]);
    image
}

pub fn prediction(boxes: u16) -> DetectionPrediction {
    let indexes = 0..i64::from(boxes);
    DetectionPrediction::builder()
        .classes(indexes.clone().map(|index| index % 80))
        .scores((0..boxes).map(|index| (f32::from(index) * 0.618_034).fract()))
        .boxes(
            BoxFormat::TLBR,
            indexes.map(|index| {
                let (top, left) = (index * 31 % 1000, index * 57 % 1800);
                [top, left, top + 1 + index % 80, left + 1 + index % 120]
            }),
        )
        .build()
        .expect("a coherent prediction")
}

pub fn builder(image: Vec<u8>, prediction: DetectionPrediction) -> MonitorRequestBuilder {
    MonitorRequest::builder(Image::from_bytes("frame.jpg", image).with_size(SIZE), 0.257, prediction)
}

pub fn request(image: Vec<u8>, prediction: DetectionPrediction) -> MonitorRequest {
    builder(image, prediction).build().expect("a valid request")
}
