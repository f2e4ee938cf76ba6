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

    /// Whether the corners are in order and every edge is within the image.
    ///
    /// Kept free of branches, so that a sound prediction is judged in about a nanosecond a box.
    #[inline]
    pub(super) fn fits(self, width: i64, height: i64) -> bool {
        (self.top >= 0)
            & (self.left >= 0)
            & (self.top < self.bottom)
            & (self.left < self.right)
            & (self.bottom <= height)
            & (self.right <= width)
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
