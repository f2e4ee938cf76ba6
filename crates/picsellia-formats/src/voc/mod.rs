//! The Pascal VOC format: one XML file per image.

mod annotation;

use std::path::{Path, PathBuf};

use picsellia_core::{
    BoxFormat, DetectionPrediction, InferenceType, InvalidInput, Prediction, Problem, RawBox,
};

use crate::classes::ClassNames;
use crate::draft::Columns;
use crate::error::{BadRecord, Faults, FormatError, Origin};
use crate::files::{self, ByStem};
use crate::record::StatedSize;
use crate::yolo::unreadable;
use crate::{Parsed, Record};
use annotation::{Annotation, Object};

/// The size limit of an annotation in bytes.
const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// The meaning of the numbers of a `bndbox`. It differs between tools, but the files look alike.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum VocCorners {
    /// The first and last pixel of the box, counted from 1. The box spans from `xmin - 1` to
    /// `xmax`.
    ///
    /// This is the definition of Pascal VOC. A box as wide as an image of 4 columns has `xmin` 1
    /// and `xmax` 4. The VOC devkit and supervision write it.
    #[default]
    OneBased,
    /// Edges counted from 0; `xmax` and `ymax` are exclusive.
    ///
    /// A box as wide as an image of 4 columns has `xmin` 0 and `xmax` 4. FiftyOne and most labeling
    /// tools write it.
    ZeroBased,
}

impl VocCorners {
    /// Returns the edges `[left, top, right, bottom]` of a box in pixels. The right and bottom
    /// edges are exclusive.
    fn edges(self, [xmin, ymin, xmax, ymax]: [f64; 4]) -> [f64; 4] {
        match self {
            Self::OneBased => [xmin - 1.0, ymin - 1.0, xmax, ymax],
            Self::ZeroBased => [xmin, ymin, xmax, ymax],
        }
    }
}

/// The options of [`Voc`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct VocOptions {
    /// The type of the predictions, which must be `OBJECT_DETECTION`.
    pub inference_type: InferenceType,
    /// The index of each class name.
    pub classes: ClassNames,
    /// The meaning of the corners.
    pub corners: VocCorners,
    /// The score of objects without one. By default such objects are rejected.
    pub default_score: Option<f64>,
    /// Skips images without objects. By default they become empty predictions.
    pub skip_empty: bool,
}

impl VocOptions {
    /// Creates options for predictions of this type, with these class names.
    #[must_use]
    pub fn new(inference_type: InferenceType, classes: ClassNames) -> Self {
        let corners = VocCorners::default();
        Self { inference_type, classes, corners, default_score: None, skip_empty: false }
    }
}

/// Reads annotations in the Pascal VOC format, with a score in the element `score` or `confidence`
/// of each object.
///
/// Each file is a record. Records are in the order of the file paths.
///
/// The image is the one that `filename` names within the folder of images. If there is none, it is
/// the image with the name of the annotation. The image must have the size in `size`. Only the
/// name, box and score of an object are read.
#[derive(Debug)]
pub struct Voc {
    annotations: PathBuf,
    images: PathBuf,
    files: std::vec::IntoIter<PathBuf>,
    total: u64,
    found_annotations: ByStem,
    found_images: ByStem,
    options: VocOptions,
}

impl Voc {
    /// Lists both folders recursively.
    ///
    /// # Errors
    ///
    /// Returns [`FormatError`] if a folder cannot be read, there are no annotations, or the type is
    /// not `OBJECT_DETECTION`.
    pub fn open(annotations: &Path, images: &Path, options: VocOptions) -> Result<Self, FormatError> {
        let inference_type = options.inference_type;
        if inference_type != InferenceType::ObjectDetection {
            let readable = "OBJECT_DETECTION";
            return Err(FormatError::Unsupported { format: "Pascal VOC", inference_type, readable });
        }
        let found = files::find(annotations, |path| files::extension(path).as_deref() == Some("xml"))?;
        if found.is_empty() {
            return Err(FormatError::malformed(annotations, "the folder contains no .xml files"));
        }
        let files: Vec<_> = found.values().flatten().cloned().collect();
        Ok(Self {
            annotations: annotations.to_owned(),
            images: images.to_owned(),
            total: files.len() as u64,
            files: files.into_iter(),
            found_annotations: found,
            found_images: files::find(images, files::is_image)?,
            options,
        })
    }

    /// Returns the number of annotations, including those that may be skipped.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Returns the path of each annotation within the folder, and its full path.
    pub fn annotations(&self) -> impl Iterator<Item = (&Path, PathBuf)> {
        files::listed(&self.found_annotations, &self.annotations)
    }

    /// Returns the path of each image within the folder, and its full path.
    pub fn images(&self) -> impl Iterator<Item = (&Path, PathBuf)> {
        files::listed(&self.found_images, &self.images)
    }

    /// Returns the record of an annotation, or `None` if it is skipped.
    fn record(&self, file: &Path) -> Option<Parsed> {
        let name = files::name(file);
        let path = self.annotations.join(file);
        let origin = Origin::file(&path);
        let read = files::read_text(&path, MAX_BYTES).map_err(|error| unreadable(&error));
        let read = read.and_then(|text| self.read(&text, file));
        match read {
            Ok((prediction, ..)) if prediction.is_empty() && self.options.skip_empty => None,
            Ok((prediction, image, size)) => {
                Some(Ok(Record::new(name, origin, image, prediction).with_size(size)))
            }
            Err(error) => Some(Err(BadRecord::new(name, origin, error))),
        }
    }

    fn read(&self, text: &str, file: &Path) -> Result<(Prediction, PathBuf, StatedSize), InvalidInput> {
        let annotation = annotation::read(text).map_err(|message| Problem::invalid("annotation", message))?;
        let prediction = self.prediction(&annotation)?;
        let image = self.image(annotation.filename.as_deref(), file)?;
        // Some tools write 0 if they do not know the size.
        let size = annotation.size.filter(|size| size.width > 0 && size.height > 0);
        Ok((prediction, image, size.map_or(StatedSize::Unknown, StatedSize::Expected)))
    }

    /// Returns the path of the image of an annotation.
    fn image(&self, filename: Option<&str>, file: &Path) -> Result<PathBuf, InvalidInput> {
        if let Some(named) =
            filename.and_then(|filename| files::within(&self.images, filename)).filter(|path| path.is_file())
        {
            return Ok(named);
        }
        let stem = file.with_extension("");
        match self.found_images.get(&stem).map(Vec::as_slice) {
            Some([image]) => Ok(self.images.join(image)),
            Some([first, second, ..]) => {
                let message = format!(
                    "{} and {} both have the name of the annotation: rename or remove one of them",
                    first.display(),
                    second.display()
                );
                Err(Problem::invalid("image", message).into())
            }
            Some([]) | None => {
                let folder = self.images.display();
                let message = match filename {
                    Some(filename) => format!(
                        "there is neither {filename:?} nor an image with the name of the annotation in {folder}"
                    ),
                    None => format!("there is no image with the name of the annotation in {folder}"),
                };
                Err(Problem::invalid("image", message).into())
            }
        }
    }

    fn prediction(&self, annotation: &Annotation) -> Result<Prediction, InvalidInput> {
        let mut faults = Faults::default();
        let mut columns = Columns::default();
        let mut boxes = Vec::new();
        for (index, object) in annotation.objects.iter().enumerate() {
            match self.object(object) {
                Ok((class, score, raw_box)) => {
                    columns.push(class, score);
                    boxes.push(raw_box);
                }
                Err((field, message)) => {
                    faults.add(Problem::invalid(format!("object[{index}]{field}"), message));
                }
            }
        }
        faults.settle()?;
        let Columns { classes, scores } = columns;
        Ok(DetectionPrediction::builder().classes(classes).scores(scores).shapes(boxes).build()?.into())
    }

    fn object(&self, object: &Object) -> Result<(i64, f64, RawBox), (&'static str, String)> {
        let name = object.name.as_deref().ok_or_else(|| (".name", "is missing".to_owned()))?;
        let class = self.options.classes.resolve(name).map_err(|message| (".name", message))?;
        let score = match &object.score {
            Some(score) => number(score).map_err(|message| (".score", message))?,
            None => self.options.default_score.ok_or_else(|| {
                let message =
                    "there is neither <score> nor <confidence>: write one of them, or set a default score";
                (".score", message.to_owned())
            })?,
        };
        let corner = |field: &'static str, value: &Option<String>| match value {
            Some(value) => number(value).map_err(|message| (field, message)),
            None => Err((field, "is missing".to_owned())),
        };
        let [xmin, ymin, xmax, ymax] = &object.corners;
        let corners = [
            corner(".bndbox.xmin", xmin)?,
            corner(".bndbox.ymin", ymin)?,
            corner(".bndbox.xmax", xmax)?,
            corner(".bndbox.ymax", ymax)?,
        ];
        for (field, value) in [(".bndbox.xmin", corners[0]), (".bndbox.ymin", corners[1])] {
            if self.options.corners == VocCorners::OneBased && (0.0..1.0).contains(&value) {
                let message = format!(
                    "{value} is not a pixel counted from 1: use zero-based corners if the tool counts from 0"
                );
                return Err((field, message));
            }
        }
        let edges = self.options.corners.edges(corners);
        let raw_box = BoxFormat::XYXY.read(edges).map_err(|error| (".bndbox", error.to_string()))?;
        Ok((class, score, raw_box))
    }
}

impl Iterator for Voc {
    type Item = Result<Parsed, FormatError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let file = self.files.next()?;
            if let Some(parsed) = self.record(&file) {
                return Some(Ok(parsed));
            }
        }
    }
}

fn number(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        _ => Err(format!("{text:?} is not a number")),
    }
}
