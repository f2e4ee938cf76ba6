//! Records a shadow prediction that is sent after its champion.

use std::sync::Arc;

use bytes::Bytes;
use picsellia_core::{InferenceType, Shadow};

use super::error::IngestError;
use super::hash::hash_and_decode;
use super::idempotency::IdempotencyKey;
use crate::app::App;
use crate::store::{Champion, NewShadow, ShadowRecorded};

/// Decodes, validates and records the shadow of a prediction.
pub(crate) async fn ingest_shadow(
    app: &Arc<App>,
    champion: &Champion,
    key: Option<IdempotencyKey>,
    body: Bytes,
) -> Result<ShadowRecorded, IngestError> {
    let inference_type = champion.inference_type;
    let (body_sha256, decoded) = hash_and_decode(body, move |body| decode(body, inference_type)).await?;
    let (prediction, latency) = decoded?;
    let idempotency_key = key.unwrap_or_else(|| IdempotencyKey::from_body_hash(&body_sha256)).into_stored();
    let shadow = NewShadow { idempotency_key, body_sha256, prediction, latency };
    Ok(app.store.record_shadow(champion, &shadow).await?)
}

/// Returns the prediction as JSON text, and the latency.
fn decode(body: &[u8], inference_type: InferenceType) -> Result<(String, f64), IngestError> {
    let shadow = Shadow::decode_as(body, inference_type)?;
    Ok((shadow.prediction().to_json(), shadow.latency().as_f64()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shadow_is_validated_like_a_champion() {
        let body = br#"{"shadow_raw_predictions":{"detection_classes":[1],"detection_texts":null,
            "detection_boxes":[[1,2,3,4]],"detection_scores":[0.5]},"shadow_latency":1e-7}"#;
        let (prediction, latency) = decode(body, InferenceType::ObjectDetection).expect("a shadow");
        assert!(prediction.contains("[[1,2,3,4]]") && latency == 1e-7);
        for (body, expected) in [
            (r#"{"shadow_raw_predictions":{},"shadow_latency":1}"#, "shadow_raw_predictions"),
            (
                r#"{"shadow_raw_predictions":{"detection_classes":[1],"detection_scores":[]},"shadow_latency":1}"#,
                "shadow_raw_predictions",
            ),
            (r#"{"shadow_latency":1}"#, ""),
            (r#"{"shadow_raw_predictions":{},"shadow_latency":null}"#, ""),
            ("[]", ""),
        ] {
            let error = decode(body.as_bytes(), InferenceType::Classification).expect_err(body);
            assert!(
                matches!(&error, IngestError::Schema { path, .. } if path.starts_with(expected)),
                "{error:?}"
            );
        }
        let error = decode(b"{", InferenceType::Classification).expect_err("no JSON");
        assert!(matches!(error, IngestError::Syntax(_)), "{error:?}");
    }
}
