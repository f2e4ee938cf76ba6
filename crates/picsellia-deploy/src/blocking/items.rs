use super::drive::drive;
use crate::Error;
use crate::client::Listing;

/// An iterator that requests each page of a list when it is needed. It ends after an error.
#[derive(Debug)]
pub struct Items<T>(Listing<T>);

impl<T> Items<T> {
    pub(super) fn new(listing: Listing<T>) -> Self {
        Self(listing)
    }
}

impl<T: Unpin + 'static> Iterator for Items<T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        drive(self.0.try_next()).transpose()
    }
}
