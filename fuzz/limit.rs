//! The memory limit of each target. A target that exceeds it crashes.

use std::alloc::System;

use cap::Cap;

/// Far more than an input of 64 KiB with its values and errors needs, and far less than a length
/// that an input can state.
const LIMIT: usize = 16 << 20;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, LIMIT);
