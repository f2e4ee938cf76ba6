use crate::geometry::{self, BoxFormat, Coordinate, GeometryPolicy, ImageSize, RawBox, Repair};
use crate::number::{ClassIndex, IntoClass, Score};
use crate::problem::{InvalidInput, Problem, ProblemKind, Problems, settle};

/// The objects that a detection model found in an image: a class, a score and a box each, and perhaps a text.
///
/// ```
/// use picsellia_core::{BBox, BoxFormat, DetectionPrediction};
///
/// // Column by column, as models answer:
/// let columns = DetectionPrediction::builder()
///     .classes([1, 2])
///     .scores([0.9_f32, 0.7])
///     .boxes(BoxFormat::XYXY, [[200.4, 128.0, 240.2, 159.3], [10.0, 20.0, 30.0, 40.0]])
///     .build()?;
///
/// // Object by object:
/// let objects = DetectionPrediction::builder()
///     .object(1, 0.9, BBox::tlbr(128, 200, 159, 240)?)
///     .object(2, 0.7, BBox::xywh(10, 20, 20, 20)?)
///     .build()?;
/// assert_eq!(columns, objects);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// A prediction that exists is coherent: as many classes as boxes and scores, every number finite. Whether the
/// boxes are in order and within the image is judged when it is put on one, by a
/// [`GeometryPolicy`] in [`MonitorRequestBuilder::build`](crate::MonitorRequestBuilder::build).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DetectionPrediction {
    pub(crate) classes: Vec<i64>,
    pub(crate) scores: Vec<Score>,
    pub(crate) boxes: Vec<RawBox>,
    pub(crate) texts: Option<Vec<String>>,
}

impl DetectionPrediction {
    /// Starts a prediction. Without any object it says that nothing was found, which is worth monitoring too.
    #[must_use]
    pub fn builder() -> DetectionBuilder {
        DetectionBuilder::default()
    }

    /// How many objects were found.
    #[must_use]
    pub fn len(&self) -> usize {
        self.boxes.len()
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.boxes.is_empty()
    }

    /// The class of each object: an index of the model's label map.
    #[must_use]
    pub fn classes(&self) -> &[i64] {
        &self.classes
    }

    /// The score of each object.
    #[must_use]
    pub fn scores(&self) -> &[Score] {
        &self.scores
    }

    /// The box of each object, in pixels.
    #[must_use]
    pub fn boxes(&self) -> &[RawBox] {
        &self.boxes
    }

    /// The text of each object, where the model reads text.
    #[must_use]
    pub fn texts(&self) -> Option<&[String]> {
        self.texts.as_deref()
    }

    pub(super) fn judge(
        &mut self,
        size: ImageSize,
        policy: GeometryPolicy,
        problems: &mut Problems<'_>,
        repairs: &mut Vec<Repair>,
    ) {
        if policy != GeometryPolicy::AsIs {
            for (index, &class) in self.classes.iter().enumerate().filter(|&(_, &class)| class < 0) {
                problems.add(format_args!("detection_classes[{index}]"), ProblemKind::NegativeClass(class));
            }
            for (index, score) in self.scores.iter().enumerate() {
                let value = score.as_f64();
                if !(0.0..=1.0).contains(&value) {
                    let kind = ProblemKind::OutOfRange { value, expected: "a score from 0 to 1" };
                    problems.add(format_args!("detection_scores[{index}]"), kind);
                }
            }
        }
        geometry::judge(&mut self.boxes, size, policy, problems, repairs);
    }
}

/// Gathers a [`DetectionPrediction`]. Every problem waits for [`build`](Self::build), which lists them all.
#[derive(Clone, Debug, Default)]
pub struct DetectionBuilder {
    prediction: DetectionPrediction,
    problems: Vec<Problem>,
}

impl DetectionBuilder {
    /// Adds one object.
    #[must_use]
    pub fn object(self, class: impl ClassIndex, score: impl Into<Score>, bbox: impl Into<RawBox>) -> Self {
        let mut this = self.classes([class]).scores([score]);
        this.prediction.boxes.push(bbox.into());
        this
    }

    /// Adds a class for each of the next objects: indexes of the model's label map.
    #[must_use]
    pub fn classes<C: ClassIndex>(mut self, classes: impl IntoIterator<Item = C>) -> Self {
        for class in classes {
            let class = IntoClass::class(class).unwrap_or_else(|| {
                let path = format!("detection_classes[{}]", self.prediction.classes.len());
                self.problems.push(Problem::new(path, ProblemKind::ClassTooLarge));
                i64::MAX
            });
            self.prediction.classes.push(class);
        }
        self
    }

    /// Adds a score for each of the next objects, from 0 to 1.
    #[must_use]
    pub fn scores<S: Into<Score>>(mut self, scores: impl IntoIterator<Item = S>) -> Self {
        for score in scores {
            let score = score.into();
            if !score.is_finite() {
                let path = format!("detection_scores[{}]", self.prediction.scores.len());
                self.problems.push(Problem::new(path, ProblemKind::NotFinite(score.as_f64())));
            }
            self.prediction.scores.push(score);
        }
        self
    }

    /// Adds a box for each of the next objects, whose numbers are in the convention `format`.
    #[must_use]
    pub fn boxes<N: Coordinate>(
        mut self,
        format: BoxFormat,
        boxes: impl IntoIterator<Item = [N; 4]>,
    ) -> Self {
        for numbers in boxes {
            let edges = format.read(numbers).unwrap_or_else(|error| {
                let path = format!("detection_boxes[{}]", self.prediction.boxes.len());
                self.problems.push(Problem::new(path, error));
                RawBox { top: 0, left: 0, bottom: 0, right: 0 }
            });
            self.prediction.boxes.push(edges);
        }
        self
    }

    /// Adds a text for each of the next objects, for models that read text. Give all objects one, or none.
    #[must_use]
    pub fn texts<T: Into<String>>(mut self, texts: impl IntoIterator<Item = T>) -> Self {
        self.prediction.texts.get_or_insert_default().extend(texts.into_iter().map(Into::into));
        self
    }

    /// The prediction, if it is coherent.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`] with every number that is not finite and every column whose length differs from that of
    /// the boxes.
    pub fn build(mut self) -> Result<DetectionPrediction, InvalidInput> {
        let prediction = &self.prediction;
        let expected = prediction.boxes.len();
        let columns = [
            ("detection_classes", "classes", Some(prediction.classes.len())),
            ("detection_texts", "texts", prediction.texts.as_ref().map(Vec::len)),
            ("detection_scores", "scores", Some(prediction.scores.len())),
        ];
        for (path, unit, actual) in columns {
            if let Some(actual) = actual.filter(|&actual| actual != expected) {
                let kind = ProblemKind::Length { actual, unit, expected, than: "boxes" };
                self.problems.push(Problem::new(path, kind));
            }
        }
        settle(self.prediction, self.problems)
    }
}
