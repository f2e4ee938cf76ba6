use picsellia_core::{Body, BodyBuffers};

use crate::Failure;
use crate::sample::Sample;

/// The body of each request: prebuilt, or built for each prediction.
pub(super) enum Content {
    Prebuilt(Body),
    Building(Sample, BodyBuffers),
}

impl Content {
    /// Builds the body once, in one piece.
    pub(super) fn prebuilt(sample: &Sample) -> Result<Self, Failure> {
        Ok(Self::Prebuilt(sample.request()?.encode().to_bytes()?.into()))
    }

    /// A body that is built for each request, as the facade does it.
    pub(super) fn building(sample: Sample) -> Self {
        Self::Building(sample, BodyBuffers::new())
    }

    pub(super) fn body(&self) -> Result<Body, Failure> {
        Ok(match self {
            Self::Prebuilt(body) => body.clone(),
            Self::Building(sample, buffers) => sample.request()?.encode_with(buffers),
        })
    }
}
