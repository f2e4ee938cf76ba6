//! Hashes and decodes the body of a request.

use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::error::IngestError;

/// The largest body that is hashed and decoded on the calling thread. A larger one would delay
/// other requests on this thread.
const INLINE_LIMIT: usize = 64 * 1024;

/// Returns the hash of a body, and the result of decoding it.
///
/// The results are separate, because a replay is recognized by the hash alone.
pub(super) async fn hash_and_decode<T: Send + 'static>(
    body: Bytes,
    decode: impl FnOnce(&[u8]) -> T + Send + 'static,
) -> Result<([u8; 32], T), IngestError> {
    let large = body.len() > INLINE_LIMIT;
    let work = move || (Sha256::digest(&body).into(), decode(&body));
    if large { tokio::task::spawn_blocking(work).await.map_err(IngestError::Stopped) } else { Ok(work()) }
}
