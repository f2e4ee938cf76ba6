//! Creates a picture, so that the example needs no file.

use std::io::Cursor;

use image::{ImageError, ImageFormat, Rgb, RgbImage};
use picsellia_deploy::ImageSize;

/// Creates a color gradient as PNG.
pub(crate) fn png(size: ImageSize) -> Result<Vec<u8>, ImageError> {
    let shade = |at: u32, of: u32| u8::try_from(at * 255 / of.max(1)).unwrap_or(u8::MAX);
    let picture = RgbImage::from_fn(size.width, size.height, |x, y| {
        Rgb([shade(x, size.width), shade(y, size.height), 128])
    });
    let mut png = Cursor::new(Vec::new());
    picture.write_to(&mut png, ImageFormat::Png)?;
    Ok(png.into_inner())
}
