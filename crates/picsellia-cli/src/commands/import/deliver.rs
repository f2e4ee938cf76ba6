//! Sends one record, and says whether a failure concerns only this record.

use picsellia_deploy::error::InvalidInput;
use picsellia_deploy::request::Seconds;
use picsellia_deploy::{Deployment, Error, ErrorKind, GeometryPolicy, MonitorRequest};
use picsellia_formats::Record;

use crate::failure::{Exit, Failure, exit_of_refusal, hint_of};
use crate::repairs::RepairCounts;

/// The values for records that state none.
#[derive(Clone, Debug)]
pub(super) struct Defaults {
    pub(super) latency: Option<Seconds>,
    pub(super) source: Option<String>,
    pub(super) tags: Vec<String>,
    pub(super) geometry: GeometryPolicy,
}

/// How the delivery of a record ended.
#[derive(Debug)]
pub(super) enum Outcome {
    /// The service accepted the record. In a dry run: the record could be sent.
    Sent { id: Option<String>, repairs: RepairCounts },
    /// The service had the record already.
    AlreadyThere,
    /// The record is invalid, or the service refused it. Other records may still be sent.
    Refused(Refusal),
    /// No record can be sent now.
    Stopped(Failure),
}

/// Why a record was refused, and how to fix it.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    pub(super) reason: String,
    pub(super) hint: Option<String>,
    /// Whether the service itself failed, which may happen to every record.
    pub(super) is_failure_of_service: bool,
}

/// The longest reason that is shown, in characters. A reason may quote a value of any length.
const MAX_REASON: usize = 2000;

impl Refusal {
    fn new(mut reason: String, hint: Option<String>) -> Self {
        if let Some((end, _)) = reason.char_indices().nth(MAX_REASON) {
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

/// Refuses a record that has changed since it was sent.
///
/// The service cannot change what it stored, and would store the changed record as a second one.
pub(super) fn changed() -> Refusal {
    let reason = "has changed since it was sent: the service keeps what it has";
    let hint = "undo the change; append new records at the end, or put them into another input";
    Refusal::new(reason.to_owned(), Some(hint.to_owned()))
}

/// Opens the image of a record and builds its request.
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

/// Sends a request. `may_be_there` says whether it may have been sent before, under the same key.
pub(super) async fn send(deployment: &Deployment, request: &MonitorRequest, may_be_there: bool) -> Outcome {
    if may_be_there {
        // The facade then reads a refusal as a duplicate as a receipt.
        request.delivery_state().mark_possibly_delivered();
    }
    match deployment.send(request).await {
        Ok(receipt) if receipt.already_processed() => Outcome::AlreadyThere,
        Ok(receipt) => Outcome::Sent {
            id: receipt.id().map(|id| id.as_str().to_owned()),
            repairs: RepairCounts::of(request.repairs()),
        },
        Err(error) => of_error(error),
    }
}

/// Returns whether an error concerns this record or all records.
fn of_error(error: Error) -> Outcome {
    let (is_of_record, is_failure_of_service) = match error.kind() {
        ErrorKind::Invalid(_) | ErrorKind::Unreadable(_) => (true, false),
        ErrorKind::Rejected(rejection) => match rejection.status().as_u16() {
            // The cause may be a full disk, or a bug that only this record meets.
            500 => (true, true),
            _ => {
                let stops = [Exit::Authentication, Exit::NotFound, Exit::Undelivered];
                (!stops.contains(&exit_of_refusal(rejection)), false)
            }
        },
        _ => (false, false),
    };
    let hint = hint_of(error.kind());
    let mut failure = Failure::from(error);
    if failure.may_have_been_accepted {
        // An import sends the record again under the same key, so nothing has to be checked before.
        failure.hint = hint.map(str::to_owned);
    }
    if is_of_record {
        Outcome::Refused(Refusal { is_failure_of_service, ..failure.into() })
    } else {
        Outcome::Stopped(failure)
    }
}
