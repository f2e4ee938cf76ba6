//! Draws predictions on their image.

use std::collections::BTreeMap;
use std::path::Path;

use picsellia_deploy::ImageSize;
use picsellia_draw::Drawing;
use picsellia_draw::image::{self, RgbImage, imageops};

use super::stored::Stored;
use crate::failure::Failure;

/// Rejects a file type that cannot be written, before any request is sent.
pub(super) fn check_extension(path: &Path) -> Result<(), Failure> {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    match extension.to_ascii_lowercase().as_str() {
        "png" | "jpg" | "jpeg" => Ok(()),
        _ => {
            Err(Failure::usage(format!("cannot draw {}: the file must end in .png or .jpg", path.display())))
        }
    }
}

pub(super) fn write(
    path: &Path,
    encoded: &[u8],
    seen_at: Option<ImageSize>,
    stored: &[Stored],
    names: BTreeMap<i64, String>,
) -> Result<(), Failure> {
    let decoded = image::load_from_memory(encoded)
        .map_err(|error| Failure::other("cannot decode the image to draw on it").because(&error))?;
    let picture = as_seen(decoded.into_rgb8(), seen_at);
    let mut drawing = Drawing::new(&picture);
    if !names.is_empty() {
        drawing = drawing.class_names(names);
    }
    for prediction in stored {
        drawing = match prediction.model {
            "shadow" => drawing.shadow(&prediction.prediction, prediction.legend()),
            _ => drawing.champion(&prediction.prediction, prediction.legend()),
        };
    }
    picsellia_draw::save(&drawing.draw(), path)
        .map_err(|error| Failure::other(error.to_string()).because_source(&error))
}

/// The largest picture that a stated size may ask for, in pixels.
const MOST_PIXELS: u64 = 1 << 28;

/// Scales the picture to the size that the model saw: shapes are in its pixels.
fn as_seen(picture: RgbImage, size: Option<ImageSize>) -> RgbImage {
    let Some(ImageSize { width, height }) = size else { return picture };
    let fits = width > 0 && height > 0 && u64::from(width) * u64::from(height) <= MOST_PIXELS;
    if picture.dimensions() == (width, height) || !fits {
        return picture;
    }
    imageops::resize(&picture, width, height, imageops::FilterType::Triangle)
}
