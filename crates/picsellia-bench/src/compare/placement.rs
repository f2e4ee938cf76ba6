//! Chooses the cores that the processes run on.
//!
//! With one prediction in flight, the client and the sink take turns. A switch within one core is
//! three times as fast as one between two cores, and the system chooses anew for each process. That
//! differs more than the contestants do. So client and sink each have their own core, as on two
//! machines. With more predictions in flight, the system places the processes.

/// Pins the processes that start from now on to one core, or to none for `None`.
///
/// Has no effect where the system does not support it, or has no such core.
#[cfg(target_os = "linux")]
pub(super) fn start_on(core: Option<usize>) {
    use rustix::thread::{CpuSet, sched_setaffinity};

    let mut cores = CpuSet::new();
    match core {
        Some(core) => cores.set(core),
        None => (0..CpuSet::MAX_CPU).for_each(|core| cores.set(core)),
    }
    // Without it, the quartiles are wider.
    let _ = sched_setaffinity(None, &cores);
}

#[cfg(not(target_os = "linux"))]
pub(super) fn start_on(_: Option<usize>) {}
