//! A stored prediction as rows and as a legend.

use std::collections::BTreeMap;

use picsellia_deploy::geometry::RawBox;
use picsellia_deploy::{Prediction, prediction};

use crate::output::Table;

/// One model's prediction.
pub(super) struct Stored {
    pub(super) model: &'static str,
    pub(super) latency: Option<f64>,
    pub(super) prediction: Prediction,
}

impl Stored {
    /// Returns the legend of a picture.
    pub(super) fn legend(&self) -> String {
        let objects = match self.prediction.len() {
            1 => "1 object".to_owned(),
            count => format!("{count} objects"),
        };
        match self.latency {
            Some(latency) => format!("{}: {objects}, {latency} s", self.model),
            None => format!("{}: {objects}", self.model),
        }
    }

    /// Adds a row for each object.
    pub(super) fn rows(&self, names: &BTreeMap<i64, String>, table: &mut Table) {
        for (class, score, shape) in objects(&self.prediction) {
            let class = names.get(&class).cloned().unwrap_or_else(|| format!("class {class}"));
            table.row([self.model.to_owned(), class, score.to_string(), shape]);
        }
    }
}

/// Returns the class, score and shape of each object.
fn objects(prediction: &Prediction) -> Vec<(i64, f64, String)> {
    macro_rules! columns {
        ($objects:expr, $shape:expr) => {{
            let objects = $objects;
            let (classes, scores) = (objects.classes().iter(), objects.scores().iter());
            let columns = classes.zip(scores).zip(objects.shapes());
            columns.map(|((class, score), shape)| (*class, score.as_f64(), $shape(shape))).collect()
        }};
    }
    let points =
        |points: &[[i64; 2]]| points.iter().map(|[x, y]| format!("{x},{y}")).collect::<Vec<_>>().join(" ");
    match prediction {
        Prediction::Classification(objects) => columns!(objects, |_| "whole image".to_owned()),
        Prediction::Detection(objects) => columns!(objects, |edges: &RawBox| {
            let [top, left, bottom, right] = edges.to_tlbr();
            format!("top {top}, left {left}, bottom {bottom}, right {right}")
        }),
        Prediction::Segmentation(objects) => {
            columns!(objects, |polygon: &prediction::Polygon| points(polygon.points()))
        }
        Prediction::Line(objects) => {
            columns!(objects, |line: &prediction::Polyline| points(line.points()))
        }
        Prediction::Point(objects) => {
            columns!(objects, |point: &prediction::Point| points(&[point.to_xy()]))
        }
        Prediction::Keypoint(objects) => columns!(objects, |skeleton: &prediction::Keypoints| {
            let there: Vec<_> = skeleton.points().iter().map(|[x, y, _]| [*x, *y]).collect();
            points(&there)
        }),
        Prediction::Mask(objects) => {
            columns!(objects, |mask: &prediction::Mask| format!("mask of {} characters", mask.as_str().len()))
        }
        _ => Vec::new(),
    }
}
