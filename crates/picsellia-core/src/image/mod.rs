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

/// An image as it is sent: encoded bytes, a file name, and what is known of its type and size.
///
/// The bytes are taken when it is made, so the file may change or go afterwards; only [`stream`](Self::stream) leaves
/// them where they are. They are never decoded: the type is told by the first bytes and else by the file name's
/// extension, width and height are read from the header, and both can be given instead, which then count.
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
    /// Files are the same if they are one file, opened once.
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
        /// The file that was asked for.
        path: PathBuf,
        /// Why it could not be read.
        source: std::io::Error,
    },
    /// The path has no file name, or one that is not Unicode, and so cannot be the name of a Data.
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
    /// [`ImageError`], where the file cannot be read or its name is not Unicode.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, ImageError> {
        Self::of_path(path.as_ref(), |path| Ok(Encoded::Bytes(std::fs::read(path)?.into())))
    }

    /// Opens the file at `path`, takes its name, and leaves the image in it: each time it is sent, it is read piece by
    /// piece, so that an image of any size costs no memory.
    ///
    /// The file is held open. It may be renamed, replaced or deleted meanwhile, but not written to. That is noticed by its
    /// length and the time of its last modification, as finely as the file system tells it: then it is not sent, and
    /// the error is [`BodyUnreadable`](crate::TransportErrorKind::BodyUnreadable). Where cameras write over their files,
    /// [`open`](Self::open) is the safe way. An image that is streamed equals itself and its clones, and no other.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
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

    /// Takes the encoded bytes (PNG or JPEG) of an image, without a copy.
    pub fn from_bytes(filename: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self::new(filename.into(), Encoded::Bytes(bytes.into()))
    }

    /// Reads the encoded bytes of an image to their end.
    ///
    /// # Errors
    ///
    /// [`ImageError::Reader`], where the reader fails.
    pub fn from_reader(filename: impl Into<String>, mut reader: impl Read) -> Result<Self, ImageError> {
        let filename = filename.into();
        let mut bytes = Vec::new();
        match reader.read_to_end(&mut bytes) {
            Ok(_) => Ok(Self::from_bytes(filename, bytes)),
            Err(source) => Err(ImageError::Reader { filename, source }),
        }
    }

    /// Gives it another file name: the one that the Data will have.
    #[must_use]
    pub fn with_filename(self, filename: impl Into<String>) -> Self {
        Self { filename: filename.into(), ..self }
    }

    /// States the size, instead of reading it from the header. Boxes are judged against it.
    ///
    /// Needed where the header does not tell what the model saw, as for a JPEG that its EXIF orientation turns.
    #[must_use]
    pub fn with_size(self, size: ImageSize) -> Self {
        Self { size: Some(size), ..self }
    }

    /// States the type, instead of telling it from the first bytes.
    #[must_use]
    pub fn with_content_type(self, content_type: ContentType) -> Self {
        Self { content_type: Some(content_type), ..self }
    }

    /// The file name that the Data will have.
    #[must_use]
    pub fn filename(&self) -> &str {
        &self.filename
    }

    /// The encoded bytes, unless they stay in their file: see [`stream`](Self::stream).
    #[must_use]
    pub fn bytes(&self) -> Option<&Bytes> {
        match &self.content {
            Encoded::Bytes(bytes) => Some(bytes),
            Encoded::File(_) => None,
        }
    }

    /// The type: as stated, else by the first bytes, else by the extension of the file name.
    #[must_use]
    pub fn content_type(&self) -> Option<ContentType> {
        let told = || match &self.content {
            Encoded::Bytes(bytes) => ContentType::of_bytes(bytes),
            Encoded::File(file) => file.content_type,
        };
        self.content_type.or_else(told).or_else(|| ContentType::of_filename(&self.filename))
    }

    /// The size in pixels: as stated, else as the header tells.
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

    /// Everything that the wire needs to know, or what is missing.
    fn settle(self, problems: &mut Vec<Problem>) -> SettledImage {
        check_filename(&self.filename, problems);
        if self.content.len() == 0 {
            problems.push(Problem::invalid("image", "the image has no bytes"));
        }
        SettledImage {
            content_type: settle_type(self.content_type(), &self.filename, problems),
            size: settle_size(self.size(), "the header of the image does not tell them", problems),
            filename: self.filename,
            content: Content::Encoded(self.content),
        }
    }
}

fn image_size(size: imagesize::ImageSize) -> Option<ImageSize> {
    Some(ImageSize { width: size.width.try_into().ok()?, height: size.height.try_into().ok()? })
}

fn check_filename(filename: &str, problems: &mut Vec<Problem>) {
    if filename.is_empty() || filename.contains(char::is_control) {
        let message = format!("{filename:?} is not a file name: give one without control characters");
        problems.push(Problem::invalid("filename", message));
    }
}

fn settle_type(known: Option<ContentType>, filename: &str, problems: &mut Vec<Problem>) -> ContentType {
    known.unwrap_or_else(|| {
        let message = format!(
            "{filename:?} is neither PNG nor JPEG by its first bytes or its extension: \
             convert it, or state the type with with_content_type"
        );
        problems.push(Problem::invalid("content_type", message));
        ContentType::Png
    })
}

fn settle_size(known: Option<ImageSize>, unknown: &str, problems: &mut Vec<Problem>) -> ImageSize {
    let size = known.unwrap_or_else(|| {
        problems.push(Problem::invalid("height and width", format!("{unknown}: state them with with_size")));
        // Nothing is outside an image of unknown size.
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

/// Where the image of a request comes from.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ImageSource {
    /// It is sent with the request.
    Bytes(Image),
    /// It is in the deployment's storage already.
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
    /// The length of the image stands for its bytes.
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

/// The image itself, or where it is.
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
