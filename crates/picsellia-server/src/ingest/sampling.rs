//! Whether the image of a prediction is kept when the client does not say.

/// Decides by the hash of the body: the same request is decided the same way whichever service gets it, and over many
/// requests the part that is kept is `rate`, which goes from 0 (never) to 1 (always).
pub(super) fn keeps(rate: f64, body_sha256: &[u8; 32]) -> bool {
    let [a, b, c, d, ..] = *body_sha256;
    // From 0 on, below 1.
    let draw = f64::from(u32::from_be_bytes([a, b, c, d])) / (f64::from(u32::MAX) + 1.0);
    draw < rate
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn the_part_that_is_kept_is_the_rate() {
        for (rate, expected) in [(0.0, 0..=0), (0.25, 900..=1100), (1.0, 4000..=4000)] {
            let kept =
                (0..4000_u32).filter(|body| keeps(rate, &Sha256::digest(body.to_le_bytes()).into())).count();
            assert!(expected.contains(&kept), "{rate}: {kept}");
        }
        assert!(!keeps(0.0, &[0; 32]));
        assert!(keeps(1.0, &[255; 32]));
    }
}
