//! What this process has on its heap. The sandbox runs in another one where that counts.

use peak_alloc::PeakAlloc;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// The most that the heap held while `work` ran, beyond what it held before, in bytes.
pub(crate) async fn most_during<T>(work: impl Future<Output = T>) -> (usize, T) {
    let before = HEAP.current_usage();
    HEAP.reset_peak_usage();
    let done = work.await;
    (HEAP.peak_usage().saturating_sub(before), done)
}
