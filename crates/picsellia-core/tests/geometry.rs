//! Properties of every box, whichever constructor made it.
#![allow(clippy::unwrap_used, reason = "a failure ends the test")]

use picsellia_core::{
    BBox, BoxError, BoxFormat, DetectionPrediction, GeometryPolicy, Image, ImageSize, MonitorRequest, RawBox,
};
use proptest::prelude::*;

const SIZE: ImageSize = ImageSize { width: 600, height: 800 };

fn assert_valid(bbox: BBox) {
    assert!(bbox.top() < bbox.bottom() && bbox.left() < bbox.right(), "{bbox:?}");
}

/// Validates boxes on a 600 x 800 image. Returns the boxes that are sent, and how many were
/// changed.
fn put(policy: GeometryPolicy, boxes: &[[i64; 4]]) -> Result<(Vec<RawBox>, usize), String> {
    let prediction = DetectionPrediction::builder()
        .classes(vec![1; boxes.len()])
        .scores(vec![0.5; boxes.len()])
        .boxes(BoxFormat::TLBR, boxes.iter().copied())
        .build()
        .map_err(|error| error.to_string())?;
    let image = Image::from_bytes("a.png", &b"\x89PNG"[..]).with_size(SIZE);
    let request = MonitorRequest::builder(image, 0.1, prediction)
        .geometry(policy)
        .build()
        .map_err(|error| error.to_string())?;
    let picsellia_core::Prediction::Detection(sent) = request.prediction() else { unreachable!() };
    Ok((sent.boxes().to_vec(), request.repairs().len()))
}

fn edges() -> impl Strategy<Value = [i64; 4]> {
    let edge = prop_oneof![-50_i64..900, any::<i64>()];
    [edge.clone(), edge.clone(), edge.clone(), edge]
}

/// Floats around the pixels from 0 to `limit`, half of them on an edge or next to one.
fn near_edges(limit: u32) -> impl Strategy<Value = f64> {
    let edge = (0..=limit * 2).prop_map(|half| f64::from(half) / 2.0);
    prop_oneof![
        0.0..=f64::from(limit),
        edge.clone(),
        edge.clone().prop_map(f64::next_up),
        edge.prop_map(f64::next_down),
    ]
}

/// Two such floats in ascending order.
fn near_span(limit: u32) -> impl Strategy<Value = (f64, f64)> {
    (near_edges(limit), near_edges(limit))
        .prop_map(|(a, b)| (a.min(b), a.max(b)))
        .prop_filter("an extent", |(low, high)| low < high)
}

/// Two edges whose range overlaps the range from 0 to `limit`.
fn overlapping_span(limit: u32) -> impl Strategy<Value = (f64, f64)> {
    let least = f64::from(limit);
    near_span(limit * 3)
        .prop_map(move |(low, high)| (low - least, high - least))
        .prop_filter("an overlap", move |(low, high)| low < high && *low < least && *high > 0.0)
}

fn float() -> impl Strategy<Value = f64> {
    prop_oneof![-100.0..1000.0_f64, any::<f64>()]
}

proptest! {
    #[test]
    fn every_constructor_returns_a_valid_box_or_an_error(numbers in [float(), float(), float(), float()]) {
        let [a, b, c, d] = numbers;
        let [w, x, y, z] = numbers.map(|number| number as f32);
        let [k, l, m, n] = numbers.map(|number| number as i64);
        for bbox in [
            BBox::tlbr(a, b, c, d), BBox::tlbr(w, x, y, z), BBox::tlbr(k, l, m, n),
            BBox::xyxy(a, b, c, d), BBox::xyxy(w, x, y, z), BBox::xyxy(k, l, m, n),
            BBox::xywh(a, b, c, d), BBox::xywh(w, x, y, z), BBox::xywh(k, l, m, n),
            BBox::cxcywh(a, b, c, d), BBox::cxcywh(w, x, y, z), BBox::cxcywh(k, l, m, n),
            BBox::tlbr_normalized(a, b, c, d, SIZE), BBox::xyxy_normalized(w, x, y, z, SIZE),
            BBox::xywh_normalized(k, l, m, n, SIZE), BBox::cxcywh_normalized(a, b, c, d, SIZE),
        ].into_iter().flatten() {
            assert_valid(bbox);
        }
    }

    #[test]
    fn a_float_box_within_the_image_stays_within_it_and_keeps_an_area(
        (x1, x2) in near_span(600),
        (y1, y2) in near_span(800),
    ) {
        let within = |low: f64, high: f64, limit: f64| 0.0 <= low && low < high && high <= limit;
        prop_assume!(within(x1, x2, 600.0) && within(y1, y2, 800.0));
        let bbox = BBox::xyxy(x1, y1, x2, y2).unwrap();
        assert_valid(bbox);
        prop_assert!(bbox.is_within(SIZE), "{bbox:?}");
    }

    #[test]
    fn a_float_box_that_overlaps_the_image_is_repaired(
        (x1, x2) in overlapping_span(600), (y1, y2) in overlapping_span(800),
    ) {
        let edges = BoxFormat::XYXY.read([x1, y1, x2, y2]).unwrap().to_tlbr();
        let (repaired, _) = put(GeometryPolicy::Repair, &[edges]).unwrap();
        prop_assert!(BBox::try_from(repaired[0]).unwrap().is_within(SIZE));
    }

    #[test]
    fn rounding_moves_an_edge_by_at_most_half_a_pixel_except_to_keep_an_area(
        (x1, x2) in near_span(600),
    ) {
        prop_assume!(x1 < x2);
        let bbox = BBox::xyxy(x1, 0.0, x2, 1.0).unwrap();
        let (left, right) = (bbox.left() as f64, bbox.right() as f64);
        if bbox.right() - bbox.left() > 1 {
            prop_assert!((left - x1).abs() <= 0.5 && (right - x2).abs() <= 0.5);
        } else {
            prop_assert!((left - x1).abs() <= 1.0 && (right - x2).abs() <= 1.0);
        }
    }

    #[test]
    fn the_formats_agree(top in -500_i64..500, left in -500_i64..500, height in 1_i64..500, width in 1_i64..500) {
        let bbox = BBox::tlbr(top, left, top + height, left + width).unwrap();
        prop_assert_eq!(bbox, BBox::xyxy(left, top, left + width, top + height).unwrap());
        prop_assert_eq!(bbox, BBox::xywh(left, top, width, height).unwrap());
        let (cx, cy) = (left as f64 + width as f64 / 2.0, top as f64 + height as f64 / 2.0);
        prop_assert_eq!(bbox, BBox::cxcywh(cx, cy, width as f64, height as f64).unwrap());
        let [x, y, w, h] = bbox.to_xywh();
        prop_assert_eq!(bbox, BBox::xywh(x, y, w, h).unwrap());
        let [x1, y1, x2, y2] = bbox.to_xyxy();
        prop_assert_eq!(bbox, BBox::xyxy(x1, y1, x2, y2).unwrap());
    }

    #[test]
    fn repaired_boxes_are_valid_and_repair_is_idempotent(boxes in prop::collection::vec(edges(), 0..8)) {
        if let Ok((repaired, _)) = put(GeometryPolicy::Repair, &boxes) {
            let repaired: Vec<_> = repaired.into_iter().map(RawBox::to_tlbr).collect();
            let (strict, changed) = put(GeometryPolicy::Strict, &repaired).unwrap();
            prop_assert_eq!(changed, 0);
            let (again, changed) = put(GeometryPolicy::Repair, &repaired).unwrap();
            prop_assert_eq!(changed, 0, "repairing again changes nothing");
            prop_assert_eq!(again, strict);
        }
    }

    #[test]
    fn repair_never_moves_a_valid_box(
        top in 0_i64..800, left in 0_i64..600, height in 1_i64..800, width in 1_i64..600, others in prop::collection::vec(edges(), 0..3),
    ) {
        let valid = [top, left, (top + height).min(800), (left + width).min(600)];
        let mut boxes = others;
        boxes.push(valid);
        if let Ok((repaired, _)) = put(GeometryPolicy::Repair, &boxes) {
            prop_assert_eq!(repaired.last().copied().map(RawBox::to_tlbr), Some(valid));
        }
    }

    #[test]
    fn as_is_accepts_all_finite_boxes_unchanged(boxes in prop::collection::vec(edges(), 0..8)) {
        let (sent, changed) = put(GeometryPolicy::AsIs, &boxes).unwrap();
        prop_assert_eq!(sent.into_iter().map(RawBox::to_tlbr).collect::<Vec<_>>(), boxes);
        prop_assert_eq!(changed, 0);
    }
}

#[test]
fn strict_lists_every_problem_with_its_path_and_value() {
    let error = put(
        GeometryPolicy::Strict,
        &[[128, 200, 159, 240], [190, 100, 50, 90], [145, 50, 24, 76], [-3, 10, 900, 10]],
    )
    .unwrap_err();
    insta::assert_snapshot!(error, @r"
    invalid input, 6 problems:
      detection_boxes[1]: bottom 50 is above top 190
      detection_boxes[1]: right 90 is left of left 100
      detection_boxes[2]: bottom 24 is above top 145
      detection_boxes[3]: left and right are both 10, so the box has no width
      detection_boxes[3]: top -3 is outside the image, which is 600 x 800 (width x height)
      detection_boxes[3]: bottom 900 is outside the image, which is 600 x 800 (width x height)
    hint: check that the box format is the one that the model writes; if it is, GeometryPolicy::Repair reorders corners and clamps to the image, GeometryPolicy::AsIs sends shapes unchanged
    ");
}

#[test]
fn the_hint_names_only_policies_that_differ_from_the_one_in_force() {
    let outside = [[9000, 0, 9001, 1]];
    let strict = put(GeometryPolicy::Strict, &outside).unwrap_err();
    assert!(strict.contains("GeometryPolicy::Repair") && strict.contains("GeometryPolicy::AsIs"), "{strict}");
    let repair = put(GeometryPolicy::Repair, &outside).unwrap_err();
    assert!(
        !repair.contains("GeometryPolicy::Repair ")
            && repair.contains("GeometryPolicy::RepairOrDrop ")
            && repair.contains("GeometryPolicy::AsIs"),
        "{repair}"
    );
    assert!(put(GeometryPolicy::AsIs, &outside).is_ok());

    let not_finite = DetectionPrediction::builder()
        .classes([1])
        .scores([0.5])
        .boxes(BoxFormat::TLBR, [[f64::NAN, 0.0, 1.0, 1.0]])
        .build()
        .unwrap_err();
    assert!(not_finite.alternative_policies().is_empty());
}

#[test]
fn a_box_without_area_is_rejected_with_its_reason() {
    for (bbox, reason) in [
        (BBox::tlbr(5, 0, 5, 9), "top and bottom are both 5, so the box has no height"),
        (BBox::xyxy(7, 0, 7, 9), "left and right are both 7, so the box has no width"),
        (BBox::xywh(10, 10, -4, 5), "right 6 is left of left 10"),
    ] {
        assert_eq!(bbox.unwrap_err().to_string(), reason);
    }
    assert!(matches!(BBox::xyxy(f32::NAN, 0.0, 1.0, 1.0), Err(BoxError::NotFinite { .. })));
}

#[test]
fn the_thinnest_box_at_an_edge_of_the_image_stays_within_it() {
    let size = ImageSize { width: 640, height: 640 };
    for (x1, x2) in [(640_f64.next_down(), 640.0), (0.0, 0_f64.next_up()), (320_f64.next_down(), 320.0)] {
        let bbox = BBox::xyxy(x1, 0.0, x2, 10.0).unwrap();
        assert!(bbox.is_within(size), "{x1} to {x2} became {bbox:?}");
        assert_eq!(bbox.left() as f64, x1.floor(), "the pixel that contains the center");
    }
}

#[test]
fn a_box_that_touches_the_image_before_rounding_is_repaired_to_the_pixel_at_the_edge() {
    for (numbers, repaired) in [
        ([-0.4, 10.0, 0.3, 20.0], [10, 0, 20, 1]),
        ([-3.0, 10.0, 0.3, 20.0], [10, 0, 20, 1]),
        ([599.7, 10.0, 700.0, 20.0], [10, 599, 20, 600]),
    ] {
        let edges = BoxFormat::XYXY.read(numbers).unwrap().to_tlbr();
        assert!(put(GeometryPolicy::Strict, &[edges]).is_err(), "{numbers:?}");
        let (sent, changed) = put(GeometryPolicy::Repair, &[edges]).unwrap();
        assert_eq!((sent[0].to_tlbr(), changed), (repaired, 1), "{numbers:?}");
    }
}
