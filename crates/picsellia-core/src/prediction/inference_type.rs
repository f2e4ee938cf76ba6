use std::fmt;
use std::str::FromStr;

/// What a deployment's model infers, as the platform names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InferenceType {
    /// No model is set yet. Such a deployment takes no prediction.
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
    /// Several of the above. Such a deployment takes no prediction.
    Multi,
    /// A type that this version does not know. Such a deployment can be looked at, and takes no
    /// prediction.
    Unknown,
}

/// A name that is no type of deployment. `Display` names it and those that are.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the deployment type {0:?} is not one of {known}", known = InferenceType::names())]
pub struct UnknownInferenceType(String);

impl InferenceType {
    /// Those that have a name on the wire.
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

    /// The name on the wire, such as `OBJECT_DETECTION`; `UNKNOWN` is in no list of names.
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
