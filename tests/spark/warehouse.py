"""The tables of a DuckDB warehouse as Parquet files that Spark reads as they are."""

from pathlib import Path

import duckdb

from tools.spark.dialect import quoted
from tools.spark.tables import ColumnType, SparkColumn, SparkTable, SparkTables

_TYPES: dict[str, ColumnType] = {
    "VARCHAR": "STRING",
    "BIGINT": "BIGINT",
    "DOUBLE": "DOUBLE",
    "BOOLEAN": "BOOLEAN",
    "DATE": "DATE",
    "TIMESTAMP": "TIMESTAMP_NTZ",
    "VARCHAR[]": "ARRAY<STRING>",
}


def spark_tables(warehouse: Path, folder: Path, master: str) -> SparkTables:
    """Every table of the warehouse, written below `folder`, without the numbers that its index gives the users."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = {}
    with duckdb.connect(str(warehouse), read_only=True) as database:
        names = [row[0] for row in database.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()]
        for i, name in enumerate(names):
            file = folder / f"table {i}.parquet"
            held = name.replace('"', '""')
            target = str(file).replace("'", "''")
            database.execute(f"""COPY (FROM "{held}") TO '{target}' (FORMAT parquet)""")
            described = database.execute(f'DESCRIBE "{held}"').fetchall()
            kept = [(row[0], row[1]) for row in described if row[1] in _TYPES]
            columns = tuple(SparkColumn(name=column, type=_TYPES[kind], sql=quoted(column)) for column, kind in kept)
            tables[name] = SparkTable(source=str(file), is_path=True, columns=columns, where="true")
    return SparkTables(master=master, tables=tables)
