use std::sync::Arc;

use bytes::Bytes;
use picsellia_core::Secret;
use picsellia_core::endpoint::{
    self, Data, DataFilter, DataKey, DataKeys, DatalakeId, Download, FindData, GetData, ListData,
    ListNamedData, ListTags, PresignedUrl, Tag,
};

use crate::Client;
use crate::Error;
use crate::listing::{LARGEST_LIST, Listing};

/// Where the images of an organization are, those of monitored predictions among them.
#[derive(Clone, Debug)]
pub struct Datalake {
    client: Client,
    info: endpoint::DatalakeInfo,
}

impl Datalake {
    pub(crate) fn new(client: Client, info: endpoint::DatalakeInfo) -> Self {
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
    /// [`Error`], where the platform does not response with a list.
    pub async fn list(&self, filter: &DataFilter, limit: usize) -> Result<Vec<Data>, Error> {
        self.stream_up_to(filter.clone(), limit).try_collect().await
    }

    /// Streams the data that `filter` lets through, page by page as they are asked for.
    pub fn stream(&self, filter: DataFilter) -> Listing<Data> {
        self.stream_up_to(filter, usize::MAX)
    }

    fn stream_up_to(&self, filter: DataFilter, limit: usize) -> Listing<Data> {
        let this = self.clone();
        Listing::new(limit, move |limit, start| {
            let (this, filter) = (this.clone(), filter.clone());
            async move {
                let page = ListData::new(this.id(), &filter, limit).after(start.as_ref());
                this.client.call_for_up_to(&page, LARGEST_LIST).await
            }
        })
    }

    /// Finds one Data by its id, its file name or the name of its object in the storage.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Rejected`](crate::ErrorKind::Rejected), if there is none (with the status 404) or more than one.
    pub async fn find(&self, key: DataKey<'_>) -> Result<Data, Error> {
        self.client.call(&FindData::new(self.id(), key)).await
    }

    /// Lists the data that are named, as far as `filter` lets them through. A name that nothing has is passed over.
    /// Without a name the list is empty, and nothing is asked for.
    ///
    /// However many names there are: up to 1,000 go into a request, and the order of the filter holds among them.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) if the filter has an offset;
    /// [`ErrorKind::Unreadable`](crate::ErrorKind::Unreadable) if the platform gives a part of the data alone; other
    /// [`Error`]s, where it does not response with a list.
    pub async fn list_by(&self, keys: &DataKeys, filter: &DataFilter) -> Result<Vec<Data>, Error> {
        self.stream_by(keys.clone(), filter.clone()).try_collect().await
    }

    /// Streams the data that are named, as [`list_by`](Self::list_by) does, request by request as they are asked for.
    pub fn stream_by(&self, keys: DataKeys, filter: DataFilter) -> Listing<Data> {
        let limit = if keys.is_empty() { 0 } else { usize::MAX };
        let (this, asked) = (self.clone(), Arc::new((keys, filter)));
        Listing::new(limit, move |_, start| {
            let (this, asked) = (this.clone(), Arc::clone(&asked));
            async move {
                let (keys, filter) = &*asked;
                let page = ListNamedData::new(this.id(), keys, filter).after(start.as_ref());
                this.client.call_for_up_to(&page, LARGEST_LIST).await
            }
        })
    }

    /// All tags of the datalake: what [`DataFilter::tag`] can name.
    ///
    /// # Errors
    ///
    /// [`Error`], where the platform does not response with a list.
    pub async fn tags(&self) -> Result<Vec<Tag>, Error> {
        let this = self.clone();
        let all = Listing::new(usize::MAX, move |_, start| {
            let this = this.clone();
            async move {
                let page = ListTags::new(this.id()).after(start.as_ref());
                this.client.call_for_up_to(&page, LARGEST_LIST).await
            }
        });
        all.try_collect().await
    }
}

/// The largest image that is downloaded.
const LARGEST_IMAGE: usize = 1 << 30;

impl Client {
    /// Reads a Data by its id, with its source and tags.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Rejected`](crate::ErrorKind::Rejected) with the status 404, if there is none.
    pub async fn data(&self, id: &endpoint::DataId) -> Result<Data, Error> {
        self.call(&GetData::new(id)).await
    }

    /// Reads the image of a Data, as it was sent: encoded bytes, up to 1 GiB.
    ///
    /// # Errors
    ///
    /// [`Error`], where the platform gives no URL for it, or the storage no image.
    pub async fn download(&self, data: &Data) -> Result<Bytes, Error> {
        if let Some(url) = &data.presigned_url {
            match self.fetch(url).await {
                // A presigned URL ends after a while, and storages say so in different ways; a new one is asked for.
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
