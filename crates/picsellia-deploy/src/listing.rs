//! Lists that come page by page.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use picsellia_core::endpoint::{NextPage, Page};

use crate::Error;

/// The largest page of a list, in bytes: a thousand data with their URLs and metadata.
pub(crate) const LARGEST_LIST: usize = 64 << 20;

type Fetched<T> = Pin<Box<dyn Future<Output = Result<Page<T>, Error>> + Send>>;

/// A list that is read page by page, as it is asked for: a [`Stream`], or item by item with [`try_next`](Self::try_next).
///
/// After an error it ends.
pub struct Listing<T> {
    fetch: Box<dyn Fn(usize, Option<NextPage>) -> Fetched<T> + Send + Sync>,
    fetching: Option<Fetched<T>>,
    page: VecDeque<T>,
    /// Where the next page starts, none at first. Nothing once there is no next page.
    next: Option<Option<NextPage>>,
    left: usize,
}

impl<T> Listing<T> {
    /// At most `limit` items. `fetch` gives the page that starts there, with at most so many items.
    pub(crate) fn new<P>(
        limit: usize,
        fetch: impl Fn(usize, Option<NextPage>) -> P + Send + Sync + 'static,
    ) -> Self
    where
        P: Future<Output = Result<Page<T>, Error>> + Send + 'static,
    {
        let fetch = Box::new(move |limit, start| Box::pin(fetch(limit, start)) as Fetched<T>);
        Self { fetch, fetching: None, page: VecDeque::new(), next: Some(None), left: limit }
    }

    /// The next item, or nothing at the end.
    ///
    /// # Errors
    ///
    /// [`Error`], where a page cannot be read.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error>
    where
        T: Unpin,
    {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await.transpose()
    }

    /// All items from here on.
    ///
    /// # Errors
    ///
    /// [`Error`], where a page cannot be read.
    pub async fn try_collect(mut self) -> Result<Vec<T>, Error>
    where
        T: Unpin,
    {
        let mut items = Vec::new();
        while let Some(item) = self.try_next().await? {
            items.push(item);
        }
        Ok(items)
    }
}

impl<T: Unpin> Stream for Listing<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if self.left == 0 {
                return Poll::Ready(None);
            }
            if let Some(item) = self.page.pop_front() {
                self.left -= 1;
                return Poll::Ready(Some(Ok(item)));
            }
            if self.fetching.is_none() {
                let Some(start) = self.next.take() else {
                    return Poll::Ready(None);
                };
                let fetching = (self.fetch)(self.left, start);
                self.fetching = Some(fetching);
            }
            let Some(fetching) = self.fetching.as_mut() else { continue };
            let page = ready!(fetching.as_mut().poll(context));
            self.fetching = None;
            match page {
                Ok(page) => {
                    self.next = page.next.map(Some);
                    self.page = page.items.into();
                }
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
        }
    }
}

impl<T> fmt::Debug for Listing<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listing").field("left", &self.left).finish_non_exhaustive()
    }
}
