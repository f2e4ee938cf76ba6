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

    /// Deployment, created if needed. Can be repeated.
    #[arg(long = "deployment", value_name = "NAME[:TYPE]", value_parser = parse_deployment)]
    deployments: Vec<(String, InferenceType)>,
}

/// `NAME:TYPE`, or `NAME` alone for object detection. A name may hold colons: only a known type counts as one.
fn parse_deployment(text: &str) -> Result<(String, InferenceType), String> {
    let (name, inference_type) = match text.rsplit_once(':') {
        Some((name, inference_type)) => (name, inference_type.parse().map_err(|error| format!("{error}"))?),
        None => (text, InferenceType::ObjectDetection),
    };
    if name.is_empty() { Err("the name is empty".to_owned()) } else { Ok((name.to_owned(), inference_type)) }
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
    for (name, inference_type) in arguments.deployments {
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
