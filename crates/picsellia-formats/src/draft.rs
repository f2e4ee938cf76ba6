//! Predictions that may have shapes in fractions of an image whose size is not known yet.

use picsellia_core::{
    BoxFormat, DetectionPrediction, ImageSize, InvalidInput, PointFormat, Prediction, SegmentationPrediction,
};

/// A prediction that is converted to pixels once the size of its image is known.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Draft {
    /// A prediction in pixels.
    Pixels(Prediction),
    /// Boxes `[center x, center y, width, height]` in fractions of the image.
    Boxes(Columns, Vec<[f64; 4]>),
    /// Polygons with points `[x, y]` in fractions of the image.
    Polygons(Columns, Vec<Vec<[f64; 2]>>),
}

/// The class and score of each object, column by column.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Columns {
    pub(crate) classes: Vec<i64>,
    pub(crate) scores: Vec<f64>,
}

impl Columns {
    pub(crate) fn push(&mut self, class: i64, score: f64) {
        self.classes.push(class);
        self.scores.push(score);
    }
}

impl Draft {
    /// Returns the number of objects.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Pixels(prediction) => prediction.len(),
            Self::Boxes(_, boxes) => boxes.len(),
            Self::Polygons(_, polygons) => polygons.len(),
        }
    }

    /// Converts the shapes to pixels of an image of this size.
    pub(crate) fn on(self, size: ImageSize) -> Result<Prediction, InvalidInput> {
        match self {
            Self::Pixels(prediction) => Ok(prediction),
            Self::Boxes(Columns { classes, scores }, boxes) => {
                let format = BoxFormat::CXCYWH.normalized(size);
                let builder = DetectionPrediction::builder().classes(classes).scores(scores);
                Ok(builder.boxes(format, boxes).build()?.into())
            }
            Self::Polygons(Columns { classes, scores }, polygons) => {
                let format = PointFormat::normalized(size);
                let builder = SegmentationPrediction::builder().classes(classes).scores(scores);
                Ok(builder.polygons(format, polygons).build()?.into())
            }
        }
    }
}

impl<P: Into<Prediction>> From<P> for Draft {
    fn from(prediction: P) -> Self {
        Self::Pixels(prediction.into())
    }
}
