//! Goal P4: the cost of validating 10,000 boxes, compared with sending them as they are.
#![allow(missing_docs, reason = "criterion's macros make public functions")]
#![allow(clippy::expect_used, reason = "a failure ends the benchmark")]

mod support;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use picsellia_core::GeometryPolicy;

const BOXES: u16 = 10_000;

fn geometry(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("p4_geometry");
    group.throughput(Throughput::Elements(BOXES.into()));
    let prediction = support::prediction(BOXES);
    for (name, policy) in [
        ("as they are", GeometryPolicy::AsIs),
        ("strict", GeometryPolicy::Strict),
        ("repair, with nothing to repair", GeometryPolicy::Repair),
    ] {
        group.bench_function(name, |bencher| {
            bencher.iter_batched(
                || support::builder(support::image(3), prediction.clone()).geometry(policy),
                |builder| builder.build().expect("a valid request"),
                BatchSize::LargeInput,
            );
        });
    }
}

criterion_group!(benches, geometry);
criterion_main!(benches);
