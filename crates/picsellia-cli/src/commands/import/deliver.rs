//! One record on its way.

use picsellia_deploy::error::InvalidInput;
use picsellia_deploy::request::Seconds;
use picsellia_deploy::{Deployment, Error, ErrorKind, GeometryPolicy, MonitorRequest};
use picsellia_formats::Record;

use crate::failure::{Exit, Failure, exit_of_refusal};

/// What counts where a record says nothing.
#[derive(Clone, Debug)]
pub(super) struct Defaults {
    pub(super) latency: Option<Seconds>,
    pub(super) source: Option<String>,
    pub(super) tags: Vec<String>,
    pub(super) geometry: GeometryPolicy,
}

/// What became of a record.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It is there, or, where nothing is sent, it could be.
    Sent { id: Option<String>, repairs: usize },
    /// The service had it before.
    AlreadyThere,
    /// It is not what can be sent, or the service does not take it. Others may be all the same.
    Refused(Refusal),
    /// Nothing can be said of it, as nothing can be sent now.
    Stopped(Failure),
}

/// Why a record is refused, and what to do about it.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    pub(super) reason: String,
    pub(super) hint: Option<String>,
    /// Whether it is the service's own failure, which may be that of every record.
    pub(super) is_failure_of_service: bool,
}

/// How much of a reason is told, in characters: it may quote a value of any length.
const MOST_CHARACTERS: usize = 2000;

impl Refusal {
    fn new(mut reason: String, hint: Option<String>) -> Self {
        if let Some((end, _)) = reason.char_indices().nth(MOST_CHARACTERS) {
            reason.truncate(end);
            reason.push('…');
        }
        Self { reason, hint, is_failure_of_service: false }
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Self::new(failure.in_one_line(), failure.hint)
    }
}

impl From<InvalidInput> for Refusal {
    fn from(error: InvalidInput) -> Self {
        let Failure { details, hint, .. } = error.into();
        Self::new(details.join("; "), hint)
    }
}

/// What is there cannot be changed, and another prediction in its place would be a second one.
pub(super) fn changed() -> Refusal {
    let reason = "was sent before, and has changed since: what the service has stays as it was";
    let hint = "bring such records back to what they were; put new ones behind the others, or into an input of their own";
    Refusal::new(reason.to_owned(), Some(hint.to_owned()))
}

/// Makes the request of a record, with its image.
pub(super) fn prepare(mut record: Record, defaults: &Defaults) -> Result<MonitorRequest, Refusal> {
    record.latency = record.latency.or(defaults.latency);
    record.details.source = record.details.source.take().or_else(|| defaults.source.clone());
    if !defaults.tags.is_empty() {
        record.details.tags.get_or_insert_default().extend(defaults.tags.iter().cloned());
    }
    let image =
        record.open_image().map_err(|error| Failure::invalid(error.to_string()).because_source(&error))?;
    Ok(record.request(image)?.geometry(defaults.geometry).build()?)
}

/// Sends it. A conflict means that the service has a prediction of this name where there may have been an attempt before.
pub(super) async fn send(deployment: &Deployment, request: &MonitorRequest, may_be_there: bool) -> Outcome {
    match deployment.monitor(request).await {
        Ok(receipt) if receipt.already_processed() => Outcome::AlreadyThere,
        Ok(receipt) => Outcome::Sent {
            id: receipt.id().map(|id| id.as_str().to_owned()),
            repairs: request.repairs().len(),
        },
        Err(error) => of_error(error, may_be_there),
    }
}

/// Whether an error is of this record or of all of them.
fn of_error(error: Error, may_be_there: bool) -> Outcome {
    let (is_of_record, is_failure_of_service) = match error.kind() {
        ErrorKind::Invalid(_) | ErrorKind::Unreadable(_) => (true, false),
        ErrorKind::Rejected(rejection) => match rejection.status().as_u16() {
            409 if may_be_there => return Outcome::AlreadyThere,
            // The service fails at this record, as a full disk or as a bug that only it meets.
            500 => (true, true),
            _ => {
                let stops = [Exit::Authentication, Exit::NotFound, Exit::Undelivered];
                (!stops.contains(&exit_of_refusal(rejection)), false)
            }
        },
        _ => (false, false),
    };
    let mut failure = Failure::from(error);
    if failure.may_have_been_accepted {
        // Sending it again is what an import does, and right: it goes out under the same key.
        failure.hint = None;
    }
    if is_of_record {
        Outcome::Refused(Refusal { is_failure_of_service, ..failure.into() })
    } else {
        Outcome::Stopped(failure)
    }
}
