use crate::geometry::ImageSize;
use crate::prediction::findings::Findings;
use crate::prediction::{InferenceType, WireShape};
use crate::problem::ProblemKind;
use crate::wire::Sink;

/// A mask: a text in an encoding that the platform does not document. It is sent unchanged.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mask(String);

impl Mask {
    /// Creates a mask from its encoded text.
    pub fn new(encoded: impl Into<String>) -> Self {
        Self(encoded.into())
    }

    /// Returns the encoded text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

macro_rules! from_text {
    ($($text:ty),+) => {$(
        impl From<$text> for Mask {
            fn from(encoded: $text) -> Self {
                Self(encoded.to_string())
            }
        }
    )+};
}

from_text!(&str, &&str, &String);

impl From<String> for Mask {
    fn from(encoded: String) -> Self {
        Self(encoded)
    }
}

impl WireShape for Mask {
    const TYPE: InferenceType = InferenceType::Mask;
    const FIELD: Option<(&'static str, &'static str)> = Some(("detection_masks", "masks"));

    fn write(&self, out: &mut impl Sink) {
        out.json(&self.0);
    }

    fn validate(shapes: &mut [Self], _: ImageSize, findings: &mut Findings<'_, '_>) {
        for (index, _) in shapes.iter().enumerate().filter(|(_, mask)| mask.0.is_empty()) {
            let kind = ProblemKind::Invalid("the mask is empty".to_owned());
            findings.invalid(index, format_args!("detection_masks[{index}]"), kind);
        }
    }
}
