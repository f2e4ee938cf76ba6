//! The images and categories of an annotation file.

use std::collections::{HashMap, HashSet};
use std::marker::PhantomData;
use std::path::Path;

use picsellia_core::ImageSize;
use serde::Deserialize;

use super::CategoryIndexes;
use super::document::{self, ImageId};
use crate::error::FormatError;

#[derive(Deserialize)]
#[serde(expecting = "a JSON object with images and categories")]
struct Document {
    images: Vec<WireImage>,
    categories: Vec<Category>,
}

#[derive(Deserialize)]
#[serde(expecting = "an image with id and file_name")]
struct WireImage {
    id: ImageId,
    file_name: String,
    width: Option<u32>,
    height: Option<u32>,
}

#[derive(Deserialize)]
#[serde(expecting = "a category with id and name")]
struct Category {
    id: i64,
    name: String,
}

/// An image of the annotation file.
#[derive(Debug)]
pub(super) struct CocoImage {
    pub(super) id: ImageId,
    pub(super) file_name: String,
    pub(super) size: Option<ImageSize>,
}

/// The images and classes by their ids.
#[derive(Debug)]
pub(super) struct Catalog {
    pub(super) images: Vec<CocoImage>,
    positions: HashMap<ImageId, usize>,
    /// The images by their file names without folder and extension. `None` marks an ambiguous name.
    stems: HashMap<String, Option<usize>>,
    classes: HashMap<i64, i64>,
}

impl Catalog {
    pub(super) fn read(path: &Path, indexes: &CategoryIndexes) -> Result<Self, FormatError> {
        let Document { images, categories } = document::read(path, PhantomData::<Document>)?;
        let classes = classes(path, categories, indexes)?;
        let mut names = HashSet::new();
        let mut positions = HashMap::new();
        let mut stems = HashMap::new();
        let mut kept = Vec::with_capacity(images.len());
        for (position, WireImage { id, file_name, width, height }) in images.into_iter().enumerate() {
            // The number 7 and the text "7" would be two records with the same name.
            if !names.insert(id.to_string()) || positions.insert(id.clone(), position).is_some() {
                return Err(FormatError::malformed(
                    path,
                    format!("images[{position}]: the id {id} occurs twice"),
                ));
            }
            if let Some(stem) = Path::new(&file_name).file_stem().and_then(|stem| stem.to_str()) {
                stems
                    .entry(stem.to_owned())
                    .and_modify(|several: &mut Option<usize>| *several = None)
                    .or_insert(Some(position));
            }
            let size = width.zip(height).map(|(width, height)| ImageSize { width, height });
            kept.push(CocoImage { id, file_name, size });
        }
        Ok(Self { images: kept, positions, stems, classes })
    }

    /// Returns the position of the image with this id.
    pub(super) fn image(&self, id: &ImageId) -> Option<usize> {
        let position = self.positions.get(id).copied();
        match id {
            ImageId::Number(_) => position,
            ImageId::Text(stem) => position.or_else(|| self.stems.get(stem).copied().flatten()),
        }
    }

    /// Returns the class of a category. The error is a message for the user.
    pub(super) fn class(&self, category: i64) -> Result<i64, String> {
        self.classes
            .get(&category)
            .copied()
            .ok_or_else(|| format!("the annotations have no category with the id {category}"))
    }
}

fn classes(
    path: &Path,
    mut categories: Vec<Category>,
    indexes: &CategoryIndexes,
) -> Result<HashMap<i64, i64>, FormatError> {
    categories.sort_by_key(|category| category.id);
    let mut classes = HashMap::new();
    for (position, Category { id, name }) in (0..).zip(categories) {
        let class = match indexes {
            CategoryIndexes::Order => position,
            CategoryIndexes::Ids => id,
            CategoryIndexes::Names(names) => names
                .resolve(&name)
                .map_err(|message| FormatError::malformed(path, format!("categories, id {id}: {message}")))?,
        };
        if classes.insert(id, class).is_some() {
            return Err(FormatError::malformed(path, format!("categories: the id {id} occurs twice")));
        }
    }
    Ok(classes)
}
