//! Files and folders, within bounds.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use picsellia_core::ContentType;
use walkdir::WalkDir;

use crate::error::FormatError;

/// The usual extensions of images that the platform does not accept. They are found too, so that
/// they are rejected instead of ignored.
const IMAGES: [&str; 9] = ["bmp", "webp", "tif", "tiff", "gif", "heic", "avif", "dng", "mpo"];

/// Reads a small text file, such as the annotation of one image.
pub(crate) fn read_text(path: &Path, most: u64) -> Result<String, FormatError> {
    let mut text = String::new();
    limited(path, most)?.read_to_string(&mut text).map_err(|error| FormatError::read(path, error))?;
    if text.len() as u64 > most {
        return Err(FormatError::TooLarge { path: path.to_owned(), limit: most });
    }
    Ok(text)
}

/// Returns the content of a file, of which at most one byte more than `most` is read.
pub(crate) fn limited(path: &Path, most: u64) -> Result<impl Read, FormatError> {
    let read = |error| FormatError::read(path, error);
    let file = File::open(path).map_err(read)?;
    if file.metadata().map_err(read)?.len() > most {
        return Err(FormatError::TooLarge { path: path.to_owned(), limit: most });
    }
    Ok(file.take(most + 1))
}

pub(crate) fn is_image(path: &Path) -> bool {
    let taken = path.to_str().is_some_and(|path| ContentType::of_filename(path).is_some());
    taken || extension(path).is_some_and(|extension| IMAGES.contains(&extension.as_str()))
}

pub(crate) fn extension(path: &Path) -> Option<String> {
    Some(path.extension()?.to_str()?.to_ascii_lowercase())
}

/// Files in a folder and its subfolders, by their relative path without the extension, which pairs
/// an image with its annotation.
pub(crate) type ByStem = BTreeMap<PathBuf, Vec<PathBuf>>;

/// Finds the files in `folder` that are `wanted`. Links to folders are not followed, so that the
/// search ends.
pub(crate) fn find(folder: &Path, wanted: impl Fn(&Path) -> bool) -> Result<ByStem, FormatError> {
    let mut found = ByStem::new();
    // Hidden files belong to the system, such as the "._a.jpg" that macOS adds to "a.jpg".
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

/// Returns the files that were found: the relative path of each, and its whole path.
pub(crate) fn listed<'a>(found: &'a ByStem, folder: &'a Path) -> impl Iterator<Item = (&'a Path, PathBuf)> {
    found.values().flatten().map(|relative| (relative.as_path(), folder.join(relative)))
}

/// Returns the path of a file that an annotation names, or `None` if it leads out of `folder`.
///
/// A file that another tool wrote must not select any file of this machine to be sent.
pub(crate) fn within(folder: &Path, named: &str) -> Option<PathBuf> {
    let named = Path::new(named);
    let stays = |part| matches!(part, Component::Normal(_) | Component::CurDir);
    named.components().all(stays).then(|| folder.join(named))
}

/// Returns a path as the name of a record, in one form for all systems.
pub(crate) fn name(relative: &Path) -> String {
    let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}
