//! A record on each line, in the names of the monitoring wire.

mod lines;
mod wire;

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use picsellia_core::{InferenceType, Problem};

use crate::Parsed;
use crate::error::{BadRecord, FormatError, Origin};
use lines::{Line, Lines};

/// How a file of JSON lines is read.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct JsonLinesOptions {
    /// The type that the predictions have.
    pub inference_type: InferenceType,
    /// The folder that the paths of images begin at. It is that of the file unless said.
    pub images: Option<PathBuf>,
}

impl JsonLinesOptions {
    /// For predictions of this type.
    #[must_use]
    pub fn new(inference_type: InferenceType) -> Self {
        Self { inference_type, images: None }
    }
}

/// Reads a file that has a record on each line: a JSON object in the names of the monitoring wire,
/// with the path of the image in the place of its bytes.
///
/// | field | what it holds |
/// |---|---|
/// | `image` | the path of the image |
/// | `raw_predictions` | the prediction, with the fields of its type: `{"detection_classes":[1],"detection_boxes":[[128,200,159,240]],"detection_scores":[0.9]}` |
/// | `latency` | seconds |
/// | `filename` | the name of the Data, where it is not that of the file |
/// | `content_type`, `height` and `width` | where the image does not tell them |
/// | `source`, `tags`, `timestamp`, `metadata`, `custom_metadata`, `custom_metrics`, `sample`, `upload_dir` | as for every request |
/// | `shadow_raw_predictions` and `shadow_latency` | what a second model said |
/// | `key` | the `Idempotency-Key`: what names the prediction for good |
///
/// Only `image` and `raw_predictions` are needed; the latency may be the same for all. A field that
/// is not known is an error: it may be a typing error, and what it holds would be lost. Empty lines
/// are passed over.
///
/// It reads line by line, in memory for one line of at most 64 MiB. A line that is wrong is one
/// record's error.
#[derive(Debug)]
pub struct JsonLines {
    lines: Lines<BufReader<File>>,
    file: PathBuf,
    images: PathBuf,
    inference_type: InferenceType,
}

impl JsonLines {
    /// Opens the file.
    ///
    /// # Errors
    ///
    /// [`FormatError::Read`], where it cannot be opened.
    pub fn open(file: &Path, options: JsonLinesOptions) -> Result<Self, FormatError> {
        let input = File::open(file).map_err(|error| FormatError::read(file, error))?;
        let images = options.images.unwrap_or_else(|| file.parent().unwrap_or(Path::new("")).to_owned());
        Ok(Self {
            lines: Lines::new(BufReader::new(input)),
            file: file.to_owned(),
            images,
            inference_type: options.inference_type,
        })
    }

    /// How many records a file holds that may be right: its lines that are not empty.
    ///
    /// # Errors
    ///
    /// [`FormatError::Read`], where it cannot be read.
    pub fn count(file: &Path) -> Result<u64, FormatError> {
        let input = File::open(file).map_err(|error| FormatError::read(file, error))?;
        count_lines(BufReader::new(input)).map_err(|error| FormatError::read(file, error))
    }

    fn parse(&self, number: u64, line: &Line<'_>) -> Parsed {
        let origin = Origin::line(&self.file, number);
        let read = match line {
            Line::Whole(json) => wire::read(json, self.inference_type),
            Line::TooLong => {
                let message = format!("the line is longer than {} bytes", lines::MOST_BYTES);
                Err(Problem::invalid("record", message).into())
            }
        };
        match read {
            Ok(read) => Ok(read.into_record(number, origin, &self.images)),
            Err(error) => Err(BadRecord::new(number.to_string(), origin, error)),
        }
    }
}

impl Iterator for JsonLines {
    type Item = Result<Parsed, FormatError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            // The line is taken out while it is read, as the reader is asked for more than its
            // lines.
            let mut buffer = self.lines.take_buffer();
            let item = match self.lines.next_into(&mut buffer) {
                Ok(None) => return None,
                Ok(Some((_, Line::Whole(line)))) if lines::is_blank(line) => None,
                Ok(Some((number, line))) => Some(Ok(self.parse(number, &line))),
                Err(error) => Some(Err(FormatError::read(&self.file, error))),
            };
            self.lines.give_back(buffer);
            if item.is_some() {
                return item;
            }
        }
    }
}

fn count_lines(mut input: impl BufRead) -> std::io::Result<u64> {
    let (mut count, mut blank) = (0, true);
    loop {
        let chunk = input.fill_buf()?;
        if chunk.is_empty() {
            return Ok(count + u64::from(!blank));
        }
        for byte in chunk {
            match byte {
                b'\n' => {
                    count += u64::from(!blank);
                    blank = true;
                }
                _ => blank &= byte.is_ascii_whitespace(),
            }
        }
        let length = chunk.len();
        input.consume(length);
    }
}
