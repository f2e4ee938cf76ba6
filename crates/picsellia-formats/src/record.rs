use std::path::PathBuf;

use picsellia_core::{
    ContentType, Image, ImageError, ImageSize, InvalidInput, MonitorRequest, MonitorRequestBuilder,
    Prediction, Problem, RequestDetails, Seconds,
};

use crate::draft::Draft;
use crate::error::Origin;
use crate::orientation::upright_size;

/// A prediction that was read from a file, with its image and details. [`Record::request`] creates
/// a [`MonitorRequest`] from it.
///
/// A field that the file does not state is `None`. The fields are public, so that a program can set
/// its own defaults.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Record {
    /// The name of the record: its line number, image id or path. It is stable while the input is
    /// unchanged.
    pub name: String,
    /// The position of the record in its input, for messages.
    pub origin: Origin,
    /// The path of the image.
    pub image: PathBuf,
    /// The file name of the `Data`. Defaults to the file name of the image.
    pub filename: Option<String>,
    /// The content type of the image. Defaults to the detected type.
    pub content_type: Option<ContentType>,
    /// The inference time of the model.
    pub latency: Option<Seconds>,
    /// The data source, tags, metadata and other details.
    pub details: RequestDetails,
    /// The shadow model's latency and prediction.
    pub shadow: Option<(Seconds, Prediction)>,
    /// The `Idempotency-Key` of the prediction.
    pub key: Option<String>,
    pub(crate) size: StatedSize,
    pub(crate) draft: Draft,
}

/// The size of the image, as far as the record states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StatedSize {
    /// The record states no size.
    Unknown,
    /// The size to use. It overrides the header of the image.
    Counts(ImageSize),
    /// The size the image must have. Another size means another image.
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

    /// Returns the number of objects in the prediction.
    #[must_use]
    pub fn objects(&self) -> usize {
        self.draft.len()
    }

    /// Opens the image.
    ///
    /// # Errors
    ///
    /// Returns [`ImageError`] if the file cannot be read.
    pub fn open_image(&self) -> Result<Image, ImageError> {
        Image::open(&self.image)
    }

    /// Creates the request for this record. Fractions become pixels. The geometry is validated by
    /// [`build`](MonitorRequestBuilder::build).
    ///
    /// The EXIF orientation of a JPEG is applied to its size, as in the tools that write records.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidInput`] if the latency is missing, the image is neither PNG nor JPEG, or
    /// its size is unknown or differs from the one in the record.
    pub fn request(self, image: Image) -> Result<MonitorRequestBuilder, InvalidInput> {
        let Some(latency) = self.latency else {
            return Err(Problem::invalid("latency", "is missing: set the inference time in seconds").into());
        };
        let mut image = match &self.filename {
            Some(filename) => image.with_filename(filename.clone()),
            None => image,
        };
        if let Some(content_type) = self.content_type {
            image = image.with_content_type(content_type);
        }
        // Without a type, the size is unknown too. Only the type is reported, as the cause.
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
    /// Returns the size that boxes are validated against.
    fn settle(self, image: &Image) -> Result<ImageSize, InvalidInput> {
        match self {
            Self::Counts(size) => Ok(size),
            Self::Unknown => upright_size(image).ok_or_else(|| {
                let not_in_memory = || {
                    let message =
                        "the orientation of an image that is not in memory is unknown: set the size";
                    Problem::invalid("height and width", message)
                };
                image.missing().unwrap_or_else(not_in_memory).into()
            }),
            Self::Expected(expected) => match (image.size(), upright_size(image)) {
                // A tool that ignores the orientation states the size in the header.
                (Some(header), Some(upright)) if expected != header && expected != upright => {
                    let message = format!(
                        "the annotation expects a size of {expected}, but the image has {upright} (width x height): \
                         check that the folder contains the images that the model saw"
                    );
                    Err(Problem::invalid("image", message).into())
                }
                _ => Ok(expected),
            },
        }
    }
}
