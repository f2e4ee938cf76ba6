use super::{BoxError, BoxFormat, Coordinate, ImageSize, RawBox};

/// A box in pixels whose top is above its bottom and whose left is left of its right.
///
/// It is built by a constructor that names the convention of its four numbers; [`Coordinate`] states how
/// floats become pixels. The first row and column belong to the box, `bottom` and `right` are the ones after it,
/// so the height is `bottom - top`. Whether it lies within an image is judged when it is put on one.
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
        /// [`BoxError`], where an edge is not a finite number, the corners are reversed, or the box has no area.
        pub fn $name<N: Coordinate>($a: N, $b: N, $c: N, $d: N) -> Result<Self, BoxError> {
            BoxFormat::$format.read([$a, $b, $c, $d])?.try_into()
        }

        $(#[$normalized_doc])*
        ///
        /// # Errors
        ///
        /// As for the form in pixels.
        pub fn $normalized<N: Coordinate>($a: N, $b: N, $c: N, $d: N, size: ImageSize) -> Result<Self, BoxError> {
            BoxFormat::$format.normalized(size).read([$a, $b, $c, $d])?.try_into()
        }
    )*};
}

impl BBox {
    constructors! {
        /// From the top, left, bottom and right edges, in pixels.
        tlbr,
        /// From the top, left, bottom and right edges, as fractions of `size`.
        tlbr_normalized: TLBR(top, left, bottom, right);

        /// From the top-left corner (`x1`, `y1`) and the bottom-right one (`x2`, `y2`), in pixels.
        xyxy,
        /// From the top-left corner and the bottom-right one, as fractions of `size`.
        xyxy_normalized: XYXY(x1, y1, x2, y2);

        /// From the top-left corner, a width and a height, in pixels.
        xywh,
        /// From the top-left corner, a width and a height, as fractions of `size`.
        xywh_normalized: XYWH(x, y, width, height);

        /// From the centre, a width and a height, in pixels.
        cxcywh,
        /// From the centre, a width and a height, as fractions of `size`.
        cxcywh_normalized: CXCYWH(cx, cy, width, height);
    }

    /// The first row of the box, in pixels from the top of the image.
    #[must_use]
    pub fn top(self) -> i64 {
        self.0.top
    }

    /// The first column of the box, in pixels from the left of the image.
    #[must_use]
    pub fn left(self) -> i64 {
        self.0.left
    }

    /// The row after the last one of the box, in pixels from the top of the image.
    #[must_use]
    pub fn bottom(self) -> i64 {
        self.0.bottom
    }

    /// The column after the last one of the box, in pixels from the left of the image.
    #[must_use]
    pub fn right(self) -> i64 {
        self.0.right
    }

    /// `[top, left, bottom, right]`: the order of the wire.
    #[must_use]
    pub fn to_tlbr(self) -> [i64; 4] {
        self.0.to_tlbr()
    }

    /// `[left, top, right, bottom]`.
    #[must_use]
    pub fn to_xyxy(self) -> [i64; 4] {
        [self.0.left, self.0.top, self.0.right, self.0.bottom]
    }

    /// `[left, top, width, height]`. A width or height beyond `i64` is given as `i64::MAX`.
    #[must_use]
    pub fn to_xywh(self) -> [i64; 4] {
        let RawBox { top, left, bottom, right } = self.0;
        [left, top, right.saturating_sub(left), bottom.saturating_sub(top)]
    }

    /// Its area, in square pixels.
    #[must_use]
    #[allow(clippy::cast_precision_loss)] // an area beyond 2^53 pixels is rounded
    pub fn area(self) -> f64 {
        let RawBox { top, left, bottom, right } = self.0;
        (i128::from(bottom) - i128::from(top)) as f64 * (i128::from(right) - i128::from(left)) as f64
    }

    /// How much two boxes agree: the area that they share over the area that they cover together, from 0 to 1.
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

    /// Whether every edge lies within an image of this size.
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

    /// Returns the box if its corners are in order and it has an area, and otherwise the first error.
    fn try_from(edges: RawBox) -> Result<Self, BoxError> {
        match edges.order_errors().next() {
            Some(error) => Err(error),
            None => Ok(Self(edges)),
        }
    }
}
