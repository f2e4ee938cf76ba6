//! The way to the host, without any credentials.

use std::time::SystemTime;

use http::header;
use picsellia_deploy::endpoint::Host;
use picsellia_deploy::endpoint::{Endpoint as _, Ping};
use picsellia_deploy::transport::{TransportError, TransportErrorKind};

use super::check::Report;
use crate::connection::ConnectionArguments;
use crate::failure::{Exit, Failure};
use crate::settings::TransportName;

/// Which variable of the environment names the proxy, if one does. Its URL is not shown: it may hold a password.
pub(super) fn proxy(host: &Host) -> String {
    let is_https = host.to_string().starts_with("https:");
    if !is_https && host.keeps_secrets() {
        return "none: it is this machine".to_owned();
    }
    let scheme = if is_https { "HTTPS_PROXY" } else { "HTTP_PROXY" };
    let names = [scheme, "ALL_PROXY"].into_iter().flat_map(|name| [name.to_lowercase(), name.to_owned()]);
    let is_set = |name: &String| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match names.into_iter().find(is_set) {
        Some(name) => format!("the one of {name}, unless NO_PROXY exempts the host"),
        None => "none is set".to_owned(),
    }
}

/// Exchanges a request without a token, whose response tells of the connection, its TLS and the clock. Whether there was
/// one.
pub(super) async fn reach(
    report: &mut Report,
    connection: &ConnectionArguments,
    name: TransportName,
    host: &Host,
) -> bool {
    let transport = match connection.transport(name) {
        Ok(transport) => transport,
        Err(failure) => {
            report.failed("transport", failure);
            return false;
        }
    };
    let request = match Ping.request(host) {
        Ok(request) => request,
        Err(error) => {
            report.failed("connection", error.into());
            return false;
        }
    };
    let is_https = host.to_string().starts_with("https:");
    let (start, sent_at) = (transport.now(), SystemTime::now());
    match transport.exchange(request, connection.limits()).await {
        Ok(response) => {
            let took = transport.now().duration_since(start);
            report.ok(
                "connection",
                format!("a response after {} ms, over {}", took.as_millis(), name.as_str()),
            );
            let tls = if is_https { "the certificate is trusted" } else { "none: plain http" };
            report.ok("TLS", tls);
            clock(report, response.headers(), sent_at + took / 2);
            true
        }
        Err(error) if error.kind() == TransportErrorKind::Tls => {
            report.ok("connection", "something listens there");
            report.failed("TLS", unreachable(&error));
            false
        }
        Err(error) => {
            report.failed("connection", unreachable(&error));
            false
        }
    }
}

fn unreachable(error: &TransportError) -> Failure {
    let hint = match error.kind() {
        TransportErrorKind::Connect => {
            "check the host and its port, whether the service runs, and what is between: name server, proxy, firewall"
        }
        TransportErrorKind::Tls => {
            "where a company's own authority signs, name it with --ca-certificates; a clock that is wrong by days has \
             the same effect"
        }
        TransportErrorKind::Timeout => {
            "the host took the request and did not response: try again, or a longer --timeout"
        }
        _ => "what listens there may not be the service: check the host, its port and the scheme",
    };
    Failure::new(Exit::Undelivered, error.to_string()).because_source(error).hint(hint)
}

/// What the clocks may differ by without a word, in seconds: the service tells whole ones.
const TOLERANCE: i64 = 5;

fn clock(report: &mut Report, headers: &http::HeaderMap, now: SystemTime) {
    let date = headers.get(header::DATE).and_then(|date| date.to_str().ok());
    let Some(theirs) = date.and_then(|date| httpdate::parse_http_date(date).ok()) else {
        report.ok("clock", "the service does not tell its time");
        return;
    };
    let ahead = seconds(now) - seconds(theirs);
    if ahead.abs() <= TOLERANCE {
        report.ok("clock", "right");
        return;
    }
    let direction = if ahead > 0 { "ahead of" } else { "behind" };
    report.warning(
        "clock",
        format!("{} s {direction} the service's", ahead.abs()),
        "timestamps that you send will be off by as much: set the clock, or leave --timestamp out",
    );
}

fn seconds(time: SystemTime) -> i64 {
    let since_1970 = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since_1970.as_secs()).unwrap_or(i64::MAX)
}
