//! Images that no record points at, left by a process that was killed between writing one and committing the other.

use std::collections::HashSet;
use std::time::{Duration, SystemTime};

use futures_util::StreamExt;

use crate::images::{ImageError, Images};
use crate::store::{Store, StoreError};

/// Younger images may belong to a prediction that is being recorded, by this process or by another on the folder.
pub(crate) const GRACE: Duration = Duration::from_secs(3600);
/// How many names are looked up at once.
const CHUNK: usize = 500;

/// A round of the collector was not finished.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CollectError {
    #[error(transparent)]
    Images(#[from] ImageError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Removes the orphans among the images that were last changed before now less `grace`; answers how many.
///
/// Only names that this service gives, in folders of deployments that the database knows, are candidates: files of
/// somebody else stay, and so does everything when the database was replaced by an empty one. A candidate can gain
/// no record later, because names are given once, so two services may collect in one folder at once.
pub(crate) async fn collect(store: &Store, images: &Images, grace: Duration) -> Result<usize, CollectError> {
    let Some(before) = SystemTime::now().checked_sub(grace) else { return Ok(0) };
    let deployments: HashSet<String> = store.deployment_uuids().await?.into_iter().collect();
    let mut removed = 0;
    let mut names = images.older_than(before).chunks(CHUNK);
    while let Some(chunk) = names.next().await {
        let mut names = chunk.into_iter().collect::<Result<Vec<_>, _>>()?;
        names.retain(|name| is_ours(name, &deployments));
        for orphan in store.without_data(&names).await? {
            images.discard(&orphan).await;
            removed += 1;
        }
    }
    Ok(removed)
}

/// `…/<deployment>/<uuid>.<extension>`
fn is_ours(object_name: &str, deployments: &HashSet<String>) -> bool {
    let mut parts = object_name.rsplit('/');
    let file = parts.next().and_then(|file| file.rsplit_once('.'));
    let uuid = file.and_then(|(stem, _)| uuid::Uuid::try_parse(stem).ok());
    uuid.is_some_and(|uuid| uuid.get_version_num() == 7)
        && parts.next().is_some_and(|deployment| deployments.contains(deployment))
}
