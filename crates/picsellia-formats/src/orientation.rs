//! How a JPEG is meant to be turned before it is looked at.

use std::io::Cursor;

use exif::{In, Reader, Tag};
use picsellia_core::{ContentType, Image, ImageSize};

/// The size of the image as its viewers see it. Its header tells the size before it is turned by
/// its EXIF orientation, which OpenCV and most training tools follow when they load it. Of an image
/// that stays in its file it is not known.
pub(crate) fn upright_size(image: &Image) -> Option<ImageSize> {
    let ImageSize { width, height } = image.size()?;
    Some(if is_turned(image.bytes()?) {
        ImageSize { width: height, height: width }
    } else {
        ImageSize { width, height }
    })
}

/// Whether the orientation swaps width and height. What cannot be read says nothing.
fn is_turned(bytes: &[u8]) -> bool {
    if ContentType::of_bytes(bytes) != Some(ContentType::Jpeg) {
        return false;
    }
    let exif = Reader::new().read_from_container(&mut Cursor::new(bytes));
    let orientation =
        exif.ok().and_then(|exif| exif.get_field(Tag::Orientation, In::PRIMARY)?.value.get_uint(0));
    matches!(orientation, Some(5..=8))
}
