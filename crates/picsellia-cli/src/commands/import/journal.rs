//! What was sent already: a file that only grows, a line for each record that is done.
//!
//! A line is written with one call, with nothing in between that could hold it back, before its record counts as done.
//! Written bytes belong to the system: they outlive the program, also one that is killed. Only a power cut takes those that
//! are not on the disk yet, which a sync every so often bounds. What is lost then, like a record that had been sent
//! when the program was killed and was not written down yet, is sent again under the same `Idempotency-Key`, and stored
//! once by a service that knows it. For that the key has to be the same, so the first line, which it is made of, is on
//! the disk before the first record goes out.
//!
//! An input may be corrected between two runs. Then a record counts as done only if it says what it said when it was sent.

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

/// The version of the format.
const VERSION: u32 = 1;
/// The most that a line may have, in bytes; what is longer is no line of a journal.
const MOST_BYTES: u64 = 1024 * 1024;
/// How many lines there may be that are not on the disk.
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
struct Line<'a> {
    #[serde(borrow)]
    record: Cow<'a, str>,
    /// The fingerprint of what it said, shortened; none where it could not be read.
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    says: Option<Cow<'a, str>>,
    #[serde(flatten)]
    done: Done,
}

/// What became of a record.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub(super) enum Done {
    Sent { id: Option<String> },
    AlreadyThere,
    Refused { reason: String },
}

/// A record's name, or what it says, shortened: what is kept in memory of the records that are there.
pub(super) type Short = [u8; 16];

/// What a journal knows of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It is still to be sent.
    Missing,
    /// The service has it.
    There,
    /// The service has what it said before it was changed.
    Changed,
}

/// An open journal, which nobody else works with.
#[derive(Debug)]
pub(super) struct Journal {
    file: File,
    path: PathBuf,
    id: Uuid,
    there: HashMap<Short, Option<String>>,
    is_resumed: bool,
    /// Whether the input is not what it was when the journal was begun.
    input_changed: bool,
    unsynced: u32,
}

/// Beside the input, named for it and the deployment.
pub(super) fn path_beside(input: &Path, deployment: &str) -> Result<PathBuf, Failure> {
    let input = match input.file_name() {
        Some(_) => input.to_owned(),
        // The name of "." and ".." is that of the folder.
        None => input.canonicalize().map_err(|error| Failure::unreadable(input, &error))?,
    };
    let mut name = input.file_name().unwrap_or_default().to_owned();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let deployment: String = deployment.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    name.push(format!(".{deployment}.journal"));
    Ok(input.with_file_name(name))
}

impl Journal {
    /// Opens the journal of this input and deployment, or begins one.
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
                let message = format!("another import works with the journal {}", path.display());
                return Err(Failure::other(message)
                    .hint("wait for it, or name a journal of its own for this one with --journal"));
            }
            Err(TryLockError::Error(error)) => return Err(unwritable(error)),
        }
        let mut journal = Self {
            file,
            path: path.to_owned(),
            id: Uuid::new_v4(),
            there: HashMap::new(),
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

    /// Reads what is there, and takes off a last line that was not written to its end. Without a first line it is empty
    /// afterwards.
    fn read(&mut self) -> Result<Option<Header>, Failure> {
        let path = self.path.clone();
        let unreadable = |error: std::io::Error| Failure::unreadable(&path, &error);
        let mut input = BufReader::new(&self.file);
        let (mut end, mut line) = (0, Vec::new());
        let mut header = None;
        loop {
            line.clear();
            let read = input.by_ref().take(MOST_BYTES).read_until(b'\n', &mut line).map_err(unreadable)?;
            if line.last() != Some(&b'\n') {
                let is_torn = read > 0;
                // Only a journal is cut: what no journal holds is somebody else's file.
                let is_too_long = read as u64 == MOST_BYTES;
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
            // A line that a power cut left as no line is a record that is sent again.
            if let Ok(Line { record, says, done: Done::Sent { .. } | Done::AlreadyThere }) =
                serde_json::from_slice(&line)
            {
                self.there.insert(short(&record), says.map(Cow::into_owned));
            }
        }
        self.file.seek(SeekFrom::End(0)).map_err(unreadable)?;
        Ok(header)
    }

    fn check(&mut self, header: &Header, deployment: &str, input: &Identity) -> Result<(), Failure> {
        let path = self.path.display();
        if header.picsellia_import != VERSION {
            let message = format!(
                "the journal {path} is of version {}, and this program knows version {VERSION}",
                header.picsellia_import
            );
            return Err(Failure::usage(message).hint("go on with the program that began it"));
        }
        if header.deployment != deployment {
            let message = format!("the journal {path} is of the deployment {:?}", header.deployment_name);
            return Err(Failure::usage(message).hint("name another journal with --journal"));
        }
        if header.input.format != input.format {
            let message = format!(
                "the journal {path} is of an input of {}, not of {}",
                header.input.format, input.format
            );
            return Err(Failure::usage(message).hint("name another journal with --journal"));
        }
        self.input_changed = !header.input.is_same(input);
        self.id = header.journal;
        self.is_resumed = true;
        Ok(())
    }

    /// Whether an earlier run began it.
    pub(super) fn is_resumed(&self) -> bool {
        self.is_resumed
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// What is known of this record, which says `says`: looked at only where the input has changed.
    pub(super) fn standing(&self, record: &str, says: impl FnOnce() -> Short) -> Standing {
        match self.there.get(&short(record)) {
            None => Standing::Missing,
            Some(Some(said)) if self.input_changed && *said != hex(&says()) => Standing::Changed,
            Some(_) => Standing::There,
        }
    }

    /// What names this record for the service, in every run.
    pub(super) fn key(&self, record: &str) -> String {
        format!("{}-{}", self.id, hex(&short(record)))
    }

    /// Writes down what became of a record.
    pub(super) fn add(&mut self, record: &str, says: Option<&Short>, done: Done) -> Result<(), Failure> {
        let says = says.map(|says| hex(says).into());
        self.append(&Line { record: record.into(), says, done })?;
        self.unsynced += 1;
        if self.unsynced >= MOST_UNSYNCED { self.sync() } else { Ok(()) }
    }

    /// Brings everything to the disk.
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

/// The beginning of a first line that a kill cut short.
fn is_begun_header(line: &[u8]) -> bool {
    let begin = b"{\"picsellia_import\":";
    line.starts_with(begin) || begin.starts_with(line)
}

fn not_a_journal(path: &Path) -> Failure {
    Failure::usage(format!("{} is not the journal of an import", path.display()))
        .hint("name another file with --journal; nothing was changed in this one")
}

/// A text, shortened such that no two are the same.
pub(super) fn short(text: &str) -> Short {
    let mut short = Short::default();
    short.iter_mut().zip(Sha256::digest(text)).for_each(|(to, from)| *to = from);
    short
}

/// A new file is on the disk once its folder is. Where folders cannot be synced, as on Windows, the system does it.
fn sync_folder(path: &Path) {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}
