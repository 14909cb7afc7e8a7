package import Extraction
package import Loading
import Rows

/// Asks the ledger and the roots for what a plan is made of.
package struct PlanQuestion {
  private let job: JobSpec
  private let asked: AskedRange

  package init(job: JobSpec, asked: AskedRange) {
    self.job = job
    self.asked = asked
  }

  package func plan(_ session: Session) throws(Failure) -> Plan {
    let ledger: LedgerSnapshot
    do throws(LoadError) {
      // Asking changes nothing: a job that has never run has an empty ledger.
      let identity = try session.find(job: job.name, company: job.company, plant: job.plant)
      ledger = if let identity { try session.snapshot(of: identity) } else { LedgerSnapshot() }
    } catch {
      throw Failure(error)
    }
    return Plan(
      job: job, listing: try job.list(), ledger: ledger, asked: asked, definition: job.definitionFingerprint)
  }
}

extension JobSpec {
  /// Lists the job's files; a root that is not there is named as such.
  package func list() throws(Failure) -> FileListing {
    do throws(FileError) {
      return try FileListing(source)
    } catch {
      let text =
        error.path == source.root.path && error.isMissing
        ? "root \(source.root.name): the folder \(source.root.path) does not exist" : error.description
      throw Failure(error.isPermission ? .permission : .input, text)
    }
  }
}
