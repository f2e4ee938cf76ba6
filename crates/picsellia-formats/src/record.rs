use std::path::PathBuf;

use picsellia_core::{
    ContentType, Image, ImageError, ImageSize, InvalidInput, MonitorRequest, MonitorRequestBuilder,
    Prediction, Problem, RequestDetails, Seconds,
};

use crate::draft::Draft;
use crate::error::Origin;
use crate::orientation::upright_size;

/// A prediction that was read from a file, with its details. It is converted to a
/// [`MonitorRequest`] when its image is opened.
///
/// A field that the record does not state is `None`. The fields are public, so that a program can
/// set its own defaults.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Record {
    /// The name of the record within its input: the number of the line, the id of the image, or the
    /// relative path of the image or annotation. It does not change unless the input does.
    pub name: String,
    /// The place of the record, for messages.
    pub origin: Origin,
    /// The path of the image.
    pub image: PathBuf,
    /// The file name under which the image is stored, if it is not that of the image.
    pub filename: Option<String>,
    /// The type of the image, if it is stated.
    pub content_type: Option<ContentType>,
    /// The latency of the model.
    pub latency: Option<Seconds>,
    /// The details: the data source, tags, metadata and so on.
    pub details: RequestDetails,
    /// The shadow model's latency and prediction.
    pub shadow: Option<(Seconds, Prediction)>,
    /// The `Idempotency-Key` of the prediction.
    pub key: Option<String>,
    pub(crate) size: StatedSize,
    pub(crate) draft: Draft,
}

/// What a record states about the size of its image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StatedSize {
    /// The record states no size.
    Unknown,
    /// The size to use, whatever the header of the image states.
    Counts(ImageSize),
    /// The size that the image must have. Another size means another image.
    Expected(ImageSize),
}

impl Record {
    pub(crate) fn new(
        name: impl Into<String>,
        origin: Origin,
        image: PathBuf,
        draft: impl Into<Draft>,
    ) -> Self {
        Self {
            name: name.into(),
            origin,
            image,
            filename: None,
            content_type: None,
            latency: None,
            details: RequestDetails::default(),
            shadow: None,
            key: None,
            size: StatedSize::Unknown,
            draft: draft.into(),
        }
    }

    pub(crate) fn with_size(self, size: StatedSize) -> Self {
        Self { size, ..self }
    }

    /// Returns the number of objects.
    #[must_use]
    pub fn objects(&self) -> usize {
        self.draft.len()
    }

    /// Reads the image.
    ///
    /// # Errors
    ///
    /// Returns [`ImageError`] if its file cannot be read.
    pub fn open_image(&self) -> Result<Image, ImageError> {
        Image::open(&self.image)
    }

    /// Converts the record to a request for its image. Shapes in fractions are converted to pixels.
    ///
    /// Shapes are validated under a [`GeometryPolicy`](picsellia_core::GeometryPolicy) when the
    /// request is built.
    ///
    /// The size of a JPEG is that after its EXIF orientation, as for the tools that wrote the
    /// record.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidInput`] if there is no latency, if the image is neither PNG nor JPEG, or if
    /// its size is unknown or differs from the record's.
    pub fn request(self, image: Image) -> Result<MonitorRequestBuilder, InvalidInput> {
        let Some(latency) = self.latency else {
            return Err(Problem::invalid("latency", "is missing: set how many seconds the model took").into());
        };
        let mut image = match &self.filename {
            Some(filename) => image.with_filename(filename.clone()),
            None => image,
        };
        if let Some(content_type) = self.content_type {
            image = image.with_content_type(content_type);
        }
        // An image without a type has no size either. The cause is reported instead of its effect.
        if let Some(problem) = image.missing().filter(|_| image.content_type().is_none()) {
            return Err(problem.into());
        }
        let size = self.size.settle(&image)?;
        image = image.with_size(size);
        let prediction = self.draft.on(size)?;
        let mut builder = MonitorRequest::builder(image, latency, prediction).details(self.details);
        if let Some((latency, prediction)) = self.shadow {
            builder = builder.shadow(latency, prediction);
        }
        if let Some(key) = self.key {
            builder = builder.idempotency_key(key);
        }
        Ok(builder)
    }
}

impl StatedSize {
    /// Returns the size that shapes are validated against.
    fn settle(self, image: &Image) -> Result<ImageSize, InvalidInput> {
        match self {
            Self::Counts(size) => Ok(size),
            Self::Unknown => upright_size(image).ok_or_else(|| {
                let streamed = || {
                    let message =
                        "an image that stays in its file is not checked for its orientation: set its size";
                    Problem::invalid("height and width", message)
                };
                image.missing().unwrap_or_else(streamed).into()
            }),
            Self::Expected(expected) => match (image.size(), upright_size(image)) {
                // A tool that ignores the orientation states the size of the header.
                (Some(header), Some(upright)) if expected != header && expected != upright => {
                    let message = format!(
                        "the annotation states {expected}, but the image is {upright} (width x height): \
                         check that these are the images that the model saw"
                    );
                    Err(Problem::invalid("image", message).into())
                }
                _ => Ok(expected),
            },
        }
    }
}
