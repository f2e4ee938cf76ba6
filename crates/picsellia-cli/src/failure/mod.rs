//! Why a command failed: the exit code, the message, its causes and a hint.

mod exit;
mod sdk_errors;
mod usage_errors;

use std::error::Error;
use std::path::Path;

use picsellia_deploy::error::{InvalidInput, Problem};

pub(crate) use exit::Exit;
pub(crate) use sdk_errors::{INSECURE_HOST_HINT, exit_of_refusal, hint_of};
pub(crate) use usage_errors::hint_of_token;

/// A failed command.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    pub(crate) message: String,
    /// What is wrong, one problem each.
    pub(crate) details: Vec<String>,
    /// The chain of causes, down to the first one.
    pub(crate) causes: Vec<String>,
    pub(crate) hint: Option<String>,
    /// Whether the service may have applied the request anyway.
    pub(crate) may_have_been_accepted: bool,
    /// Whether to exit without a message, because the reader of the output is gone.
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

    /// Adds the causes of `error`, whose own text is the message already.
    pub(crate) fn because_source(self, error: &(dyn Error + 'static)) -> Self {
        match error.source() {
            Some(cause) => self.because(cause),
            None => self,
        }
    }

    /// Adds `cause` and its own causes. A text that the failure has already is not added again.
    pub(crate) fn because(mut self, cause: &(dyn Error + 'static)) -> Self {
        let mut next = Some(cause);
        while let Some(error) = next {
            let text = error.to_string();
            let last = self.causes.last().unwrap_or(&self.message);
            if !last.ends_with(&text) {
                self.causes.push(text);
            }
            next = error.source();
        }
        self
    }

    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// Returns the message, its details and its causes in one line.
    pub(crate) fn in_one_line(&self) -> String {
        let details = (!self.details.is_empty()).then(|| self.details.join("; "));
        let causes = self.causes.iter().map(String::as_str);
        std::iter::once(self.message.as_str())
            .chain(details.as_deref())
            .chain(causes)
            .collect::<Vec<_>>()
            .join(": ")
    }

    /// Reports a file that cannot be read.
    pub(crate) fn unreadable(path: &Path, error: &std::io::Error) -> Self {
        Self::invalid(format!("cannot read {}: {error}", path.display()))
            .hint("check the path; nothing was sent")
    }

    /// Reports a file that cannot be written.
    pub(crate) fn unwritable(path: &Path, error: &(dyn Error + 'static)) -> Self {
        Self::other(format!("cannot write {}: {error}", path.display()))
    }

    /// Reports an invalid TOML file.
    ///
    /// The line is named but not quoted, as the library does, because it could hold a token.
    pub(crate) fn wrong_toml(path: &Path, text: &str, error: &toml::de::Error) -> Self {
        let before = error.span().and_then(|span| text.get(..span.start));
        let line =
            before.map(|before| format!(", line {}", before.matches('\n').count() + 1)).unwrap_or_default();
        Self::usage(format!("{}{line}: {}", path.display(), error.message()))
    }

    /// Reports output that cannot be written. A closed pipe, as `head` leaves it, needs no message.
    pub(crate) fn of_output(error: &std::io::Error) -> Self {
        let silent = error.kind() == std::io::ErrorKind::BrokenPipe;
        Self { silent, ..Self::other(format!("cannot write the output: {error}")) }
    }
}

impl From<InvalidInput> for Failure {
    fn from(error: InvalidInput) -> Self {
        let mut failure = Self::invalid("invalid input, nothing was sent");
        failure.details = error.problems().iter().map(Problem::to_string).collect();
        failure.hint = sdk_errors::geometry_hint(&error);
        failure
    }
}
