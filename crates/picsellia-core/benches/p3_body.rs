//! Goal P3: encoding a body compared with copying its image into a warm buffer.
#![allow(missing_docs, reason = "criterion's macros make public functions")]
#![allow(clippy::expect_used, reason = "a failure ends the benchmark")]

mod support;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use picsellia_core::BodyBuffers;

fn body(criterion: &mut Criterion) {
    let buffers = BodyBuffers::new();
    let mut group = criterion.benchmark_group("p3_body");
    for image_bytes in [20_000, 200_000, 2_000_000] {
        group.throughput(Throughput::Bytes(image_bytes as u64));
        let image = support::image(image_bytes);
        let mut warm = vec![0; image_bytes];
        group.bench_function(BenchmarkId::new("copy of the image", image_bytes), |bencher| {
            bencher.iter(|| warm.copy_from_slice(std::hint::black_box(&image)));
        });
        for boxes in [10, 300] {
            let request = support::request(image.clone(), support::prediction(boxes));
            let id = BenchmarkId::new(format!("body with {boxes} boxes"), image_bytes);
            group.bench_function(id, |bencher| bencher.iter(|| request.encode_with(&buffers)));
            let id = BenchmarkId::new(format!("body with {boxes} boxes, without a pool"), image_bytes);
            group.bench_function(id, |bencher| bencher.iter(|| request.encode()));
        }
    }
}

criterion_group!(benches, body);
criterion_main!(benches);
