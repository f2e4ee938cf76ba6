/// A number type for coordinates: the integer types up to 64 bits, `f32` and `f64`.
///
/// # How floats become pixels
///
/// First, the two edges of a box along an axis are computed in `f64`: a corner plus a width, or a
/// center minus half a width. Then **each edge is rounded to the nearest integer, halves away from
/// zero**. If both edges of a box with an extent round to the same integer, the box becomes the
/// pixel that contains its center, so a small detection never vanishes. Rounding never moves a box
/// out of its image.
///
/// A box that crosses the border of the image can become a pixel outside of it: the center of -0.4
/// to 0.3 is in pixel -1. Such a box still touches the image, so
/// [`GeometryPolicy::Repair`](crate::GeometryPolicy::Repair) moves it to pixel 0.
///
/// Integers are never changed, except that half a pixel (a center with an odd width) is rounded by
/// the same rule.
///
/// This trait is sealed. It is implemented for `u8`, `u16`, `u32`, `u64`, `usize`, `i8`, `i16`,
/// `i32`, `i64`, `f32` and `f64`. An edge beyond `i64` is a
/// [`BoxError::OutOfRange`](crate::BoxError::OutOfRange).
pub trait Coordinate: sealed::Sealed + Copy {}

pub(super) use sealed::{Span, SpanError};

pub(super) mod sealed {
    /// The start and the end of a box along one axis, in the number type of the input.
    #[derive(Clone, Copy, Debug)]
    pub enum Span<N> {
        /// Both edges are given.
        Edges(N, N),
        /// The first edge and the distance to the second.
        Corner(N, N),
        /// The center and the distance between the edges.
        Center(N, N),
    }

    /// The reason why an edge cannot become an integer.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub enum SpanError {
        NotFinite(f64),
        OutOfRange,
    }

    pub trait Sealed: Sized {
        /// Returns the two edges of `span` in pixels. One unit of the input is `scale` pixels.
        fn edges(span: Span<Self>, scale: u32) -> Result<(i64, i64), SpanError>;

        /// Returns the pixel at `number`. One unit of the input is `scale` pixels.
        fn pixel(number: Self, scale: u32) -> Result<i64, SpanError>
        where
            Self: Copy,
        {
            Self::edges(Span::Edges(number, number), scale).map(|(pixel, _)| pixel)
        }
    }
}

/// The largest edge. Beyond it an `f64` cannot represent every integer, so a larger edge is an
/// error in the input.
const LARGEST_EXACT: f64 = 9_007_199_254_740_992.0;

fn round_edges(low: f64, high: f64) -> Result<(i64, i64), SpanError> {
    for edge in [low, high] {
        if !edge.is_finite() {
            return Err(SpanError::NotFinite(edge));
        }
        if edge.abs() > LARGEST_EXACT {
            return Err(SpanError::OutOfRange);
        }
    }
    let (first, second) = (low.round(), high.round());
    if first == second && low < high {
        // Both edges are within half a pixel of `first`, so these differences are exact. Computing
        // the center would round it: the center of the largest number below 640 and 640 would
        // become 640.
        let center_is_below = first - low > high - first;
        let center = pixel(first) - i64::from(center_is_below);
        return Ok((center, center + 1));
    }
    Ok((pixel(first), pixel(second)))
}

#[allow(clippy::cast_possible_truncation)] // the caller checked that the value is a whole number within 2^53
fn pixel(whole: f64) -> i64 {
    whole as i64
}

/// Returns the two edges of `span` in pixels, before they are rounded.
pub(super) fn exact_edges(span: Span<f64>, scale: u32) -> (f64, f64) {
    match span.map(|number| number * f64::from(scale)) {
        Span::Edges(low, high) => (low, high),
        Span::Corner(low, extent) => (low, low + extent),
        Span::Center(center, extent) => (center - extent / 2.0, center + extent / 2.0),
    }
}

fn float_edges<N: Copy + Into<f64>>(span: Span<N>, scale: u32) -> Result<(i64, i64), SpanError> {
    let (low, high) = exact_edges(span.map(Into::into), scale);
    round_edges(low, high)
}

fn integer_edges<N: Copy + TryInto<i64>>(span: Span<N>, scale: u32) -> Result<(i64, i64), SpanError> {
    let wide = |number: N| match number.try_into() {
        Ok(number) => Ok(i128::from(number) * i128::from(scale)),
        Err(_) => Err(SpanError::OutOfRange),
    };
    let (low, high) = match span.try_map(wide)? {
        Span::Edges(low, high) => (low, high),
        Span::Corner(low, extent) => (low, low + extent),
        Span::Center(center, extent) => (half(2 * center - extent), half(2 * center + extent)),
    };
    let narrow = |wide: i128| i64::try_from(wide).map_err(|_| SpanError::OutOfRange);
    Ok((narrow(low)?, narrow(high)?))
}

/// Returns half of `doubled`, rounded away from zero.
fn half(doubled: i128) -> i128 {
    (doubled + doubled.signum()) / 2
}

impl<N: Copy> Span<N> {
    fn map<M>(self, convert: impl Fn(N) -> M) -> Span<M> {
        match self {
            Self::Edges(low, high) => Span::Edges(convert(low), convert(high)),
            Self::Corner(low, extent) => Span::Corner(convert(low), convert(extent)),
            Self::Center(center, extent) => Span::Center(convert(center), convert(extent)),
        }
    }

    fn try_map<M, E>(self, convert: impl Fn(N) -> Result<M, E>) -> Result<Span<M>, E> {
        Ok(match self {
            Self::Edges(low, high) => Span::Edges(convert(low)?, convert(high)?),
            Self::Corner(low, extent) => Span::Corner(convert(low)?, convert(extent)?),
            Self::Center(center, extent) => Span::Center(convert(center)?, convert(extent)?),
        })
    }
}

macro_rules! coordinates {
    ($edges:ident: $($number:ty),*) => {$(
        impl Coordinate for $number {}
        impl sealed::Sealed for $number {
            fn edges(span: Span<Self>, scale: u32) -> Result<(i64, i64), SpanError> {
                $edges(span, scale)
            }
        }
    )*};
}

coordinates!(integer_edges: u8, u16, u32, u64, usize, i8, i16, i32, i64);
coordinates!(float_edges: f32, f64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_round_to_the_nearest_pixel_and_halves_away_from_zero() {
        for (low, high, expected) in [
            (10.2, 20.8, (10, 21)),
            (10.5, 20.5, (11, 21)),
            (-10.5, -0.4, (-11, 0)),
            (0.49999999999999994, 2.0, (0, 2)),
        ] {
            assert_eq!(round_edges(low, high), Ok(expected), "{low} to {high}");
        }
    }

    #[test]
    fn an_extent_below_one_pixel_becomes_the_pixel_that_contains_its_center() {
        for (low, high, expected) in
            [(10.6, 10.9, (10, 11)), (10.1, 10.2, (10, 11)), (639.8, 640.0, (639, 640)), (0.0, 0.1, (0, 1))]
        {
            assert_eq!(round_edges(low, high), Ok(expected), "{low} to {high}");
        }
        for (low, high, expected) in [
            (640_f64.next_down(), 640.0, (639, 640)),
            (640_f64.next_down(), 640_f64.next_up(), (640, 641)),
            (9.75, 10.25, (10, 11)),
            (-0.4, 0.3, (-1, 0)),
            (-0.3, 0.4, (0, 1)),
            (LARGEST_EXACT.next_down(), LARGEST_EXACT, (9_007_199_254_740_991, 9_007_199_254_740_992)),
        ] {
            assert_eq!(round_edges(low, high), Ok(expected), "{low} to {high}");
        }
        assert_eq!(round_edges(10.2, 10.2), Ok((10, 10)), "a box without extent keeps none");
    }

    #[test]
    fn a_center_with_an_odd_width_rounds_alike_in_integers_and_floats() {
        for (center, extent) in [(5, 3), (-5, 3), (0, 3), (100, 7), (4, 4)] {
            let integers = integer_edges(Span::Center(center, extent), 1);
            #[allow(clippy::cast_precision_loss)]
            let floats = float_edges(Span::Center(center as f64, extent as f64), 1);
            assert_eq!(integers, floats, "{center} and {extent}");
        }
    }

    #[test]
    fn numbers_that_are_not_finite_or_too_large_are_rejected() {
        assert!(matches!(round_edges(f64::NAN, 1.0), Err(SpanError::NotFinite(_))));
        assert_eq!(round_edges(0.0, f64::INFINITY), Err(SpanError::NotFinite(f64::INFINITY)));
        assert_eq!(round_edges(0.0, 1e300), Err(SpanError::OutOfRange));
        assert_eq!(integer_edges(Span::Corner(i64::MAX, 1), 1), Err(SpanError::OutOfRange));
        assert_eq!(integer_edges(Span::Edges(0, u64::MAX), 1), Err(SpanError::OutOfRange));
        assert_eq!(integer_edges(Span::Edges(-5_i8, 7), 2), Ok((-10, 14)));
        assert_eq!(integer_edges(Span::Corner(3_usize, 4), 1), Ok((3, 7)));
    }
}
