//! The EXIF orientation of JPEG images.

use std::io::Cursor;

use exif::{In, Reader, Tag};
use picsellia_core::{ContentType, Image, ImageSize};

/// Returns the size of the image as viewers show it. The header contains the size before the EXIF
/// orientation is applied. OpenCV and most training tools apply it when they load the image.
///
/// Returns `None` if the image is not in memory.
pub(crate) fn upright_size(image: &Image) -> Option<ImageSize> {
    let ImageSize { width, height } = image.size()?;
    Some(if is_turned(image.bytes()?) {
        ImageSize { width: height, height: width }
    } else {
        ImageSize { width, height }
    })
}

/// Returns whether the orientation swaps width and height. An unreadable orientation does not.
fn is_turned(bytes: &[u8]) -> bool {
    if ContentType::of_bytes(bytes) != Some(ContentType::Jpeg) {
        return false;
    }
    let exif = Reader::new().read_from_container(&mut Cursor::new(bytes));
    let orientation =
        exif.ok().and_then(|exif| exif.get_field(Tag::Orientation, In::PRIMARY)?.value.get_uint(0));
    matches!(orientation, Some(5..=8))
}
