//! The service's signing keys, all derived from one stored secret.

use std::fmt;

use hmac::Mac;

use super::jwt::{self, JwtError};
use super::signed_url::{self, UrlError};

/// The operating system gave no random bytes.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gave no random bytes")]
pub(crate) struct NoRandomness(#[from] getrandom::Error);

/// A new secret, to be stored.
pub(crate) fn new_master_key() -> Result<[u8; 32], NoRandomness> {
    let mut key = [0; 32];
    getrandom::fill(&mut key)?;
    Ok(key)
}

/// Signs and verifies. A key for each use: a signature of one can never pass for the other's.
pub(crate) struct Keys {
    jwt: [u8; 32],
    url: [u8; 32],
}

impl Keys {
    pub(crate) fn derive(master: &[u8; 32]) -> Self {
        let derive = |label: &[u8]| jwt::mac(master, label).finalize().into_bytes().into();
        Self { jwt: derive(b"picsellia-server jwt 1"), url: derive(b"picsellia-server image url 1") }
    }

    pub(crate) fn issue_jwt(
        &self,
        subject: &str,
        now: u64,
        lifetime: u64,
    ) -> Result<String, serde_json::Error> {
        jwt::issue(&self.jwt, subject, now, lifetime)
    }

    pub(crate) fn verify_jwt(&self, token: &str, now: u64) -> Result<String, JwtError> {
        jwt::verify(&self.jwt, token, now)
    }

    /// The query of a URL that gives access to one data until an instant.
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
