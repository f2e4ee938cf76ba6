use super::shape::Shape;
use super::{InferenceType, ObjectsBuilder, Polygon, Polyline};
use crate::geometry::{GeometryPolicy, ImageSize, RawBox, Repair};
use crate::number::Score;
use crate::problem::{ProblemKind, Problems};

/// The objects that a model found in an image: each with a class, a score and a shape, and perhaps a text.
///
/// Take it by the name of the prediction: [`DetectionPrediction`](crate::DetectionPrediction),
/// [`SegmentationPrediction`](crate::SegmentationPrediction) and so on.
///
/// ```
/// use picsellia_core::{BBox, BoxFormat, DetectionPrediction};
///
/// // Column by column, as models response:
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
/// A prediction that exists is coherent: as many classes as shapes and scores, every number finite. Whether the
/// shapes are sound and within the image is judged when it is put on one, by a
/// [`GeometryPolicy`] in [`MonitorRequestBuilder::build`](crate::MonitorRequestBuilder::build).
#[derive(Clone, Debug, PartialEq)]
pub struct Objects<S> {
    pub(crate) classes: Vec<i64>,
    pub(crate) scores: Vec<Score>,
    pub(crate) shapes: Vec<S>,
    pub(crate) texts: Option<Vec<String>>,
}

impl<S: Shape> Objects<S> {
    /// Starts a prediction. Without any object it says that nothing was found, which is worth monitoring too.
    #[must_use]
    pub fn builder() -> ObjectsBuilder<S> {
        ObjectsBuilder::default()
    }

    /// How many objects were found.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shapes.len()
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.shapes.is_empty()
    }

    /// The type of the deployments that take this prediction.
    #[must_use]
    pub fn inference_type(&self) -> InferenceType {
        S::TYPE
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

    /// The shape of each object, in pixels.
    #[must_use]
    pub fn shapes(&self) -> &[S] {
        &self.shapes
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
        if policy == GeometryPolicy::AsIs {
            return;
        }
        // Free of branches, as most predictions are sound: what is wrong is looked for only where something is.
        let sound = (self.classes.iter().fold(0, |signs, &class| signs | class) >= 0)
            & self.scores.iter().fold(true, |sound, score| sound & score.is_from_0_to_1());
        if !sound {
            self.judge_columns(problems);
        }
        S::judge(&mut self.shapes, size, policy, problems, repairs);
    }

    /// Notes what is wrong with classes and scores.
    fn judge_columns(&self, problems: &mut Problems<'_>) {
        for (index, &class) in self.classes.iter().enumerate().filter(|&(_, &class)| class < 0) {
            problems.add(format_args!("detection_classes[{index}]"), ProblemKind::NegativeClass(class));
        }
        for (index, score) in self.scores.iter().enumerate().filter(|(_, score)| !score.is_from_0_to_1()) {
            let kind = ProblemKind::OutOfRange { value: score.as_f64(), expected: "a score from 0 to 1" };
            problems.add(format_args!("detection_scores[{index}]"), kind);
        }
    }
}

impl Objects<RawBox> {
    /// The box of each object, in pixels.
    #[must_use]
    pub fn boxes(&self) -> &[RawBox] {
        &self.shapes
    }
}

impl Objects<Polygon> {
    /// The polygon of each object.
    #[must_use]
    pub fn polygons(&self) -> &[Polygon] {
        &self.shapes
    }
}

impl Objects<Polyline> {
    /// The line of each object.
    #[must_use]
    pub fn lines(&self) -> &[Polyline] {
        &self.shapes
    }
}
