//! YOLO: a text file per image, a line per object, and all numbers in fractions of the image.

mod line;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use picsellia_core::{ClassMap, InferenceType, InvalidInput, Problem};

use crate::draft::{Columns, Draft};
use crate::error::{BadRecord, Faults, FormatError, Origin};
use crate::files::{self, ByStem};
use crate::{Parsed, Record};
use line::{Layout, Object};

/// The largest text file of one image, in bytes.
const MOST_BYTES: u64 = 16 * 1024 * 1024;

/// Options for reading YOLO text files.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct YoloOptions {
    /// The type of the predictions: `OBJECT_DETECTION` reads boxes, `SEGMENTATION` polygons.
    pub inference_type: InferenceType,
    /// How classes of the files are mapped to classes of the deployment. Defaults to the same
    /// classes.
    pub classes: ClassMap,
    /// The score of objects without one. Defaults to none: such a line is rejected, because a
    /// prediction has a score.
    pub default_score: Option<f64>,
    /// Whether images in which nothing was found are skipped. Defaults to `false`: they are empty
    /// predictions.
    pub skip_empty: bool,
}

impl YoloOptions {
    /// Creates options for predictions of this type.
    #[must_use]
    pub fn new(inference_type: InferenceType) -> Self {
        Self { inference_type, classes: ClassMap::default(), default_score: None, skip_empty: false }
    }
}

/// Reads the text files that YOLO tools write for each image, for example Ultralytics with
/// `save_txt=True save_conf=True`.
///
/// Each image is a record, in the order of the paths. Its text file has the same relative path in
/// the folder of labels, except for the extension.
///
/// The line of a box is `class x y width height score`, where x and y are the center. The line of a
/// polygon is `class x1 y1 x2 y2 … score`. All numbers but class and score are fractions of the
/// image, and are converted to pixels when the image is opened.
///
/// An image without a text file is one in which nothing was found, because Ultralytics writes none
/// then. A text file without an image is an error, except `classes.txt`. Skeletons are not read:
/// Ultralytics writes a confidence where the platform expects a visibility.
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
    /// Finds the files in the two folders and their subfolders.
    ///
    /// # Errors
    ///
    /// Returns [`FormatError`] if a folder cannot be read or is empty, or if the format holds
    /// nothing for deployments of this type.
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
            return Err(FormatError::malformed(images, "there are no images in this folder"));
        }
        if found_labels.is_empty() {
            return Err(FormatError::malformed(labels, "there are no .txt files in this folder"));
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

    /// Returns the number of images and text files, including those that may be skipped as empty.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Returns the text files: the relative path of each, and its whole path.
    pub fn texts(&self) -> impl Iterator<Item = (&Path, PathBuf)> {
        files::listed(&self.found_labels, &self.labels)
    }

    /// Returns the images: the relative path of each, and its whole path.
    pub fn images(&self) -> impl Iterator<Item = (&Path, PathBuf)> {
        files::listed(&self.found_images, &self.images)
    }

    /// Returns the record of an image and its text file, or `None` if it is skipped.
    fn record(&self, stem: &Path) -> Option<Parsed> {
        let text = self.found_labels.get(stem).and_then(|texts| texts.first());
        let image = match (self.found_images.get(stem).map(Vec::as_slice), text) {
            (Some([image]), _) => image,
            (Some([first, second, ..]), _) => {
                let message = format!("{} has the same name: which one is meant?", second.display());
                let origin = Origin::file(&self.images.join(first));
                return Some(Err(BadRecord::new(
                    files::name(first),
                    origin,
                    Problem::invalid("image", message),
                )));
            }
            (_, Some(text)) => {
                let message = format!("there is no image of this name in {}", self.images.display());
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
            Some(text) => match files::read_text(&text, MOST_BYTES) {
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

/// Returns the problem of a record whose own file cannot be read.
pub(crate) fn unreadable(error: &FormatError) -> InvalidInput {
    let message = match std::error::Error::source(error) {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    };
    Problem::invalid("annotation", message).into()
}
