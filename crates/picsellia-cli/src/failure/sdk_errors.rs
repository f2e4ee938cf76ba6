//! Errors of the SDK, in terms of the command.

use picsellia_deploy::error::{ConfigError, InvalidInput, Rejection};
use picsellia_deploy::{Error, ErrorKind, GeometryPolicy};

use super::{Exit, Failure};

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        if let ErrorKind::Invalid(invalid) = error.kind() {
            return invalid.clone().into();
        }
        let mut failure = Self::new(exit_of(error.kind()), message_of(error.kind())).because_source(&error);
        if error.attempts() > 1 {
            failure.message += &format!(", after {} attempts", error.attempts());
        }
        failure.may_have_been_accepted = error.may_have_been_accepted();
        failure.hint = if failure.may_have_been_accepted {
            Some("the service may have applied it: check before you repeat the command".to_owned())
        } else {
            hint_of(error.kind()).map(str::to_owned)
        };
        failure
    }
}

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

/// Returns the exit code for a status that the service refused a request with.
pub(crate) fn exit_of_refusal(rejection: &Rejection) -> Exit {
    match rejection.status().as_u16() {
        401 | 403 => Exit::Authentication,
        404 => Exit::NotFound,
        408 | 429 | 500..=599 => Exit::Undelivered,
        _ => Exit::Other,
    }
}

/// Returns the message of an error. Those that name methods of the library have other words here.
fn message_of(kind: &ErrorKind) -> String {
    match kind {
        ErrorKind::Config(ConfigError::NoToken) => "no API token".to_owned(),
        ErrorKind::Config(ConfigError::NoOrganization) => {
            "no organization: the token has no default organization".to_owned()
        }
        ErrorKind::Config(ConfigError::InsecureHost(host)) => {
            format!("{host} is not https: the API token could be read on the network")
        }
        kind => kind.to_string(),
    }
}

/// Returns how to fix an error, in terms of the command.
pub(crate) fn hint_of(kind: &ErrorKind) -> Option<&'static str> {
    match kind {
        ErrorKind::Config(ConfigError::NoToken) => {
            Some("set PICSELLIA_TOKEN, or name a file with --token-file or in the configuration file")
        }
        ErrorKind::Config(ConfigError::NoOrganization) => {
            Some("name one with --organization or PICSELLIA_ORGANIZATION")
        }
        ErrorKind::Config(ConfigError::InsecureHost(_)) => Some(INSECURE_HOST_HINT),
        ErrorKind::Config(ConfigError::Host(_) | ConfigError::HostVariable(_)) => {
            Some("run `picsellia config show` to see where the host is set")
        }
        ErrorKind::Authentication(_) => {
            Some("run `picsellia config show` to see where the token and host are set")
        }
        ErrorKind::Transport(_) => Some("check that the service is running, or run `picsellia doctor`"),
        ErrorKind::DeadlinePassed(_) => Some("set a longer --timeout"),
        ErrorKind::Login(failure) => hint_of(failure.cause()),
        _ => None,
    }
}

/// How to fix a host that is not https.
pub(crate) const INSECURE_HOST_HINT: &str =
    "use https, or add --allow-insecure-http if you trust the network";

/// Returns the flags that would accept shapes that were rejected for their geometry.
pub(super) fn geometry_hint(error: &InvalidInput) -> Option<String> {
    let flag = |policy: &GeometryPolicy| match policy {
        GeometryPolicy::Repair => Some(format!("--geometry repair {}", policy.effect())),
        GeometryPolicy::RepairOrDrop => Some(format!("--geometry repair-or-drop {}", policy.effect())),
        GeometryPolicy::AsIs => Some(format!("--geometry as-is {}", policy.effect())),
        _ => None,
    };
    let flags: Vec<String> = error.alternative_policies().iter().filter_map(flag).collect();
    (!flags.is_empty()).then(|| format!("boxes are [top, left, bottom, right]; {}", flags.join(", ")))
}
