"""The seeded input of all rows, below .sluice/bench: made once, kept while their stamps say that they are these."""

import gzip
import io
import itertools
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# The large file has so many times the readings of the small one.
LARGE = 5
GZIP_FILES = 8
OBJECTS = 1_000
# Of 100 readings, those that differ in the file that is loaded again.
CHANGED_PERCENT = 1
BYTES_A_READING = 54


@dataclass(frozen=True)
class Inputs:
    """Files of `readings` readings, and of `LARGE` times as many, in the folder `root`."""

    root: Path
    readings: int

    @property
    def small(self) -> Path:
        return self.root / f"readings-{size(self.readings)}.csv"

    @property
    def large(self) -> Path:
        return self.root / f"readings-{size(self.readings * LARGE)}.csv"

    @property
    def changed(self) -> Path:
        return self.root / f"readings-{size(self.readings)}-changed.csv"

    @property
    def gzip_folder(self) -> Path:
        return self.root / f"readings-{size(self.readings)}-gzip"

    @property
    def object_folder(self) -> Path:
        return self.root / f"readings-{size(self.readings)}-objects"

    def gzip_files(self) -> list[Path]:
        return [self.gzip_folder / f"{number:04}.csv.gz" for number in range(GZIP_FILES)]

    def make(self, generator: str, names: set[str]) -> None:
        """Makes those of small, large, changed, gzip, objects that `names` has; what stands already stays."""
        generate(generator, self.readings, self.small)
        if "large" in names:
            generate(generator, self.readings * LARGE, self.large)
        if "changed" in names:
            generate(generator, self.readings, self.changed, "--changed", str(CHANGED_PERCENT))
        if "gzip" in names:
            split(self.small, self.gzip_folder, GZIP_FILES, self.readings)
        if "objects" in names:
            split(self.small, self.object_folder, OBJECTS, self.readings)

    def bytes_needed(self, names: set[str]) -> int:
        """A bound for all of them, whether they stand already or not; a server's data are on top of it."""
        files = 1 + LARGE * ("large" in names) + sum(name in names for name in ("changed", "gzip", "objects"))
        return files * self.readings * BYTES_A_READING


def size(readings: int) -> str:
    """`10m`, `500k`, as the generator names its files."""
    for unit, count in (("m", 1_000_000), ("k", 1_000)):
        if readings % count == 0:
            return f"{readings // count}{unit}"
    return str(readings)


def generate(generator: str, readings: int, path: Path, *options: str) -> None:
    command = [generator, "--readings", str(readings), "--output", str(path), *options]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def split(source: Path, folder: Path, parts: int, readings: int) -> None:
    """Cuts a file into `parts` files of equal readings, each with the header; gzip at level 6 where there are few."""
    stamp = Path(f"{source}.stamp").read_text()
    kept = folder / "stamp"
    if kept.exists() and kept.read_text() == stamp:
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    packed = parts == GZIP_FILES
    with open(source, "rb") as lines:
        header = next(lines)
        for number in range(parts):
            count = readings * (number + 1) // parts - readings * number // parts
            write(folder / f"{number:04}.csv{'.gz' if packed else ''}", header, itertools.islice(lines, count))
    # Last: a folder without it is made anew.
    kept.write_text(stamp)


def write(path: Path, header: bytes, rows: Iterator[bytes]) -> None:
    with open(path, "wb") as file:
        if path.suffix == ".gz":
            stream = gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0)
            # Line by line through a buffer: this program must stay small (see `Taken.peak_bytes`).
            with io.BufferedWriter(stream, 1 << 20) as buffered:
                buffered.write(header)
                buffered.writelines(rows)
        else:
            file.write(header)
            file.writelines(rows)


def warm(paths: list[Path]) -> None:
    """Reads files once, so that they stand in the page cache."""
    for path in paths:
        with open(path, "rb", buffering=0) as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_WILLNEED)
            while file.read(1 << 22):
                pass
