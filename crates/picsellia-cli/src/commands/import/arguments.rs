use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};

use crate::arguments::{ConnectionArguments, Destination, GeometryOption, parse_number};

/// The format of the input, with its options.
#[derive(Debug, Subcommand)]
pub(super) enum Format {
    Jsonl(JsonlArguments),
    Coco(CocoArguments),
    Yolo(YoloArguments),
    Voc(VocArguments),
}

/// Import JSON lines: one prediction per line, with the path of its image.
#[derive(Debug, Args)]
#[command(override_usage = "\
picsellia import jsonl <FILE> --deployment <NAME|UUID> [OPTIONS]
       picsellia import jsonl <FILE> --dry-run [OPTIONS]")]
#[command(after_help = "\
Example:
  picsellia import jsonl records.jsonl --deployment doors

A record, which is one line of the file:
  {\"image\": \"a.png\", \"latency\": 0.257,
   \"raw_predictions\": {\"detection_classes\": [1], \"detection_scores\": [0.9],
                       \"detection_boxes\": [[128, 200, 159, 240]]}}")]
pub(super) struct JsonlArguments {
    /// JSON lines file
    pub(super) file: PathBuf,

    /// Folder that image paths start at [default: the folder of the file]
    #[arg(long, value_name = "DIR")]
    pub(super) images: Option<PathBuf>,

    /// Inference time for records without one, in seconds
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true, value_parser = parse_number)]
    latency: Option<f64>,

    #[command(flatten)]
    common: CommonArguments,
}

/// Import COCO results, with the annotations that list images and categories.
#[derive(Debug, Args)]
#[command(override_usage = "\
picsellia import coco --annotations <FILE> --results <FILE>
           --images <DIR> --latency <SECONDS> --deployment <NAME|UUID> [OPTIONS]
       picsellia import coco --annotations <FILE> --results <FILE>
           --images <DIR> --latency <SECONDS> --dry-run [OPTIONS]")]
#[command(after_help = "\
Example:
  picsellia import coco --annotations instances.json --results results.json \\
      --images val2017 --latency 0.05 --deployment street")]
pub(super) struct CocoArguments {
    /// COCO annotations with images and categories, such as instances_val2017.json
    #[arg(long, value_name = "FILE")]
    pub(super) annotations: PathBuf,

    /// COCO results: a list of objects with image_id, category_id, bbox and score
    #[arg(long, value_name = "FILE")]
    pub(super) results: PathBuf,

    /// Folder that the image file names start at
    #[arg(long, value_name = "DIR")]
    pub(super) images: PathBuf,

    /// How to turn a category into a class index
    #[arg(long, value_name = "HOW", default_value = "order")]
    pub(super) category_ids: CategoryIds,

    /// File with one class name per line, in the order of their indexes
    /// [default: the labels of the deployment's model]
    #[arg(long, value_name = "FILE")]
    pub(super) classes: Option<PathBuf>,

    /// Turn each part of a segmentation into an object of its own
    #[arg(long)]
    pub(super) split_parts: bool,

    #[command(flatten)]
    pub(super) without_latency: FormatWithoutLatency,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum CategoryIds {
    /// Position among the categories sorted by id, from 0: 0 to 79 for COCO's 80
    Order,
    /// The category id itself: 1 to 90 with gaps for COCO
    AsIs,
    /// The index of the class with the category's name
    ByName,
}

/// Import YOLO text files: one per image, one line per object.
#[derive(Debug, Args)]
#[command(override_usage = "\
picsellia import yolo --labels <DIR> --images <DIR>
           --latency <SECONDS> --deployment <NAME|UUID> [OPTIONS]
       picsellia import yolo --labels <DIR> --images <DIR>
           --latency <SECONDS> --dry-run [OPTIONS]")]
#[command(after_help = "\
Example:
  picsellia import yolo --labels runs/predict/labels --images images \\
      --latency 0.02 --deployment street

A line of a file is: class x y width height score")]
pub(super) struct YoloArguments {
    /// Folder of the text files
    #[arg(long, value_name = "DIR")]
    pub(super) labels: PathBuf,

    /// Folder of the images
    #[arg(long, value_name = "DIR")]
    pub(super) images: PathBuf,

    /// File with one class name per line, to match with the labels of the deployment's model
    /// [default: use the classes of the text files as indexes]
    #[arg(long, value_name = "FILE", conflicts_with = "dry_run")]
    pub(super) classes: Option<PathBuf>,

    #[command(flatten)]
    pub(super) default_score: DefaultScore,

    #[command(flatten)]
    pub(super) without_latency: FormatWithoutLatency,
}

/// Import Pascal VOC annotations: one XML file per image.
#[derive(Debug, Args)]
#[command(override_usage = "\
picsellia import voc --annotations <DIR> --images <DIR>
           --latency <SECONDS> --deployment <NAME|UUID> [OPTIONS]
       picsellia import voc --annotations <DIR> --images <DIR>
           --latency <SECONDS> --dry-run [OPTIONS]")]
#[command(after_help = "\
Example:
  picsellia import voc --annotations annotations --images images \\
      --latency 0.02 --default-score 1 --deployment street")]
pub(super) struct VocArguments {
    /// Folder of the XML files
    #[arg(long, value_name = "DIR")]
    pub(super) annotations: PathBuf,

    /// Folder of the images
    #[arg(long, value_name = "DIR")]
    pub(super) images: PathBuf,

    /// File with one class name per line, in the order of their indexes
    /// [default: the labels of the deployment's model]
    #[arg(long, value_name = "FILE", required_if_eq("dry_run", "true"))]
    pub(super) classes: Option<PathBuf>,

    /// How box corners are counted
    #[arg(long, value_name = "HOW", default_value = "one-based")]
    pub(super) corners: Corners,

    #[command(flatten)]
    pub(super) default_score: DefaultScore,

    #[command(flatten)]
    pub(super) without_latency: FormatWithoutLatency,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Corners {
    /// First and last pixel, counted from 1, as in Pascal VOC
    OneBased,
    /// Edges, counted from 0, as FiftyOne and most labeling tools write them
    ZeroBased,
}

/// The option of formats in which a score can be missing.
#[derive(Debug, Args)]
pub(super) struct DefaultScore {
    /// Score for objects without one [default: reject them]
    #[arg(long = "default-score", value_name = "SCORE", value_parser = parse_number)]
    pub(super) value: Option<f64>,
}

/// The options of formats that hold no latency.
#[derive(Debug, Args)]
pub(super) struct FormatWithoutLatency {
    /// Inference time for each image, in seconds
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true, value_parser = parse_number)]
    latency: f64,

    /// Skip images without objects [default: send them as empty predictions]
    #[arg(long)]
    pub(super) skip_empty: bool,

    #[command(flatten)]
    common: CommonArguments,
}

/// The options of all formats.
#[derive(Debug, Args)]
pub(super) struct CommonArguments {
    #[command(flatten)]
    pub(super) destination: Destination,

    /// Data source for records without one [default: serving]
    #[arg(long)]
    pub(super) source: Option<String>,

    /// Add a tag to each record; can be repeated
    #[arg(long = "tag", value_name = "TAG")]
    pub(super) tags: Vec<String>,

    #[command(flatten)]
    pub(super) geometry: GeometryOption,

    /// Send this many records at once, each with its image in memory
    #[arg(long, value_name = "N", default_value = "8", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(super) concurrency: u16,

    /// File that records what was sent [default: beside the input]
    #[arg(long, value_name = "FILE")]
    pub(super) journal: Option<PathBuf>,

    #[command(flatten)]
    pub(super) connection: ConnectionArguments,
}

impl Format {
    pub(super) fn common(&self) -> &CommonArguments {
        match self {
            Self::Jsonl(arguments) => &arguments.common,
            Self::Coco(CocoArguments { without_latency, .. })
            | Self::Yolo(YoloArguments { without_latency, .. })
            | Self::Voc(VocArguments { without_latency, .. }) => &without_latency.common,
        }
    }

    pub(super) fn latency(&self) -> Option<f64> {
        match self {
            Self::Jsonl(arguments) => arguments.latency,
            Self::Coco(CocoArguments { without_latency, .. })
            | Self::Yolo(YoloArguments { without_latency, .. })
            | Self::Voc(VocArguments { without_latency, .. }) => Some(without_latency.latency),
        }
    }

    /// Returns the file or folder with the predictions. The journal is kept beside it.
    pub(super) fn input(&self) -> &Path {
        match self {
            Self::Jsonl(arguments) => &arguments.file,
            Self::Coco(arguments) => &arguments.results,
            Self::Yolo(arguments) => &arguments.labels,
            Self::Voc(arguments) => &arguments.annotations,
        }
    }

    /// Returns whether classes are matched with the labels of the deployment's model.
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
}
