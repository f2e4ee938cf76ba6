use std::time::Duration;

use picsellia_core::endpoint::{Data, DataFilter, DataKey, DataKeys, DatalakeId, Tag};

use super::Items;
use super::drive::drive;
use crate::{Error, RetryPolicy};

/// A blocking handle to a datalake, which holds the images of an organization. A clone is cheap.
#[derive(Clone, Debug)]
pub struct Datalake(pub(super) crate::Datalake);

impl Datalake {
    /// Returns a handle with another retry policy.
    ///
    /// The time limit does not change, unless the policy has a [deadline](RetryPolicy::deadline()).
    #[must_use]
    pub fn with_retry_policy(&self, policy: RetryPolicy) -> Self {
        Self(self.0.with_retry_policy(policy))
    }

    /// Returns a handle with another time limit for each call, including its attempts and waits.
    #[must_use]
    pub fn with_timeout(&self, timeout: Duration) -> Self {
        Self(self.0.with_timeout(timeout))
    }

    /// Returns the id of the datalake.
    #[must_use]
    pub fn id(&self) -> &DatalakeId {
        self.0.id()
    }

    /// Returns the name of the datalake.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.name()
    }

    /// Lists at most `limit` items that match `filter`. The list is empty if there are none.
    ///
    /// # Errors
    ///
    /// [`Error`] if a request fails.
    pub fn list(&self, filter: &DataFilter, limit: usize) -> Result<Vec<Data>, Error> {
        drive(self.0.list(filter, limit))
    }

    /// Iterates over the items that match `filter`, and requests each page when it is needed.
    #[must_use]
    pub fn iter(&self, filter: DataFilter) -> Items<Data> {
        Items::new(self.0.stream(filter))
    }

    /// Finds one item by its id, its file name or the name of its object in the storage.
    ///
    /// # Errors
    ///
    /// [`Error::is_not_found`] if there is none.
    /// [`ErrorKind::Rejected`](crate::ErrorKind::Rejected) if there are several. Other [`Error`]s
    /// if the request fails.
    pub fn find<'a>(&self, key: impl Into<DataKey<'a>>) -> Result<Data, Error> {
        drive(self.0.find(key))
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
    pub fn list_by(&self, keys: &DataKeys, filter: &DataFilter) -> Result<Vec<Data>, Error> {
        drive(self.0.list_by(keys, filter))
    }

    /// Iterates over the items that `keys` identify and that match `filter`, and makes each request
    /// when it is needed.
    ///
    /// The errors are those of [`list_by`](Self::list_by).
    #[must_use]
    pub fn iter_by(&self, keys: DataKeys, filter: DataFilter) -> Items<Data> {
        Items::new(self.0.stream_by(keys, filter))
    }

    /// Lists all tags of the datalake, which [`DataFilter::tag`] selects by name.
    ///
    /// # Errors
    ///
    /// [`Error`] if a request fails.
    pub fn tags(&self) -> Result<Vec<Tag>, Error> {
        drive(self.0.tags())
    }
}
