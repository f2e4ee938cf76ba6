use std::borrow::Cow;
use std::time::SystemTime;

use super::LegacyModels;
use crate::number::Timestamp;
use crate::prediction::{Objects, Prediction};

/// An argument of a setter that takes a value or an `Option` of it.
///
/// A value that is often absent needs no `if let`: `None` leaves the field unset.
///
/// ```
/// # use picsellia_core::{DetectionPrediction, Image, ImageSize, MonitorRequest};
/// # let image = Image::from_bytes("door.png", b"\x89PNG\r\n\x1a\n".to_vec())
/// #     .with_size(ImageSize { width: 600, height: 800 });
/// # let nothing = DetectionPrediction::builder().build()?;
/// let camera: Option<&str> = None;
/// let request = MonitorRequest::builder(image, 0.257, nothing)
///     .source(camera)
///     .upload_dir("doors")
///     .timestamp(Some(1_718_000_000.5))
///     .build()?;
/// assert_eq!((request.source(), request.upload_dir()), (None, Some("doors")));
/// # Ok::<(), picsellia_core::InvalidInput>(())
/// ```
///
/// Implement it for a type of your own to pass it to a setter directly.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a `{T}` nor an `Option` of one",
    label = "expected a `{T}`, a value that stands for one, or an `Option`",
    note = "any type that converts `Into<{T}>` can be passed within `Some`"
)]
pub trait IntoOption<T> {
    /// Returns the value, or `None` if it is absent.
    fn into_option(self) -> Option<T>;
}

impl<T, V: Into<T>> IntoOption<T> for Option<V> {
    fn into_option(self) -> Option<T> {
        self.map(Into::into)
    }
}

macro_rules! values {
    ($($target:ty: $($value:ty),+;)+) => {$($(
        impl IntoOption<$target> for $value {
            fn into_option(self) -> Option<$target> {
                Some(self.into())
            }
        }
    )+)+};
}

values! {
    String: &str, String, &String, Box<str>, Cow<'_, str>;
    Timestamp: Timestamp, SystemTime, f64;
    bool: bool;
    LegacyModels: LegacyModels;
    Prediction: Prediction;
}

impl<S> IntoOption<Prediction> for Objects<S>
where
    Prediction: From<Self>,
{
    fn into_option(self) -> Option<Prediction> {
        Some(self.into())
    }
}
