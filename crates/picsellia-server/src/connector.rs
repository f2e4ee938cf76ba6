//! The storage that this service is, as clients name it.

use serde::Serialize;

/// The kind of storage that clients take it for: one that is reached with presigned URLs.
const CLIENT_TYPE: &str = "minio";
const BUCKET: &str = "images";

/// The one storage of this service. Its id is kept with the records.
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

    /// Whether a client means this storage; the error says what it means instead.
    pub(crate) fn check(&self, named: &picsellia_core::Connector) -> Result<(), (&'static str, String)> {
        let same_id = uuid::Uuid::try_parse(&named.id).is_ok_and(|id| id.to_string() == self.id);
        if !same_id {
            return Err((
                "cloud_image.connector_id",
                format!("{:?} is not this service's connector", named.id),
            ));
        }
        if named.bucket_name != self.bucket_name {
            let message = format!("{:?} is not a bucket of this service's connector", named.bucket_name);
            return Err(("cloud_image.bucket_name", message));
        }
        Ok(())
    }
}
