use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

/// Hosts that are reached without a proxy.
#[derive(Clone)]
pub(crate) enum Spared {
    /// This machine.
    Loopback,
    /// Every host.
    All,
    /// An address, or the network that shares its first bits.
    Network(IpAddr, u8),
    /// A name and every name below it.
    Domain(String),
    /// Whatever this says.
    By(Arc<dyn Fn(&str) -> bool + Send + Sync>),
}

impl Spared {
    pub(crate) fn parse(name: &str) -> Self {
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

    pub(crate) fn holds(&self, host: &str) -> bool {
        let address: Option<IpAddr> = host.trim_start_matches('[').trim_end_matches(']').parse().ok();
        match (self, address) {
            (Self::All, _) => true,
            (Self::By(spares), _) => spares(host),
            (Self::Loopback, Some(address)) => address.to_canonical().is_loopback(),
            (Self::Loopback, None) => is_below(host, "localhost"),
            (Self::Network(network, bits), Some(address)) => shares(*network, address, *bits),
            (Self::Domain(domain), None) => is_below(host, domain),
            _ => false,
        }
    }
}

impl fmt::Debug for Spared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Loopback => f.write_str("this machine"),
            Self::All => f.write_str("*"),
            Self::Network(network, bits) => write!(f, "{network}/{bits}"),
            Self::Domain(domain) => f.write_str(domain),
            Self::By(_) => f.write_str("by a function"),
        }
    }
}

/// Whether `host` is `domain` or ends with a dot and `domain`.
fn is_below(host: &str, domain: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

fn shares(one: IpAddr, other: IpAddr, bits: u8) -> bool {
    let differing = match (one, other) {
        (IpAddr::V4(one), IpAddr::V4(other)) => (one.to_bits() ^ other.to_bits()).leading_zeros(),
        (IpAddr::V6(one), IpAddr::V6(other)) => (one.to_bits() ^ other.to_bits()).leading_zeros(),
        _ => return false,
    };
    let most = if one.is_ipv4() { 32 } else { 128 };
    differing >= u32::from(bits).min(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_hold_what_shares_their_bits() {
        for (name, host, held) in [
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
            assert_eq!(Spared::parse(name).holds(host), held, "{name} and {host}");
        }
        assert!(Spared::Loopback.holds("[::ffff:127.0.0.1]"));
    }
}
