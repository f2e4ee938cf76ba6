use picsellia_tests::created;
use serde_json::json;

use super::{boxes, monitored, prediction_args};
use crate::case::Case;
use crate::script::PREDICTION;

/// The first bytes of a JPEG.
const JPEG: &[u8] = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\xff\xfe\xfb\xef";

pub(super) fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = [
        "a door.png",
        " door .png",
        "porte été.png",
        "cafe\u{301}.png",
        "日本語.png",
        "😀.png",
        "\"double\" and 'single'.png",
        "back\\slash.png",
        "per%20cent.png",
        "a+b&c=d.png",
        "hash#mark.png",
        "what?.png",
        "semi;colon:colon.png",
        "<tag>.png",
        "a.b.c.png",
        "DOOR.PNG",
    ]
    .map(|filename| monitored("file names", format!("{filename:?}"), &[("filename", json!(filename))]))
    .into();
    for filename in ["door.jpg", "door.jpeg", "door.jpe", "door.jfif", "DOOR.JPG", "porte été.JpEg"] {
        let arguments = [("filename", json!(filename)), ("bytes", json!(JPEG))];
        cases.push(monitored("file names", format!("{filename:?}"), &arguments));
    }

    let every_byte: Vec<u8> = (0..=u8::MAX).collect();
    let large: Vec<u8> = every_byte.iter().cycle().take(50_001).copied().collect();
    for (name, content_type, bytes) in [
        ("a PNG", "image/png", picsellia_tests::PNG),
        ("a JPEG", "image/jpeg", JPEG),
        ("every byte value", "image/png", &every_byte),
        ("one byte", "image/jpeg", &[0xff]),
        ("two bytes", "image/jpeg", &[0xfb, 0xff]),
        ("50 kB", "image/png", &large),
        ("a PNG that is declared as a JPEG", "IMAGE/JPEG", picsellia_tests::PNG),
    ] {
        let mut args = prediction_args(&boxes());
        args["filename"] = "fé \"1\"/x.jpg".into();
        args["content_type"] = content_type.into();
        args["bytes"] = json!(bytes);
        let case = Case::new("images as bytes", name, "monitor_bytes", args);
        cases.push(case.monitoring([created(PREDICTION)]));
    }
    cases
}
