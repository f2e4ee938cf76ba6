//! Finds and reads files, with limits on their size.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use picsellia_core::ContentType;
use walkdir::WalkDir;

use crate::error::FormatError;

/// Extensions of image types that the platform does not support. Such images are listed too, so
/// that they are rejected instead of ignored.
const UNSUPPORTED_IMAGES: [&str; 9] = ["bmp", "webp", "tif", "tiff", "gif", "heic", "avif", "dng", "mpo"];

/// Reads a text file of at most `max` bytes, such as the annotation of one image.
pub(crate) fn read_text(path: &Path, max: u64) -> Result<String, FormatError> {
    let mut text = String::new();
    limited(path, max)?.read_to_string(&mut text).map_err(|error| FormatError::read(path, error))?;
    if text.len() as u64 > max {
        return Err(FormatError::TooLarge { path: path.to_owned(), limit: max });
    }
    Ok(text)
}

/// Opens a file of at most `max` bytes. If the file grows, at most one byte more is read.
pub(crate) fn limited(path: &Path, max: u64) -> Result<impl Read, FormatError> {
    let read = |error| FormatError::read(path, error);
    let file = File::open(path).map_err(read)?;
    if file.metadata().map_err(read)?.len() > max {
        return Err(FormatError::TooLarge { path: path.to_owned(), limit: max });
    }
    Ok(file.take(max + 1))
}

/// Returns whether the extension is that of an image.
pub(crate) fn is_image(path: &Path) -> bool {
    let is_supported = path.to_str().is_some_and(|path| ContentType::of_filename(path).is_some());
    is_supported || extension(path).is_some_and(|extension| UNSUPPORTED_IMAGES.contains(&extension.as_str()))
}

/// Returns the extension in lower case.
pub(crate) fn extension(path: &Path) -> Option<String> {
    Some(path.extension()?.to_str()?.to_ascii_lowercase())
}

/// Files by their path within a folder, without the extension. An image and its annotation have the
/// same key.
pub(crate) type ByStem = BTreeMap<PathBuf, Vec<PathBuf>>;

/// Finds the `wanted` files in `folder` recursively. Links to folders are not followed, because
/// they can form a loop.
pub(crate) fn find(folder: &Path, wanted: impl Fn(&Path) -> bool) -> Result<ByStem, FormatError> {
    let mut found = ByStem::new();
    // Systems create hidden files of their own. macOS creates "._a.jpg" beside each "a.jpg".
    let walk = WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b"."));
    for entry in walk {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(folder).to_owned();
            FormatError::Read { path, source: error.into() }
        })?;
        let path = entry.path();
        let is_file = entry.file_type().is_file() || entry.path_is_symlink() && path.is_file();
        if is_file && wanted(path) {
            let relative = path.strip_prefix(folder).unwrap_or(path);
            found.entry(relative.with_extension("")).or_default().push(relative.to_owned());
        }
    }
    Ok(found)
}

/// Returns the path of each file within the folder, and its full path.
pub(crate) fn listed<'a>(found: &'a ByStem, folder: &'a Path) -> impl Iterator<Item = (&'a Path, PathBuf)> {
    found.values().flatten().map(|relative| (relative.as_path(), folder.join(relative)))
}

/// Returns the path of a file that an annotation names within `folder`. Returns `None` for a path
/// outside of it: an annotation must not select other files of the machine for sending.
pub(crate) fn within(folder: &Path, named: &str) -> Option<PathBuf> {
    let named = Path::new(named);
    let stays = |part| matches!(part, Component::Normal(_) | Component::CurDir);
    named.components().all(stays).then(|| folder.join(named))
}

/// Returns a path as the name of a record. It has the same separator on every system.
pub(crate) fn name(relative: &Path) -> String {
    let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}
