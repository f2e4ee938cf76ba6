//! The identity of an input, so that a journal is not resumed with another input.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::failure::Failure;

/// The identity of an input, as stored in a journal.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Identity {
    pub(super) format: String,
    /// The path of the input. It does not count: a moved input is the same input.
    pub(super) path: PathBuf,
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

impl Identity {
    /// Identifies files by their content.
    pub(super) fn of_files<'a>(
        format: &str,
        path: &Path,
        files: impl IntoIterator<Item = &'a Path>,
    ) -> Result<Self, Failure> {
        let mut hasher = Hasher::default();
        for file in files {
            hasher.content(file)?;
        }
        Ok(hasher.into_identity(format, path))
    }

    /// Identifies two folders: annotations by names and content, images by names and sizes.
    pub(super) fn of_folders<'a>(
        format: &str,
        path: &Path,
        annotations: impl Iterator<Item = (&'a Path, PathBuf)>,
        images: impl Iterator<Item = (&'a Path, PathBuf)>,
    ) -> Result<Self, Failure> {
        let mut hasher = Hasher::default();
        for (name, file) in annotations {
            hasher.text(name.as_os_str().as_encoded_bytes());
            hasher.content(&file)?;
        }
        for (name, file) in images {
            hasher.text(name.as_os_str().as_encoded_bytes());
            let size = std::fs::metadata(&file).map_err(|error| Failure::unreadable(&file, &error))?.len();
            hasher.hash.update(size.to_be_bytes());
        }
        Ok(hasher.into_identity(format, path))
    }

    /// Returns whether both have the same content.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.format == other.format && self.bytes == other.bytes && self.sha256 == other.sha256
    }
}

#[derive(Default)]
struct Hasher {
    hash: Sha256,
    bytes: u64,
}

impl Hasher {
    /// Adds a text with its length, so that no two lists of texts add up to the same bytes.
    fn text(&mut self, text: &[u8]) {
        self.hash.update((text.len() as u64).to_be_bytes());
        self.hash.update(text);
    }

    /// Adds the content of a file.
    fn content(&mut self, path: &Path) -> Result<(), Failure> {
        let unreadable = |error| Failure::unreadable(path, &error);
        let mut file = File::open(path).map_err(unreadable)?;
        let mut buffer = vec![0; 128 * 1024];
        let mut length: u64 = 0;
        loop {
            match file.read(&mut buffer).map_err(unreadable)? {
                0 => break,
                read => {
                    self.hash.update(buffer.get(..read).unwrap_or_default());
                    length += read as u64;
                }
            }
        }
        self.hash.update(length.to_be_bytes());
        self.bytes += length;
        Ok(())
    }

    fn into_identity(self, format: &str, path: &Path) -> Identity {
        let sha256 = hex(&self.hash.finalize());
        Identity { format: format.to_owned(), path: path.to_owned(), bytes: self.bytes, sha256 }
    }
}

/// Returns bytes as hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
