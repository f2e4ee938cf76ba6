/// Runs a future to completion on the current thread, without an async runtime.
///
/// A future that only awaits a [`MockTransport`](crate::MockTransport) is ready at its first poll.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    pollster::block_on(future)
}
