//! The goals of the core: body building against a copy of the image, and validation of boxes.

use std::hint::black_box;
use std::io::Write as _;
use std::time::{Duration, Instant};

use picsellia_core::{
    BodyBuffers, ClassificationPrediction, GeometryPolicy, Image, MonitorRequest, Prediction,
};

use crate::Failure;
use crate::arguments::Rounds;
use crate::report::{Format, Table, significant, spread};
use crate::sample::{FILENAME, LATENCY, SIZE, Sample};
use crate::statistics::Quartiles;

pub(crate) fn run(rounds: &Rounds) -> Result<(), Failure> {
    let mut output = std::io::stdout().lock();
    let mut bodies = Table::new(["P3: image, boxes", "copy µs", "body µs", "copy / body", "goal"]);
    let sizes: &[usize] = if rounds.quick { &[2_000] } else { &[20_000, 200_000, 2_000_000, 10_000_000] };
    for &image_bytes in sizes {
        for boxes in [10, 300] {
            bodies.push(body(*rounds, image_bytes, boxes)?);
        }
    }
    writeln!(output, "\n{}", bodies.render(Format::Text))?;
    let mut validation = Table::new(["P4: boxes", "ns per box", "goal", "with class and score"]);
    for boxes in [300, 10_000] {
        validation.push(validate(*rounds, boxes)?);
    }
    writeln!(output, "\n{}", validation.render(Format::Text))?;
    Ok(())
}

/// Returns the average time of `work` over `span`, in seconds.
fn time(span: Duration, mut work: impl FnMut()) -> f64 {
    let started = Instant::now();
    let mut count = 0.0;
    loop {
        work();
        count += 1.0;
        let passed = started.elapsed();
        if passed >= span {
            return passed.as_secs_f64() / count;
        }
    }
}

fn body(rounds: Rounds, image_bytes: usize, boxes: usize) -> Result<[String; 5], Failure> {
    let sample = Sample::new(image_bytes, boxes);
    let request = sample.request()?;
    let buffers = BodyBuffers::new();
    let mut warm = vec![0_u8; image_bytes];
    let span = rounds.span() / 4;
    let (mut copies, mut bodies) = (Vec::new(), Vec::new());
    for _ in 0..rounds.count() {
        copies.push(time(span, || warm.copy_from_slice(black_box(&sample.image))));
        black_box(&mut warm);
        bodies.push(time(span, || send(black_box(&request), &buffers)));
    }
    let ratio = Quartiles::of(copies.iter().zip(&bodies).map(|(copy, body)| copy / body));
    let micros =
        |times: Vec<f64>| Quartiles::of(times).map_or(String::new(), |it| significant(it.median * 1e6));
    let ratio = ratio.map_or(String::new(), |it| spread(&it));
    let goal = if image_bytes == 2_000_000 { "at least 0.5" } else { "" };
    Ok([format!("{image_bytes} bytes, {boxes}"), micros(copies), micros(bodies), ratio, goal.to_owned()])
}

/// Reads the body as a transport does: a large one comes in pieces.
fn send(request: &MonitorRequest, buffers: &BodyBuffers) {
    let pieces = black_box(request.encode_with(buffers)).pieces();
    pieces.into_iter().flatten().for_each(|piece| drop(black_box(piece)));
}

/// Measures what validation adds to building a request: strict minus as-is.
///
/// The same difference for a classification with equal classes and scores is subtracted, so that
/// only the boxes remain.
fn validate(rounds: Rounds, boxes: usize) -> Result<[String; 4], Failure> {
    let sample = Sample::new(3, boxes);
    let classification = ClassificationPrediction::builder()
        .classes(sample.classes.iter().copied())
        .scores(sample.scores.iter().copied())
        .build()?;
    let (with_boxes, without) = (sample.prediction()?.into(), classification.into());
    let (mut wholes, mut alone) = (Vec::new(), Vec::new());
    for _ in 0..rounds.count() {
        let span = rounds.span() / 4;
        let each = |prediction: &Prediction| -> Result<f64, Failure> {
            let strict = time_of_request(span, &sample, prediction, GeometryPolicy::Strict)?;
            let as_is = time_of_request(span, &sample, prediction, GeometryPolicy::AsIs)?;
            #[allow(clippy::cast_precision_loss)] // there are few boxes
            Ok((strict - as_is) * 1e9 / boxes as f64)
        };
        let whole = each(&with_boxes)?;
        wholes.push(whole);
        alone.push(whole - each(&without)?);
    }
    let show = |costs: Vec<f64>| Quartiles::of(costs).map_or(String::new(), |it| spread(&it));
    let goal = if boxes == 10_000 { "at most 1" } else { "" };
    Ok([boxes.to_string(), show(alone), goal.to_owned(), show(wholes)])
}

/// Returns the average time to build a request, in seconds.
///
/// Creating the input and dropping the request do not count.
fn time_of_request(
    span: Duration,
    sample: &Sample,
    prediction: &Prediction,
    policy: GeometryPolicy,
) -> Result<f64, Failure> {
    let (mut spent, mut count) = (Duration::ZERO, 0.0);
    while spent < span {
        let image = Image::from_bytes(FILENAME, sample.image.clone()).with_size(SIZE);
        let builder = MonitorRequest::builder(image, LATENCY, prediction.clone()).geometry(policy);
        let started = Instant::now();
        let request = black_box(black_box(builder).build());
        spent += started.elapsed();
        count += 1.0;
        drop(request?);
    }
    Ok(spent.as_secs_f64() / count)
}
