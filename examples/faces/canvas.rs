//! A picture to draw frames and text on. What lies outside of it is left out.

use image::{Rgb, RgbImage};
use noto_sans_mono_bitmap::{FontWeight, RasterHeight, RasterizedChar, get_raster};

/// How a frame is drawn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pen {
    pub(crate) color: Rgb<u8>,
    pub(crate) dashed: bool,
}

/// A rectangle of pixels, without those at `bottom` and `right`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Area {
    pub(crate) top: i64,
    pub(crate) left: i64,
    pub(crate) bottom: i64,
    pub(crate) right: i64,
}

impl Area {
    /// How many pixels it has in common with another.
    pub(crate) fn shared_with(self, other: Self) -> i64 {
        let height = self.bottom.min(other.bottom) - self.top.max(other.top);
        let width = self.right.min(other.right) - self.left.max(other.left);
        height.max(0) * width.max(0)
    }
}

pub(crate) struct Canvas {
    image: RgbImage,
    /// The width of a thin line, in pixels: more than one on a large picture, so that it is seen.
    scale: u32,
}

impl Canvas {
    pub(crate) fn new(width: u32, height: u32, scale: u32) -> Self {
        Self { image: RgbImage::new(width, height), scale }
    }

    pub(crate) fn into_image(self) -> RgbImage {
        self.image
    }

    pub(crate) fn area(&self) -> Area {
        Area { top: 0, left: 0, bottom: self.image.height().into(), right: self.image.width().into() }
    }

    pub(crate) fn put(&mut self, x: i64, y: i64, color: Rgb<u8>) {
        if let (Ok(x), Ok(y)) = (x.try_into(), y.try_into())
            && let Some(pixel) = self.image.get_pixel_mut_checked(x, y)
        {
            *pixel = color;
        }
    }

    /// Draws the outline of `area`, within it.
    pub(crate) fn frame(&mut self, area: Area, pen: Pen) {
        let scale = i64::from(self.scale);
        let (thickness, dash) = (2 * scale, 7 * scale);
        let Area { top, left, bottom, right } = area;
        for y in top..bottom {
            for x in left..right {
                let at_end = y < top + thickness || y >= bottom - thickness;
                let at_side = x < left + thickness || x >= right - thickness;
                let along = if at_end { x - left } else { y - top };
                if (at_end || at_side) && !(pen.dashed && along / dash % 2 == 1) {
                    self.put(x, y, pen.color);
                }
            }
        }
    }

    /// The width and height of `text`.
    pub(crate) fn text_size(&self, text: &str) -> (i64, i64) {
        let glyphs = || text.chars().filter_map(glyph);
        let width: u32 = glyphs().map(|glyph| self.length(glyph.width())).sum();
        let height = glyphs().map(|glyph| self.length(glyph.height())).max().unwrap_or(0);
        (width.into(), height.into())
    }

    /// Writes `text` on a black ground, with its top-left corner at `x` and `y`.
    pub(crate) fn text(&mut self, mut x: i64, y: i64, text: &str, color: Rgb<u8>) {
        for glyph in text.chars().filter_map(glyph) {
            let (width, height) = (self.length(glyph.width()), self.length(glyph.height()));
            for (column, row) in (0..height).flat_map(|row| (0..width).map(move |column| (column, row))) {
                // Each pixel of the glyph is a square of `scale` by `scale`.
                let (from_column, from_row) = (column / self.scale, row / self.scale);
                let ink = glyph.pixel(from_column as usize, from_row as usize).unwrap_or(0);
                self.put(
                    x + i64::from(column),
                    y + i64::from(row),
                    Rgb(color.0.map(|channel| shade(channel, ink))),
                );
            }
            x += i64::from(width);
        }
    }

    /// A length of a glyph, on this canvas.
    fn length(&self, pixels: usize) -> u32 {
        u32::try_from(pixels).unwrap_or(0) * self.scale
    }
}

fn glyph(symbol: char) -> Option<RasterizedChar> {
    get_raster(symbol, FontWeight::Bold, RasterHeight::Size16)
}

fn shade(channel: u8, ink: u8) -> u8 {
    u8::try_from(u16::from(channel) * u16::from(ink) / 255).unwrap_or(u8::MAX)
}
