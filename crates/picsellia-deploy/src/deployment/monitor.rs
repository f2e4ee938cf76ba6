use picsellia_core::endpoint::{AddShadow, Data, GetConnector, Monitor};
use picsellia_core::{
    CloudImage, Connector, DeliveryState, MonitorReceipt, MonitorRequest, PredictionId, Shadow,
};

use crate::Deployment;
use crate::Error;
use crate::key::new_key;

impl Deployment {
    /// Sends a prediction, and returns when the monitoring service has it.
    ///
    /// The first call logs in. Where an attempt fails, the [`RetryPolicy`](crate::RetryPolicy) of the client decides
    /// whether and when it is made again; all attempts carry the same `Idempotency-Key`, and the same bytes. A refusal
    /// as "already processed" after an attempt whose response was lost means that it had arrived. A session that
    /// the service no longer accepts is renewed once.
    ///
    /// One request is one prediction: the key stays with it, so after an error the same request may be sent again, and
    /// a service that knows the key (the local one does) stores it once. Doubt stays with it, too: if an earlier call may
    /// have delivered it, a refusal as "already processed" is a receipt.
    ///
    /// # Errors
    ///
    /// By their [`ErrorKind`](crate::ErrorKind): `Invalid` if the prediction is not of the deployment's type (nothing is
    /// sent); `Login` and `Authentication` if there is no session with the service; `Rejected` and `Transport` as they
    /// say; `Unreadable` if the service answered 201 with something that is no receipt: then the prediction is probably
    /// stored, and [`UnreadableResponse::body`](crate::error::UnreadableResponse::body) holds what it said.
    pub async fn monitor(&self, request: &MonitorRequest) -> Result<MonitorReceipt, Error> {
        let oracle = self.oracle()?;
        self.check_type("raw_predictions", request.prediction())?;
        let body = request.encode();
        let key = request.get_or_set_idempotency_key(new_key);
        let monitor = Monitor::new(self.id(), key, &body);
        oracle
            .deliver(&monitor, key, request.delivery_state(), self.client().options(), |conflict| {
                MonitorReceipt::replayed(conflict.body())
            })
            .await
    }

    /// Adds a shadow model's prediction to one that was monitored, by the id of its receipt. A shadow prediction that
    /// is known in time is better sent along: see [`MonitorRequestBuilder::shadow`](crate::request::MonitorRequestBuilder::shadow).
    ///
    /// # Errors
    ///
    /// As [`monitor`](Self::monitor). A prediction that has a shadow already is refused with the status 409; called again after
    /// an error that [may have been accepted](Error::may_have_been_accepted), that shadow may be this very one.
    pub async fn monitor_shadow(&self, prediction: &PredictionId, shadow: &Shadow) -> Result<(), Error> {
        let oracle = self.oracle()?;
        self.check_type("shadow_raw_predictions", shadow.prediction())?;
        let (key, body, state) = (new_key(), shadow.encode(), DeliveryState::default());
        oracle
            .deliver(&AddShadow::new(prediction, &key, &body), &key, &state, self.client().options(), |_| ())
            .await
    }

    /// The object storage that the deployment's images are in. It is asked for once.
    ///
    /// # Errors
    ///
    /// [`Error`], where the platform does not tell.
    pub async fn connector(&self) -> Result<&Connector, Error> {
        let _guard = self.0.connecting.lock().await;
        if let Some(connector) = self.0.connector.get() {
            return Ok(connector);
        }
        let connector = self.client().call(&GetConnector::new(self.id())).await?;
        Ok(self.0.connector.get_or_init(|| connector))
    }

    /// An image that is in the deployment's storage already, by the name of its object: for a request that sends no
    /// bytes. State its size with [`CloudImage::with_size`].
    ///
    /// # Errors
    ///
    /// As [`connector`](Self::connector).
    pub async fn cloud_image(&self, object_name: impl Into<String>) -> Result<CloudImage, Error> {
        Ok(CloudImage::new(self.connector().await?.clone(), object_name))
    }

    /// The image of a Data, for a request that sends no bytes.
    ///
    /// # Errors
    ///
    /// As [`connector`](Self::connector).
    pub async fn image_of(&self, data: &Data) -> Result<CloudImage, Error> {
        let mut image = self.cloud_image(&data.object_name).await?;
        if let Some(size) = data.size {
            image = image.with_size(size);
        }
        if let Ok(content_type) = data.content_type.parse() {
            image = image.with_content_type(content_type);
        }
        Ok(image)
    }
}
