import Aggregation
import Loading
import Rows
import Scanning
import Synchronization

/// The sensors of one run, shared by all workers: code to dense index. Asked once for each code and worker.
///
/// The indices depend on which worker came first and are therefore never stored; output is in the order of codes.
final class SensorDirectory: Sendable {
  struct Sensor: Sendable {
    var code: String
    var decimals: Int8
    var plan: SensorPlan
    var registration: SensorRegistration
  }

  /// What values may be multiplied by and moved; sensors know theirs by its place.
  private let conversions: [Conversion]

  private struct State {
    var verdicts: [ExactText: SensorVerdict] = [:]
    var sensors: [Sensor] = []
  }

  private let job: JobSpec
  /// Code to the name of the job that owns the sensor.
  private let owners: [ExactText: String]
  private let state = Mutex(State())

  init(job: JobSpec, owners: [ExactText: String]) {
    self.job = job
    conversions = job.conversions
    self.owners = owners
  }

  /// All sensors met so far; a sensor's place is its dense index.
  var sensors: [Sensor] { state.withLock { $0.sensors } }

  func resolve(_ bytes: UnsafeBufferPointer<UInt8>) -> SensorVerdict {
    guard let code = String(validating: bytes, as: UTF8.self) else { return .refused(.sensorInvalidUTF8) }
    return resolve(code)
  }

  func resolve(_ code: String) -> SensorVerdict {
    state.withLock { state in
      let key = ExactText(code)
      if let known = state.verdicts[key] { return known }
      let verdict = judge(code, index: state.sensors.count)
      if case .accepted = verdict, let (traits, isInferred) = job.traits(of: code) {
        state.sensors.append(
          Sensor(
            code: code, decimals: traits.decimals, plan: traits.plan,
            registration: SensorRegistration(code, traits, isInferred: isInferred)))
      }
      state.verdicts[key] = verdict
      return verdict
    }
  }

  private func judge(_ code: String, index: Int) -> SensorVerdict {
    if code.isEmpty { return .refused(.sensorMissing) }
    if code.utf8.count > Dialect.sensorBytesMax { return .refused(.sensorTooLong) }
    if let owner = owners[ExactText(code)], owner != job.name { return .refused(.sensorOwnedBy) }
    guard let traits = job.traits(of: code)?.traits else { return .refused(.sensorUnknown) }
    let conversion = traits.conversion.flatMap { conversions.firstIndex(of: $0) } ?? -1
    return .accepted(index: Int32(index), decimals: traits.decimals, conversion: Int16(conversion))
  }
}

extension SensorRegistration {
  fileprivate init(_ code: String, _ traits: SensorTraits, isInferred: Bool) {
    self.init(
      code: code, sensorClass: traits.sensorClass, unit: traits.unit, decimals: traits.decimals, period: traits.period,
      isInferred: isInferred)
    let plan = traits.plan
    isLinear = plan.isLinear
    longestHold = plan.hasEdges ? plan.hold : nil
    modulus = plan.modulus > 0 ? plan.modulus : nil
    (limitLow, limitHigh) = (plan.limitLow, plan.limitHigh)
  }
}
