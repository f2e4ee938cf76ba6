use super::gather::{Class, Gather};
use super::{ClassMap, InputTransform, yolo};
use crate::geometry::BoxFormat;
use crate::number::ClassIndex;
use crate::prediction::DetectionPrediction;
use crate::problem::{InvalidInput, Problem, ProblemKind};

/// Reads what a detector writes: plain arrays of `f32`, in the layouts that detectors have.
///
/// It is told once what the numbers mean, and then reads one image's output after the other:
///
/// * the [`BoxFormat`] of the boxes: corners or centre, in pixels or normalised;
/// * with [`input`](Self::input), that the boxes are on the model's input, and how the image was put there. They are scaled
///   back in `f64` and rounded once, as [`Coordinate`](crate::Coordinate) states. Without it, the boxes are on the image;
/// * with [`threshold`](Self::threshold), the least score of an object that counts;
/// * with [`class_map`](Self::class_map), the classes of the deployment that the model's classes are;
/// * with [`nms`](Self::nms), that the model's boxes repeat themselves, and how much two of them may overlap.
///
/// | output | read by |
/// |---|---|
/// | `[n, 6]`: x1, y1, x2, y2, score, class | [`rows`](Self::rows), [`flat_rows`](Self::flat_rows) |
/// | a list for each class of box and score | [`per_class`](Self::per_class) |
/// | boxes, scores and classes apart | [`columns`](Self::columns) |
/// | `[4 + classes, anchors]`, YOLO as exported | [`yolo`](Self::yolo) |
///
/// With the feature `ndarray` (of version 0.17), two-dimensional views are read by `rows_view` and `yolo_view`.
///
/// Scores are taken as they are: give them from 0 to 1, after the sigmoid or softmax. Objects stay in the order of the
/// output, but are ordered by their scores if `nms` is set. Boxes are not cut to the image here: models find a part of an
/// object beyond its border, and [`GeometryPolicy::Repair`](crate::GeometryPolicy::Repair) cuts it and tells so.
///
/// A YOLO run with `ort`, which gives the shape and the numbers of a tensor:
///
/// ```
/// use picsellia_core::{BoxFormat, DetectionReader, ImageSize, InputTransform};
///
/// // let (shape, values) = outputs["output0"].try_extract_tensor::<f32>()?;
/// // Here [1, 4 + 2 classes, 3 anchors]; a real one is [1, 84, 8400].
/// let shape = [1, 6, 3];
/// let values = [
///     320.0, 321.0, 100.0, // centre x
///     320.0, 320.0, 200.0, // centre y
///     64.0, 64.0, 10.0, // width
///     32.0, 32.0, 10.0, // height
///     0.1, 0.2, 0.01, // scores of class 0
///     0.9, 0.8, 0.02, // scores of class 1
/// ];
///
/// let camera = ImageSize { width: 1280, height: 720 };
/// let model = ImageSize { width: 640, height: 640 };
/// let reader = DetectionReader::new(BoxFormat::CXCYWH)
///     .input(InputTransform::letterbox(camera, model)?)
///     .score_threshold(0.25)
///     .iou_threshold(0.45);
/// let prediction = reader.yolo(&values, [shape[1], shape[2]])?;
/// assert_eq!(prediction.classes(), [1]);
/// assert_eq!(prediction.boxes()[0].to_tlbr(), [328, 576, 392, 704]);
/// # Ok::<(), picsellia_core::InvalidInput>(())
/// ```
///
/// A YOLO of `candle`'s examples, which gives a `Vec` of boxes for each class, on an image that was stretched:
///
/// ```
/// use picsellia_core::{BoxFormat, ClassMap, DetectionReader, ImageSize, InputTransform};
///
/// struct Bbox { xmin: f32, ymin: f32, xmax: f32, ymax: f32, confidence: f32 }
/// let found: Vec<Vec<Bbox>> =
///     vec![vec![], vec![Bbox { xmin: 64.0, ymin: 48.0, xmax: 128.0, ymax: 96.0, confidence: 0.75 }]];
///
/// let rows: Vec<Vec<[f32; 5]>> = found
///     .iter()
///     .map(|class| class.iter().map(|b| [b.xmin, b.ymin, b.xmax, b.ymax, b.confidence]).collect())
///     .collect();
/// let transform = InputTransform::stretch(
///     ImageSize { width: 1280, height: 960 },
///     ImageSize { width: 640, height: 480 },
/// )?;
/// let prediction = DetectionReader::new(BoxFormat::XYXY)
///     .input(transform)
///     .class_map(ClassMap::from_list([1, 0]).with_label_count(2)?)
///     .per_class(&rows)?;
/// assert_eq!(prediction.classes(), [0]);
/// assert_eq!(prediction.boxes()[0].to_tlbr(), [96, 128, 192, 256]);
/// # Ok::<(), picsellia_core::InvalidInput>(())
/// ```
///
/// # Errors
///
/// All functions that read give an [`InvalidInput`] with everything that is wrong and where it was found, such as
/// `rows[17].score`, `per_class[2][0].box` or `anchors[8399].class`: a number that is not finite (in any row, also below
/// the threshold, since something is broken then), a class that is not a whole number, is not in the class map or has no
/// label, a box too far away to be in pixels, an array of another length than its shape. Nothing is left out silently.
#[derive(Clone, Debug)]
pub struct DetectionReader {
    pub(super) format: BoxFormat,
    pub(super) input: Option<InputTransform>,
    pub(super) classes: ClassMap,
    pub(super) threshold: Option<f32>,
    pub(super) nms: Option<f32>,
}

impl DetectionReader {
    /// Reads boxes whose four numbers are in the convention `format`.
    #[must_use]
    pub fn new(format: BoxFormat) -> Self {
        Self { format, input: None, classes: ClassMap::default(), threshold: None, nms: None }
    }

    /// The boxes are on the model's input, where the image was put in this way. A normalised format is then one of the
    /// input's size.
    #[must_use]
    pub fn input(mut self, transform: InputTransform) -> Self {
        self.input = Some(transform);
        self
    }

    /// Translates the model's classes.
    #[must_use]
    pub fn class_map(mut self, map: ClassMap) -> Self {
        self.classes = map;
        self
    }

    /// Leaves out objects with a score below `least`. Every object counts unless said.
    #[must_use]
    pub fn score_threshold(mut self, least: f32) -> Self {
        self.threshold = Some(least);
        self
    }

    /// Leaves out objects that overlap one of the same class with a better score by more than `most`: the area that the
    /// two boxes share over the area that they cover together, from 0 to 1; 0.45 and 0.7 are usual. For outputs where each
    /// object is found many times, such as that of YOLO before its version 10. Its cost grows with the square of the
    /// objects, so set a threshold too.
    #[must_use]
    pub fn iou_threshold(mut self, most: f32) -> Self {
        self.nms = Some(most);
        self
    }

    /// Reads rows of a box, a score and a class (a float that is a whole number).
    ///
    /// # Errors
    ///
    /// As [the reader](Self#errors); paths begin with `rows`.
    pub fn rows(&self, rows: &[[f32; 6]]) -> Result<DetectionPrediction, InvalidInput> {
        let mut gather = Gather::new(self);
        gather.rows(rows.iter().copied());
        gather.finish()
    }

    /// Reads rows as [`rows`](Self::rows) does, from one slice that holds them one after the other.
    ///
    /// # Errors
    ///
    /// As [the reader](Self#errors), and where the length is not a multiple of 6; paths begin with `rows`.
    pub fn flat_rows(&self, values: &[f32]) -> Result<DetectionPrediction, InvalidInput> {
        let mut gather = Gather::new(self);
        let (rows, rest) = values.as_chunks::<6>();
        if rest.is_empty() {
            gather.rows(rows.iter().copied());
        } else {
            let message = format!("has {} numbers, which is not a multiple of 6", values.len());
            gather.problem("rows", ProblemKind::Invalid(message));
        }
        gather.finish()
    }

    /// Reads lists of a box and a score: one list for each of the model's classes, in their order.
    ///
    /// # Errors
    ///
    /// As [the reader](Self#errors); paths begin with `per_class`.
    pub fn per_class<C: AsRef<[[f32; 5]]>>(
        &self,
        classes: &[C],
    ) -> Result<DetectionPrediction, InvalidInput> {
        let mut gather = Gather::new(self);
        for (class, rows) in classes.iter().enumerate() {
            for (index, &[a, b, c, d, score]) in rows.as_ref().iter().enumerate() {
                let at = format_args!("per_class[{class}][{index}]");
                gather.object(at, [a, b, c, d], score, Class::index(class));
            }
        }
        gather.finish()
    }

    /// Reads boxes, scores and classes that a model gives apart, as those of torchvision and TensorFlow do.
    ///
    /// # Errors
    ///
    /// As [the reader](Self#errors), and where there are not as many scores and classes as boxes; paths begin with
    /// `columns`.
    pub fn columns<C: ClassIndex>(
        &self,
        boxes: &[[f32; 4]],
        scores: &[f32],
        classes: impl IntoIterator<Item = C>,
    ) -> Result<DetectionPrediction, InvalidInput> {
        let mut gather = Gather::new(self);
        let classes: Vec<_> = classes.into_iter().map(Class::index).collect();
        let (expected, than) = (boxes.len(), "boxes");
        for (path, unit, actual) in
            [("columns.scores", "scores", scores.len()), ("columns.classes", "classes", classes.len())]
        {
            if actual != expected {
                gather.problem(path, ProblemKind::Length { actual, unit, expected, than });
            }
        }
        for (index, ((&numbers, &score), class)) in boxes.iter().zip(scores).zip(classes).enumerate() {
            gather.object(format_args!("columns[{index}]"), numbers, score, class);
        }
        gather.finish()
    }

    /// Reads the output of YOLO as it is exported since its version 8: `shape` is `[4 + classes, anchors]`, for COCO
    /// `[84, 8400]`. The first four rows are the boxes ([`BoxFormat::CXCYWH`] in pixels of the input), each further row the
    /// scores of a class. An anchor has the class of its best score, the first of several. Set a threshold and
    /// [`nms`](Self::nms): without them each anchor is an object.
    ///
    /// # Errors
    ///
    /// As [the reader](Self#errors), and where there are not as many values as the shape says, or no class; paths begin
    /// with `anchors`.
    pub fn yolo(&self, values: &[f32], shape: [usize; 2]) -> Result<DetectionPrediction, InvalidInput> {
        let mut gather = Gather::new(self);
        let [channels, anchors] = shape;
        if channels.checked_mul(anchors) != Some(values.len()) {
            let message = format!("has {} numbers, which is not {channels} x {anchors}", values.len());
            gather.problem("anchors", ProblemKind::Invalid(message));
        } else if gather.has_classes(channels) && anchors > 0 {
            yolo::read(
                values.chunks_exact(anchors).map(|channel| channel.iter().copied()),
                anchors,
                &mut gather,
            );
        }
        gather.finish()
    }

    /// What is wrong with how it was told to read.
    pub(super) fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if let Some(value) = self.threshold.filter(|least| !least.is_finite()) {
            problems.push(Problem::new("threshold", ProblemKind::NotFinite(value.into())));
        }
        if let Some(value) = self.nms.filter(|most| !(0.0..=1.0).contains(most)) {
            let kind = ProblemKind::OutOfRange { value: value.into(), expected: "an overlap from 0 to 1" };
            problems.push(Problem::new("nms", kind));
        }
        if let (Some(transform), Some(size)) = (self.input, self.format.normalized_to())
            && transform.input() != size
        {
            let message = format!(
                "is {} (width x height), but the boxes are fractions of {size}: normalise them to the input",
                transform.input()
            );
            problems.push(Problem::invalid("input", message));
        }
        problems
    }
}

impl Gather<'_> {
    pub(super) fn rows(&mut self, rows: impl Iterator<Item = [f32; 6]>) {
        for (index, [a, b, c, d, score, class]) in rows.enumerate() {
            self.object(format_args!("rows[{index}]"), [a, b, c, d], score, Class::Float(class));
        }
    }

    /// Whether there are channels of classes beside the four of the boxes.
    pub(super) fn has_classes(&mut self, channels: usize) -> bool {
        if channels < 5 {
            let message =
                format!("has {channels} channels: four for the boxes and one for each class are needed");
            self.problem("anchors", ProblemKind::Invalid(message));
        }
        channels >= 5
    }
}
