use crate::geometry::ImageSize;
use crate::prediction::findings::Findings;
use crate::prediction::{InferenceType, WireShape};
use crate::wire::Sink;

/// No shape: the class is that of the whole image.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct WholeImage;

impl WireShape for WholeImage {
    const TYPE: InferenceType = InferenceType::Classification;
    const FIELD: Option<(&'static str, &'static str)> = None;
    const ONLY: Option<Self> = Some(Self);

    fn write(&self, _: &mut impl Sink) {}

    fn validate(_: &mut [Self], _: ImageSize, _: &mut Findings<'_, '_>) {}
}
