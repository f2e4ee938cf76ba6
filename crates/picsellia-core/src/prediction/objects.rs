use super::findings::Findings;
use super::shape::Shape;
use super::{InferenceType, ObjectsBuilder, Polygon, Polyline};
use crate::geometry::{GeometryPolicy, ImageSize, RawBox, Repair};
use crate::number::Score;
use crate::problem::{ProblemKind, Problems};

/// The objects that a model found in an image: each with a class, a score and a shape, and perhaps
/// a text.
///
/// Use it by the name of a prediction type, such as
/// [`DetectionPrediction`](crate::DetectionPrediction) or
/// [`SegmentationPrediction`](crate::SegmentationPrediction).
///
/// ```
/// use picsellia_core::{BBox, BoxFormat, DetectionPrediction};
///
/// // Column by column, as models return them:
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
/// A prediction is always coherent: it has as many classes as shapes and scores, and every number
/// is finite. Shapes are validated against the image when the request is built, under a
/// [`GeometryPolicy`] in [`MonitorRequestBuilder::build`](crate::MonitorRequestBuilder::build).
///
/// Predictions are equal if the same is sent for them. [`dropped`](Self::dropped) objects do not
/// count.
#[derive(Clone, Debug)]
pub struct Objects<S> {
    pub(crate) classes: Vec<i64>,
    pub(crate) scores: Vec<Score>,
    pub(crate) shapes: Vec<S>,
    pub(crate) texts: Option<Vec<String>>,
    pub(super) dropped: Vec<Repair>,
}

impl<S: PartialEq> PartialEq for Objects<S> {
    fn eq(&self, other: &Self) -> bool {
        let Self { classes, scores, shapes, texts, dropped: _ } = self;
        *classes == other.classes
            && *scores == other.scores
            && *shapes == other.shapes
            && *texts == other.texts
    }
}

impl<S: Shape> Objects<S> {
    /// Starts a prediction. One without objects means that nothing was found, which is worth
    /// monitoring too.
    #[must_use]
    pub fn builder() -> ObjectsBuilder<S> {
        ObjectsBuilder::default()
    }

    /// Returns the number of objects.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shapes.len()
    }

    /// Returns whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.shapes.is_empty()
    }

    /// Returns the type of the deployments that accept this prediction.
    #[must_use]
    pub fn inference_type(&self) -> InferenceType {
        S::TYPE
    }

    /// Returns the class of each object: an index of the model's label map.
    #[must_use]
    pub fn classes(&self) -> &[i64] {
        &self.classes
    }

    /// Returns the score of each object.
    #[must_use]
    pub fn scores(&self) -> &[Score] {
        &self.scores
    }

    /// Returns the shape of each object, in pixels.
    #[must_use]
    pub fn shapes(&self) -> &[S] {
        &self.shapes
    }

    /// Returns the text of each object, if the model reads text.
    #[must_use]
    pub fn texts(&self) -> Option<&[String]> {
        self.texts.as_deref()
    }

    /// Returns the objects of the model's output that were dropped while it was read.
    ///
    /// A [`DetectionReader`](crate::DetectionReader) drops objects under
    /// [`GeometryPolicy::RepairOrDrop`]. They are among the
    /// [`repairs`](crate::MonitorRequest::repairs) of the request too.
    #[must_use]
    pub fn dropped(&self) -> &[Repair] {
        &self.dropped
    }

    /// Records what was dropped of the model's output.
    pub(crate) fn with_dropped(self, dropped: Vec<Repair>) -> Self {
        Self { dropped, ..self }
    }

    /// Validates the objects against an image of this size, and repairs or drops them if the policy
    /// does so.
    pub(super) fn validate(
        &mut self,
        size: ImageSize,
        policy: GeometryPolicy,
        problems: &mut Problems<'_>,
        repairs: &mut Vec<Repair>,
    ) {
        repairs.extend(self.dropped.iter().map(|dropped| {
            let Repair { path, index, kind } = dropped.clone();
            Repair { path: problems.path(path), index, kind }
        }));
        if policy == GeometryPolicy::AsIs {
            return;
        }
        let mut findings = Findings::new(policy, problems);
        // This has no branches, because most predictions are valid. Problems are searched for only
        // if there are any.
        let valid = (self.classes.iter().fold(0, |signs, &class| signs | class) >= 0)
            & self.scores.iter().fold(true, |valid, score| valid & score.is_from_0_to_1());
        if !valid {
            self.validate_columns(&mut findings);
        }
        S::validate(&mut self.shapes, size, &mut findings);
        if findings.drops_any() {
            self.drop_objects(|index| findings.drops(index));
        }
        // The path of an object without a shape is that of its class.
        let field = S::FIELD.map_or("detection_classes", |(field, _)| field);
        findings.into_repairs(field, repairs);
    }

    /// Reports invalid classes and scores.
    fn validate_columns(&self, findings: &mut Findings<'_, '_>) {
        for (index, &class) in self.classes.iter().enumerate().filter(|&(_, &class)| class < 0) {
            let path = format_args!("detection_classes[{index}]");
            findings.invalid(index, path, ProblemKind::NegativeClass(class));
        }
        for (index, score) in self.scores.iter().enumerate().filter(|(_, score)| !score.is_from_0_to_1()) {
            let kind = ProblemKind::OutOfRange { value: score.as_f64(), expected: "a score from 0 to 1" };
            findings.invalid(index, format_args!("detection_scores[{index}]"), kind);
        }
    }

    /// Removes the objects at the indexes that `drops` selects from all columns.
    fn drop_objects(&mut self, drops: impl Fn(usize) -> bool) {
        let Self { classes, scores, shapes, texts, dropped: _ } = self;
        retain(classes, &drops);
        retain(scores, &drops);
        retain(shapes, &drops);
        if let Some(texts) = texts {
            retain(texts, &drops);
        }
        // Without texts there is one form.
        self.texts = self.texts.take().filter(|texts| !texts.is_empty());
    }
}

/// Removes the items at the indexes that `drops` selects.
fn retain<T>(items: &mut Vec<T>, drops: impl Fn(usize) -> bool) {
    let mut indexes = 0..;
    items.retain(|_| indexes.next().is_none_or(|index| !drops(index)));
}

impl Objects<RawBox> {
    /// Returns the box of each object, in pixels.
    #[must_use]
    pub fn boxes(&self) -> &[RawBox] {
        &self.shapes
    }
}

impl Objects<Polygon> {
    /// Returns the polygon of each object.
    #[must_use]
    pub fn polygons(&self) -> &[Polygon] {
        &self.shapes
    }
}

impl Objects<Polyline> {
    /// Returns the line of each object.
    #[must_use]
    pub fn lines(&self) -> &[Polyline] {
        &self.shapes
    }
}
