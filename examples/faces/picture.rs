//! The picture: the file to send, and the pixels for the detector.

use std::path::{Path, PathBuf};

use image::GrayImage;
use picsellia_deploy::Image;

pub(crate) struct Picture {
    pub(crate) file: Image,
    pub(crate) pixels: GrayImage,
}

/// The picture could not be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PictureError {
    #[error(transparent)]
    File(#[from] picsellia_deploy::image::ImageError),
    #[error("could not decode the picture {path}", path = path.display())]
    Pixels { path: PathBuf, source: image::ImageError },
}

impl Picture {
    pub(crate) fn open(path: &Path) -> Result<Self, PictureError> {
        let file = Image::open(path)?;
        // Decodes the bytes that are sent. The file may have changed since.
        let bytes = file.bytes().map(|bytes| &bytes[..]).unwrap_or_default();
        let decoded = image::load_from_memory(bytes);
        let decoded = decoded.map_err(|source| PictureError::Pixels { path: path.to_owned(), source })?;
        Ok(Self { file, pixels: decoded.to_luma8() })
    }
}
