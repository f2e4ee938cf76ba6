use crate::geometry::{self, ImageSize, RawBox};
use crate::prediction::findings::Findings;
use crate::prediction::{InferenceType, WireShape};
use crate::wire::Sink;

impl WireShape for RawBox {
    const TYPE: InferenceType = InferenceType::ObjectDetection;
    const FIELD: Option<(&'static str, &'static str)> = Some(("detection_boxes", "boxes"));

    fn write(&self, out: &mut impl Sink) {
        out.integers(&self.to_tlbr());
    }

    fn validate(shapes: &mut [Self], size: ImageSize, findings: &mut Findings<'_, '_>) {
        let policy = findings.policy();
        geometry::validate(shapes, size, policy, |index, outcome| match outcome {
            Ok(kind) => findings.repaired(index, kind),
            Err(error) => findings.invalid(index, format_args!("detection_boxes[{index}]"), error),
        });
    }
}
