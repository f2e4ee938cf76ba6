//! Reads model outputs into predictions, without depending on what runs the models.

mod candidate;
mod class_map;
mod gather;
mod input_transform;
mod nms;
mod reader;
mod settings;
#[cfg(feature = "ndarray")]
mod views;
mod yolo;

pub use class_map::ClassMap;
pub use input_transform::InputTransform;
pub use reader::DetectionReader;
