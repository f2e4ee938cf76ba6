use std::fmt;

use clap::Args;
use serde::Serialize;

/// What is sent, and how many at a time.
#[derive(Args, Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Scenario {
    /// The size of the image, in bytes.
    #[arg(long)]
    pub(crate) image_bytes: usize,
    /// The number of boxes in the prediction.
    #[arg(long)]
    pub(crate) boxes: usize,
    /// The number of predictions in flight.
    #[arg(long)]
    pub(crate) in_flight: usize,
}

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { image_bytes, boxes, in_flight } = self;
        match image_bytes {
            bytes if bytes % 1_000_000 == 0 => write!(f, "{} MB", bytes / 1_000_000)?,
            bytes if bytes % 1_000 == 0 => write!(f, "{} KB", bytes / 1_000)?,
            bytes => write!(f, "{bytes} bytes")?,
        }
        write!(f, ", {boxes} boxes, {in_flight} in flight")
    }
}
