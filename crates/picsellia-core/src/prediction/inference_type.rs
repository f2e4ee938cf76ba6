use std::fmt;
use std::str::FromStr;

/// What a deployment's model predicts, in the platform's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InferenceType {
    /// No model is set yet. Such a deployment accepts no prediction.
    NotConfigured,
    /// A class for the whole image.
    Classification,
    /// Boxes.
    ObjectDetection,
    /// Polygons.
    Segmentation,
    /// Points.
    Point,
    /// Skeletons of points.
    Keypoint,
    /// Polylines.
    Line,
    /// Bitmaps.
    Mask,
    /// Several of the above. Such a deployment accepts no prediction.
    Multi,
    /// A type that this version does not know. Such a deployment can be read, and accepts no
    /// prediction.
    Unknown,
}

/// An unknown name of a deployment type. `Display` lists the valid ones.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the deployment type {0:?} is not one of {known}", known = InferenceType::names())]
pub struct UnknownInferenceType(String);

impl InferenceType {
    /// The types that have a name in the wire format.
    const ALL: [Self; 9] = [
        Self::NotConfigured,
        Self::Classification,
        Self::ObjectDetection,
        Self::Segmentation,
        Self::Point,
        Self::Keypoint,
        Self::Line,
        Self::Mask,
        Self::Multi,
    ];

    /// Returns the name in the wire format, such as `OBJECT_DETECTION`. `UNKNOWN` cannot be parsed.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotConfigured => "NOT_CONFIGURED",
            Self::Classification => "CLASSIFICATION",
            Self::ObjectDetection => "OBJECT_DETECTION",
            Self::Segmentation => "SEGMENTATION",
            Self::Point => "POINT",
            Self::Keypoint => "KEYPOINT",
            Self::Line => "LINE",
            Self::Mask => "MASK",
            Self::Multi => "MULTI",
            Self::Unknown => "UNKNOWN",
        }
    }

    fn names() -> String {
        Self::ALL.map(Self::as_str).join(", ")
    }
}

impl fmt::Display for InferenceType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for InferenceType {
    type Err = UnknownInferenceType;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|known| known.as_str() == name)
            .ok_or_else(|| UnknownInferenceType(name.to_owned()))
    }
}
