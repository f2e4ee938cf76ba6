//! Support for the tests: a local service, a client, and a peer that misbehaves as scripted.

// In test support, a failure ends the test.
#![allow(clippy::expect_used, clippy::missing_panics_doc)]

use picsellia_core::InferenceType;
use picsellia_deploy::transport::MonitorTransport;
use picsellia_deploy::{
    BoxFormat, Client, ClientBuilder, Deployment, DetectionPrediction, GeometryPolicy, Image, ImageSize,
    MonitorRequest,
};
use picsellia_server::Server;
use picsellia_transport_conformance::{HttpPeer, Peer, Reply};
use picsellia_transport_hyper::HyperTransport;
use serde_json::{Value, json};

/// The API token of every test.
pub const TOKEN: &str = "api-token-of-the-test";

/// Starts a local service with the organization `acme` and the deployment `doors`.
pub async fn service() -> Server {
    Server::builder()
        .token(TOKEN)
        .organization("acme")
        .deployment("doors", InferenceType::ObjectDetection)
        .temporary()
        .start()
        .await
        .expect("the service starts")
}

/// Returns a client of the host over hyper.
#[must_use]
pub fn client(host: &str) -> ClientBuilder {
    client_over(HyperTransport::new().expect("the transport"), host)
}

/// Returns a client of the host over any transport.
#[must_use]
pub fn client_over(transport: impl MonitorTransport + 'static, host: &str) -> ClientBuilder {
    Client::builder(transport).token(TOKEN).host(host).organization("acme")
}

/// A valid PNG of 4 x 3 pixels.
pub const PNG: &[u8] = include_bytes!("image.png");

/// Returns the prediction in the documentation of the platform, which has two reversed boxes.
#[must_use]
pub fn snippet() -> DetectionPrediction {
    DetectionPrediction::builder()
        .classes([1, 2, 1])
        .boxes(BoxFormat::TLBR, [[128, 200, 159, 240], [190, 100, 50, 90], [145, 50, 24, 76]])
        .scores([0.9, 0.7, 0.4])
        .build()
        .expect("a coherent prediction")
}

/// Returns the request in the documentation of the platform, unchanged.
#[must_use]
pub fn request() -> MonitorRequest {
    let image = Image::from_bytes("image.png", PNG).with_size(ImageSize { width: 600, height: 800 });
    MonitorRequest::builder(image, 0.257, snippet())
        .geometry(GeometryPolicy::AsIs)
        .build()
        .expect("nothing is validated")
}

/// A peer that responds to the first calls of a client, and then does what the test scripts.
#[derive(Debug)]
pub struct Scripted {
    /// The peer, at a real socket.
    pub peer: HttpPeer,
}

impl Scripted {
    /// Starts a peer.
    #[must_use]
    pub fn start() -> Self {
        Self { peer: HttpPeer::start() }
    }

    /// Connects a client and finds its deployment. It has not logged in yet.
    pub async fn deployment(&self) -> Deployment {
        self.peer.script(self.preamble());
        let client = client(&self.peer.origin()).connect().await.expect("the script connects");
        client.deployment("doors").await.expect("the script has a deployment")
    }

    /// Returns the responses to the calls of a client before it logs in.
    #[must_use]
    pub fn preamble(&self) -> Vec<Reply> {
        let organization = "1c1f1a60-61f0-4d1c-8a0e-0c39a4cf7c10";
        vec![
            reply(200, &json!({ "username": "ada", "default_organization": null, "sdk_version": "6.37.0" })),
            reply(200, &json!({ "id": organization })),
            reply(200, &json!({ "id": organization, "name": "acme", "default_connector_id": null })),
            reply(
                200,
                &json!({
                    "id": "5b1ad0de-6a4e-4d0c-b14b-6c4b6f6ba8f1", "name": "doors", "type": "OBJECT_DETECTION",
                    "oracle_host": self.peer.origin(), "serving_host": null,
                }),
            ),
        ]
    }

    /// Returns the predictions that were received: the key and the body of each.
    #[must_use]
    pub fn predictions(&self) -> Vec<(String, Vec<u8>)> {
        let requests = self.peer.requests();
        let predictions = requests.iter().filter(|request| request.target.ends_with("/predictions"));
        predictions
            .map(|request| {
                let key = request.values("idempotency-key").first().copied().unwrap_or_default();
                (String::from_utf8_lossy(key).into_owned(), request.body.to_vec())
            })
            .collect()
    }

    /// Returns the number of logins that were received.
    #[must_use]
    pub fn logins(&self) -> usize {
        self.peer.requests().iter().filter(|request| request.target == "/api/auth/login").count()
    }
}

/// Returns a reply with a JSON body.
#[must_use]
pub fn reply(status: u16, body: &Value) -> Reply {
    Reply::Whole(response(status, body.to_string()))
}

/// Returns a response with this body.
#[must_use]
pub fn response(status: u16, body: impl Into<String>) -> http::Response<bytes::Bytes> {
    http::Response::builder().status(status).body(body.into().into()).expect("a valid status")
}

/// Returns the reply to a login.
#[must_use]
pub fn login(jwt: &str) -> Reply {
    reply(200, &json!({ "jwt": jwt, "expires": 3600 }))
}

/// Returns the reply to a prediction.
#[must_use]
pub fn created(id: &str) -> Reply {
    reply(201, &json!({ "id": id }))
}
