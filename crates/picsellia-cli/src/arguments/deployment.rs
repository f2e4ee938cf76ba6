use clap::Args;

use super::expected_type::ExpectedType;

/// The deployment that a command is about.
#[derive(Debug, Args)]
pub(crate) struct DeploymentOption {
    /// Name or UUID of the deployment
    #[arg(long, value_name = "NAME|UUID")]
    pub(crate) deployment: String,
}

/// Where predictions are sent: a deployment, or nowhere in a dry run.
#[derive(Debug, Args)]
pub(crate) struct Destination {
    #[command(flatten)]
    target: Target,

    #[command(flatten)]
    pub(crate) expected_type: ExpectedType,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
struct Target {
    /// Name or UUID of the deployment to send to
    #[arg(long, value_name = "NAME|UUID")]
    deployment: Option<String>,

    /// Validate everything, print the result and send nothing; makes no connection
    #[arg(long)]
    dry_run: bool,
}

impl Destination {
    /// Returns the name or UUID of the deployment. `None` in a dry run.
    pub(crate) fn deployment(&self) -> Option<&str> {
        self.target.deployment.as_deref().filter(|_| !self.target.dry_run)
    }
}

/// A stored prediction, found by the id of its receipt.
#[derive(Debug, Args)]
pub(crate) struct StoredPredictionArguments {
    /// Prediction id, as printed by `picsellia monitor`
    pub(crate) id: String,

    /// Name or UUID of the prediction's deployment [default: search all deployments]
    #[arg(long, value_name = "NAME|UUID")]
    pub(crate) deployment: Option<String>,
}
