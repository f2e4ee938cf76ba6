//! What handlers read from a request: credentials, parameters, bodies and the records it names.

mod access;
mod base_url;
mod cursor;
mod data_filter;
mod json_body;
mod lookup;
mod loopback_only;
mod monitoring_body;
mod new_name;
mod params;

pub(super) use access::{
    PlatformAccess, authenticated_deployment, authorize_deployment, other_deployment, token_matches,
};
pub(super) use base_url::BaseUrl;
pub(super) use cursor::format_cursor;
pub(super) use data_filter::{MAX_NAMES, data_key, filter_from_body, filter_from_query};
pub(super) use json_body::JsonBody;
pub(super) use lookup::{
    existing_asset, existing_data, existing_datalake, existing_deployment, existing_model_version,
    existing_organization, only_match,
};
pub(super) use loopback_only::check_host;
pub(super) use monitoring_body::{check_encoding, read_monitoring_body};
pub(super) use new_name::NewName;
pub(super) use params::{Id, Params};
