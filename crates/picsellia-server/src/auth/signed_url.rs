//! Signed URLs, which give access to one image for a limited time without a header.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::Mac;

use super::hmac_sha256::hmac_sha256;

/// The reason why a URL is rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum UrlError {
    #[error("the signature of the URL is invalid")]
    Invalid,
    #[error("the URL has expired")]
    Expired,
}

/// Returns the query of a signed URL.
pub(super) fn sign(key: &[u8; 32], data_uuid: &str, expires: u64) -> String {
    let tag = hmac_sha256(key, &message(data_uuid, expires)).finalize().into_bytes();
    format!("expires={expires}&signature={}", URL_SAFE_NO_PAD.encode(tag))
}

/// Checks the query of a signed URL.
pub(super) fn verify(
    key: &[u8; 32],
    data_uuid: &str,
    expires: &str,
    signature: &str,
    now: u64,
) -> Result<(), UrlError> {
    let expires: u64 = expires.parse().map_err(|_| UrlError::Invalid)?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| UrlError::Invalid)?;
    hmac_sha256(key, &message(data_uuid, expires)).verify_slice(&signature).map_err(|_| UrlError::Invalid)?;
    if now >= expires { Err(UrlError::Expired) } else { Ok(()) }
}

fn message(data_uuid: &str, expires: u64) -> Vec<u8> {
    format!("GET\n{data_uuid}\n{expires}").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_gives_access_to_one_image_until_it_expires() {
        let key = [7; 32];
        let query = sign(&key, "image", 100);
        let signature = query.rsplit_once('=').expect("a signature").1;
        assert_eq!(verify(&key, "image", "100", signature, 99), Ok(()));
        assert_eq!(verify(&key, "image", "100", signature, 100), Err(UrlError::Expired));
        assert_eq!(verify(&key, "other", "100", signature, 99), Err(UrlError::Invalid));
        assert_eq!(verify(&key, "image", "101", signature, 99), Err(UrlError::Invalid));
        assert_eq!(verify(&[8; 32], "image", "100", signature, 99), Err(UrlError::Invalid));
        assert_eq!(verify(&key, "image", "soon", "%%", 99), Err(UrlError::Invalid));
    }
}
