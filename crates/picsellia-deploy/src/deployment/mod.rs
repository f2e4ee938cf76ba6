//! What a [`Deployment`](crate::Deployment) is configured with: its settings, models and labels.

mod find;
pub(crate) mod handle;
mod monitor;
pub(crate) mod monitor_call;
mod oracle;
mod settings;
mod statistics;
mod storage;

pub use picsellia_core::endpoint::{
    DeploymentId, DeploymentInfo, DeploymentSettings, DeploymentUpdate, Label, LabelId, LabelMapError,
    ModelVersion, ModelVersionId,
};
