"""The playbooks of Muster and of a workspace in a persistent Chroma index, one record a section."""

import hashlib
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from knowledge_base.playbook import Playbook, read_playbook
from tools.embedding import Embedder
from tools.errors import MusterError, Problem
from tools.language import Lang

if TYPE_CHECKING:
    from chromadb import Collection

OWN_PLAYBOOKS = Path(__file__).parent / "playbooks"

_LAYOUT = b"1"  # part of the digest: raise it when the way playbooks are cut or embedded changes
_LOOKED_AT = 1_000  # records that the graph search visits: with some hundred playbooks it misses none
_LOCK = Lock()  # Chroma's registry of open folders is not made for threads


class Hit(NamedTuple):
    """A section and the cosine of its vector with the query's."""

    playbook: str
    title: str
    section: str
    text: str
    similarity: float


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

    def search(self, query: str, lang: Lang, limit: int) -> list[Hit]:
        """The `limit` sections in `lang` that are nearest in meaning to `query`, nearest first."""
        found = self._collection.query(
            query_embeddings=[self._embedder.embed([query])[0]], n_results=limit, where={"lang": lang}
        )
        documents, records, distances = (
            found["documents"] or [[]],
            found["metadatas"] or [[]],
            found["distances"] or [[]],
        )
        return [
            Hit(str(record["playbook"]), str(record["title"]), str(record["section"]), text, 1 - distance)
            for text, record, distance in zip(documents[0], records[0], distances[0], strict=True)
        ]

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with playbooks of the workspace; these are left out of the index."""
        return tuple(
            problem
            for result in self._workspace_results
            if isinstance(result, MusterError)
            for problem in result.problems
        )

    @cached_property
    def _workspace_results(self) -> list[Playbook | MusterError]:
        results: list[Playbook | MusterError] = []
        for file in self._workspace_files:
            try:
                results.append(read_playbook(file))
            except MusterError as error:
                results.append(error)
        return results

    @cached_property
    def _collection(self) -> "Collection":
        import chromadb
        from chromadb.config import Settings

        prefix = f"{_slug(self._embedder.name)}-"
        name = prefix + self._digest
        with _LOCK:
            client = chromadb.PersistentClient(self._folder, Settings(anonymized_telemetry=False))
            # Without `embedding_function=None` Chroma takes its default, which downloads a model.
            collection = client.get_or_create_collection(
                name,
                embedding_function=None,
                configuration={"hnsw": {"space": "cosine", "ef_search": _LOOKED_AT}},
            )
            if not (collection.metadata or {}).get("complete"):
                self._fill(collection)
                collection.modify(metadata={"complete": True})
                for other in client.list_collections():
                    if other.name.startswith(prefix) and other.name != name:
                        client.delete_collection(other.name)
        return collection

    def _fill(self, collection: "Collection") -> None:
        playbooks = [
            *map(read_playbook, self._own_files),
            *(result for result in self._workspace_results if isinstance(result, Playbook)),
        ]
        newest = {(playbook.slug, playbook.language): playbook for playbook in playbooks}
        sections = [(playbook, section) for playbook in newest.values() for section in playbook.sections]
        texts = [f"{playbook.title}\n{section.heading}\n{section.text}" for playbook, section in sections]
        collection.upsert(
            ids=[f"{playbook.slug}.{playbook.language}#{section.heading}" for playbook, section in sections],
            embeddings=list(self._embedder.embed(texts)),
            documents=[section.text for _, section in sections],
            metadatas=[
                {
                    "playbook": playbook.slug,
                    "title": playbook.title,
                    "section": section.heading,
                    "lang": playbook.language,
                }
                for playbook, section in sections
            ],
        )

    @cached_property
    def _digest(self) -> str:
        digest = hashlib.sha256(_LAYOUT)
        for file in [*self._own_files, *self._workspace_files]:
            content = file.read_bytes()
            digest.update(f"\0{file.name}\0{len(content)}\0".encode() + content)
        return digest.hexdigest()[:16]


def _slug(name: str) -> str:
    """`name` in the characters that Chroma takes, and short; names that become equal differ by a digest."""
    return (
        "".join(c if c.isascii() and c.isalnum() else "-" for c in name)[:32]
        + hashlib.sha256(name.encode()).hexdigest()[:8]
    )
