use std::net::SocketAddr;

/// Orders the addresses of a host so that both families alternate, starting with the family of the
/// first address.
///
/// If one family is unreachable, the second attempt already tries the other.
#[must_use]
pub fn interleave_families(addresses: impl IntoIterator<Item = SocketAddr>) -> Vec<SocketAddr> {
    let mut addresses = addresses.into_iter().peekable();
    let Some(first) = addresses.peek().copied() else { return Vec::new() };
    let (same, other): (Vec<_>, Vec<_>) = addresses.partition(|it| it.is_ipv4() == first.is_ipv4());
    let mut ordered = Vec::with_capacity(same.len() + other.len());
    let (mut same, mut other) = (same.into_iter(), other.into_iter());
    loop {
        match (same.next(), other.next()) {
            (None, None) => return ordered,
            (one, two) => ordered.extend(one.into_iter().chain(two)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_alternate_and_keep_their_order() {
        let addresses = |texts: &[&str]| -> Vec<SocketAddr> {
            texts.iter().map(|text| text.parse().expect("an address")).collect()
        };
        let found = addresses(&["[::1]:1", "[::2]:1", "[::3]:1", "1.1.1.1:1"]);
        assert_eq!(interleave_families(found), addresses(&["[::1]:1", "1.1.1.1:1", "[::2]:1", "[::3]:1"]));
        assert!(interleave_families(Vec::new()).is_empty());
    }
}
