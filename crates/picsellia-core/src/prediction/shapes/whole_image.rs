use crate::geometry::{GeometryPolicy, ImageSize, Repair};
use crate::prediction::{InferenceType, WireShape};
use crate::problem::Problems;
use crate::wire::Sink;

/// No shape: the class is that of the whole image.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct WholeImage;

impl WireShape for WholeImage {
    const TYPE: InferenceType = InferenceType::Classification;
    const FIELD: Option<(&'static str, &'static str)> = None;
    const ONLY: Option<Self> = Some(Self);

    fn write(&self, _: &mut impl Sink) {}

    fn judge(_: &mut [Self], _: ImageSize, _: GeometryPolicy, _: &mut Problems<'_>, _: &mut Vec<Repair>) {}
}
