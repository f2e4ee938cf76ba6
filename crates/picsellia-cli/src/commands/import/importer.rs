//! Sends records, several at once, and writes each outcome to the journal.

use std::sync::Arc;

use picsellia_deploy::Deployment;
use picsellia_formats::Record;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, interval_at};

use super::deliver::{self, Defaults, Outcome, Refusal};
use super::interrupt::Interrupt;
use super::journal::{Digest, Journal, Outcome as Recorded, RecordState, digest};
use super::progress::{self, Progress};
use super::report::{RESUME_HINT, Report};
use super::source::Source;
use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::repairs::RepairCounts;

/// How many records in a row the service may fail at before the import stops.
const MOST_FAILURES: u32 = 10;

/// How many records are skipped in a row before signals are checked.
const MOST_SKIPPED: usize = 256;

/// A running import.
#[derive(Debug)]
pub(super) struct Importer {
    defaults: Arc<Defaults>,
    concurrency: usize,
    output: Output,
    target: Option<(Deployment, Journal)>,
    report: Report,
    failures_in_a_row: u32,
    stop: Option<Failure>,
}

/// A record with its outcome.
struct Finished {
    name: String,
    /// The digest of its content. `None` if it could not be read.
    content: Option<Digest>,
    origin: String,
    outcome: Outcome,
}

impl Importer {
    /// Creates an import that sends records to the deployment.
    pub(super) fn new(
        defaults: Defaults,
        concurrency: u16,
        output: Output,
        deployment: Deployment,
        journal: Journal,
    ) -> Self {
        let mut importer = Self::dry_run(defaults, concurrency, output);
        importer.report.journal = Some(journal.path().display().to_string());
        importer.target = Some((deployment, journal));
        importer
    }

    /// Creates an import that validates records and sends nothing.
    pub(super) fn dry_run(defaults: Defaults, concurrency: u16, output: Output) -> Self {
        Self {
            defaults: Arc::new(defaults),
            concurrency: concurrency.into(),
            output,
            target: None,
            report: Report::default(),
            failures_in_a_row: 0,
            stop: None,
        }
    }

    /// Imports all records, or as many as possible, and prints the report.
    pub(super) async fn run(mut self, source: Source) -> Result<(), Failure> {
        let Source { mut records, total, identity: _ } = source;
        let interrupt = Interrupt::listen()?;
        let mut progress = Progress::new(total, self.output);
        let mut in_flight = JoinSet::new();
        let mut lines = interval_at(Instant::now() + progress::EVERY, progress::EVERY);
        let mut has_more = true;
        loop {
            let mut skipped = 0;
            while has_more && self.has_room(&in_flight, &interrupt) && skipped < MOST_SKIPPED {
                match records.next() {
                    None => has_more = false,
                    Some(Err(error)) => self.stop = Some(error.into()),
                    Some(Ok(Err(bad))) => {
                        skipped += 1;
                        let (origin, refusal) = (bad.origin.to_string(), Refusal::from(bad.error));
                        let outcome = Outcome::Refused(refusal);
                        self.note(Finished { name: bad.name, content: None, origin, outcome });
                        progress.advance();
                    }
                    Some(Ok(Ok(record))) => match self.state(&record) {
                        RecordState::Sent => {
                            skipped += 1;
                            self.report.already_there += 1;
                            progress.skip();
                        }
                        RecordState::Changed => {
                            skipped += 1;
                            self.report.refuse(record.origin.to_string(), deliver::changed());
                            progress.advance();
                        }
                        RecordState::Unsent => drop(in_flight.spawn(self.deliver(record))),
                    },
                }
            }
            let takes_more = has_more && self.has_room(&in_flight, &interrupt);
            if in_flight.is_empty() && !takes_more {
                break;
            }
            tokio::select! {
                biased;
                () = interrupt.received() => {
                    progress.note("stopping after the requests in flight; press Ctrl-C again to stop now");
                }
                Some(finished) = in_flight.join_next() => {
                    match finished {
                        Ok(finished) => self.note(finished),
                        Err(error) => self.stop = Some(lost(&error)),
                    }
                    progress.advance();
                }
                _ = lines.tick() => progress.print_line(),
                // After many skipped records, signals and finished requests get a turn.
                () = tokio::task::yield_now(), if takes_more => {}
            }
        }
        progress.finish();
        self.end(total, has_more, &interrupt)
    }

    /// Returns whether one more record can be sent now.
    fn has_room(&self, in_flight: &JoinSet<Finished>, interrupt: &Interrupt) -> bool {
        in_flight.len() < self.concurrency && self.stop.is_none() && !interrupt.is_requested()
    }

    fn state(&self, record: &Record) -> RecordState {
        let content = || digest(record.canonical_bytes());
        self.target.as_ref().map_or(RecordState::Unsent, |(_, journal)| journal.state(&record.name, content))
    }

    /// Sends one record, or only validates it in a dry run.
    fn deliver(&self, mut record: Record) -> impl Future<Output = Finished> + Send + use<> {
        let (name, origin) = (record.name.clone(), record.origin.to_string());
        let defaults = Arc::clone(&self.defaults);
        let content = self.target.as_ref().map(|_| digest(record.canonical_bytes()));
        let mut may_be_there = false;
        let deployment = self.target.as_ref().map(|(deployment, journal)| {
            may_be_there = journal.is_resumed() || record.key.is_some();
            record.key.get_or_insert_with(|| journal.key(&name));
            deployment.clone()
        });
        async move {
            let prepared = tokio::task::spawn_blocking(move || deliver::prepare(record, &defaults)).await;
            let outcome = match (prepared, deployment) {
                (Err(error), _) => Outcome::Stopped(lost(&error)),
                (Ok(Err(refusal)), _) => Outcome::Refused(refusal),
                (Ok(Ok(request)), Some(deployment)) => {
                    deliver::send(&deployment, &request, may_be_there).await
                }
                (Ok(Ok(request)), None) => {
                    Outcome::Sent { id: None, repairs: RepairCounts::of(request.repairs()) }
                }
            };
            Finished { name, content, origin, outcome }
        }
    }

    /// Counts the outcome of a record, and writes it to the journal.
    fn note(&mut self, finished: Finished) {
        let Finished { name, content, origin, outcome } = finished;
        let mut failures = 0;
        let recorded = match outcome {
            Outcome::Sent { id, repairs } => {
                self.report.sent += 1;
                self.report.repairs.add(repairs);
                Recorded::Sent { id }
            }
            Outcome::AlreadyThere => {
                self.report.already_there += 1;
                Recorded::AlreadyThere
            }
            Outcome::Refused(refusal) => {
                if refusal.is_failure_of_service {
                    failures = self.failures_in_a_row + 1;
                }
                let reason = refusal.reason.clone();
                self.report.refuse(origin, refusal);
                Recorded::Refused { reason }
            }
            Outcome::Stopped(failure) => {
                // The first failure tells why. Those that follow are of the same kind.
                self.stop.get_or_insert(failure);
                return;
            }
        };
        self.failures_in_a_row = failures;
        if failures >= MOST_FAILURES {
            let message = format!("the service failed at {failures} records in a row");
            self.stop.get_or_insert(Failure::new(Exit::Undelivered, message));
        }
        if let Some((_, journal)) = &mut self.target
            && let Err(failure) = journal.add(&name, content.as_ref(), recorded)
        {
            self.stop.get_or_insert(failure);
        }
    }

    /// Prints the report, and returns how the import ended.
    fn end(mut self, total: u64, has_more: bool, interrupt: &Interrupt) -> Result<(), Failure> {
        let synced = self.target.as_mut().map_or(Ok(()), |(_, journal)| journal.sync());
        let is_whole = !has_more && self.stop.is_none();
        self.report.left = if is_whole { 0 } else { total.saturating_sub(self.report.done()) };
        if self.output.is_json() {
            self.output.value(&self.report.as_json())?;
        } else {
            self.output.text(self.report.as_text())?;
        }
        if let Some(failure) = self.stop {
            let message = format!("the import stopped: {}", failure.message);
            let hint = match &failure.hint {
                Some(hint) => format!("{hint}; then {RESUME_HINT}"),
                None => RESUME_HINT.to_owned(),
            };
            return Err(Failure { message, ..failure }.hint(hint));
        }
        if interrupt.is_requested() && has_more && self.report.left > 0 {
            let message = format!("interrupted: {} records remain", self.report.left);
            return Err(Failure::new(Exit::Interrupted, message).hint(RESUME_HINT));
        }
        synced?;
        self.report.verdict()
    }
}

/// Reports a task that panicked: a bug, which must not look like success.
fn lost(error: &JoinError) -> Failure {
    Failure::other("a record was lost, which is a bug of this program").because(error)
}
