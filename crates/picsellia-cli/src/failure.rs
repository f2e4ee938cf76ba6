//! What a command ends with when it does not do what it was asked.

mod of_error;

use std::error::Error;
use std::path::Path;

use clap::error::{ContextKind, ContextValue};
use picsellia_deploy::error::{InvalidInput, Problem};

pub(crate) use of_error::exit_of_refusal;

/// The kind of a failure: the exit code of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// Anything that has no code of its own.
    Other = 1,
    /// The arguments or the configuration are wrong.
    Usage = 2,
    /// The token is missing or not accepted, or may not do this.
    Authentication = 3,
    /// There is no such thing.
    NotFound = 4,
    /// What was given cannot be sent, and nothing was.
    Invalid = 5,
    /// No network or no service: not delivered.
    Undelivered = 6,
    /// Some of it was done: for commands that send many predictions.
    #[allow(dead_code, reason = "the code is promised, and each command of this kind may be built without")]
    Partial = 7,
    /// Somebody stopped it.
    Interrupted = 130,
}

impl Exit {
    /// Its name in JSON.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Other => "other",
            Self::Usage => "usage",
            Self::Authentication => "authentication",
            Self::NotFound => "not_found",
            Self::Invalid => "validation",
            Self::Undelivered => "unavailable",
            Self::Partial => "partial",
            Self::Interrupted => "interrupted",
        }
    }
}

/// What was wrong, where, and what to do about it.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    pub(crate) message: String,
    /// Each thing that is wrong, one a line.
    pub(crate) details: Vec<String>,
    /// What it came from, down to the first cause.
    pub(crate) causes: Vec<String>,
    pub(crate) hint: Option<String>,
    /// Whether the service may have done what it was asked all the same.
    pub(crate) may_have_been_accepted: bool,
    /// Nobody reads the output any more, so there is nobody to tell.
    pub(crate) silent: bool,
}

impl Failure {
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self {
            exit,
            message: message.into(),
            details: Vec::new(),
            causes: Vec::new(),
            hint: None,
            may_have_been_accepted: false,
            silent: false,
        }
    }

    pub(crate) fn other(message: impl Into<String>) -> Self {
        Self::new(Exit::Other, message)
    }

    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(Exit::Invalid, message)
    }

    /// Adds what `error` came from, whose own text is told already.
    pub(crate) fn because_source(self, error: &(dyn Error + 'static)) -> Self {
        match error.source() {
            Some(cause) => self.because(cause),
            None => self,
        }
    }

    /// Adds what it came from, down to the first cause.
    pub(crate) fn because(mut self, cause: &(dyn Error + 'static)) -> Self {
        let mut next = Some(cause);
        while let Some(error) = next {
            self.causes.push(error.to_string());
            next = error.source();
        }
        self
    }

    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// All of it in one line.
    pub(crate) fn in_one_line(&self) -> String {
        let details = (!self.details.is_empty()).then(|| self.details.join("; "));
        let causes = self.causes.iter().map(String::as_str);
        std::iter::once(self.message.as_str())
            .chain(details.as_deref())
            .chain(causes)
            .collect::<Vec<_>>()
            .join(": ")
    }

    /// A file that cannot be read.
    pub(crate) fn unreadable(path: &Path, error: &std::io::Error) -> Self {
        Self::invalid(format!("cannot read {}: {error}", path.display()))
            .hint("check the path; nothing was sent")
    }

    /// A file that cannot be written.
    pub(crate) fn unwritable(path: &Path, error: &(dyn Error + 'static)) -> Self {
        Self::other(format!("cannot write {}: {error}", path.display()))
    }

    /// A file that is not the TOML that it should be. The line is named but not shown, as the library would: it could be
    /// that of a token.
    pub(crate) fn wrong_toml(path: &Path, text: &str, error: &toml::de::Error) -> Self {
        let before = error.span().and_then(|span| text.get(..span.start));
        let line =
            before.map(|before| format!(", line {}", before.matches('\n').count() + 1)).unwrap_or_default();
        Self::usage(format!("{}{line}: {}", path.display(), error.message()))
    }

    /// The output cannot be written. Where its reader has gone, as `head` does, that is no failure worth a word.
    pub(crate) fn of_output(error: &std::io::Error) -> Self {
        let silent = error.kind() == std::io::ErrorKind::BrokenPipe;
        Self { silent, ..Self::other(format!("cannot write the output: {error}")) }
    }

    /// Arguments that are none.
    pub(crate) fn of_arguments(error: &clap::Error) -> Self {
        let text = error.render().to_string();
        // The usage and where to read more are for a person; the hint says it in a line.
        let lines = text.lines().map(str::trim).take_while(|line| !line.starts_with("Usage:"));
        let mut lines = lines.filter(|line| !line.is_empty() && !line.starts_with("For more information"));
        let first = lines.next().unwrap_or_default();
        let mut failure = Self::usage(first.strip_prefix("error: ").unwrap_or(first));
        for line in lines {
            match line.strip_prefix("tip: ") {
                Some(tip) => failure.hint = Some(tip.to_owned()),
                None => failure.details.push(line.to_owned()),
            }
        }
        failure.message.truncate(failure.message.trim_end_matches(':').len());
        if let Some(hint) = hint_of_token(error) {
            failure.hint = Some(hint.to_owned());
        }
        if failure.hint.is_none() {
            failure.hint = Some("see `picsellia help`, or the command with --help".to_owned());
        }
        failure
    }
}

/// What to do, where the token was given as a flag.
pub(crate) fn hint_of_token(error: &clap::Error) -> Option<&'static str> {
    let is_token =
        matches!(error.get(ContextKind::InvalidArg), Some(ContextValue::String(flag)) if flag == "--token");
    is_token.then_some(
        "the token has no flag, which others could read in the list of processes: set PICSELLIA_TOKEN, or name a file \
         with --token-file",
    )
}

impl From<InvalidInput> for Failure {
    fn from(error: InvalidInput) -> Self {
        let problems = error.problems();
        let message = match problems.len() {
            1 => "1 problem, nothing was sent".to_owned(),
            count => format!("{count} problems, nothing was sent"),
        };
        let mut failure = Self::invalid(message);
        failure.details = problems.iter().map(Problem::to_string).collect();
        failure.hint = of_error::geometry_hint(&error);
        failure
    }
}
