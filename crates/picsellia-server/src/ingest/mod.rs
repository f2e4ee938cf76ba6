//! Records predictions: from the body of a request to the store.

mod decode;
mod error;
mod hash;
mod idempotency;
mod object_name;
mod objects;
mod prediction;
mod sampling;
mod shadow;

pub(crate) use error::IngestError;
pub(crate) use idempotency::IdempotencyKey;
pub(crate) use prediction::ingest;
pub(crate) use shadow::ingest_shadow;
