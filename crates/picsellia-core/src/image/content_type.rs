use std::fmt;
use std::str::FromStr;

/// An image type that Picsellia accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ContentType {
    /// `image/png`
    Png,
    /// `image/jpeg`
    Jpeg,
}

/// A content type that is neither `image/png` nor `image/jpeg`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is neither image/png nor image/jpeg, the types that Picsellia accepts")]
pub struct UnknownContentType(String);

impl ContentType {
    /// Returns the media type in lower case, as in HTTP headers.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }

    /// Returns the media type as the official SDK has sent it since 6.7.1.
    pub(crate) fn on_the_wire(self) -> &'static str {
        match self {
            Self::Png => "IMAGE/PNG",
            Self::Jpeg => "IMAGE/JPEG",
        }
    }

    /// Detects the type from the first bytes of a file.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Option<Self> {
        match imagesize::image_type(bytes) {
            Ok(imagesize::ImageType::Png) => Some(Self::Png),
            Ok(imagesize::ImageType::Jpeg) => Some(Self::Jpeg),
            _ => None,
        }
    }

    /// Detects the type from the extension of a file name: `.png`, `.jpg`, `.jpeg`, `.jpe` or
    /// `.jfif`, in any case.
    #[must_use]
    pub fn of_filename(filename: &str) -> Option<Self> {
        let (_, extension) = filename.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "png" => Some(Self::Png),
            "jpg" | "jpeg" | "jpe" | "jfif" => Some(Self::Jpeg),
            _ => None,
        }
    }
}

impl fmt::Display for ContentType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ContentType {
    type Err = UnknownContentType;

    /// Parses `image/png` and `image/jpeg`, in any case.
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        [Self::Png, Self::Jpeg]
            .into_iter()
            .find(|known| known.as_str().eq_ignore_ascii_case(name))
            .ok_or_else(|| UnknownContentType(name.to_owned()))
    }
}
