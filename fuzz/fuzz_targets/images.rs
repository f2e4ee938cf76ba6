//! Whatever the bytes of an image are, its type and size are told or not, and the same from memory
//! as from a file.

#![no_main]

use std::fs;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use picsellia_core::{ClassificationPrediction, Image, MonitorRequest};
use picsellia_fuzz as _;
use tempfile::TempDir;

/// One file for each process, written anew for each input.
fn streamed(bytes: &[u8]) -> Image {
    // In memory where the system has such a folder: a disk would be what is waited for.
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
        assert_eq!(streamed.to_bytes().expect("nobody writes to the file"), body);
        assert_eq!(MonitorRequest::decode(&body).expect("what was written is read"), request);
    }
});
