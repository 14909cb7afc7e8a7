import Aggregation
import Extraction
import Loading
import Rows
import Scanning
import Synchronization

/// The reading half of a run, which needs no database: objects to readings that are routed, counted and judged.
struct Reading {
  let job: JobSpec
  let directory: SensorDirectory
  let sizes: WorkSizes
  let now: Instant
  let observer: RunObserver
  #if PLANTED_FAULTS
    var fault: PlantedFault?
    var isGeneralOnly = false
  #endif

  init(job: JobSpec, directory: SensorDirectory, sizes: WorkSizes, now: Instant, observer: RunObserver) {
    self.job = job
    self.directory = directory
    self.sizes = sizes
    self.now = now
    self.observer = observer
  }

  /// Inspects and scans the files of some ranks; readings of wanted intervals are kept, and those that these look
  /// at around themselves.
  func scan(
    _ ranks: [Int], of candidates: [Plan.Candidate], heldBefore: Int = 0,
    isWanted: @escaping @Sendable (Interval) -> Bool
  ) -> ScanOutcome {
    let inspection = ObjectInspection(job: job, directory: directory)
    let inspected = Workers.map(ranks.count, workers: sizes.workers) { index -> Result<ScanTask, ObjectProblem> in
      do throws(ObjectProblem) {
        return .success(try inspection.inspect(rank: ranks[index], file: candidates[ranks[index]].file))
      } catch {
        return .failure(error)
      }
    }
    var tasks: [ScanTask] = []
    var problems: [Int: ObjectProblem] = [:]
    for (rank, result) in zip(ranks, inspected) {
      switch result {
      case .success(let task): tasks.append(task)
      case .failure(let problem): problems[rank] = problem
      }
    }
    let total = tasks.reduce(0) { $0 + $1.file.stamp.size }
    let done = ByteCounter(total: total, observer: observer)
    let reach = job.reach
    let pass = ScanPass(
      job: job, recipe: recipe, directory: directory, sizes: sizes, heldBefore: heldBefore,
      keep: { reach.keep($0, isWanted: isWanted) }, onBytes: { done.add($0) })
    var outcome = pass.run(tasks)
    outcome.problems.merge(problems) { first, _ in first }
    return outcome
  }

  private var recipe: ScanRecipe {
    var recipe = job.scanRecipe(now: now)
    #if PLANTED_FAULTS
      recipe.fault = fault
      recipe.isGeneralOnly = isGeneralOnly
    #endif
    return recipe
  }
}

/// Adds up bytes of all workers for the observer.
private final class ByteCounter: Sendable {
  private let bytes = Atomic(0)
  private let total: Int
  private let observer: RunObserver

  init(total: Int, observer: RunObserver) {
    self.total = total
    self.observer = observer
  }

  func add(_ count: Int) {
    let sum = bytes.add(count, ordering: .relaxed).newValue
    observer.progress(.scanning(bytes: sum, of: total))
  }
}

/// Refusals by their home: the interval of their time where the object feeds it, else the earliest one it feeds.
struct RefusalHomes {
  private(set) var byInterval: [Instant: [(refusal: Refusal, rank: Int)]] = [:]
  /// Refusals of objects that feed no interval, by rank.
  private(set) var homeless: [Int: [Refusal]] = [:]

  /// - Parameter start: of the job: intervals before it are never published and are nobody's home.
  init(_ scans: some Sequence<ObjectScan>, calendar: IntervalCalendar, start: Instant) {
    for scan in scans.sorted(by: { $0.task.rank < $1.task.rank }) {
      let feeds = scan.feeds.map(\.interval.from).filter { $0 >= start }
      let fed = Set(feeds)
      for refusal in scan.tally.refusals {
        let own = refusal.instant.map { calendar.interval(containing: $0.microseconds).from }
        if let home = own.flatMap({ fed.contains($0) ? $0 : nil }) ?? feeds.first {
          byInterval[home, default: []].append((refusal, scan.task.rank))
        } else {
          homeless[scan.task.rank, default: []].append(refusal)
        }
      }
    }
  }
}
