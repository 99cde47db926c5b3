"""The playbooks of Muster and of a workspace in a persistent Chroma index, a record for each text that is embedded."""

import hashlib
import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import yaml

from knowledge_base.playbook import Playbook, read_playbook
from knowledge_base.ranking import Entry, Ranked, Ranking
from tools.embedding import Embedder, Vectors
from tools.errors import MusterError, Problem
from tools.language import Lang

if TYPE_CHECKING:
    from chromadb import Collection
    from chromadb.api.types import Metadata

OWN_PLAYBOOKS = Path(__file__).parent / "playbooks"

_EVERYDAY = Path(__file__).parent / "everyday.yaml"
_BATCH = 200  # records embedded and written at once: what a build that is killed can lose
_LOCK = Lock()  # Chroma's registry of open folders is not made for threads


class PlaybookIndex:
    """The index over the playbooks' files as they were when it was opened, for one embedder.

    A playbook of the workspace replaces the one of Muster with the same slug and language.

    Each embedder has its collection, and a record's id says what it holds. So a search after a change embeds only what
    changed, a build that was killed is continued by the next reader, and two processes that build at once write the
    same records.
    """

    def __init__(self, workspace: Path, embedder: Embedder):
        self._folder = workspace / "chroma"
        self._embedder = embedder
        self._own_files = sorted(OWN_PLAYBOOKS.glob("*.md"))
        self._workspace_files = _files_of(workspace)

    def search(self, query: str, lang: Lang) -> list[Ranked]:
        """The playbooks in `lang`, nearest to `query` first."""
        return self._ranking.rank(query, self._embedder.embed([query])[0], lang)

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with playbooks of the workspace; these are left out of the index."""
        errors = [result for result in self._workspace_results if isinstance(result, MusterError)]
        return tuple(problem for error in errors for problem in error.problems)

    @cached_property
    def _workspace_results(self) -> list[Playbook | MusterError]:
        return [_read(file) for file in self._workspace_files]

    @cached_property
    def _ranking(self) -> Ranking:
        """Over every record: with some thousands, comparing with all takes a millisecond."""
        wanted = {record.id: record for record in self._records()}
        with _LOCK:
            vectors = self._vectors(wanted)
        return Ranking([record.entry for record in wanted.values()], np.stack([vectors[each] for each in wanted]))

    def _vectors(self, wanted: "dict[str, _Record]") -> dict[str, Vectors]:
        """The vector of each record; afterwards the collection holds exactly these."""
        collection = self._collection
        stored = collection.get(include=["embeddings"])
        vectors = dict(zip(stored["ids"], np.asarray(stored["embeddings"], dtype=np.float32), strict=True))
        missing = [record for identity, record in wanted.items() if identity not in vectors]
        for start in range(0, len(missing), _BATCH):
            batch = missing[start : start + _BATCH]
            embedded = self._embedder.embed([record.meaning for record in batch])
            collection.upsert(
                ids=[record.id for record in batch],
                embeddings=list(embedded),
                documents=[record.entry.text for record in batch],
                metadatas=[record.metadata for record in batch],
            )
            vectors.update(zip([record.id for record in batch], embedded, strict=True))
        if gone := sorted(vectors.keys() - wanted.keys()):
            collection.delete(ids=gone)
        return vectors

    @property
    def _collection(self) -> "Collection":
        import chromadb
        from chromadb.config import Settings

        embedder = self._embedder.name
        client = chromadb.PersistentClient(self._folder, Settings(anonymized_telemetry=False))
        # Without `embedding_function=None` Chroma takes its default, which downloads a model.
        return client.get_or_create_collection(
            f"{re.sub('[^A-Za-z0-9]', '-', embedder)}-{_digest(embedder.encode())}",
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine"}},
        )

    def _records(self) -> "Iterator[_Record]":
        readable = [result for result in self._workspace_results if isinstance(result, Playbook)]
        playbooks = {(book.slug, book.language): book for book in [*map(read_playbook, self._own_files), *readable]}
        for playbook in playbooks.values():
            yield from _records_of(playbook)
        everyday: dict[Lang, list[str]] = yaml.safe_load(_EVERYDAY.read_text(encoding="utf-8"))
        for lang, questions in everyday.items():
            for question in questions:
                yield _Record(Entry("everyday", lang, question), meaning=question)


def playbook_index(workspace: Path, embedder: Embedder) -> PlaybookIndex:
    """The index of a workspace, kept in memory until a playbook of the workspace changes."""
    return _opened(workspace, embedder, tuple(_state(file) for file in _files_of(workspace)))


@lru_cache(maxsize=8)
def _opened(workspace: Path, embedder: Embedder, _files: tuple[tuple[str, int, int], ...]) -> PlaybookIndex:
    return PlaybookIndex(workspace, embedder)


def _files_of(workspace: Path) -> list[Path]:
    return sorted((workspace / "playbooks").glob("*.md"))


def _state(file: Path) -> tuple[str, int, int]:
    state = file.stat()
    return file.name, state.st_mtime_ns, state.st_size


class _Record(NamedTuple):
    """What is stored of an entry: `meaning` is embedded."""

    entry: Entry
    meaning: str

    @property
    def metadata(self) -> "Metadata":
        entry = self.entry
        return {"kind": entry.kind, "lang": entry.lang, "playbook": entry.playbook, "section": entry.section}

    @property
    def id(self) -> str:
        entry = self.entry
        return _digest(
            *(part.encode() for part in (entry.playbook, entry.lang, entry.kind, entry.section, self.meaning))
        )


def _records_of(playbook: Playbook) -> Iterator[_Record]:
    """A record for each section, embedded with its title path, and for the title and each keyword and question."""
    longest = max(len(section.text) for section in playbook.sections)
    for section in playbook.sections:
        entry = Entry(
            "section",
            playbook.language,
            section.text,
            playbook=playbook.slug,
            title=playbook.title,
            section=section.heading,
            length=len(section.text) / longest,
        )
        yield _Record(entry, meaning=f"{playbook.title}\n{section.heading}\n{section.text}")
    for phrase in dict.fromkeys((playbook.title, *playbook.keywords, *playbook.questions)):
        entry = Entry("phrase", playbook.language, phrase, playbook=playbook.slug, title=playbook.title)
        yield _Record(entry, meaning=phrase)


def _read(file: Path) -> Playbook | MusterError:
    try:
        return read_playbook(file)
    except MusterError as error:
        return error


def _digest(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()[:32]
