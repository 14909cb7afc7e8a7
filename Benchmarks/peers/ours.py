"""Our side: the shipped binary, on a scratch site of its own with the jobs of these rows."""

import subprocess
from pathlib import Path

from rounds import Command

# Validation, quality, duplicates, refusals, balance, ordering and content hash are always on; nothing is declared that
# would spare work. `duplicates: last` is the default, and every reading's instant is looked at for it.
JOB = """\
job: {name}
about: A row of the side-by-side run
company: bench
plant: bench
zone: UTC
interval: hour
start: 2026-05-01
levels: [minute]
source: {{root: {root}, path: "{path}"}}
time: {{column: time, format: rfc3339}}
sensor: {{column: sensor}}
value: {{column: value}}
quality: {{scheme: opc_da, column: quality}}
{more}"""

SITE = """\
jobs: jobs
roots:
  bench: {inputs}
  load: {load}
state: state
database: embedded
"""

# What a job says to have these; a build that does not know the key refuses the job.
PERCENTILES = "statistics: [percentiles]\n"
ALL_STATISTICS = "statistics: [time_weighted, percentiles, vector]\n"
# And of the readings: bounds that few of the seeded ones break.
ALL_FLAGS = """\
sensors:
  - match: "*"
    period: 1s
    interpolation: linear
    limits: {low: -40, high: 3590}
    rate_max: 100
    stuck_after: 30s
    spike: {readings: 7, threshold: 10}
    drift_max: 10
    gap_after: 5s
"""


class Ours:
    """The binary and its scratch site in `folder`, whose jobs read below `inputs` and below `folder/load`."""

    def __init__(self, binary: Path, folder: Path, inputs: Path) -> None:
        self.binary = str(binary)
        self.folder = folder
        self.load = folder / "load"
        self.config = str(folder / "sluice.yaml")
        for each in (folder / "jobs", self.load):
            each.mkdir(parents=True, exist_ok=True)
        for old in (folder / "jobs").iterdir():
            old.unlink()
        Path(self.config).write_text(SITE.format(inputs=inputs, load=self.load))

    def add_job(self, name: str, path: str, root: str = "bench", more: str = "") -> None:
        text = JOB.format(name=name, root=root, path=path, more=more)
        (self.folder / "jobs" / f"{name}.yaml").write_text(text)

    def offers(self, name: str) -> bool:
        """Whether this build accepts a job's keys."""
        arguments = [self.binary, "validate", name, "--config", self.config]
        return subprocess.run(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0

    def preview(self, name: str, job: str, *options: str, workers: int = 2) -> Command:
        """Prints the windows as CSV: the text is made and written, where the peers hold theirs in memory."""
        return self.command(name, "preview", job, "--workers", str(workers), *options)

    def run(self, name: str, job: str, *options: str) -> Command:
        return self.command(name, "run", job, "--workers", "2", *options)

    def command(self, name: str, *arguments: str) -> Command:
        return Command(name, [self.binary, *arguments, "--config", self.config])

    def version(self) -> str:
        output = subprocess.run([self.binary, "--version"], capture_output=True, text=True, check=True).stdout
        return output.strip()
