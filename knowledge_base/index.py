"""The playbooks of Muster and of a workspace in a persistent Chroma index, a record for each section and keyword."""

import hashlib
import re
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from knowledge_base.playbook import Playbook, read_playbook
from tools.embedding import Embedder, Vectors
from tools.errors import MusterError, Problem
from tools.language import Lang

if TYPE_CHECKING:
    from chromadb import Collection
    from chromadb.api.types import Metadata

OWN_PLAYBOOKS = Path(__file__).parent / "playbooks"

_LAYOUT = b"1"  # part of the digest: raise it when the way playbooks are cut or embedded changes
_LOOKED_AT = 1_000  # records a search visits and returns: with some hundred playbooks, all of them
_BATCH = 200  # records embedded and written at once: what a build that is killed can lose
_LOCK = Lock()  # Chroma's registry of open folders is not made for threads


class Hit(NamedTuple):
    """A section; the query's cosine with it, and with the nearest keyword of its playbook.

    `length` is relative to the playbook's longest section.
    """

    playbook: str
    title: str
    section: str
    text: str
    length: float
    similarity: float
    keyword_similarity: float


class PlaybookIndex:
    """The index over the playbooks' files as they are now, for one embedder.

    A playbook of the workspace replaces the one of Muster with the same slug and language.

    Each embedder has its collection, and a record's id says what it holds. So a search after a change embeds only what
    changed, a build that was killed is continued by the next reader, and two processes that build at once write the
    same records.
    """

    def __init__(self, workspace: Path, embedder: Embedder):
        self._folder = workspace / "chroma"
        self._embedder = embedder
        self._own_files = sorted(OWN_PLAYBOOKS.glob("*.md"))
        self._workspace_files = sorted((workspace / "playbooks").glob("*.md"))

    def search(self, query: str, lang: Lang) -> list[Hit]:
        """The sections in `lang`, nearest to `query` first."""
        vector = self._embedder.embed([query])
        keywords: dict[str, float] = {}
        for record, _, similarity in self._nearest(vector, "keyword", lang):
            keywords.setdefault(str(record["playbook"]), similarity)
        return [
            Hit(
                playbook=str(record["playbook"]),
                title=str(record["title"]),
                section=str(record["section"]),
                text=text,
                length=float(str(record["length"])),
                similarity=similarity,
                keyword_similarity=keywords.get(str(record["playbook"]), 0.0),
            )
            for record, text, similarity in self._nearest(vector, "section", lang)
        ]

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with playbooks of the workspace; these are left out of the index."""
        errors = [result for result in self._workspace_results if isinstance(result, MusterError)]
        return tuple(problem for error in errors for problem in error.problems)

    @cached_property
    def _workspace_results(self) -> list[Playbook | MusterError]:
        return [_read(file) for file in self._workspace_files]

    def _nearest(self, vector: Vectors, kind: str, lang: Lang) -> list[tuple["Metadata", str, float]]:
        """Records of one kind with their text and similarity, nearest first."""
        found = self._collection.query(
            query_embeddings=[vector[0]],
            n_results=_LOOKED_AT,
            where={"$and": [{"kind": kind}, {"lang": lang}]},
        )
        if not (found["metadatas"] and found["documents"] and found["distances"]):
            return []
        return [
            (record, text, 1 - distance)
            for record, text, distance in zip(
                found["metadatas"][0], found["documents"][0], found["distances"][0], strict=True
            )
        ]

    @cached_property
    def _collection(self) -> "Collection":
        import chromadb
        from chromadb.config import Settings

        embedder = self._embedder.name
        with _LOCK:
            client = chromadb.PersistentClient(self._folder, Settings(anonymized_telemetry=False))
            # Without `embedding_function=None` Chroma takes its default, which downloads a model.
            collection = client.get_or_create_collection(
                f"{re.sub('[^A-Za-z0-9]', '-', embedder)}-{_digest(embedder.encode())}",
                embedding_function=None,
                configuration={"hnsw": {"space": "cosine", "ef_search": _LOOKED_AT}},
            )
            if (collection.metadata or {}).get("files") != self._digest:
                self._synchronise(collection)
                collection.modify(metadata={"files": self._digest})
        return collection

    def _synchronise(self, collection: "Collection") -> None:
        """Make the collection hold exactly the records of the files."""
        readable = [result for result in self._workspace_results if isinstance(result, Playbook)]
        playbooks = {(book.slug, book.language): book for book in [*map(read_playbook, self._own_files), *readable]}
        wanted = {record.id: record for playbook in playbooks.values() for record in _records(playbook)}
        held = set(collection.get(include=[])["ids"])
        missing = [record for record in wanted.values() if record.id not in held]
        for start in range(0, len(missing), _BATCH):
            batch = missing[start : start + _BATCH]
            collection.upsert(
                ids=[record.id for record in batch],
                embeddings=list(self._embedder.embed([record.meaning for record in batch])),
                documents=[record.text for record in batch],
                metadatas=[record.metadata for record in batch],
            )
        if gone := sorted(held - wanted.keys()):
            collection.delete(ids=gone)

    @cached_property
    def _digest(self) -> str:
        files = [*self._own_files, *self._workspace_files]
        return _digest(_LAYOUT, *(part for file in files for part in (file.name.encode(), file.read_bytes())))


class _Record(NamedTuple):
    """What is stored of a section or keyword: `text` is shown, `meaning` is embedded."""

    text: str
    meaning: str
    metadata: "Metadata"

    @property
    def id(self) -> str:
        parts = [self.text, self.meaning, *(f"{key}={value}" for key, value in sorted(self.metadata.items()))]
        return _digest(*(part.encode() for part in parts))


def _records(playbook: Playbook) -> list[_Record]:
    """A record for each section, embedded with its title path, and for each keyword; without any, for the title."""
    longest = max(len(section.text) for section in playbook.sections)
    about: Metadata = {"playbook": playbook.slug, "title": playbook.title, "lang": playbook.language}
    return [
        *(
            _Record(
                text=section.text,
                meaning=f"{playbook.title}\n{section.heading}\n{section.text}",
                metadata={
                    **about,
                    "kind": "section",
                    "section": section.heading,
                    "length": len(section.text) / longest,
                },
            )
            for section in playbook.sections
        ),
        *(
            _Record(text=keyword, meaning=keyword, metadata={**about, "kind": "keyword"})
            for keyword in playbook.keywords or (playbook.title,)
        ),
    ]


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
