//! Organizations and their datalakes.

use serde::Serialize;

use crate::store::{Datalake, Organization};

#[derive(Debug, Serialize)]
pub(in crate::routes) struct OrganizationView {
    id: String,
    name: String,
    default_connector_id: Option<String>,
}

impl From<Organization> for OrganizationView {
    fn from(organization: Organization) -> Self {
        Self { id: organization.uuid, name: organization.name, default_connector_id: None }
    }
}

#[derive(Debug, Serialize)]
pub(in crate::routes) struct DatalakeView {
    id: String,
    name: String,
    connector_id: Option<String>,
}

impl From<Datalake> for DatalakeView {
    fn from(datalake: Datalake) -> Self {
        Self { id: datalake.uuid, name: datalake.name, connector_id: None }
    }
}
