"""A workspace opened: everything one customer has, in one folder, as one object for the actions."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from tools.catalog.lexicon import Lexicon
from tools.catalog.lookup import Lookup
from tools.catalog.meanings import Meanings
from tools.catalog.model import Catalog
from tools.compiler.context import Context
from tools.embedding import embedder_of
from tools.engine.duckdb_engine import DuckDBEngine, Limits
from tools.engine.protocol import Engine
from tools.engine.spark_engine import SparkEngine
from tools.index.audience_index import AudienceIndex
from tools.index.audiences import Audiences
from tools.ingest.snapshot import Snapshot, current_snapshot
from tools.settings import Settings
from tools.store.store import Store


class Workspace:
    """The current snapshot of a folder with its catalog, engine and store. Opened lazily and cheap to open.

    `clock` gives the time of records (saved, exported at ...); conditions never use it, they use the catalog's `as_of`.
    """

    def __init__(self, path: Path, settings: Settings | None = None, clock: Callable[[], datetime] | None = None):
        """Raises MusterError (`no_workspace`) when the folder holds no snapshot."""
        self.path = path
        self.settings = settings or Settings()
        self.clock = clock or (lambda: datetime.now(UTC))
        self.snapshot: Snapshot = current_snapshot(path)
        self._lookup: tuple[tuple[str, ...], Lookup] | None = None

    @cached_property
    def catalog(self) -> Catalog:
        return self.snapshot.catalog()

    @cached_property
    def store(self) -> Store:
        return Store(self.path, clock=self.clock)

    @property
    def lookup(self) -> Lookup:
        """The words of the catalog and of what is saved now; shared until a segment is saved, its vectors for good."""
        names = tuple(self.store.segment_names())
        known, lookup = self._lookup or ((), None)
        if lookup is None or known != names:
            lookup = Lookup(Lexicon(self.catalog, names), self._meanings)
            self._lookup = names, lookup
        return lookup

    @cached_property
    def _meanings(self) -> Meanings:
        return Meanings(self.catalog, embedder_of(self.settings))

    @property
    def context(self) -> Context:
        return Context(catalog=self.catalog, saved=self.store)

    @cached_property
    def engine(self) -> Engine:
        if tables := self.snapshot.spark:
            tables = tables.on(self.settings.spark_master)
            return SparkEngine(tables, self.context, self.settings.query_timeout_s, self.settings.spark_conf)
        limits = Limits(
            memory=self.settings.memory_limit, threads=self.settings.threads, timeout_s=self.settings.query_timeout_s
        )
        index = AudienceIndex.at(self.snapshot.index)
        audiences = Audiences(self.path / "audiences" / self.snapshot.id)
        rankings = self.path / "lookalikes"
        return DuckDBEngine(self.snapshot.warehouse, self.context, limits, [rankings], index, audiences)
