//! The image of a prediction with what was found drawn on it.

use std::collections::BTreeMap;
use std::path::Path;

use picsellia_deploy::ImageSize;
use picsellia_draw::Drawing;
use picsellia_draw::image::{self, RgbImage, imageops};

use super::stored::Stored;
use crate::failure::Failure;

/// Refuses a file that could not be written, before anything is asked for.
pub(super) fn check_extension(path: &Path) -> Result<(), Failure> {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    match extension.to_ascii_lowercase().as_str() {
        "png" | "jpg" | "jpeg" => Ok(()),
        _ => Err(Failure::usage(format!("the picture {} is neither .png nor .jpg", path.display()))),
    }
}

pub(super) fn write(
    path: &Path,
    encoded: &[u8],
    seen_at: Option<ImageSize>,
    stored: &[Stored],
    names: BTreeMap<i64, String>,
) -> Result<(), Failure> {
    let decoded = image::load_from_memory(encoded).map_err(|error| {
        Failure::other("the image cannot be decoded, so nothing is drawn").because(&error)
    })?;
    let picture = as_seen(decoded.into_rgb8(), seen_at);
    let mut drawing = Drawing::new(&picture);
    if !names.is_empty() {
        drawing = drawing.class_names(names);
    }
    for of in stored {
        drawing = match of.whose {
            "shadow" => drawing.shadow(&of.prediction, of.legend()),
            _ => drawing.champion(&of.prediction, of.legend()),
        };
    }
    picsellia_draw::save(&drawing.draw(), path)
        .map_err(|error| Failure::other(error.to_string()).because_source(&error))
}

/// The most pixels that a stated size may make of a picture.
const MOST_PIXELS: u64 = 1 << 28;

/// The picture in the size that the model saw, which shapes are in pixels of: it may have been stated.
fn as_seen(picture: RgbImage, size: Option<ImageSize>) -> RgbImage {
    let Some(ImageSize { width, height }) = size else { return picture };
    let fits = width > 0 && height > 0 && u64::from(width) * u64::from(height) <= MOST_PIXELS;
    if picture.dimensions() == (width, height) || !fits {
        return picture;
    }
    imageops::resize(&picture, width, height, imageops::FilterType::Triangle)
}
