//! The COCO format: a list of results, and an annotation file with the images and categories.

mod catalog;
mod document;
mod entry;
mod results;
mod shape;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use picsellia_core::{InferenceType, InvalidInput, Problem};

use crate::classes::ClassNames;
use crate::error::{BadRecord, FormatError, Origin};
use crate::files;
use crate::record::StatedSize;
use crate::{Parsed, Record};
use catalog::{Catalog, CocoImage};
use results::{ImageResults, Results};

/// Maps COCO categories to class indexes.
///
/// Category ids are usually not class indexes. The 80 categories of COCO have ids from 1 to 90
/// with gaps, while models count their classes from 0 to 79. Other tools count ids from 0 or 1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum CategoryIndexes {
    /// Uses the position among all categories, sorted by id and counted from 0.
    ///
    /// For example, the category 13 of COCO (stop sign) becomes class 11.
    #[default]
    Order,
    /// Uses the id.
    Ids,
    /// Uses the index of the name.
    Names(ClassNames),
}

/// The options of [`Coco`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CocoOptions {
    /// The type of the predictions: `OBJECT_DETECTION` reads `bbox`, `SEGMENTATION` the polygons of
    /// `segmentation`, `KEYPOINT` the triples of `keypoints`.
    pub inference_type: InferenceType,
    /// The folder that the file names of the images are relative to.
    pub images: PathBuf,
    /// The class index of each category.
    pub categories: CategoryIndexes,
    /// Skips images without objects. By default they become empty predictions.
    pub skip_empty: bool,
    /// Splits a result with several polygons into one object each. By default such a result is
    /// rejected.
    pub split_parts: bool,
}

impl CocoOptions {
    /// Creates options for predictions of this type, with images in this folder.
    pub fn new(inference_type: InferenceType, images: impl Into<PathBuf>) -> Self {
        Self {
            inference_type,
            images: images.into(),
            categories: CategoryIndexes::default(),
            skip_empty: false,
            split_parts: false,
        }
    }
}

/// Reads COCO results, `[{"image_id":…,"category_id":…,"bbox":[x,y,w,h],"score":…}, …]`.
///
/// The `images` and `categories` come from an annotation file, such as `instances_….json`. Its
/// annotations are ignored. Each image is a record, in the order of the annotation file.
///
/// A box is `[left, top, width, height]` in pixels. The third value of a keypoint is its visibility
/// 0, 1 or 2. Masks in run-length encoding are rejected, because the encoding of masks in the
/// monitoring API is not public.
///
/// An image id can also be text. Ultralytics writes the file name without its extension if it is
/// not a number. Such an id matches an id or a file name of the annotation file.
///
/// Both files are read completely first, so that no record of an invalid file is sent. Each file
/// may have up to 1 GiB.
#[derive(Debug)]
pub struct Coco {
    results_file: PathBuf,
    annotations_file: PathBuf,
    folder: PathBuf,
    images: std::vec::IntoIter<CocoImage>,
    results: Vec<Option<ImageResults>>,
    next: usize,
    unknown: std::collections::btree_map::IntoIter<String, Problem>,
    skip_empty: bool,
    inference_type: InferenceType,
    total: u64,
}

impl Coco {
    /// Reads both files.
    ///
    /// # Errors
    ///
    /// Returns [`FormatError`] if a file cannot be read or is invalid, or if the format does not
    /// support the type.
    pub fn open(annotations: &Path, results: &Path, options: CocoOptions) -> Result<Self, FormatError> {
        let inference_type = options.inference_type;
        if !shape::is_readable(inference_type) {
            let readable = "OBJECT_DETECTION, SEGMENTATION and KEYPOINT";
            return Err(FormatError::Unsupported { format: "COCO", inference_type, readable });
        }
        let catalog = Catalog::read(annotations, &options.categories)?;
        let Results { images: found, unknown } = Results::read(results, &catalog, &options)?;
        let skipped =
            if options.skip_empty { found.iter().filter(|image| image.is_none()).count() } else { 0 };
        let total = found.len() - skipped + unknown.len();
        Ok(Self {
            results_file: results.to_owned(),
            annotations_file: annotations.to_owned(),
            folder: options.images,
            images: catalog.images.into_iter(),
            results: found,
            next: 0,
            unknown: BTreeMap::into_iter(unknown),
            skip_empty: options.skip_empty,
            inference_type,
            total: total as u64,
        })
    }

    /// Returns the number of records, including invalid ones.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.total
    }

    fn record(&self, image: &CocoImage, results: Option<ImageResults>) -> Parsed {
        let id = image.id.to_string();
        let origin = Origin::image(&self.annotations_file, format!("{id} ({})", image.file_name));
        let prediction = match results {
            Some(results) => results.into_prediction(),
            None => shape::nothing(self.inference_type),
        };
        let named = files::within(&self.folder, &image.file_name).ok_or_else(|| {
            let message = format!(
                "{:?} is outside the folder of images: choose the folder that contains all images",
                image.file_name
            );
            InvalidInput::from(Problem::invalid("file_name", message))
        });
        match prediction.and_then(|prediction| Ok((prediction, named?))) {
            Ok((prediction, path)) => {
                let size = image.size.map_or(StatedSize::Unknown, StatedSize::Expected);
                Ok(Record::new(id, origin, path, prediction).with_size(size))
            }
            Err(error) => {
                let origin = Origin::image(&self.results_file, format!("{id} ({})", image.file_name));
                Err(BadRecord::new(id, origin, error))
            }
        }
    }
}

impl Iterator for Coco {
    type Item = Result<Parsed, FormatError>;

    fn next(&mut self) -> Option<Self::Item> {
        for image in self.images.by_ref() {
            let results = self.results.get_mut(self.next).and_then(Option::take);
            self.next += 1;
            if results.is_none() && self.skip_empty {
                continue;
            }
            return Some(Ok(self.record(&image, results)));
        }
        let (id, problem) = self.unknown.next()?;
        let origin = Origin::image(&self.results_file, id.clone());
        Some(Ok(Err(BadRecord::new(format!("unknown {id}"), origin, problem))))
    }
}
