//! Shows progress on stderr: a bar on a terminal, a line every few seconds elsewhere.

use std::fmt::Write;
use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::output::Output;

/// The time between two lines without a terminal.
pub(super) const EVERY: Duration = Duration::from_secs(5);

/// The progress of an import. With `--json`, nothing is shown.
#[derive(Debug)]
pub(super) struct Progress {
    output: Output,
    bar: Option<ProgressBar>,
    began: Instant,
    total: u64,
    done: u64,
}

impl Progress {
    pub(super) fn new(total: u64, output: Output) -> Self {
        let is_terminal = std::io::stderr().is_terminal() && !output.is_json();
        let bar = is_terminal.then(|| {
            let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
            if let Ok(style) =
                ProgressStyle::with_template("{bar:30} {human_pos} of {human_len}, {rate}, {eta} left")
            {
                let rate = |state: &ProgressState, text: &mut dyn Write| {
                    // Without its rate, the bar still works.
                    let _ = write!(text, "{:.0}/s", state.per_sec());
                };
                bar.set_style(style.with_key("rate", rate));
            }
            bar
        });
        Self { output, bar, began: Instant::now(), total, done: 0 }
    }

    /// Counts a finished record.
    pub(super) fn advance(&mut self) {
        self.done += 1;
        if let Some(bar) = &self.bar {
            bar.inc(1);
        }
    }

    /// Takes a record that an earlier run finished out of the total.
    pub(super) fn skip(&mut self) {
        self.total = self.total.saturating_sub(1);
        if let Some(bar) = &self.bar {
            bar.dec_length(1);
        }
    }

    /// Prints a line, if there is no bar.
    pub(super) fn print_line(&self) {
        if self.bar.is_some() {
            return;
        }
        let (done, total) = (self.done, self.total);
        let seconds = self.began.elapsed().as_secs_f64();
        #[allow(clippy::cast_precision_loss, reason = "a rate is shown in whole records")]
        let (rate, left) = (done as f64 / seconds.max(0.001), total.saturating_sub(done) as f64);
        let about = if rate > 0.0 { format!(", about {:.0} s left", left / rate) } else { String::new() };
        self.output.note(format_args!("{done} of {total} records, {rate:.0}/s{about}"));
    }

    /// Prints a note without disturbing the bar.
    pub(super) fn note(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| self.output.note(text)),
            None => self.output.note(text),
        }
    }

    /// Removes the bar.
    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
