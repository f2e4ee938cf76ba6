//! Finds what a person names on the command line.

use std::collections::BTreeMap;

use picsellia_deploy::deployment::DeploymentId;
use picsellia_deploy::{Client, Deployment, PredictedAsset, PredictionId};
use uuid::Uuid;

use crate::arguments::StoredPredictionArguments;
use crate::failure::{Exit, Failure};

/// Finds a deployment by its name, or by its id if the text is a UUID.
pub(crate) async fn deployment(client: &Client, name_or_id: &str) -> Result<Deployment, Failure> {
    let found = match uuid_of(name_or_id) {
        Some(id) => client.deployment_by_id(&DeploymentId::new(id)).await,
        None => client.deployment(name_or_id).await,
    };
    found.map_err(|error| {
        if error.is_not_found() {
            let organization = &client.organization().name;
            let message = format!("the organization {organization:?} has no deployment {name_or_id:?}");
            return Failure::new(Exit::NotFound, message)
                .hint("run `picsellia deployments list` to see them");
        }
        let mut failure = Failure::from(error);
        failure.message = format!("deployment {name_or_id:?}: {}", failure.message);
        failure
    })
}

const ID_HINT: &str = "use the id that `picsellia monitor` printed, or run `picsellia predictions find`";

/// Finds a stored prediction by the id of its receipt, on the named deployment or on all of them.
pub(crate) async fn prediction(
    client: &Client,
    arguments: &StoredPredictionArguments,
) -> Result<(Deployment, PredictedAsset), Failure> {
    let id = PredictionId::new(&arguments.id);
    let not_found = |place: String| {
        Failure::new(Exit::NotFound, format!("{place} has no prediction {:?}", arguments.id)).hint(ID_HINT)
    };
    if let Some(name) = &arguments.deployment {
        let deployment = deployment(client, name).await?;
        return match deployment.predicted_asset(&id).await {
            Ok(asset) => Ok((deployment, asset)),
            Err(error) if error.is_not_found() => {
                Err(not_found(format!("the deployment {:?}", deployment.name())))
            }
            Err(error) => Err(of_prediction(&id, error)),
        };
    }
    let mut deployments = client.stream_deployments();
    while let Some(found) = deployments.try_next().await? {
        let deployment = client.deployment_by_id(&found.id).await?;
        match deployment.predicted_asset(&id).await {
            Ok(asset) => return Ok((deployment, asset)),
            Err(error) if error.is_not_found() => {}
            Err(error) => return Err(of_prediction(&id, error)),
        }
    }
    Err(not_found(format!("the organization {:?}", client.organization().name)))
}

fn of_prediction(id: &PredictionId, error: picsellia_deploy::Error) -> Failure {
    let mut failure = Failure::from(error);
    failure.message = format!("prediction {id}: {}", failure.message);
    failure
}

/// Returns the class names of a deployment, from the label map of its model.
///
/// The map is empty if the deployment has no model, or its model has no label map.
pub(crate) async fn label_map(deployment: &Deployment) -> Result<BTreeMap<i64, String>, Failure> {
    let Some(model) = deployment.model_version().await? else { return Ok(BTreeMap::new()) };
    model.labels().cloned().map_err(|error| Failure::invalid(error.to_string()))
}

/// Returns the UUID that a text is, in its usual form.
pub(crate) fn uuid_of(text: &str) -> Option<String> {
    Uuid::try_parse(text).ok().map(|id| id.to_string())
}
