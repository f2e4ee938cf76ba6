use crate::geometry::{self, GeometryPolicy, ImageSize, RawBox, Repair};
use crate::prediction::{InferenceType, WireShape};
use crate::problem::Problems;
use crate::wire::Sink;

impl WireShape for RawBox {
    const TYPE: InferenceType = InferenceType::ObjectDetection;
    const FIELD: Option<(&'static str, &'static str)> = Some(("detection_boxes", "boxes"));

    fn write(&self, out: &mut impl Sink) {
        out.integers(&self.to_tlbr());
    }

    fn judge(
        shapes: &mut [Self],
        size: ImageSize,
        policy: GeometryPolicy,
        problems: &mut Problems<'_>,
        repairs: &mut Vec<Repair>,
    ) {
        geometry::validate(shapes, size, policy, |index, outcome| {
            let path = format_args!("detection_boxes[{index}]");
            match outcome {
                Ok(kind) => repairs.push(Repair { path: problems.path(path), kind }),
                Err(error) => problems.add(path, error),
            }
        });
    }
}
