//! COCO: a list of results as evaluations read it, and the annotations file that defines its ids.

mod catalog;
mod document;
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

/// How categories of COCO are mapped to class indexes.
///
/// The 80 categories of COCO have ids from 1 to 90 with gaps, while models count their classes from
/// 0 to 79. Tools that write results for other data count from 0 or from 1. So ids are class
/// indexes only if you say so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum CategoryIndexes {
    /// The class is the position among the categories, sorted by their ids, from 0. Category 13 of
    /// COCO, the stop sign, is class 11.
    #[default]
    Order,
    /// The class is the id.
    Ids,
    /// The class is the index of the category's name.
    Names(ClassNames),
}

/// Options for reading COCO results.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CocoOptions {
    /// The type of the predictions: `OBJECT_DETECTION` reads `bbox`, `SEGMENTATION` the polygons of
    /// `segmentation`, and `KEYPOINT` the triples of `keypoints`.
    pub inference_type: InferenceType,
    /// The folder that the file names of the images are relative to.
    pub images: PathBuf,
    /// How categories are mapped to classes.
    pub categories: CategoryIndexes,
    /// Whether images without results are skipped. Defaults to `false`: they are empty predictions.
    pub skip_empty: bool,
    /// Whether each part of a segmentation with several parts becomes an object. Defaults to
    /// `false`: such a result is rejected, because a polygon of the platform has one outline.
    pub split_parts: bool,
}

impl CocoOptions {
    /// Creates options for predictions of this type, on images in this folder.
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

/// Reads the results of a detector in the COCO format,
/// `[{"image_id":…,"category_id":…,"bbox":[x,y,w,h], "score":…}, …]`.
///
/// The annotations file (`instances_….json`) defines the `images` and `categories`. Each image is a
/// record, in the order of the annotations.
///
/// Boxes are the left edge, the top edge, the width and the height, in pixels. Keypoints have the
/// visibility 0, 1 or 2 as their third value. A mask in run-length encoding is rejected, because
/// the encoding of masks on the platform is not public.
///
/// The id of an image may also be a text, which Ultralytics writes if the file name is not a
/// number. It is then the id of an image, or its file name without the extension.
///
/// Both files are read completely first, so that nothing is sent from broken files. Each may have
/// up to 1 GiB. The annotations within the annotations file are ignored.
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
    /// Returns [`FormatError`] if a file cannot be read, is not in its format, or holds nothing for
    /// deployments of this type.
    pub fn open(annotations: &Path, results: &Path, options: CocoOptions) -> Result<Self, FormatError> {
        let inference_type = options.inference_type;
        if !shape::is_readable(inference_type) {
            let readable = "OBJECT_DETECTION, SEGMENTATION and KEYPOINT";
            return Err(FormatError::Unsupported { format: "COCO", inference_type, readable });
        }
        let catalog = Catalog::read(annotations, &options.categories)?;
        let Results { images: found, unknown } = Results::read(results, &catalog, &options)?;
        let left_out =
            if options.skip_empty { found.iter().filter(|image| image.is_none()).count() } else { 0 };
        let total = found.len() - left_out + unknown.len();
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

    /// Returns the number of records, valid and invalid.
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
                "{:?} leads out of the folder of images: set the folder that all paths are relative to",
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
