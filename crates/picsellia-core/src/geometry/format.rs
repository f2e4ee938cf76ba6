use super::coordinate::{Span, SpanError, exact_edges};
use super::{BoxError, Coordinate, ImageSize, RawBox};

/// The format in which four numbers describe a box.
///
/// ```
/// use picsellia_core::{BoxFormat, ImageSize};
///
/// let corners = BoxFormat::XYXY.read([200, 128, 240, 159])?;
/// let coco = BoxFormat::XYWH.read([200, 128, 40, 31])?;
/// let yolo = BoxFormat::CXCYWH
///     .normalized(ImageSize { width: 800, height: 1000 })
///     .read([0.275, 0.1435, 0.05, 0.031])?;
/// assert_eq!(corners.to_tlbr(), [128, 200, 159, 240]);
/// assert_eq!(coco, corners);
/// assert_eq!(yolo, corners);
/// # Ok::<(), picsellia_core::BoxError>(())
/// ```
///
/// [`Coordinate`] states how floats become pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BoxFormat {
    order: Order,
    normalized_to: Option<ImageSize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Order {
    Tlbr,
    Xyxy,
    Xywh,
    Cxcywh,
}

impl BoxFormat {
    /// `[top, left, bottom, right]`, in pixels: the format of Picsellia (`[y1, x1, y2, x2]`).
    pub const TLBR: Self = Self::pixels(Order::Tlbr);
    /// `[left, top, right, bottom]`, in pixels: `[x1, y1, x2, y2]`.
    pub const XYXY: Self = Self::pixels(Order::Xyxy);
    /// `[left, top, width, height]`, in pixels: the format of COCO.
    pub const XYWH: Self = Self::pixels(Order::Xywh);
    /// `[center x, center y, width, height]`, in pixels: the format of YOLO before normalization.
    pub const CXCYWH: Self = Self::pixels(Order::Cxcywh);

    const fn pixels(order: Order) -> Self {
        Self { order, normalized_to: None }
    }

    /// Returns this format with normalized numbers: 0 is the left or top edge of `size`, 1 the
    /// right or bottom edge.
    #[must_use]
    pub const fn normalized(self, size: ImageSize) -> Self {
        Self { normalized_to: Some(size), ..self }
    }

    /// Reads four numbers in this format. The box may still be invalid: see [`RawBox`].
    ///
    /// # Errors
    ///
    /// Returns [`BoxError::NotFinite`] if an edge is NaN or infinite, and [`BoxError::OutOfRange`]
    /// if it is too large.
    pub fn read<N: Coordinate>(self, numbers: [N; 4]) -> Result<RawBox, BoxError> {
        let (horizontal, vertical) = self.order.spans(numbers);
        let unit = self.unit();
        let (left, right) = N::edges(horizontal, unit.width).map_err(|error| error.of("x"))?;
        let (top, bottom) = N::edges(vertical, unit.height).map_err(|error| error.of("y"))?;
        Ok(RawBox { top, left, bottom, right })
    }

    /// Returns the corners `[x1, y1, x2, y2]` in pixels, before they are rounded.
    pub(crate) fn corners(self, numbers: [f64; 4]) -> [f64; 4] {
        let (horizontal, vertical) = self.order.spans(numbers);
        let unit = self.unit();
        let (x1, x2) = exact_edges(horizontal, unit.width);
        let (y1, y2) = exact_edges(vertical, unit.height);
        [x1, y1, x2, y2]
    }

    /// Returns the size that normalized numbers refer to. `None` if the numbers are pixels.
    pub(crate) fn normalized_to(self) -> Option<ImageSize> {
        self.normalized_to
    }

    /// Returns the number of pixels per unit: 1 x 1 if the numbers are pixels.
    fn unit(self) -> ImageSize {
        self.normalized_to.unwrap_or(ImageSize { width: 1, height: 1 })
    }
}

impl Order {
    /// Returns the horizontal and the vertical span of a box.
    fn spans<N>(self, [a, b, c, d]: [N; 4]) -> (Span<N>, Span<N>) {
        match self {
            Self::Tlbr => (Span::Edges(b, d), Span::Edges(a, c)),
            Self::Xyxy => (Span::Edges(a, c), Span::Edges(b, d)),
            Self::Xywh => (Span::Corner(a, c), Span::Corner(b, d)),
            Self::Cxcywh => (Span::Center(a, c), Span::Center(b, d)),
        }
    }
}

impl SpanError {
    pub(super) fn of(self, axis: &'static str) -> BoxError {
        match self {
            Self::NotFinite(value) => BoxError::NotFinite { axis, value },
            Self::OutOfRange => BoxError::OutOfRange { axis },
        }
    }
}
