//! The proxies of the environment.

use std::time::Duration;

use super::DefaultSetup;
use super::child;
use crate::cases::helpers::response;
use crate::http_peer::HttpPeer;
use crate::peer::{Peer, Reply};

const VARIABLES: [&str; 9] = [
    "HTTP_PROXY",
    "http_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "ALL_PROXY",
    "all_proxy",
    "NO_PROXY",
    "no_proxy",
    "REQUEST_METHOD",
];

type Row = (&'static [(&'static str, &'static str)], &'static str, bool);

/// The variables that are set (`{proxy}` stands for the URL of the proxy), the URL of the request
/// (`{port}` stands for the port of the service), and whether the request goes to the proxy.
const ROWS: &[Row] = &[
    // Requests to this machine stay on it: the proxy could read their token.
    (&[("http_proxy", "{proxy}")], "http://127.0.0.1:{port}/", false),
    (&[("HTTP_PROXY", "{proxy}"), ("ALL_PROXY", "{proxy}")], "http://localhost:{port}/", false),
    (&[("ALL_PROXY", "{proxy}")], "http://127.0.0.2:{port}/", false),
    (&[("all_proxy", "{proxy}")], "http://[::1]:{port}/", false),
    (&[("all_proxy", "{proxy}")], "http://LOCALHOST:{port}/", false),
    (&[("https_proxy", "{proxy}")], "https://127.0.0.1:{port}/", false),
    (&[("http_proxy", "{proxy}"), ("no_proxy", "other.invalid")], "http://127.0.0.1:{port}/", false),
    // Other requests go through the proxy.
    (&[("http_proxy", "{proxy}")], "http://service.invalid/", true),
    (&[("HTTP_PROXY", "{proxy}")], "http://service.invalid:8080/", true),
    (&[("ALL_PROXY", "{proxy}")], "http://service.invalid/", true),
    (&[("HTTPS_PROXY", "{proxy}")], "https://service.invalid/", true),
    (&[("all_proxy", "{proxy}")], "https://service.invalid/", true),
    (&[("http_proxy", "{proxy}")], "http://192.0.2.1/", true),
    (&[("http_proxy", "{bare}")], "http://service.invalid/", true),
    (
        &[("http_proxy", "{proxy}"), ("no_proxy", "other.invalid,198.51.100.0/24")],
        "http://service.invalid/",
        true,
    ),
    (&[("http_proxy", "{proxy}"), ("no_proxy", "vice.invalid")], "http://service.invalid/", true),
    // Hosts in `NO_PROXY`, other schemes, and invalid proxies.
    (&[("http_proxy", "{proxy}"), ("no_proxy", "x, service.invalid")], "http://service.invalid/", false),
    (&[("http_proxy", "{proxy}"), ("NO_PROXY", "SERVICE.invalid")], "http://service.invalid/", false),
    (&[("http_proxy", "{proxy}"), ("NO_PROXY", ".service.invalid")], "http://api.service.invalid/", false),
    (&[("http_proxy", "{proxy}"), ("NO_PROXY", "service.invalid")], "http://api.service.invalid/", false),
    (&[("http_proxy", "{proxy}"), ("NO_PROXY", "*")], "http://service.invalid/", false),
    (&[("https_proxy", "{proxy}")], "http://service.invalid/", false),
    (&[("http_proxy", "{proxy}")], "https://service.invalid/", false),
    (&[("http_proxy", "")], "http://service.invalid/", false),
    (&[("http_proxy", "not a proxy")], "http://service.invalid/", false),
    // In a CGI program, `HTTP_PROXY` is a header of the client.
    (&[("HTTP_PROXY", "{proxy}"), ("REQUEST_METHOD", "GET")], "http://service.invalid/", false),
];

/// With default options, the proxies of the environment apply, but never to requests to this
/// machine.
///
/// Contract: `TransportOptions::environment_proxies` is on by default.
pub fn proxies_of_the_environment_apply_except_to_this_machine(setup: DefaultSetup<'_>) {
    match child::url() {
        Some(url) => child::report(&*setup(), &url),
        None => ROWS.iter().for_each(|(set, url, proxied)| check(set, url, *proxied)),
    }
}

fn check(set: &[(&str, &str)], url: &str, proxied: bool) {
    let (proxy, service) = (HttpPeer::start(), HttpPeer::start());
    proxy.script(vec![Reply::Whole(response(201, "of the proxy"))]);
    service.script(vec![Reply::Whole(response(201, "of the service"))]);
    let filled = |value: &str| {
        let value = value.replace("{proxy}", &proxy.origin());
        value.replace("{bare}", &proxy.address().to_string())
    };
    let set: Vec<_> = set.iter().map(|(variable, value)| (*variable, filled(value))).collect();
    let url = url.replace("{port}", &service.address().port().to_string());
    // A name under `.invalid` has no address. A short limit avoids waiting for the resolver.
    let limit = Duration::from_secs(if proxied { 30 } else { 1 });
    let outcome = child::send(&set, &VARIABLES, &url, limit);
    assert_eq!(proxy.connections() > 0, proxied, "{set:?}, {url}: {outcome}");
    if url.starts_with("http://127.0.0.1:") || url.to_ascii_lowercase().starts_with("http://localhost:") {
        assert!(outcome.starts_with("of the service"), "{set:?}, {url}: {outcome}");
    }
}
