//! Decides whether the image of a prediction is kept if the client does not send `sample`.

/// Returns whether the image is kept, by the hash of the body.
///
/// Every service decides the same for the same request. The kept fraction of many requests is
/// `rate`, from 0 (none) to 1 (all).
pub(super) fn keeps(rate: f64, body_sha256: &[u8; 32]) -> bool {
    let [a, b, c, d, ..] = *body_sha256;
    // At least 0 and below 1.
    let position = f64::from(u32::from_be_bytes([a, b, c, d])) / (f64::from(u32::MAX) + 1.0);
    position < rate
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn the_kept_fraction_is_the_rate() {
        for (rate, expected) in [(0.0, 0..=0), (0.25, 900..=1100), (1.0, 4000..=4000)] {
            let kept =
                (0..4000_u32).filter(|body| keeps(rate, &Sha256::digest(body.to_le_bytes()).into())).count();
            assert!(expected.contains(&kept), "{rate}: {kept}");
        }
        assert!(!keeps(0.0, &[0; 32]));
        assert!(keeps(1.0, &[255; 32]));
    }
}
