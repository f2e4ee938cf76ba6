//! The options that several commands share. Each is written once and flattened into the commands
//! that have it.

mod connection;
mod data_filter;
mod deployment;
mod expected_type;
mod geometry;
mod number;
mod prediction;

pub(crate) use connection::{ConnectionArguments, TransportName};
pub(crate) use data_filter::DataFilterOptions;
pub(crate) use deployment::{DeploymentOption, Destination, StoredPredictionArguments};
pub(crate) use geometry::GeometryOption;
pub(crate) use number::parse_number;
pub(crate) use prediction::PredictionArguments;
