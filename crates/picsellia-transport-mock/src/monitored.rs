use std::fmt;

use picsellia_core::{MonitorRequest, Prediction, PredictionId, Shadow, Timestamp};

use crate::text::{counted, quoted};

/// A prediction that was monitored.
///
/// `Display` is one line, such as
/// `door.png on "doors": 2 detections, source "camera-1", tags "night"`.
#[derive(Clone, Debug)]
pub struct Monitored {
    pub(crate) id: PredictionId,
    pub(crate) deployment_id: String,
    pub(crate) deployment: String,
    pub(crate) idempotency_key: Option<String>,
    pub(crate) received_at: Timestamp,
    pub(crate) request: MonitorRequest,
    pub(crate) late_shadow: Option<Shadow>,
}

impl Monitored {
    /// Returns the id of the prediction.
    #[must_use]
    pub fn id(&self) -> &PredictionId {
        &self.id
    }

    /// Returns the id of the deployment that it was sent to.
    #[must_use]
    pub fn deployment_id(&self) -> &str {
        &self.deployment_id
    }

    /// Returns the name of the deployment that it was sent to, or its id if no request used its
    /// name.
    #[must_use]
    pub fn deployment(&self) -> &str {
        &self.deployment
    }

    /// Returns the `Idempotency-Key` of the request.
    #[must_use]
    pub fn idempotency_key(&self) -> Option<&str> {
        self.idempotency_key.as_deref()
    }

    /// Returns when it was received, by the clock of the mock.
    #[must_use]
    pub fn received_at(&self) -> Timestamp {
        self.received_at
    }

    /// Returns the decoded request.
    #[must_use]
    pub fn request(&self) -> &MonitorRequest {
        &self.request
    }

    /// Returns its data source: the one of the request, or `serving`.
    #[must_use]
    pub fn source(&self) -> &str {
        self.request.source().unwrap_or("serving")
    }

    /// Returns its tags.
    #[must_use]
    pub fn tags(&self) -> &[String] {
        self.request.tags().unwrap_or_default()
    }

    /// Returns the shadow prediction, whether it was sent with the request or added later.
    #[must_use]
    pub fn shadow(&self) -> Option<&Shadow> {
        self.request.shadow().or(self.late_shadow.as_ref())
    }
}

impl fmt::Display for Monitored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let found = self.request.prediction();
        let found = counted(found.len(), unit(found));
        write!(
            f,
            "{} on {:?}: {found}, source {:?}",
            self.request.filename(),
            self.deployment,
            self.source()
        )?;
        if !self.tags().is_empty() {
            write!(f, ", tags {}", quoted(self.tags()))?;
        }
        if self.shadow().is_some() {
            f.write_str(", with a shadow")?;
        }
        Ok(())
    }
}

/// Returns the name of one object of a prediction.
fn unit(prediction: &Prediction) -> &'static str {
    match prediction {
        Prediction::Classification(_) => "classification",
        Prediction::Detection(_) => "detection",
        Prediction::Segmentation(_) => "polygon",
        Prediction::Line(_) => "line",
        Prediction::Point(_) => "point",
        Prediction::Keypoint(_) => "skeleton",
        Prediction::Mask(_) => "mask",
        _ => "object",
    }
}
