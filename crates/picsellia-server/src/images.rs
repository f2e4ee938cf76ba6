//! The image storage: an object store, which is a local folder.

use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use object_store::local::LocalFileSystem;
use object_store::{GetResult, ObjectStore, ObjectStoreExt, PutPayload};

/// A failure of the image storage.
#[derive(Debug, thiserror::Error)]
#[error("the image storage failed")]
pub(crate) struct ImageError(#[from] object_store::Error);

/// The image storage. Clones share it.
#[derive(Debug, Clone)]
pub(crate) struct Images {
    store: Arc<dyn ObjectStore>,
}

impl Images {
    /// Opens the storage in a local folder, which must exist.
    pub(crate) fn in_folder(folder: &Path) -> Result<Self, ImageError> {
        // An image is flushed to disk before its record, so that no record lacks its image after a
        // power failure.
        let store = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self { store: Arc::new(store) })
    }

    pub(crate) async fn put(&self, object_name: &str, image: Bytes) -> Result<(), ImageError> {
        self.store.put(&object_store::path::Path::from(object_name), PutPayload::from_bytes(image)).await?;
        Ok(())
    }

    /// Opens an image to stream it. Returns `None` if it does not exist.
    pub(crate) async fn get(&self, object_name: &str) -> Result<Option<GetResult>, ImageError> {
        match self.store.get(&object_store::path::Path::from(object_name)).await {
            Ok(image) => Ok(Some(image)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Lists the names of the images that were last written before an instant.
    pub(crate) fn older_than(&self, instant: SystemTime) -> BoxStream<'static, Result<String, ImageError>> {
        let listed = self.store.list(None).filter_map(move |image| {
            std::future::ready(match image {
                Ok(image) if SystemTime::from(image.last_modified) < instant => {
                    Some(Ok(image.location.to_string()))
                }
                Ok(_) => None,
                Err(error) => Some(Err(error.into())),
            })
        });
        listed.boxed()
    }

    /// Removes an image that has no record. A failure is only logged, because an orphaned image
    /// does no harm.
    pub(crate) async fn discard(&self, object_name: &str) {
        match self.store.delete(&object_store::path::Path::from(object_name)).await {
            // Another service on the same folder may have removed it first.
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => tracing::warn!(object_name, %error, "could not remove an unused image"),
        }
    }
}
