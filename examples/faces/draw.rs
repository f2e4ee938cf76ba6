//! A drawing of predictions on their picture, for a person to look at.

use std::path::{Path, PathBuf};

use image::{GrayImage, ImageError, Rgb, RgbImage};
use picsellia_deploy::{DetectionPrediction, RawBox};

use crate::canvas::{Area, Canvas, Pen};

/// The colours are told apart by people who see colours differently, too, and the dashes without any colour.
const CHAMPION: Pen = Pen { color: Rgb([255, 176, 0]), dashed: false };
const SHADOW: Pen = Pen { color: Rgb([90, 200, 255]), dashed: true };

/// A prediction, with the line of the legend that says whose it is.
pub(crate) struct Layer<'a> {
    pub(crate) prediction: &'a DetectionPrediction,
    pub(crate) legend: String,
}

/// A drawing that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the drawing {path}", path = path.display())]
pub(crate) struct SaveError {
    path: PathBuf,
    source: ImageError,
}

/// Draws the picture in grey, as the detector sees it, with the boxes of both predictions: the champion's scores above
/// them, the shadow's below. The legend is put above the picture.
pub(crate) fn draw(picture: &GrayImage, champion: &Layer<'_>, shadow: &Layer<'_>) -> RgbImage {
    let (width, height) = picture.dimensions();
    let scale = (width.max(height) / 1500).max(1);
    let header = 56 * scale;
    let mut canvas = Canvas::new(width, height + header, scale);
    let (unit, header) = (i64::from(scale), i64::from(header));
    for (x, y, pixel) in picture.enumerate_pixels() {
        canvas.put(x.into(), header + i64::from(y), Rgb([pixel.0[0]; 3]));
    }

    let layers = [(champion, CHAMPION), (shadow, SHADOW)];
    for (row, (layer, pen)) in (0..).zip(layers) {
        let (top, left) = ((8 + 24 * row) * unit, 12 * unit);
        canvas.frame(Area { top, left, bottom: top + 16 * unit, right: left + 28 * unit }, pen);
        canvas.text(left + 40 * unit, top, &layer.legend, pen.color);
        for edges in layer.prediction.boxes() {
            canvas.frame(on_canvas(*edges, header), pen);
        }
    }
    // Scores come last, so that no frame runs through one, and keep clear of each other.
    let mut taken = Vec::new();
    for (layer, pen) in layers {
        for (edges, score) in layer.prediction.boxes().iter().zip(layer.prediction.scores()) {
            let score = format!("{:.2}", score.as_f64());
            let bbox = on_canvas(*edges, header);
            let area = free_place(bbox, canvas.text_size(&score), pen, canvas.area(), &taken);
            canvas.text(area.left, area.top, &score, pen.color);
            taken.push(area);
        }
    }
    canvas.into_image()
}

/// Writes a drawing to a file, and the folder of the file if it is not there.
pub(crate) fn save(drawing: &RgbImage, path: &Path) -> Result<(), SaveError> {
    let folder = path.parent().map_or(Ok(()), std::fs::create_dir_all);
    let saved = folder.map_err(ImageError::from).and_then(|()| drawing.save(path));
    saved.map_err(|source| SaveError { path: path.to_owned(), source })
}

fn on_canvas(edges: RawBox, header: i64) -> Area {
    let [top, left, bottom, right] = edges.to_tlbr();
    Area { top: top + header, left, bottom: bottom + header, right }
}

/// Where a text of this size is read best, on the canvas and clear of others: outside of the box at its left, at its
/// right, or inside of it.
fn free_place(bbox: Area, (width, height): (i64, i64), pen: Pen, canvas: Area, taken: &[Area]) -> Area {
    let (outside, inside) =
        if pen.dashed { (bbox.bottom, bbox.bottom - height) } else { (bbox.top - height, bbox.top) };
    let right = bbox.right - width;
    let places = [(outside, bbox.left), (outside, right), (inside, bbox.left), (inside, right)]
        .map(|(top, left)| Area { top, left, bottom: top + height, right: left + width });
    let lost = |place: &Area| {
        let covering: i64 = taken.iter().map(|other| place.shared_with(*other)).sum();
        covering - place.shared_with(canvas)
    };
    places.into_iter().min_by_key(lost).unwrap_or(places[0])
}
