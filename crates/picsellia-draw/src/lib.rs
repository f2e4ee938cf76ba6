#![doc = include_str!("../README.md")]

mod canvas;
mod drawing;
mod marks;
mod save;

/// The crate that provides the types of pictures and drawings.
pub use image;

pub use drawing::Drawing;
pub use save::{SaveError, save};
