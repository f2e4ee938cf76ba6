//! YOLO: a text file for each image, a line for each object, all numbers fractions of the image.

mod line;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use picsellia_core::{ClassMap, InferenceType, InvalidInput, Problem};

use crate::draft::{Columns, Draft};
use crate::error::{BadRecord, Faults, FormatError, Origin};
use crate::files::{self, ByStem};
use crate::{Parsed, Record};
use line::{Layout, Object};

/// The most that the text of one image may have, in bytes.
const MOST_BYTES: u64 = 16 * 1024 * 1024;

/// How text files of YOLO are read.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct YoloOptions {
    /// The type of the predictions: `OBJECT_DETECTION` reads boxes, `SEGMENTATION` polygons.
    pub inference_type: InferenceType,
    /// Which class of the deployment each class of the files becomes. They are the same unless
    /// said.
    pub classes: ClassMap,
    /// The score of objects whose line has none. Unless said such a line is refused: a prediction
    /// has a score.
    pub default_score: Option<f64>,
    /// Leaves out images in which nothing was found. Unless said they are predictions too.
    pub skip_empty: bool,
}

impl YoloOptions {
    /// For predictions of this type.
    #[must_use]
    pub fn new(inference_type: InferenceType) -> Self {
        Self { inference_type, classes: ClassMap::default(), default_score: None, skip_empty: false }
    }
}

/// Reads the text files that YOLO tools write for each image, such as those of Ultralytics with
/// `save_txt=True save_conf=True`. Each image is a record, in the order of their paths; its text is
/// the file of the same path within the folder of labels, but for the extension.
///
/// A line of a box is `class x y width height score`, where x and y are the centre, and a line of a
/// polygon `class x1 y1 x2 y2 … score`. All but class and score are fractions of the image, and
/// become pixels once it is opened.
///
/// An image without a text is one in which nothing was found, as Ultralytics writes none then. A
/// text without an image is an error, but for `classes.txt`. Skeletons are not read: Ultralytics
/// writes a confidence where the platform has a visibility.
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
    /// Looks for what is in the two folders and the folders within.
    ///
    /// # Errors
    ///
    /// [`FormatError`], where a folder cannot be read, there is nothing in them, or the format
    /// holds nothing for deployments of this type.
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

    /// How many images and texts there are, of which those may be left out in which nothing was
    /// found.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The texts: the path of each within the folder, and its whole path.
    pub fn texts(&self) -> impl Iterator<Item = (&Path, PathBuf)> {
        files::listed(&self.found_labels, &self.labels)
    }

    /// The images: the path of each within the folder, and its whole path.
    pub fn images(&self) -> impl Iterator<Item = (&Path, PathBuf)> {
        files::listed(&self.found_images, &self.images)
    }

    /// The record of an image and its text. None is one that is left out.
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

/// A file that belongs to one record only is that record's problem.
pub(crate) fn unreadable(error: &FormatError) -> InvalidInput {
    let message = match std::error::Error::source(error) {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    };
    Problem::invalid("annotation", message).into()
}
