"""CSV for people: opens in a spreadsheet with its Chinese intact, and without running anything."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tools.catalog.model import Catalog
from tools.export.channel import Column, Written, tag_columns
from tools.language import Text

if TYPE_CHECKING:
    import pyarrow as pa

# OWASP, "CSV Injection": what a spreadsheet takes for the start of a formula, full-width variants included.
_FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


class CsvFile:
    """UTF-8 with a byte-order mark (Excel reads anything else as the system's code page), values as they are stored."""

    id = "csv"
    name = Text(en="CSV file", zh="CSV 文件")
    suffix = "csv"
    identifier = None
    by_cluster = False

    def columns(self, tags: frozenset[str], catalog: Catalog) -> list[Column]:
        return tag_columns(tags, catalog)

    def write(self, batches: Iterator[pa.RecordBatch], schema: pa.Schema, file: Path, catalog: Catalog) -> Written:
        rows = 0
        with file.open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.writer(out)
            writer.writerow([harmless(name) for name in schema.names])
            for batch in batches:
                columns = [[_cell(value) for value in column.to_pylist()] for column in batch.columns]
                writer.writerows(zip(*columns, strict=True))
                rows += batch.num_rows
        return Written(rows)


def harmless(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet would run it; numbers such as -5 stay as they are."""
    if text[:1] not in _FORMULA_STARTS or _PLAIN_NUMBER.fullmatch(text):
        return text
    return f"'{text}"


def _cell(value: object) -> str:
    match value:
        case str():
            return harmless(value)
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list():
            return harmless("|".join(str(part) for part in value))
        case _:
            return str(value)  # numbers and days
