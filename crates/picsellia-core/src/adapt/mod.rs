//! From what models write to a prediction, without depending on what runs them.

mod class_map;
mod gather;
mod input_transform;
mod nms;
mod reader;
#[cfg(feature = "ndarray")]
mod views;
mod yolo;

pub use class_map::ClassMap;
pub use input_transform::InputTransform;
pub use reader::DetectionReader;
