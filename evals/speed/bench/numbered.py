"""The customers with a number each, as ClickHouse and Polars like their keys: events then hold 4 bytes, not a text."""

import shutil
from pathlib import Path

from evals.speed.bench.segments import SEGMENTS, table_of, where_of

_ROWS = 500_000


def write_numbered(users: Path, events: Path, folder: Path) -> None:
    """Write `users.parquet` with the column `n`; `events.parquet` with `n` in place of the id, in order of event and
    time; and a file with the `n` of each saved segment's users."""
    import duckdb

    folder.mkdir()
    with duckdb.connect() as database:
        database.execute(f"SET memory_limit = '4GB'; SET temp_directory = '{folder / 'spill'}'")
        database.execute(
            f"""CREATE VIEW users AS SELECT file_row_number::UINTEGER AS n, * EXCLUDE (file_row_number)
                FROM read_parquet('{users}', file_row_number = true)"""
        )
        asked = {"users": "FROM users"}
        asked["events"] = f"""SELECT n, event, ts, amount, category, channel
            FROM '{events}' JOIN (SELECT user_id, n FROM users) USING (user_id) ORDER BY event, ts"""
        asked |= {table_of(name): f"SELECT n FROM users WHERE {where_of(name)}" for name in SEGMENTS}
        for name, query in asked.items():
            file = folder / f"{name}.parquet"
            database.execute(f"COPY ({query}) TO '{file}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROWS})")
    shutil.rmtree(folder / "spill", ignore_errors=True)
