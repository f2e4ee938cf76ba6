use picsellia_core::{BuildError, TransportOptions};

/// Rejects options with a timeout of zero, within which no exchange can succeed.
///
/// # Errors
///
/// Returns [`BuildError`] if `connect_timeout`, `response_timeout` or `write_timeout` is zero. Some
/// clients treat zero as "no timeout"; here that is [`Duration::MAX`](std::time::Duration::MAX).
pub fn check_timeouts(options: &TransportOptions) -> Result<(), BuildError> {
    let timeouts = [
        ("connect_timeout", options.connect_timeout),
        ("response_timeout", options.response_timeout),
        ("write_timeout", options.write_timeout),
    ];
    match timeouts.into_iter().find(|(_, timeout)| timeout.is_zero()) {
        Some((name, _)) => {
            Err(BuildError::because(format!("{name} is zero; use Duration::MAX for no timeout")))
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error;
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_timeout_of_zero_is_rejected_by_its_name() {
        check_timeouts(&TransportOptions::new()).expect("the defaults");
        check_timeouts(&TransportOptions::new().write_timeout(Duration::MAX)).expect("no timeout");
        let error = check_timeouts(&TransportOptions::new().write_timeout(Duration::ZERO)).expect_err("zero");
        let reason = error.source().expect("a reason").to_string();
        assert_eq!(reason, "write_timeout is zero; use Duration::MAX for no timeout");
    }
}
