//! From a request to the bytes of its body, in the key order of the official SDK.
//!
//! The request is walked twice: once to count, once to write into one allocation of exactly that size. The image comes
//! last, so one that stays in its file is encoded from there when the body is sent, behind what was written.

use std::sync::Arc;

use bytes::Bytes;
use serde::Serialize;

use super::encoded_file::EncodedFile;
use super::{MonitorRequest, Shadow};
use crate::image::{Content, Encoded};
use crate::prediction::{Objects, Prediction, WireShape, each_prediction};
use crate::transport::Body;

pub(super) fn body(request: &MonitorRequest) -> Body {
    let written = Bytes::from(exactly(|out| write_request(request, out)));
    match &request.image.content {
        Content::Encoded(Encoded::File(file)) => {
            Body::from_source(EncodedFile::new(written, Arc::clone(file), AFTER_IMAGE))
        }
        _ => written.into(),
    }
}

/// What ends a body whose image is sent along.
const AFTER_IMAGE: &[u8] = b"\"}";

pub(super) fn shadow(shadow: &Shadow) -> Body {
    let write = |out: &mut dyn Out| {
        out.bytes(b"{\"shadow_raw_predictions\":");
        write_prediction(&shadow.prediction, out);
        out.bytes(b",\"shadow_latency\":");
        float(shadow.latency.as_f64(), out);
        out.bytes(b"}");
    };
    Bytes::from(exactly(write)).into()
}

impl Prediction {
    /// The prediction as the wire has it: the JSON object that is sent as `raw_predictions`.
    #[must_use]
    pub fn to_json(&self) -> String {
        let bytes = exactly(|out| write_prediction(self, out));
        // What is written is ASCII around JSON strings, which are UTF-8: nothing is ever replaced.
        String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
    }
}

fn exactly(write: impl Fn(&mut dyn Out)) -> Vec<u8> {
    let mut length = Length(0);
    write(&mut length);
    let mut buffer = Vec::with_capacity(length.0);
    write(&mut buffer);
    debug_assert_eq!(buffer.len(), length.0, "counting and writing walk the same request");
    buffer
}

/// Where the bytes go: into a buffer, or into a count of them.
pub trait Out {
    fn bytes(&mut self, bytes: &[u8]);
    fn base64(&mut self, bytes: &[u8]);
}

impl Out for Vec<u8> {
    fn bytes(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }

    fn base64(&mut self, bytes: &[u8]) {
        base64_simd::STANDARD.encode_append(bytes, self);
    }
}

struct Length(usize);

impl Out for Length {
    fn bytes(&mut self, bytes: &[u8]) {
        self.0 += bytes.len();
    }

    fn base64(&mut self, bytes: &[u8]) {
        self.0 += base64_simd::STANDARD.encoded_length(bytes.len());
    }
}

impl std::io::Write for &mut (dyn Out + '_) {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.bytes(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn write_request(request: &MonitorRequest, out: &mut dyn Out) {
    let MonitorRequest { image, latency, prediction, options, key: _, repairs: _ } = request;
    out.bytes(b"{\"filename\":");
    write_json(&image.filename, out);
    out.bytes(b",\"content_type\":\"");
    out.bytes(image.content_type.on_the_wire().as_bytes());
    out.bytes(b"\",\"height\":");
    integer(image.size.height, out);
    out.bytes(b",\"width\":");
    integer(image.size.width, out);
    out.bytes(b",\"raw_predictions\":");
    write_prediction(prediction, out);
    out.bytes(b",\"latency\":");
    float(latency.as_f64(), out);
    if let Some(models) = &options.legacy_models {
        out.bytes(b",\"model_type\":\"");
        out.bytes(prediction.inference_type().as_str().as_bytes());
        out.bytes(b"\",\"model\":");
        write_json(&models.champion, out);
        if let Some(shadow) = &models.shadow {
            out.bytes(b",\"shadow_model\":");
            write_json(shadow, out);
        }
    }
    optional(b"source", options.source.as_ref(), out);
    optional(b"tags", options.tags.as_ref(), out);
    optional(b"metadata", options.metadata.as_ref(), out);
    optional(b"custom_metadata", options.custom_metadata.as_ref(), out);
    if let Some(timestamp) = options.timestamp {
        out.bytes(b",\"timestamp\":");
        float(timestamp.as_unix_seconds(), out);
    }
    optional(b"upload_dir", options.upload_dir.as_ref(), out);
    if let Some(shadow) = &options.shadow {
        out.bytes(b",\"shadow_latency\":");
        float(shadow.latency.as_f64(), out);
        out.bytes(b",\"shadow_raw_predictions\":");
        write_prediction(&shadow.prediction, out);
    }
    optional(b"sample", options.sample.as_ref(), out);
    optional(b"custom_metrics", options.custom_metrics.as_ref(), out);
    match &image.content {
        Content::Encoded(image) => {
            out.bytes(b",\"image\":\"");
            if let Encoded::Bytes(bytes) = image {
                out.base64(bytes);
                out.bytes(AFTER_IMAGE);
            }
        }
        Content::Cloud { connector, object_name } => {
            out.bytes(b",\"cloud_image\":{\"connector_id\":");
            write_json(&connector.id, out);
            out.bytes(b",\"client_type\":");
            write_json(&connector.client_type, out);
            out.bytes(b",\"bucket_name\":");
            write_json(&connector.bucket_name, out);
            out.bytes(b",\"object_name\":");
            write_json(object_name, out);
            out.bytes(b"}}");
        }
    }
}

fn write_prediction(prediction: &Prediction, out: &mut dyn Out) {
    each_prediction!(prediction, objects => write_objects(objects, out));
}

fn write_objects<S: WireShape>(objects: &Objects<S>, out: &mut dyn Out) {
    out.bytes(b"{\"detection_classes\":");
    write_integers(&objects.classes, out);
    out.bytes(b",\"detection_texts\":");
    write_json(&objects.texts, out);
    if let Some((field, _)) = S::FIELD {
        out.bytes(b",\"");
        out.bytes(field.as_bytes());
        out.bytes(b"\":");
        write_array(&objects.shapes, out, S::write);
    }
    out.bytes(b",\"detection_scores\":");
    let mut digits = zmij::Buffer::new();
    write_array(&objects.scores, out, |score, out| out.bytes(score.format(&mut digits).as_bytes()));
    out.bytes(b"}");
}

pub(crate) fn write_integers(integers: &[i64], out: &mut dyn Out) {
    write_array(integers, out, |value, out| integer(*value, out));
}

pub(crate) fn write_array<T>(items: &[T], out: &mut dyn Out, mut write: impl FnMut(&T, &mut dyn Out)) {
    out.bytes(b"[");
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.bytes(b",");
        }
        write(item, out);
    }
    out.bytes(b"]");
}

fn integer(value: impl itoa::Integer, out: &mut dyn Out) {
    out.bytes(itoa::Buffer::new().format(value).as_bytes());
}

/// A request that exists holds finite numbers only.
fn float(value: f64, out: &mut dyn Out) {
    out.bytes(zmij::Buffer::new().format_finite(value).as_bytes());
}

fn optional<T: Serialize>(key: &[u8], value: Option<&T>, out: &mut dyn Out) {
    if let Some(value) = value {
        out.bytes(b",\"");
        out.bytes(key);
        out.bytes(b"\":");
        write_json(value, out);
    }
}

pub(crate) fn write_json<T: Serialize>(value: &T, out: &mut dyn Out) {
    let written = serde_json::to_writer(out, value);
    debug_assert!(written.is_ok(), "strings, lists and JSON objects with string keys are always written");
}
