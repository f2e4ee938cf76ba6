use std::fmt;

/// The size of an image, in pixels.
///
/// The fields are public so that a literal names them: `ImageSize { width: 600, height: 800 }`
/// cannot be transposed by accident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ImageSize {
    /// The width, in pixels.
    pub width: u32,
    /// The height, in pixels.
    pub height: u32,
}

impl fmt::Display for ImageSize {
    /// Writes the width first: `600 x 800`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} x {}", self.width, self.height)
    }
}
