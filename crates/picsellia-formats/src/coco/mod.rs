//! COCO: the list of results that evaluations take, and the file of annotations that says which
//! images and categories its ids mean.

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

/// Which class index a category of COCO becomes.
///
/// The 80 categories of COCO have ids from 1 to 90 with gaps, while models count their classes from
/// 0 to 79, and tools that write results for other data count from 0 or from 1. So ids are not
/// class indexes unless that is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum CategoryIndexes {
    /// Its position among the categories of the annotations, sorted by their ids, from 0: category
    /// 13 of COCO, the stop sign, is class 11.
    #[default]
    Order,
    /// Its id.
    Ids,
    /// The index that its name has.
    Names(ClassNames),
}

/// How results of COCO are read.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CocoOptions {
    /// The type of the predictions: `OBJECT_DETECTION` reads `bbox`, `SEGMENTATION` the polygons of
    /// `segmentation`, `KEYPOINT` the triples of `keypoints`.
    pub inference_type: InferenceType,
    /// The folder that the file names of the images begin at.
    pub images: PathBuf,
    /// Which class each category becomes.
    pub categories: CategoryIndexes,
    /// Leaves out images without any result. Unless said they are predictions too: that nothing was
    /// found in them.
    pub skip_empty: bool,
    /// Makes an object of each part of a segmentation that has several. Unless said such a result
    /// is refused, as a polygon of the platform has one outline.
    pub split_parts: bool,
}

impl CocoOptions {
    /// For predictions of this type, on images in this folder.
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

/// Reads the results of a detector in the form that COCO evaluates,
/// `[{"image_id":…,"category_id":…,"bbox":[x,y,w,h], "score":…}, …]`, with the file of annotations
/// (`instances_….json`) that has its `images` and `categories`. Each image is a record, in the
/// order of the annotations.
///
/// Boxes are the left and top edge, width and height, in pixels; keypoints have the visibility 0, 1
/// or 2 as their third value. A mask in run-length encoding is refused: how the platform encodes
/// masks is not public.
///
/// An id of an image may also be text, as Ultralytics writes where the file name is no number: it
/// is then the id of an image or the name of its file without extension.
///
/// Both files are read to their end first, so that nothing is sent of files that are broken; they
/// may have 1 GiB each. The annotations within the second are passed over.
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
    /// [`FormatError`], where one cannot be read, is not in its format, or holds nothing for
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

    /// How many records there are, good and bad.
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
                "{:?} leads out of the folder of images: name the folder that all paths begin at",
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
