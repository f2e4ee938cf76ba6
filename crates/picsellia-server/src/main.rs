//! The local monitoring service as a program.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use picsellia_core::Secret;
use picsellia_server::{InferenceType, Server};
use tracing_subscriber::EnvFilter;

/// Runs a local Picsellia platform and monitoring service on one port.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Address to listen on.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:7425")]
    listen: String,

    /// Folder for records and images, created if needed.
    #[arg(long, value_name = "DIR", default_value = "picsellia-data")]
    data: PathBuf,

    /// API token that clients must send; `local` on loopback addresses when none is given.
    #[arg(long, value_name = "TOKEN", env = "PICSELLIA_TOKEN", hide_env_values = true)]
    token: Option<Secret>,

    /// Organization, created if needed.
    #[arg(long, value_name = "NAME", default_value = "local")]
    organization: String,

    /// URL that clients reach the service at, when that is not the one they call: behind a TLS proxy.
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,

    /// Deployment, created if needed, with the labels of its classes from 0 on. Can be repeated.
    #[arg(long = "deployment", value_name = "NAME[:TYPE[:LABEL,…]]", value_parser = parse_deployment)]
    deployments: Vec<Deployment>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Deployment {
    name: String,
    inference_type: InferenceType,
    /// None leaves those that it has.
    labels: Option<Vec<String>>,
}

/// `NAME`, for object detection, `NAME:TYPE` or `NAME:TYPE:LABEL,LABEL`. A name may hold colons: what follows one is a
/// type only if it is known.
fn parse_deployment(text: &str) -> Result<Deployment, String> {
    let typed = |text: &str| {
        let (name, inference_type) = text.rsplit_once(':')?;
        Some((name.to_owned(), inference_type.parse::<InferenceType>().ok()?))
    };
    let labelled = || {
        let (rest, labels) = text.rsplit_once(':')?;
        let (name, inference_type) = typed(rest)?;
        Some((name, inference_type, Some(labels.split(',').map(str::to_owned).collect())))
    };
    let (name, inference_type, labels) = typed(text)
        .map(|(name, inference_type)| (name, inference_type, None))
        .or_else(labelled)
        .unwrap_or_else(|| (text.to_owned(), InferenceType::ObjectDetection, None));
    if name.is_empty() {
        Err("the name is empty".to_owned())
    } else {
        Ok(Deployment { name, inference_type, labels })
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match run(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let mut builder = Server::builder()
        .listen(arguments.listen)
        .data_dir(arguments.data)
        .organization(arguments.organization);
    if let Some(token) = arguments.token {
        builder = builder.token(token);
    }
    if let Some(url) = arguments.public_url {
        builder = builder.public_url(url);
    }
    for Deployment { name, inference_type, labels } in arguments.deployments {
        if let Some(labels) = labels {
            builder = builder.labels(&name, labels);
        }
        builder = builder.deployment(name, inference_type);
    }
    // Before the URL is printed: whoever reads it may stop the service at once.
    let stop = StopSignal::new()?;
    let server = builder.start().await?;
    let mut stdout = std::io::stdout();
    writeln!(stdout, "{}", server.url())?;
    stdout.flush()?;
    stop.received().await;
    tracing::info!("stopping");
    server.shutdown().await?;
    Ok(())
}

/// SIGTERM or Ctrl-C.
struct StopSignal {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl StopSignal {
    #[cfg(unix)]
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    #[cfg(unix)]
    async fn received(mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    #[cfg(not(unix))]
    fn new() -> std::io::Result<Self> {
        Ok(Self {})
    }

    #[cfg(not(unix))]
    async fn received(self) {
        // An error means that no signal can be listened for: run until killed.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_known_type_counts_as_one() {
        let boxes = InferenceType::ObjectDetection;
        let kinds = InferenceType::Classification;
        for (text, name, inference_type, labels) in [
            ("doors", "doors", boxes, None),
            ("cam:1", "cam:1", boxes, None),
            ("cam:1:CLASSIFICATION", "cam:1", kinds, None),
            ("cam:1:CLASSIFICATION:cat,big dog", "cam:1", kinds, Some(vec!["cat", "big dog"])),
            ("doors:BOXES", "doors:BOXES", boxes, None),
            ("a:b:c", "a:b:c", boxes, None),
        ] {
            let labels = labels.map(|labels| labels.into_iter().map(str::to_owned).collect());
            let expected = Deployment { name: name.to_owned(), inference_type, labels };
            assert_eq!(parse_deployment(text), Ok(expected), "{text}");
        }
        for text in ["", ":CLASSIFICATION", ":CLASSIFICATION:a"] {
            parse_deployment(text).expect_err(text);
        }
    }
}
