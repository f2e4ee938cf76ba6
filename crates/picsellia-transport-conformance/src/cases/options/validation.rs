//! Invalid options.

use std::error::Error;
use std::time::Duration;

use picsellia_core::{BuildError, TransportOptions};

use super::OptionsSetup;

/// The URL of a proxy that is not of the form `http://host:port`, and a root certificate that is
/// not valid PEM, are errors. Neither the options nor the error show the URL.
///
/// Contract: invalid options are a `BuildError`, which shows no secret.
pub fn invalid_options_are_rejected_and_not_shown(setup: OptionsSetup<'_>) {
    for proxy in ["s3cr3t", "http://", "socks5://user:s3cr3t@proxy.test:1080", "http://user:s3cr3t@"] {
        let options = TransportOptions::new().proxy(proxy);
        assert!(!format!("{options:?}").contains("s3cr3t"), "{options:?}");
        let error = rejected(setup, &options);
        assert!(!format!("{error:?}").contains("s3cr3t"), "{error:?}");
    }
    let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for pem in ["", "no certificate", broken, "-----BEGIN CERTIFICATE-----\nAAAA"] {
        rejected(setup, &TransportOptions::new().root_certificates(pem));
    }
}

/// A timeout of zero is an error that names the option, because some clients treat zero as no
/// timeout. An idle timeout of zero is valid: no connection is kept.
///
/// Contract: invalid options are a `BuildError`.
pub fn a_timeout_of_zero_is_rejected_by_its_name(setup: OptionsSetup<'_>) {
    let options = TransportOptions::new;
    for (name, options) in [
        ("connect_timeout", options().connect_timeout(Duration::ZERO)),
        ("response_timeout", options().response_timeout(Duration::ZERO)),
        ("write_timeout", options().write_timeout(Duration::ZERO)),
    ] {
        let error = rejected(setup, &options);
        let reason = error.source().map_or_else(|| error.to_string(), ToString::to_string);
        assert!(reason.contains(name), "{reason}");
    }
    let no_pool = setup(&options().pool_idle_timeout(Duration::ZERO));
    assert!(no_pool.is_ok(), "an idle timeout of zero keeps no connection");
}

#[track_caller]
fn rejected(setup: OptionsSetup<'_>, options: &TransportOptions) -> BuildError {
    match setup(options) {
        Ok(_) => panic!("expected an error for {options:?}"),
        Err(error) => error,
    }
}
