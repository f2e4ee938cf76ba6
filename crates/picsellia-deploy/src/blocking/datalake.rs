use picsellia_core::endpoint::{Data, DataFilter, DataKey, DataKeys, DatalakeId, Tag};

use super::drive::drive;
use crate::Error;
use crate::client::Listing;

/// Where the images of an organization are: [`Datalake`](crate::Datalake), blocking.
#[derive(Clone, Debug)]
pub struct Datalake(pub(super) crate::Datalake);

impl Datalake {
    /// As [`Datalake::id`](crate::Datalake::id).
    #[must_use]
    pub fn id(&self) -> &DatalakeId {
        self.0.id()
    }

    /// As [`Datalake::name`](crate::Datalake::name).
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.name()
    }

    /// As [`Datalake::list`](crate::Datalake::list).
    ///
    /// # Errors
    ///
    /// The same.
    pub fn list(&self, filter: &DataFilter, limit: usize) -> Result<Vec<Data>, Error> {
        drive(self.0.list(filter, limit))
    }

    /// Goes through the data that `filter` lets through, page by page as they are asked for.
    #[must_use]
    pub fn iter(&self, filter: DataFilter) -> Items<Data> {
        Items(self.0.stream(filter))
    }

    /// As [`Datalake::find`](crate::Datalake::find).
    ///
    /// # Errors
    ///
    /// The same.
    pub fn find(&self, key: DataKey<'_>) -> Result<Data, Error> {
        drive(self.0.find(key))
    }

    /// As [`Datalake::list_by`](crate::Datalake::list_by).
    ///
    /// # Errors
    ///
    /// The same.
    pub fn list_by(&self, keys: &DataKeys, filter: &DataFilter) -> Result<Vec<Data>, Error> {
        drive(self.0.list_by(keys, filter))
    }

    /// As [`Datalake::stream_by`](crate::Datalake::stream_by), as an iterator.
    #[must_use]
    pub fn iter_by(&self, keys: DataKeys, filter: DataFilter) -> Items<Data> {
        Items(self.0.stream_by(keys, filter))
    }

    /// As [`Datalake::tags`](crate::Datalake::tags).
    ///
    /// # Errors
    ///
    /// The same.
    pub fn tags(&self) -> Result<Vec<Tag>, Error> {
        drive(self.0.tags())
    }
}

/// A list that is read page by page, as it is iterated over. After an error it ends.
#[derive(Debug)]
pub struct Items<T>(pub(super) Listing<T>);

impl<T: Unpin> Iterator for Items<T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        drive(self.0.try_next()).transpose()
    }
}
