//! Removes images without a record, left by a process that was killed between writing an image and
//! committing its record.

use std::collections::HashSet;
use std::time::{Duration, SystemTime};

use futures_util::StreamExt;

use crate::images::{ImageError, Images};
use crate::store::{Store, StoreError};

/// The age from which an image without a record is an orphan. A younger one may belong to a
/// prediction that is being recorded, by this process or by another one on the same folder.
pub(crate) const MIN_AGE: Duration = Duration::from_secs(3600);
/// How many names are looked up in one query.
const CHUNK: usize = 500;

/// The search for orphans stopped before its end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OrphanError {
    #[error(transparent)]
    Images(#[from] ImageError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Removes the orphans that were last changed at least `min_age` ago, and returns their number.
///
/// Only names that this service creates, in folders of known deployments, are candidates. Other
/// files stay, and so does everything if the database was replaced by an empty one. Two services
/// can do this in one folder at once: a name is created once, so an orphan never gains a record.
pub(crate) async fn remove(store: &Store, images: &Images, min_age: Duration) -> Result<usize, OrphanError> {
    let Some(before) = SystemTime::now().checked_sub(min_age) else { return Ok(0) };
    let deployments: HashSet<String> = store.deployment_uuids().await?.into_iter().collect();
    let mut removed = 0;
    let mut names = images.older_than(before).chunks(CHUNK);
    while let Some(chunk) = names.next().await {
        let mut names = chunk.into_iter().collect::<Result<Vec<_>, _>>()?;
        names.retain(|name| is_created_here(name, &deployments));
        for orphan in store.without_data(&names).await? {
            images.discard(&orphan).await;
            removed += 1;
        }
    }
    Ok(removed)
}

/// Returns whether a name has the form `…/<deployment>/<uuid>.<extension>`.
fn is_created_here(object_name: &str, deployments: &HashSet<String>) -> bool {
    let mut parts = object_name.rsplit('/');
    let file = parts.next().and_then(|file| file.rsplit_once('.'));
    let uuid = file.and_then(|(stem, _)| uuid::Uuid::try_parse(stem).ok());
    uuid.is_some_and(|uuid| uuid.get_version_num() == 7)
        && parts.next().is_some_and(|deployment| deployments.contains(deployment))
}
