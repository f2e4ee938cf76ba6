use std::borrow::Borrow;

use super::coordinate::SpanError;
use super::{BoxError, Coordinate, ImageSize};

/// The unit of points `[x, y]`: pixels, or fractions of the image.
///
/// [`Coordinate`] states how floats become pixels: each is rounded to the nearest integer, halves
/// away from zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PointFormat {
    normalized_to: Option<ImageSize>,
}

impl PointFormat {
    /// Coordinates in pixels.
    pub const PIXELS: Self = Self { normalized_to: None };

    /// Returns the format of normalized points: 0 is the left or top edge of `size`, 1 the right or
    /// bottom edge.
    #[must_use]
    pub const fn normalized(size: ImageSize) -> Self {
        Self { normalized_to: Some(size) }
    }

    /// Reads one point.
    ///
    /// # Errors
    ///
    /// Returns [`BoxError::NotFinite`] if a coordinate is NaN or infinite, and
    /// [`BoxError::OutOfRange`] if it is too large.
    pub fn read<N: Coordinate>(self, [x, y]: [N; 2]) -> Result<[i64; 2], BoxError> {
        let unit = self.normalized_to.unwrap_or(ImageSize { width: 1, height: 1 });
        let pixel =
            |number: N, scale, axis| N::pixel(number, scale).map_err(|error: SpanError| error.of(axis));
        Ok([pixel(x, unit.width, "x")?, pixel(y, unit.height, "y")?])
    }

    pub(crate) fn read_all<N: Coordinate, B: Borrow<[N; 2]>>(
        self,
        points: impl IntoIterator<Item = B>,
    ) -> Result<Vec<[i64; 2]>, BoxError> {
        points.into_iter().map(|point| self.read(*point.borrow())).collect()
    }
}
