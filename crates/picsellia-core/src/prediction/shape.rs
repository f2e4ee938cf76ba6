/// The shape of an object in a prediction: a box, a polygon, a point and so on.
///
/// This trait is sealed, because the platform knows only these shapes.
pub trait Shape: sealed::Shape {}

impl<S: sealed::Shape> Shape for S {}

pub(crate) mod sealed {
    use std::fmt::Debug;

    use crate::geometry::ImageSize;
    use crate::prediction::InferenceType;
    use crate::prediction::findings::Findings;
    use crate::wire::Sink;

    pub trait Shape: Clone + Debug + PartialEq + Sized {
        /// The type of the deployments whose objects have this shape.
        const TYPE: InferenceType;
        /// The field of the wire format that holds the shapes, and the plural of the shape's name.
        /// `None` if there is no such field.
        const FIELD: Option<(&'static str, &'static str)>;
        /// The shape of every object, if there is only one.
        const ONLY: Option<Self> = None;
        fn write(&self, out: &mut impl Sink);

        /// Validates shapes against an image of this size, and changes those that the policy
        /// repairs.
        ///
        /// It is not called under [`GeometryPolicy::AsIs`](crate::GeometryPolicy::AsIs).
        fn validate(shapes: &mut [Self], size: ImageSize, findings: &mut Findings<'_, '_>);
    }
}
