"""Whether results agree. Usage: agree.py seven OURS OTHER… or agree.py percentiles SOURCE OURS OTHER…

OURS is what `sluice preview` or COPY … (FORMAT csv, HEADER) has written; the others are Arrow files, or such CSV.
Counts, min, max, first and last must be equal, mean and sd agree to 1e-9 of the window's largest value. A percentile
must lie where its definition allows in the readings of SOURCE. Ends with 1, and says the first difference of each kind.
"""

import sys

import duckdb
import numpy
import pyarrow
import pyarrow.compute as compute
import pyarrow.csv
import pyarrow.feather

EXACT = ["n", "min", "max", "first", "last"]
CLOSE = ["mean", "sd"]
TOLERANCE = 1e-9
QUANTILES = {"p50": 0.50, "p95": 0.95, "p99": 0.99}
# What the engines state: all are exact, so that a percentile is one of the two readings that stand around its rank, or
# lies between them, whichever of the usual definitions is meant. An approximate one would state its error here, as a
# part of all ranks.
RANK_ERROR = 0.0

# The readings that stand around the rank of each percentile, window by window.
ORDER_STATISTICS = """
WITH ordered AS (
    SELECT sensor, date_trunc('minute', time) AS window_start, list_sort(list(value)) AS v, count(*) AS n
    FROM read_csv(
        {source}, auto_detect = false, header = true, delim = ',',
        columns = {{'sensor': 'VARCHAR', 'time': 'TIMESTAMP', 'value': 'DOUBLE', 'quality': 'UTINYINT'}})
    WHERE quality >= 192
    GROUP BY ALL
)
SELECT sensor, window_start, n, {bounds} FROM ordered
"""


def read(path: str) -> pyarrow.Table:
    """Windows in order of sensor and start, without those that have no usable reading."""
    table = pyarrow.csv.read_csv(path) if path.endswith(".csv") else pyarrow.feather.read_table(path, memory_map=False)
    if "m2" in table.column_names:
        spread = numpy.maximum(table["n"].to_numpy() - 1, 1)
        deviation = numpy.sqrt(table["m2"].to_numpy(zero_copy_only=False) / spread)
        table = table.append_column("sd", pyarrow.array(deviation, mask=table["n"].to_numpy() < 2))
    return in_order(table)


def in_order(table: pyarrow.Table) -> pyarrow.Table:
    # Filters and sorts know plain strings only.
    sensor = table["sensor"].cast(pyarrow.string())
    table = table.set_column(table.schema.get_field_index("sensor"), "sensor", sensor)
    start = table["window_start"].cast(pyarrow.timestamp("us", "UTC")).cast(pyarrow.int64())
    table = table.set_column(table.schema.get_field_index("window_start"), "window_start", start)
    table = table.filter(compute.greater(table["n"], 0))
    return table.sort_by([("sensor", "ascending"), ("window_start", "ascending")])


def numbers(table: pyarrow.Table, name: str) -> numpy.ndarray:
    """A column as float64; null is NaN."""
    return table[name].cast(pyarrow.float64()).to_numpy(zero_copy_only=False)


def differences(ours: pyarrow.Table, theirs: pyarrow.Table) -> list[str]:
    if len(ours) != len(theirs):
        return [f"{len(ours)} windows, and {len(theirs)} there"]
    for name in ("sensor", "window_start"):
        if not ours[name].equals(theirs[name]):
            return [f"other windows: {name} differs"]
    found = []
    # What a mean and a deviation are sums of: a deviation near zero is known to this scale's last digits only.
    scale = numpy.maximum(numpy.abs(numbers(ours, "min")), numpy.abs(numbers(ours, "max")))
    for name in EXACT + CLOSE:
        mine, other = numbers(ours, name), numbers(theirs, name)
        near = mine == other if name in EXACT else numpy.abs(mine - other) <= TOLERANCE * scale
        wrong = numpy.flatnonzero(~(near | (numpy.isnan(mine) & numpy.isnan(other))))
        if len(wrong):
            row = int(wrong[0])
            start = numpy.datetime64(ours["window_start"][row].as_py(), "us")
            found.append(
                f"{len(wrong)} of {len(mine)} windows differ in {name}, first {ours['sensor'][row]} {start}: "
                f"{float(mine[row])!r}, and {float(other[row])!r} there"
            )
    return found


def order_statistics(source: str) -> pyarrow.Table:
    """For each window the least and the greatest value that each percentile may have: columns p50_low, p50_high, …"""
    columns = []
    for name, quantile in QUANTILES.items():
        low = f"v[greatest(1, floor({quantile} * (n - 1) - {RANK_ERROR} * n)::INTEGER + 1)]"
        high = f"v[least(n, ceil({quantile} * (n - 1) + {RANK_ERROR} * n)::INTEGER + 1)]"
        columns += [f"{low} AS {name}_low", f"{high} AS {name}_high"]
    with duckdb.connect() as connection:
        connection.execute("SET threads = 2")
        query = ORDER_STATISTICS.format(source=repr(source), bounds=", ".join(columns))
        return in_order(connection.sql(query).to_arrow_table())


def misplaced(bounds: pyarrow.Table, table: pyarrow.Table) -> list[str]:
    """Percentiles that their own readings do not allow."""
    if len(bounds) != len(table):
        return [f"{len(table)} windows, the source has {len(bounds)}"]
    found = []
    for name in QUANTILES:
        if name not in table.column_names:
            found.append(f"no column {name}")
            continue
        low, value, high = numbers(bounds, f"{name}_low"), numbers(table, name), numbers(bounds, f"{name}_high")
        # Interpolation rounds: between two equal readings it may miss them by a last digit.
        slack = TOLERANCE * numpy.maximum(numpy.abs(low), numpy.abs(high))
        wrong = numpy.flatnonzero(~((low - slack <= value) & (value <= high + slack)))
        if len(wrong):
            row = int(wrong[0])
            found.append(
                f"{name} of {len(wrong)} of {len(value)} windows is not where it should be, first "
                f"{table['sensor'][row]}: {value[row]:.17g}, not from {low[row]:.17g} to {high[row]:.17g}"
            )
    return found


def main() -> int:
    statistics, *paths = sys.argv[1:]
    bounds = order_statistics(paths.pop(0)) if statistics == "percentiles" else None
    ours = read(paths[0])
    wrong = False
    for path in paths:
        table = read(path)
        found = differences(ours, table)
        if bounds is not None:
            found += misplaced(bounds, table)
        for difference in found:
            print(f"{path}: {difference}", file=sys.stderr)
            wrong = True
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
