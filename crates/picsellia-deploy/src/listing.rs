//! Lists that are read page by page.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use picsellia_core::endpoint::{NextPage, Page};

use crate::Error;

/// The largest page of a list in bytes: a thousand items with their URLs and metadata.
pub(crate) const LARGEST_LIST: usize = 64 << 20;

type Fetched<T> = Pin<Box<dyn Future<Output = Result<Batch<T>, Error>> + Send>>;

/// The items of a page, and where the next one starts.
struct Batch<T> {
    items: VecDeque<T>,
    next: Option<NextPage>,
}

/// A list that requests each page when it is needed.
///
/// It is a [`Stream`]. [`try_next`](Self::try_next) and [`try_collect`](Self::try_collect) have the
/// signatures of `futures::TryStreamExt`. It ends after an error.
///
/// ```
/// use picsellia_deploy::Client;
/// use picsellia_deploy::datalake::DataFilter;
/// use picsellia_transport_mock::{MockTransport, block_on};
///
/// # block_on(async {
/// let client = Client::builder(MockTransport::new()).token("the-api-token").connect().await?;
/// let mut night = client.datalake().await?.stream(DataFilter::new().tag("night"));
/// while let Some(data) = night.try_next().await? {
///     println!("{}", data.filename);
/// }
/// # Ok::<(), picsellia_deploy::Error>(())
/// # }).unwrap();
/// ```
#[must_use = "a list requests nothing until it is read"]
pub struct Listing<T> {
    fetch: Box<dyn Fn(usize, Option<NextPage>) -> Fetched<T> + Send + Sync>,
    fetching: Option<Fetched<T>>,
    page: VecDeque<T>,
    /// Where the next page starts: `Some(None)` for the first page, `None` after the last.
    next: Option<Option<NextPage>>,
    left: usize,
}

impl<T: 'static> Listing<T> {
    /// Creates a list of at most `limit` items. `fetch` requests the page with the given start and
    /// at most the given number of items.
    pub(crate) fn new<P>(
        limit: usize,
        fetch: impl Fn(usize, Option<NextPage>) -> P + Send + Sync + 'static,
    ) -> Self
    where
        P: Future<Output = Result<Page<T>, Error>> + Send + 'static,
    {
        Self::mapped(limit, fetch, std::convert::identity)
    }

    /// Creates a list whose items are made of those that `fetch` returns.
    pub(crate) fn mapped<I, P>(
        limit: usize,
        fetch: impl Fn(usize, Option<NextPage>) -> P + Send + Sync + 'static,
        item: impl Fn(I) -> T + Clone + Send + Sync + 'static,
    ) -> Self
    where
        P: Future<Output = Result<Page<I>, Error>> + Send + 'static,
    {
        let fetch = move |limit, start| {
            let (page, item) = (fetch(limit, start), item.clone());
            let items = async move {
                let Page { items, next, .. } = page.await?;
                Ok(Batch { items: items.into_iter().map(item).collect(), next })
            };
            Box::pin(items) as Fetched<T>
        };
        Self { fetch: Box::new(fetch), fetching: None, page: VecDeque::new(), next: Some(None), left: limit }
    }

    /// Returns the next item, or `None` at the end.
    ///
    /// # Errors
    ///
    /// [`Error`] if a page cannot be read.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error>
    where
        T: Unpin,
    {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await.transpose()
    }

    /// Returns all remaining items.
    ///
    /// # Errors
    ///
    /// [`Error`] if a page cannot be read.
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
                    self.page = page.items;
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
