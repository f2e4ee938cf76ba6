//! Counts the instructions of the core, which do not depend on the load of the machine.

use std::hint::black_box;
use std::io::Write as _;
use std::process::Command;

use clap::ValueEnum;
use picsellia_core::{BodyBuffers, Image, MonitorRequest};

use crate::Failure;
use crate::report::{Format, Table, significant};
use crate::sample::{FILENAME, LATENCY, SIZE, Sample};

/// Work whose instructions are counted.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Work {
    /// Build a body with an image and no boxes
    BodyOfImage,
    /// Build a body with boxes and a tiny image
    BodyOfBoxes,
    /// Build a prediction from the numbers of a model
    Prediction,
    /// Build a request, which validates the boxes
    Validation,
    /// Decode a body with an image and no boxes
    Decoding,
}

/// The size of the image, in bytes, and the number of boxes.
const IMAGE: usize = 300_000;
const BOXES: usize = 1_000;

/// The factor above the bound that is still accepted, because compilers differ a little.
const TOLERANCE: f64 = 1.15;

impl Work {
    /// Returns the expected number of instructions per unit, the number of units, and their name.
    ///
    /// Valgrind emulates a processor with AVX2 and without AVX-512. It counts each byte that a long
    /// `memset` or copy writes.
    fn bound(self) -> (f64, usize, &'static str) {
        match self {
            Self::BodyOfImage => (0.60, IMAGE, "byte"),
            Self::BodyOfBoxes => (734.0, BOXES, "box"),
            Self::Prediction => (187.0, BOXES, "box"),
            Self::Validation => (80.0, BOXES, "box"),
            Self::Decoding => (4.74, IMAGE, "byte"),
        }
    }

    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

/// Repeats the work. Its input is created once.
pub(crate) fn repeat(work: Work, times: usize) -> Result<(), Failure> {
    let about_image = matches!(work, Work::BodyOfImage | Work::Decoding);
    let sample = if about_image { Sample::new(IMAGE, 0) } else { Sample::new(3, BOXES) };
    let prediction = sample.prediction()?;
    let request = sample.request()?;
    let body = request.encode().to_bytes()?;
    let buffers = BodyBuffers::new();
    for _ in 0..times {
        match work {
            Work::BodyOfImage | Work::BodyOfBoxes => drop(black_box(request.encode_with(&buffers))),
            Work::Prediction => drop(black_box(sample.prediction()?)),
            Work::Validation => {
                let image = Image::from_bytes(FILENAME, sample.image.clone()).with_size(SIZE);
                drop(black_box(MonitorRequest::builder(image, LATENCY, prediction.clone()).build()?));
            }
            Work::Decoding => drop(black_box(MonitorRequest::decode(&body)?)),
        }
    }
    Ok(())
}

/// Counts all work, and fails if any exceeds its bound.
pub(crate) fn run() -> Result<(), Failure> {
    let mut table = Table::new(["work", "instructions", "per", "bound", "within bound"]);
    let mut exceeded = Vec::new();
    for &work in Work::value_variants() {
        let (bound, units, unit) = work.bound();
        #[allow(clippy::cast_precision_loss)] // far less than 2^53 instructions
        let each = (count(work, 3)? - count(work, 1)?) as f64 / (2 * units) as f64;
        let within = each <= bound * TOLERANCE;
        if !within {
            exceeded.push(work.name());
        }
        let verdict = if within { "yes" } else { "no" };
        table.push([work.name(), significant(each), unit.to_owned(), significant(bound), verdict.to_owned()]);
    }
    writeln!(std::io::stdout().lock(), "{}", table.render(Format::Text))?;
    if exceeded.is_empty() {
        return Ok(());
    }
    Err(format!(
        "over {:.0}% more instructions than the bound: {}; find the cause, or raise the bound and justify it \
         in the commit",
        (TOLERANCE - 1.0) * 100.0,
        exceeded.join(", ")
    )
    .into())
}

/// Returns the instructions of this program when it repeats the work.
fn count(work: Work, times: u32) -> Result<i64, Failure> {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(std::env::current_exe()?);
    let output = command.args(["repeat", &work.name(), &times.to_string()]).output().map_err(|error| {
        format!("cannot run valgrind ({error}): install it, for example with `apt-get install valgrind`")
    })?;
    let stderr = String::from_utf8_lossy(&output.stderr);
    // ==1234== Collected : 56789
    let collected = stderr.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok());
    match collected {
        Some(count) if output.status.success() => Ok(count),
        _ => Err(format!("valgrind ended with {}:\n{stderr}", output.status).into()),
    }
}
