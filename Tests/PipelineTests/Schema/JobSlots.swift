/// The keys of a job file as its schema declares them, and job files that are made by setting one of them.
struct JobSlots {
  let schema: JSONSchema

  enum Step: Sendable, Hashable {
    case key(String)
    /// The first element of a list that has what is asked for, or simply the first.
    case element
  }

  struct Slot: Sendable {
    var path: [Step]
    var schema: JSONTree

    var name: String {
      path.map { step in
        switch step {
        case .key(let key): ".\(key)"
        case .element: "[1]"
        }
      }.joined().drop { $0 == "." }.description
    }
    /// Whether it is a mapping with declared keys.
    var isSection: Bool { schema["properties"] != nil }
    /// A list of mappings with declared keys.
    var isListOfSections: Bool { schema["items"]?["properties"] != nil }
    var isMapping: Bool { schema["type"] == .text("object") }
  }

  /// The job file as a whole and everything in it, depth first.
  var all: [Slot] { slots(Slot(path: [], schema: schema.root)) }

  private func slots(_ slot: Slot) -> [Slot] {
    let properties = slot.schema["properties"]?.members ?? []
    var found = [slot]
    for property in properties {
      found += slots(Slot(path: slot.path + [.key(property.key)], schema: schema.resolved(property.value)))
    }
    if slot.isListOfSections, let items = slot.schema["items"] {
      found += slots(Slot(path: slot.path + [.element], schema: items))
    }
    return found
  }

  /// The values that the schema names for a slot: all of its enumerations, the ends of its range, and its examples.
  static func values(of slot: Slot) -> [JSONTree] {
    let schema = slot.schema
    var values = schema["enum"]?.elements ?? []
    for branch in schema["anyOf"]?.elements ?? [] { values += branch["enum"]?.elements ?? [] }
    values += (schema["items"]?["enum"]?.elements ?? []).map { .list([$0]) }
    values += [schema["minimum"], schema["maximum"]].compactMap { $0 } + (schema["examples"]?.elements ?? [])
    return values
  }
}

extension JSONTree {
  /// A tree in which a place has another value, or none; what is missing on the way is made.
  func setting(_ path: ArraySlice<JobSlots.Step>, to value: JSONTree?) -> JSONTree? {
    guard let step = path.first else { return value }
    let rest = path.dropFirst()
    switch step {
    case .key(let key):
      var members = members
      let place = members.firstIndex { $0.key == key }
      let old = place.map { members[$0].value } ?? .null
      let new = old.setting(rest, to: value)
      if let place, let new {
        members[place].value = new
      } else if let place {
        members.remove(at: place)
      } else if let new {
        members.append(Member(key: key, value: new))
      }
      return .object(members)
    case .element:
      var list = elements
      let place = list.firstIndex { rest.isEmpty || $0.has(rest) } ?? 0
      let new = (list.isEmpty ? .null : list[place]).setting(rest, to: value)
      if list.isEmpty {
        list = new.map { [$0] } ?? []
      } else if let new {
        list[place] = new
      } else {
        list.remove(at: place)
      }
      return .list(list)
    }
  }

  /// Whether there is something at a place.
  func has(_ path: ArraySlice<JobSlots.Step>) -> Bool {
    guard let step = path.first else { return true }
    switch step {
    case .key(let key): return self[key].map { $0.has(path.dropFirst()) } ?? false
    case .element: return elements.contains { $0.has(path.dropFirst()) }
    }
  }
}
