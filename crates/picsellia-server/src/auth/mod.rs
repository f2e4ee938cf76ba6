//! Signs and verifies the JWTs of deployments and the URLs of images.

mod hmac_sha256;
mod jwt;
mod keys;
mod signed_url;

pub(crate) use jwt::JwtError;
pub(crate) use keys::{Keys, new_master_key};
