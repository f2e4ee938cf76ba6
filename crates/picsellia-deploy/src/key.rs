use std::time::{SystemTime, UNIX_EPOCH};

use uuid::Builder;

/// Creates the `Idempotency-Key` of a prediction: a UUID of version 7, sorted by creation time.
///
/// The random part has to be unique and need not be secret. The operating system seeds its
/// generator once in each thread.
pub(crate) fn new_key() -> String {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let mut random = [0; 10];
    fastrand::fill(&mut random);
    let millis = u64::try_from(since_1970.as_millis()).unwrap_or(u64::MAX);
    Builder::from_unix_timestamp_millis(millis, &random).into_uuid().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_distinct_uuids_of_version_7() {
        let keys: std::collections::HashSet<_> = (0..10_000).map(|_| new_key()).collect();
        assert_eq!(keys.len(), 10_000);
        assert!(keys.iter().all(|key| key.as_bytes()[14] == b'7'));
    }
}
