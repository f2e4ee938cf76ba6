//! How many instructions the core takes: a figure that is the same however busy the machine is.

use std::hint::black_box;
use std::io::Write as _;
use std::process::Command;

use clap::ValueEnum;
use picsellia_core::{Image, MonitorRequest};

use crate::Failure;
use crate::arguments::Format;
use crate::report::{Table, significant};
use crate::sample::{FILENAME, LATENCY, SIZE, Sample};

/// Something whose instructions are counted.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Work {
    /// A body with an image and no boxes.
    BodyOfImage,
    /// A body with boxes and hardly an image.
    BodyOfBoxes,
    /// A prediction from the numbers of a model.
    Prediction,
    /// A request from a prediction, whose boxes are judged.
    Judging,
    /// A request from a body with an image and no boxes.
    Decoding,
}

/// The image of the work that is about images, in bytes, and the boxes of the work that is about boxes.
const IMAGE: usize = 300_000;
const BOXES: usize = 1_000;

/// How many more than the bound are still taken for the same: compilers differ a little.
const TOLERANCE: f64 = 1.15;

impl Work {
    /// What it took when this was last looked at, and the unit that it is counted by. The processor that valgrind shows to
    /// programs has AVX2 and not AVX-512, and it counts each byte that a long `memset` or copy writes.
    fn bound(self) -> (f64, usize, &'static str) {
        match self {
            Self::BodyOfImage => (0.60, IMAGE, "byte"),
            Self::BodyOfBoxes => (734.0, BOXES, "box"),
            Self::Prediction => (187.0, BOXES, "box"),
            Self::Judging => (80.0, BOXES, "box"),
            Self::Decoding => (4.74, IMAGE, "byte"),
        }
    }

    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

/// Does the work so many times. What it needs is made once.
pub(crate) fn repeat(work: Work, times: usize) -> Result<(), Failure> {
    let about_image = matches!(work, Work::BodyOfImage | Work::Decoding);
    let sample = if about_image { Sample::new(IMAGE, 0) } else { Sample::new(3, BOXES) };
    let prediction = sample.prediction()?;
    let request = sample.request()?;
    let body = request.encode().to_bytes()?;
    for _ in 0..times {
        match work {
            Work::BodyOfImage | Work::BodyOfBoxes => drop(black_box(request.encode())),
            Work::Prediction => drop(black_box(sample.prediction()?)),
            Work::Judging => {
                let image = Image::from_bytes(FILENAME, sample.image.clone()).with_size(SIZE);
                drop(black_box(MonitorRequest::builder(image, LATENCY, prediction.clone()).build()?));
            }
            Work::Decoding => drop(black_box(MonitorRequest::decode(&body)?)),
        }
    }
    Ok(())
}

/// Counts all work, and fails where one takes more than its bound allows.
pub(crate) fn run() -> Result<(), Failure> {
    let mut table = Table::new(["work", "instructions", "for each", "bound", "within it"]);
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
        "more instructions than before, by over {:.0} %: {}. Find out why, or raise the bound in the same commit \
         that says what is gained by it",
        (TOLERANCE - 1.0) * 100.0,
        exceeded.join(", ")
    )
    .into())
}

/// The instructions of this program when it does the work so many times.
fn count(work: Work, times: u32) -> Result<i64, Failure> {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(std::env::current_exe()?);
    let output = command.args(["repeat", &work.name(), &times.to_string()]).output().map_err(|error| {
        format!("cannot run valgrind ({error}): install it, for example with `apt-get install valgrind`")
    })?;
    let said = String::from_utf8_lossy(&output.stderr);
    // ==1234== Collected : 56789
    let collected = said.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok());
    match collected {
        Some(count) if output.status.success() => Ok(count),
        _ => Err(format!("valgrind ended with {}:\n{said}", output.status).into()),
    }
}
