use std::sync::Arc;
use std::time::Instant;

use tokio::runtime::{Builder, Runtime};

use super::Contestant;
use super::kind::RuntimeFlavor;
use crate::Failure;

/// A client that sends one prediction at a time.
pub(super) trait AsyncClient: Send + Sync + 'static {
    fn send(&self) -> impl Future<Output = Result<(), Failure>> + Send;
}

/// A runtime, with the number of tasks that send predictions.
pub(super) struct Tasks {
    runtime: Runtime,
    in_flight: usize,
}

impl Tasks {
    pub(super) fn new(flavor: RuntimeFlavor, in_flight: usize) -> Result<Self, Failure> {
        let mut builder = match flavor {
            RuntimeFlavor::CurrentThread => Builder::new_current_thread(),
            RuntimeFlavor::MultiThread => Builder::new_multi_thread(),
        };
        Ok(Self { runtime: builder.enable_all().build()?, in_flight })
    }

    pub(super) fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.runtime.block_on(future)
    }

    pub(super) fn with<C: AsyncClient>(self, client: C) -> InTasks<C> {
        InTasks { tasks: self, client: Arc::new(client) }
    }
}

/// A client that several tasks share. Each sends one prediction after another.
pub(super) struct InTasks<C> {
    tasks: Tasks,
    client: Arc<C>,
}

impl<C: AsyncClient> Contestant for InTasks<C> {
    fn send_until(&mut self, end: Instant) -> Result<u64, Failure> {
        let send_repeatedly = |client: Arc<C>| async move {
            let mut count = 0;
            loop {
                client.send().await?;
                count += 1;
                if Instant::now() >= end {
                    return Ok::<u64, Failure>(count);
                }
            }
        };
        self.tasks.block_on(async {
            let spawn = |_| tokio::spawn(send_repeatedly(Arc::clone(&self.client)));
            let tasks: Vec<_> = (0..self.tasks.in_flight).map(spawn).collect();
            let mut count = 0;
            for task in tasks {
                count += task.await??;
            }
            Ok(count)
        })
    }
}
