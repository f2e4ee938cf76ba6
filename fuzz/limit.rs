//! What each target may hold in memory. One that asks for more ends as a crash.

use std::alloc::System;

use cap::Cap;

/// Far more than an input of 64 KiB, its values and its errors need, and far less than a length
/// that an input states.
const LIMIT: usize = 16 << 20;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, LIMIT);
