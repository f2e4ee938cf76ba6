//! Options that cannot be.

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
