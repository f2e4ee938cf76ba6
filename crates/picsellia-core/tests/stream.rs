//! Images that are encoded while they are sent.
#![allow(clippy::unwrap_used, reason = "a failure ends the test")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use picsellia_core::{ClassificationPrediction, ContentType, Image, ImageError, ImageSize, MonitorRequest};
use tempfile::TempDir;

fn request(image: Image) -> MonitorRequest {
    let prediction = ClassificationPrediction::builder().classes([1]).scores([0.5]).build().unwrap();
    let image = image.with_size(ImageSize { width: 600, height: 800 });
    MonitorRequest::builder(image, 0.25, prediction).source("camera \"1\"").build().unwrap()
}

fn file(content: &[u8]) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("image.png");
    fs::write(&path, content).unwrap();
    (folder, path)
}

fn append(path: &Path, bytes: &[u8]) {
    fs::OpenOptions::new().append(true).open(path).unwrap().write_all(bytes).unwrap();
}

fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|index| (index * 7 % 251) as u8).collect()
}

/// Lengths next to a whole number of pieces split a base64 group of three bytes.
#[test]
fn the_body_equals_that_of_an_image_in_memory() {
    for length in [1, 2, 3, 49_151, 49_152, 49_153, 300_000, 1_000_001] {
        let (_folder, path) = file(&pattern(length));
        let body = request(Image::stream(&path).unwrap()).encode();
        let held = request(Image::open(&path).unwrap()).encode().to_bytes().unwrap();
        assert!(body.as_bytes().is_none(), "the image is not in memory");
        assert_eq!(body.len(), held.len() as u64, "{length}");
        for _ in 0..2 {
            assert!(body.to_bytes().unwrap() == held, "{length}");
        }
    }
}

#[test]
fn type_and_size_are_read_from_the_header() {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x58\0\0\x03\x20\x08\x02\0\0\0".to_vec();
    png.extend_from_slice(&pattern(1_000));
    let (_folder, path) = file(&png);
    let image = Image::stream(&path).unwrap();
    assert_eq!(image.content_type(), Some(ContentType::Png));
    assert_eq!(image.size(), Some(ImageSize { width: 600, height: 800 }));
    assert_eq!(image.filename(), "image.png");
    assert_eq!(image.bytes(), None);
    assert_eq!(image.with_filename("door.png").filename(), "door.png");
}

#[test]
fn a_new_file_with_the_same_name_does_not_matter() {
    let (_folder, path) = file(&pattern(1_000));
    let body = request(Image::stream(&path).unwrap()).encode();
    let before = body.to_bytes().unwrap();
    fs::remove_file(&path).unwrap();
    fs::write(&path, b"another image").unwrap();
    assert_eq!(body.to_bytes().unwrap(), before);
}

#[test]
fn a_modified_file_is_not_sent() {
    let (_folder, path) = file(&pattern(1_000));
    let body = request(Image::stream(&path).unwrap()).encode();
    append(&path, b"more");
    let error = body.to_bytes().unwrap_err();
    assert_eq!(error.to_string(), "the file of the image was changed after it was opened");
}

#[test]
fn a_modified_file_of_the_same_length_is_not_sent() {
    let (_folder, path) = file(&pattern(1_000));
    let body = request(Image::stream(&path).unwrap()).encode();
    fs::write(&path, [7; 1_000]).unwrap();
    // File systems have a coarse clock: wait for another step than that of the first write.
    let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
    file.set_modified(std::time::SystemTime::now() + std::time::Duration::from_secs(2)).unwrap();
    body.to_bytes().unwrap_err();
}

#[test]
fn a_file_that_is_modified_while_it_is_sent_is_not_sent_completely() {
    for shorter in [true, false] {
        let (_folder, path) = file(&pattern(1_000_000));
        let body = request(Image::stream(&path).unwrap()).encode();
        let mut pieces = body.pieces().unwrap();
        pieces.next().unwrap().unwrap();
        if shorter {
            fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(500_000).unwrap();
        } else {
            append(&path, b"more");
        }
        let sent: Result<Vec<_>, _> = pieces.by_ref().collect();
        let error = sent.unwrap_err().to_string();
        assert_eq!(error, "the file of the image was changed after it was opened");
        assert!(pieces.left() > 0);
    }
}

#[test]
fn a_missing_file_is_an_error_that_names_it() {
    let folder = TempDir::new().unwrap();
    for path in [folder.path().join("absent.png"), folder.path().to_owned()] {
        let error = Image::stream(&path).unwrap_err();
        assert!(matches!(error, ImageError::File { .. }), "{error:?}");
        assert!(error.to_string().contains(path.to_str().unwrap()), "{error}");
    }
}

#[test]
fn an_empty_file_is_not_an_image() {
    let (_folder, path) = file(b"");
    let prediction = ClassificationPrediction::builder().classes([1]).scores([0.5]).build().unwrap();
    let image = Image::stream(&path).unwrap().with_size(ImageSize { width: 1, height: 1 });
    let error = MonitorRequest::builder(image, 0.25, prediction).build().unwrap_err();
    assert!(error.to_string().contains("the image has no bytes"), "{error}");
}

/// An image in memory that is too large for one buffer is encoded while it is sent, with the same
/// result.
#[test]
fn a_large_image_in_memory_is_encoded_in_pieces_for_each_attempt() {
    let bytes = [b"\x89PNG\r\n\x1a\n".as_slice(), &pattern(5_000_000)].concat();
    let request = request(Image::from_bytes("large.png", bytes.clone()));
    let body = request.encode();
    assert!(body.as_bytes().is_none() && !body.blocks());
    let lengths: Vec<usize> = body.pieces().unwrap().map(|piece| piece.unwrap().len()).collect();
    assert!(lengths.iter().all(|&length| length <= 1024 * 1024) && lengths.len() > 5, "{lengths:?}");
    let whole = body.to_bytes().unwrap();
    assert_eq!((whole.len() as u64, &whole), (body.len(), &body.to_bytes().unwrap()));
    let decoded = MonitorRequest::decode(&whole).unwrap();
    assert_eq!(decoded, request);
    assert_eq!(decoded.image().unwrap(), &bytes);
}
