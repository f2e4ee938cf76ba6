//! JSON lines: one record per line, with the field names of the monitoring API.

mod lines;
mod wire;

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use picsellia_core::{InferenceType, Problem};

use crate::Parsed;
use crate::error::{BadRecord, FormatError, Origin};
use lines::{Line, Lines};

/// The options of [`JsonLines`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct JsonLinesOptions {
    /// The type of the predictions.
    pub inference_type: InferenceType,
    /// The folder that image paths are relative to. Defaults to the folder of the file.
    pub images: Option<PathBuf>,
}

impl JsonLinesOptions {
    /// Creates options for predictions of this type.
    #[must_use]
    pub fn new(inference_type: InferenceType) -> Self {
        Self { inference_type, images: None }
    }
}

/// Reads a file with one record per line. A record is a JSON object with the field names of the
/// monitoring API, and with the path of the image instead of its bytes.
///
/// | field | content |
/// |---|---|
/// | `image` | the path of the image |
/// | `raw_predictions` | the prediction, with the fields of its type |
/// | `latency` | the inference time in seconds |
/// | `filename` | the name of the `Data`, if it differs from that of the file |
/// | `content_type`, `height`, `width` | overrides of what is detected from the image |
/// | `source`, `tags`, `timestamp`, `sample`, `upload_dir` | the same as in a request |
/// | `metadata`, `custom_metadata`, `custom_metrics` | the same as in a request |
/// | `shadow_raw_predictions`, `shadow_latency` | the prediction of a shadow model |
/// | `key` | the `Idempotency-Key` |
///
/// The prediction of an object detector, for example, is
/// `{"detection_classes":[1],"detection_boxes":[[128,200,159,240]],"detection_scores":[0.9]}`.
///
/// Only `image` and `raw_predictions` are required. A program can set [`Record::latency`] itself.
/// An unknown field is an error, because it may be a typing error. Empty lines are skipped.
///
/// Only one line is in memory at a time. A line may have up to 64 MiB. An invalid line does not end
/// the iteration.
///
/// [`Record::latency`]: crate::Record::latency
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
    /// Returns [`FormatError::Read`] if the file cannot be opened.
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

    /// Counts the non-empty lines of a file.
    ///
    /// # Errors
    ///
    /// Returns [`FormatError::Read`] if the file cannot be read.
    pub fn count(file: &Path) -> Result<u64, FormatError> {
        let input = File::open(file).map_err(|error| FormatError::read(file, error))?;
        count_lines(BufReader::new(input)).map_err(|error| FormatError::read(file, error))
    }

    fn parse(&self, number: u64, line: &Line<'_>) -> Parsed {
        let origin = Origin::line(&self.file, number);
        let read = match line {
            Line::Whole(json) => wire::read(json, self.inference_type),
            Line::TooLong => {
                let message = format!("is longer than {} bytes", lines::MAX_BYTES);
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
            // The line borrows the buffer and not the reader, because `parse` borrows the reader.
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
