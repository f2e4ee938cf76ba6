use picsellia_core::Body;

use crate::Failure;
use crate::sample::Sample;

/// The body of each request: prebuilt, or built for each prediction.
pub(super) enum Content {
    Prebuilt(Body),
    Building(Sample),
}

impl Content {
    /// Builds the body once, in one piece.
    pub(super) fn prebuilt(sample: &Sample) -> Result<Self, Failure> {
        Ok(Self::Prebuilt(sample.request()?.encode().to_bytes()?.into()))
    }

    pub(super) fn body(&self) -> Result<Body, Failure> {
        Ok(match self {
            Self::Prebuilt(body) => body.clone(),
            Self::Building(sample) => sample.request()?.encode(),
        })
    }
}
