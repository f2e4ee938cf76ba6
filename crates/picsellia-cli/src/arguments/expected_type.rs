use clap::Args;
use picsellia_deploy::InferenceType;

use crate::failure::Failure;

/// The type of deployment that a prediction is meant for.
#[derive(Debug, Args)]
pub(crate) struct ExpectedType {
    /// Fail unless the deployment has this type; with --dry-run, the type to assume
    /// [default with --dry-run: OBJECT_DETECTION]
    #[arg(long = "type", value_name = "TYPE")]
    inference_type: Option<InferenceType>,
}

impl ExpectedType {
    /// Returns the type to assume when no deployment is looked up.
    pub(crate) fn assumed(&self) -> InferenceType {
        self.inference_type.unwrap_or(InferenceType::ObjectDetection)
    }

    /// Rejects a deployment whose type is not the expected one.
    pub(crate) fn check(&self, actual: InferenceType) -> Result<(), Failure> {
        match self.inference_type {
            Some(expected) if expected != actual => Err(Failure::invalid(format!(
                "the deployment is of type {actual}, not {expected}; nothing was sent"
            ))),
            _ => Ok(()),
        }
    }
}
