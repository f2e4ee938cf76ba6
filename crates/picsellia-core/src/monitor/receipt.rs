use serde_json::{Map, Value};

/// The service's word that it has the prediction.
#[derive(Clone, Debug, PartialEq)]
pub struct MonitorReceipt {
    id: Option<String>,
    already_processed: bool,
    body: Map<String, Value>,
}

impl MonitorReceipt {
    /// The id of the prediction at the monitoring service (`oracle_prediction_id` elsewhere): what a shadow
    /// prediction or a look-up refers to. The service has always sent one with a prediction that it accepts; it is
    /// absent where a replay was [already processed](Self::already_processed).
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Whether the prediction had arrived by an earlier attempt whose answer was lost, so that the service refused
    /// the replay as a duplicate. It is stored once.
    #[must_use]
    pub fn already_processed(&self) -> bool {
        self.already_processed
    }

    /// The whole answer of the service.
    #[must_use]
    pub fn body(&self) -> &Map<String, Value> {
        &self.body
    }

    /// A receipt of the answer 201 with this JSON object, if it holds an `id`.
    pub(crate) fn accepted(body: Map<String, Value>) -> Option<Self> {
        let id = id_of(&body)?;
        Some(Self { id: Some(id), already_processed: false, body })
    }

    /// A receipt of the answer 409 to the replay of a prediction that had arrived before; `body` is that answer's.
    #[must_use]
    pub fn replayed(body: &[u8]) -> Self {
        let body: Map<String, Value> = serde_json::from_slice(body).unwrap_or_default();
        Self { id: id_of(&body), already_processed: true, body }
    }
}

fn id_of(body: &Map<String, Value>) -> Option<String> {
    body.get("id").and_then(Value::as_str).map(str::to_owned)
}
