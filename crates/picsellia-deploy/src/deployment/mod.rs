//! What a [`Deployment`](crate::Deployment) is configured with: its settings, models and labels.

pub(crate) mod handle;
mod monitor;
mod oracle;
mod predictions;
mod settings;

pub use picsellia_core::endpoint::{
    DeploymentId, DeploymentInfo, DeploymentSettings, DeploymentUpdate, Label, LabelId, LabelMapError,
    ModelVersion, ModelVersionId,
};
