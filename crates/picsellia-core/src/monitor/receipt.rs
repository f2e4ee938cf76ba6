use std::fmt;

use serde_json::{Map, Value};

use crate::id::id;

id! {
    /// The id of a prediction at the monitoring service: a UUID, `oracle_prediction_id` elsewhere.
    PredictionId
}

/// The service's confirmation that it has stored a prediction.
#[derive(Clone, Debug, PartialEq)]
pub struct MonitorReceipt {
    id: Option<PredictionId>,
    already_processed: bool,
    body: Map<String, Value>,
}

impl MonitorReceipt {
    /// Returns the id of the prediction, which a shadow prediction or a lookup refers to.
    ///
    /// The service returns one with each prediction that it accepts. If the request was [already
    /// processed](Self::already_processed), there is none.
    #[must_use]
    pub fn id(&self) -> Option<&PredictionId> {
        self.id.as_ref()
    }

    /// Returns whether an earlier attempt had already stored the prediction, so that the service
    /// refused this one as a duplicate. The prediction is stored once.
    #[must_use]
    pub fn already_processed(&self) -> bool {
        self.already_processed
    }

    /// Returns the whole response of the service.
    #[must_use]
    pub fn body(&self) -> &Map<String, Value> {
        &self.body
    }

    /// Creates a receipt from the JSON object of a response with status 201.
    #[must_use]
    pub fn accepted(body: Map<String, Value>) -> Self {
        Self { id: id_of(&body), already_processed: false, body }
    }

    /// Creates a receipt from the body of a response with status 409 to a prediction that was
    /// stored before.
    #[must_use]
    pub fn replayed(body: &[u8]) -> Self {
        let body: Map<String, Value> = serde_json::from_slice(body).unwrap_or_default();
        Self { id: id_of(&body), already_processed: true, body }
    }
}

impl fmt::Display for MonitorReceipt {
    /// Writes the id of the prediction, or why there is none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.id, self.already_processed) {
            (Some(id), _) => id.fmt(f),
            (None, true) => f.write_str("already processed"),
            (None, false) => f.write_str("accepted without an id"),
        }
    }
}

fn id_of(body: &Map<String, Value>) -> Option<PredictionId> {
    match body.get("id")? {
        Value::String(id) => Some(PredictionId::new(id)),
        Value::Number(id) => Some(PredictionId::new(id.to_string())),
        _ => None,
    }
}
