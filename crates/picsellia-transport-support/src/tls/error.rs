use std::error::Error;
use std::io;

use picsellia_core::{TransportError, TransportErrorKind};
use rustls::{CertificateError, InvalidMessage};

use crate::find_cause;

/// Creates the [`Tls`](TransportErrorKind::Tls) error of a failed handshake with `host`. Its source
/// says in plain English what is wrong, and where possible how to fix it.
#[must_use]
pub fn handshake_error(error: &(dyn Error + 'static), host: &str) -> TransportError {
    let kind = TransportErrorKind::Tls;
    if let Some(error) = find_cause(error, |_| true) {
        return TransportError::because(kind, &describe(error, host));
    }
    if find_cause(error, is_disconnect).is_some() {
        let reason = format!("{host} closed the connection during the TLS handshake");
        return TransportError::because(kind, &reason);
    }
    TransportError::caused_by(kind, error)
}

/// Returns whether a connection that could not be established failed in its TLS handshake.
///
/// A disconnection counts: before the handshake nothing is read, so nothing else notices it.
#[must_use]
pub fn is_handshake_failure(error: &(dyn Error + 'static)) -> bool {
    find_cause::<rustls::Error>(error, |_| true).is_some() || find_cause(error, is_disconnect).is_some()
}

fn is_disconnect(error: &io::Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    matches!(error.kind(), UnexpectedEof | ConnectionReset | ConnectionAborted | BrokenPipe)
}

fn describe(error: &rustls::Error, host: &str) -> String {
    match error {
        rustls::Error::InvalidCertificate(error) => describe_certificate(error, host),
        rustls::Error::InvalidMessage(InvalidMessage::InvalidContentType) => {
            format!("{host} does not speak TLS on this port: use http:// or the port of its https service")
        }
        rustls::Error::PeerIncompatible(_) => {
            format!("{host} and this client have no TLS version or cipher suite in common")
        }
        rustls::Error::General(reason) => reason.clone(),
        other => format!("the TLS handshake with {host} failed: {other}"),
    }
}

fn describe_certificate(error: &CertificateError, host: &str) -> String {
    use CertificateError::{
        BadSignature, Expired, ExpiredContext, NotValidForName, NotValidForNameContext, NotValidYet,
        NotValidYetContext, Revoked, UnknownIssuer,
    };
    match error {
        // A signature that does not match is that of another authority with the same name.
        UnknownIssuer | BadSignature => format!(
            "the certificate of {host} is not trusted: add its authority to root_certificates or to this machine"
        ),
        Expired | ExpiredContext { .. } => {
            format!("the certificate of {host} has expired: renew it, or check the clock of this machine")
        }
        NotValidYet | NotValidYetContext { .. } => {
            format!("the certificate of {host} is not valid yet: check the clock of this machine")
        }
        NotValidForName | NotValidForNameContext { .. } => {
            format!("the certificate is for another name than {host}: check the host")
        }
        Revoked => format!("the certificate of {host} has been revoked"),
        other => format!("the certificate of {host} is invalid: {other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(error: rustls::Error) -> String {
        let error = handshake_error(&io::Error::new(io::ErrorKind::InvalidData, error), "app.test");
        assert_eq!(error.kind(), TransportErrorKind::Tls);
        error.source().map(ToString::to_string).unwrap_or_default()
    }

    #[test]
    fn errors_of_rustls_are_translated() {
        for (error, expected) in [
            (CertificateError::UnknownIssuer.into(), "certificate of app.test is not trusted"),
            (CertificateError::Expired.into(), "certificate of app.test has expired"),
            (CertificateError::NotValidYet.into(), "not valid yet: check the clock"),
            (CertificateError::NotValidForName.into(), "another name than app.test"),
            (InvalidMessage::InvalidContentType.into(), "does not speak TLS on this port: use http://"),
            (rustls::Error::General("no authorities".to_owned()), "no authorities"),
            (rustls::Error::DecryptError, "handshake with app.test failed"),
        ] {
            let reason = reason(error);
            assert!(reason.contains(expected), "{reason}");
        }
    }

    #[test]
    fn a_disconnect_is_a_handshake_failure_and_a_timeout_is_none() {
        for kind in [io::ErrorKind::UnexpectedEof, io::ErrorKind::ConnectionReset] {
            let error = io::Error::from(kind);
            assert!(is_handshake_failure(&error));
            let source = handshake_error(&error, "app.test").source().map(ToString::to_string);
            assert!(source.is_some_and(|text| text.contains("app.test closed the connection")));
        }
        assert!(!is_handshake_failure(&io::Error::from(io::ErrorKind::TimedOut)));
    }
}
