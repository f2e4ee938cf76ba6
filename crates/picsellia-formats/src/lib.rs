#![doc = include_str!("../README.md")]

mod canonical;
mod classes;
mod coco;
mod draft;
mod error;
mod files;
mod json;
mod jsonl;
mod orientation;
mod record;
mod voc;
mod yolo;

pub use classes::ClassNames;
pub use coco::{CategoryIndexes, Coco, CocoOptions};
pub use error::{BadRecord, FormatError, Origin};
pub use jsonl::{JsonLines, JsonLinesOptions};
pub use record::Record;
pub use voc::{Voc, VocCorners, VocOptions};
pub use yolo::{Yolo, YoloOptions};

/// A record, or the problems of an invalid one. The iteration continues after an invalid record.
pub type Parsed = Result<Record, BadRecord>;
