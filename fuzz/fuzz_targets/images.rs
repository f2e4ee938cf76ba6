//! Whatever the bytes of an image are, its type and size are told or not.

#![no_main]

use libfuzzer_sys::fuzz_target;
use picsellia_core::{ClassificationPrediction, Image, MonitorRequest};
use picsellia_fuzz as _;

fuzz_target!(|bytes: &[u8]| {
    let image = Image::from_bytes("image", bytes.to_vec());
    let known = image.size().is_some() && image.content_type().is_some();
    let nothing = ClassificationPrediction::builder().build().expect("no class is coherent");
    let request = MonitorRequest::builder(image, 0.25, nothing).build();
    if let Ok(request) = request {
        assert!(known && request.size().width > 0 && request.size().height > 0);
        let body = request.encode().to_bytes().expect("bytes in memory");
        assert_eq!(MonitorRequest::decode(&body).expect("what was written is read"), request);
    }
});
