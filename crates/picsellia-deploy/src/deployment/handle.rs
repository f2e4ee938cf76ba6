use std::sync::{Arc, OnceLock};
use std::time::Duration;

use picsellia_core::endpoint::{DeploymentId, DeploymentInfo, GetDeploymentInfo};
use picsellia_core::{Connector, InferenceType, Prediction, Problem};

use super::oracle::Oracle;
use crate::async_mutex::AsyncMutex;
use crate::error::{ConfigError, InvalidInput};
use crate::sessions::Sessions;
use crate::{Client, Error, RetryPolicy};

/// A handle to a deployment: a model in production whose predictions are monitored.
///
/// [`Client::deployment`] finds it. A clone is cheap and shares the session with the monitoring
/// service.
///
/// ```
/// use std::time::Duration;
///
/// use picsellia_deploy::statistics::StatisticsFilter;
/// use picsellia_deploy::{Client, DetectionPrediction, Image, ImageSize};
/// use picsellia_transport_mock::{MockTransport, block_on};
///
/// # block_on(async {
/// let client = Client::builder(MockTransport::new()).token("the-api-token").connect().await?;
/// let doors = client.deployment("doors").await?;
///
/// let png = b"\x89PNG\r\n\x1a\n".to_vec();
/// let image = Image::from_bytes("door.png", png).with_size(ImageSize { width: 640, height: 480 });
/// let nothing = DetectionPrediction::builder().build()?;
/// doors.monitor(image, 0.257, nothing).source("camera-1").send().await?;
///
/// let last_hour = StatisticsFilter::new().since(Duration::from_secs(3600));
/// let metrics = doors.metrics(&last_hour).await?;
/// println!("{:?}", metrics.as_object());
/// # Ok::<(), picsellia_deploy::Error>(())
/// # }).unwrap();
/// ```
#[derive(Clone, Debug)]
pub struct Deployment(pub(super) Arc<Inner>, Client);

#[derive(Debug)]
pub(super) struct Inner {
    pub(super) info: DeploymentInfo,
    /// Shared with the handles that [`refresh`](Deployment::refresh) returns, as long as the host
    /// is the same.
    pub(super) oracle: Option<Arc<Oracle>>,
    pub(super) connector: OnceLock<Connector>,
    /// Held while the connector is looked up.
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

    /// Returns a handle with another retry policy, which shares the session.
    ///
    /// The time limit does not change, unless the policy has a [deadline](RetryPolicy::deadline()).
    #[must_use]
    pub fn with_retry_policy(&self, policy: RetryPolicy) -> Self {
        Self(Arc::clone(&self.0), self.1.with_retry_policy(policy))
    }

    /// Returns a handle with another time limit for each call, which shares the session.
    ///
    /// The limit includes the attempts, waits and login of a call.
    #[must_use]
    pub fn with_timeout(&self, timeout: Duration) -> Self {
        Self(Arc::clone(&self.0), self.1.with_timeout(timeout))
    }

    /// Reads the deployment again and returns a handle to its current state. This handle does not
    /// change.
    ///
    /// A deployment that was found before it had a model has the type
    /// [`NotConfigured`](InferenceType::NotConfigured) and rejects every prediction until it is
    /// refreshed. The new handle keeps the session, and looks the storage of cloud images up again.
    ///
    /// # Errors
    ///
    /// [`Error::is_not_found`] if the deployment no longer exists. Other [`Error`]s if the request
    /// fails.
    pub async fn refresh(&self) -> Result<Self, Error> {
        let info = self.client().call(&GetDeploymentInfo::new(self.id())).await?;
        if info.oracle_host == self.0.info.oracle_host && &info.id == self.id() {
            return Ok(Self::of(self.client().clone(), info, self.0.oracle.clone()));
        }
        Self::new(self.client().clone(), info)
    }

    /// Returns the id of the deployment.
    #[must_use]
    pub fn id(&self) -> &DeploymentId {
        &self.0.info.id
    }

    /// Returns the name of the deployment.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.info.name
    }

    /// Returns the type that predictions must have.
    #[must_use]
    pub fn inference_type(&self) -> InferenceType {
        self.0.info.inference_type
    }

    /// Returns the platform's name of the type, such as `OBJECT_DETECTION`.
    ///
    /// It is all that is known about a type that is [`Unknown`](InferenceType::Unknown) to this
    /// version of the SDK.
    #[must_use]
    pub fn type_name(&self) -> &str {
        &self.0.info.type_name
    }

    pub(crate) fn client(&self) -> &Client {
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
                "the deployment {name:?} is of type {:?}, which this version of the SDK does not support: \
                 its data can be read, but it cannot be monitored",
                self.type_name()
            ),
            InferenceType::NotConfigured => format!(
                "the prediction is of type {given}, but the deployment {name:?} had no model when it was found: \
                 call Deployment::refresh once it has one"
            ),
            _ => format!("the prediction is of type {given}, but the deployment {name:?} is {wanted}"),
        };
        Err(Problem::invalid(path, message).into())
    }
}
