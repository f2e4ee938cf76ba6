use super::gather::{Class, Gather};
use super::settings::Settings;
use super::{ClassMap, InputTransform, yolo};
use crate::geometry::{BoxFormat, GeometryPolicy};
use crate::number::ClassIndex;
use crate::prediction::DetectionPrediction;
use crate::problem::{InvalidInput, ProblemKind};

/// Reads the output of a detector: plain arrays of `f32`, in the layouts that detectors have.
///
/// It is configured once with what the numbers mean, and then reads the output for one image after
/// the other:
///
/// * the [`BoxFormat`] of the boxes: corners or center, in pixels or normalized;
/// * [`input`](Self::input): how the image was put on the model's input. Boxes are scaled back in
///   `f64` and rounded once, as [`Coordinate`](crate::Coordinate) states. Without it, the boxes are
///   on the image;
/// * [`score_threshold`](Self::score_threshold): the lowest score of an object that counts;
/// * [`class_map`](Self::class_map): the classes of the deployment that the model's classes become;
/// * [`iou_threshold`](Self::iou_threshold): how much two boxes of one class may overlap.
///
/// | output | read by |
/// |---|---|
/// | `[n, 6]`: x1, y1, x2, y2, score, class | [`rows`](Self::rows), [`flat_rows`](Self::flat_rows) |
/// | a list for each class of box and score | [`per_class`](Self::per_class) |
/// | boxes, scores and classes apart | [`columns`](Self::columns) |
/// | `[4 + classes, anchors]`, YOLO as exported | [`yolo`](Self::yolo) |
///
/// With the feature `ndarray` (of version 0.17), two-dimensional views are read by `rows_view` and
/// `yolo_view`.
///
/// Scores are not changed: give them from 0 to 1, after the sigmoid or softmax. Objects keep the
/// order of the output, but are sorted by score if an IoU threshold is set. Boxes are not clamped
/// to the image here. Models find parts of objects beyond its border, and
/// [`GeometryPolicy::Repair`] clamps such boxes and reports it.
///
/// A YOLO model run by `ort`, which returns the shape and the numbers of a tensor:
///
/// ```
/// use picsellia_core::{BoxFormat, DetectionReader, ImageSize, InputTransform};
///
/// // let (shape, values) = outputs["output0"].try_extract_tensor::<f32>()?;
/// // Here [1, 4 + 2 classes, 3 anchors]; a real one is [1, 84, 8400].
/// let shape = [1, 6, 3];
/// let values = [
///     320.0, 321.0, 100.0, // center x
///     320.0, 320.0, 200.0, // center y
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
/// A YOLO model of `candle`'s examples, which returns a `Vec` of boxes for each class, on an image
/// that was stretched:
///
/// ```
/// use picsellia_core::{BoxFormat, ClassMap, DetectionReader, ImageSize, InputTransform};
///
/// struct Bbox { xmin: f32, ymin: f32, xmax: f32, ymax: f32, confidence: f32 }
/// let car = Bbox { xmin: 64.0, ymin: 48.0, xmax: 128.0, ymax: 96.0, confidence: 0.75 };
/// let found: Vec<Vec<Bbox>> = vec![vec![], vec![car]];
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
/// All functions that read return [`InvalidInput`] with every problem and where it was found, such
/// as `rows[17].score`, `per_class[2][0].box` or `anchors[8399].class`. Problems are:
///
/// * a number that is not finite, a class that is not a whole number, is not in the class map or
///   has no label, and a box too far away to be in pixels. Only objects that reach the score
///   threshold are checked, and a score must always be finite. Under
///   [`GeometryPolicy::RepairOrDrop`] such an object is [dropped](Self::geometry) instead;
/// * an array whose length does not match its shape.
#[derive(Clone, Debug)]
pub struct DetectionReader(pub(super) Settings);

impl DetectionReader {
    /// Creates a reader of boxes whose four numbers are in the convention `format`.
    #[must_use]
    pub fn new(format: BoxFormat) -> Self {
        Self(Settings::new(format))
    }

    /// Sets how the image was put on the model's input, where the boxes are. A normalized format is
    /// then one of the input's size.
    #[must_use]
    pub fn input(mut self, transform: InputTransform) -> Self {
        self.0.input = Some(transform);
        self
    }

    /// Sets the map that translates the model's classes.
    #[must_use]
    pub fn class_map(mut self, map: ClassMap) -> Self {
        self.0.classes = map;
        self
    }

    /// Sets the lowest score of an object that counts. Defaults to none: every object counts.
    #[must_use]
    pub fn score_threshold(mut self, least: f32) -> Self {
        self.0.score_threshold = Some(least);
        self
    }

    /// Removes objects that overlap a better one of the same class by more than `most`.
    ///
    /// The overlap is intersection over union, from 0 to 1; 0.45 and 0.7 are usual. Set it for
    /// outputs that contain each object many times, such as that of YOLO before its version 10. The
    /// cost grows with the square of the number of objects, so set a [score
    /// threshold](Self::score_threshold) too.
    #[must_use]
    pub fn iou_threshold(mut self, most: f32) -> Self {
        self.0.iou_threshold = Some(most);
        self
    }

    /// Sets what is done with an object that cannot be read, for example because a number is NaN.
    ///
    /// Under [`GeometryPolicy::RepairOrDrop`] it is dropped, and listed by
    /// [`dropped`](crate::Objects::dropped) and by the [`repairs`](crate::MonitorRequest::repairs)
    /// of the request. Under any other policy, such as the default, the whole output is rejected.
    /// Set the policy of the request too.
    ///
    /// ```
    /// use picsellia_core::{BoxFormat, DetectionReader, GeometryPolicy};
    ///
    /// let rows = [[10.0, 20.0, 30.0, 40.0, 0.9, 1.0], [f32::NAN; 6]];
    /// let reader = DetectionReader::new(BoxFormat::XYXY).geometry(GeometryPolicy::RepairOrDrop);
    /// let prediction = reader.rows(&rows)?;
    /// assert_eq!(prediction.len(), 1);
    /// let dropped = &prediction.dropped()[0];
    /// assert_eq!((dropped.path.as_str(), dropped.index), ("rows[1]", 1));
    /// # Ok::<(), picsellia_core::InvalidInput>(())
    /// ```
    #[must_use]
    pub fn geometry(mut self, policy: GeometryPolicy) -> Self {
        self.0.geometry = policy;
        self
    }

    /// Reads rows of a box, a score and a class (a float that is a whole number).
    ///
    /// # Errors
    ///
    /// Returns [the reader's errors](Self#errors). Paths begin with `rows`.
    pub fn rows(&self, rows: &[[f32; 6]]) -> Result<DetectionPrediction, InvalidInput> {
        let mut gather = Gather::new(&self.0);
        gather.rows(rows.iter().copied());
        gather.finish()
    }

    /// Reads rows as [`rows`](Self::rows) does, from one slice that holds them one after the other.
    ///
    /// # Errors
    ///
    /// Returns [the reader's errors](Self#errors), and one if the length is not a multiple of 6.
    /// Paths begin with `rows`.
    pub fn flat_rows(&self, values: &[f32]) -> Result<DetectionPrediction, InvalidInput> {
        let mut gather = Gather::new(&self.0);
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
    /// Returns [the reader's errors](Self#errors). Paths begin with `per_class`.
    pub fn per_class<C: AsRef<[[f32; 5]]>>(
        &self,
        classes: &[C],
    ) -> Result<DetectionPrediction, InvalidInput> {
        let mut gather = Gather::new(&self.0);
        for (class, rows) in classes.iter().enumerate() {
            for (index, &[a, b, c, d, score]) in rows.as_ref().iter().enumerate() {
                let at = format_args!("per_class[{class}][{index}]");
                gather.object(at, [a, b, c, d], score, Class::index(class));
            }
        }
        gather.finish()
    }

    /// Reads boxes, scores and classes from separate arrays, as models of torchvision and
    /// TensorFlow return them.
    ///
    /// # Errors
    ///
    /// Returns [the reader's errors](Self#errors), and one if there are not as many scores and
    /// classes as boxes. Paths begin with `columns`.
    pub fn columns<C: ClassIndex>(
        &self,
        boxes: &[[f32; 4]],
        scores: &[f32],
        classes: impl IntoIterator<Item = C>,
    ) -> Result<DetectionPrediction, InvalidInput> {
        let mut gather = Gather::new(&self.0);
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

    /// Reads the output of YOLO as it is exported since its version 8.
    ///
    /// `shape` is `[4 + classes, anchors]`, which is `[84, 8400]` for COCO. The first four rows are
    /// the boxes ([`BoxFormat::CXCYWH`] in pixels of the input), each further row holds the scores
    /// of a class. The class of an anchor is that of its best score, and the first one if several
    /// are equal. Set [`score_threshold`](Self::score_threshold) and
    /// [`iou_threshold`](Self::iou_threshold): without them each anchor is an object.
    ///
    /// # Errors
    ///
    /// Returns [the reader's errors](Self#errors), and one if the number of values does not match
    /// the shape, or if there is no class. Paths begin with `anchors`.
    pub fn yolo(&self, values: &[f32], shape: [usize; 2]) -> Result<DetectionPrediction, InvalidInput> {
        let mut gather = Gather::new(&self.0);
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
}
