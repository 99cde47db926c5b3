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
_LOCK = Lock()  # Chroma's registry of open folders is not made for threads


class Hit(NamedTuple):
    """A section; the query's cosine with it, and with the nearest keyword of its playbook."""

    playbook: str
    title: str
    section: str
    text: str
    similarity: float
    keyword_similarity: float


class PlaybookIndex:
    """The index over the playbooks' files as they are now, for one embedder.

    A playbook of the workspace replaces the one of Muster with the same slug and language.

    The collection is named by a digest of the files and by the embedder, and its records by their place in the files.
    So a changed playbook leads to another collection, a build that was killed is completed by the next reader, and two
    processes that build at once write the same records.
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

        family = f"{re.sub('[^A-Za-z0-9]', '-', self._embedder.name)}-{_digest(self._embedder.name.encode())[:8]}-"
        name = family + self._digest
        with _LOCK:
            client = chromadb.PersistentClient(self._folder, Settings(anonymized_telemetry=False))
            # Without `embedding_function=None` Chroma takes its default, which downloads a model.
            collection = client.get_or_create_collection(
                name, embedding_function=None, configuration={"hnsw": {"space": "cosine", "ef_search": _LOOKED_AT}}
            )
            if not (collection.metadata or {}).get("complete"):
                self._fill(collection)
                collection.modify(metadata={"complete": True})
                for other in client.list_collections():
                    if other.name.startswith(family) and other.name != name:
                        client.delete_collection(other.name)
        return collection

    def _fill(self, collection: "Collection") -> None:
        readable = [result for result in self._workspace_results if isinstance(result, Playbook)]
        playbooks = {(book.slug, book.language): book for book in [*map(read_playbook, self._own_files), *readable]}
        records = [record for playbook in playbooks.values() for record in _records(playbook)]
        collection.upsert(
            ids=[record.id for record in records],
            embeddings=list(self._embedder.embed([record.meaning for record in records])),
            documents=[record.text for record in records],
            metadatas=[record.metadata for record in records],
        )

    @cached_property
    def _digest(self) -> str:
        files = [*self._own_files, *self._workspace_files]
        return _digest(_LAYOUT, *(part for file in files for part in (file.name.encode(), file.read_bytes())))


class _Record(NamedTuple):
    """What is stored of a section or keyword: `text` is shown, `meaning` is embedded."""

    id: str
    text: str
    meaning: str
    metadata: "Metadata"


def _records(playbook: Playbook) -> list[_Record]:
    of = f"{playbook.slug}.{playbook.language}"
    about: Metadata = {"playbook": playbook.slug, "title": playbook.title, "lang": playbook.language}
    keywords = playbook.keywords or (playbook.title,)
    path = f"{playbook.title}\n{' '.join(playbook.keywords)}\n"
    return [
        *(
            _Record(
                id=f"{of}#{number}",
                text=section.text,
                meaning=f"{path}{section.heading}\n{section.text}",
                metadata={**about, "kind": "section", "section": section.heading},
            )
            for number, section in enumerate(playbook.sections)
        ),
        *(
            _Record(id=f"{of}?{number}", text=keyword, meaning=keyword, metadata={**about, "kind": "keyword"})
            for number, keyword in enumerate(keywords)
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
    return digest.hexdigest()[:16]
