//! Credentials: the API token, the JWTs of deployments and the signatures of image URLs.

mod hmac_sha256;
mod jwt;
mod keys;
mod signed_url;

pub(crate) use jwt::JwtError;
pub(crate) use keys::{Keys, new_master_key};
