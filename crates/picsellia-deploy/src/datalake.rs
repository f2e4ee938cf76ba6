use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use picsellia_core::endpoint::{
    self, Data, DataFilter, DatalakeId, Download, GetData, ListData, PresignedUrl,
};

use crate::Error;
use crate::client::Client;

/// Where the images of an organization are, those of monitored predictions among them.
#[derive(Clone, Debug)]
pub struct Datalake {
    client: Client,
    info: endpoint::Datalake,
}

impl Datalake {
    pub(crate) fn new(client: Client, info: endpoint::Datalake) -> Self {
        Self { client, info }
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &DatalakeId {
        &self.info.id
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.info.name
    }

    /// Lists the data that `filter` lets through, at most `limit` of them. No match is an empty list.
    ///
    /// # Errors
    ///
    /// [`Error`], where the platform does not answer with a list.
    pub async fn list(&self, filter: &DataFilter, limit: usize) -> Result<Vec<Data>, Error> {
        let mut found = Vec::new();
        let mut cursor: Option<String> = None;
        while found.len() < limit {
            let page = ListData {
                datalake: self.id(),
                filter,
                limit: limit - found.len(),
                cursor: cursor.as_deref(),
            };
            let page = self.client.call(&page).await?;
            let done = page.items.is_empty();
            found.extend(page.items);
            match page.next_cursor {
                Some(next) if !done => cursor = Some(next),
                _ => break,
            }
        }
        found.truncate(limit);
        Ok(found)
    }
}

/// The largest image that is downloaded.
const LARGEST_IMAGE: usize = 1 << 30;

impl Client {
    /// Reads a Data by its id, with its source and tags.
    ///
    /// # Errors
    ///
    /// [`Error::Rejected`] with the status 404, if there is none.
    pub async fn data(&self, id: &endpoint::DataId) -> Result<Data, Error> {
        self.call(&GetData { id }).await
    }

    /// Reads the image of a Data, as it was sent: encoded bytes, up to 1 GiB.
    ///
    /// # Errors
    ///
    /// [`Error`], where the platform gives no URL for it, or the storage no image.
    pub async fn download(&self, data: &Data) -> Result<Bytes, Error> {
        if let Some(url) = &data.presigned_url {
            match self.fetch(url).await {
                // A presigned URL ends after a while; a new one is asked for.
                Err(Error::Rejected(rejection)) if rejection.status() == StatusCode::FORBIDDEN => {}
                other => return other,
            }
        }
        let url = self.call(&PresignedUrl { id: &data.id }).await?;
        self.fetch(&url).await
    }

    async fn fetch(&self, url: &picsellia_core::Secret) -> Result<Bytes, Error> {
        let mut link = self.link().clone();
        link.limits = link.limits.max_answer_bytes(LARGEST_IMAGE);
        link.call(&Download { url }, self.host(), &HeaderMap::new()).await
    }
}
