//! Options that cannot be.

use std::error::Error;
use std::time::Duration;

use picsellia_core::TransportOptions;
use picsellia_transport_hyper::HyperTransport;

#[test]
fn options_that_cannot_be_are_refused_and_not_shown() {
    for proxy in ["s3cr3t", "http://", "socks5://user:s3cr3t@proxy.test:1080", "http://user:s3cr3t@"] {
        let options = TransportOptions::new().proxy(proxy);
        assert!(!format!("{options:?}").contains("s3cr3t"), "{options:?}");
        let error = HyperTransport::with_options(&options).expect_err("no proxy");
        assert!(!format!("{error:?}").contains("s3cr3t"), "{error:?}");
    }
    let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for pem in ["", "no certificate", broken, "-----BEGIN CERTIFICATE-----\nAAAA"] {
        HyperTransport::with_options(&TransportOptions::new().root_certificates(pem))
            .expect_err("no certificate");
    }
}

#[test]
fn a_bound_of_no_time_is_refused_by_its_name() {
    let options = TransportOptions::new;
    for (name, options) in [
        ("connect_timeout", options().connect_timeout(Duration::ZERO)),
        ("response_timeout", options().response_timeout(Duration::ZERO)),
        ("write_timeout", options().write_timeout(Duration::ZERO)),
    ] {
        let error = HyperTransport::with_options(&options).expect_err("no time");
        let reason = error.source().map_or_else(|| error.to_string(), ToString::to_string);
        assert!(reason.contains(name), "{reason}");
    }
    HyperTransport::with_options(&options().pool_idle_timeout(Duration::ZERO))
        .expect("it keeps no connection");
}
