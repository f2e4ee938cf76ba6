use super::{BoxError, BoxFormat, Coordinate, ImageSize, RawBox};

/// A valid box in pixels: its top is above its bottom, and its left edge is left of its right edge.
///
/// Each constructor names the format of its four numbers. [`Coordinate`] states how floats become
/// pixels. `bottom` and `right` are exclusive: they are the row and the column after the last ones
/// of the box, so the height is `bottom - top`. Whether the box lies within an image is validated
/// when a request is built.
///
/// ```
/// use picsellia_core::{BBox, ImageSize};
///
/// let size = ImageSize { width: 800, height: 1000 };
/// let bbox = BBox::tlbr(128, 200, 159, 240)?;
/// assert_eq!(bbox, BBox::xyxy(200, 128, 240, 159)?);
/// assert_eq!(bbox, BBox::xywh(200, 128, 40, 31)?);
/// assert_eq!(bbox, BBox::cxcywh(220.0, 143.5, 40.0, 31.0)?);
/// assert_eq!(bbox, BBox::xyxy_normalized(0.25, 0.128, 0.3, 0.159, size)?);
///
/// let error = BBox::tlbr(190, 100, 50, 90).unwrap_err();
/// assert_eq!(error.to_string(), "bottom 50 is above top 190");
/// # Ok::<(), picsellia_core::BoxError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BBox(RawBox);

macro_rules! constructors {
    ($($(#[$doc:meta])* $name:ident, $(#[$normalized_doc:meta])* $normalized:ident: $format:ident($a:ident, $b:ident, $c:ident, $d:ident);)*) => {$(
        $(#[$doc])*
        ///
        /// # Errors
        ///
        /// Returns [`BoxError`] if an edge is not a finite number, the corners are reversed, or the
        /// box has no area.
        pub fn $name<N: Coordinate>($a: N, $b: N, $c: N, $d: N) -> Result<Self, BoxError> {
            BoxFormat::$format.read([$a, $b, $c, $d])?.try_into()
        }

        $(#[$normalized_doc])*
        ///
        /// # Errors
        ///
        /// Returns [`BoxError`] if an edge is not a finite number, the corners are reversed, or the
        /// box has no area.
        pub fn $normalized<N: Coordinate>($a: N, $b: N, $c: N, $d: N, size: ImageSize) -> Result<Self, BoxError> {
            BoxFormat::$format.normalized(size).read([$a, $b, $c, $d])?.try_into()
        }
    )*};
}

impl BBox {
    constructors! {
        /// Creates a box from its top, left, bottom and right edges, in pixels.
        tlbr,
        /// Creates a box from its top, left, bottom and right edges, as fractions of `size`.
        tlbr_normalized: TLBR(top, left, bottom, right);

        /// Creates a box from its top-left corner (`x1`, `y1`) and bottom-right corner (`x2`,
        /// `y2`), in pixels.
        xyxy,
        /// Creates a box from its top-left and bottom-right corners, as fractions of `size`.
        xyxy_normalized: XYXY(x1, y1, x2, y2);

        /// Creates a box from its top-left corner, width and height, in pixels.
        xywh,
        /// Creates a box from its top-left corner, width and height, as fractions of `size`.
        xywh_normalized: XYWH(x, y, width, height);

        /// Creates a box from its center, width and height, in pixels.
        cxcywh,
        /// Creates a box from its center, width and height, as fractions of `size`.
        cxcywh_normalized: CXCYWH(cx, cy, width, height);
    }

    /// Returns the first row of the box, in pixels from the top of the image.
    #[must_use]
    pub fn top(self) -> i64 {
        self.0.top
    }

    /// Returns the first column of the box, in pixels from the left of the image.
    #[must_use]
    pub fn left(self) -> i64 {
        self.0.left
    }

    /// Returns the row after the last one of the box, in pixels from the top of the image.
    #[must_use]
    pub fn bottom(self) -> i64 {
        self.0.bottom
    }

    /// Returns the column after the last one of the box, in pixels from the left of the image.
    #[must_use]
    pub fn right(self) -> i64 {
        self.0.right
    }

    /// Returns `[top, left, bottom, right]`: the order of the wire format.
    #[must_use]
    pub fn to_tlbr(self) -> [i64; 4] {
        self.0.to_tlbr()
    }

    /// Returns `[left, top, right, bottom]`.
    #[must_use]
    pub fn to_xyxy(self) -> [i64; 4] {
        [self.0.left, self.0.top, self.0.right, self.0.bottom]
    }

    /// Returns `[left, top, width, height]`. A width or height beyond `i64` saturates at
    /// `i64::MAX`.
    #[must_use]
    pub fn to_xywh(self) -> [i64; 4] {
        let RawBox { top, left, bottom, right } = self.0;
        [left, top, right.saturating_sub(left), bottom.saturating_sub(top)]
    }

    /// Returns the area, in square pixels.
    #[must_use]
    #[allow(clippy::cast_precision_loss)] // an area beyond 2^53 pixels is rounded
    pub fn area(self) -> f64 {
        let RawBox { top, left, bottom, right } = self.0;
        (i128::from(bottom) - i128::from(top)) as f64 * (i128::from(right) - i128::from(left)) as f64
    }

    /// Returns the intersection over union (IoU) of two boxes: their shared area divided by the
    /// area that they cover together, from 0 to 1.
    #[must_use]
    pub fn iou(self, other: Self) -> f64 {
        let (a, b) = (self.0, other.0);
        let shared = RawBox {
            top: a.top.max(b.top),
            left: a.left.max(b.left),
            bottom: a.bottom.min(b.bottom),
            right: a.right.min(b.right),
        };
        let shared = Self::try_from(shared).map_or(0.0, Self::area);
        shared / (self.area() + other.area() - shared)
    }

    /// Returns whether every edge lies within an image of this size.
    #[must_use]
    pub fn is_within(self, size: ImageSize) -> bool {
        self.0.fits(size.width.into(), size.height.into())
    }
}

impl From<BBox> for RawBox {
    fn from(bbox: BBox) -> Self {
        bbox.0
    }
}

impl TryFrom<RawBox> for BBox {
    type Error = BoxError;

    /// Returns the box if its corners are in order and it has an area, and otherwise the first
    /// error.
    fn try_from(edges: RawBox) -> Result<Self, BoxError> {
        match edges.order_errors().next() {
            Some(error) => Err(error),
            None => Ok(Self(edges)),
        }
    }
}
