use std::str::FromStr;

use picsellia_deploy::InferenceType;
use serde::Deserialize;
use serde::de::Error as _;

/// A deployment of the service.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Deployment {
    pub(super) name: String,
    #[serde(rename = "type", default = "boxes", deserialize_with = "known_type")]
    pub(super) inference_type: InferenceType,
    /// `None` keeps the labels that the deployment has.
    pub(super) labels: Option<Vec<String>>,
}

fn boxes() -> InferenceType {
    InferenceType::ObjectDetection
}

fn known_type<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<InferenceType, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
}

impl FromStr for Deployment {
    type Err = String;

    /// Parses `NAME`, for object detection, `NAME:TYPE` or `NAME:TYPE:LABEL,LABEL`.
    ///
    /// A name may hold colons. A part in capitals that is not a type is an error, because it is
    /// probably a mistyped type.
    fn from_str(text: &str) -> Result<Self, String> {
        let typed = |text: &str| {
            let (name, inference_type) = text.rsplit_once(':')?;
            Some((name.to_owned(), inference_type.parse::<InferenceType>().ok()?))
        };
        let labeled = || {
            let (rest, labels) = text.rsplit_once(':')?;
            let (name, inference_type) = typed(rest)?;
            Some((name, inference_type, Some(labels.split(',').map(str::to_owned).collect())))
        };
        let (name, inference_type, labels) = typed(text)
            .map(|(name, inference_type)| (name, inference_type, None))
            .or_else(labeled)
            .unwrap_or_else(|| (text.to_owned(), boxes(), None));
        if name.is_empty() {
            return Err("the name of the deployment is empty".to_owned());
        }
        if labels.is_none()
            && let Some(mistyped) = name.split(':').skip(1).find(|part| looks_like_a_type(part))
        {
            return mistyped.parse::<InferenceType>().map_or_else(
                |error| Err(error.to_string()),
                |known| Err(format!("invalid labels after the type {known}: use NAME:TYPE:LABEL,LABEL")),
            );
        }
        Ok(Self { name, inference_type, labels })
    }
}

/// Returns whether a text is written like a type: in capitals.
fn looks_like_a_type(text: &str) -> bool {
    text.len() > 1 && text.chars().all(|c| c.is_ascii_uppercase() || c == '_')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn only_a_known_type_counts_as_one() {
        let boxes = InferenceType::ObjectDetection;
        let kinds = InferenceType::Classification;
        for (text, name, inference_type, labels) in [
            ("doors", "doors", boxes, None),
            ("cam:1", "cam:1", boxes, None),
            ("cam:1:CLASSIFICATION", "cam:1", kinds, None),
            ("cam:1:CLASSIFICATION:cat,big dog", "cam:1", kinds, Some(vec!["cat", "big dog"])),
            ("a:b:c", "a:b:c", boxes, None),
            ("line:A", "line:A", boxes, None),
        ] {
            let labels = labels.map(|labels| labels.into_iter().map(str::to_owned).collect());
            let expected = Deployment { name: name.to_owned(), inference_type, labels };
            assert_eq!(text.parse(), Ok(expected), "{text}");
        }
        for text in ["", ":CLASSIFICATION", ":CLASSIFICATION:a"] {
            text.parse::<Deployment>().expect_err(text);
        }
        for text in ["doors:DETECTION", "doors:BOXES:person,car", "doors:BOXES:CLASSIFICATION"] {
            let error = text.parse::<Deployment>().expect_err(text);
            assert!(error.contains("is not one of NOT_CONFIGURED, CLASSIFICATION"), "{text}: {error}");
        }
    }
}
