//! Stands for a camera and two models: each frame has an image and what the models wrote.

use std::time::Duration;

use picsellia_deploy::{Image, ImageSize};

/// The size of the camera's images.
pub const CAMERA: ImageSize = ImageSize { width: 1280, height: 720 };

/// The size of the models' input. An image is letterboxed into it: scaled to fit, with bars above
/// and below.
pub const MODEL: ImageSize = ImageSize { width: 640, height: 640 };

/// A frame of the camera and what the models wrote for it: rows of `[x1, y1, x2, y2, score, class]`
/// in pixels of their input.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The encoded image.
    pub image: Image,
    /// The rows of the champion model.
    pub champion: Vec<[f32; 6]>,
    /// The inference time of the champion model.
    pub latency: Duration,
    /// The rows of the shadow model.
    pub shadow: Vec<[f32; 6]>,
    /// The inference time of the shadow model.
    pub shadow_latency: Duration,
}

/// A camera that films an object on its way from left to right. It never ends.
#[derive(Clone, Debug)]
pub struct Camera {
    image: Image,
    frames: u8,
}

impl Camera {
    /// Switches the camera on.
    #[must_use]
    pub fn new() -> Self {
        Self { image: Image::from_bytes("frame.png", PNG), frames: 0 }
    }
}

impl Default for Camera {
    fn default() -> Self {
        Self::new()
    }
}

impl Iterator for Camera {
    type Item = Frame;

    fn next(&mut self) -> Option<Frame> {
        let number = self.frames;
        self.frames = number.wrapping_add(1);
        // At first a part of the object is outside the image.
        let left = f32::from(number) * 16.0 - 20.0;
        let object = |score| [left, 280.0, left + 120.0, 400.0, score, 1.0];
        // Below the threshold.
        let noise = [300.0, 500.0, 340.0, 520.0, 0.1, 0.0];
        Some(Frame {
            image: self.image.clone().with_filename(format!("frame-{number:02}.png")),
            champion: vec![object(0.9), noise],
            latency: Duration::from_millis(31),
            shadow: vec![object(0.7)],
            shadow_latency: Duration::from_millis(19),
        })
    }
}

/// An empty hall, 1280 x 720 pixels.
const PNG: &[u8] = include_bytes!("frame.png");
