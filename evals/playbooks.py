"""The queries that playbook search is measured with."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from evals.kept import CACHE, kept
from evals.results import QueryResult, Split
from knowledge_base.index import PlaybookIndex
from knowledge_base.search_playbooks import SearchArguments, search_playbooks
from tools.embedding import embedder_of
from tools.errors import fail
from tools.language import language_of
from tools.settings import Settings
from tools.workspace import Workspace

NAME = "playbooks"
SUITES: dict[Split, Path] = {
    "dev": Path(__file__).parent / "suites/playbooks.yaml",
    "held-back": Path(__file__).parent / "suites/held_back/playbooks.yaml",
}
_ROOT = Path(__file__).parents[1]
_MADE_OF = (_ROOT / "knowledge_base", _ROOT / "tools/embedding.py")
_DEEP = 20  # passages that are looked through for the right playbook


class Query(BaseModel):
    """`playbook` is the slug of the one that answers; None where none does."""

    model_config = ConfigDict(frozen=True)

    query: str
    language: str
    playbook: str | None = None


def read_queries(file: Path) -> list[Query]:
    """The `queries` of a file, and those under `off_topic`, which no playbook answers. Raises MusterError
    (`bad_suite`)."""
    try:
        data = yaml.safe_load(file.read_text("utf-8"))
        return [Query.model_validate(entry) for entry in (*data["queries"], *_off_topic(data.get("off_topic") or []))]
    except (yaml.YAMLError, KeyError, TypeError, AttributeError, ValidationError) as error:
        what = "queries: [{query: …, language: zh or en, playbook: its slug}, …]"
        raise fail("bad_suite", f"needs {what}: {error}", f"需要 {what}：{error}", where=file.name) from error


def search(query: Query, split: Split, workspace: Workspace) -> QueryResult:
    """What the search finds, each playbook once."""
    passages = search_playbooks(workspace, SearchArguments(query=query.query, limit=_DEEP)).passages
    found = list(dict.fromkeys(passage.playbook for passage in passages))
    return QueryResult(**query.model_dump(), split=split, found=found)


def index(settings: Settings, cache: Path = CACHE) -> Path:
    """A folder that holds the search index of Muster's own playbooks, to be copied, never opened: two that open one
    index at once can damage it."""

    def build(folder: Path) -> None:
        PlaybookIndex(folder, embedder_of(settings)).search("playbooks", "en")

    return kept(cache, NAME, _MADE_OF, build) / "chroma"


def _off_topic(entries: Any) -> Iterator[Any]:
    """Queries alone or with their language, in one list or a list a language."""
    for entry in entries if isinstance(entries, list) else [each for several in entries.values() for each in several]:
        text = entry["query"] if isinstance(entry, dict) else entry
        yield {"language": language_of(text), **(entry if isinstance(entry, dict) else {"query": text})}
