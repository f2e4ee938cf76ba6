//! Goal P4: what judging 10,000 boxes adds to a request that takes them as they are.
#![allow(missing_docs, reason = "criterion's macros make public functions")]
#![allow(clippy::expect_used, reason = "a benchmark that cannot go on ends")]

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
                |builder| builder.build().expect("a request that can be sent"),
                BatchSize::LargeInput,
            );
        });
    }
}

criterion_group!(benches, geometry);
criterion_main!(benches);
