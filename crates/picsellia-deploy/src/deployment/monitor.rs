use picsellia_core::endpoint::{AddShadow, Monitor};
use picsellia_core::{
    DeliveryState, ImageSource, MonitorReceipt, MonitorRequest, Prediction, PredictionId, Seconds, Shadow,
};

use crate::key::new_key;
use crate::{Deployment, Error, MonitorCall};

impl Deployment {
    /// Starts a call that monitors one prediction: what the model predicted for `image`, and how
    /// long it took.
    ///
    /// Add what else is known and [`send`](MonitorCall::send) it. The latency is a
    /// [`Duration`](std::time::Duration) or a number of seconds.
    ///
    /// To send the same prediction again after an error, build a [`MonitorRequest`] and
    /// [`send`](Self::send) that instead.
    pub fn monitor(
        &self,
        image: impl Into<ImageSource>,
        latency: impl Into<Seconds>,
        prediction: impl Into<Prediction>,
    ) -> MonitorCall {
        MonitorCall::new(self.clone(), MonitorRequest::builder(image, latency, prediction))
    }

    /// Sends a prediction and returns when the monitoring service has accepted it.
    ///
    /// The first call logs in. If an attempt fails, the [`RetryPolicy`](crate::RetryPolicy) decides
    /// whether and when it is made again, always with the same `Idempotency-Key` and the same
    /// bytes.
    ///
    /// A request is one prediction and keeps its key. You can send it again after an error, and a
    /// service that supports the key, such as the local one, stores it once. If an earlier attempt
    /// may have been accepted, the response "already processed" (409) counts as success.
    ///
    /// ```
    /// use picsellia_deploy::{Client, DetectionPrediction, Image, ImageSize, MonitorRequest};
    /// use picsellia_transport_mock::{MockTransport, block_on};
    ///
    /// # block_on(async {
    /// let client = Client::builder(MockTransport::new()).token("the-api-token").connect().await?;
    /// let doors = client.deployment("doors").await?;
    ///
    /// let png = b"\x89PNG\r\n\x1a\n".to_vec();
    /// let size = ImageSize { width: 640, height: 480 };
    /// let image = Image::from_bytes("door.png", png).with_size(size);
    /// let nothing = DetectionPrediction::builder().build()?;
    /// let request = MonitorRequest::builder(image, 0.257, nothing).build()?;
    /// if let Err(error) = doors.send(&request).await {
    ///     eprintln!("{error}, trying once more");
    ///     doors.send(&request).await?;
    /// }
    /// # Ok::<(), picsellia_deploy::Error>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// By [`ErrorKind`](crate::ErrorKind):
    ///
    /// * `Invalid` if the prediction does not have the deployment's type. Nothing is sent.
    /// * `Login` and `Authentication` if the login failed, and `DeadlinePassed` if the time was up
    ///   before an attempt. That attempt was not made, but an earlier one may have been accepted.
    /// * `Rejected` if the service refused the prediction, and `Transport` if there was no complete
    ///   response.
    /// * `Unreadable` if the service reported success (201) but its receipt could not be parsed.
    ///   The prediction is probably stored, and
    ///   [`UnreadableResponse::body`](crate::error::UnreadableResponse::body) holds the response.
    ///
    /// In every case [`Error::may_have_been_accepted`] says whether the prediction may be stored.
    pub async fn send(&self, request: &MonitorRequest) -> Result<MonitorReceipt, Error> {
        let oracle = self.oracle()?;
        self.check_type("raw_predictions", request.prediction())?;
        let body = request.encode_with(&self.client().caller().buffers);
        let key = request.get_or_set_idempotency_key(new_key);
        let monitor = Monitor::new(self.id(), key, &body);
        oracle
            .deliver(&monitor, key, request.delivery_state(), self.client().options(), |conflict| {
                MonitorReceipt::replayed(conflict.body())
            })
            .await
    }

    /// Adds a shadow model's prediction to a prediction that was monitored earlier, by the id of
    /// its receipt.
    ///
    /// If the shadow prediction is available in time, send both in one request with
    /// [`MonitorCall::shadow`] instead.
    ///
    /// # Errors
    ///
    /// [`Error::is_conflict`] if the prediction already has a shadow prediction. After an error
    /// that [may have been accepted](Error::may_have_been_accepted), it may be this very one. Other
    /// errors are those of [`send`](Self::send).
    pub async fn monitor_shadow(&self, prediction: &PredictionId, shadow: &Shadow) -> Result<(), Error> {
        let oracle = self.oracle()?;
        self.check_type("shadow_raw_predictions", shadow.prediction())?;
        let (key, body, state) = (new_key(), shadow.encode(), DeliveryState::default());
        oracle
            .deliver(&AddShadow::new(prediction, &key, &body), &key, &state, self.client().options(), |_| ())
            .await
    }
}
