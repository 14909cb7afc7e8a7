"""The side-by-side run: Sluice, DuckDB, DataFusion and Polars in turn, over seeded data, and whether they agree.

Called by `make bench-peers`; see --help. Writes below .sluice/bench only.
"""

import argparse
import os
import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import loads
import report
import rows
from inputs import Inputs, warm
from ours import Ours
from rounds import Command, fault, in_turn, run
from rows import Bench, Row

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SCRATCH = ROOT / ".sluice" / "bench"

# Rows by number, and which inputs they need beside the small file.
ROWS = {
    "1": (rows.small, set()),
    "1L": (rows.large, {"large"}),
    "2": (rows.percentiles, set()),
    "3": (rows.gzip, {"gzip"}),
    "4": (loads.first_load, set()),
    "4R": (loads.second_load, {"changed"}),
    "5": (loads.unchanged, {"objects"}),
    "6": (rows.all_statistics, set()),
    "7": (rows.workers, set()),
    "8": (rows.scaling, {"large"}),
}


def say(text: str) -> None:
    print(text, flush=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", type=Path, default=ROOT / ".build/release/sluice")
    parser.add_argument("--generator", type=Path, default=ROOT / "Benchmarks/.build/release/bench-data")
    parser.add_argument("--readings", type=int, default=10_000_000, help="of the small file; the large one has 5 ×")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rows", default=",".join(ROWS), help="some of the rows, such as 1,3")
    parser.add_argument("--peers-write", action="store_true", help="the peers write their windows as CSV, as we do")
    asked = parser.parse_args()
    asked.rows = asked.rows.split(",")
    unknown = [number for number in asked.rows if number not in ROWS]
    if unknown:
        parser.error(f"no such row: {', '.join(unknown)}; there are {', '.join(ROWS)}")
    return asked


def python_with_peers() -> str:
    """The interpreter of the environment that has the peers; makes it if its requirements are not these."""
    folder = SCRATCH / "venv"
    wanted = HERE / "requirements.txt"
    installed = folder / "requirements.txt"
    if not installed.exists() or installed.read_text() != wanted.read_text():
        say("installing the peers from PyPI in .sluice/bench/venv")
        made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)])
        if made.returncode != 0:
            sys.exit("bench-peers: no virtual environment could be made; on Debian: apt-get install python3-venv")
        pip = [str(folder / "bin/pip"), "--quiet", "--disable-pip-version-check", "install"]
        subprocess.run([*pip, "--requirement", str(wanted)], check=True)
        shutil.copyfile(wanted, installed)
    return str(folder / "bin/python")


def check_space(inputs: Inputs, names: set[str]) -> None:
    needed, free = inputs.bytes_needed(names), shutil.disk_usage(SCRATCH).free
    say(f"data: up to {needed / 1e9:.1f} GB in {SCRATCH.relative_to(ROOT)}; {free / 1e9:.0f} GB are free")
    if free < needed + 1e9:
        sys.exit("bench-peers: too little space; fewer readings: make bench-peers READINGS=1000000")


def faults_of_first_round(row: Row, bench: Bench) -> dict[str, str]:
    """Runs every command once, uncounted, and compares the results. Says by name what cannot be run, and why."""
    faults = dict(row.faults)
    paths: list[str] = []
    # Where a row compares nothing, or what was loaded, the first round only warms up.
    warm_up: list[tuple[Command, Path | None]] = [(command, None) for command in row.commands]
    for command, path in row.results or warm_up:
        if command.name in faults:
            continue
        is_printed = path is not None and path.suffix == ".csv"
        taken = run(command, output=str(path) if is_printed else os.devnull)
        if fault(taken):
            faults[command.name] = fault(taken)
        elif path is not None:
            paths.append(str(path))
    if row.loaded and not faults:
        paths = [str(path) for path in row.loaded()]
    if len(paths) > 1:
        source = [str(row.files[0])] if row.statistics == "percentiles" else []
        compare = [bench.python, str(HERE / "agree.py"), row.statistics, *source, *paths]
        compared = subprocess.run(compare, capture_output=True, text=True)
        if compared.returncode != 0:
            raise SystemExit(f"bench-peers: row {row.number}: the results do not agree\n{compared.stderr.strip()}")
    return faults


def measure(number: str, bench: Bench, rounds: int) -> list[str]:
    """Runs a row, prints its table, returns a line for each of its goals."""
    with bench.cleanup:
        row = ROWS[number][0](bench)
        warm(row.files)
        faults = faults_of_first_round(row, bench)
        figures = in_turn(row.commands, rounds, faults)
    for line in report.lines(row, figures):
        say(line)
    return [f"{number:<3} {report.verdict(goal, figures)}" for goal in row.goals]


def main() -> None:
    asked = arguments()
    # Two cores for everyone, whatever the machine has; children inherit it.
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])
    SCRATCH.mkdir(parents=True, exist_ok=True)
    inputs = Inputs(SCRATCH, asked.readings)
    names = set().union(*(ROWS[number][1] for number in asked.rows))
    check_space(inputs, names)
    python = python_with_peers()
    inputs.make(str(asked.generator), names)
    results = SCRATCH / "peers" / "results"
    results.mkdir(parents=True, exist_ok=True)
    ours = Ours(asked.binary.resolve(), SCRATCH / "peers", SCRATCH)
    bench = Bench(ours, inputs, python, HERE, results, asked.peers_write, ExitStack())

    load = os.getloadavg()[0]
    peers = (HERE / "requirements.txt").read_text().splitlines()
    say(f"sluice {ours.version()}, {', '.join(line.replace('==', ' ') for line in peers if line[:1] != '#')}")
    say(f"{asked.rounds} rounds in turn after one that warms up and compares, two threads each; load before {load:.1f}")
    if load > 0.5:
        say("others work on this machine: take the ratios with care, the times not at all")
    verdicts = []
    for number in asked.rows:
        say("")
        verdicts += measure(number, bench, asked.rounds)
    say(f"\nAll goals; load of the machine after {os.getloadavg()[0]:.1f}")
    for verdict in verdicts:
        say(verdict)


if __name__ == "__main__":
    main()
