//! The journal of an import: an append-only file with one line per finished record.
//!
//! A line is written with one unbuffered call before its record counts as finished, so it survives
//! a kill. Only a power cut can lose lines that are not on the disk yet; a sync after every 512
//! lines bounds how many. A record without its line is sent again with the same `Idempotency-Key`,
//! and a service that supports the key stores it once. The keys derive from the first line, so that
//! line is on the disk before the first record is sent.
//!
//! The input may be corrected between two runs. A record then counts as sent only if its content is
//! still the same.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{BufRead, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::identity::{Identity, hex};
use crate::failure::Failure;

/// The version of the file format.
const VERSION: u32 = 1;
/// The longest line, in bytes. A file with a longer one is not a journal.
const MOST_LINE_BYTES: u64 = 1024 * 1024;
/// How many lines may be missing on the disk.
const MOST_UNSYNCED: u32 = 512;

/// The first line.
#[derive(Debug, Deserialize, Serialize)]
struct Header {
    picsellia_import: u32,
    journal: Uuid,
    deployment: String,
    deployment_name: String,
    input: Identity,
}

/// Any other line.
#[derive(Debug, Deserialize, Serialize)]
struct Entry<'a> {
    #[serde(borrow)]
    record: Cow<'a, str>,
    /// The digest of the record's content. `None` if the record could not be read.
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    content: Option<Cow<'a, str>>,
    #[serde(flatten)]
    outcome: Outcome,
}

/// The outcome of a record.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub(super) enum Outcome {
    Sent { id: Option<String> },
    AlreadyThere,
    Refused { reason: String },
}

/// The digest of a record's name or content.
pub(super) type Digest = [u8; 16];

/// Whether a record was sent before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RecordState {
    /// The record has to be sent.
    Unsent,
    /// The service has the record.
    Sent,
    /// The record was sent, and its content changed afterwards.
    Changed,
}

/// An open journal, locked for this process.
#[derive(Debug)]
pub(super) struct Journal {
    file: File,
    path: PathBuf,
    id: Uuid,
    sent: HashMap<Digest, Option<String>>,
    is_resumed: bool,
    /// Whether the input changed since the journal was created.
    input_changed: bool,
    unsynced: u32,
}

/// Returns the default path: beside the input, named after the input and the deployment.
pub(super) fn path_beside(input: &Path, deployment: &str) -> Result<PathBuf, Failure> {
    let input = match input.file_name() {
        Some(_) => input.to_owned(),
        // "." and ".." take the name of the folder.
        None => input.canonicalize().map_err(|error| Failure::unreadable(input, &error))?,
    };
    let mut name = input.file_name().unwrap_or_default().to_owned();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let deployment: String = deployment.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    name.push(format!(".{deployment}.journal"));
    Ok(input.with_file_name(name))
}

impl Journal {
    /// Opens the journal of this input and deployment, or creates one.
    pub(super) fn open(
        path: &Path,
        deployment: &str,
        deployment_name: &str,
        input: &Identity,
    ) -> Result<Self, Failure> {
        let unwritable = |error: std::io::Error| Failure::unwritable(path, &error);
        let file = OpenOptions::new().read(true).append(true).create(true).open(path).map_err(unwritable)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let message = format!("another import uses the journal {}", path.display());
                return Err(
                    Failure::other(message).hint("wait until it ends, or name another file with --journal")
                );
            }
            Err(TryLockError::Error(error)) => return Err(unwritable(error)),
        }
        let mut journal = Self {
            file,
            path: path.to_owned(),
            id: Uuid::new_v4(),
            sent: HashMap::new(),
            is_resumed: false,
            input_changed: false,
            unsynced: 0,
        };
        match journal.read()? {
            Some(header) => journal.check(&header, deployment, input)?,
            None => {
                let header = Header {
                    picsellia_import: VERSION,
                    journal: journal.id,
                    deployment: deployment.to_owned(),
                    deployment_name: deployment_name.to_owned(),
                    input: input.clone(),
                };
                journal.append(&header)?;
                journal.file.sync_all().map_err(unwritable)?;
                sync_folder(path);
            }
        }
        Ok(journal)
    }

    /// Reads the journal, and removes an incomplete last line.
    ///
    /// Returns `None` if there is no first line. The file is empty then.
    fn read(&mut self) -> Result<Option<Header>, Failure> {
        let path = self.path.clone();
        let unreadable = |error: std::io::Error| Failure::unreadable(&path, &error);
        let mut input = BufReader::new(&self.file);
        let (mut end, mut line) = (0, Vec::new());
        let mut header = None;
        loop {
            line.clear();
            let read =
                input.by_ref().take(MOST_LINE_BYTES).read_until(b'\n', &mut line).map_err(unreadable)?;
            if line.last() != Some(&b'\n') {
                let is_torn = read > 0;
                // Only a journal is truncated. Any other file stays unchanged.
                let is_too_long = read as u64 == MOST_LINE_BYTES;
                if is_too_long || is_torn && header.is_none() && !is_begun_header(&line) {
                    return Err(not_a_journal(&path));
                }
                if is_torn {
                    self.file.set_len(end).map_err(|error| Failure::unwritable(&path, &error))?;
                }
                break;
            }
            end += read as u64;
            if header.is_none() {
                header = Some(serde_json::from_slice::<Header>(&line).map_err(|_| not_a_journal(&path))?);
                continue;
            }
            // A record whose line was damaged by a power cut is sent again.
            if let Ok(Entry { record, content, outcome: Outcome::Sent { .. } | Outcome::AlreadyThere }) =
                serde_json::from_slice(&line)
            {
                self.sent.insert(digest(record.as_bytes()), content.map(Cow::into_owned));
            }
        }
        self.file.seek(SeekFrom::End(0)).map_err(unreadable)?;
        Ok(header)
    }

    fn check(&mut self, header: &Header, deployment: &str, input: &Identity) -> Result<(), Failure> {
        let path = self.path.display();
        if header.picsellia_import != VERSION {
            let message = format!(
                "the journal {path} has version {}, and this program reads version {VERSION}",
                header.picsellia_import
            );
            return Err(Failure::usage(message).hint("use the version of this program that created it"));
        }
        if header.deployment != deployment {
            let message =
                format!("the journal {path} belongs to the deployment {:?}", header.deployment_name);
            return Err(Failure::usage(message).hint("name another journal with --journal"));
        }
        if header.input.format != input.format {
            let message = format!(
                "the journal {path} belongs to a {} import, not to a {} import",
                header.input.format, input.format
            );
            return Err(Failure::usage(message).hint("name another journal with --journal"));
        }
        self.input_changed = !header.input.is_same(input);
        self.id = header.journal;
        self.is_resumed = true;
        Ok(())
    }

    /// Returns whether an earlier run created the journal.
    pub(super) fn is_resumed(&self) -> bool {
        self.is_resumed
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns whether a record was sent. Its content is compared only if the input has changed.
    pub(super) fn state(&self, record: &str, content: impl FnOnce() -> Digest) -> RecordState {
        match self.sent.get(&digest(record)) {
            None => RecordState::Unsent,
            Some(Some(sent)) if self.input_changed && *sent != hex(&content()) => RecordState::Changed,
            Some(_) => RecordState::Sent,
        }
    }

    /// Returns the `Idempotency-Key` of a record, which is the same in every run.
    pub(super) fn key(&self, record: &str) -> String {
        format!("{}-{}", self.id, hex(&digest(record)))
    }

    /// Writes the outcome of a record.
    pub(super) fn add(
        &mut self,
        record: &str,
        content: Option<&Digest>,
        outcome: Outcome,
    ) -> Result<(), Failure> {
        let content = content.map(|digest| hex(digest).into());
        self.append(&Entry { record: record.into(), content, outcome })?;
        self.unsynced += 1;
        if self.unsynced >= MOST_UNSYNCED { self.sync() } else { Ok(()) }
    }

    /// Writes all lines to the disk.
    pub(super) fn sync(&mut self) -> Result<(), Failure> {
        self.unsynced = 0;
        self.file.sync_data().map_err(|error| Failure::unwritable(&self.path, &error))
    }

    fn append(&mut self, line: &impl Serialize) -> Result<(), Failure> {
        let unwritable = |error: std::io::Error| Failure::unwritable(&self.path, &error);
        let mut bytes = serde_json::to_vec(line).map_err(|error| unwritable(error.into()))?;
        bytes.push(b'\n');
        self.file.write_all(&bytes).map_err(unwritable)
    }
}

/// Returns whether a line is the beginning of a first line that a kill cut short.
fn is_begun_header(line: &[u8]) -> bool {
    let begin = b"{\"picsellia_import\":";
    line.starts_with(begin) || begin.starts_with(line)
}

fn not_a_journal(path: &Path) -> Failure {
    Failure::usage(format!("{} is not an import journal", path.display()))
        .hint("name another file with --journal; this one was not changed")
}

/// Returns half of the SHA-256 of these bytes, which is enough that no two contents share it.
pub(super) fn digest(bytes: impl AsRef<[u8]>) -> Digest {
    let mut digest = Digest::default();
    digest.iter_mut().zip(Sha256::digest(bytes.as_ref())).for_each(|(to, from)| *to = from);
    digest
}

/// Writes the folder of a new file to the disk. Where folders cannot be synced, as on Windows, the
/// system does it.
fn sync_folder(path: &Path) {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}
