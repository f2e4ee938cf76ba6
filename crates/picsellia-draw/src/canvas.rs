//! A picture to draw frames, lines and text on. Everything is clipped to it.

use image::{Rgb, RgbImage};
use noto_sans_mono_bitmap::{FontWeight, RasterHeight, RasterizedChar, get_raster};

/// How a shape is drawn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pen {
    pub(crate) color: Rgb<u8>,
    pub(crate) dashed: bool,
}

/// A rectangle of pixels. `bottom` and `right` are exclusive.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Area {
    pub(crate) top: i64,
    pub(crate) left: i64,
    pub(crate) bottom: i64,
    pub(crate) right: i64,
}

impl Area {
    /// Returns the number of pixels that two areas share.
    pub(crate) fn shared_with(self, other: Self) -> i64 {
        let both = self.cut_to(other);
        both.bottom
            .saturating_sub(both.top)
            .max(0)
            .saturating_mul(both.right.saturating_sub(both.left).max(0))
    }

    /// Returns the part of the area that is in another one.
    fn cut_to(self, other: Self) -> Self {
        Self {
            top: self.top.max(other.top),
            left: self.left.max(other.left),
            bottom: self.bottom.min(other.bottom),
            right: self.right.min(other.right),
        }
    }
}

pub(crate) struct Canvas {
    image: RgbImage,
    /// The width of a thin line, in pixels. It is more than one on large pictures, to be visible.
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

    /// Draws the outline of `area`, inside the area.
    pub(crate) fn frame(&mut self, area: Area, pen: Pen) {
        let (thickness, dash) = (self.thickness(), self.dash());
        let Area { top, left, bottom, right } = area;
        let seen = area.cut_to(self.area());
        for y in seen.top..seen.bottom {
            for x in seen.left..seen.right {
                let at_end = y < top.saturating_add(thickness) || y >= bottom.saturating_sub(thickness);
                let at_side = x < left.saturating_add(thickness) || x >= right.saturating_sub(thickness);
                let along = if at_end { x.saturating_sub(left) } else { y.saturating_sub(top) };
                if (at_end || at_side) && !(pen.dashed && along / dash % 2 == 1) {
                    self.put(x, y, pen.color);
                }
            }
        }
    }

    /// Draws a line between two points.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)] // a clipped line has the coordinates of a picture
    pub(crate) fn line(&mut self, [x1, y1]: [i64; 2], [x2, y2]: [i64; 2], pen: Pen) {
        let ends = [x1 as f64, y1 as f64, x2 as f64, y2 as f64];
        let Some([x1, y1, x2, y2]) = cut(ends, self.area(), self.thickness() as f64) else { return };
        let steps = (x2 - x1).abs().max((y2 - y1).abs()).ceil().max(1.0);
        let length = (x2 - x1).hypot(y2 - y1);
        let (thickness, dash) = (self.thickness(), self.dash());
        for step in 0..=steps as i64 {
            let part = step as f64 / steps;
            if pen.dashed && (part * length) as i64 / dash % 2 == 1 {
                continue;
            }
            let (x, y) = ((x1 + part * (x2 - x1)).round() as i64, (y1 + part * (y2 - y1)).round() as i64);
            for (row, column) in
                (0..thickness).flat_map(|row| (0..thickness).map(move |column| (row, column)))
            {
                self.put(x + column - thickness / 2, y + row - thickness / 2, pen.color);
            }
        }
    }

    /// Draws a disc or a ring around a point.
    pub(crate) fn dot(&mut self, [x, y]: [i64; 2], filled: bool, pen: Pen) {
        let (radius, thickness) = (self.dot_radius(), self.thickness());
        for (row, column) in
            (-radius..=radius).flat_map(|row| (-radius..=radius).map(move |column| (row, column)))
        {
            let distance = row * row + column * column;
            let inner = radius - thickness;
            if distance <= radius * radius && (filled || distance > inner * inner) {
                self.put(x.saturating_add(column), y.saturating_add(row), pen.color);
            }
        }
    }

    /// Returns the radius of a dot, in pixels.
    pub(crate) fn dot_radius(&self) -> i64 {
        4 * i64::from(self.scale)
    }

    fn thickness(&self) -> i64 {
        2 * i64::from(self.scale)
    }

    fn dash(&self) -> i64 {
        7 * i64::from(self.scale)
    }

    /// Returns the width and height of `text`.
    pub(crate) fn text_size(&self, text: &str) -> (i64, i64) {
        let glyphs = || text.chars().filter_map(glyph);
        let width: u32 = glyphs().map(|glyph| self.length(glyph.width())).sum();
        let height = glyphs().map(|glyph| self.length(glyph.height())).max().unwrap_or(0);
        (width.into(), height.into())
    }

    /// Writes `text` on a black background, with its top-left corner at `x` and `y`.
    pub(crate) fn text(&mut self, mut x: i64, y: i64, text: &str, color: Rgb<u8>) {
        for glyph in text.chars().filter_map(glyph) {
            let (width, height) = (self.length(glyph.width()), self.length(glyph.height()));
            for (column, row) in (0..height).flat_map(|row| (0..width).map(move |column| (column, row))) {
                // Each pixel of the glyph is a square of `scale` by `scale`.
                let (from_column, from_row) = (column / self.scale, row / self.scale);
                let ink = glyph.pixel(from_column as usize, from_row as usize).unwrap_or(0);
                self.put(
                    x.saturating_add(i64::from(column)),
                    y.saturating_add(i64::from(row)),
                    Rgb(color.0.map(|channel| shade(channel, ink))),
                );
            }
            x = x.saturating_add(i64::from(width));
        }
    }

    /// Scales a length of a glyph to this canvas.
    fn length(&self, pixels: usize) -> u32 {
        u32::try_from(pixels).unwrap_or(0) * self.scale
    }
}

/// Clips a line to `area` plus `margin` pixels around it, by the Liang–Barsky algorithm.
#[allow(clippy::cast_precision_loss)] // the edges of a picture
fn cut([x1, y1, x2, y2]: [f64; 4], area: Area, margin: f64) -> Option<[f64; 4]> {
    let (dx, dy) = (x2 - x1, y2 - y1);
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    for (step, room) in [
        (-dx, x1 - (area.left as f64 - margin)),
        (dx, area.right as f64 + margin - x1),
        (-dy, y1 - (area.top as f64 - margin)),
        (dy, area.bottom as f64 + margin - y1),
    ] {
        if step == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if step < 0.0 {
            from = from.max(room / step);
        } else {
            to = to.min(room / step);
        }
    }
    (from <= to).then_some([x1 + from * dx, y1 + from * dy, x1 + to * dx, y1 + to * dy])
}

/// Returns the glyph of a symbol. The font has only ASCII, so others show as a question mark.
fn glyph(symbol: char) -> Option<RasterizedChar> {
    let raster = |symbol| get_raster(symbol, FontWeight::Bold, RasterHeight::Size16);
    raster(symbol).or_else(|| raster('?'))
}

fn shade(channel: u8, ink: u8) -> u8 {
    u8::try_from(u16::from(channel) * u16::from(ink) / 255).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEN: Pen = Pen { color: Rgb([255, 255, 255]), dashed: false };

    fn drawn(canvas: Canvas) -> usize {
        canvas.into_image().pixels().filter(|pixel| pixel.0 != [0; 3]).count()
    }

    #[test]
    fn shapes_far_outside_take_no_time_and_draw_nothing() {
        let far = i64::MAX / 4;
        let mut canvas = Canvas::new(40, 30, 1);
        canvas.frame(Area { top: far, left: far, bottom: far + 9, right: far + 9 }, PEN);
        canvas.line([far, far], [far, -far], PEN);
        canvas.dot([i64::MAX, i64::MIN], true, PEN);
        assert_eq!(drawn(canvas), 0);

        let mut canvas = Canvas::new(40, 30, 1);
        canvas.frame(Area { top: 10, left: -far, bottom: 20, right: far }, PEN);
        assert_eq!(drawn(canvas), 2 * 2 * 40, "the upper and the lower edge");
        let mut canvas = Canvas::new(40, 30, 1);
        canvas.line([-1_000_000_000, 10], [1_000_000_000, 10], PEN);
        assert_eq!(drawn(canvas), 2 * 40);
    }
}
