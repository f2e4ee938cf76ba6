//! HMAC-SHA-256, which signs JWTs and image URLs.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Starts the signature of a message.
pub(super) fn hmac_sha256(key: &[u8; 32], message: &[u8]) -> Hmac<Sha256> {
    <Hmac<Sha256> as KeyInit>::new(&block(key)).chain_update(message)
}

/// Pads a key with zeros to the block of the hash, as HMAC does. A key of this length cannot be
/// rejected.
fn block(key: &[u8; 32]) -> hmac::digest::Key<Hmac<Sha256>> {
    let mut block = hmac::digest::Key::<Hmac<Sha256>>::default();
    for (to, from) in block.iter_mut().zip(key) {
        *to = *from;
    }
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, test case 2, with the key padded as HMAC pads it.
    #[test]
    fn signatures_match_the_published_vector() {
        let mut key = [0; 32];
        key[..4].copy_from_slice(b"Jefe");
        let tag = hmac_sha256(&key, b"what do ya want for nothing?").finalize().into_bytes();
        assert_eq!(&tag[..8], [0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e]);
    }
}
