//! Checks the connection to the host, without credentials.

use std::time::SystemTime;

use http::header;
use picsellia_deploy::endpoint::Host;
use picsellia_deploy::endpoint::{Endpoint as _, Ping};
use picsellia_deploy::transport::{TransportError, TransportErrorKind, TransportOptions};
use picsellia_transport_support::routing::{Origin, Proxies, Route};

use super::check::Report;
use crate::arguments::{ConnectionArguments, TransportName};
use crate::failure::{Exit, Failure};

/// Describes the proxy of the environment for requests to the host, by the rules of the transports.
///
/// Only the host and port of the proxy are shown, because its URL can hold a password.
pub(super) fn proxy(host: &Host) -> String {
    let origin = host.to_string().parse().ok().and_then(|url| Origin::from_url(&url).ok());
    let (Some(origin), Ok(proxies)) = (origin, Proxies::from_options(&TransportOptions::new())) else {
        return "unknown".to_owned();
    };
    if !origin.is_https() && host.keeps_secrets() {
        return "none, the host is this machine".to_owned();
    }
    let configured = if origin.is_https() { proxies.https() } else { proxies.http() };
    match (proxies.route(&origin), configured) {
        (Route::Proxy(proxy), _) => format!("{}, from the environment", proxy.origin().host_and_port()),
        (Route::Direct, Some(_)) => "none, NO_PROXY exempts the host".to_owned(),
        (Route::Direct, None) => "none".to_owned(),
    }
}

/// Sends a request without a token, and checks the connection, TLS and the clock by its response.
///
/// Returns whether a response came.
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
            report
                .ok("connection", format!("response after {} ms, over {}", took.as_millis(), name.as_str()));
            let tls = if is_https { "trusted certificate" } else { "none, plain http" };
            report.ok("TLS", tls);
            clock(report, response.headers(), sent_at + took / 2);
            true
        }
        Err(error) if error.kind() == TransportErrorKind::Tls => {
            report.ok("connection", "established");
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
            "check the host and port, that the service is running, and DNS, proxy and firewall"
        }
        TransportErrorKind::Tls => {
            "check the scheme, the port and the clock; name a private certificate authority with \
             --ca-certificates"
        }
        TransportErrorKind::Timeout => "try again, or with a longer --timeout",
        _ => "another program may be listening there: check the scheme, host and port",
    };
    Failure::new(Exit::Undelivered, error.to_string()).because_source(error).hint(hint)
}

/// The largest difference between the clocks that is fine, in seconds.
const TOLERANCE: i64 = 5;

fn clock(report: &mut Report, headers: &http::HeaderMap, now: SystemTime) {
    let date = headers.get(header::DATE).and_then(|date| date.to_str().ok());
    let Some(theirs) = date.and_then(|date| httpdate::parse_http_date(date).ok()) else {
        report.ok("clock", "unknown, the response has no date");
        return;
    };
    let ahead = seconds(now) - seconds(theirs);
    if ahead.abs() <= TOLERANCE {
        report.ok("clock", "correct");
        return;
    }
    let direction = if ahead > 0 { "ahead of" } else { "behind" };
    report.warning(
        "clock",
        format!("{} s {direction} the service", ahead.abs()),
        "set the clock, or send predictions without --timestamp",
    );
}

fn seconds(time: SystemTime) -> i64 {
    let since_1970 = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since_1970.as_secs()).unwrap_or(i64::MAX)
}
