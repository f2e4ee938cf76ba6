//! The input of each format, and what it is called with.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use picsellia_deploy::{ClassMap, Deployment, InferenceType};
use picsellia_formats::{
    CategoryIndexes, ClassNames, Coco, CocoOptions, FormatError, JsonLines, JsonLinesOptions, Parsed, Voc,
    VocCorners, VocOptions, Yolo, YoloOptions,
};

use super::identity::Identity;
use super::{Common, Format};
use crate::connection::label_map;
use crate::failure::Failure;

/// Records, and what tells their input from another one.
pub(super) struct Source {
    pub(super) records: Box<dyn Iterator<Item = Result<Parsed, FormatError>> + Send>,
    /// How many there are, of which some may be left out.
    pub(super) total: u64,
    pub(super) identity: Identity,
}

/// The label map of the deployment's model: names by index.
pub(super) struct Labels(BTreeMap<i64, String>);

impl Labels {
    pub(super) async fn of(deployment: &Deployment) -> Result<Self, Failure> {
        let labels = label_map(deployment).await?;
        if labels.is_empty() {
            let message = format!("the model of the deployment {:?} has no labels", deployment.name());
            return Err(Failure::invalid(message).hint(
                "name the classes with --classes FILE, a name on each line in the order of their indexes",
            ));
        }
        Ok(Self(labels))
    }
}

#[derive(Debug, Args)]
pub(super) struct JsonlArguments {
    /// The file.
    file: PathBuf,

    /// The folder that the paths of images begin at [default: that of the file].
    #[arg(long, value_name = "DIR")]
    images: Option<PathBuf>,

    /// How long the model took, in seconds, for records that do not say.
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    latency: Option<f64>,

    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Args)]
pub(super) struct CocoArguments {
    /// The annotations: images and categories, as in instances_val2017.json.
    #[arg(long, value_name = "FILE")]
    annotations: PathBuf,

    /// The results: a list of objects with image_id, category_id, bbox (x, y, width and height) and score.
    #[arg(long, value_name = "FILE")]
    results: PathBuf,

    /// The folder that the file names of images begin at.
    #[arg(long, value_name = "DIR")]
    images: PathBuf,

    /// What a category becomes: its place among the categories sorted by id, counted from 0; its id; or the index of the
    /// class of its name.
    #[arg(long, value_name = "HOW", default_value = "order")]
    category_ids: CategoryIds,

    /// The names of the classes, one on each line in the order of their indexes [default: the labels of the model].
    #[arg(long, value_name = "FILE")]
    classes: Option<PathBuf>,

    /// Make each part of a segmentation that has several an object of its own.
    #[arg(long)]
    split_parts: bool,

    #[command(flatten)]
    each: Each,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CategoryIds {
    /// The place among the categories, sorted by id: 0 to 79 for the 80 of COCO.
    Order,
    /// The id as it is: 1 to 90 with gaps for COCO.
    AsIs,
    /// The index of the class that has the category's name.
    ByName,
}

#[derive(Debug, Args)]
pub(super) struct YoloArguments {
    /// The folder of the texts.
    #[arg(long, value_name = "DIR")]
    labels: PathBuf,

    /// The folder of the images.
    #[arg(long, value_name = "DIR")]
    images: PathBuf,

    /// The names of the classes in the texts, one on each line: each becomes the label of the same name of the deployment's
    /// model [default: classes are its indexes already].
    #[arg(long, value_name = "FILE", conflicts_with = "dry_run")]
    classes: Option<PathBuf>,

    /// The score of objects that have none. They are refused unless said.
    #[arg(long, value_name = "SCORE")]
    default_score: Option<f64>,

    #[command(flatten)]
    each: Each,
}

#[derive(Debug, Args)]
pub(super) struct VocArguments {
    /// The folder of the annotations.
    #[arg(long, value_name = "DIR")]
    annotations: PathBuf,

    /// The folder of the images.
    #[arg(long, value_name = "DIR")]
    images: PathBuf,

    /// The names of the classes, one on each line in the order of their indexes [default: the labels of the model].
    #[arg(long, value_name = "FILE", required_if_eq("dry_run", "true"))]
    classes: Option<PathBuf>,

    /// What the corners of boxes are.
    #[arg(long, value_name = "HOW", default_value = "one-based")]
    corners: Corners,

    /// The score of objects that have none. They are refused unless said.
    #[arg(long, value_name = "SCORE")]
    default_score: Option<f64>,

    #[command(flatten)]
    each: Each,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Corners {
    /// The first and last pixel of the box, counted from 1, as Pascal VOC has it.
    OneBased,
    /// The edges, counted from 0, as FiftyOne and most labelling tools write them.
    ZeroBased,
}

/// What the formats that hold no latency have.
#[derive(Debug, Args)]
struct Each {
    /// How long the model took for each image, in seconds.
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    latency: f64,

    /// Leave out images in which nothing was found. Unless said they are predictions too.
    #[arg(long)]
    skip_empty: bool,

    #[command(flatten)]
    common: Common,
}

impl Format {
    pub(super) fn common(&self) -> &Common {
        match self {
            Self::Jsonl(JsonlArguments { common, .. })
            | Self::Coco(CocoArguments { each: Each { common, .. }, .. })
            | Self::Yolo(YoloArguments { each: Each { common, .. }, .. })
            | Self::Voc(VocArguments { each: Each { common, .. }, .. }) => common,
        }
    }

    pub(super) fn latency(&self) -> Option<f64> {
        match self {
            Self::Jsonl(arguments) => arguments.latency,
            Self::Coco(CocoArguments { each, .. })
            | Self::Yolo(YoloArguments { each, .. })
            | Self::Voc(VocArguments { each, .. }) => Some(each.latency),
        }
    }

    /// What the journal stands beside.
    pub(super) fn input(&self) -> &Path {
        match self {
            Self::Jsonl(arguments) => &arguments.file,
            Self::Coco(arguments) => &arguments.results,
            Self::Yolo(arguments) => &arguments.labels,
            Self::Voc(arguments) => &arguments.annotations,
        }
    }

    /// Whether classes are told by the label map of the model.
    pub(super) fn needs_labels(&self) -> bool {
        match self {
            Self::Jsonl(_) => false,
            Self::Coco(arguments) => {
                arguments.category_ids == CategoryIds::ByName && arguments.classes.is_none()
            }
            Self::Yolo(arguments) => arguments.classes.is_some(),
            Self::Voc(arguments) => arguments.classes.is_none(),
        }
    }

    /// Makes sure that the input is there, and is what can be read more than once: a pipe can not.
    pub(super) fn check(&self) -> Result<(), Failure> {
        let input = self.input();
        let metadata = std::fs::metadata(input).map_err(|error| Failure::unreadable(input, &error))?;
        let (is_right, wanted) = match self {
            Self::Jsonl(_) | Self::Coco(_) => (metadata.is_file(), "file"),
            Self::Yolo(_) | Self::Voc(_) => (metadata.is_dir(), "folder"),
        };
        if is_right {
            return Ok(());
        }
        Err(Failure::invalid(format!("{} is not a {wanted}", input.display()))
            .hint("an input is read more than once, so that the import can go on: write it to disk first"))
    }

    /// Opens it for predictions of this type.
    pub(super) fn open(
        &self,
        inference_type: InferenceType,
        labels: Option<Labels>,
    ) -> Result<Source, Failure> {
        match self {
            Self::Jsonl(arguments) => jsonl(arguments, inference_type),
            Self::Coco(arguments) => coco(arguments, inference_type, labels),
            Self::Yolo(arguments) => yolo(arguments, inference_type, labels),
            Self::Voc(arguments) => voc(arguments, inference_type, labels),
        }
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
    options.skip_empty = arguments.each.skip_empty;
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
                .hint("`picsellia deployments show` lists its labels")
            })?;
            pairs.push((class, index));
        }
        options.classes = ClassMap::from_pairs(pairs);
    }
    options.default_score = arguments.default_score;
    options.skip_empty = arguments.each.skip_empty;
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
    options.default_score = arguments.default_score;
    options.skip_empty = arguments.each.skip_empty;
    let records = Voc::open(&arguments.annotations, &arguments.images, options)?;
    let identity =
        Identity::of_folders("voc", &arguments.annotations, records.annotations(), records.images())?;
    Ok(Source { total: records.total(), records: Box::new(records), identity })
}

/// The classes by name: as a file lists them, else as the model's label map has them.
fn class_names(file: Option<&Path>, labels: Option<Labels>) -> Result<ClassNames, Failure> {
    match (file, labels) {
        (Some(path), _) => Ok(ClassNames::in_order(names(path)?)?),
        (None, Some(labels)) => Ok(ClassNames::from_pairs(labels.0)?),
        (None, None) => Err(Failure::usage("without a connection the names of the classes have to be given")
            .hint("name them with --classes FILE, a name on each line in the order of their indexes")),
    }
}

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
