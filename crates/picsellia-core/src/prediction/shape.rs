/// What an object of a prediction looks like: a box, a polygon, a point and so on.
///
/// This trait is sealed: the platform knows these shapes and no others.
pub trait Shape: sealed::Shape {}

impl<S: sealed::Shape> Shape for S {}

pub(crate) mod sealed {
    use std::fmt::Debug;

    use crate::geometry::ImageSize;
    use crate::prediction::InferenceType;
    use crate::prediction::findings::Findings;
    use crate::wire::Sink;

    pub trait Shape: Clone + Debug + PartialEq + Sized {
        /// The type of the deployments whose objects look like this.
        const TYPE: InferenceType;
        /// The key of the wire that holds the shapes, and what one counts there. None if there is
        /// nothing to hold.
        const FIELD: Option<(&'static str, &'static str)>;
        /// The shape that every object has, where there is only one.
        const ONLY: Option<Self> = None;
        fn write(&self, out: &mut impl Sink);

        /// Validates shapes against an image of this size, and changes those that the policy
        /// repairs.
        ///
        /// It is not called under [`GeometryPolicy::AsIs`](crate::GeometryPolicy::AsIs).
        fn validate(shapes: &mut [Self], size: ImageSize, findings: &mut Findings<'_, '_>);
    }
}
