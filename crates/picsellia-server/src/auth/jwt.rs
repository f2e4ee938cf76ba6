//! JSON Web Tokens, of the one kind that this service issues: HS256, with `sub`, `iat` and `exp`.
//!
//! The header of a token is compared with the one this service writes, never interpreted: a token cannot choose its
//! own algorithm. The cryptography is RustCrypto's `hmac` and `sha2`. The general-purpose `jsonwebtoken` crate takes
//! its cryptography from a process-wide provider, which a library that runs inside other people's tests must not set.

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// `{"alg":"HS256","typ":"JWT"}` in base64url.
const HEADER: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";

/// Why a token was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum JwtError {
    #[error("the token is not one of this service's")]
    Invalid,
    #[error("the token has expired")]
    Expired,
}

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    sub: String,
    iat: u64,
    exp: u64,
}

/// A token for `subject`, valid from `now` for `lifetime`, in seconds.
pub(super) fn issue(
    key: &[u8; 32],
    subject: &str,
    now: u64,
    lifetime: u64,
) -> Result<String, serde_json::Error> {
    let claims = Claims { sub: subject.to_owned(), iat: now, exp: now.saturating_add(lifetime) };
    let payload = base64_simd::URL_SAFE_NO_PAD.encode_to_string(serde_json::to_vec(&claims)?);
    let signed = format!("{HEADER}.{payload}");
    let signature =
        base64_simd::URL_SAFE_NO_PAD.encode_to_string(mac(key, signed.as_bytes()).finalize().into_bytes());
    Ok(format!("{signed}.{signature}"))
}

/// The subject of a valid token. The signature is checked before anything inside is read.
pub(super) fn verify(key: &[u8; 32], token: &str, now: u64) -> Result<String, JwtError> {
    let (signed, signature) = token.rsplit_once('.').ok_or(JwtError::Invalid)?;
    let signature = base64_simd::URL_SAFE_NO_PAD.decode_to_vec(signature).map_err(|_| JwtError::Invalid)?;
    // Compares in constant time.
    mac(key, signed.as_bytes()).verify_slice(&signature).map_err(|_| JwtError::Invalid)?;
    let (header, payload) = signed.split_once('.').ok_or(JwtError::Invalid)?;
    if header != HEADER {
        return Err(JwtError::Invalid);
    }
    let payload = base64_simd::URL_SAFE_NO_PAD.decode_to_vec(payload).map_err(|_| JwtError::Invalid)?;
    let claims: Claims = serde_json::from_slice(&payload).map_err(|_| JwtError::Invalid)?;
    if now >= claims.exp { Err(JwtError::Expired) } else { Ok(claims.sub) }
}

pub(super) fn mac(key: &[u8; 32], message: &[u8]) -> Hmac<Sha256> {
    <Hmac<Sha256> as KeyInit>::new(&block(key)).chain_update(message)
}

/// HMAC pads keys with zeros to the block of its hash, so this is the same key, of the length that cannot fail.
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

    const KEY: [u8; 32] = [7; 32];

    #[test]
    fn a_token_gives_its_subject_back_until_it_expires() {
        let token = issue(&KEY, "deployment", 1_000, 60).expect("claims serialize");
        assert_eq!(verify(&KEY, &token, 1_000), Ok("deployment".to_owned()));
        assert_eq!(verify(&KEY, &token, 1_059), Ok("deployment".to_owned()));
        assert_eq!(verify(&KEY, &token, 1_060), Err(JwtError::Expired));
    }

    #[test]
    fn the_header_is_what_it_says() {
        let header = base64_simd::URL_SAFE_NO_PAD.decode_to_vec(HEADER).expect("base64url");
        assert_eq!(header, br#"{"alg":"HS256","typ":"JWT"}"#);
    }

    /// RFC 4231, test case 2, with the key padded as HMAC pads it.
    #[test]
    fn signatures_agree_with_the_published_vector() {
        let mut key = [0; 32];
        key[..4].copy_from_slice(b"Jefe");
        let tag = mac(&key, b"what do ya want for nothing?").finalize().into_bytes();
        assert_eq!(&tag[..8], [0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e]);
    }

    #[test]
    fn changed_foreign_and_unsigned_tokens_are_invalid() {
        let token = issue(&KEY, "deployment", 1_000, 60).expect("claims serialize");
        let (signed, signature) = token.rsplit_once('.').expect("three parts");
        let unsigned = base64_simd::URL_SAFE_NO_PAD.encode_to_string(br#"{"alg":"none","typ":"JWT"}"#);
        let payload = signed.split_once('.').expect("two parts").1;
        let cases = [
            String::new(),
            "..".to_owned(),
            signed.to_owned(),
            format!("{signed}."),
            format!("{signed}x.{signature}"),
            format!("{unsigned}.{payload}."),
            format!("{unsigned}.{payload}.{signature}"),
            issue(&[8; 32], "deployment", 1_000, 60).expect("claims serialize"),
        ];
        for case in cases {
            assert_eq!(verify(&KEY, &case, 1_000), Err(JwtError::Invalid), "{case}");
        }
    }
}
