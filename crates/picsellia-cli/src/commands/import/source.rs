//! Opens the input of each format.

use std::collections::BTreeMap;
use std::path::Path;

use picsellia_deploy::{ClassMap, Deployment, InferenceType};
use picsellia_formats::{
    CategoryIndexes, ClassNames, Coco, CocoOptions, FormatError, JsonLines, JsonLinesOptions, Parsed, Voc,
    VocCorners, VocOptions, Yolo, YoloOptions,
};

use super::arguments::{
    CategoryIds, CocoArguments, Corners, Format, JsonlArguments, VocArguments, YoloArguments,
};
use super::identity::Identity;
use crate::failure::Failure;
use crate::lookup::label_map;

/// The records of an input, and its identity.
pub(super) struct Source {
    pub(super) records: Box<dyn Iterator<Item = Result<Parsed, FormatError>> + Send>,
    /// The number of records, including those that may be skipped.
    pub(super) total: u64,
    pub(super) identity: Identity,
}

/// The label map of a deployment's model: class names by index.
pub(super) struct Labels(BTreeMap<i64, String>);

const CLASSES_HINT: &str = "list the class names in a file, one per line in the order of their indexes, and add \
    --classes FILE";

impl Labels {
    pub(super) async fn of(deployment: &Deployment) -> Result<Self, Failure> {
        let labels = label_map(deployment).await?;
        if labels.is_empty() {
            let message = format!("the model of the deployment {:?} has no labels", deployment.name());
            return Err(Failure::invalid(message).hint(CLASSES_HINT));
        }
        Ok(Self(labels))
    }
}

/// Checks that the input exists and can be read more than once, which a pipe cannot.
pub(super) fn check(format: &Format) -> Result<(), Failure> {
    let input = format.input();
    let metadata = std::fs::metadata(input).map_err(|error| Failure::unreadable(input, &error))?;
    let (is_expected, expected) = match format {
        Format::Jsonl(_) | Format::Coco(_) => (metadata.is_file(), "file"),
        Format::Yolo(_) | Format::Voc(_) => (metadata.is_dir(), "folder"),
    };
    if is_expected {
        return Ok(());
    }
    Err(Failure::invalid(format!("{} is not a {expected}", input.display()))
        .hint("an import reads its input more than once, so write it to disk first"))
}

/// Opens the input, for predictions of this type.
pub(super) fn open(
    format: &Format,
    inference_type: InferenceType,
    labels: Option<Labels>,
) -> Result<Source, Failure> {
    match format {
        Format::Jsonl(arguments) => jsonl(arguments, inference_type),
        Format::Coco(arguments) => coco(arguments, inference_type, labels),
        Format::Yolo(arguments) => yolo(arguments, inference_type, labels),
        Format::Voc(arguments) => voc(arguments, inference_type, labels),
    }
}

fn jsonl(arguments: &JsonlArguments, inference_type: InferenceType) -> Result<Source, Failure> {
    let mut options = JsonLinesOptions::new(inference_type);
    options.images = arguments.images.clone();
    let records = JsonLines::open(&arguments.file, options)?;
    let total = JsonLines::count(&arguments.file)?;
    let identity = Identity::of_files("jsonl", &arguments.file, [arguments.file.as_path()])?;
    Ok(Source { records: Box::new(records), total, identity })
}

fn coco(
    arguments: &CocoArguments,
    inference_type: InferenceType,
    labels: Option<Labels>,
) -> Result<Source, Failure> {
    let mut options = CocoOptions::new(inference_type, &arguments.images);
    options.categories = match arguments.category_ids {
        CategoryIds::Order => CategoryIndexes::Order,
        CategoryIds::AsIs => CategoryIndexes::Ids,
        CategoryIds::ByName => CategoryIndexes::Names(class_names(arguments.classes.as_deref(), labels)?),
    };
    options.skip_empty = arguments.without_latency.skip_empty;
    options.split_parts = arguments.split_parts;
    let records = Coco::open(&arguments.annotations, &arguments.results, options)?;
    let files = [arguments.annotations.as_path(), arguments.results.as_path()];
    let identity = Identity::of_files("coco", &arguments.results, files)?;
    Ok(Source { total: records.total(), records: Box::new(records), identity })
}

fn yolo(
    arguments: &YoloArguments,
    inference_type: InferenceType,
    labels: Option<Labels>,
) -> Result<Source, Failure> {
    let mut options = YoloOptions::new(inference_type);
    if let (Some(path), Some(labels)) = (&arguments.classes, labels) {
        let labels = ClassNames::from_pairs(labels.0)?;
        let mut pairs = Vec::new();
        for (class, name) in (0..).zip(names(path)?) {
            let index = labels.index(&name).ok_or_else(|| {
                Failure::invalid(format!(
                    "{}: the model of the deployment has no label {name:?}",
                    path.display()
                ))
                .hint("run `picsellia labels` to see its labels")
            })?;
            pairs.push((class, index));
        }
        options.classes = ClassMap::from_pairs(pairs);
    }
    options.default_score = arguments.default_score.value;
    options.skip_empty = arguments.without_latency.skip_empty;
    let records = Yolo::open(&arguments.labels, &arguments.images, options)?;
    let identity = Identity::of_folders("yolo", &arguments.labels, records.texts(), records.images())?;
    Ok(Source { total: records.total(), records: Box::new(records), identity })
}

fn voc(
    arguments: &VocArguments,
    inference_type: InferenceType,
    labels: Option<Labels>,
) -> Result<Source, Failure> {
    let mut options = VocOptions::new(inference_type, class_names(arguments.classes.as_deref(), labels)?);
    options.corners = match arguments.corners {
        Corners::OneBased => VocCorners::OneBased,
        Corners::ZeroBased => VocCorners::ZeroBased,
    };
    options.default_score = arguments.default_score.value;
    options.skip_empty = arguments.without_latency.skip_empty;
    let records = Voc::open(&arguments.annotations, &arguments.images, options)?;
    let identity =
        Identity::of_folders("voc", &arguments.annotations, records.annotations(), records.images())?;
    Ok(Source { total: records.total(), records: Box::new(records), identity })
}

/// Returns the class names from a file, or else from the label map of the model.
fn class_names(file: Option<&Path>, labels: Option<Labels>) -> Result<ClassNames, Failure> {
    match (file, labels) {
        (Some(path), _) => Ok(ClassNames::in_order(names(path)?)?),
        (None, Some(labels)) => Ok(ClassNames::from_pairs(labels.0)?),
        (None, None) => Err(Failure::usage("a dry run needs the class names").hint(CLASSES_HINT)),
    }
}

/// Reads a file with one class name per line. Empty lines at the end are dropped.
fn names(path: &Path) -> Result<Vec<String>, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| Failure::unreadable(path, &error))?;
    let names: Vec<_> = text.lines().map(|line| line.trim().to_owned()).collect();
    let end = names.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1);
    let names: Vec<_> = names.into_iter().take(end).collect();
    if names.iter().any(String::is_empty) || names.is_empty() {
        return Err(Failure::invalid(format!("{} has a line without a name", path.display())));
    }
    Ok(names)
}

impl From<FormatError> for Failure {
    fn from(error: FormatError) -> Self {
        match error {
            FormatError::Options(invalid) => invalid.into(),
            error => Self::invalid(error.to_string()).because_source(&error),
        }
    }
}
