use clap::{Args, ValueEnum};
use picsellia_deploy::GeometryPolicy;

/// How shapes are validated.
#[derive(Debug, Args)]
pub(crate) struct GeometryOption {
    /// How to handle invalid shapes and scores
    #[arg(long = "geometry", value_name = "POLICY", default_value = "strict")]
    policy: Geometry,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Geometry {
    /// Reject invalid shapes and list every problem
    Strict,
    /// Reorder corners, clamp shapes to the image, and report each change
    Repair,
    /// Repair shapes, drop objects that cannot be repaired, and report both
    RepairOrDrop,
    /// Send every number unchanged
    AsIs,
}

impl GeometryOption {
    pub(crate) fn policy(&self) -> GeometryPolicy {
        match self.policy {
            Geometry::Strict => GeometryPolicy::Strict,
            Geometry::Repair => GeometryPolicy::Repair,
            Geometry::RepairOrDrop => GeometryPolicy::RepairOrDrop,
            Geometry::AsIs => GeometryPolicy::AsIs,
        }
    }
}
