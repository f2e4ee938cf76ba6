//! Takes records as they can be sent, and writes down what becomes of them.

use std::sync::Arc;

use picsellia_deploy::Deployment;
use picsellia_formats::Record;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, interval_at};

use super::deliver::{self, Defaults, Outcome, Refusal};
use super::interrupt::Interrupt;
use super::journal::{Done, Journal, Short, Standing, short};
use super::progress::{self, Progress};
use super::report::Report;
use super::source::Source;
use crate::failure::{Exit, Failure};
use crate::output::Output;

/// How many records in a row the service may fail at before it is taken for broken.
const MOST_FAILURES: u32 = 10;

/// How many records may be passed over before signals are looked at.
const MOST_IN_A_ROW: usize = 256;

/// An import at work.
#[derive(Debug)]
pub(super) struct Pump {
    defaults: Arc<Defaults>,
    concurrency: usize,
    output: Output,
    target: Option<(Deployment, Journal)>,
    report: Report,
    failures_in_a_row: u32,
    stop: Option<Failure>,
}

/// A record that is done.
struct Delivered {
    name: String,
    /// What it says, where it could be read.
    says: Option<Short>,
    origin: String,
    outcome: Outcome,
}

impl Pump {
    /// Sends records to the deployment.
    pub(super) fn sending(
        defaults: Defaults,
        concurrency: u16,
        output: Output,
        deployment: Deployment,
        journal: Journal,
    ) -> Self {
        let mut pump = Self::judging(defaults, concurrency, output);
        pump.report.journal = Some(journal.path().display().to_string());
        pump.target = Some((deployment, journal));
        pump
    }

    /// Judges records, and sends nothing.
    pub(super) fn judging(defaults: Defaults, concurrency: u16, output: Output) -> Self {
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

    /// Takes all records, or as many as can be taken, and reports.
    pub(super) async fn run(mut self, source: Source) -> Result<(), Failure> {
        let Source { mut records, total, identity: _ } = source;
        let interrupt = Interrupt::listen()?;
        let mut progress = Progress::new(total, self.output);
        let mut in_flight = JoinSet::new();
        let mut lines = interval_at(Instant::now() + progress::EVERY, progress::EVERY);
        let mut has_more = true;
        loop {
            let mut passed_over = 0;
            while has_more && self.has_room(&in_flight, &interrupt) && passed_over < MOST_IN_A_ROW {
                match records.next() {
                    None => has_more = false,
                    Some(Err(error)) => self.stop = Some(error.into()),
                    Some(Ok(Err(bad))) => {
                        passed_over += 1;
                        let (origin, refusal) = (bad.origin.to_string(), Refusal::from(bad.error));
                        let outcome = Outcome::Refused(refusal);
                        self.note(Delivered { name: bad.name, says: None, origin, outcome });
                        progress.advance();
                    }
                    Some(Ok(Ok(record))) => match self.standing(&record) {
                        Standing::There => {
                            passed_over += 1;
                            self.report.already_there += 1;
                            progress.pass_over();
                        }
                        Standing::Changed => {
                            passed_over += 1;
                            self.report.refuse(record.origin.to_string(), deliver::changed());
                            progress.advance();
                        }
                        Standing::Missing => drop(in_flight.spawn(self.deliver(record))),
                    },
                }
            }
            let takes_more = has_more && self.has_room(&in_flight, &interrupt);
            if in_flight.is_empty() && !takes_more {
                break;
            }
            tokio::select! {
                biased;
                () = interrupt.arrived() => {
                    progress.note("stopping: what is on its way is waited for; again ends at once");
                }
                Some(delivered) = in_flight.join_next() => {
                    match delivered {
                        Ok(delivered) => self.note(delivered),
                        Err(error) => self.stop = Some(lost(&error)),
                    }
                    progress.advance();
                }
                _ = lines.tick() => progress.tell(),
                // Enough records were passed over to look at the rest.
                () = tokio::task::yield_now(), if takes_more => {}
            }
        }
        progress.finish();
        self.end(total, has_more, &interrupt)
    }

    /// Whether one more record can be taken.
    fn has_room(&self, in_flight: &JoinSet<Delivered>, interrupt: &Interrupt) -> bool {
        in_flight.len() < self.concurrency && self.stop.is_none() && !interrupt.is_there()
    }

    fn standing(&self, record: &Record) -> Standing {
        let says = || short(&record.fingerprint());
        self.target.as_ref().map_or(Standing::Missing, |(_, journal)| journal.standing(&record.name, says))
    }

    /// The way of a record, up to what becomes of it.
    fn deliver(&self, mut record: Record) -> impl Future<Output = Delivered> + Send + use<> {
        let (name, origin) = (record.name.clone(), record.origin.to_string());
        let defaults = Arc::clone(&self.defaults);
        // For the journal, where there is one.
        let says = self.target.as_ref().map(|_| short(&record.fingerprint()));
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
                (Ok(Ok(request)), None) => Outcome::Sent { id: None, repairs: request.repairs().len() },
            };
            Delivered { name, says, origin, outcome }
        }
    }

    /// Writes down what became of a record, and counts it.
    fn note(&mut self, delivered: Delivered) {
        let Delivered { name, says, origin, outcome } = delivered;
        let mut failures = 0;
        let done = match outcome {
            Outcome::Sent { id, repairs } => {
                self.report.sent += 1;
                self.report.repairs += repairs;
                Done::Sent { id }
            }
            Outcome::AlreadyThere => {
                self.report.already_there += 1;
                Done::AlreadyThere
            }
            Outcome::Refused(refusal) => {
                if refusal.is_failure_of_service {
                    failures = self.failures_in_a_row + 1;
                }
                let reason = refusal.reason.clone();
                self.report.refuse(origin, refusal);
                Done::Refused { reason }
            }
            Outcome::Stopped(failure) => {
                // The first one says why; what follows is of the same kind.
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
            && let Err(failure) = journal.add(&name, says.as_ref(), done)
        {
            self.stop.get_or_insert(failure);
        }
    }

    /// Reports, and says how it ended.
    fn end(mut self, total: u64, has_more: bool, interrupt: &Interrupt) -> Result<(), Failure> {
        let synced = self.target.as_mut().map_or(Ok(()), |(_, journal)| journal.sync());
        let is_whole = !has_more && self.stop.is_none();
        self.report.left = if is_whole { 0 } else { total.saturating_sub(self.report.done()) };
        if self.output.is_json() {
            self.output.value(&self.report.as_json())?;
        } else {
            self.output.text(self.report.as_text())?;
        }
        let go_on = "run the same command again: it sends only what is missing";
        if let Some(failure) = self.stop {
            let message = format!("the import stopped: {}", failure.message);
            let hint = match &failure.hint {
                Some(hint) => format!("{hint}. Then {go_on}"),
                None => format!("to go on, {go_on}"),
            };
            return Err(Failure { message, ..failure }.hint(hint));
        }
        if interrupt.is_there() && has_more && self.report.left > 0 {
            let message = format!("interrupted: {} records are left", self.report.left);
            return Err(Failure::new(Exit::Interrupted, message).hint(format!("to go on, {go_on}")));
        }
        synced?;
        self.report.verdict()
    }
}

/// A task that ended without saying how: a bug, which must not look like success.
fn lost(error: &JoinError) -> Failure {
    Failure::other("a record was lost on its way: this is a bug of the program").because(error)
}
