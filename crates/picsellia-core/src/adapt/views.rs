use ndarray::ArrayView2;

use super::gather::Gather;
use super::{DetectionReader, yolo};
use crate::prediction::DetectionPrediction;
use crate::problem::{InvalidInput, ProblemKind};

#[allow(clippy::needless_pass_by_value, reason = "a view is a borrow: callers write `array.view()`")]
impl DetectionReader {
    /// Reads a view of shape `[n, 6]` as [`rows`](Self::rows) does, in any memory layout.
    ///
    /// It needs the feature `ndarray`.
    ///
    /// # Errors
    ///
    /// Returns [the reader's errors](Self#errors), and one if there are not 6 columns. Paths begin
    /// with `rows`.
    pub fn rows_view(&self, rows: ArrayView2<'_, f32>) -> Result<DetectionPrediction, InvalidInput> {
        let mut gather = Gather::new(&self.0);
        if rows.ncols() == 6 {
            gather.rows(rows.rows().into_iter().map(|row| {
                let mut numbers = [0.0; 6];
                numbers.iter_mut().zip(row).for_each(|(number, value)| *number = *value);
                numbers
            }));
        } else {
            let message = format!("has {} columns, not 6", rows.ncols());
            gather.problem("rows", ProblemKind::Invalid(message));
        }
        gather.finish()
    }

    /// Reads a view of shape `[4 + classes, anchors]` as [`yolo`](Self::yolo) does, in any memory
    /// layout.
    ///
    /// Transpose a view of shape `[anchors, 4 + classes]` with its `t()`. It needs the feature
    /// `ndarray`.
    ///
    /// ```
    /// use ndarray::{Array3, Axis};
    /// use picsellia_core::{BoxFormat, DetectionReader};
    ///
    /// let output = Array3::<f32>::zeros((1, 84, 8400));
    /// let reader =
    ///     DetectionReader::new(BoxFormat::CXCYWH).score_threshold(0.25).iou_threshold(0.45);
    /// let prediction = reader.yolo_view(output.index_axis(Axis(0), 0))?;
    /// assert!(prediction.is_empty());
    /// # Ok::<(), picsellia_core::InvalidInput>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns [the reader's errors](Self#errors), and one if there is no class. Paths begin with
    /// `anchors`.
    pub fn yolo_view(&self, channels: ArrayView2<'_, f32>) -> Result<DetectionPrediction, InvalidInput> {
        let mut gather = Gather::new(&self.0);
        if gather.has_classes(channels.nrows()) {
            let rows = channels.rows().into_iter().map(|row| row.into_iter().copied());
            yolo::read(rows, channels.ncols(), &mut gather);
        }
        gather.finish()
    }
}
