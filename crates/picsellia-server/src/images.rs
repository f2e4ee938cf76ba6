//! The images: an object store, by default a local folder.

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

/// Where the images are. Cloning shares it.
#[derive(Debug, Clone)]
pub(crate) struct Images {
    store: Arc<dyn ObjectStore>,
}

impl Images {
    /// Images in a local folder, which must exist.
    pub(crate) fn in_folder(folder: &Path) -> Result<Self, ImageError> {
        // An image is on the disk before its record is: a record never points at nothing after a power cut.
        let store = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self { store: Arc::new(store) })
    }

    pub(crate) async fn put(&self, object_name: &str, image: Bytes) -> Result<(), ImageError> {
        self.store.put(&object_store::path::Path::from(object_name), PutPayload::from_bytes(image)).await?;
        Ok(())
    }

    /// Opens an image to be streamed; none when it is not there.
    pub(crate) async fn get(&self, object_name: &str) -> Result<Option<GetResult>, ImageError> {
        match self.store.get(&object_store::path::Path::from(object_name)).await {
            Ok(image) => Ok(Some(image)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The names of the images that were last written before an instant.
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

    /// Removes an image that no record points at. A failure leaves an orphan, which harms nobody: it is only logged.
    pub(crate) async fn discard(&self, object_name: &str) {
        match self.store.delete(&object_store::path::Path::from(object_name)).await {
            // Another service on the folder was faster.
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => tracing::warn!(object_name, %error, "an unused image could not be removed"),
        }
    }
}
