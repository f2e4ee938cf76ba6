use super::{ContentType, Problem, SettledImage};
use crate::geometry::ImageSize;
use crate::image::{Content, check_filename, settle_size, settle_type};

/// The object storage that holds the images of a deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Connector {
    /// The id of the connector: a UUID.
    pub id: String,
    /// The kind of storage, such as `aws`, `minio`, `google` or `azure`.
    pub client_type: String,
    /// The bucket.
    pub bucket_name: String,
}

impl Connector {
    /// Creates a connector without asking the platform.
    pub fn new(
        id: impl Into<String>,
        client_type: impl Into<String>,
        bucket_name: impl Into<String>,
    ) -> Self {
        Self { id: id.into(), client_type: client_type.into(), bucket_name: bucket_name.into() }
    }
}

/// An image that is already in the deployment's object storage. Only a reference is sent, and no
/// bytes.
///
/// You must set the size, because there is no header to read it from. The type is detected from the
/// extension of the object's name unless it is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CloudImage {
    connector: Connector,
    object_name: String,
    filename: Option<String>,
    content_type: Option<ContentType>,
    size: Option<ImageSize>,
}

impl CloudImage {
    /// Creates a reference to the object of this name, such as `dir/sub/door.jpeg`. Its last part
    /// becomes the file name.
    pub fn new(connector: Connector, object_name: impl Into<String>) -> Self {
        Self { connector, object_name: object_name.into(), filename: None, content_type: None, size: None }
    }

    /// Sets the file name that a client sent, which need not be the last part of the object's name.
    pub(crate) fn with_filename(self, filename: String) -> Self {
        Self { filename: Some(filename), ..self }
    }

    /// Sets the size, in pixels.
    #[must_use]
    pub fn with_size(self, size: ImageSize) -> Self {
        Self { size: Some(size), ..self }
    }

    /// Sets the type, instead of detecting it from the object's name.
    #[must_use]
    pub fn with_content_type(self, content_type: ContentType) -> Self {
        Self { content_type: Some(content_type), ..self }
    }

    /// Returns the storage that holds the object.
    #[must_use]
    pub fn connector(&self) -> &Connector {
        &self.connector
    }

    /// Returns the name of the object.
    #[must_use]
    pub fn object_name(&self) -> &str {
        &self.object_name
    }

    /// Returns the last part of the object's name.
    #[must_use]
    pub fn filename(&self) -> &str {
        self.object_name.rsplit('/').next().unwrap_or_default()
    }

    pub(super) fn settle(self, problems: &mut Vec<Problem>) -> SettledImage {
        let last_part = self.filename();
        if last_part.is_empty() || self.object_name.contains(char::is_control) {
            let message = format!("{:?} is not an object name", self.object_name);
            problems.push(Problem::invalid("cloud_image.object_name", message));
        }
        let filename = match self.filename {
            Some(stated) => {
                check_filename(&stated, problems);
                stated
            }
            None => last_part.to_owned(),
        };
        let content_type = self.content_type.or_else(|| ContentType::of_filename(&filename));
        SettledImage {
            content_type: settle_type(content_type, &filename, problems),
            size: settle_size(self.size, "the size of an image in the storage is not read", problems),
            filename,
            content: Content::Cloud { connector: self.connector, object_name: self.object_name },
        }
    }
}
