//! The canonical form of a record: equal content has equal bytes, in every version of this crate
//! and on every system.

use std::path::Path;

use picsellia_core::{Prediction, RequestDetails, Seconds, Timestamp};
use serde_json::{Map, Number, Value};

use crate::draft::{Columns, Draft};
use crate::record::{Record, StatedSize};

/// The first bytes. A change of the form must change the number.
const VERSION: &[u8] = b"picsellia-record/1\n";

impl Record {
    /// Returns the canonical form of the content: bytes to hash and to compare, also with those of
    /// an earlier run.
    ///
    /// Equal content has equal bytes, and different content has different bytes. The bytes do not
    /// depend on the position of the record, the version of this crate or the system.
    ///
    /// The form is `picsellia-record/1`, a line feed, and a value. A value is one byte for its
    /// type, followed by its content. Numbers are big-endian, and a count or a length has 8 bytes.
    ///
    /// | type | content |
    /// |---|---|
    /// | `n`, `f`, `t` | nothing: null, false or true |
    /// | `i`, `u` | 8 bytes: an integer that `i64` can hold, or one that only `u64` can hold |
    /// | `d` | 8 bytes: the bits of any other number as an IEEE 754 double |
    /// | `s` | the length, and the bytes of a UTF-8 string |
    /// | `a` | the number of items, and the values |
    /// | `o` | the number of members, and the members sorted by key: key (as in `s`) and value |
    ///
    /// The value is an object with the fields of a JSON line. Predictions in fractions of the image
    /// have the field `center_boxes` or `polygons` instead of their shapes, and a size that the
    /// image must have is `expected_size`. Fields that the record does not state are missing.
    #[must_use]
    pub fn canonical_bytes(&self) -> Vec<u8> {
        let mut bytes = VERSION.to_vec();
        write(&Value::Object(content(self)), &mut bytes);
        bytes
    }
}

fn content(record: &Record) -> Map<String, Value> {
    // The name and the origin are the position of the record. They are not part of its content.
    let Record {
        name: _,
        origin: _,
        image,
        filename,
        content_type,
        latency,
        details,
        shadow,
        key,
        size,
        draft,
    } = record;
    let mut fields = Map::new();
    let mut set = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            fields.insert(name.to_owned(), value);
        }
    };
    set("image", Some(path(image).into()));
    set("filename", filename.clone().map(Value::from));
    set("content_type", content_type.map(|content_type| content_type.as_str().into()));
    set("latency", latency.map(seconds));
    let RequestDetails {
        source,
        tags,
        metadata,
        custom_metadata,
        timestamp,
        upload_dir,
        sample,
        custom_metrics,
        legacy_models,
        // A field that a later version adds must be set here too.
        ..
    } = details;
    set("source", source.clone().map(Value::from));
    set("tags", tags.clone().map(Value::from));
    set("metadata", metadata.clone().map(Value::from));
    set("custom_metadata", custom_metadata.clone().map(Value::from));
    set("timestamp", timestamp.map(Timestamp::as_unix_seconds).map(float));
    set("upload_dir", upload_dir.clone().map(Value::from));
    set("sample", sample.map(Value::from));
    set("custom_metrics", custom_metrics.clone().map(Value::from));
    set("model", legacy_models.as_ref().map(|models| models.champion().into()));
    set("shadow_model", legacy_models.as_ref().and_then(|models| models.shadow()).map(Value::from));
    if let Some((latency, prediction)) = shadow {
        set("shadow_latency", Some(seconds(*latency)));
        set("shadow_raw_predictions", Some(in_pixels(prediction)));
    }
    set("key", key.clone().map(Value::from));
    match *size {
        StatedSize::Unknown => {}
        StatedSize::Counts(size) => {
            set("width", Some(size.width.into()));
            set("height", Some(size.height.into()));
        }
        StatedSize::Expected(size) => set("expected_size", Some(vec![size.width, size.height].into())),
    }
    set("raw_predictions", Some(predictions(draft)));
    fields
}

fn predictions(draft: &Draft) -> Value {
    match draft {
        Draft::Pixels(prediction) => in_pixels(prediction),
        Draft::Boxes(columns, boxes) => {
            in_fractions(columns, "center_boxes", boxes.iter().map(|numbers| floats(numbers)).collect())
        }
        Draft::Polygons(columns, polygons) => {
            let outline =
                |points: &Vec<[f64; 2]>| points.iter().map(|point| floats(point)).collect::<Value>();
            in_fractions(columns, "polygons", polygons.iter().map(outline).collect())
        }
    }
}

/// Returns a prediction with its type and the fields of the wire format.
fn in_pixels(prediction: &Prediction) -> Value {
    // The JSON comes from this workspace, and its numbers do not change when they are parsed.
    let mut value: Value = serde_json::from_str(&prediction.to_json()).unwrap_or_default();
    value["type"] = prediction.inference_type().as_str().into();
    value
}

fn in_fractions(columns: &Columns, field: &str, shapes: Vec<Value>) -> Value {
    let Columns { classes, scores } = columns;
    let fields = [
        ("detection_classes", classes.clone().into()),
        ("detection_scores", floats(scores)),
        (field, shapes.into()),
    ];
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>().into()
}

/// Returns a path with the same separator on every system. Invalid Unicode is replaced.
fn path(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

fn seconds(seconds: Seconds) -> Value {
    float(seconds.as_f64())
}

fn floats(numbers: &[f64]) -> Value {
    numbers.iter().copied().map(float).collect()
}

/// Returns a number, or its name if JSON cannot represent it.
fn float(number: f64) -> Value {
    Number::from_f64(number).map_or_else(|| number.to_string().into(), Value::Number)
}

fn write(value: &Value, bytes: &mut Vec<u8>) {
    match value {
        Value::Null => bytes.push(b'n'),
        Value::Bool(false) => bytes.push(b'f'),
        Value::Bool(true) => bytes.push(b't'),
        Value::Number(number) => write_number(number, bytes),
        Value::String(text) => {
            bytes.push(b's');
            write_text(text, bytes);
        }
        Value::Array(items) => {
            bytes.push(b'a');
            write_count(items.len(), bytes);
            items.iter().for_each(|item| write(item, bytes));
        }
        Value::Object(members) => {
            bytes.push(b'o');
            write_count(members.len(), bytes);
            // The order of a map depends on a feature of serde_json that any crate can enable.
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(key, _)| *key);
            for (key, member) in members {
                write_text(key, bytes);
                write(member, bytes);
            }
        }
    }
}

fn write_number(number: &Number, bytes: &mut Vec<u8>) {
    let (tag, eight) = match (number.as_i64(), number.as_u64()) {
        (Some(integer), _) => (b'i', integer.to_be_bytes()),
        (None, Some(integer)) => (b'u', integer.to_be_bytes()),
        (None, None) => (b'd', number.as_f64().unwrap_or(f64::NAN).to_bits().to_be_bytes()),
    };
    bytes.push(tag);
    bytes.extend_from_slice(&eight);
}

fn write_text(text: &str, bytes: &mut Vec<u8>) {
    write_count(text.len(), bytes);
    bytes.extend_from_slice(text.as_bytes());
}

fn write_count(count: usize, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(&(count as u64).to_be_bytes());
}

#[cfg(test)]
mod tests {
    use picsellia_core::{BBox, DetectionPrediction, ImageSize, LegacyModels};
    use serde_json::json;

    use super::*;
    use crate::error::Origin;

    /// Returns a record with a value in every field.
    fn record() -> Record {
        let boxes = || {
            let bbox = BBox::tlbr(12, 20, 15, 24).unwrap();
            DetectionPrediction::builder().object(1, 0.3_f32, bbox).build().unwrap()
        };
        let object = |value: Value| value.as_object().cloned();
        let mut record = Record::new("7", Origin::file(Path::new("a.jsonl")), "images/a.png".into(), boxes());
        record.filename = Some("door.png".to_owned());
        record.content_type = "image/png".parse().ok();
        record.latency = Some(0.257.into());
        record.details.source = Some("camera-1".to_owned());
        record.details.tags = Some(vec!["dé".to_owned()]);
        record.details.metadata = object(json!({ "b": -1, "a": u64::MAX }));
        record.details.custom_metadata = object(json!({ "k": [null, true, 2.5, {}] }));
        record.details.timestamp = Some(1_718_000_000.5.into());
        record.details.upload_dir = Some("d/e".to_owned());
        record.details.sample = Some(false);
        record.details.custom_metrics = object(json!({ "blur": 0.1 }));
        record.details.legacy_models = Some(LegacyModels::new("m").with_shadow("s"));
        record.shadow = Some((0.1.into(), boxes().into()));
        record.key = Some("door-17".to_owned());
        record.with_size(StatedSize::Counts(ImageSize { width: 600, height: 800 }))
    }

    /// Returns the bytes as text with escapes.
    fn shown(record: &Record) -> String {
        record.canonical_bytes().escape_ascii().to_string()
    }

    /// Journals of imports hold digests of these bytes. If this test fails, the version has to
    /// change.
    #[test]
    fn the_canonical_form_has_these_bytes() {
        let columns = || Columns { classes: vec![3], scores: vec![0.5] };
        let of = |draft| Record::new("1", Origin::file(Path::new("a.txt")), "a.png".into(), draft);
        let expected_size = StatedSize::Expected(ImageSize { width: 4, height: 3 });
        let boxes = of(Draft::Boxes(columns(), vec![[0.5, 0.25, 0.1, 0.2]])).with_size(expected_size);
        let polygons = of(Draft::Polygons(columns(), vec![vec![[0.0, 1.0], [0.5, 0.5]]]));
        insta::assert_snapshot!(shown(&record()), @r"picsellia-record/1\no\x00\x00\x00\x00\x00\x00\x00\x14\x00\x00\x00\x00\x00\x00\x00\x0ccontent_types\x00\x00\x00\x00\x00\x00\x00\timage/png\x00\x00\x00\x00\x00\x00\x00\x0fcustom_metadatao\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x01ka\x00\x00\x00\x00\x00\x00\x00\x04ntd@\x04\x00\x00\x00\x00\x00\x00o\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x0ecustom_metricso\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x04blurd?\xb9\x99\x99\x99\x99\x99\x9a\x00\x00\x00\x00\x00\x00\x00\x08filenames\x00\x00\x00\x00\x00\x00\x00\x08door.png\x00\x00\x00\x00\x00\x00\x00\x06heighti\x00\x00\x00\x00\x00\x00\x03 \x00\x00\x00\x00\x00\x00\x00\x05images\x00\x00\x00\x00\x00\x00\x00\x0cimages/a.png\x00\x00\x00\x00\x00\x00\x00\x03keys\x00\x00\x00\x00\x00\x00\x00\x07door-17\x00\x00\x00\x00\x00\x00\x00\x07latencyd?\xd0r\xb0 \xc4\x9b\xa6\x00\x00\x00\x00\x00\x00\x00\x08metadatao\x00\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x01au\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00\x00\x00\x00\x01bi\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00\x00\x00\x00\x05models\x00\x00\x00\x00\x00\x00\x00\x01m\x00\x00\x00\x00\x00\x00\x00\x0fraw_predictionso\x00\x00\x00\x00\x00\x00\x00\x05\x00\x00\x00\x00\x00\x00\x00\x0fdetection_boxesa\x00\x00\x00\x00\x00\x00\x00\x01a\x00\x00\x00\x00\x00\x00\x00\x04i\x00\x00\x00\x00\x00\x00\x00\x0ci\x00\x00\x00\x00\x00\x00\x00\x14i\x00\x00\x00\x00\x00\x00\x00\x0fi\x00\x00\x00\x00\x00\x00\x00\x18\x00\x00\x00\x00\x00\x00\x00\x11detection_classesa\x00\x00\x00\x00\x00\x00\x00\x01i\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x10detection_scoresa\x00\x00\x00\x00\x00\x00\x00\x01d?\xd3333333\x00\x00\x00\x00\x00\x00\x00\x0fdetection_textsn\x00\x00\x00\x00\x00\x00\x00\x04types\x00\x00\x00\x00\x00\x00\x00\x10OBJECT_DETECTION\x00\x00\x00\x00\x00\x00\x00\x06samplef\x00\x00\x00\x00\x00\x00\x00\x0eshadow_latencyd?\xb9\x99\x99\x99\x99\x99\x9a\x00\x00\x00\x00\x00\x00\x00\x0cshadow_models\x00\x00\x00\x00\x00\x00\x00\x01s\x00\x00\x00\x00\x00\x00\x00\x16shadow_raw_predictionso\x00\x00\x00\x00\x00\x00\x00\x05\x00\x00\x00\x00\x00\x00\x00\x0fdetection_boxesa\x00\x00\x00\x00\x00\x00\x00\x01a\x00\x00\x00\x00\x00\x00\x00\x04i\x00\x00\x00\x00\x00\x00\x00\x0ci\x00\x00\x00\x00\x00\x00\x00\x14i\x00\x00\x00\x00\x00\x00\x00\x0fi\x00\x00\x00\x00\x00\x00\x00\x18\x00\x00\x00\x00\x00\x00\x00\x11detection_classesa\x00\x00\x00\x00\x00\x00\x00\x01i\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x10detection_scoresa\x00\x00\x00\x00\x00\x00\x00\x01d?\xd3333333\x00\x00\x00\x00\x00\x00\x00\x0fdetection_textsn\x00\x00\x00\x00\x00\x00\x00\x04types\x00\x00\x00\x00\x00\x00\x00\x10OBJECT_DETECTION\x00\x00\x00\x00\x00\x00\x00\x06sources\x00\x00\x00\x00\x00\x00\x00\x08camera-1\x00\x00\x00\x00\x00\x00\x00\x04tagsa\x00\x00\x00\x00\x00\x00\x00\x01s\x00\x00\x00\x00\x00\x00\x00\x03d\xc3\xa9\x00\x00\x00\x00\x00\x00\x00\ttimestampdA\xd9\x99\xa6` \x00\x00\x00\x00\x00\x00\x00\x00\x00\nupload_dirs\x00\x00\x00\x00\x00\x00\x00\x03d/e\x00\x00\x00\x00\x00\x00\x00\x05widthi\x00\x00\x00\x00\x00\x00\x02X");
        insta::assert_snapshot!(shown(&boxes), @r"picsellia-record/1\no\x00\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x00\x00\x00\x00\rexpected_sizea\x00\x00\x00\x00\x00\x00\x00\x02i\x00\x00\x00\x00\x00\x00\x00\x04i\x00\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x00\x00\x00\x00\x05images\x00\x00\x00\x00\x00\x00\x00\x05a.png\x00\x00\x00\x00\x00\x00\x00\x0fraw_predictionso\x00\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x00\x00\x00\x00\x0ccenter_boxesa\x00\x00\x00\x00\x00\x00\x00\x01a\x00\x00\x00\x00\x00\x00\x00\x04d?\xe0\x00\x00\x00\x00\x00\x00d?\xd0\x00\x00\x00\x00\x00\x00d?\xb9\x99\x99\x99\x99\x99\x9ad?\xc9\x99\x99\x99\x99\x99\x9a\x00\x00\x00\x00\x00\x00\x00\x11detection_classesa\x00\x00\x00\x00\x00\x00\x00\x01i\x00\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x00\x00\x00\x00\x10detection_scoresa\x00\x00\x00\x00\x00\x00\x00\x01d?\xe0\x00\x00\x00\x00\x00\x00");
        insta::assert_snapshot!(shown(&polygons), @r"picsellia-record/1\no\x00\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x05images\x00\x00\x00\x00\x00\x00\x00\x05a.png\x00\x00\x00\x00\x00\x00\x00\x0fraw_predictionso\x00\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x00\x00\x00\x00\x11detection_classesa\x00\x00\x00\x00\x00\x00\x00\x01i\x00\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x00\x00\x00\x00\x10detection_scoresa\x00\x00\x00\x00\x00\x00\x00\x01d?\xe0\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x08polygonsa\x00\x00\x00\x00\x00\x00\x00\x01a\x00\x00\x00\x00\x00\x00\x00\x02a\x00\x00\x00\x00\x00\x00\x00\x02d\x00\x00\x00\x00\x00\x00\x00\x00d?\xf0\x00\x00\x00\x00\x00\x00a\x00\x00\x00\x00\x00\x00\x00\x02d?\xe0\x00\x00\x00\x00\x00\x00d?\xe0\x00\x00\x00\x00\x00\x00");
    }

    #[test]
    fn every_change_of_the_content_changes_the_bytes() {
        let changes: [fn(&mut Record); 18] = [
            |record| record.image = "images/b.png".into(),
            |record| record.filename = None,
            |record| record.content_type = None,
            |record| record.latency = Some(f64::NAN.into()),
            |record| record.details.source = Some(String::new()),
            |record| record.details.tags = Some(Vec::new()),
            |record| record.details.metadata = Some(Map::new()),
            |record| record.details.custom_metadata = None,
            |record| record.details.timestamp = Some(1.0.into()),
            |record| record.details.upload_dir = None,
            |record| record.details.sample = Some(true),
            |record| record.details.custom_metrics = None,
            |record| record.details.legacy_models = Some(LegacyModels::new("m")),
            |record| record.shadow = None,
            |record| record.key = None,
            |record| record.size = StatedSize::Unknown,
            |record| record.size = StatedSize::Expected(ImageSize { width: 600, height: 800 }),
            |record| record.draft = DetectionPrediction::builder().build().unwrap().into(),
        ];
        let mut seen = vec![record().canonical_bytes()];
        for change in changes {
            let mut record = record();
            change(&mut record);
            let bytes = record.canonical_bytes();
            assert!(!seen.contains(&bytes), "{record:?}");
            seen.push(bytes);
        }
    }

    #[test]
    fn the_position_of_a_record_and_the_order_of_keys_do_not_matter() {
        let mut moved = record();
        moved.name = "8".to_owned();
        moved.origin = Origin::line(Path::new("b.jsonl"), 8);
        moved.details.metadata = json!({ "a": u64::MAX, "b": -1 }).as_object().cloned();
        assert_eq!(moved.canonical_bytes(), record().canonical_bytes());
    }
}
