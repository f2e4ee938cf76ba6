use std::sync::{Arc, OnceLock};

use super::oracle::Oracle;
use picsellia_core::endpoint::{DeploymentId, DeploymentInfo, GetDeploymentInfo};
use picsellia_core::{Connector, InferenceType, Prediction, Problem};

use crate::Client;
use crate::Error;
use crate::async_mutex::AsyncMutex;
use crate::error::ConfigError;
use crate::error::InvalidInput;
use crate::sessions::Sessions;

/// A model in production, whose predictions are monitored. A clone is cheap and shares the session.
#[derive(Clone, Debug)]
pub struct Deployment(pub(super) Arc<Inner>, Client);

#[derive(Debug)]
pub(super) struct Inner {
    pub(super) info: DeploymentInfo,
    /// Shared with what [`refresh`](Deployment::refresh) gives, as long as the host is the same.
    pub(super) oracle: Option<Arc<Oracle>>,
    pub(super) connector: OnceLock<Connector>,
    /// Held while the connector is asked for.
    pub(super) connecting: AsyncMutex,
}

impl Deployment {
    pub(crate) fn new(client: Client, info: DeploymentInfo) -> Result<Self, Error> {
        let oracle = match info.oracle_host.clone() {
            Some(host) => {
                client.check_host(&host)?;
                let (caller, id) = (client.caller(), info.id.clone());
                let sessions = Sessions::new(caller.clone(), host.clone(), id, client.credentials());
                Some(Arc::new(Oracle::new(caller.clone(), host, sessions)))
            }
            None => None,
        };
        Ok(Self::of(client, info, oracle))
    }

    fn of(client: Client, info: DeploymentInfo, oracle: Option<Arc<Oracle>>) -> Self {
        let (connector, connecting) = (OnceLock::new(), AsyncMutex::default());
        Self(Arc::new(Inner { info, oracle, connector, connecting }), client)
    }

    /// Reads the deployment again: what it is now. This value stays as it was found.
    ///
    /// One that was found before it had a model is of type [`NotConfigured`](InferenceType::NotConfigured) and refuses
    /// every prediction until then. The session with the monitoring service goes on; the storage of cloud images is
    /// asked for again.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Rejected`](crate::ErrorKind::Rejected) with the status 404, if it is no longer there.
    pub async fn refresh(&self) -> Result<Self, Error> {
        let info = self.client().call(&GetDeploymentInfo::new(self.id())).await?;
        if info.oracle_host == self.0.info.oracle_host && &info.id == self.id() {
            return Ok(Self::of(self.client().clone(), info, self.0.oracle.clone()));
        }
        Self::new(self.client().clone(), info)
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &DeploymentId {
        &self.0.info.id
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.info.name
    }

    /// What its model infers: the type that predictions must have.
    #[must_use]
    pub fn inference_type(&self) -> InferenceType {
        self.0.info.inference_type
    }

    /// The same as the platform names it, such as `OBJECT_DETECTION`: all there is to say of an
    /// [`Unknown`](InferenceType::Unknown) type.
    #[must_use]
    pub fn type_name(&self) -> &str {
        &self.0.info.type_name
    }

    pub(super) fn client(&self) -> &Client {
        &self.1
    }

    pub(super) fn oracle(&self) -> Result<&Oracle, Error> {
        self.0.oracle.as_deref().ok_or_else(|| ConfigError::NotMonitored(self.name().to_owned()).into())
    }

    pub(super) fn check_type(&self, path: &str, prediction: &Prediction) -> Result<(), InvalidInput> {
        let (given, wanted) = (prediction.inference_type(), self.inference_type());
        if given == wanted {
            return Ok(());
        }
        let name = self.name();
        let message = match wanted {
            InferenceType::Unknown => format!(
                "the deployment {name:?} is of type {:?}, which this version of the SDK does not know: it can be looked \
                 at, and not monitored",
                self.type_name()
            ),
            InferenceType::NotConfigured => format!(
                "the prediction is of type {given}, but the deployment {name:?} had no model when it was found: \
                 once it has one, Deployment::refresh reads its type"
            ),
            _ => format!("the prediction is of type {given}, but the deployment {name:?} is {wanted}"),
        };
        Err(Problem::invalid(path, message).into())
    }
}
