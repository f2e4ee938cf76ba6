//! Type and size are detected from any bytes without a panic, with the same result from memory and
//! from a file.

#![no_main]

use std::fs;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use picsellia_core::{ClassificationPrediction, Image, MonitorRequest};
use picsellia_fuzz as _;
use tempfile::TempDir;

/// Writes the input to a file. Each process has one file.
fn streamed(bytes: &[u8]) -> Image {
    // Uses a folder in memory if there is one, because a disk would dominate the time.
    static FOLDER: LazyLock<TempDir> =
        LazyLock::new(|| TempDir::new_in("/dev/shm").or_else(|_| TempDir::new()).expect("a folder"));
    let path = FOLDER.path().join("image");
    fs::write(&path, bytes).expect("the file is written");
    Image::stream(path).expect("the file is opened")
}

fuzz_target!(|bytes: &[u8]| {
    let image = Image::from_bytes("image", bytes.to_vec());
    let from_file = streamed(bytes);
    assert_eq!((from_file.size(), from_file.content_type()), (image.size(), image.content_type()));
    let known = image.size().is_some() && image.content_type().is_some();
    let nothing = ClassificationPrediction::builder().build().expect("no class is coherent");
    let from_file = MonitorRequest::builder(from_file, 0.25, nothing.clone()).build();
    let request = MonitorRequest::builder(image, 0.25, nothing).build();
    if let Ok(request) = request {
        assert!(known && request.size().width > 0 && request.size().height > 0);
        let body = request.encode().to_bytes().expect("bytes in memory");
        let streamed = from_file.expect("the same image").encode();
        assert_eq!(streamed.len(), body.len() as u64);
        assert_eq!(streamed.to_bytes().expect("the file does not change"), body);
        assert_eq!(MonitorRequest::decode(&body).expect("the encoded request is valid"), request);
    }
});
