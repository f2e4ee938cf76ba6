//! `picsellia monitor`

use std::path::{Path, PathBuf};

use clap::Args;
use picsellia_deploy::error::InvalidInput;
use picsellia_deploy::geometry::Repair;
use picsellia_deploy::image::ContentType;
use picsellia_deploy::{
    Error, Image, ImageSize, InferenceType, MonitorReceipt, MonitorRequest, PredictionId, RequestDetails,
    Timestamp,
};
use serde_json::{Map, Value, json};

use crate::arguments::{ConnectionArguments, Destination, GeometryOption, PredictionArguments, parse_number};
use crate::failure::Failure;
use crate::input::{JsonFile, parse_object};
use crate::lookup;
use crate::output::Output;
use crate::repairs::note_repairs;

/// Send a prediction with its image.
#[derive(Debug, Args)]
#[command(override_usage = "\
picsellia monitor <IMAGE> --deployment <NAME|UUID>
           --prediction <FILE> --latency <SECONDS> [OPTIONS]
       picsellia monitor <IMAGE> --dry-run
           --prediction <FILE> --latency <SECONDS> [OPTIONS]")]
#[command(after_help = "\
Examples:
  picsellia monitor door.png --deployment doors \\
      --prediction prediction.json --latency 0.257 --tag night
  picsellia monitor door.png --dry-run \\
      --prediction prediction.json --latency 0.257

A prediction for object detection, with boxes as [top, left, bottom, right]:
  {\"detection_classes\": [1], \"detection_scores\": [0.9],
   \"detection_boxes\": [[128, 200, 159, 240]]}")]
pub(crate) struct Monitor {
    /// PNG or JPEG file that the model saw
    image: PathBuf,

    #[command(flatten)]
    destination: Destination,

    #[command(flatten)]
    prediction: PredictionArguments,

    /// JSON file with the shadow model's prediction, in the same format
    #[arg(long, value_name = "FILE", requires = "shadow_latency")]
    shadow_prediction: Option<PathBuf>,

    /// Inference time of the shadow model, in seconds
    #[arg(
        long,
        value_name = "SECONDS",
        requires = "shadow_prediction",
        allow_negative_numbers = true,
        value_parser = parse_number
    )]
    shadow_latency: Option<f64>,

    #[command(flatten)]
    details: DetailOptions,

    #[command(flatten)]
    geometry: GeometryOption,

    #[command(flatten)]
    connection: ConnectionArguments,
}

/// Optional details of a prediction.
#[derive(Debug, Args)]
struct DetailOptions {
    /// Image height that the model saw, in pixels [default: read from the image]
    #[arg(long, value_name = "PIXELS", requires = "width")]
    height: Option<u32>,

    /// Image width that the model saw, in pixels [default: read from the image]
    #[arg(long, value_name = "PIXELS", requires = "height")]
    width: Option<u32>,

    /// Image type: image/png or image/jpeg [default: detected from the file]
    #[arg(long, value_name = "TYPE")]
    content_type: Option<ContentType>,

    /// Data source, such as a camera name [default: serving]
    #[arg(long)]
    source: Option<String>,

    /// Add a tag; can be repeated
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,

    /// Time of the prediction, as a Unix timestamp [default: time of arrival]
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true, value_parser = parse_number)]
    timestamp: Option<f64>,

    /// Add metadata with keys that the platform defines, as a JSON object
    #[arg(long, value_name = "JSON", value_parser = parse_object)]
    metadata: Option<Map<String, Value>>,

    /// Add metadata with keys of your own, as a JSON object
    #[arg(long, value_name = "JSON", value_parser = parse_object)]
    custom_metadata: Option<Map<String, Value>>,

    /// Add metrics with names of your own, as a JSON object
    #[arg(long, value_name = "JSON", value_parser = parse_object)]
    custom_metrics: Option<Map<String, Value>>,

    /// Store the image always or never [default: decided by the deployment's sample rate]
    #[arg(long, value_name = "true|false", hide_possible_values = true, action = clap::ArgAction::Set)]
    sample: Option<bool>,

    /// Prefix of the object name in private storage
    #[arg(long, value_name = "DIR")]
    upload_dir: Option<String>,

    /// Store the prediction once, however often it is sent with this key
    /// [default: a new key for each run]
    #[arg(long, value_name = "KEY")]
    idempotency_key: Option<String>,
}

impl Monitor {
    pub(crate) async fn run(self, output: Output) -> Result<(), Failure> {
        // Problems with the files are reported before a connection is made.
        let files = self.files()?;
        let Some(deployment) = self.destination.deployment() else { return self.show(files, output) };
        let client = self.connection.connect().await?;
        let deployment = lookup::deployment(&client, deployment).await?;
        self.destination.expected_type.check(deployment.inference_type())?;
        let request = self.request(files, deployment.inference_type())?;
        let receipt = deployment.send(&request).await.map_err(with_check_hint)?;
        note_repairs(request.repairs(), output);
        if output.is_json() {
            return output.value(&receipt_as_json(&receipt, request.repairs()));
        }
        output.text(&receipt)
    }

    /// Prints the body that would be sent.
    fn show(&self, files: Files, output: Output) -> Result<(), Failure> {
        let request = self.request(files, self.destination.expected_type.assumed())?;
        note_repairs(request.repairs(), output);
        output.text(shortened(&request))?;
        output.note("nothing was sent");
        Ok(())
    }

    fn files(&self) -> Result<Files, Failure> {
        let is_stdin = |path: &Path| path == Path::new("-");
        if is_stdin(&self.prediction.prediction) && self.shadow_prediction.as_deref().is_some_and(is_stdin) {
            return Err(Failure::usage("stdin cannot hold both predictions"));
        }
        let image = self.image()?;
        let prediction = JsonFile::read(&self.prediction.prediction)?;
        let shadow = self.shadow_prediction.as_deref().map(JsonFile::read).transpose()?;
        Ok(Files { image, prediction, shadow })
    }

    fn image(&self) -> Result<Image, Failure> {
        let mut image = Image::open(&self.image)
            .map_err(|error| Failure::invalid(error.to_string()).because_source(&error))?;
        if let (Some(height), Some(width)) = (self.details.height, self.details.width) {
            image = image.with_size(ImageSize { width, height });
        }
        if let Some(content_type) = self.details.content_type {
            image = image.with_content_type(content_type);
        }
        let Some(problem) = image.missing() else { return Ok(image) };
        let hint = match problem.path() {
            "content_type" => "convert the image, or set --content-type",
            _ => "set --height and --width",
        };
        Err(Failure::from(InvalidInput::from(problem)).hint(hint))
    }

    fn request(&self, files: Files, inference_type: InferenceType) -> Result<MonitorRequest, Failure> {
        let Files { image, prediction, shadow } = files;
        let prediction = prediction.prediction(inference_type)?;
        let mut builder = MonitorRequest::builder(image, self.prediction.latency, prediction)
            .geometry(self.geometry.policy())
            .details(self.details.to_details());
        if let (Some(shadow), Some(latency)) = (shadow, self.shadow_latency) {
            builder = builder.shadow(latency, shadow.prediction(inference_type)?);
        }
        if let Some(key) = &self.details.idempotency_key {
            builder = builder.idempotency_key(key);
        }
        Ok(builder.build()?)
    }
}

/// The files of a prediction, as they were read.
struct Files {
    image: Image,
    prediction: JsonFile,
    shadow: Option<JsonFile>,
}

impl DetailOptions {
    fn to_details(&self) -> RequestDetails {
        let mut details = RequestDetails::default();
        details.source = self.source.clone();
        details.tags = (!self.tags.is_empty()).then(|| self.tags.clone());
        details.timestamp = self.timestamp.map(Timestamp::from);
        details.metadata = self.metadata.clone();
        details.custom_metadata = self.custom_metadata.clone();
        details.custom_metrics = self.custom_metrics.clone();
        details.sample = self.sample;
        details.upload_dir = self.upload_dir.clone();
        details
    }
}

/// Adds how to find out whether a prediction was stored, if the error leaves that open.
fn with_check_hint(error: Error) -> Failure {
    let mut failure = Failure::from(error);
    if failure.may_have_been_accepted {
        failure.hint = Some(
            "the prediction may have been stored: check with `picsellia predictions find`, or give each \
             prediction an --idempotency-key, so that you can send it again safely"
                .to_owned(),
        );
    }
    failure
}

/// Returns the response of the service, with the receipt's fields and the repairs.
fn receipt_as_json(receipt: &MonitorReceipt, repairs: &[Repair]) -> Value {
    let mut json = receipt.body().clone();
    json.insert("id".to_owned(), json!(receipt.id().map(PredictionId::as_str)));
    json.insert("already_processed".to_owned(), receipt.already_processed().into());
    json.insert("repairs".to_owned(), repairs.iter().map(Repair::to_string).collect());
    json.into()
}

/// How many characters of the encoded image are shown.
const SHOWN: usize = 24;

/// Returns the body byte for byte, but with a shortened image.
fn shortened(request: &MonitorRequest) -> String {
    // The image is in memory, so reading it cannot fail.
    let body = request.encode().to_bytes().unwrap_or_default();
    let body = String::from_utf8_lossy(&body);
    let field = "\"image\":\"";
    // The image is the last field, and quotes in texts before it are escaped.
    let image = body.rfind(field).map(|at| at + field.len());
    let Some((head, image)) = image.and_then(|at| body.split_at_checked(at)) else {
        return body.into_owned();
    };
    let end = image.find('"').unwrap_or(image.len());
    match (image.get(..SHOWN.min(end)), image.get(end..)) {
        (Some(first), Some(rest)) if end > SHOWN => {
            format!("{head}{first}… ({} bytes){rest}", request.image().map_or(0, bytes::Bytes::len))
        }
        _ => body.into_owned(),
    }
}
