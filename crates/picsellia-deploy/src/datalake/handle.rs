use std::sync::Arc;
use std::time::Duration;

use picsellia_core::endpoint::{
    Data, DataFilter, DataKey, DataKeys, DatalakeId, DatalakeInfo, FindData, ListData, ListNamedData,
    ListTags, Tag,
};

use crate::listing::{LARGEST_LIST, Listing};
use crate::{Client, Error, RetryPolicy};

/// A handle to a datalake, which holds the images of an organization, including those of monitored
/// predictions. A clone is cheap.
///
/// [`Client::datalake`] returns the default one.
///
/// ```
/// use picsellia_deploy::Client;
/// use picsellia_deploy::datalake::{DataFilter, DataKey};
/// use picsellia_transport_mock::{MockTransport, block_on};
///
/// # block_on(async {
/// # let mock = MockTransport::new();
/// let client = Client::builder(mock).token("the-api-token").connect().await?;
/// # let doors = client.deployment("doors").await?;
/// # let image = picsellia_deploy::Image::from_bytes("door.png", b"\x89PNG\r\n\x1a\n".to_vec());
/// # let image = image.with_size(picsellia_deploy::ImageSize { width: 640, height: 480 });
/// # let nothing = picsellia_deploy::DetectionPrediction::builder().build()?;
/// # doors.monitor(image, 0.257, nothing).source("camera-1").send().await?;
/// let datalake = client.datalake().await?;
/// let newest_first = DataFilter::new().source("camera-1").order_by("-created_at");
/// let newest = datalake.list(&newest_first, 10).await?;
/// assert_eq!(newest.len(), 1);
/// let door = datalake.find(DataKey::filename("door.png")).await?;
/// let image = client.download(&door).await?;
/// # Ok::<(), picsellia_deploy::Error>(())
/// # }).unwrap();
/// ```
#[derive(Clone, Debug)]
pub struct Datalake {
    client: Client,
    info: DatalakeInfo,
}

impl Datalake {
    pub(crate) fn new(client: Client, info: DatalakeInfo) -> Self {
        Self { client, info }
    }

    /// Returns a handle with another retry policy.
    ///
    /// The time limit does not change, unless the policy has a [deadline](RetryPolicy::deadline()).
    #[must_use]
    pub fn with_retry_policy(&self, policy: RetryPolicy) -> Self {
        Self { client: self.client.with_retry_policy(policy), info: self.info.clone() }
    }

    /// Returns a handle with another time limit for each call, including its attempts and waits.
    #[must_use]
    pub fn with_timeout(&self, timeout: Duration) -> Self {
        Self { client: self.client.with_timeout(timeout), info: self.info.clone() }
    }

    /// Returns the id of the datalake.
    #[must_use]
    pub fn id(&self) -> &DatalakeId {
        &self.info.id
    }

    /// Returns the name of the datalake.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.info.name
    }

    /// Lists at most `limit` items that match `filter`. The list is empty if there are none.
    ///
    /// # Errors
    ///
    /// [`Error`] if a request fails.
    pub async fn list(&self, filter: &DataFilter, limit: usize) -> Result<Vec<Data>, Error> {
        self.stream_up_to(filter.clone(), limit).try_collect().await
    }

    /// Streams the items that match `filter`, and requests each page when it is needed.
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

    /// Finds one item by its id, its file name or the name of its object in the storage.
    ///
    /// # Errors
    ///
    /// [`Error::is_not_found`] if there is none.
    /// [`ErrorKind::Rejected`](crate::ErrorKind::Rejected) if there are several. Other [`Error`]s
    /// if the request fails.
    pub async fn find<'a>(&self, key: impl Into<DataKey<'a>>) -> Result<Data, Error> {
        let key: DataKey<'a> = key.into();
        self.client.call(&FindData::new(self.id(), key)).await
    }

    /// Lists the items that `keys` identify and that match `filter`. Keys without an item are
    /// skipped.
    ///
    /// The number of keys is not limited. Each request takes up to 1,000 of them, and the order of
    /// the filter applies within a request. Without keys the list is empty, and no request is made.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) if the filter has an offset.
    /// [`ErrorKind::Unreadable`](crate::ErrorKind::Unreadable) if the platform returns only a part
    /// of the items. Other [`Error`]s if a request fails.
    pub async fn list_by(&self, keys: &DataKeys, filter: &DataFilter) -> Result<Vec<Data>, Error> {
        self.stream_by(keys.clone(), filter.clone()).try_collect().await
    }

    /// Streams the items that `keys` identify and that match `filter`, and makes each request when
    /// it is needed.
    ///
    /// The errors are those of [`list_by`](Self::list_by).
    pub fn stream_by(&self, keys: DataKeys, filter: DataFilter) -> Listing<Data> {
        let limit = if keys.is_empty() { 0 } else { usize::MAX };
        let (this, selection) = (self.clone(), Arc::new((keys, filter)));
        Listing::new(limit, move |_, start| {
            let (this, selection) = (this.clone(), Arc::clone(&selection));
            async move {
                let (keys, filter) = &*selection;
                let page = ListNamedData::new(this.id(), keys, filter).after(start.as_ref());
                this.client.call_for_up_to(&page, LARGEST_LIST).await
            }
        })
    }

    /// Lists all tags of the datalake, which [`DataFilter::tag`] selects by name.
    ///
    /// # Errors
    ///
    /// [`Error`] if a request fails.
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
