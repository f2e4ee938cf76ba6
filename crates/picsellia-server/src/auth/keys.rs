//! The signing keys of the service, all derived from one stored key.

use std::fmt;

use hmac::Mac;

use super::hmac_sha256::hmac_sha256;
use super::jwt::{self, JwtError};
use super::signed_url::{self, UrlError};

/// The operating system has no random bytes.
#[derive(Debug, thiserror::Error)]
#[error("could not get random bytes from the operating system")]
pub(crate) struct NoRandomness(#[from] getrandom::Error);

/// Creates a random key to derive the others from.
pub(crate) fn new_master_key() -> Result<[u8; 32], NoRandomness> {
    let mut key = [0; 32];
    getrandom::fill(&mut key)?;
    Ok(key)
}

/// The signing keys, one for each use, so that a signature is never valid for another use.
pub(crate) struct Keys {
    jwt: [u8; 32],
    url: [u8; 32],
}

impl Keys {
    /// Derives the keys from the stored one.
    pub(crate) fn derive(master: &[u8; 32]) -> Self {
        let derive = |label: &[u8]| hmac_sha256(master, label).finalize().into_bytes().into();
        Self { jwt: derive(b"picsellia-server jwt 1"), url: derive(b"picsellia-server image url 1") }
    }

    /// Creates a JWT for `subject` that is valid from `now` for `lifetime`, in seconds.
    pub(crate) fn issue_jwt(
        &self,
        subject: &str,
        now: u64,
        lifetime: u64,
    ) -> Result<String, serde_json::Error> {
        jwt::issue(&self.jwt, subject, now, lifetime)
    }

    /// Returns the subject of a valid JWT.
    pub(crate) fn verify_jwt(&self, token: &str, now: u64) -> Result<String, JwtError> {
        jwt::verify(&self.jwt, token, now)
    }

    /// Returns the query of a URL that gives access to the image of one `Data` until an instant.
    pub(crate) fn sign_url(&self, data_uuid: &str, expires: u64) -> String {
        signed_url::sign(&self.url, data_uuid, expires)
    }

    pub(crate) fn verify_url(
        &self,
        data_uuid: &str,
        expires: &str,
        signature: &str,
        now: u64,
    ) -> Result<(), UrlError> {
        signed_url::verify(&self.url, data_uuid, expires, signature, now)
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").finish_non_exhaustive()
    }
}
