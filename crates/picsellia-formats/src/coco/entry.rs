//! One entry of the list of results.

use std::fmt;

use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::document::ImageId;

/// The fields of a result. Further fields are ignored, because tools add their own.
#[derive(Deserialize)]
#[serde(expecting = "a result with image_id, category_id and score")]
pub(super) struct Entry {
    pub(super) image_id: ImageId,
    pub(super) category_id: i64,
    pub(super) score: Option<f64>,
    pub(super) bbox: Option<Vec<f64>>,
    pub(super) segmentation: Option<Segmentation>,
    pub(super) keypoints: Option<Vec<f64>>,
}

/// The content of the field `segmentation`.
#[derive(Debug, PartialEq)]
pub(super) enum Segmentation {
    /// One outline `[x, y, x, y, …]` for each visible part of the object.
    Polygons(Vec<Vec<f64>>),
    /// A mask in run-length encoding.
    RunLengths,
}

impl<'de> Deserialize<'de> for Segmentation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SegmentationVisitor;

        impl<'de> Visitor<'de> for SegmentationVisitor {
            type Value = Segmentation;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("polygons [[x, y, x, y, …], …], or a mask in run-length encoding")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut polygons: A) -> Result<Segmentation, A::Error> {
                let mut found = Vec::new();
                while let Some(polygon) = polygons.next_element()? {
                    found.push(polygon);
                }
                Ok(Segmentation::Polygons(found))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut mask: A) -> Result<Segmentation, A::Error> {
                while mask.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Segmentation::RunLengths)
            }
        }

        deserializer.deserialize_any(SegmentationVisitor)
    }
}
