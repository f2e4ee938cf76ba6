use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use super::Origin;

/// A rule for hosts that bypass the proxies: an entry of `NO_PROXY`, or one of our own.
#[derive(Clone)]
pub(super) enum NoProxy {
    /// This machine.
    Loopback,
    /// Every host.
    All,
    /// An address with the number of leading bits that count.
    Network(IpAddr, u8),
    /// A name and its subdomains.
    Domain(String),
    /// The origins for which a function returns true.
    Predicate(Arc<dyn Fn(&Origin) -> bool + Send + Sync>),
}

impl NoProxy {
    pub(super) fn parse(name: &str) -> Self {
        if name == "*" {
            return Self::All;
        }
        let (address, bits) = match name.split_once('/') {
            Some((address, bits)) => (address, bits.parse().ok()),
            None => (name, Some(u8::MAX)),
        };
        match (address.parse(), bits) {
            (Ok(address), Some(bits)) => Self::Network(address, bits),
            _ => Self::Domain(name.trim_start_matches('.').to_ascii_lowercase()),
        }
    }

    /// Whether the rule covers the host of `origin`.
    pub(super) fn matches(&self, origin: &Origin) -> bool {
        let host = origin.host();
        let address: Option<IpAddr> = host.parse().ok();
        match (self, address) {
            (Self::All, _) => true,
            (Self::Predicate(bypasses), _) => bypasses(origin),
            (Self::Loopback, Some(address)) => address.to_canonical().is_loopback(),
            (Self::Loopback, None) => is_within(host, "localhost"),
            (Self::Network(network, bits), Some(address)) => share_prefix(*network, address, *bits),
            (Self::Domain(domain), None) => is_within(host, domain),
            _ => false,
        }
    }
}

impl fmt::Debug for NoProxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Loopback => f.write_str("this machine"),
            Self::All => f.write_str("*"),
            Self::Network(network, bits) => write!(f, "{network}/{bits}"),
            Self::Domain(domain) => f.write_str(domain),
            Self::Predicate(_) => f.write_str("a predicate"),
        }
    }
}

/// Whether `host` is `domain` or one of its subdomains.
fn is_within(host: &str, domain: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Whether two addresses of one family agree in their first `bits` bits.
fn share_prefix(one: IpAddr, other: IpAddr, bits: u8) -> bool {
    let equal_bits = match (one, other) {
        (IpAddr::V4(one), IpAddr::V4(other)) => (one.to_bits() ^ other.to_bits()).leading_zeros(),
        (IpAddr::V6(one), IpAddr::V6(other)) => (one.to_bits() ^ other.to_bits()).leading_zeros(),
        _ => return false,
    };
    let max_bits = if one.is_ipv4() { 32 } else { 128 };
    equal_bits >= u32::from(bits).min(max_bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(host: &str) -> Origin {
        Origin::from_url(&format!("http://{host}/").parse().expect("a URL")).expect("an origin")
    }

    #[test]
    fn a_rule_matches_its_network_or_domain() {
        for (rule, host, expected) in [
            ("10.0.0.0/8", "10.255.0.1", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("192.168.1.7", "192.168.1.7", true),
            ("192.168.1.7", "192.168.1.8", false),
            ("0.0.0.0/0", "1.2.3.4", true),
            ("fd00::/8", "[fd12::1]", true),
            ("fd00::/8", "10.0.0.1", false),
            ("10.0.0.0/99", "10.0.0.0", true),
            ("10.0.0.0/x", "10.0.0.0", false),
            (".acme.test", "api.acme.test", true),
            ("acme.test", "ACME.test", true),
            ("acme.test", "notacme.test", false),
        ] {
            assert_eq!(NoProxy::parse(rule).matches(&origin(host)), expected, "{rule} and {host}");
        }
        assert!(NoProxy::Loopback.matches(&origin("[::ffff:127.0.0.1]")));
    }
}
