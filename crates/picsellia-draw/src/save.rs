use std::path::{Path, PathBuf};

use image::{ImageError, RgbImage};

/// A drawing could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the drawing {path}", path = path.display())]
pub struct SaveError {
    path: PathBuf,
    source: ImageError,
}

/// Writes a drawing to a file, and creates its folder if needed.
///
/// The extension of the file sets the format: PNG or JPEG.
///
/// # Errors
///
/// Returns [`SaveError`] if the file cannot be written, or has another extension.
pub fn save(drawing: &RgbImage, path: impl AsRef<Path>) -> Result<(), SaveError> {
    let path = path.as_ref();
    let folder = path.parent().map_or(Ok(()), std::fs::create_dir_all);
    let saved = folder.map_err(ImageError::from).and_then(|()| drawing.save(path));
    saved.map_err(|source| SaveError { path: path.to_owned(), source })
}
