use super::{BoxError, ImageSize};

/// Four edges in pixels that are not validated: the corners may be reversed, and an edge may lie
/// outside the image.
///
/// [`BoxFormat::read`](crate::BoxFormat::read) makes one from four numbers. A prediction holds raw
/// boxes until a [`GeometryPolicy`](crate::GeometryPolicy) validates them.
/// [`GeometryPolicy::AsIs`](crate::GeometryPolicy::AsIs) sends them unchanged. `BBox::try_from`
/// turns one into a [`BBox`](crate::BBox), which is always valid.
///
/// ```
/// use picsellia_core::{BBox, BoxFormat, RawBox};
///
/// let raw: RawBox = BoxFormat::XYXY.read([200, 128, 240, 159])?;
/// assert_eq!(raw.to_tlbr(), [128, 200, 159, 240]);
/// assert_eq!(BBox::try_from(raw)?, BBox::xyxy(200, 128, 240, 159)?);
/// # Ok::<(), picsellia_core::BoxError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RawBox {
    pub(crate) top: i64,
    pub(crate) left: i64,
    pub(crate) bottom: i64,
    pub(crate) right: i64,
}

impl RawBox {
    /// Returns `[top, left, bottom, right]` in pixels: the order of the wire format.
    #[must_use]
    pub fn to_tlbr(self) -> [i64; 4] {
        [self.top, self.left, self.bottom, self.right]
    }

    /// Returns whether the corners are in order and every edge is within the image.
    ///
    /// `width` and `height` are below 2^32.
    #[inline]
    pub(super) fn fits(self, width: i64, height: i64) -> bool {
        self.fit_sign(width, height) >= 0
    }

    /// Returns a negative number if the box does not [fit](Self::fits), and zero or a positive one
    /// if it does.
    ///
    /// It combines signs instead of comparing, so that the compiler can vectorize it on every
    /// processor: the signs of thousands of boxes are combined with `|`. A difference of two
    /// numbers that are not negative cannot wrap, and a negative edge sets the sign by itself.
    #[inline]
    pub(super) fn fit_sign(self, width: i64, height: i64) -> i64 {
        let Self { top, left, bottom, right } = self;
        let not_negative = top | left | bottom | right;
        let ordered = bottom.wrapping_sub(top).wrapping_sub(1) | right.wrapping_sub(left).wrapping_sub(1);
        let inside = height.wrapping_sub(bottom) | width.wrapping_sub(right);
        not_negative | ordered | inside
    }

    /// Returns the errors of the box on its own: reversed corners or no extent.
    pub(super) fn order_errors(self) -> impl Iterator<Item = BoxError> {
        let Self { top, left, bottom, right } = self;
        let vertical = match bottom.cmp(&top) {
            std::cmp::Ordering::Less => Some(BoxError::BottomAboveTop { top, bottom }),
            std::cmp::Ordering::Equal => Some(BoxError::NoHeight { edge: top }),
            std::cmp::Ordering::Greater => None,
        };
        let horizontal = match right.cmp(&left) {
            std::cmp::Ordering::Less => Some(BoxError::RightBeforeLeft { left, right }),
            std::cmp::Ordering::Equal => Some(BoxError::NoWidth { edge: left }),
            std::cmp::Ordering::Greater => None,
        };
        vertical.into_iter().chain(horizontal)
    }

    /// Returns an error for each edge that is outside an image of this size.
    pub(super) fn bounds_errors(self, size: ImageSize) -> impl Iterator<Item = BoxError> {
        let (width, height) = (i64::from(size.width), i64::from(size.height));
        [
            ("top", self.top, height),
            ("left", self.left, width),
            ("bottom", self.bottom, height),
            ("right", self.right, width),
        ]
        .into_iter()
        .filter(|&(_, value, limit)| value < 0 || value > limit)
        .map(move |(edge, value, _)| BoxError::EdgeOutside { edge, value, size })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Edges near those of the image, and edges as far away as possible.
    fn edge() -> impl Strategy<Value = i64> {
        let far = prop::sample::select(vec![i64::MIN, i64::MIN + 1, i64::MAX - 1, i64::MAX, u32::MAX.into()]);
        prop_oneof![4 => -3_i64..13, 1 => far, 1 => any::<i64>()]
    }

    proptest! {
        #[test]
        fn a_box_fits_if_every_comparison_holds(
            top in edge(), left in edge(), bottom in edge(), right in edge(),
            width in prop_oneof![0..12_u32, Just(u32::MAX)], height in prop_oneof![0..12_u32, Just(u32::MAX)],
        ) {
            let (width, height) = (i64::from(width), i64::from(height));
            let fits = top >= 0 && left >= 0 && top < bottom && left < right && bottom <= height && right <= width;
            prop_assert_eq!(RawBox { top, left, bottom, right }.fits(width, height), fits);
        }
    }
}
