//! What the errors of the SDK mean to somebody at a shell.

use picsellia_deploy::error::{ConfigError, InvalidInput, Rejection};
use picsellia_deploy::{Error, ErrorKind, GeometryPolicy};

use super::{Exit, Failure};

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        if let ErrorKind::Invalid(invalid) = error.kind() {
            return invalid.clone().into();
        }
        let message = message_of(error.kind()).map_or_else(|| error.to_string(), str::to_owned);
        let mut failure = Self::new(exit_of(error.kind()), message).because_source(&error);
        failure.may_have_been_accepted = error.may_have_been_accepted();
        failure.hint = if failure.may_have_been_accepted {
            Some(MAY_HAVE_ARRIVED.to_owned())
        } else {
            hint_of(error.kind()).map(str::to_owned)
        };
        failure
    }
}

const MAY_HAVE_ARRIVED: &str = "it may have arrived all the same: look with `picsellia predictions find` before you \
    send it again, or send each under an --idempotency-key of its own, which the service stores once";

fn exit_of(kind: &ErrorKind) -> Exit {
    match kind {
        ErrorKind::Config(ConfigError::NoToken | ConfigError::InvalidToken)
        | ErrorKind::Authentication(_) => Exit::Authentication,
        ErrorKind::Config(ConfigError::NotMonitored(_)) | ErrorKind::Invalid(_) => Exit::Invalid,
        ErrorKind::Config(_) => Exit::Usage,
        ErrorKind::Transport(_) | ErrorKind::DeadlinePassed(_) => Exit::Undelivered,
        ErrorKind::Login(failure) => exit_of(failure.cause()),
        ErrorKind::Rejected(rejection) => exit_of_refusal(rejection),
        _ => Exit::Other,
    }
}

pub(crate) fn exit_of_refusal(rejection: &Rejection) -> Exit {
    match rejection.status().as_u16() {
        401 | 403 => Exit::Authentication,
        404 => Exit::NotFound,
        408 | 429 | 500..=599 => Exit::Undelivered,
        _ => Exit::Other,
    }
}

/// The words for errors whose own words name methods of the library.
fn message_of(kind: &ErrorKind) -> Option<&'static str> {
    match kind {
        ErrorKind::Config(ConfigError::NoToken) => Some("no API token"),
        ErrorKind::Config(ConfigError::NoOrganization) => {
            Some("no organization: the token has no default one")
        }
        ErrorKind::Config(ConfigError::InsecureHost(_)) => {
            Some("the host is not https, so the API token would be readable on the way")
        }
        _ => None,
    }
}

/// What to do, where the error's own words do not say it in terms of this program.
fn hint_of(kind: &ErrorKind) -> Option<&'static str> {
    match kind {
        ErrorKind::Config(ConfigError::NoToken) => Some(
            "set PICSELLIA_TOKEN, or name a file with --token-file; `picsellia config path` tells where it can be kept",
        ),
        ErrorKind::Config(ConfigError::NoOrganization) => {
            Some("name it with --organization, or set PICSELLIA_ORGANIZATION")
        }
        ErrorKind::Config(ConfigError::InsecureHost(_)) => {
            Some("use https, or say --allow-insecure-http where the network is yours")
        }
        ErrorKind::Config(ConfigError::Host(_)) => {
            Some("see `picsellia config show` for where the host comes from")
        }
        ErrorKind::Authentication(_) => {
            Some("check the token and the host: `picsellia config show` tells where they come from")
        }
        ErrorKind::Transport(_) => {
            Some("is the service there? `picsellia doctor` looks at the host, the proxy, TLS and the login")
        }
        ErrorKind::Login(failure) => hint_of(failure.cause()),
        _ => None,
    }
}

/// Returns the flags that would accept or repair shapes that were rejected for their geometry.
pub(super) fn geometry_hint(error: &InvalidInput) -> Option<String> {
    let flag = |policy: &GeometryPolicy| match policy {
        GeometryPolicy::Repair => Some(format!("--geometry repair {}", policy.effect())),
        GeometryPolicy::AsIs => Some(format!("--geometry as-is {}", policy.effect())),
        _ => None,
    };
    let flags: Vec<String> = error.alternative_policies().iter().filter_map(flag).collect();
    (!flags.is_empty()).then(|| {
        format!(
            "check that the boxes are in the order of the wire format (top, left, bottom, right); if they are, {}",
            flags.join(", and ")
        )
    })
}
