use std::borrow::Borrow;

use super::shape::Shape;
use super::{Keypoints, Mask, Objects, Point, Polygon, Polyline, WholeImage};
use crate::geometry::{BoxFormat, Coordinate, PointFormat, RawBox};
use crate::number::{ClassIndex, IntoClass, Score};
use crate::problem::{InvalidInput, Problem, ProblemKind, settle};

/// Builds a prediction. [`build`](Self::build) reports all problems at once.
#[derive(Clone, Debug)]
pub struct ObjectsBuilder<S> {
    objects: Objects<S>,
    problems: Vec<Problem>,
}

impl<S> Default for ObjectsBuilder<S> {
    fn default() -> Self {
        let objects = Objects {
            classes: Vec::new(),
            scores: Vec::new(),
            shapes: Vec::new(),
            texts: None,
            dropped: Vec::new(),
        };
        Self { objects, problems: Vec::new() }
    }
}

impl<S: Shape> ObjectsBuilder<S> {
    /// Adds one object.
    #[must_use]
    pub fn object(self, class: impl ClassIndex, score: impl Into<Score>, shape: impl Into<S>) -> Self {
        let mut this = self.classes([class]).scores([score]);
        this.objects.shapes.push(shape.into());
        this
    }

    /// Adds a class for each of the next objects. Classes are indexes of the model's label map.
    #[must_use]
    pub fn classes<C: ClassIndex>(mut self, classes: impl IntoIterator<Item = C>) -> Self {
        let classes = classes.into_iter();
        self.objects.classes.reserve(classes.size_hint().0);
        for class in classes {
            let class = IntoClass::class(class).unwrap_or_else(|| {
                let path = format!("detection_classes[{}]", self.objects.classes.len());
                self.problems.push(Problem::new(path, ProblemKind::ClassTooLarge));
                i64::MAX
            });
            self.objects.classes.push(class);
        }
        self
    }

    /// Adds a score for each of the next objects, from 0 to 1.
    #[must_use]
    pub fn scores<N: Into<Score>>(mut self, scores: impl IntoIterator<Item = N>) -> Self {
        let scores = scores.into_iter();
        self.objects.scores.reserve(scores.size_hint().0);
        for score in scores {
            let score = score.into();
            if !score.is_finite() {
                let path = format!("detection_scores[{}]", self.objects.scores.len());
                self.problems.push(Problem::new(path, ProblemKind::NotFinite(score.as_f64())));
            }
            self.objects.scores.push(score);
        }
        self
    }

    /// Adds a text for each of the next objects, for models that read text.
    ///
    /// Either all objects have a text or none. An empty list means no texts, as for the official
    /// SDK.
    #[must_use]
    pub fn texts<T: AsRef<str>>(mut self, texts: impl IntoIterator<Item = T>) -> Self {
        let texts = texts.into_iter().map(|text| text.as_ref().to_owned());
        self.objects.texts.get_or_insert_default().extend(texts);
        self
    }

    /// Adds a shape for each of the next objects.
    #[must_use]
    pub fn shapes<T: Into<S>>(mut self, shapes: impl IntoIterator<Item = T>) -> Self {
        self.objects.shapes.extend(shapes.into_iter().map(Into::into));
        self
    }

    /// Builds the prediction, if it is coherent.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidInput`] with every number that is not finite, and every column whose length
    /// differs from that of the shapes.
    pub fn build(mut self) -> Result<Objects<S>, InvalidInput> {
        // Without texts there is one form, that of the official SDK, so what is written is read
        // back unchanged.
        self.objects.texts = self.objects.texts.filter(|texts| !texts.is_empty());
        let objects = &self.objects;
        // A prediction without shapes has as many objects as classes.
        let (expected, than) = match S::FIELD {
            Some((_, unit)) => (objects.shapes.len(), unit),
            None => (objects.classes.len(), "classes"),
        };
        let columns = [
            ("detection_classes", "classes", Some(objects.classes.len())),
            ("detection_texts", "texts", objects.texts.as_ref().map(Vec::len)),
            ("detection_scores", "scores", Some(objects.scores.len())),
        ];
        for (path, unit, actual) in columns {
            if let Some(actual) = actual.filter(|&actual| actual != expected) {
                self.problems.push(Problem::new(path, ProblemKind::Length { actual, unit, expected, than }));
            }
        }
        if let Some(shape) = S::ONLY {
            self.objects.shapes.resize(expected, shape);
        }
        settle(self.objects, self.problems)
    }

    /// Adds shapes that are read from numbers. An unreadable one is replaced by `placeholder`, so
    /// that later shapes keep their index.
    fn read<I>(
        mut self,
        items: impl IntoIterator<Item = I>,
        placeholder: &S,
        read: impl Fn(I) -> Result<S, ProblemKind>,
    ) -> Self {
        let field = S::FIELD.map_or("", |(field, _)| field);
        let items = items.into_iter();
        self.objects.shapes.reserve(items.size_hint().0);
        for item in items {
            let shape = read(item).unwrap_or_else(|kind| {
                self.problems.push(Problem::new(format!("{field}[{}]", self.objects.shapes.len()), kind));
                placeholder.clone()
            });
            self.objects.shapes.push(shape);
        }
        self
    }
}

impl ObjectsBuilder<WholeImage> {
    /// Adds one class of the whole image.
    #[must_use]
    pub fn class(self, class: impl ClassIndex, score: impl Into<Score>) -> Self {
        self.classes([class]).scores([score])
    }
}

impl ObjectsBuilder<RawBox> {
    /// Adds a box for each of the next objects, with its numbers in the convention `format`.
    #[must_use]
    pub fn boxes<N: Coordinate, B: Borrow<[N; 4]>>(
        self,
        format: BoxFormat,
        boxes: impl IntoIterator<Item = B>,
    ) -> Self {
        let placeholder = RawBox { top: 0, left: 0, bottom: 0, right: 0 };
        self.read(boxes, &placeholder, |numbers| Ok(format.read(*numbers.borrow())?))
    }
}

impl ObjectsBuilder<Polygon> {
    /// Adds a polygon for each of the next objects: the points of its outline.
    #[must_use]
    pub fn polygons<N: Coordinate, B: Borrow<[N; 2]>, P: IntoIterator<Item = B>>(
        self,
        format: PointFormat,
        polygons: impl IntoIterator<Item = P>,
    ) -> Self {
        self.read(polygons, &Polygon::new([]), |points| Ok(Polygon::new(format.read_all(points)?)))
    }
}

impl ObjectsBuilder<Polyline> {
    /// Adds a line for each of the next objects: the points that it connects.
    #[must_use]
    pub fn lines<N: Coordinate, B: Borrow<[N; 2]>, P: IntoIterator<Item = B>>(
        self,
        format: PointFormat,
        lines: impl IntoIterator<Item = P>,
    ) -> Self {
        self.read(lines, &Polyline::new([]), |points| Ok(Polyline::new(format.read_all(points)?)))
    }
}

impl ObjectsBuilder<Point> {
    /// Adds a point for each of the next objects.
    #[must_use]
    pub fn points<N: Coordinate, B: Borrow<[N; 2]>>(
        self,
        format: PointFormat,
        points: impl IntoIterator<Item = B>,
    ) -> Self {
        self.read(points, &Point::new(0, 0), |point| {
            let [x, y] = format.read(*point.borrow())?;
            Ok(Point::new(x, y))
        })
    }
}

impl ObjectsBuilder<Keypoints> {
    /// Adds a skeleton for each of the next objects: its points, each with its visibility.
    ///
    /// The visibility is that of COCO: 0 for a missing point, 1 for a hidden one, 2 for a visible
    /// one.
    #[must_use]
    pub fn keypoints<N: Coordinate, B: Borrow<([N; 2], i64)>, P: IntoIterator<Item = B>>(
        self,
        format: PointFormat,
        skeletons: impl IntoIterator<Item = P>,
    ) -> Self {
        self.read(skeletons, &Keypoints::new([]), |points| {
            let mut triples = Vec::new();
            for point in points {
                let (point, visibility) = *point.borrow();
                let [x, y] = format.read(point)?;
                triples.push([x, y, visibility]);
            }
            Ok(Keypoints::new(triples))
        })
    }
}

impl ObjectsBuilder<Mask> {
    /// Adds a mask for each of the next objects, in the encoding that the deployment's model uses.
    #[must_use]
    pub fn masks<T: Into<Mask>>(self, masks: impl IntoIterator<Item = T>) -> Self {
        self.shapes(masks)
    }
}
