import Glibc
package import Rows

/// The only place that asks the time; everything else is given it.
package enum Clock {
  package static func instant() -> Instant {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
  }

  /// Seconds on a clock that is never set; only differences mean something.
  package static func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  package static func sleep(seconds: Double) {
    usleep(useconds_t(seconds * 1e6))
  }
}
