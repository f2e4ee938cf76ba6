//! Encodes requests and shadows, in the key order of the official SDK.
//!
//! A request is visited twice: to bound its length, and to write it into one buffer, which
//! therefore never grows. The image comes last. A large one, or one that stays in its file, is
//! encoded while the body is sent.

use bytes::Bytes;
use serde::Serialize;

use super::encoded_image::EncodedImage;
use super::{MonitorRequest, RequestDetails, Shadow};
use crate::buffers::BodyBuffers;
use crate::image::{Content, Encoded};
use crate::prediction::{Objects, Prediction, WireShape, each_prediction};
use crate::transport::Body;
use crate::wire::{BodyWriter, LengthBound, Sink};

impl MonitorRequest {
    /// Encodes the request as JSON, with the image in base64.
    ///
    /// The body is written into one buffer that never grows. An image that stays in its file, or is
    /// larger than 3 MiB, is encoded each time the body is sent.
    #[must_use]
    pub fn encode(&self) -> Body {
        self.body(written(BodyWriter::new, self).into_vec().into())
    }

    /// Encodes the request as [`encode`](Self::encode) does, into a buffer of the pool.
    #[must_use]
    pub fn encode_with(&self, buffers: &BodyBuffers) -> Body {
        let (buffer, length) = written(|room| BodyWriter::over(buffers.take(room)), self).into_buffer();
        self.body(buffers.lend(buffer, length))
    }

    fn body(&self, written: Bytes) -> Body {
        match &self.image.content {
            Content::Encoded(image) if goes_in_pieces(image) => {
                Body::from_source(EncodedImage::new(written, image.clone(), AFTER_IMAGE))
            }
            _ => written.into(),
        }
    }
}

impl Shadow {
    /// Encodes the shadow as the body that adds it to a stored prediction.
    #[must_use]
    pub fn encode(&self) -> Body {
        written(BodyWriter::new, self).into_vec().into()
    }
}

/// Returns whether an image is encoded in pieces while it is sent: if it stays in its file, or if
/// it is so large that a buffer would cost more than the pieces.
fn goes_in_pieces(image: &Encoded) -> bool {
    const LARGE: usize = 3 * 1024 * 1024;
    match image {
        Encoded::Bytes(bytes) => bytes.len() > LARGE,
        Encoded::File(_) => true,
    }
}

/// The end of a body whose image is sent along.
const AFTER_IMAGE: &[u8] = b"\"}";

impl Prediction {
    /// Returns the JSON object that is sent as `raw_predictions`.
    #[must_use]
    pub fn to_json(&self) -> String {
        // The text is ASCII around JSON strings, which are UTF-8, so nothing is ever replaced.
        String::from_utf8(written(BodyWriter::new, self).into_vec())
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
    }
}

/// A value that writes the same bytes each time.
trait Written {
    fn write(&self, out: &mut impl Sink);
}

fn written(new: impl FnOnce(usize) -> BodyWriter, it: &impl Written) -> BodyWriter {
    let mut bound = LengthBound::default();
    it.write(&mut bound);
    let mut writer = new(bound.length());
    it.write(&mut writer);
    debug_assert!(writer.len() <= bound.length(), "what was bounded is what is written");
    writer
}

impl Written for Shadow {
    fn write(&self, out: &mut impl Sink) {
        out.bytes(b"{\"shadow_raw_predictions\":");
        self.prediction.write(out);
        out.bytes(b",\"shadow_latency\":");
        out.float(self.latency.as_f64());
        out.bytes(b"}");
    }
}

impl Written for MonitorRequest {
    fn write(&self, out: &mut impl Sink) {
        let MonitorRequest { image, latency, prediction, shadow, details, geometry: _, key: _, repairs: _ } =
            self;
        let RequestDetails {
            source,
            tags,
            metadata,
            custom_metadata,
            timestamp,
            upload_dir,
            sample,
            custom_metrics,
            legacy_models,
        } = details;
        out.bytes(b"{\"filename\":");
        out.json(&image.filename);
        out.bytes(b",\"content_type\":\"");
        out.bytes(image.content_type.on_the_wire().as_bytes());
        out.bytes(b"\",\"height\":");
        out.integer(image.size.height.into());
        out.bytes(b",\"width\":");
        out.integer(image.size.width.into());
        out.bytes(b",\"raw_predictions\":");
        prediction.write(out);
        out.bytes(b",\"latency\":");
        out.float(latency.as_f64());
        if let Some(models) = legacy_models {
            out.bytes(b",\"model_type\":\"");
            out.bytes(prediction.inference_type().as_str().as_bytes());
            out.bytes(b"\",\"model\":");
            out.json(&models.champion);
            if let Some(shadow) = &models.shadow {
                out.bytes(b",\"shadow_model\":");
                out.json(shadow);
            }
        }
        optional(b"source", source.as_ref(), out);
        optional(b"tags", tags.as_ref(), out);
        optional(b"metadata", metadata.as_ref(), out);
        optional(b"custom_metadata", custom_metadata.as_ref(), out);
        if let Some(timestamp) = timestamp {
            out.bytes(b",\"timestamp\":");
            out.float(timestamp.as_unix_seconds());
        }
        optional(b"upload_dir", upload_dir.as_ref(), out);
        if let Some(shadow) = shadow {
            out.bytes(b",\"shadow_latency\":");
            out.float(shadow.latency.as_f64());
            out.bytes(b",\"shadow_raw_predictions\":");
            shadow.prediction.write(out);
        }
        optional(b"sample", sample.as_ref(), out);
        optional(b"custom_metrics", custom_metrics.as_ref(), out);
        match &image.content {
            Content::Encoded(image) => {
                out.bytes(b",\"image\":\"");
                if let Encoded::Bytes(bytes) = image
                    && !goes_in_pieces(image)
                {
                    out.base64(bytes);
                    out.bytes(AFTER_IMAGE);
                }
            }
            Content::Cloud { connector, object_name } => {
                out.bytes(b",\"cloud_image\":{\"connector_id\":");
                out.json(&connector.id);
                out.bytes(b",\"client_type\":");
                out.json(&connector.client_type);
                out.bytes(b",\"bucket_name\":");
                out.json(&connector.bucket_name);
                out.bytes(b",\"object_name\":");
                out.json(object_name);
                out.bytes(b"}}");
            }
        }
    }
}

impl Written for Prediction {
    fn write(&self, out: &mut impl Sink) {
        each_prediction!(self, objects => write_objects(objects, out));
    }
}

fn write_objects<S: WireShape>(objects: &Objects<S>, out: &mut impl Sink) {
    out.bytes(b"{\"detection_classes\":");
    out.integers(&objects.classes);
    out.bytes(b",\"detection_texts\":");
    out.json(&objects.texts);
    if let Some((field, _)) = S::FIELD {
        out.bytes(b",\"");
        out.bytes(field.as_bytes());
        out.bytes(b"\":");
        out.array(&objects.shapes, S::write);
    }
    out.bytes(b",\"detection_scores\":");
    out.array(&objects.scores, |score, out| out.score(*score));
    out.bytes(b"}");
}

fn optional<T: Serialize>(key: &[u8], value: Option<&T>, out: &mut impl Sink) {
    if let Some(value) = value {
        out.bytes(b",\"");
        out.bytes(key);
        out.bytes(b"\":");
        out.json(value);
    }
}
