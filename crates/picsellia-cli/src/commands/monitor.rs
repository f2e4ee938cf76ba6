//! `picsellia monitor`

use std::path::{Path, PathBuf};

use clap::Args;
use picsellia_deploy::error::{InvalidInput, Problem};
use picsellia_deploy::geometry::Repair;
use picsellia_deploy::image::ContentType;
use picsellia_deploy::{
    GeometryPolicy, Image, ImageSize, InferenceType, MonitorReceipt, MonitorRequest, PredictionId,
    RequestDetails, Timestamp,
};
use serde_json::{Map, Value, json};

use crate::connection::{self, ConnectionArguments};
use crate::expected_type::ExpectedType;
use crate::failure::Failure;
use crate::input::{JsonFile, parse_object};
use crate::output::Output;

/// Send a prediction with its image.
#[derive(Debug, Args)]
pub(crate) struct Monitor {
    /// The image: PNG or JPEG.
    image: PathBuf,

    /// The deployment, by name or UUID.
    #[arg(long, value_name = "NAME|UUID", required_unless_present = "dry_run")]
    deployment: Option<String>,

    /// What the model found, as JSON in the form of the wire; `-` reads the standard input.
    #[arg(long, value_name = "FILE")]
    prediction: PathBuf,

    /// How long the model took, in seconds.
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    latency: f64,

    /// What the shadow model found, in the same form.
    #[arg(long, value_name = "FILE", requires = "shadow_latency")]
    shadow_prediction: Option<PathBuf>,

    /// How long the shadow model took, in seconds.
    #[arg(long, value_name = "SECONDS", requires = "shadow_prediction", allow_negative_numbers = true)]
    shadow_latency: Option<f64>,

    #[command(flatten)]
    about: About,

    /// What is done about shapes and scores that are not sound.
    #[arg(long, value_name = "POLICY", default_value = "strict")]
    geometry: Geometry,

    /// Print what would be sent, the image shortened, and send nothing. No connection is made.
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    expected_type: ExpectedType,

    #[command(flatten)]
    connection: ConnectionArguments,
}

/// What is said of the image besides.
#[derive(Debug, Args)]
struct About {
    /// The height that the model saw, in pixels [default: read from the image].
    #[arg(long, value_name = "PIXELS", requires = "width")]
    height: Option<u32>,

    /// The width that the model saw, in pixels [default: read from the image].
    #[arg(long, value_name = "PIXELS", requires = "height")]
    width: Option<u32>,

    /// The type of the image, image/png or image/jpeg [default: told by its first bytes].
    #[arg(long, value_name = "TYPE")]
    content_type: Option<ContentType>,

    /// The data source, such as the name of a camera [default: serving].
    #[arg(long)]
    source: Option<String>,

    /// A tag. Can be repeated.
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,

    /// When the prediction was made, in seconds since 1970 (UTC) [default: when the service gets it].
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    timestamp: Option<f64>,

    /// Metadata under the keys that the platform knows: a JSON object.
    #[arg(long, value_name = "JSON", value_parser = parse_object)]
    metadata: Option<Map<String, Value>>,

    /// Metadata under keys of your own: a JSON object.
    #[arg(long, value_name = "JSON", value_parser = parse_object)]
    custom_metadata: Option<Map<String, Value>>,

    /// Measurements of your own: a JSON object.
    #[arg(long, value_name = "JSON", value_parser = parse_object)]
    custom_metrics: Option<Map<String, Value>>,

    /// Always store the image, or never [default: as the deployment's sample rate has it].
    #[arg(long, value_name = "true|false", action = clap::ArgAction::Set)]
    sample: Option<bool>,

    /// The prefix of the object's name, in a private storage.
    #[arg(long, value_name = "DIR")]
    upload_dir: Option<String>,

    /// What names this prediction, so that sent again under the same name it is stored once
    /// [default: a new one for each run].
    #[arg(long, value_name = "KEY")]
    idempotency_key: Option<String>,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(super) enum Geometry {
    /// Refuse them: nothing is sent, and every problem is told.
    Strict,
    /// Put corners in order and clamp to the image, and tell what was changed.
    Repair,
    /// Send every number as it is.
    AsIs,
}

impl From<Geometry> for GeometryPolicy {
    fn from(geometry: Geometry) -> Self {
        match geometry {
            Geometry::Strict => Self::Strict,
            Geometry::Repair => Self::Repair,
            Geometry::AsIs => Self::AsIs,
        }
    }
}

impl Monitor {
    pub(crate) async fn run(self, output: Output) -> Result<(), Failure> {
        // Everything that can be wrong here is found before a connection is made.
        let files = self.files()?;
        let deployment = match &self.deployment {
            Some(deployment) if !self.dry_run => deployment,
            _ => return self.show(files, output),
        };
        let client = self.connection.connect().await?;
        let deployment = connection::deployment(&client, deployment).await?;
        self.expected_type.check(deployment.inference_type())?;
        let request = self.request(files, deployment.inference_type())?;
        let receipt = deployment.monitor(&request).await?;
        for repair in request.repairs() {
            output.note(format_args!("repaired {repair}"));
        }
        if output.is_json() {
            return output.value(&receipt_as_json(&receipt, request.repairs()));
        }
        output.text(&receipt)
    }

    /// Prints what would be sent.
    fn show(&self, files: Files, output: Output) -> Result<(), Failure> {
        let request = self.request(files, self.expected_type.assumed())?;
        for repair in request.repairs() {
            output.note(format_args!("repaired {repair}"));
        }
        output.text(shortened(&request))?;
        output.note("nothing was sent");
        Ok(())
    }

    fn files(&self) -> Result<Files, Failure> {
        let is_stdin = |path: &Path| path == Path::new("-");
        if is_stdin(&self.prediction) && self.shadow_prediction.as_deref().is_some_and(is_stdin) {
            return Err(Failure::usage("the standard input cannot be both predictions"));
        }
        let image = self.image()?;
        let prediction = JsonFile::read(&self.prediction)?;
        let shadow = self.shadow_prediction.as_deref().map(JsonFile::read).transpose()?;
        Ok(Files { image, prediction, shadow })
    }

    fn image(&self) -> Result<Image, Failure> {
        let mut image = Image::open(&self.image)
            .map_err(|error| Failure::invalid(error.to_string()).because_source(&error))?;
        if let (Some(height), Some(width)) = (self.about.height, self.about.width) {
            image = image.with_size(ImageSize { width, height });
        }
        if let Some(content_type) = self.about.content_type {
            image = image.with_content_type(content_type);
        }
        // The library's words for these name its methods; here there are flags.
        let mut problems = Vec::new();
        if image.content_type().is_none() {
            let message =
                format!("{:?} is neither PNG nor JPEG by its first bytes or its extension", image.filename());
            problems.push((
                Problem::invalid("content_type", message),
                "convert it, or state the type with --content-type",
            ));
        } else if image.size().is_none() {
            let problem = Problem::invalid("height and width", "the header of the image does not tell them");
            problems.push((problem, "state them with --height and --width"));
        }
        match problems.pop() {
            Some((problem, hint)) => Err(Failure::from(InvalidInput::from(problem)).hint(hint)),
            None => Ok(image),
        }
    }

    fn request(&self, files: Files, inference_type: InferenceType) -> Result<MonitorRequest, Failure> {
        let Files { image, prediction, shadow } = files;
        let prediction = prediction.prediction(inference_type)?;
        let mut builder = MonitorRequest::builder(image, self.latency, prediction)
            .geometry(self.geometry.into())
            .details(self.about.details());
        if let (Some(shadow), Some(latency)) = (shadow, self.shadow_latency) {
            builder = builder.shadow(latency, shadow.prediction(inference_type)?);
        }
        if let Some(key) = &self.about.idempotency_key {
            builder = builder.idempotency_key(key);
        }
        Ok(builder.build()?)
    }
}

/// What was read.
struct Files {
    image: Image,
    prediction: JsonFile,
    shadow: Option<JsonFile>,
}

impl About {
    fn details(&self) -> RequestDetails {
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

/// The whole response of the service, and what the command knows beside it.
fn receipt_as_json(receipt: &MonitorReceipt, repairs: &[Repair]) -> Value {
    let mut json = receipt.body().clone();
    json.insert("id".to_owned(), json!(receipt.id().map(PredictionId::as_str)));
    json.insert("already_processed".to_owned(), receipt.already_processed().into());
    json.insert("repairs".to_owned(), repairs.iter().map(Repair::to_string).collect());
    json.into()
}

/// How much of the image's text is shown, in characters.
const SHOWN: usize = 24;

/// The body as it would be sent, byte for byte, but for the middle of the image.
fn shortened(request: &MonitorRequest) -> String {
    // The image is in memory, so there is nothing that could fail to be read.
    let body = request.encode().to_bytes().unwrap_or_default();
    let body = String::from_utf8_lossy(&body);
    let field = "\"image\":\"";
    // The image is the last field, and a quote in any text before it is escaped.
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
