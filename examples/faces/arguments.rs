//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

/// What was asked for.
#[derive(Debug)]
pub(crate) struct Arguments {
    /// The picture to look at, in the place of the one that comes with the detector.
    pub(crate) picture: Option<PathBuf>,
    /// Where the drawing goes.
    pub(crate) drawing: Option<PathBuf>,
}

/// A command line that is not one of this program.
#[derive(Debug, thiserror::Error)]
#[error("{0}\nusage: cargo run --release --example faces [-- PICTURE [DRAWING]]")]
pub(crate) struct Usage(String);

impl Arguments {
    pub(crate) fn read(mut given: impl Iterator<Item = OsString>) -> Result<Self, Usage> {
        let (picture, drawing) = (given.next().map(PathBuf::from), given.next().map(PathBuf::from));
        if let Some(excess) = given.next() {
            return Err(Usage(format!("{} is one argument too many", excess.display())));
        }
        if let Some(option) = [&picture, &drawing].into_iter().flatten().find(|path| is_option(path)) {
            return Err(Usage(format!("there is no option {}", option.display())));
        }
        if picture.is_some() && picture == drawing {
            return Err(Usage("the drawing would replace the picture".to_owned()));
        }
        Ok(Self { picture, drawing })
    }
}

fn is_option(path: &std::path::Path) -> bool {
    path.as_os_str().as_encoded_bytes().starts_with(b"-")
}
