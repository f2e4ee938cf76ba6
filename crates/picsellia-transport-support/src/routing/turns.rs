use std::net::SocketAddr;

/// The addresses of a host in the order in which to try them: both families by turns, so that where one is dead, the other
/// comes second and not last.
#[must_use]
pub fn by_turns(found: impl IntoIterator<Item = SocketAddr>) -> Vec<SocketAddr> {
    let mut found = found.into_iter().peekable();
    let Some(first) = found.peek().copied() else { return Vec::new() };
    let (same, other): (Vec<_>, Vec<_>) = found.partition(|it| it.is_ipv4() == first.is_ipv4());
    let mut turns = Vec::with_capacity(same.len() + other.len());
    let (mut same, mut other) = (same.into_iter(), other.into_iter());
    loop {
        match (same.next(), other.next()) {
            (None, None) => return turns,
            (one, two) => turns.extend(one.into_iter().chain(two)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_families_take_turns_and_keep_their_order() {
        let addresses = |texts: &[&str]| -> Vec<SocketAddr> {
            texts.iter().map(|text| text.parse().expect("an address")).collect()
        };
        let found = addresses(&["[::1]:1", "[::2]:1", "[::3]:1", "1.1.1.1:1"]);
        assert_eq!(by_turns(found), addresses(&["[::1]:1", "1.1.1.1:1", "[::2]:1", "[::3]:1"]));
        assert!(by_turns(Vec::new()).is_empty());
    }
}
