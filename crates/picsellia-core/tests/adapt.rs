//! The output of models becomes a prediction, or a list of problems.
#![allow(clippy::unwrap_used, reason = "a failure ends the test")]

use picsellia_core::{
    BBox, BoxFormat, ClassMap, DetectionPrediction, DetectionReader, GeometryPolicy, Image, ImageSize,
    InputTransform, InvalidInput, MonitorRequest, Problem, Repair, Score,
};
use proptest::prelude::*;

const CAMERA: ImageSize = ImageSize { width: 1280, height: 720 };
const MODEL: ImageSize = ImageSize { width: 640, height: 640 };

fn xyxy() -> DetectionReader {
    DetectionReader::new(BoxFormat::XYXY)
}

fn tlbr(prediction: &DetectionPrediction) -> Vec<[i64; 4]> {
    prediction.boxes().iter().map(|edges| edges.to_tlbr()).collect()
}

fn paths(result: Result<DetectionPrediction, InvalidInput>) -> Vec<String> {
    result.unwrap_err().problems().iter().map(|problem| problem.path().to_owned()).collect()
}

/// The same objects in every layout. Each row is x1, y1, x2, y2, score, class.
const ROWS: [[f32; 6]; 3] = [
    [10.0, 20.0, 30.0, 40.0, 0.5, 1.0],
    [11.5, 20.0, 30.0, 40.25, 0.25, 0.0],
    [200.0, 100.0, 300.0, 200.0, 0.75, 1.0],
];

#[test]
fn every_layout_gives_the_same_objects() {
    let expected = DetectionPrediction::builder()
        .object(1, 0.5, BBox::tlbr(20, 10, 40, 30).unwrap())
        .object(0, 0.25, BBox::tlbr(20, 12, 40, 30).unwrap())
        .object(1, 0.75, BBox::tlbr(100, 200, 200, 300).unwrap())
        .build()
        .unwrap();
    assert_eq!(xyxy().rows(&ROWS).unwrap(), expected);
    assert_eq!(xyxy().flat_rows(ROWS.as_flattened()).unwrap(), expected);

    let boxes = ROWS.map(|[a, b, c, d, ..]| [a, b, c, d]);
    assert_eq!(xyxy().columns(&boxes, &[0.5, 0.25, 0.75], [1_i64, 0, 1]).unwrap(), expected);

    // x1, y1, x2, y2, class 0, class 1; an anchor each column.
    let channels: [[f32; 3]; 6] = [
        [10.0, 11.5, 200.0],
        [20.0, 20.0, 100.0],
        [30.0, 30.0, 300.0],
        [40.0, 40.25, 200.0],
        [0.1, 0.25, 0.0],
        [0.5, 0.1, 0.75],
    ];
    assert_eq!(xyxy().yolo(channels.as_flattened(), [6, 3]).unwrap(), expected);

    let [first, second, third] = ROWS.map(|[a, b, c, d, score, _]| [a, b, c, d, score]);
    let per_class = xyxy().per_class(&[vec![second], vec![first, third]]).unwrap();
    assert_eq!(per_class.classes(), [0, 1, 1]);
    assert_eq!(tlbr(&per_class), [[20, 12, 40, 30], [20, 10, 40, 30], [100, 200, 200, 300]]);
}

#[test]
fn corners_centers_and_fractions_are_scaled_back_from_a_letterbox() {
    let letterbox = InputTransform::letterbox(CAMERA, MODEL).unwrap();
    for (format, [a, b, c, d]) in [
        (BoxFormat::XYXY, [288.0, 304.0, 352.0, 336.0]),
        (BoxFormat::TLBR, [304.0, 288.0, 336.0, 352.0]),
        (BoxFormat::XYWH, [288.0, 304.0, 64.0, 32.0]),
        (BoxFormat::CXCYWH, [320.0, 320.0, 64.0, 32.0]),
        (BoxFormat::CXCYWH.normalized(MODEL), [0.5, 0.5, 0.1, 0.05]),
    ] {
        let read = DetectionReader::new(format).input(letterbox).rows(&[[a, b, c, d, 0.5, 0.0]]).unwrap();
        assert_eq!(tlbr(&read), [[328, 576, 392, 704]], "{format:?}");
    }
}

#[test]
fn edges_are_rounded_once_after_they_are_scaled_back() {
    // 10.3 and 20.3 on the input are 20.6 and 40.6 in the image. Rounded earlier, they would be 20
    // and 40.
    let stretch = InputTransform::stretch(CAMERA, ImageSize { width: 640, height: 360 }).unwrap();
    let read = xyxy().input(stretch).rows(&[[10.3, 10.3, 20.3, 20.3, 0.5, 0.0]]).unwrap();
    assert_eq!(tlbr(&read), [[21, 21, 41, 41]]);
}

#[test]
fn a_box_in_the_padding_stays_outside_the_image() {
    let letterbox = InputTransform::letterbox(CAMERA, MODEL).unwrap();
    let read = xyxy().input(letterbox).rows(&[[0.0, 130.0, 64.0, 172.0, 0.5, 0.0]]).unwrap();
    assert_eq!(tlbr(&read), [[-20, 0, 64, 128]]);
}

#[test]
fn a_threshold_keeps_scores_that_reach_it_and_drops_padding_rows() {
    let padded = [ROWS[0], [0.0, 0.0, 0.0, 0.0, 0.0, -1.0], ROWS[1]];
    assert_eq!(xyxy().score_threshold(0.25).rows(&padded).unwrap().len(), 2);
    assert_eq!(xyxy().score_threshold(0.26).rows(&padded).unwrap().len(), 1);
    assert_eq!(xyxy().score_threshold(2.0).rows(&padded).unwrap().len(), 0);
    let error = xyxy().rows(&padded).unwrap_err();
    assert_eq!(
        error.problems()[0].to_string(),
        "rows[1].class: class -1 is negative; classes are indexes of the model's label map"
    );
}

#[test]
fn a_broken_row_is_reported_with_its_index_if_its_score_reaches_the_threshold() {
    let rows = [
        ROWS[0],
        [0.0, f32::NAN, f32::INFINITY, 1.0, 0.25, 0.0],
        [0.0, f32::NAN, f32::INFINITY, 1.0, 0.2, f32::NAN],
        [0.0, 0.0, 1.0, 1.0, f32::INFINITY, f32::NAN],
        [0.0, 0.0, 1.0, 1.0, 0.5, 2.5],
        [0.0, 0.0, 1e30, 1.0, 0.5, 1e30],
        [0.0, 0.0, 1e30, 1.0, 0.1, 2.5],
    ];
    insta::assert_snapshot!(xyxy().score_threshold(0.25).rows(&rows).unwrap_err(), @r"
    invalid input, 6 problems:
      rows[1].box: NaN is not a finite number
      rows[3].score: inf is not a finite number
      rows[3].class: NaN is not a finite number
      rows[4].class: 2.5 is not a class index; a class given as a float must be a whole number up to 16777216
      rows[5].box: x is too large to be a pixel
      rows[5].class: 1000000015047466200000000000000 is not a class index; a class given as a float must be a whole number up to 16777216
    ");
}

#[test]
fn a_score_that_is_not_finite_is_never_below_the_threshold() {
    for score in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let rows = [[0.0, 0.0, 1.0, 1.0, score, 0.0]];
        assert_eq!(paths(xyxy().score_threshold(0.25).rows(&rows)), ["rows[0].score"], "{score}");
    }
}

#[test]
fn under_repair_or_drop_a_broken_object_is_dropped_and_reported() {
    let reader = xyxy().score_threshold(0.25).geometry(GeometryPolicy::RepairOrDrop);
    let rows = [ROWS[0], [f32::NAN; 6], ROWS[1], [0.0, 0.0, 1e30, 1.0, 0.5, 2.5], ROWS[2]];
    let read = reader.rows(&rows).unwrap();
    assert_eq!(read, xyxy().rows(&ROWS).unwrap(), "the others keep their order and values");
    let reported = |dropped: &[Repair]| -> Vec<(usize, String)> {
        dropped.iter().map(|dropped| (dropped.index, dropped.to_string())).collect()
    };
    let expected = [
        (1, "rows[1]: dropped: NaN is not a finite number (and 2 more problems)".to_owned()),
        (3, "rows[3]: dropped: x is too large to be a pixel (and 1 more problem)".to_owned()),
    ];
    assert_eq!(reported(read.dropped()), expected);

    // The request reports them too, whatever its own policy is, and before what it changes itself.
    let image = Image::from_bytes("a.png", b"\x89PNG\r\n\x1a\n".as_slice());
    let image = image.with_size(ImageSize { width: 100, height: 400 });
    let request = MonitorRequest::builder(image, 0.1, read.clone())
        .shadow(0.1, read)
        .geometry(GeometryPolicy::RepairOrDrop)
        .build()
        .unwrap();
    assert_eq!(request.prediction().len(), 2);
    let lines: Vec<_> = request.repairs().iter().map(Repair::to_string).collect();
    let outside = "detection_boxes[2]: dropped: [100, 200, 200, 300] (top, left, bottom, right) does not touch the \
                   image, which is 100 x 400 (width x height)";
    let own = [expected[0].1.clone(), expected[1].1.clone(), outside.to_owned()];
    let of_shadow = own.clone().map(|line| format!("shadow_raw_predictions.{line}"));
    assert_eq!(lines, [own, of_shadow].concat());

    // What is wrong with the whole output is still an error.
    assert_eq!(paths(reader.flat_rows(&[0.5; 7])), ["rows"]);
    assert_eq!(paths(reader.columns(&[[0.0; 4]], &[], [0_u8])), ["columns.scores"]);
}

#[test]
fn a_number_that_is_not_finite_is_found_in_every_layout() {
    let nan = f32::NAN;
    assert_eq!(paths(xyxy().flat_rows(&[0.0, 0.0, 1.0, 1.0, nan, 0.0])), ["rows[0].score"]);
    assert_eq!(paths(xyxy().per_class(&[vec![], vec![[0.0, 0.0, nan, 1.0, 0.5]]])), ["per_class[1][0].box"]);
    assert_eq!(paths(xyxy().columns(&[[0.0; 4]], &[nan], [0_u8])), ["columns[0].score"]);
    // A score that is not finite is found before and after the best one of its anchor.
    for scores in [[nan, 0.9], [0.9, nan], [f32::NEG_INFINITY, 0.9], [0.9, f32::NEG_INFINITY]] {
        let values = [0.0, 0.0, 1.0, 1.0, scores[0], scores[1]];
        assert_eq!(
            paths(xyxy().score_threshold(0.5).yolo(&values, [6, 1])),
            ["anchors[0].score"],
            "{scores:?}"
        );
    }
}

#[test]
fn an_array_of_another_shape_is_rejected() {
    assert_eq!(paths(xyxy().flat_rows(&[0.5; 7])), ["rows"]);
    assert_eq!(
        paths(xyxy().columns(&[[0.0, 0.0, 1.0, 1.0]], &[], [1_u64, 2])),
        ["columns.scores", "columns.classes"]
    );
    assert_eq!(paths(xyxy().columns(&[[0.0, 0.0, 1.0, 1.0]], &[0.5], [u64::MAX])), ["columns[0].class"]);
    for shape in [[5, 2], [usize::MAX, 2], [4, 3], [0, 12]] {
        assert_eq!(paths(xyxy().yolo(&[0.5; 12], shape)), ["anchors"], "{shape:?}");
    }
    for shape in [[6, 0], [84, 0]] {
        assert!(xyxy().yolo(&[], shape).unwrap().is_empty());
    }
}

#[test]
fn a_reader_rejects_invalid_settings() {
    let letterbox = InputTransform::letterbox(CAMERA, MODEL).unwrap();
    let reader = DetectionReader::new(BoxFormat::XYXY.normalized(CAMERA))
        .input(letterbox)
        .score_threshold(f32::NAN)
        .iou_threshold(1.5);
    insta::assert_snapshot!(reader.rows(&[]).unwrap_err(), @r"
    invalid input, 3 problems:
      score_threshold: NaN is not a finite number
      iou_threshold: 1.5 is not an overlap from 0 to 1
      input: is 640 x 640 (width x height), but the boxes are fractions of 1280 x 720: normalize them to the input
    ");
}

#[test]
fn classes_are_translated_and_a_class_without_a_label_is_rejected() {
    let map = ClassMap::coco_80_to_91().with_label_count(91).unwrap();
    let rows = [[0.0, 0.0, 1.0, 1.0, 0.5, 79.0], [0.0, 0.0, 1.0, 1.0, 0.5, 80.0]];
    assert_eq!(xyxy().class_map(map.clone()).rows(&rows[..1]).unwrap().classes(), [90]);
    let told = |map, rows: &[[f32; 6]]| {
        xyxy()
            .class_map(map)
            .rows(rows)
            .unwrap_err()
            .problems()
            .iter()
            .map(Problem::to_string)
            .collect::<String>()
    };
    assert_eq!(told(map, &rows), "rows[1].class: class 80 of the model is not in the class map");
    let as_they_are = ClassMap::default().with_label_count(80).unwrap();
    assert_eq!(
        told(as_they_are, &rows),
        "rows[1].class: class 80 has no label: there are 80, counted from 0; if the model uses another \
         numbering, translate it with a ClassMap (COCO, for example, numbers its 80 classes 0 to 79 or, with gaps, 1 to 90)"
    );
}

#[test]
fn scores_are_sent_as_exact_f32() {
    let read = xyxy().rows(&[[0.0, 0.0, 1.0, 1.0, 0.3, 0.0]]).unwrap();
    assert_eq!(read.scores(), [Score::from(0.3)]);
}

#[test]
fn nms_keeps_the_best_of_each_class_in_the_order_of_scores() {
    let rows = [
        [0.0, 0.0, 10.0, 10.0, 0.6, 0.0],
        [1.0, 0.0, 11.0, 10.0, 0.9, 0.0],
        [1.0, 0.0, 11.0, 10.0, 0.7, 1.0],
        [40.0, 0.0, 50.0, 10.0, 0.8, 0.0],
        // It overlaps only one that is left out itself.
        [-4.0, 0.0, 6.0, 10.0, 0.5, 0.0],
    ];
    let read = xyxy().iou_threshold(0.4).rows(&rows).unwrap();
    assert_eq!(read.classes(), [0, 0, 1, 0]);
    assert_eq!(read.scores(), [0.9_f32, 0.8, 0.7, 0.5].map(Score::from));
    assert_eq!(xyxy().iou_threshold(1.0).rows(&rows).unwrap().len(), 5, "nothing overlaps by more than all");
}

#[cfg(feature = "ndarray")]
mod views {
    use ndarray::{Array2, ArrayView2};

    use super::*;

    #[test]
    fn views_are_read_whatever_their_memory_layout() {
        let rows = Array2::from(ROWS.to_vec());
        let expected = xyxy().rows(&ROWS).unwrap();
        assert_eq!(xyxy().rows_view(rows.view()).unwrap(), expected);
        let turned = rows.t().as_standard_layout().into_owned();
        assert_eq!(xyxy().rows_view(turned.t()).unwrap(), expected);
        assert_eq!(paths(xyxy().rows_view(turned.view())), ["rows"]);

        let values: Vec<f32> = (0..6 * 3_u8).map(f32::from).collect();
        let channels = ArrayView2::from_shape((6, 3), &values).unwrap();
        let expected = xyxy().yolo(&values, [6, 3]).unwrap();
        assert_eq!(xyxy().yolo_view(channels).unwrap(), expected);
        let turned = channels.t().as_standard_layout().into_owned();
        assert_eq!(xyxy().yolo_view(turned.t()).unwrap(), expected);
        assert_eq!(paths(xyxy().yolo_view(Array2::zeros((4, 3)).view())), ["anchors"]);
    }
}

fn size(most: u32) -> impl Strategy<Value = ImageSize> {
    (1..=most, 1..=most).prop_map(|(width, height)| ImageSize { width, height })
}

fn transform() -> impl Strategy<Value = InputTransform> {
    (size(8192), size(2048), 0..3).prop_map(|(original, input, way)| {
        let make = match way {
            0 => InputTransform::stretch,
            1 => InputTransform::letterbox,
            _ => InputTransform::letterbox_top_left,
        };
        make(original, input).unwrap()
    })
}

/// Objects with whole edges, many of which overlap.
fn objects() -> impl Strategy<Value = Vec<[f32; 6]>> {
    let object = (0..40_u8, 0..40_u8, 1..40_u8, 1..40_u8, 0..=20_u8, 0..3_u8);
    let object = object.prop_map(|(x, y, width, height, score, class)| {
        let [x, y, width, height, class] = [x, y, width, height, class].map(f32::from);
        [x, y, x + width, y + height, f32::from(score) / 20.0, class]
    });
    prop::collection::vec(object, 0..30)
}

/// Returns rows that result in this prediction.
fn rows_of(prediction: &DetectionPrediction) -> Vec<[f32; 6]> {
    let boxes = prediction.boxes().iter().map(|edges| edges.to_tlbr().map(|edge| edge as f32));
    boxes
        .zip(prediction.scores())
        .zip(prediction.classes())
        .map(|(([y1, x1, y2, x2], score), class)| [x1, y1, x2, y2, score.as_f64() as f32, *class as f32])
        .collect()
}

proptest! {
    #[test]
    fn a_box_on_the_input_is_scaled_back_to_the_image(
        transform in transform(), fractions in [0.0..1.0_f64, 0.0..1.0, 0.0..1.0, 0.0..1.0], normalized: bool,
    ) {
        let ImageSize { width, height } = transform.original();
        let span = |a: f64, b: f64, most: u32| {
            let low = (a * f64::from(most)).floor();
            (low, low + 1.0 + (b * (f64::from(most) - low - 1.0)).floor())
        };
        let ((x1, x2), (y1, y2)) = (span(fractions[0], fractions[1], width), span(fractions[2], fractions[3], height));
        let ([a, b], [c, d]) = (transform.to_input([x1, y1]), transform.to_input([x2, y2]));
        let (format, numbers) = if normalized {
            let (w, h) = (f64::from(transform.input().width), f64::from(transform.input().height));
            let centre = [(a + c) / 2.0 / w, (b + d) / 2.0 / h, (c - a) / w, (d - b) / h];
            (BoxFormat::CXCYWH.normalized(transform.input()), centre)
        } else {
            (BoxFormat::XYXY, [a, b, c, d])
        };
        let [p, q, r, s] = numbers.map(|number| number as f32);
        let read = DetectionReader::new(format).input(transform).rows(&[[p, q, r, s, 0.5, 0.0]]).unwrap();
        prop_assert_eq!(tlbr(&read), [[y1, x1, y2, x2].map(|edge| edge as i64)]);
    }

    #[test]
    fn to_input_and_to_original_are_inverse(transform in transform(), x in -1e4..1e4_f64, y in -1e4..1e4_f64) {
        let [again_x, again_y] = transform.to_original(transform.to_input([x, y]));
        prop_assert!((again_x - x).abs() < 1e-6 && (again_y - y).abs() < 1e-6, "{again_x} {again_y}");
    }

    #[test]
    fn the_whole_image_is_on_the_input(transform in transform()) {
        let ImageSize { width, height } = transform.original();
        let [x1, y1] = transform.to_input([0.0, 0.0]);
        let [x2, y2] = transform.to_input([width.into(), height.into()]);
        prop_assert!(x1 >= 0.0 && y1 >= 0.0);
        prop_assert!(x2 <= f64::from(transform.input().width) + 1e-9);
        prop_assert!(y2 <= f64::from(transform.input().height) + 1e-9);
    }

    #[test]
    fn a_higher_threshold_keeps_a_subset(rows in objects(), a in 0.0..1.0_f32, b in 0.0..1.0_f32) {
        let lower = rows_of(&xyxy().score_threshold(a.min(b)).rows(&rows).unwrap());
        let higher = rows_of(&xyxy().score_threshold(a.max(b)).rows(&rows).unwrap());
        let expected: Vec<_> = lower.into_iter().filter(|row| row[4] >= a.max(b)).collect();
        prop_assert_eq!(higher, expected);
    }

    #[test]
    fn nms_is_idempotent_and_removes_overlapping_boxes_of_lower_score(rows in objects(), most in 0.0..=1.0_f32) {
        let reader = xyxy().iou_threshold(most);
        let kept = rows_of(&reader.rows(&rows).unwrap());
        prop_assert_eq!(&rows_of(&reader.rows(&kept).unwrap()), &kept);

        let repeats = |better: &[f32; 6], row: &[f32; 6]| {
            let [a, b] = [better, row].map(|r| BBox::xyxy(r[0], r[1], r[2], r[3]).unwrap());
            better[5] == row[5] && better[4] >= row[4] && a.iou(b) > f64::from(most) + 1e-9
        };
        for (index, row) in kept.iter().enumerate() {
            prop_assert!(!kept.iter().take(index).any(|better| repeats(better, row)), "{row:?}");
        }
        // What is left out repeats one that is kept; near-ties of the threshold are left aside.
        for row in rows.iter().filter(|row| !kept.contains(row)) {
            let close = |better: &[f32; 6]| {
                let [a, b] = [better, row].map(|r| BBox::xyxy(r[0], r[1], r[2], r[3]).unwrap());
                better[5] == row[5] && better[4] >= row[4] && a.iou(b) > f64::from(most) - 1e-9
            };
            prop_assert!(kept.iter().any(close), "{row:?}");
        }
    }

    #[test]
    fn no_numbers_make_a_reader_panic(
        values in prop::collection::vec(any::<f32>(), 0..90),
        rows in prop::collection::vec(any::<[f32; 6]>(), 0..6),
        shape in [0..20_usize, 0..20_usize],
        settings in (any::<f32>(), any::<f32>(), transform(), any::<bool>()),
    ) {
        let (threshold, nms, transform, set) = settings;
        let mut reader = DetectionReader::new(BoxFormat::CXCYWH).input(transform);
        if set {
            reader = reader.score_threshold(threshold).iou_threshold(nms);
        }
        let _ = (reader.rows(&rows), reader.flat_rows(&values), reader.yolo(&values, shape));
        if let Some(anchors) = values.len().checked_div(shape[0]) {
            let _ = reader.yolo(&values[..shape[0] * anchors], [shape[0], anchors]);
        }
    }
}
