//! Records as JSON, with the platform's field names.

mod asset;
mod data;
mod deployment;
mod list;
mod model;
mod organization;
mod stored_json;

pub(super) use asset::AssetView;
pub(super) use data::{DataSourceView, DataView, TagView, image_url};
pub(super) use deployment::DeploymentView;
pub(super) use list::ListView;
pub(super) use model::{LabelView, ModelVersionView};
pub(super) use organization::{DatalakeView, OrganizationView};
