"""The rows of the side-by-side run that need no database: what is run, what must agree, and the goals."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import ours
from inputs import GZIP_FILES, Inputs, size
from ours import Ours
from rounds import Command

PEERS = ("DuckDB", "DataFusion", "Polars")
NOT_OFFERED = "not offered by this build"


@dataclass(frozen=True)
class Goal:
    """`faster`: the fastest of the others takes `bound` times as long as the subject, or more. `dearer`: the subject
    takes `bound` times as long as the other, or less. `within`: the subject takes `bound` seconds, or less."""

    kind: Literal["faster", "dearer", "within"]
    subject: str
    others: tuple[str, ...]
    bound: float
    # Whether CPU is worth comparing: not where a server does part of the work.
    counts_cpu: bool = True


@dataclass
class Row:
    number: str
    title: str
    commands: list[Command]
    goals: list[Goal]
    # Files to have in the page cache.
    files: list[Path]
    # The same commands, but with the results written: pairs of command and file. The first is ours.
    results: list[tuple[Command, Path | None]] = field(default_factory=list)
    statistics: str = "seven"
    # Names that cannot be run, and why.
    faults: dict[str, str] = field(default_factory=dict)
    # Called after a first, uncounted round: writes what was loaded, as files to be compared, and may say what is wrong.
    loaded: Callable[[], list[Path]] | None = None


@dataclass(frozen=True)
class Bench:
    """What every row is made of."""

    ours: Ours
    inputs: Inputs
    python: str
    programs: Path
    # Where results are written: to be compared, and in the timed runs too if `peers_write`.
    results: Path
    peers_write: bool
    # What a row has started, to be ended with it.
    cleanup: ExitStack

    def peer(self, name: str, statistics: str, files: list[Path], result: str) -> Command:
        program = self.programs / f"{name.lower()}_windows.py"
        arguments = [self.python, str(program), statistics, result, *map(str, files)]
        return Command(name, arguments, {"POLARS_MAX_THREADS": "2"})

    def windows(
        self, number: str, title: str, mine: list[Command], statistics: str, files: list[Path], bounds: list[float]
    ) -> Row:
        """Our commands, each with its goal, and all peers on the same files."""
        timed = str(self.results / "timed.csv") if self.peers_write else "-"
        peers = [self.peer(name, statistics, files, timed) for name in PEERS]
        row = Row(number, title, mine + peers, [], files, statistics=statistics)
        row.results = [(command, self.results / f"ours-{index}.csv") for index, command in enumerate(mine)]
        for name in PEERS:
            path = self.results / f"{name}.arrow"
            row.results.append((self.peer(name, statistics, files, str(path)), path))
        row.goals = [Goal("faster", each.name, PEERS, bound) for each, bound in zip(mine, bounds, strict=True)]
        return row


def small(bench: Bench) -> Row:
    bench.ours.add_job("small", bench.inputs.small.name)
    title = f"CSV to one-minute windows, in memory, {size(bench.inputs.readings)} readings"
    mine = [bench.ours.preview("sluice", "small")]
    return bench.windows("1", title, mine, "seven", [bench.inputs.small], [5])


def large(bench: Bench) -> Row:
    bench.ours.add_job("large", bench.inputs.large.name)
    title = f"the same, {size(bench.inputs.readings * 5)} readings"
    mine = [
        bench.ours.preview("sluice --memory 2GiB", "large", "--memory", "2GiB"),
        bench.ours.preview("sluice, default memory", "large"),
    ]
    return bench.windows("1L", title, mine, "seven", [bench.inputs.large], [5, 3])


def percentiles(bench: Bench) -> Row:
    bench.ours.add_job("percentiles", bench.inputs.small.name, more=ours.PERCENTILES)
    title = f"row 1 with p50, p95, p99, {size(bench.inputs.readings)} readings"
    mine = [bench.ours.preview("sluice", "percentiles")]
    row = bench.windows("2", title, mine, "percentiles", [bench.inputs.small], [7])
    if not bench.ours.offers("percentiles"):
        row.faults["sluice"] = NOT_OFFERED
    return row


def gzip(bench: Bench) -> Row:
    folder = bench.inputs.gzip_folder
    bench.ours.add_job("gzip", f"{folder.name}/*.csv.gz")
    title = f"row 1 from {GZIP_FILES} gzip files, {size(bench.inputs.readings)} readings"
    mine = [bench.ours.preview("sluice", "gzip")]
    return bench.windows("3", title, mine, "seven", bench.inputs.gzip_files(), [1.3])


def all_statistics(bench: Bench) -> Row:
    variants = {
        "all": ours.ALL_STATISTICS + ours.ALL_FLAGS,
        "all but flags": ours.ALL_STATISTICS,
        "seven": "",
    }
    row = Row("6", f"all statistics against the seven, {size(bench.inputs.readings)} readings", [], [], [])
    for name, more in variants.items():
        job = name.replace(" ", "_")
        bench.ours.add_job(job, bench.inputs.small.name, more=more)
        row.commands.append(bench.ours.preview(name, job))
        if not bench.ours.offers(job):
            row.faults[name] = NOT_OFFERED
    row.files = [bench.inputs.small]
    row.goals = [Goal("dearer", "all", ("seven",), 2.5)]
    row.results = [(command, bench.results / f"statistics-{command.name}.csv") for command in row.commands]
    return row


def workers(bench: Bench) -> Row:
    bench.ours.add_job("small", bench.inputs.small.name)
    commands = [bench.ours.preview(name, "small", workers=count) for count, name in ((2, "two"), (1, "one"))]
    goals = [Goal("faster", "two", ("one",), 1.6)]
    title = f"two workers against one, {size(bench.inputs.readings)} readings"
    row = Row("7", title, commands, goals, [bench.inputs.small])
    row.results = [(command, bench.results / f"{command.name}.csv") for command in commands]
    return row


def scaling(bench: Bench) -> Row:
    bench.ours.add_job("small", bench.inputs.small.name)
    bench.ours.add_job("large", bench.inputs.large.name)
    names = size(bench.inputs.readings * 5), size(bench.inputs.readings)
    jobs = zip(names, ("large", "small"), strict=True)
    commands = [bench.ours.preview(name, job, "--memory", "2GiB") for name, job in jobs]
    goals = [Goal("dearer", names[0], (names[1],), 5.25)]
    title = f"{names[0]} readings against {names[1]}, --memory 2GiB"
    return Row("8", title, commands, goals, [bench.inputs.small, bench.inputs.large])
