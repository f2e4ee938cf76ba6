use std::sync::Arc;

use bytes::Bytes;
use picsellia_core::Secret;
use picsellia_core::endpoint::{Data, DataId, Download, GetData, PresignedUrl};

use crate::{Client, Error};

/// The largest image that is downloaded, in bytes.
const LARGEST_IMAGE: usize = 1 << 30;

impl Client {
    /// Reads a `Data` by its id, with its source and tags.
    ///
    /// # Errors
    ///
    /// [`Error::is_not_found`] if there is none. Other [`Error`]s if the request fails.
    pub async fn data(&self, id: &DataId) -> Result<Data, Error> {
        self.call(&GetData::new(id)).await
    }

    /// Downloads the image of a `Data`: the encoded bytes as they were sent, up to 1 GiB.
    ///
    /// # Errors
    ///
    /// [`Error`] if the platform returns no URL for the image or the storage has no image there.
    pub async fn download(&self, data: &Data) -> Result<Bytes, Error> {
        if let Some(url) = &data.presigned_url {
            match self.fetch(url).await {
                // A presigned URL expires, and storages report that in different ways: get a new
                // one.
                Err(error) if is_refused(&error) => {}
                other => return other,
            }
        }
        let url = self.call(&PresignedUrl::new(&data.id)).await?;
        self.fetch(&url).await
    }

    async fn fetch(&self, url: &Secret) -> Result<Bytes, Error> {
        let options = self.options().with_responses_up_to(LARGEST_IMAGE);
        let credentials = Arc::new(self.credentials().without_headers());
        self.caller().call(&Download::new(url), self.host(), &credentials, &options).await
    }
}

fn is_refused(error: &Error) -> bool {
    error.kind().rejection().is_some_and(|rejection| rejection.status().is_client_error())
}
