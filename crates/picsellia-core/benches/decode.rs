//! Decoding a body, as the local service does.
#![allow(missing_docs, reason = "criterion's macros make public functions")]
#![allow(clippy::expect_used, reason = "a failure ends the benchmark")]

mod support;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use picsellia_core::MonitorRequest;

fn decode(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("decode");
    for image_bytes in [20_000, 2_000_000] {
        let body = support::request(support::image(image_bytes), support::prediction(300))
            .encode()
            .to_bytes()
            .expect("bytes in memory");
        group.throughput(Throughput::Bytes(body.len() as u64));
        group.bench_function(BenchmarkId::new("body with 300 boxes", image_bytes), |bencher| {
            bencher.iter(|| MonitorRequest::decode(&body).expect("a valid body"));
        });
    }
}

criterion_group!(benches, decode);
criterion_main!(benches);
