//! The YOLO format: one text file per image, one line per object, in fractions of the image.

mod line;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use picsellia_core::{ClassMap, InferenceType, InvalidInput, Problem};

use crate::draft::{Columns, Draft};
use crate::error::{BadRecord, Faults, FormatError, Origin};
use crate::files::{self, ByStem};
use crate::{Parsed, Record};
use line::{Layout, Object};

/// The size limit of a label file in bytes.
const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// The options of [`Yolo`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct YoloOptions {
    /// The type of the predictions: `OBJECT_DETECTION` reads boxes, `SEGMENTATION` polygons.
    pub inference_type: InferenceType,
    /// Maps classes of the files to classes of the deployment. By default they are the same.
    pub classes: ClassMap,
    /// The score of objects without one. By default such objects are rejected.
    pub default_score: Option<f64>,
    /// Skips images without objects. By default they become empty predictions.
    pub skip_empty: bool,
}

impl YoloOptions {
    /// Creates options for predictions of this type.
    #[must_use]
    pub fn new(inference_type: InferenceType) -> Self {
        Self { inference_type, classes: ClassMap::default(), default_score: None, skip_empty: false }
    }
}

/// Reads the label files that YOLO tools write, such as Ultralytics with
/// `save_txt=True save_conf=True`.
///
/// Each image is a record. Records are in the order of the image paths. The label file of an image
/// has the same path within the folder of labels, with the extension `.txt`.
///
/// A box is a line `class x y width height score`, where x and y are the center. A polygon is a
/// line `class x1 y1 x2 y2 … score`. Coordinates are fractions of the image, and become pixels in
/// [`Record::request`].
///
/// An image without a label file has no objects, because Ultralytics writes no file for it. A label
/// file without an image is an error, except for `classes.txt`. Keypoints are not supported:
/// Ultralytics writes their confidence, while the platform needs their visibility.
#[derive(Debug)]
pub struct Yolo {
    labels: PathBuf,
    images: PathBuf,
    stems: std::collections::btree_set::IntoIter<PathBuf>,
    total: u64,
    found_labels: ByStem,
    found_images: ByStem,
    options: YoloOptions,
    layout: Layout,
}

impl Yolo {
    /// Lists both folders recursively.
    ///
    /// # Errors
    ///
    /// Returns [`FormatError`] if a folder cannot be read or contains no files of its kind, or if
    /// the format does not support the type.
    pub fn open(labels: &Path, images: &Path, options: YoloOptions) -> Result<Self, FormatError> {
        let layout = match options.inference_type {
            InferenceType::ObjectDetection => Layout::Box,
            InferenceType::Segmentation => Layout::Polygon,
            inference_type => {
                let readable = "OBJECT_DETECTION and SEGMENTATION";
                return Err(FormatError::Unsupported { format: "YOLO", inference_type, readable });
            }
        };
        let found_labels = files::find(labels, |path| {
            files::extension(path).as_deref() == Some("txt")
                && path.file_name() != Some("classes.txt".as_ref())
        })?;
        let found_images = files::find(images, files::is_image)?;
        if found_images.is_empty() {
            return Err(FormatError::malformed(images, "the folder contains no images"));
        }
        if found_labels.is_empty() {
            return Err(FormatError::malformed(labels, "the folder contains no .txt files"));
        }
        let stems: BTreeSet<_> = found_images.keys().chain(found_labels.keys()).cloned().collect();
        Ok(Self {
            labels: labels.to_owned(),
            images: images.to_owned(),
            total: stems.len() as u64,
            stems: stems.into_iter(),
            found_labels,
            found_images,
            options,
            layout,
        })
    }

    /// Returns the number of records, including images that may be skipped.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Returns the path of each label file within the folder, and its full path.
    pub fn texts(&self) -> impl Iterator<Item = (&Path, PathBuf)> {
        files::listed(&self.found_labels, &self.labels)
    }

    /// Returns the path of each image within the folder, and its full path.
    pub fn images(&self) -> impl Iterator<Item = (&Path, PathBuf)> {
        files::listed(&self.found_images, &self.images)
    }

    /// Returns the record of an image and its label file, or `None` if it is skipped.
    fn record(&self, stem: &Path) -> Option<Parsed> {
        let text = self.found_labels.get(stem).and_then(|texts| texts.first());
        let image = match (self.found_images.get(stem).map(Vec::as_slice), text) {
            (Some([image]), _) => image,
            (Some([first, second, ..]), _) => {
                let message = format!("{} has the same name: rename or remove one of them", second.display());
                let origin = Origin::file(&self.images.join(first));
                return Some(Err(BadRecord::new(
                    files::name(first),
                    origin,
                    Problem::invalid("image", message),
                )));
            }
            (_, Some(text)) => {
                let message = format!("there is no image with this name in {}", self.images.display());
                let origin = Origin::file(&self.labels.join(text));
                return Some(Err(BadRecord::new(
                    files::name(text),
                    origin,
                    Problem::invalid("image", message),
                )));
            }
            (_, None) => return None,
        };
        let text = text.map(|text| self.labels.join(text));
        let name = files::name(image);
        let path = self.images.join(image);
        let origin = Origin::file(text.as_deref().unwrap_or(&path));
        let draft = match text {
            None => self.draft(""),
            Some(text) => match files::read_text(&text, MAX_BYTES) {
                Ok(content) => self.draft(&content),
                Err(error) => Err(unreadable(&error)),
            },
        };
        match draft {
            Ok(draft) if draft.len() == 0 && self.options.skip_empty => None,
            Ok(draft) => Some(Ok(Record::new(name, origin, path, draft))),
            Err(error) => Some(Err(BadRecord::new(name, origin, error))),
        }
    }

    fn draft(&self, text: &str) -> Result<Draft, InvalidInput> {
        let mut faults = Faults::default();
        let mut columns = Columns::default();
        let (mut boxes, mut polygons) = (Vec::new(), Vec::new());
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
            match line::read(line, self.layout, &self.options) {
                Ok(Object { class, score, shape: line::Shape::Box(numbers) }) => {
                    columns.push(class, score);
                    boxes.push(numbers);
                }
                Ok(Object { class, score, shape: line::Shape::Polygon(points) }) => {
                    columns.push(class, score);
                    polygons.push(points);
                }
                Err(message) => faults.add(Problem::invalid(format!("line {number}"), message)),
            }
        }
        faults.settle()?;
        Ok(match self.layout {
            Layout::Box => Draft::Boxes(columns, boxes),
            Layout::Polygon => Draft::Polygons(columns, polygons),
        })
    }
}

impl Iterator for Yolo {
    type Item = Result<Parsed, FormatError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let stem = self.stems.next()?;
            if let Some(parsed) = self.record(&stem) {
                return Some(Ok(parsed));
            }
        }
    }
}

/// Returns the problem of a record whose file cannot be read.
pub(crate) fn unreadable(error: &FormatError) -> InvalidInput {
    let message = match std::error::Error::source(error) {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    };
    Problem::invalid("annotation", message).into()
}
