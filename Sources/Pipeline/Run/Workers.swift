import Dispatch
import Synchronization

/// The one place that runs work on Dispatch.
enum Workers {
  /// Runs `body` once on each of `count` workers and waits for all.
  static func run(_ count: Int, _ body: @Sendable (Int) -> Void) {
    if count == 1 {
      body(0)
    } else {
      DispatchQueue.concurrentPerform(iterations: count, execute: body)
    }
  }

  /// Runs `body` for each of `count` tasks; workers take the next one from a cursor, so no task waits for a slow one.
  /// - Returns: what each task made, in the order of the tasks.
  static func map<Value>(
    _ count: Int, workers: Int, _ body: @Sendable (Int) -> sending Value
  ) -> [Value] {
    let slots = Slots<Value>(count)
    let cursor = Atomic(0)
    run(max(1, min(workers, count))) { _ in
      while true {
        let task = cursor.add(1, ordering: .relaxed).oldValue
        guard task < count else { break }
        slots.put(body(task), at: task)
      }
    }
    return slots.take()
  }
}

/// Results of parallel tasks, one slot each.
///
/// Unchecked: each slot is written by the one worker that has its task, and read only after all workers have ended.
private final class Slots<Value>: @unchecked Sendable {
  private let values: UnsafeMutableBufferPointer<Value?>

  init(_ count: Int) {
    values = .allocate(capacity: count)
    values.initialize(repeating: nil)
  }

  deinit {
    values.deinitialize()
    values.deallocate()
  }

  func put(_ value: sending Value, at index: Int) {
    values[index] = value
  }

  func take() -> [Value] {
    values.compactMap { $0 }
  }
}

/// A value that many workers read at once.
///
/// Unchecked: whoever makes one promises that nobody changes the value while workers run.
struct ReadOnly<Value>: @unchecked Sendable {
  let value: Value

  init(_ value: Value) {
    self.value = value
  }
}
