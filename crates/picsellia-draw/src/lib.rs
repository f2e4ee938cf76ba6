#![doc = include_str!("../README.md")]

mod canvas;
mod drawing;
mod marks;
mod save;

/// Pictures and drawings are types of this crate.
pub use image;

pub use drawing::Drawing;
pub use save::{SaveError, save};
