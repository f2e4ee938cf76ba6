//! The objects of a prediction as marks on a canvas.

use picsellia_core::{Prediction, RawBox};

use crate::canvas::{Area, Canvas, Pen};

/// The shape of one object, in pixels of the picture.
#[derive(Debug)]
pub(crate) enum Mark {
    Frame(Area),
    /// Connected points.
    Path {
        points: Vec<[i64; 2]>,
        closed: bool,
    },
    /// Points, each with whether it is visible.
    Dots(Vec<([i64; 2], bool)>),
    /// An object without a position.
    Nowhere,
}

/// Returns the mark of each object.
pub(crate) fn of(prediction: &Prediction) -> Vec<Mark> {
    match prediction {
        Prediction::Detection(objects) => {
            objects.shapes().iter().map(|edges| Mark::Frame(area(*edges))).collect()
        }
        Prediction::Segmentation(objects) => {
            let closed = |points: &[[i64; 2]]| Mark::Path { points: points.to_vec(), closed: true };
            objects.shapes().iter().map(|polygon| closed(polygon.points())).collect()
        }
        Prediction::Line(objects) => {
            let open = |points: &[[i64; 2]]| Mark::Path { points: points.to_vec(), closed: false };
            objects.shapes().iter().map(|line| open(line.points())).collect()
        }
        Prediction::Point(objects) => {
            objects.shapes().iter().map(|point| Mark::Dots(vec![(point.to_xy(), true)])).collect()
        }
        Prediction::Keypoint(objects) => {
            let there = |points: &[[i64; 3]]| {
                let there = points.iter().filter(|[_, _, visibility]| *visibility != 0);
                Mark::Dots(there.map(|&[x, y, visibility]| ([x, y], visibility != 1)).collect())
            };
            objects.shapes().iter().map(|skeleton| there(skeleton.points())).collect()
        }
        other => (0..other.len()).map(|_| Mark::Nowhere).collect(),
    }
}

/// Returns the pixels of a box, with its corners in order.
fn area(edges: RawBox) -> Area {
    let [top, left, bottom, right] = edges.to_tlbr();
    Area { top: top.min(bottom), left: left.min(right), bottom: top.max(bottom), right: left.max(right) }
}

impl Mark {
    /// Moves the mark down by `pixels`.
    pub(crate) fn lowered(self, pixels: i64) -> Self {
        let lower = |[x, y]: [i64; 2]| [x, y.saturating_add(pixels)];
        match self {
            Self::Frame(area) => Self::Frame(Area {
                top: area.top.saturating_add(pixels),
                bottom: area.bottom.saturating_add(pixels),
                ..area
            }),
            Self::Path { points, closed } => {
                Self::Path { points: points.into_iter().map(lower).collect(), closed }
            }
            Self::Dots(points) => {
                Self::Dots(points.into_iter().map(|(point, seen)| (lower(point), seen)).collect())
            }
            Self::Nowhere => Self::Nowhere,
        }
    }

    pub(crate) fn draw(&self, canvas: &mut Canvas, pen: Pen) {
        match self {
            Self::Frame(area) => canvas.frame(*area, pen),
            Self::Path { points, closed } => {
                for pair in points.windows(2) {
                    if let [from, to] = pair {
                        canvas.line(*from, *to, pen);
                    }
                }
                if let (true, [first, .., last]) = (*closed, points.as_slice()) {
                    canvas.line(*last, *first, pen);
                }
            }
            Self::Dots(points) => {
                for (point, seen) in points {
                    // A shadow has dashed lines and hollow dots.
                    canvas.dot(*point, *seen && !pen.dashed, pen);
                }
            }
            Self::Nowhere => {}
        }
    }

    /// Returns the area that the mark covers on the canvas. `None` without a position.
    pub(crate) fn area(&self, canvas: &Canvas) -> Option<Area> {
        let around = |points: &[[i64; 2]], room: i64| {
            let (xs, ys) = (|| points.iter().map(|[x, _]| *x), || points.iter().map(|[_, y]| *y));
            Some(Area {
                top: ys().min()?.saturating_sub(room),
                left: xs().min()?.saturating_sub(room),
                bottom: ys().max()?.saturating_add(room),
                right: xs().max()?.saturating_add(room),
            })
        };
        match self {
            Self::Frame(area) => Some(*area),
            Self::Path { points, .. } => around(points, 0),
            Self::Dots(points) => {
                let points: Vec<_> = points.iter().map(|(point, _)| *point).collect();
                around(&points, canvas.dot_radius())
            }
            Self::Nowhere => None,
        }
    }
}
