/// The files of a new site: one folder in which the commands work at once.
package enum SiteDraft {
  /// Files to be written, below the site's folder, in order; folders come with them.
  package static let files: [(path: String, text: String)] = [
    ("jobs/sluice.yaml", siteFile), ("data/.gitignore", dataIgnore), (".gitignore", ignore),
  ]

  private static let siteFile = """
    # The site file: where jobs, data and the database are. Paths start at this file's folder.
    # Folder of the job files, one YAML file a job, named like the job.
    jobs: .
    # Folders that jobs may read, by name. Nothing outside of them is ever opened, and nothing in them is changed.
    roots:
      data: ../data
    # What the program keeps for itself: the private database, locks.
    state: ../.sluice
    # embedded (a private PostgreSQL that `sluice db start` makes), service=NAME (libpq's service file) or environment
    # (PGHOST and PGDATABASE, or PGSERVICE). Passwords belong in .pgpass, never here.
    database: embedded

    """

  private static let dataIgnore = """
    # Data files are kept out of version control.
    *
    !.gitignore

    """

  private static let ignore = """
    # The private database and what else the program keeps for itself.
    .sluice/

    """
}
