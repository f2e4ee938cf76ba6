//! Reads the list of results and groups it by image.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use picsellia_core::{InvalidInput, Prediction, Problem};
use serde::Deserializer;
use serde::de::{DeserializeSeed, SeqAccess, Visitor};

use super::CocoOptions;
use super::catalog::Catalog;
use super::document;
use super::entry::Entry;
use super::shape::Shapes;
use crate::draft::Columns;
use crate::error::{Faults, FormatError};

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

/// All results, by the position of their image in the annotations.
pub(super) struct Results {
    pub(super) images: Vec<Option<ImageResults>>,
    /// A problem for each image id that the annotations do not contain.
    pub(super) unknown: BTreeMap<String, Problem>,
}

impl Results {
    pub(super) fn read(path: &Path, catalog: &Catalog, options: &CocoOptions) -> Result<Self, FormatError> {
        let images = catalog.images.iter().map(|_| None).collect();
        document::read(
            path,
            ResultsVisitor { catalog, options, found: Self { images, unknown: BTreeMap::new() } },
        )
    }
}

struct ResultsVisitor<'a> {
    catalog: &'a Catalog,
    options: &'a CocoOptions,
    found: Results,
}

impl ResultsVisitor<'_> {
    fn add(&mut self, index: usize, entry: Entry) {
        let position = self.catalog.image(&entry.image_id);
        let Some(place) = position.and_then(|position| self.found.images.get_mut(position)) else {
            self.found.unknown.entry(entry.image_id.to_string()).or_insert_with(|| {
                let message = format!("the annotations have no image with the id {}", entry.image_id);
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
            return fault(".score", "is missing: use a file of results, not of annotations".to_owned());
        };
        match image.shapes.add(entry, self.options.split_parts) {
            Ok(objects) => (0..objects).for_each(|_| image.columns.push(class, score)),
            Err((field, message)) => fault(field, message),
        }
    }
}

impl<'de> DeserializeSeed<'de> for ResultsVisitor<'_> {
    type Value = Results;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Results, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for ResultsVisitor<'_> {
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
