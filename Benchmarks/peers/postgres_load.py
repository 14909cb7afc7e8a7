"""The peer's load: DuckDB's windows into PostgreSQL by binary COPY and an upsert, in one transaction.

Usage: postgres_load.py upsert|copy CONNECTION FILE…. Sensors that are new are registered. With `upsert` all windows
are upserted from a temporary table, whether they have changed or not: a load that may be repeated. With `copy` they
are copied into the table itself, which takes 0.2 s less of 1.4 and fails the second time.
"""

import sys

import duckdb
import numpy
import psycopg

from duckdb_windows import windows

REGISTER = "INSERT INTO sensor (code) SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING"
# Leaving equal rows alone (WHERE … IS DISTINCT FROM …) would take 4 % less where half of the windows have changed.
STAGING = "CREATE TEMP TABLE staging (LIKE sensor_minute) ON COMMIT DROP"
UPSERT = """
INSERT INTO sensor_minute SELECT * FROM staging
ON CONFLICT (sensor_id, window_start) DO UPDATE SET
    min = excluded.min, max = excluded.max, mean = excluded.mean, sd = excluded.sd,
    first = excluded.first, last = excluded.last, n = excluded.n
"""

# In the order of the table's columns. The order of rows is that of its key, which is the cheapest for its index.
ROWS = """
SELECT
    epoch_us(window_start) - 946684800000000 AS window_start,
    min, max, mean, coalesce(sd, 'NaN'::DOUBLE) AS sd, first, last, sensor_id, n::INTEGER AS n
FROM result JOIN sensor_id USING (sensor)
ORDER BY sensor_id, window_start
"""
# Of PostgreSQL's binary COPY: big-endian, each field with its length before it; timestamps in µs since 2000.
TYPES = {
    "window_start": ">i8", "min": ">f8", "max": ">f8", "mean": ">f8", "sd": ">f8",
    "first": ">f8", "last": ">f8", "sensor_id": ">i4", "n": ">i4",
}  # fmt: skip
HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER = b"\xff\xff"


def binary_rows(columns: dict[str, numpy.ndarray]) -> bytes:
    """All rows in PostgreSQL's binary format, made at once: psycopg's write_row() would take 0.3 s more."""
    fields: list[tuple[str, str]] = [("count", ">i2")]
    for name, kind in TYPES.items():
        fields += [(f"{name} length", ">i4"), (name, kind)]
    rows = numpy.empty(len(columns["n"]), dtype=fields)
    rows["count"] = len(TYPES)
    for name, kind in TYPES.items():
        rows[f"{name} length"] = numpy.dtype(kind).itemsize
        rows[name] = columns[name]
    return rows.tobytes()


def register(connection: duckdb.DuckDBPyConnection, cursor: psycopg.Cursor) -> None:
    """Makes DuckDB's table `sensor_id` from PostgreSQL's register, in which new sensors then stand."""
    codes = [code for (code,) in connection.execute("SELECT DISTINCT sensor FROM result").fetchall()]
    cursor.execute(REGISTER, (codes,))
    known = cursor.execute("SELECT code, sensor_id FROM sensor").fetchall()
    connection.execute(
        "CREATE TEMP TABLE sensor_id AS SELECT unnest($1::VARCHAR[]) AS sensor, unnest($2::INTEGER[]) AS sensor_id",
        [[code for code, _ in known], [number for _, number in known]],
    )


def main() -> None:
    way, target, *files = sys.argv[1:]
    connection = windows("seven", files)
    with psycopg.connect(target) as session, session.cursor() as cursor:
        register(connection, cursor)
        rows = binary_rows(connection.execute(ROWS).fetchnumpy())
        if way == "upsert":
            cursor.execute(STAGING)
        table = "staging" if way == "upsert" else "sensor_minute"
        with cursor.copy(f"COPY {table} FROM STDIN (FORMAT binary)") as copy:
            copy.write(HEADER)
            copy.write(rows)
            copy.write(TRAILER)
        if way == "upsert":
            cursor.execute(UPSERT)


if __name__ == "__main__":
    main()
