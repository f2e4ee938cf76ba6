/// Runs `future` to its end on this thread, with no runtime.
///
/// A future that waits for nothing but a [`MockTransport`](crate::MockTransport) ends at its first poll.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    pollster::block_on(future)
}
