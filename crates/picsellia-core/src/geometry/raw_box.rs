use super::{BBox, BoxError, BoxFormat, Coordinate, ImageSize};

/// Four edges in pixels as they were given, not yet judged: top may be below bottom, and an edge may lie
/// outside the image.
///
/// This is what a prediction holds until a [`GeometryPolicy`](crate::GeometryPolicy) has judged it, and, under
/// [`GeometryPolicy::AsIs`](crate::GeometryPolicy::AsIs), what it sends. It is read with a [`BoxFormat`].
/// Where a box of your own is computed, build a [`BBox`], which is valid if it exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RawBox {
    pub(crate) top: i64,
    pub(crate) left: i64,
    pub(crate) bottom: i64,
    pub(crate) right: i64,
}

impl RawBox {
    /// Reads four numbers in the convention `format`.
    ///
    /// # Errors
    ///
    /// As [`BoxFormat::read`].
    pub fn new<N: Coordinate>(format: BoxFormat, numbers: [N; 4]) -> Result<Self, BoxError> {
        format.read(numbers)
    }

    /// Top, left, bottom and right, in pixels: the order of the wire.
    #[must_use]
    pub fn to_tlbr(self) -> [i64; 4] {
        [self.top, self.left, self.bottom, self.right]
    }

    /// The box, if its corners are in order and it has an area.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong with it.
    pub fn check(self) -> Result<BBox, BoxError> {
        match self.disorder().next() {
            Some(error) => Err(error),
            None => Ok(BBox::from_checked(self)),
        }
    }

    /// Whether the corners are in order and every edge is within the image, whose width and height are below 2^32.
    #[inline]
    pub(super) fn fits(self, width: i64, height: i64) -> bool {
        self.misfit(width, height) >= 0
    }

    /// Negative if the box does not [fit](Self::fits), and not otherwise.
    ///
    /// No comparison and no branch, but the sign of what would be compared: all of it is there for vectors of 64 bits on every
    /// processor, and thousands of boxes are one `|` of theirs. A difference of numbers from 0 on cannot wrap, and where an
    /// edge is below 0 its own sign tells.
    #[inline]
    pub(super) fn misfit(self, width: i64, height: i64) -> i64 {
        let Self { top, left, bottom, right } = self;
        let within = top | left | bottom | right;
        let ordered = bottom.wrapping_sub(top).wrapping_sub(1) | right.wrapping_sub(left).wrapping_sub(1);
        let inside = height.wrapping_sub(bottom) | width.wrapping_sub(right);
        within | ordered | inside
    }

    /// What is wrong with the box by itself.
    pub(super) fn disorder(self) -> impl Iterator<Item = BoxError> {
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

    /// What is wrong with the box on an image of this size.
    pub(super) fn excess(self, size: ImageSize) -> impl Iterator<Item = BoxError> {
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

    /// Edges around those of the image, and as far from them as can be.
    fn edge() -> impl Strategy<Value = i64> {
        let far = prop::sample::select(vec![i64::MIN, i64::MIN + 1, i64::MAX - 1, i64::MAX, u32::MAX.into()]);
        prop_oneof![4 => -3_i64..13, 1 => far, 1 => any::<i64>()]
    }

    proptest! {
        #[test]
        fn a_box_fits_where_each_comparison_holds(
            top in edge(), left in edge(), bottom in edge(), right in edge(),
            width in prop_oneof![0..12_u32, Just(u32::MAX)], height in prop_oneof![0..12_u32, Just(u32::MAX)],
        ) {
            let (width, height) = (i64::from(width), i64::from(height));
            let fits = top >= 0 && left >= 0 && top < bottom && left < right && bottom <= height && right <= width;
            prop_assert_eq!(RawBox { top, left, bottom, right }.fits(width, height), fits);
        }
    }
}
