use picsellia_deploy::datalake::Data;
use serde_json::{Value, json};

use super::Output;

/// Notes that a list may be incomplete because it has as many entries as its limit.
pub(crate) fn note_limit(output: Output, shown: usize, limit: usize) {
    if shown > 0 && shown == limit {
        output.note(format_args!(
            "showing the first {limit}: use --limit for more, --order-by -created_at for the newest first"
        ));
    }
}

/// Returns the file name, size, source and tags of a datalake item.
pub(crate) fn data_columns(data: &Data) -> [String; 4] {
    [
        data.filename.clone(),
        data.size.map(|size| size.to_string()).unwrap_or_default(),
        data.source.clone().unwrap_or_default(),
        data.tags.join(", "),
    ]
}

/// Returns a datalake item as JSON, without its URL: whoever knows the URL can read the image.
pub(crate) fn data_as_json(data: &Data) -> Value {
    json!({
        "id": data.id.as_str(),
        "filename": data.filename,
        "object_name": data.object_name,
        "content_type": data.content_type,
        "upload_status": data.upload_status,
        "width": data.size.map(|size| size.width),
        "height": data.size.map(|size| size.height),
        "source": data.source,
        "tags": data.tags,
        "metadata": data.metadata,
        "custom_metadata": data.custom_metadata,
    })
}
