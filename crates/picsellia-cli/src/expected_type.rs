//! The type that a prediction is for, where the command line says it.

use clap::Args;
use picsellia_deploy::InferenceType;

use crate::failure::Failure;

/// Flattened into the commands that send predictions.
#[derive(Debug, Args)]
pub(crate) struct ExpectedType {
    /// The type that the deployment has to have; with --dry-run the one that it is taken to have
    /// [default there: OBJECT_DETECTION].
    #[arg(long = "type", value_name = "TYPE")]
    inference_type: Option<InferenceType>,
}

impl ExpectedType {
    /// What stands for the type of a deployment that is not asked for.
    pub(crate) fn assumed(&self) -> InferenceType {
        self.inference_type.unwrap_or(InferenceType::ObjectDetection)
    }

    /// Refuses a deployment of another type than was said.
    pub(crate) fn check(&self, actual: InferenceType) -> Result<(), Failure> {
        match self.inference_type {
            Some(wanted) if wanted != actual => Err(Failure::invalid(format!(
                "the deployment is of type {actual}, not {wanted}: nothing was sent"
            ))),
            _ => Ok(()),
        }
    }
}
