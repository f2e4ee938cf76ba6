use picsellia_core::Body;

use crate::Failure;
use crate::sample::Sample;

/// The body that is sent.
pub(super) enum Content {
    Prebuilt(Body),
    Building(Sample),
}

impl Content {
    /// Bytes that were made beforehand, in one piece.
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
