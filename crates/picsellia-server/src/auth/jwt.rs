//! JSON Web Tokens (JWTs) as this service issues them: HS256, with `sub`, `iat` and `exp`.
//!
//! The header of a token is compared with the expected one and never interpreted, so a token cannot
//! choose its own algorithm. The `jsonwebtoken` crate is not used: it takes its cryptography from a
//! process-wide provider, which a library inside other people's tests must not set.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::Mac;
use serde::{Deserialize, Serialize};

use super::hmac_sha256::hmac_sha256;

/// The header `{"alg":"HS256","typ":"JWT"}` in base64url.
const HEADER: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";

/// The reason why a token is rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum JwtError {
    #[error("the JWT is invalid")]
    Invalid,
    #[error("the JWT has expired")]
    Expired,
}

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    sub: String,
    iat: u64,
    exp: u64,
}

/// Creates a token for `subject` that is valid from `now` for `lifetime`, in seconds.
pub(super) fn issue(
    key: &[u8; 32],
    subject: &str,
    now: u64,
    lifetime: u64,
) -> Result<String, serde_json::Error> {
    let claims = Claims { sub: subject.to_owned(), iat: now, exp: now.saturating_add(lifetime) };
    let payload = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&claims)?);
    let signed = format!("{HEADER}.{payload}");
    let signature = URL_SAFE_NO_PAD.encode(hmac_sha256(key, signed.as_bytes()).finalize().into_bytes());
    Ok(format!("{signed}.{signature}"))
}

/// Returns the subject of a valid token. The signature is checked before anything else.
pub(super) fn verify(key: &[u8; 32], token: &str, now: u64) -> Result<String, JwtError> {
    let (signed, signature) = token.rsplit_once('.').ok_or(JwtError::Invalid)?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| JwtError::Invalid)?;
    // Compares in constant time.
    hmac_sha256(key, signed.as_bytes()).verify_slice(&signature).map_err(|_| JwtError::Invalid)?;
    let (header, payload) = signed.split_once('.').ok_or(JwtError::Invalid)?;
    if header != HEADER {
        return Err(JwtError::Invalid);
    }
    let payload = URL_SAFE_NO_PAD.decode(payload).map_err(|_| JwtError::Invalid)?;
    let claims: Claims = serde_json::from_slice(&payload).map_err(|_| JwtError::Invalid)?;
    if now >= claims.exp { Err(JwtError::Expired) } else { Ok(claims.sub) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 32] = [7; 32];

    #[test]
    fn a_token_is_valid_until_it_expires() {
        let token = issue(&KEY, "deployment", 1_000, 60).expect("claims serialize");
        assert_eq!(verify(&KEY, &token, 1_000), Ok("deployment".to_owned()));
        assert_eq!(verify(&KEY, &token, 1_059), Ok("deployment".to_owned()));
        assert_eq!(verify(&KEY, &token, 1_060), Err(JwtError::Expired));
    }

    #[test]
    fn the_header_is_the_documented_json() {
        let header = URL_SAFE_NO_PAD.decode(HEADER).expect("base64url");
        assert_eq!(header, br#"{"alg":"HS256","typ":"JWT"}"#);
    }

    #[test]
    fn changed_foreign_and_unsigned_tokens_are_invalid() {
        let token = issue(&KEY, "deployment", 1_000, 60).expect("claims serialize");
        let (signed, signature) = token.rsplit_once('.').expect("three parts");
        let unsigned = URL_SAFE_NO_PAD.encode(br#"{"alg":"none","typ":"JWT"}"#);
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
