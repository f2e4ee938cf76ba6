use std::collections::BTreeMap;

use image::{Rgb, RgbImage};
use picsellia_core::{Prediction, Score};

use crate::canvas::{Area, Canvas, Pen};
use crate::marks::{self, Mark};

/// Color-blind people can distinguish orange and blue, too. Dashes need no color at all.
const CHAMPION: Pen = Pen { color: Rgb([255, 176, 0]), dashed: false };
const SHADOW: Pen = Pen { color: Rgb([90, 200, 255]), dashed: true };

/// A picture with predictions to draw on it.
///
/// ```
/// use picsellia_core::{BBox, DetectionPrediction};
/// use picsellia_draw::{Drawing, image::RgbImage};
///
/// let picture = RgbImage::new(320, 240);
/// let door = BBox::tlbr(60, 80, 180, 200)?;
/// let champion = DetectionPrediction::builder().object(0, 0.9, door).build()?.into();
/// let drawing = Drawing::new(&picture).champion(&champion, "champion: 1 object").draw();
/// assert_eq!(drawing.width(), 320);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is drawn until `draw` is called"]
pub struct Drawing<'a> {
    picture: &'a RgbImage,
    layers: Vec<Layer<'a>>,
    names: Option<BTreeMap<i64, String>>,
}

/// A prediction, with its line in the legend.
#[derive(Clone, Debug)]
struct Layer<'a> {
    prediction: &'a Prediction,
    legend: String,
    pen: Pen,
}

impl<'a> Drawing<'a> {
    /// Creates a drawing on this picture, without any prediction yet.
    pub fn new(picture: &'a RgbImage) -> Self {
        Self { picture, layers: Vec::new(), names: None }
    }

    /// Adds the champion's prediction, in solid lines with scores above.
    ///
    /// `legend` is shown above the picture.
    pub fn champion(self, prediction: &'a Prediction, legend: impl Into<String>) -> Self {
        self.layer(prediction, legend.into(), CHAMPION)
    }

    /// Adds the shadow's prediction, in dashed lines with scores below.
    ///
    /// `legend` is shown above the picture.
    pub fn shadow(self, prediction: &'a Prediction, legend: impl Into<String>) -> Self {
        self.layer(prediction, legend.into(), SHADOW)
    }

    /// Sets the class names, which are shown before the scores.
    ///
    /// A class without a name is shown as its number.
    pub fn class_names(self, names: BTreeMap<i64, String>) -> Self {
        Self { names: Some(names), ..self }
    }

    fn layer(mut self, prediction: &'a Prediction, legend: String, pen: Pen) -> Self {
        self.layers.push(Layer { prediction, legend, pen });
        self
    }

    /// Draws the legend, the picture below it, and the predictions on the picture.
    #[must_use]
    pub fn draw(&self) -> RgbImage {
        let (width, height) = self.picture.dimensions();
        let scale = (width.max(height) / 1500).max(1);
        let rows = u32::try_from(self.layers.len()).unwrap_or(u32::MAX);
        let header = if rows == 0 { 0 } else { (8 + 24 * rows) * scale };
        let mut canvas = Canvas::new(self.width(scale), height + header, scale);
        let (unit, header) = (i64::from(scale), i64::from(header));
        for (x, y, pixel) in self.picture.enumerate_pixels() {
            canvas.put(x.into(), header + i64::from(y), *pixel);
        }

        for (row, layer) in (0..).zip(&self.layers) {
            let (top, left) = ((8 + 24 * row) * unit, 12 * unit);
            canvas.frame(Area { top, left, bottom: top + 16 * unit, right: left + 28 * unit }, layer.pen);
            canvas.text(left + 40 * unit, top, &layer.legend, layer.pen.color);
        }
        let marks =
            |layer: &Layer<'_>| marks::of(layer.prediction).into_iter().map(|mark| mark.lowered(header));
        let marked: Vec<(&Layer<'_>, Vec<Mark>)> =
            self.layers.iter().map(|layer| (layer, marks(layer).collect())).collect();
        for (layer, marks) in &marked {
            marks.iter().for_each(|mark| mark.draw(&mut canvas, layer.pen));
        }
        // Texts come last, so that no line crosses them, and do not overlap each other if possible.
        let mut taken = Vec::new();
        let mut listed = header + 4 * unit;
        for (layer, marks) in &marked {
            let (classes, scores) = columns(layer.prediction);
            for ((mark, class), score) in marks.iter().zip(classes).zip(scores) {
                let text = self.text(*class, *score);
                let size = canvas.text_size(&text);
                let area = match mark.area(&canvas) {
                    Some(around) => free_place(around, size, layer.pen, canvas.area(), &taken),
                    None => {
                        let area = Area {
                            top: listed,
                            left: 4 * unit,
                            bottom: listed + size.1,
                            right: 4 * unit + size.0,
                        };
                        listed = area.bottom;
                        area
                    }
                };
                canvas.text(area.left, area.top, &text, layer.pen.color);
                taken.push(area);
            }
        }
        canvas.into_image()
    }

    /// Returns the width of the picture or of the legend, whichever is wider.
    fn width(&self, scale: u32) -> u32 {
        let ruler = Canvas::new(1, 1, scale);
        let legends = self.layers.iter().map(|layer| ruler.text_size(&layer.legend).0);
        let legend = legends.max().map_or(0, |widest| u32::try_from(widest).unwrap_or(0) + 64 * scale);
        self.picture.width().max(legend)
    }

    fn text(&self, class: i64, score: Score) -> String {
        let score = score.as_f64();
        match &self.names {
            None => format!("{score:.2}"),
            Some(names) => match names.get(&class) {
                Some(name) => format!("{name} {score:.2}"),
                None => format!("class {class} {score:.2}"),
            },
        }
    }
}

fn columns(prediction: &Prediction) -> (&[i64], &[Score]) {
    match prediction {
        Prediction::Classification(objects) => (objects.classes(), objects.scores()),
        Prediction::Detection(objects) => (objects.classes(), objects.scores()),
        Prediction::Segmentation(objects) => (objects.classes(), objects.scores()),
        Prediction::Line(objects) => (objects.classes(), objects.scores()),
        Prediction::Point(objects) => (objects.classes(), objects.scores()),
        Prediction::Keypoint(objects) => (objects.classes(), objects.scores()),
        Prediction::Mask(objects) => (objects.classes(), objects.scores()),
        _ => (&[], &[]),
    }
}

/// Returns the best place for a text of this size: on the canvas and clear of other texts.
///
/// Candidates are outside or inside the shape, at its left or right.
fn free_place(around: Area, (width, height): (i64, i64), pen: Pen, canvas: Area, taken: &[Area]) -> Area {
    let (outside, inside) = if pen.dashed {
        (around.bottom, around.bottom.saturating_sub(height))
    } else {
        (around.top.saturating_sub(height), around.top)
    };
    let right = around.right.saturating_sub(width);
    let places = [(outside, around.left), (outside, right), (inside, around.left), (inside, right)].map(
        |(top, left)| Area {
            top,
            left,
            bottom: top.saturating_add(height),
            right: left.saturating_add(width),
        },
    );
    let lost = |place: &Area| {
        let shared = taken.iter().map(|other| place.shared_with(*other));
        let covering = shared.fold(0_i64, i64::saturating_add);
        covering - place.shared_with(canvas)
    };
    places.into_iter().min_by_key(lost).unwrap_or(places[0])
}
