/// Runs a call that stores something in a span, which contains all its attempts and waits.
pub(crate) fn delivering<F: Future>(
    action: &'static str,
    deployment: &str,
    key: &str,
    call: F,
) -> impl Future<Output = F::Output> {
    #[cfg(feature = "tracing")]
    return tracing::Instrument::instrument(
        call,
        tracing::info_span!(target: "picsellia", "deliver", action, deployment, key),
    );
    #[cfg(not(feature = "tracing"))]
    {
        let _ = (action, deployment, key);
        call
    }
}

/// Runs one exchange in a span.
pub(crate) fn exchanging<F: Future>(
    action: &'static str,
    url: &http::Uri,
    exchange: F,
) -> impl Future<Output = F::Output> {
    #[cfg(feature = "tracing")]
    return tracing::Instrument::instrument(
        exchange,
        tracing::debug_span!(target: "picsellia", "exchange", action, origin = crate::origin::origin(url)),
    );
    #[cfg(not(feature = "tracing"))]
    {
        let _ = (action, url);
        exchange
    }
}

/// Displays an error in one line, with its causes.
#[cfg(feature = "tracing")]
pub(super) struct InOneLine<'a>(pub(super) &'a crate::ErrorKind);

#[cfg(feature = "tracing")]
impl std::fmt::Display for InOneLine<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let causes = crate::error::call_error::causes(self.0).map(|cause| format!(": {cause}"));
        let text: String = std::iter::once(self.0.to_string()).chain(causes).collect();
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        f.write_str(lines.next().unwrap_or_default())?;
        lines.try_for_each(|line| write!(f, " {line}"))
    }
}

#[cfg(all(test, feature = "tracing"))]
mod tests {
    use picsellia_core::{InvalidInput, Problem};

    use super::*;

    #[test]
    fn an_error_of_several_lines_is_shown_in_one() {
        let error = crate::ErrorKind::from(InvalidInput::from(Problem::invalid("tags", "is\r\n  empty")));
        assert_eq!(InOneLine(&error).to_string(), "invalid input, 1 problem: tags: is empty");
    }
}
