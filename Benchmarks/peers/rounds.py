"""Runs commands in turn, A B C A B C …, each as a process of its own, and takes time, CPU and peak memory of each."""

import os
import resource
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

# A command that hangs ends its row, not the evening.
SECONDS_MAX = 900.0


@dataclass(frozen=True)
class Command:
    """What is run: a contestant's name, its arguments, what its environment has beside ours."""

    name: str
    arguments: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    # Done before each run, and not counted.
    prepare: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class Taken:
    """One run of a command, from before its start to after its end."""

    seconds: float
    cpu_seconds: float
    # By the kernel, which on Linux begins to count at the peak of the program that starts the process: less than
    # `own_peak_bytes` cannot be told. So this program stays small, and leaves data to others.
    peak_bytes: int
    exit_code: int
    complaint: str


@dataclass
class Figures:
    """All runs of one command; `fault` says why there are none."""

    runs: list[Taken] = field(default_factory=list)
    fault: str = ""

    @property
    def seconds(self) -> list[float]:
        return [run.seconds for run in self.runs]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def cpu_median(self) -> float:
        return statistics.median(run.cpu_seconds for run in self.runs)

    @property
    def peak_bytes(self) -> int:
        return max(run.peak_bytes for run in self.runs)


def own_peak_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def run(command: Command, output: str = os.devnull) -> Taken:
    """Runs a command to its end, its standard output into the file `output`."""
    command.prepare()
    environment = {**os.environ, **command.environment}
    with tempfile.TemporaryFile() as complaints, open(output, "wb") as target:
        began = time.perf_counter()
        process = subprocess.Popen(command.arguments, stdout=target, stderr=complaints, env=environment)
        limit = threading.Timer(SECONDS_MAX, process.kill)
        limit.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            raise
        finally:
            limit.cancel()
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        complaints.seek(0)
        complaint = complaints.read().decode(errors="replace").strip()
    return Taken(
        seconds=seconds,
        cpu_seconds=usage.ru_utime + usage.ru_stime,
        peak_bytes=usage.ru_maxrss * 1024,
        exit_code=process.returncode,
        complaint=complaint,
    )


def fault(taken: Taken) -> str:
    """Why a run does not count; empty: it does."""
    if taken.exit_code == 0:
        return ""
    last = taken.complaint.splitlines()[-1].strip() if taken.complaint else "no message"
    return f"fails: exit {taken.exit_code}: {last}"


def in_turn(commands: list[Command], rounds: int, faults: dict[str, str]) -> dict[str, Figures]:
    """Figures by name. What has a fault already, or fails now, is not run again."""
    figures = {command.name: Figures(fault=faults.get(command.name, "")) for command in commands}
    for _ in range(rounds):
        for command in commands:
            mine = figures[command.name]
            if mine.fault:
                continue
            taken = run(command)
            mine.fault = fault(taken)
            mine.runs.append(taken)
    return figures


def pairwise(over: Figures, under: Figures) -> float:
    """The median of the ratios within each round: what drifts from round to round, they share."""
    return statistics.median(a / b for a, b in zip(over.seconds, under.seconds, strict=True))
