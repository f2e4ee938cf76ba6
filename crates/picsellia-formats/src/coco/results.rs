//! The list of results, collected by image.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use picsellia_core::{InvalidInput, Prediction, Problem};
use serde::de::{DeserializeSeed, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::CocoOptions;
use super::catalog::Catalog;
use super::document::{self, ImageId};
use super::shape::{Segmentation, Shapes, WrittenShape};
use crate::draft::Columns;
use crate::error::{Faults, FormatError};

/// One result. Fields that evaluations do not read are ignored, because tools add fields of their
/// own.
#[derive(Deserialize)]
struct Entry {
    image_id: ImageId,
    category_id: i64,
    score: Option<f64>,
    bbox: Option<Vec<f64>>,
    segmentation: Option<Segmentation>,
    keypoints: Option<Vec<f64>>,
}

/// The results of one image.
#[derive(Debug)]
pub(super) struct ImageResults {
    columns: Columns,
    shapes: Shapes,
    faults: Faults,
}

impl ImageResults {
    pub(super) fn into_prediction(self) -> Result<Prediction, InvalidInput> {
        self.faults.settle()?;
        self.shapes.into_prediction(self.columns)
    }
}

/// All results, by the position of their image.
pub(super) struct Results {
    pub(super) images: Vec<Option<ImageResults>>,
    /// Images that are not in the annotations, by their id.
    pub(super) unknown: BTreeMap<String, Problem>,
}

impl Results {
    pub(super) fn read(path: &Path, catalog: &Catalog, options: &CocoOptions) -> Result<Self, FormatError> {
        let images = catalog.images.iter().map(|_| None).collect();
        document::read(path, Gather { catalog, options, found: Self { images, unknown: BTreeMap::new() } })
    }
}

struct Gather<'a> {
    catalog: &'a Catalog,
    options: &'a CocoOptions,
    found: Results,
}

impl Gather<'_> {
    fn add(&mut self, index: usize, entry: Entry) {
        let position = self.catalog.image(&entry.image_id);
        let Some(place) = position.and_then(|position| self.found.images.get_mut(position)) else {
            self.found.unknown.entry(entry.image_id.to_string()).or_insert_with(|| {
                let message = format!("{} is not the id of an image of the annotations", entry.image_id);
                Problem::invalid(format!("results[{index}].image_id"), message)
            });
            return;
        };
        let image = place.get_or_insert_with(|| ImageResults {
            columns: Columns::default(),
            shapes: Shapes::of(self.options.inference_type),
            faults: Faults::default(),
        });
        let mut fault = |field: &str, message: String| {
            image.faults.add(Problem::invalid(format!("results[{index}]{field}"), message));
        };
        let class = match self.catalog.class(entry.category_id) {
            Ok(class) => class,
            Err(message) => return fault(".category_id", message),
        };
        let Some(score) = entry.score else {
            return fault(
                ".score",
                "is missing: check that these are results and not annotations".to_owned(),
            );
        };
        let Entry { bbox, segmentation, keypoints, .. } = entry;
        let written = WrittenShape { bbox, segmentation, keypoints };
        match image.shapes.add(written, self.options.split_parts) {
            Ok(objects) => (0..objects).for_each(|_| image.columns.push(class, score)),
            Err((field, message)) => fault(field, message),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Gather<'_> {
    type Value = Results;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Results, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Gather<'_> {
    type Value = Results;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a list of results, [{\"image_id\": …, \"category_id\": …, \"bbox\": […], \"score\": …}, …]",
        )
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut entries: A) -> Result<Results, A::Error> {
        let mut index = 0;
        while let Some(entry) = entries.next_element()? {
            self.add(index, entry);
            index += 1;
        }
        Ok(self.found)
    }
}
