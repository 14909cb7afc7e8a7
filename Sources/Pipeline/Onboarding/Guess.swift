/// What a sample seems to say, how certain that is, and why.
struct Guess<Value> {
  var value: Value
  var isSure: Bool
  /// One clause for people.
  var reason: String

  static func sure(_ value: Value, _ reason: String) -> Guess { Guess(value: value, isSure: true, reason: reason) }

  static func unsure(_ value: Value, _ reason: String) -> Guess { Guess(value: value, isSure: false, reason: reason) }
}

extension Guess: Sendable where Value: Sendable {}

extension Guess: Equatable where Value: Equatable {}

/// One line of the table that a person reads after a draft.
package struct Finding: Sendable, Equatable {
  /// Of the job file: `time.format`.
  package let key: String
  package let value: String
  package let isSure: Bool
  package let reason: String
}
