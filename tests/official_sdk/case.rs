//! A case: the call that both SDKs make, the responses of the services, and the known differences.

use picsellia_tests::login;
use picsellia_transport_conformance::Reply;
use serde::Serialize;
use serde_json::{Value, json};

/// The instruction for both SDKs. Calls and arguments have the names of the official SDK.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Instruction {
    /// The `organization_name` or the `organization_id`. Without either, it is the default one.
    pub(crate) connect: Value,
    /// The `name` or the `id` of the deployment, if there is one.
    pub(crate) deployment: Option<Value>,
    pub(crate) call: &'static str,
    pub(crate) args: Value,
}

/// A difference on purpose, with its reason.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Exception {
    /// The places that must differ, as [`compare`](crate::compare) names them. No other may differ.
    pub(crate) places: &'static [&'static str],
    pub(crate) reason: &'static str,
}

/// One call of both SDKs.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) group: &'static str,
    pub(crate) name: String,
    pub(crate) instruction: Instruction,
    /// The type of the deployment.
    pub(crate) inference_type: &'static str,
    /// Whether the organization has its own storage connector.
    pub(crate) default_connector: bool,
    /// The responses of the platform after the deployment was found.
    pub(crate) platform: Vec<Reply>,
    /// The responses to the first login at the monitoring service.
    pub(crate) login: Vec<Reply>,
    /// The responses of the monitoring service after that.
    pub(crate) monitoring: Vec<Reply>,
    pub(crate) exception: Option<Exception>,
}

impl Case {
    /// Creates a call on the deployment `doors`, which has the type object detection.
    pub(crate) fn new(group: &'static str, name: impl Into<String>, call: &'static str, args: Value) -> Self {
        let instruction = Instruction {
            connect: json!({ "organization_name": "acme" }),
            deployment: Some(json!({ "name": "doors" })),
            call,
            args,
        };
        Self {
            group,
            name: name.into(),
            instruction,
            inference_type: "OBJECT_DETECTION",
            default_connector: false,
            platform: Vec::new(),
            login: vec![login("jwt-1")],
            monitoring: Vec::new(),
            exception: None,
        }
    }

    /// Sets the type of the deployment.
    pub(crate) fn of_type(self, inference_type: &'static str) -> Self {
        Self { inference_type, ..self }
    }

    /// Sets the organization.
    pub(crate) fn connecting(mut self, connect: Value) -> Self {
        self.instruction.connect = connect;
        self
    }

    /// Sets the deployment, or none.
    pub(crate) fn on(mut self, deployment: Option<Value>) -> Self {
        self.instruction.deployment = deployment;
        self
    }

    /// Sets the responses of the platform.
    pub(crate) fn platform(self, replies: impl IntoIterator<Item = Reply>) -> Self {
        Self { platform: replies.into_iter().collect(), ..self }
    }

    /// Sets the responses to the first login.
    pub(crate) fn login(self, replies: impl IntoIterator<Item = Reply>) -> Self {
        Self { login: replies.into_iter().collect(), ..self }
    }

    /// Sets the responses of the monitoring service after the login.
    pub(crate) fn monitoring(self, replies: impl IntoIterator<Item = Reply>) -> Self {
        Self { monitoring: replies.into_iter().collect(), ..self }
    }

    /// Lists a difference between the SDKs, with its reason.
    pub(crate) fn except(self, places: &'static [&'static str], reason: &'static str) -> Self {
        Self { exception: Some(Exception { places, reason }), ..self }
    }
}
