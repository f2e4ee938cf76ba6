//! A first attempt, without the SDK.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header;
use serde::Serialize;

use super::Contestant;
use super::tasks::{AsyncClient, Tasks};
use crate::Failure;
use crate::sample::{FILENAME, LATENCY, SIZE, Sample};

#[derive(Serialize)]
struct Prediction<'a> {
    detection_classes: &'a [u32],
    detection_texts: Option<&'a [String]>,
    detection_boxes: &'a [[i64; 4]],
    detection_scores: &'a [f32],
}

#[derive(Serialize)]
struct Body<'a> {
    filename: &'a str,
    content_type: &'a str,
    height: u32,
    width: u32,
    raw_predictions: Prediction<'a>,
    latency: f64,
    image: String,
}

impl<'a> Body<'a> {
    fn of(sample: &'a Sample) -> Self {
        Self {
            filename: FILENAME,
            content_type: "IMAGE/JPEG",
            height: SIZE.height,
            width: SIZE.width,
            raw_predictions: Prediction {
                detection_classes: &sample.classes,
                detection_texts: None,
                detection_boxes: &sample.boxes,
                detection_scores: &sample.scores,
            },
            latency: LATENCY,
            image: STANDARD.encode(&sample.image),
        }
    }
}

struct Naive {
    client: reqwest::Client,
    url: String,
    sample: Sample,
}

pub(super) fn connect(port: u16, sample: Sample, tasks: Tasks) -> Result<impl Contestant, Failure> {
    // The sink has no TLS, but the client needs some configuration.
    let tls = rustls::ClientConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
        .with_safe_default_protocol_versions()?
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    let client = reqwest::Client::builder().no_proxy().tls_backend_preconfigured(tls).build()?;
    Ok(tasks.with(Naive { client, url: super::url(port), sample }))
}

impl AsyncClient for Naive {
    async fn send(&self) -> Result<(), Failure> {
        let request = self.client.post(&self.url).header(header::AUTHORIZATION, "Bearer bench");
        let response = request.body(serde_json::to_vec(&Body::of(&self.sample))?).send().await?;
        let status = response.status();
        response.bytes().await?;
        super::check_accepted(status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_naive_body_equals_that_of_the_sdk() {
        let sample = Sample::new(100, 3);
        let ours = sample.request().unwrap().encode().to_bytes().unwrap();
        assert_eq!(serde_json::to_vec(&Body::of(&sample)).unwrap(), ours);
    }
}
