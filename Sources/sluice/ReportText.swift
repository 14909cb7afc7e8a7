import Pipeline
import Rows

extension RunReport {
  /// A few lines for people; one when there was nothing to do.
  var text: String {
    if objectsParsed == 0, intervalsPublished == 0, coarserPublished == 0, failures.isEmpty {
      return "\(job): nothing to do: \(count(objectsListed, "object")) unchanged, none parsed, 0 intervals written "
        + "(\(fixed(seconds, 2)) s)"
    }
    return """
      \(job): \(failures.isEmpty ? "done" : "FAILED") in \(fixed(seconds, 2)) s (run \(runID))
        objects   \(grouped(objectsParsed)) parsed of \(grouped(objectsListed)), \(grouped(bytes)) bytes
        records   \(grouped(records)) read: \(grouped(parsed)) parsed, \(grouped(refusedRecords)) refused, \
      \(grouped(filtered)) filtered, \(grouped(blank)) blank, \(grouped(preamble)) header
        readings  \(grouped(loaded)) loaded, \(grouped(nulls)) null, \(grouped(refusedCells)) refused, \
      \(grouped(duplicates)) duplicate (\(grouped(dropped)) dropped), \(grouped(outside)) outside
        windows   \(grouped(windows)) written in \(count(intervalsPublished, "interval")), \
      \(grouped(intervalsUnchanged)) unchanged\(coarserPublished == 0 ? "" : ", \(grouped(coarserPublished)) coarser")
        rate      \(grouped(Int(rate))) readings/s
      """
  }

  var json: String {
    JSON.object([
      ("job", JSON.string(job)), ("run_id", String(runID)), ("objects_listed", String(objectsListed)),
      ("objects_parsed", String(objectsParsed)), ("bytes", String(bytes)), ("records", String(records)),
      ("parsed", String(parsed)), ("refused_records", String(refusedRecords)),
      ("filtered", String(filtered)), ("blank", String(blank)), ("preamble", String(preamble)),
      ("cells", String(cells)), ("loaded", String(loaded)), ("null", String(nulls)),
      ("refused_cells", String(refusedCells)), ("duplicate", String(duplicates)), ("dropped", String(dropped)),
      ("outside", String(outside)), ("intervals_published", String(intervalsPublished)),
      ("intervals_unchanged", String(intervalsUnchanged)), ("coarser_published", String(coarserPublished)),
      ("windows", String(windows)),
      ("seconds", fixed(seconds, 3)), ("notes", JSON.array(notes.map(JSON.string))),
      ("failures", JSON.array(failures.map { JSON.string($0.description) })),
    ])
  }
}

/// A number with thousands set apart by commas.
func grouped(_ number: Int) -> String {
  var digits = Array(String(number.magnitude))
  var index = digits.count - 3
  while index > 0 {
    digits.insert(",", at: index)
    index -= 3
  }
  return (number < 0 ? "-" : "") + String(digits)
}

func count(_ number: Int, _ noun: String) -> String {
  "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
}

/// A number with so many decimals, rounded to the nearest.
func fixed(_ number: Double, _ decimals: Int) -> String {
  var power = 1.0
  for _ in 0..<decimals { power *= 10 }
  let scaled = Int((number * power).rounded())
  let fraction = String(scaled % Int(power))
  return "\(scaled / Int(power))." + String(repeating: "0", count: decimals - fraction.count) + fraction
}
