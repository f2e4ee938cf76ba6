//! Proxies that the environment names.

use std::time::Duration;

use super::Plain;
use crate::cases::requests::response;
use crate::child;
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

/// What is set (`{proxy}` stands for the proxy's URL), where the request goes (`{port}` for the service's port), and
/// whether it comes to the proxy.
const ROWS: &[Row] = &[
    // The token of a service on this machine is not shown to another one.
    (&[("http_proxy", "{proxy}")], "http://127.0.0.1:{port}/", false),
    (&[("HTTP_PROXY", "{proxy}"), ("ALL_PROXY", "{proxy}")], "http://localhost:{port}/", false),
    (&[("ALL_PROXY", "{proxy}")], "http://127.0.0.2:{port}/", false),
    (&[("all_proxy", "{proxy}")], "http://[::1]:{port}/", false),
    (&[("all_proxy", "{proxy}")], "http://LOCALHOST:{port}/", false),
    (&[("https_proxy", "{proxy}")], "https://127.0.0.1:{port}/", false),
    (&[("http_proxy", "{proxy}"), ("no_proxy", "other.invalid")], "http://127.0.0.1:{port}/", false),
    // Others go through it.
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
    // Unless they are named, by name, domain or network, or another scheme's proxy is meant.
    (&[("http_proxy", "{proxy}"), ("no_proxy", "x, service.invalid")], "http://service.invalid/", false),
    (&[("http_proxy", "{proxy}"), ("NO_PROXY", "SERVICE.invalid")], "http://service.invalid/", false),
    (&[("http_proxy", "{proxy}"), ("NO_PROXY", ".service.invalid")], "http://api.service.invalid/", false),
    (&[("http_proxy", "{proxy}"), ("NO_PROXY", "service.invalid")], "http://api.service.invalid/", false),
    (&[("http_proxy", "{proxy}"), ("NO_PROXY", "*")], "http://service.invalid/", false),
    (&[("https_proxy", "{proxy}")], "http://service.invalid/", false),
    (&[("http_proxy", "{proxy}")], "https://service.invalid/", false),
    (&[("http_proxy", "")], "http://service.invalid/", false),
    (&[("http_proxy", "not a proxy")], "http://service.invalid/", false),
    // In a CGI program HTTP_PROXY is a header of whoever asks.
    (&[("HTTP_PROXY", "{proxy}"), ("REQUEST_METHOD", "GET")], "http://service.invalid/", false),
];

/// A transport with default options goes through the proxies of the environment, and never for this machine.
pub fn proxies_of_the_environment_are_used_but_for_this_machine(plain: Plain<'_>) {
    match child::url() {
        Some(url) => child::report(&*plain(), &url),
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
    // A name under .invalid has no address, and it need not be waited for who says so.
    let limit = Duration::from_secs(if proxied { 30 } else { 1 });
    let became = child::send(&set, &VARIABLES, &url, limit);
    assert_eq!(proxy.connections() > 0, proxied, "{set:?}, {url}: {became}");
    if url.starts_with("http://127.0.0.1:") || url.to_ascii_lowercase().starts_with("http://localhost:") {
        assert!(became.starts_with("of the service"), "{set:?}, {url}: {became}");
    }
}
