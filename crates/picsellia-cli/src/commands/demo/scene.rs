//! Draws the pictures of the demo: objects on a street, and parts on a table.

use std::io::Cursor;

use fastrand::Rng;
use picsellia_deploy::BBox;
use picsellia_draw::image::{ImageError, ImageFormat, Rgb, RgbImage};

pub(super) const WIDTH: u32 = 320;
pub(super) const HEIGHT: u32 = 240;

/// A street at some time of day.
pub(super) struct Street {
    pub(super) picture: RgbImage,
    /// The class and the box of each object.
    pub(super) objects: Vec<(usize, BBox)>,
}

/// Height and width of each class, in pixels, and its color.
const KINDS: [(u32, u32, [u8; 3]); 3] =
    [(70, 26, [205, 92, 92]), (50, 96, [70, 130, 180]), (46, 60, [154, 205, 50])];

impl Street {
    /// Creates a street with random objects. `light` goes from 0, at night, to 1.
    pub(super) fn new(rng: &mut Rng, light: f64) -> Self {
        let mut picture = RgbImage::from_fn(WIDTH, HEIGHT, |_, y| {
            let ground = if y > HEIGHT / 2 { 90 } else { 170 };
            lit([ground, ground, ground + 20], light)
        });
        let mut objects = Vec::new();
        for _ in 0..rng.usize(1..4) {
            let class = rng.usize(0..KINDS.len());
            let (height, width, color) = KINDS[class];
            let (top, left) = (rng.u32(HEIGHT / 4..HEIGHT - height), rng.u32(0..WIDTH - width));
            for (x, y) in (left..left + width).flat_map(|x| (top..top + height).map(move |y| (x, y))) {
                picture.put_pixel(x, y, lit(color, light));
            }
            objects.extend(BBox::xywh(left, top, width, height).ok().map(|bbox| (class, bbox)));
        }
        Self { picture, objects }
    }
}

/// Draws a metal part, with or without a scratch.
pub(super) fn part(rng: &mut Rng, scratched: bool) -> RgbImage {
    let mut picture = RgbImage::from_fn(WIDTH, HEIGHT, |x, y| {
        let (from_center_x, from_center_y) = (x.abs_diff(WIDTH / 2), y.abs_diff(HEIGHT / 2));
        let is_part = from_center_x.pow(2) + from_center_y.pow(2) < 90 * 90;
        Rgb(if is_part { [176, 184, 190] } else { [44, 52, 58] })
    });
    if scratched {
        let (left, top) = (rng.u32(110..150), rng.u32(80..120));
        for step in 0..60 {
            picture.put_pixel(left + step, top + step / 3, Rgb([60, 60, 60]));
            picture.put_pixel(left + step, top + step / 3 + 1, Rgb([60, 60, 60]));
        }
    }
    picture
}

pub(super) fn encode(picture: &RgbImage) -> Result<Vec<u8>, ImageError> {
    let mut png = Cursor::new(Vec::new());
    picture.write_to(&mut png, ImageFormat::Png)?;
    Ok(png.into_inner())
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // the product is from 0 to 255
fn lit(color: [u8; 3], light: f64) -> Rgb<u8> {
    Rgb(color.map(|channel| (f64::from(channel) * (0.25 + 0.75 * light)) as u8))
}
