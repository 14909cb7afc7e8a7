import Foundation

/// Runs a test that waits for processes on a thread of its own: the threads that the tests share are as few as the
/// cores, and all tests behind it would wait with it, their time limits running. It stays the same task, so that what
/// it expects is noted under its name.
func onOwnThread<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
  try await withTaskExecutorPreference(OwnThread()) { try await body() }
}

private final class OwnThread: TaskExecutor {
  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    Thread.detachNewThread { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
