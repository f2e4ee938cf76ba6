//! An image that stays in its file until it is sent.

use std::fs::{File, Metadata};
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use super::ContentType;
use crate::geometry::ImageSize;

/// An open file, read from its beginning each time the image is sent.
///
/// It stays the file that was opened, whatever becomes of its name. A write to it is detected by
/// its length and its modification time.
#[derive(Debug)]
pub(crate) struct ImageFile {
    /// All readers share one cursor, so each read seeks first.
    file: Mutex<File>,
    state: State,
    pub(super) content_type: Option<ContentType>,
    pub(super) size: Option<ImageSize>,
}

/// The properties that change when a file is written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct State {
    length: u64,
    modified: Option<SystemTime>,
}

impl State {
    fn of(metadata: &Metadata) -> Self {
        Self { length: metadata.len(), modified: metadata.modified().ok() }
    }
}

impl ImageFile {
    /// Takes the file, and reads its type and size from the header.
    pub(crate) fn new(mut file: File) -> io::Result<Self> {
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a file"));
        }
        let mut first = Vec::new();
        file.by_ref().take(64).read_to_end(&mut first)?;
        let content_type = ContentType::of_bytes(&first);
        let mut size = None;
        if content_type.is_some() {
            file.rewind()?;
            // A header without a size is not an error, because the size can be set.
            let found = imagesize::reader_size(BufReader::new(&mut file)).ok();
            size = found.and_then(super::image_size);
        }
        Ok(Self { file: Mutex::new(file), state: State::of(&metadata), content_type, size })
    }

    /// Returns the number of bytes.
    pub(crate) fn len(&self) -> u64 {
        self.state.length
    }

    /// Reads from `offset` on, until `buffer` is full.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        let mut file = self.lock();
        file.seek(SeekFrom::Start(offset))?;
        let read = file.read_exact(buffer);
        drop(file);
        // If the file became shorter, that it was changed says more than that it ended.
        read.or_else(|error| self.check().and(Err(error)))
    }

    /// Returns an error if the file was changed after it was opened.
    fn check(&self) -> io::Result<()> {
        if State::of(&self.lock().metadata()?) == self.state {
            Ok(())
        } else {
            Err(io::Error::other("the file of the image was changed after it was opened"))
        }
    }

    fn lock(&self) -> MutexGuard<'_, File> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads an image from its first byte to its last.
///
/// The last bytes are returned only if the file was not changed meanwhile, so a service never gets
/// a torn image.
pub(crate) struct ImageReader {
    file: Arc<ImageFile>,
    offset: u64,
}

impl ImageReader {
    pub(crate) fn new(file: Arc<ImageFile>) -> io::Result<Self> {
        file.check()?;
        Ok(Self { file, offset: 0 })
    }

    /// Fills `buffer` as far as there are bytes, and returns their number.
    pub(crate) fn fill(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.file.len() - self.offset;
        let count = usize::try_from(left).unwrap_or(buffer.len()).min(buffer.len());
        self.file.read_at(self.offset, &mut buffer[..count])?;
        self.offset += count as u64;
        if self.offset == self.file.len() {
            self.file.check()?;
        }
        Ok(count)
    }
}
