use std::path::PathBuf;

use picsellia_core::{
    ContentType, Image, ImageError, ImageSize, InvalidInput, MonitorRequest, MonitorRequestBuilder,
    Prediction, Problem, RequestDetails, Seconds,
};

use crate::draft::Draft;
use crate::error::Origin;
use crate::orientation::upright_size;

/// A prediction as it was read from a file, with all that is said about it: what becomes a
/// [`MonitorRequest`] once its image is opened.
///
/// What the record does not say is `None`. Its fields are public, so that a program fills in its
/// own defaults.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Record {
    /// What names the record within its input, and never changes while the input does not: the
    /// number of the line, the id of the image, or the path of the image or annotation within its
    /// folder.
    pub name: String,
    /// Where it stands, for messages.
    pub origin: Origin,
    /// The file of the image.
    pub image: PathBuf,
    /// The file name that the Data will have, where it is not that of the image.
    pub filename: Option<String>,
    /// The type of the image, where it is stated.
    pub content_type: Option<ContentType>,
    /// How long the model took.
    pub latency: Option<Seconds>,
    /// What it says besides: the data source, tags, metadata and so on.
    pub details: RequestDetails,
    /// The shadow model's latency and prediction.
    pub shadow: Option<(Seconds, Prediction)>,
    /// What names the prediction for a service that knows `Idempotency-Key`.
    pub key: Option<String>,
    pub(crate) size: StatedSize,
    pub(crate) draft: Draft,
}

/// What a record says of the size of its image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StatedSize {
    /// Nothing.
    Unknown,
    /// The one that counts, whatever the header of the image says.
    Counts(ImageSize),
    /// The one of the image that was looked at: another one means another image.
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

    /// How many objects were found.
    #[must_use]
    pub fn objects(&self) -> usize {
        self.draft.len()
    }

    /// Reads the image.
    ///
    /// # Errors
    ///
    /// [`ImageError`], where its file cannot be read.
    pub fn open_image(&self) -> Result<Image, ImageError> {
        Image::open(&self.image)
    }

    /// The request of this record, on its image: shapes that are fractions become pixels. What is
    /// judged under a [`GeometryPolicy`](picsellia_core::GeometryPolicy) is judged when it is
    /// built.
    ///
    /// A JPEG that its EXIF orientation turns has the size that its viewers see, as the tools that
    /// wrote the record do.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`], where there is no latency, the image is neither PNG nor JPEG, its size is
    /// not known, or it is another one than the record says.
    pub fn request(self, image: Image) -> Result<MonitorRequestBuilder, InvalidInput> {
        let Some(latency) = self.latency else {
            return Err(
                Problem::invalid("latency", "is missing: state how many seconds the model took").into()
            );
        };
        let mut image = match &self.filename {
            Some(filename) => image.with_filename(filename.clone()),
            None => image,
        };
        if let Some(content_type) = self.content_type {
            image = image.with_content_type(content_type);
        }
        // Without a type there is no size either: the cause is reported, and not its effect.
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
    /// The size that boxes are judged against.
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
                // A tool that does not follow the orientation states the size of the header.
                (Some(header), Some(upright)) if expected != header && expected != upright => {
                    let message = format!(
                        "the annotation is of an image of {expected}, but this one is {upright} (width x height): \
                         are these the images that the model saw?"
                    );
                    Err(Problem::invalid("image", message).into())
                }
                _ => Ok(expected),
            },
        }
    }
}
