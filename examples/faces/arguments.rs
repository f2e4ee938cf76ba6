//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

/// The arguments of the program.
#[derive(Debug)]
pub(crate) struct Arguments {
    /// The picture to use instead of the one in the package of the detector.
    pub(crate) picture: Option<PathBuf>,
    /// The path of the drawing.
    pub(crate) drawing: Option<PathBuf>,
}

/// Invalid arguments.
#[derive(Debug, thiserror::Error)]
#[error("{0}\nusage: cargo run --release --example faces [-- PICTURE [DRAWING]]")]
pub(crate) struct Usage(String);

impl Arguments {
    pub(crate) fn read(mut given: impl Iterator<Item = OsString>) -> Result<Self, Usage> {
        let (picture, drawing) = (given.next().map(PathBuf::from), given.next().map(PathBuf::from));
        if let Some(excess) = given.next() {
            return Err(Usage(format!("unexpected argument {}", excess.display())));
        }
        if let Some(option) = [&picture, &drawing].into_iter().flatten().find(|path| is_option(path)) {
            return Err(Usage(format!("unknown option {}", option.display())));
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
