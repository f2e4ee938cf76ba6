use super::{BoxError, GeometryPolicy, ImageSize, RawBox, RepairKind};

/// Validates `boxes` against an image of this size, and reports each invalid box by its index.
///
/// Under [`GeometryPolicy::Strict`] every error of a box is reported. Under a policy that repairs,
/// a box is repaired in place and the change is reported, or the error that prevents it.
pub(crate) fn validate(
    boxes: &mut [RawBox],
    size: ImageSize,
    policy: GeometryPolicy,
    mut report: impl FnMut(usize, Result<RepairKind, BoxError>),
) {
    let (width, height) = (i64::from(size.width), i64::from(size.height));
    let fit = boxes.iter().fold(0, |fit, edges| fit | edges.fit_sign(width, height));
    if fit >= 0 || policy == GeometryPolicy::AsIs {
        return;
    }
    for (index, edges) in boxes.iter_mut().enumerate() {
        if edges.fits(width, height) {
            continue;
        }
        if policy == GeometryPolicy::Strict {
            for error in edges.order_errors().chain(edges.bounds_errors(size)) {
                report(index, Err(error));
            }
            continue;
        }
        let repaired = repair(*edges, size).map(|after| {
            let before = std::mem::replace(edges, after);
            RepairKind::Box { before, after }
        });
        report(index, repaired);
    }
}

/// Returns the box with its corners in order, clamped to the image, and at least one pixel large.
fn repair(edges: RawBox, size: ImageSize) -> Result<RawBox, BoxError> {
    let outside = || BoxError::Outside { edges: edges.to_tlbr(), size };
    let (top, bottom) = repair_axis(edges.top, edges.bottom, size.height).ok_or_else(outside)?;
    let (left, right) = repair_axis(edges.left, edges.right, size.width).ok_or_else(outside)?;
    Ok(RawBox { top, left, bottom, right })
}

fn repair_axis(first: i64, second: i64, limit: u32) -> Option<(i64, i64)> {
    let limit = i64::from(limit);
    let (low, high) = (first.min(second), first.max(second));
    if limit == 0 || high < 0 || low > limit {
        return None;
    }
    // A box that only shares an edge with the image counts as touching it: rounding may have moved
    // a float box out.
    let (low, high) = (low.max(0), high.min(limit));
    if low < high {
        return Some((low, high));
    }
    let low = low.min(limit - 1);
    Some((low, low + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: ImageSize = ImageSize { width: 600, height: 800 };

    fn raw([top, left, bottom, right]: [i64; 4]) -> RawBox {
        RawBox { top, left, bottom, right }
    }

    #[test]
    fn repair_puts_corners_in_order_clamps_and_keeps_a_pixel() {
        for (given, repaired) in [
            ([190, 100, 50, 90], [50, 90, 190, 100]),
            ([-5, -7, 20, 30], [0, 0, 20, 30]),
            ([10, 10, 900, 700], [10, 10, 800, 600]),
            ([10, 10, 10, 40], [10, 10, 11, 40]),
            ([800, 600, 800, 600], [799, 599, 800, 600]),
            ([10, 600, 20, 700], [10, 599, 20, 600]),
            ([10, -20, 20, 0], [10, 0, 20, 1]),
            ([i64::MIN, i64::MIN, i64::MAX, i64::MAX], [0, 0, 800, 600]),
        ] {
            assert_eq!(repair(raw(given), SIZE).map(RawBox::to_tlbr), Ok(repaired), "{given:?}");
        }
    }

    #[test]
    fn a_box_that_does_not_touch_the_image_is_not_repaired() {
        for given in [[-9, 10, -1, 20], [801, 10, 900, 20], [10, 601, 20, 700], [10, -20, 20, -1]] {
            assert!(matches!(repair(raw(given), SIZE), Err(BoxError::Outside { .. })), "{given:?}");
        }
        let nothing = ImageSize { width: 0, height: 0 };
        assert!(repair(raw([0, 0, 1, 1]), nothing).is_err());
    }
}
