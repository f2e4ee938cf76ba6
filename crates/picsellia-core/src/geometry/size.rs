use std::fmt;

/// The size of an image, in pixels.
///
/// The fields are public so that a literal names them: `ImageSize { width: 600, height: 800 }` cannot be
/// transposed by accident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ImageSize {
    /// Pixels from the left edge to the right one.
    pub width: u32,
    /// Pixels from the top edge to the bottom one.
    pub height: u32,
}

impl fmt::Display for ImageSize {
    /// Width first: `600 x 800`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} x {}", self.width, self.height)
    }
}
