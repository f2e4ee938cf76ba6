//! Any body or prediction is decoded or rejected without a panic. A decoded value is the same after
//! it is encoded and decoded again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use picsellia_core::{InferenceType, MonitorRequest, Prediction};
use picsellia_fuzz as _;

const TYPES: [InferenceType; 9] = [
    InferenceType::Classification,
    InferenceType::ObjectDetection,
    InferenceType::Segmentation,
    InferenceType::Point,
    InferenceType::Keypoint,
    InferenceType::Line,
    InferenceType::Mask,
    InferenceType::Multi,
    InferenceType::Unknown,
];

fuzz_target!(|input: &[u8]| {
    let Some((first, body)) = input.split_first() else { return };
    let inference_type = TYPES[usize::from(*first) % TYPES.len()];
    let alone = Prediction::from_json(body, inference_type);
    if let Ok(prediction) = alone {
        let written = prediction.to_json();
        let again = Prediction::from_json(written.as_bytes(), inference_type);
        assert_eq!(again.expect("the encoded value is valid"), prediction);
    }
    let read = if *first < 128 {
        MonitorRequest::decode_as(body, inference_type)
    } else {
        MonitorRequest::decode(body)
    };
    if let Ok(request) = read {
        let kind = request.prediction().inference_type();
        let written = request.encode().to_bytes().expect("bytes in memory");
        assert_eq!(MonitorRequest::decode_as(&written, kind).expect("the encoded value is valid"), request);
    }
});
