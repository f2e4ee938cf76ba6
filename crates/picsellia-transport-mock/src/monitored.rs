use std::fmt;

use picsellia_core::{MonitorRequest, Prediction, PredictionId, Shadow, Timestamp};

use crate::text::{counted, quoted};

/// A prediction that was monitored. `Display` is one line, such as
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
    /// The id that the service gave it.
    #[must_use]
    pub fn id(&self) -> &PredictionId {
        &self.id
    }

    /// The id of the deployment that it was sent to.
    #[must_use]
    pub fn deployment_id(&self) -> &str {
        &self.deployment_id
    }

    /// The name of the deployment that it was sent to; its id if nobody asked for it by its name.
    #[must_use]
    pub fn deployment(&self) -> &str {
        &self.deployment
    }

    /// The `Idempotency-Key` that it came with.
    #[must_use]
    pub fn idempotency_key(&self) -> Option<&str> {
        self.idempotency_key.as_deref()
    }

    /// When it came, on the clock of the mock.
    #[must_use]
    pub fn received_at(&self) -> Timestamp {
        self.received_at
    }

    /// What was sent, decoded.
    #[must_use]
    pub fn request(&self) -> &MonitorRequest {
        &self.request
    }

    /// The data source that its Data has: the one that was sent, or `serving`.
    #[must_use]
    pub fn source(&self) -> &str {
        self.request.source().unwrap_or("serving")
    }

    /// The tags that its Data has.
    #[must_use]
    pub fn tags(&self) -> &[String] {
        self.request.tags().unwrap_or_default()
    }

    /// The shadow prediction, whether it was sent along or added later.
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

/// What one object of a prediction is called.
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
