//! Which cores the processes run on.
//!
//! With one prediction at a time the client and the sink take turns. Where the system puts both on one core, handing over is
//! three times as fast as between two, and it decides that anew for each process: two that do the same then differ by
//! more than anything that is compared. So one at a time they have a core each, as if they were two machines. With more
//! in flight the system places them as it likes.

/// Lets the processes that are started from now on run on the core of this index alone, or on any for `None`.
///
/// Where the system knows no such thing, or has no such core, they run where they did.
#[cfg(target_os = "linux")]
pub(super) fn start_on(core: Option<usize>) {
    use rustix::thread::{CpuSet, sched_setaffinity};

    let mut cores = CpuSet::new();
    match core {
        Some(core) => cores.set(core),
        None => (0..CpuSet::MAX_CPU).for_each(|core| cores.set(core)),
    }
    // A measurement without it is worth less, and its quartiles show that.
    let _ = sched_setaffinity(None, &cores);
}

#[cfg(not(target_os = "linux"))]
pub(super) fn start_on(_: Option<usize>) {}
