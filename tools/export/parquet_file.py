"""Parquet for programs: exact values and types."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tools.catalog.model import Catalog
from tools.export.channel import Column, Written, tag_columns
from tools.language import Text

if TYPE_CHECKING:
    import pyarrow as pa


class ParquetFile:
    id = "parquet"
    name = Text(en="Parquet file", zh="Parquet 文件")
    suffix = "parquet"
    identifier = None
    by_cluster = True

    def columns(self, tags: frozenset[str], catalog: Catalog) -> list[Column]:
        return tag_columns(tags, catalog)

    def write(self, batches: Iterator[pa.RecordBatch], schema: pa.Schema, file: Path, catalog: Catalog) -> Written:
        from pyarrow import parquet

        rows = 0
        with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
            for batch in batches:
                writer.write_batch(batch)
                rows += batch.num_rows
        return Written(rows)
