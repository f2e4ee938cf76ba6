//! The storage connector of this service, as clients name it.

use serde::Serialize;

/// A storage type that clients reach with presigned URLs.
const CLIENT_TYPE: &str = "minio";
const BUCKET: &str = "images";

/// The only connector of this service. Its id is kept with the records.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Connector {
    id: String,
    name: &'static str,
    client_type: &'static str,
    bucket_name: &'static str,
}

impl Connector {
    pub(crate) fn new(id: String) -> Self {
        Self { id, name: "local", client_type: CLIENT_TYPE, bucket_name: BUCKET }
    }

    /// Checks that a client names this connector. An error is the path of the wrong field and a
    /// message.
    pub(crate) fn check(&self, named: &picsellia_core::Connector) -> Result<(), (&'static str, String)> {
        let same_id = uuid::Uuid::try_parse(&named.id).is_ok_and(|id| id.to_string() == self.id);
        if !same_id {
            let message = format!("{:?} is not the connector of this service", named.id);
            return Err(("cloud_image.connector_id", message));
        }
        if named.bucket_name != self.bucket_name {
            let message = format!("{:?} is not a bucket of the connector", named.bucket_name);
            return Err(("cloud_image.bucket_name", message));
        }
        Ok(())
    }
}
