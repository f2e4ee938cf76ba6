use crate::geometry::ImageSize;
use crate::problem::{InvalidInput, Problem, ProblemKind, settle};

/// How an image was resized and placed on a model's input, to convert coordinates in both
/// directions.
///
/// All coordinates are in pixels from the top-left corner, x to the right and y down. They are
/// `f64`, and a box is rounded once, at the end.
///
/// ```
/// use picsellia_core::{ImageSize, InputTransform};
///
/// let camera = ImageSize { width: 1280, height: 720 };
/// let model = ImageSize { width: 640, height: 640 };
///
/// // Halved to 640 x 360, with 140 rows of padding above and below:
/// let letterbox = InputTransform::letterbox(camera, model)?;
/// assert_eq!((letterbox.scale(), letterbox.offset()), ([0.5, 0.5], [0.0, 140.0]));
/// assert_eq!(letterbox.to_original([320.0, 320.0]), [640.0, 360.0]);
/// assert_eq!(letterbox.to_input([640.0, 360.0]), [320.0, 320.0]);
/// # Ok::<(), picsellia_core::InvalidInput>(())
/// ```
///
/// A letterbox resizes the image by the smaller of the two ratios, to whole pixels: 1000 x 667
/// becomes 640 x 427. The scale along each axis is that of the resized image, for example 427 /
/// 667. It may differ from the ratio in the fourth digit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InputTransform {
    original: ImageSize,
    input: ImageSize,
    scale: [f64; 2],
    offset: [f64; 2],
}

impl InputTransform {
    /// Creates the transform of an image that was resized to the whole input, whatever its
    /// proportions.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidInput`] if a size has no pixels.
    pub fn stretch(original: ImageSize, input: ImageSize) -> Result<Self, InvalidInput> {
        check_sizes(original, input)?;
        Ok(Self { original, input, scale: ratios(original, input), offset: [0.0, 0.0] })
    }

    /// Creates the transform of an image that was resized with its proportions kept, and centered
    /// on the input.
    ///
    /// If the padding is an odd number of pixels, the right and the bottom have the larger half, as
    /// with Ultralytics.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidInput`] if a size has no pixels.
    pub fn letterbox(original: ImageSize, input: ImageSize) -> Result<Self, InvalidInput> {
        let corner = Self::letterbox_top_left(original, input)?;
        let resized = corner.resized();
        let offset = [
            f64::from((input.width.saturating_sub(resized.width)) / 2),
            f64::from((input.height.saturating_sub(resized.height)) / 2),
        ];
        Ok(Self { offset, ..corner })
    }

    /// Creates the transform of an image that was resized with its proportions kept, and placed in
    /// the top-left corner of the input.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidInput`] if a size has no pixels.
    pub fn letterbox_top_left(original: ImageSize, input: ImageSize) -> Result<Self, InvalidInput> {
        check_sizes(original, input)?;
        let [x, y] = ratios(original, input);
        let fitting = x.min(y);
        let resized = ImageSize {
            width: resized_length(original.width, fitting, input.width),
            height: resized_length(original.height, fitting, input.height),
        };
        Ok(Self { original, input, scale: ratios(original, resized), offset: [0.0, 0.0] })
    }

    /// Creates any other transform: a point of the image times `scale` plus `offset`, each `[x,
    /// y]`, is the point of the input. A crop has a negative offset.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidInput`] if a size has no pixels, a number is not finite, or a scale is not
    /// above 0.
    pub fn custom(
        original: ImageSize,
        input: ImageSize,
        scale: [f64; 2],
        offset: [f64; 2],
    ) -> Result<Self, InvalidInput> {
        check_sizes(original, input)?;
        let mut problems = Vec::new();
        for (axis, number) in scale.into_iter().chain(offset).enumerate() {
            let path =
                ["scale[0]", "scale[1]", "offset[0]", "offset[1]"].get(axis).copied().unwrap_or("scale");
            if !number.is_finite() {
                problems.push(Problem::new(path, ProblemKind::NotFinite(number)));
            } else if axis < 2 && number < f64::from(f32::MIN_POSITIVE) {
                let kind = ProblemKind::OutOfRange { value: number, expected: "a scale above 0" };
                problems.push(Problem::new(path, kind));
            }
        }
        settle(Self { original, input, scale, offset }, problems)
    }

    /// Returns the size of the image.
    #[must_use]
    pub fn original(&self) -> ImageSize {
        self.original
    }

    /// Returns the size of the model's input.
    #[must_use]
    pub fn input(&self) -> ImageSize {
        self.input
    }

    /// Returns how many pixels of the input correspond to one pixel of the image, `[x, y]`.
    #[must_use]
    pub fn scale(&self) -> [f64; 2] {
        self.scale
    }

    /// Returns the place of the image's top-left corner on the input, `[x, y]`.
    #[must_use]
    pub fn offset(&self) -> [f64; 2] {
        self.offset
    }

    /// Converts a point `[x, y]` of the image to the input.
    #[must_use]
    pub fn to_input(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        [x * self.scale[0] + self.offset[0], y * self.scale[1] + self.offset[1]]
    }

    /// Converts a point `[x, y]` of the input to the image. A point of the padding is outside the
    /// image.
    #[must_use]
    pub fn to_original(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        [(x - self.offset[0]) / self.scale[0], (y - self.offset[1]) / self.scale[1]]
    }

    /// Returns the size of the image on the input.
    fn resized(&self) -> ImageSize {
        ImageSize {
            width: resized_length(self.original.width, self.scale[0], self.input.width),
            height: resized_length(self.original.height, self.scale[1], self.input.height),
        }
    }
}

/// Returns, for each axis, the size on the input divided by the original size.
fn ratios(original: ImageSize, resized: ImageSize) -> [f64; 2] {
    [
        f64::from(resized.width) / f64::from(original.width),
        f64::from(resized.height) / f64::from(original.height),
    ]
}

/// Returns `length` resized to whole pixels, from 1 to `most`.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // it is within the range of `most`
fn resized_length(length: u32, ratio: f64, most: u32) -> u32 {
    (f64::from(length) * ratio).round().clamp(1.0, f64::from(most.max(1))) as u32
}

fn check_sizes(original: ImageSize, input: ImageSize) -> Result<(), InvalidInput> {
    let empty = [("the size of the image", original), ("the size of the model's input", input)]
        .into_iter()
        .filter(|(_, size)| size.width == 0 || size.height == 0);
    InvalidInput::if_any(
        empty.map(|(path, size)| Problem::invalid(path, format!("{size} (width x height) has no pixels"))),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(width: u32, height: u32) -> ImageSize {
        ImageSize { width, height }
    }

    #[test]
    fn the_image_is_resized_to_whole_pixels_and_an_odd_pixel_of_padding_is_at_the_end() {
        for (original, input, resized, offset) in [
            (size(1280, 720), size(640, 640), size(640, 360), [0.0, 140.0]),
            (size(720, 1280), size(640, 640), size(360, 640), [140.0, 0.0]),
            (size(1000, 667), size(640, 640), size(640, 427), [0.0, 106.0]),
            (size(810, 1080), size(640, 640), size(480, 640), [80.0, 0.0]),
            (size(320, 320), size(640, 640), size(640, 640), [0.0, 0.0]),
            (size(10_000, 1), size(640, 640), size(640, 1), [0.0, 319.0]),
        ] {
            let letterbox = InputTransform::letterbox(original, input).unwrap();
            assert_eq!((letterbox.resized(), letterbox.offset()), (resized, offset), "{original} on {input}");
            let corner = InputTransform::letterbox_top_left(original, input).unwrap();
            assert_eq!((corner.scale(), corner.offset()), (letterbox.scale(), [0.0, 0.0]));
        }
        let stretched = InputTransform::stretch(size(1280, 720), size(640, 640)).unwrap();
        assert_eq!(stretched.to_original([640.0, 640.0]), [1280.0, 720.0]);
    }

    #[test]
    fn a_transform_that_cannot_be_inverted_is_rejected() {
        let (none, some) = (size(0, 9), size(9, 9));
        assert_eq!(InputTransform::stretch(none, some).unwrap_err().problems().len(), 1);
        assert_eq!(InputTransform::letterbox(none, none).unwrap_err().problems().len(), 2);
        assert!(InputTransform::letterbox_top_left(some, none).is_err());
        let custom = |scale, offset| InputTransform::custom(some, some, scale, offset);
        assert!(custom([0.0, 1.0], [0.0, 0.0]).is_err());
        assert!(custom([1.0, -1.0], [0.0, 0.0]).is_err());
        assert!(custom([1.0, 1.0], [0.0, f64::NAN]).is_err());
        assert_eq!(custom([2.0, 4.0], [-6.0, 0.0]).unwrap().to_original([0.0, 8.0]), [3.0, 2.0]);
    }
}
