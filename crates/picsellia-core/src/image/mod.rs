//! The image that a prediction was made on.

mod cloud;
mod content_type;
mod file;

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;

use crate::geometry::ImageSize;
use crate::problem::{Problem, ProblemKind};

pub use cloud::{CloudImage, Connector};
pub use content_type::{ContentType, UnknownContentType};
pub(crate) use file::{ImageFile, ImageReader};

/// An image as it is sent: encoded bytes (PNG or JPEG), a file name, a type and a size.
///
/// The bytes are read when it is created, so the file may change or be deleted afterwards. Only
/// [`stream`](Self::stream) leaves them in their file. The bytes are never decoded. The type is
/// detected from the first bytes, or else from the extension of the file name, and the size is read
/// from the header. Both can be set instead.
#[derive(Clone, PartialEq)]
pub struct Image {
    filename: String,
    content: Encoded,
    content_type: Option<ContentType>,
    size: Option<ImageSize>,
}

/// The encoded bytes of an image, or the file that they are in.
#[derive(Clone)]
pub(crate) enum Encoded {
    Bytes(Bytes),
    File(Arc<ImageFile>),
}

impl PartialEq for Encoded {
    /// Two files are equal if they are one file that was opened once.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Bytes(one), Self::Bytes(other)) => one == other,
            (Self::File(one), Self::File(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }
}

impl Encoded {
    pub(crate) fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::File(file) => file.len(),
        }
    }
}

/// An image that could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImageError {
    /// The file could not be read.
    #[error("cannot read the image {path}")]
    #[non_exhaustive]
    File {
        /// The path of the file.
        path: PathBuf,
        /// Why it could not be read.
        source: std::io::Error,
    },
    /// The path has no file name, or one that is not Unicode and cannot be sent.
    #[error("{0} has no file name in Unicode: give the bytes and a name to Image::from_bytes")]
    FileName(PathBuf),
    /// The reader failed.
    #[error("cannot read the image {filename:?}")]
    #[non_exhaustive]
    Reader {
        /// The file name that was given to the image.
        filename: String,
        /// Why it could not be read.
        source: std::io::Error,
    },
}

impl Image {
    /// Reads the file at `path`, and takes its name.
    ///
    /// # Errors
    ///
    /// Returns [`ImageError`] if the file cannot be read or its name is not Unicode.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, ImageError> {
        Self::of_path(path.as_ref(), |path| Ok(Encoded::Bytes(std::fs::read(path)?.into())))
    }

    /// Opens the file at `path`, takes its name, and leaves the image in the file.
    ///
    /// The image is read piece by piece each time it is sent, so an image of any size needs little
    /// memory. The file stays open. You may rename, replace or delete it, but not write to it.
    ///
    /// A write is detected by the length of the file and its modification time, as finely as the
    /// file system keeps it. The image is then not sent, and the error is
    /// [`BodyUnreadable`](crate::TransportErrorKind::BodyUnreadable). If a camera overwrites its
    /// files, use [`open`](Self::open). A streamed image is equal only to itself and its clones.
    ///
    /// # Errors
    ///
    /// Returns [`ImageError`] if the file cannot be opened or its name is not Unicode.
    pub fn stream(path: impl AsRef<Path>) -> Result<Self, ImageError> {
        Self::of_path(path.as_ref(), |path| Ok(Encoded::File(Arc::new(ImageFile::new(File::open(path)?)?))))
    }

    fn of_path(path: &Path, read: impl Fn(&Path) -> std::io::Result<Encoded>) -> Result<Self, ImageError> {
        let Some(filename) = path.file_name().and_then(|name| name.to_str()) else {
            return Err(ImageError::FileName(path.to_owned()));
        };
        match read(path) {
            Ok(content) => Ok(Self::new(filename.to_owned(), content)),
            Err(source) => Err(ImageError::File { path: path.to_owned(), source }),
        }
    }

    fn new(filename: String, content: Encoded) -> Self {
        Self { filename, content, content_type: None, size: None }
    }

    /// Creates an image from its encoded bytes (PNG or JPEG), without a copy.
    pub fn from_bytes(filename: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self::new(filename.into(), Encoded::Bytes(bytes.into()))
    }

    /// Reads the encoded bytes of an image to their end.
    ///
    /// # Errors
    ///
    /// Returns [`ImageError::Reader`] if the reader fails.
    pub fn from_reader(filename: impl Into<String>, mut reader: impl Read) -> Result<Self, ImageError> {
        let filename = filename.into();
        let mut bytes = Vec::new();
        match reader.read_to_end(&mut bytes) {
            Ok(_) => Ok(Self::from_bytes(filename, bytes)),
            Err(source) => Err(ImageError::Reader { filename, source }),
        }
    }

    /// Sets the file name under which the image is stored.
    #[must_use]
    pub fn with_filename(self, filename: impl Into<String>) -> Self {
        Self { filename: filename.into(), ..self }
    }

    /// Sets the size, instead of reading it from the header. Shapes are validated against it.
    ///
    /// Set it if the model saw another size than the header states, for example for a JPEG that is
    /// rotated by its EXIF orientation.
    #[must_use]
    pub fn with_size(self, size: ImageSize) -> Self {
        Self { size: Some(size), ..self }
    }

    /// Sets the type, instead of detecting it from the first bytes.
    #[must_use]
    pub fn with_content_type(self, content_type: ContentType) -> Self {
        Self { content_type: Some(content_type), ..self }
    }

    /// Returns the file name under which the image is stored.
    #[must_use]
    pub fn filename(&self) -> &str {
        &self.filename
    }

    /// Returns the encoded bytes, unless they stay in their file: see [`stream`](Self::stream).
    #[must_use]
    pub fn bytes(&self) -> Option<&Bytes> {
        match &self.content {
            Encoded::Bytes(bytes) => Some(bytes),
            Encoded::File(_) => None,
        }
    }

    /// Returns the type that was set, or else detects it from the first bytes or the extension of
    /// the file name.
    #[must_use]
    pub fn content_type(&self) -> Option<ContentType> {
        let detected = || match &self.content {
            Encoded::Bytes(bytes) => ContentType::of_bytes(bytes),
            Encoded::File(file) => file.content_type,
        };
        self.content_type.or_else(detected).or_else(|| ContentType::of_filename(&self.filename))
    }

    /// Returns the size in pixels that was set, or else reads it from the header.
    #[must_use]
    pub fn size(&self) -> Option<ImageSize> {
        self.size.or_else(|| match &self.content {
            Encoded::Bytes(bytes) => {
                ContentType::of_bytes(bytes)?;
                image_size(imagesize::blob_size(bytes).ok()?)
            }
            Encoded::File(file) => file.size,
        })
    }

    /// Returns the problem of an image whose type or size is neither set nor known from its bytes.
    ///
    /// [`MonitorRequestBuilder::build`](crate::MonitorRequestBuilder::build) reports the same
    /// problem. Use this to report it earlier.
    #[must_use]
    pub fn missing(&self) -> Option<Problem> {
        if self.content_type().is_none() {
            return Some(Problem::invalid("content_type", unknown_type(&self.filename)));
        }
        self.size().is_none().then(|| Problem::invalid("height and width", UNKNOWN_SIZE))
    }

    /// Returns everything that the wire format needs, and adds what is missing to `problems`.
    fn settle(self, problems: &mut Vec<Problem>) -> SettledImage {
        check_filename(&self.filename, problems);
        if self.content.len() == 0 {
            problems.push(Problem::invalid("image", "the image has no bytes"));
        }
        SettledImage {
            content_type: settle_type(self.content_type(), &self.filename, problems),
            size: settle_size(self.size(), UNKNOWN_SIZE, problems),
            filename: self.filename,
            content: Content::Encoded(self.content),
        }
    }
}

fn image_size(size: imagesize::ImageSize) -> Option<ImageSize> {
    Some(ImageSize { width: size.width.try_into().ok()?, height: size.height.try_into().ok()? })
}

/// What is wrong with an image whose size is not known.
const UNKNOWN_SIZE: &str = "the image header does not hold the size";

/// What is wrong with an image whose type is not known.
fn unknown_type(filename: &str) -> String {
    format!("{filename:?} is neither PNG nor JPEG by its first bytes or its extension")
}

fn check_filename(filename: &str, problems: &mut Vec<Problem>) {
    if filename.is_empty() || filename.contains(char::is_control) {
        let message = format!("{filename:?} is not a file name: give one without control characters");
        problems.push(Problem::invalid("filename", message));
    }
}

fn settle_type(known: Option<ContentType>, filename: &str, problems: &mut Vec<Problem>) -> ContentType {
    known.unwrap_or_else(|| {
        let unknown = unknown_type(filename);
        let message = format!("{unknown}: convert the image, or set its type with with_content_type");
        problems.push(Problem::invalid("content_type", message));
        ContentType::Png
    })
}

fn settle_size(known: Option<ImageSize>, unknown: &str, problems: &mut Vec<Problem>) -> ImageSize {
    let size = known.unwrap_or_else(|| {
        problems.push(Problem::invalid("height and width", format!("{unknown}: set it with with_size")));
        // Without a known size, no shape is outside the image.
        ImageSize { width: u32::MAX, height: u32::MAX }
    });
    for (path, pixels) in [("height", size.height), ("width", size.width)] {
        if pixels == 0 {
            problems.push(Problem::new(
                path,
                ProblemKind::OutOfRange { value: 0.0, expected: "a number of pixels" },
            ));
        }
    }
    size
}

/// The image of a request: sent along, or already in the storage.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ImageSource {
    /// The image is sent with the request.
    Bytes(Image),
    /// The image is already in the deployment's storage.
    Cloud(CloudImage),
}

impl ImageSource {
    pub(crate) fn settle(self, problems: &mut Vec<Problem>) -> SettledImage {
        match self {
            Self::Bytes(image) => image.settle(problems),
            Self::Cloud(image) => image.settle(problems),
        }
    }
}

impl From<Image> for ImageSource {
    fn from(image: Image) -> Self {
        Self::Bytes(image)
    }
}

impl From<CloudImage> for ImageSource {
    fn from(image: CloudImage) -> Self {
        Self::Cloud(image)
    }
}

impl fmt::Debug for Image {
    /// Shows the length of the image instead of its bytes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Image")
            .field("filename", &self.filename)
            .field("bytes", &self.content.len())
            .field("content_type", &self.content_type())
            .field("size", &self.size())
            .finish()
    }
}

/// An image whose type and size are known.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SettledImage {
    pub(crate) filename: String,
    pub(crate) content_type: ContentType,
    pub(crate) size: ImageSize,
    pub(crate) content: Content,
}

/// The image itself, or its place in the storage.
#[derive(Clone, PartialEq)]
pub(crate) enum Content {
    Encoded(Encoded),
    Cloud { connector: Connector, object_name: String },
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Encoded(encoded) => write!(f, "{} bytes", encoded.len()),
            Self::Cloud { connector, object_name } => {
                write!(f, "{object_name:?} in {:?} of {}", connector.bucket_name, connector.client_type)
            }
        }
    }
}
