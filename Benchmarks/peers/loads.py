"""The rows that load PostgreSQL: a server of the scratch site's own, reset before each load that counts."""

import os
import subprocess
from contextlib import ExitStack
from pathlib import Path

from inputs import CHANGED_PERCENT, OBJECTS, size
from ours import Ours
from rounds import Command, fault, run
from rows import Bench, Goal, Row

LOADED = "readings.csv"
PEER = "DuckDB, upsert"
PEER_COPY = "DuckDB, COPY alone"
CLIENT = "CPU and memory are the client's"

# The same figures of both tables, as `sluice preview` writes them.
OUR_WINDOWS = """
COPY (
  SELECT s.code AS sensor, w.window_start, w.n, w.min, w.max, w.mean, w.m2, w.first, w.last
  FROM core.sensor_minute AS w JOIN core.sensor AS s USING (sensor_id)
) TO STDOUT (FORMAT csv, HEADER)"""
THEIR_WINDOWS = """
COPY (
  SELECT s.code AS sensor, w.window_start, w.n, w.min, w.max, w.mean, w.sd, w.first, w.last
  FROM sensor_minute AS w JOIN sensor AS s USING (sensor_id)
) TO STDOUT (FORMAT csv, HEADER)"""


class Server:
    """The embedded server of our scratch site. Our database and the peer's are copied from migrated, empty ones."""

    def __init__(self, ours: Ours, tables: Path) -> None:
        self.ours = ours
        self.tables = tables

    def start(self, cleanup: ExitStack) -> None:
        cleanup.callback(self.must, "db", "stop")
        self.must("db", "start")
        # What an interrupted run may have left.
        for name in ("peer", "peer_empty", "sluice_empty", "sluice"):
            self.sql("postgres", f"DROP DATABASE IF EXISTS {name}")
        self.sql("postgres", "CREATE DATABASE sluice")
        self.must("db", "migrate")
        self.sql("postgres", "CREATE DATABASE peer")
        self.psql("-d", "peer", "-f", str(self.tables))
        for name in ("sluice", "peer"):
            self.sql("postgres", f"CREATE DATABASE {name}_empty TEMPLATE {name}")

    def empty(self, database: str) -> None:
        """Dropping a database makes a checkpoint: nothing of earlier loads is left to be written during the next."""
        self.sql("postgres", f"CREATE DATABASE fresh TEMPLATE {database}_empty")
        self.sql("postgres", f"DROP DATABASE {database}")
        self.sql("postgres", f"ALTER DATABASE fresh RENAME TO {database}")

    def checkpoint(self) -> None:
        self.sql("postgres", "CREATE DATABASE scrap")
        self.sql("postgres", "DROP DATABASE scrap")

    def conninfo(self, database: str) -> str:
        host, port, user = self.psql("-d", database, "-c", "\\echo :HOST :PORT :USER").split()
        return f"host={host} port={port} user={user} dbname={database}"

    def sql(self, database: str, text: str) -> str:
        return self.psql("-d", database, "-c", text)

    def psql(self, *arguments: str) -> str:
        options = ["-XAtq", "-v", "ON_ERROR_STOP=1"]
        return self.must("db", "psql", "--", *options, *arguments)

    def must(self, *arguments: str) -> str:
        """Runs the binary; what it says is shown where it fails."""
        end = arguments.index("--") if "--" in arguments else len(arguments)
        command = [self.ours.binary, *arguments[:end], "--config", self.ours.config, *arguments[end:]]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"bench-peers: {' '.join(command)}: {done.stderr.strip()}")
        return done.stdout


class Loads:
    """What rows 4 and 5 share: one server, one job, one file that is exchanged under it."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.server = Server(bench.ours, bench.programs / "postgres_tables.sql")
        self.server.start(bench.cleanup)
        bench.ours.add_job("load", LOADED, root="load")
        self.mine = bench.ours.run("sluice", "load")

    def place(self, source: Path) -> None:
        """Puts a file in the place of the loaded one, as a new file of the same name."""
        target, link = self.bench.ours.load / LOADED, self.bench.ours.load / "incoming"
        link.unlink(missing_ok=True)
        os.link(source, link)
        os.replace(link, target)

    def theirs(self, name: str, way: str, file: Path, before: list[Path]) -> Command:
        """The peer's load of `file`, into what holds the files of `before` already."""
        program = str(self.bench.programs / "postgres_load.py")

        def load(path: Path) -> list[str]:
            return [self.bench.python, "-B", program, way, self.server.conninfo("peer"), str(path)]

        def prepare() -> None:
            self.server.empty("peer")
            for path in before:
                complete(Command(name, load(path)))
            self.server.checkpoint()

        return Command(name, load(file), prepare=prepare)

    def ours(self, file: Path, before: list[Path]) -> Command:
        def prepare() -> None:
            self.server.empty("sluice")
            for path in before:
                self.place(path)
                complete(self.mine)
            self.place(file)
            self.server.checkpoint()

        return Command(self.mine.name, self.mine.arguments, prepare=prepare)

    def agreement(self) -> list[Path]:
        """The windows of both databases, as they are after the loads, as files to be compared."""
        paths = []
        for database, query in (("sluice", OUR_WINDOWS), ("peer", THEIR_WINDOWS)):
            path = self.bench.results / f"loaded-{database}.csv"
            self.server.psql("-d", database, "-o", str(path), "-c", "SET timezone = 'UTC'", "-c", query)
            paths.append(path)
        return paths


def complete(command: Command) -> None:
    """Runs what must succeed and is not counted."""
    taken = run(command)
    if fault(taken):
        raise SystemExit(f"bench-peers: {' '.join(command.arguments)}: {fault(taken)}: {taken.complaint}")


def first_load(bench: Bench) -> Row:
    loads = Loads(bench)
    file = bench.inputs.small
    commands = [
        loads.ours(file, []),
        loads.theirs(PEER_COPY, "copy", file, []),
        loads.theirs(PEER, "upsert", file, []),
    ]
    readings = size(bench.inputs.readings)
    title = f"CSV to one-minute windows in PostgreSQL on the same cores, {readings} readings; {CLIENT}"
    goals = [Goal("faster", "sluice", (PEER,), 3.5, counts_cpu=False)]
    return Row("4", title, commands, goals, [file], loaded=loads.agreement)


def second_load(bench: Bench) -> Row:
    loads = Loads(bench)
    before, after = bench.inputs.small, bench.inputs.changed
    commands = [loads.ours(after, [before]), loads.theirs(PEER, "upsert", after, [before])]
    title = f"loaded again after {CHANGED_PERCENT} % of the readings changed, spread over all sensors; {CLIENT}"
    goals = [Goal("faster", "sluice", (PEER,), 3.5, counts_cpu=False)]
    return Row("4R", title, commands, goals, [before, after], loaded=loads.agreement)


def unchanged(bench: Bench) -> Row:
    """A second run over objects that are all loaded; the ledger is asked whether it parsed any."""
    loads = Loads(bench)
    folder = bench.inputs.object_folder
    bench.ours.add_job("objects", f"{folder.name}/*.csv")
    command = bench.ours.run("sluice", "objects")
    complete(command)
    loads.server.checkpoint()

    def parsed_none() -> list[Path]:
        parsed = loads.server.sql("sluice", "SELECT n_object FROM etl.run ORDER BY run_id DESC LIMIT 1").strip()
        if parsed != "0":
            raise SystemExit(f"bench-peers: row 5: the run over unchanged data parsed {parsed} objects")
        return []

    goals = [Goal("within", "sluice", (), 0.2)]
    title = f"a run over {OBJECTS} loaded objects, nothing changed; {CLIENT}"
    return Row("5", title, [command], goals, [], loaded=parsed_none)
