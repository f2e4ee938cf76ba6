//! A case: what both SDKs are told to do, how the services response, and where the two are known to differ.

use picsellia_tests::login;
use picsellia_transport_conformance::Reply;
use serde::Serialize;
use serde_json::{Value, json};

/// What both SDKs are told, as JSON: calls and arguments have the names of the official SDK.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Told {
    /// Which organization: `organization_name`, `organization_id`, or neither for the default one.
    pub(crate) connect: Value,
    /// Which deployment: `name` or `id`, or none at all.
    pub(crate) deployment: Option<Value>,
    pub(crate) call: &'static str,
    pub(crate) args: Value,
}

/// Where the two SDKs differ on purpose, and why.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Exception {
    /// Every place that differs, as [`compare`](crate::compare) names it; no other may.
    pub(crate) places: &'static [&'static str],
    pub(crate) reason: &'static str,
}

/// One thing that both SDKs do.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) group: &'static str,
    pub(crate) name: String,
    pub(crate) told: Told,
    /// The type of the deployment.
    pub(crate) inference_type: &'static str,
    /// Whether the organization has a storage of its own.
    pub(crate) default_connector: bool,
    /// The answers of the platform, once the deployment is found.
    pub(crate) platform: Vec<Reply>,
    /// The answers to the first login at the monitoring service.
    pub(crate) login: Vec<Reply>,
    /// The answers of the monitoring service after that.
    pub(crate) monitoring: Vec<Reply>,
    pub(crate) exception: Option<Exception>,
}

impl Case {
    /// A call on the deployment `doors`, which detects objects.
    pub(crate) fn new(group: &'static str, name: impl Into<String>, call: &'static str, args: Value) -> Self {
        let told = Told {
            connect: json!({ "organization_name": "acme" }),
            deployment: Some(json!({ "name": "doors" })),
            call,
            args,
        };
        Self {
            group,
            name: name.into(),
            told,
            inference_type: "OBJECT_DETECTION",
            default_connector: false,
            platform: Vec::new(),
            login: vec![login("jwt-1")],
            monitoring: Vec::new(),
            exception: None,
        }
    }

    /// On a deployment of this type.
    pub(crate) fn of_type(self, inference_type: &'static str) -> Self {
        Self { inference_type, ..self }
    }

    /// As this organization.
    pub(crate) fn connecting(mut self, connect: Value) -> Self {
        self.told.connect = connect;
        self
    }

    /// On this deployment, or on none.
    pub(crate) fn on(mut self, deployment: Option<Value>) -> Self {
        self.told.deployment = deployment;
        self
    }

    /// The platform answers with these.
    pub(crate) fn platform(self, replies: impl IntoIterator<Item = Reply>) -> Self {
        Self { platform: replies.into_iter().collect(), ..self }
    }

    /// The monitoring service answers a login with these.
    pub(crate) fn login(self, replies: impl IntoIterator<Item = Reply>) -> Self {
        Self { login: replies.into_iter().collect(), ..self }
    }

    /// The monitoring service answers with these.
    pub(crate) fn monitoring(self, replies: impl IntoIterator<Item = Reply>) -> Self {
        Self { monitoring: replies.into_iter().collect(), ..self }
    }

    /// The two SDKs differ here, for this reason.
    pub(crate) fn except(self, places: &'static [&'static str], reason: &'static str) -> Self {
        Self { exception: Some(Exception { places, reason }), ..self }
    }
}
