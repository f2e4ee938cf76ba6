//! Invalid arguments, as clap reports them.

use clap::error::{ContextKind, ContextValue};

use super::Failure;

impl From<&clap::Error> for Failure {
    /// Keeps the first line as the message and clap's tip as the hint. Drops the usage lines.
    fn from(error: &clap::Error) -> Self {
        let text = error.render().to_string();
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
            failure.hint = Some("run `picsellia help`, or the command with --help".to_owned());
        }
        failure
    }
}

/// Returns a hint if the token was given as a flag.
pub(crate) fn hint_of_token(error: &clap::Error) -> Option<&'static str> {
    let is_token =
        matches!(error.get(ContextKind::InvalidArg), Some(ContextValue::String(flag)) if flag == "--token");
    is_token.then_some(
        "other users could read a token in the list of processes: set PICSELLIA_TOKEN, or name a file \
         with --token-file",
    )
}
