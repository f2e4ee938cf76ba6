//! Where the image of a request comes from, besides an [`Image`](crate::Image).

pub use picsellia_core::{CloudImage, Connector, ContentType, ImageError, ImageSource, UnknownContentType};
