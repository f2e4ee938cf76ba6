use std::fmt;

use serde_json::{Map, Value};

use crate::id::id;

id! {
    /// The id of a prediction at the monitoring service: a UUID, `oracle_prediction_id` elsewhere.
    PredictionId
}

/// The service's word that it has the prediction.
#[derive(Clone, Debug, PartialEq)]
pub struct MonitorReceipt {
    id: Option<PredictionId>,
    already_processed: bool,
    body: Map<String, Value>,
}

impl MonitorReceipt {
    /// The id of the prediction: what a shadow prediction or a look-up refers to. The service has
    /// always sent one with a prediction that it accepted; where a replay was [already
    /// processed](Self::already_processed) there is none.
    #[must_use]
    pub fn id(&self) -> Option<&PredictionId> {
        self.id.as_ref()
    }

    /// Whether the prediction had arrived by an earlier attempt whose response was lost, so that
    /// the service refused the replay as a duplicate. It is stored once.
    #[must_use]
    pub fn already_processed(&self) -> bool {
        self.already_processed
    }

    /// The whole response of the service.
    #[must_use]
    pub fn body(&self) -> &Map<String, Value> {
        &self.body
    }

    /// A receipt of the response 201 with this JSON object.
    #[must_use]
    pub fn accepted(body: Map<String, Value>) -> Self {
        Self { id: id_of(&body), already_processed: false, body }
    }

    /// A receipt of the response 409 to the replay of a prediction that had arrived before; `body`
    /// is that response's.
    #[must_use]
    pub fn replayed(body: &[u8]) -> Self {
        let body: Map<String, Value> = serde_json::from_slice(body).unwrap_or_default();
        Self { id: id_of(&body), already_processed: true, body }
    }
}

impl fmt::Display for MonitorReceipt {
    /// The id of the prediction, or why there is none.
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
