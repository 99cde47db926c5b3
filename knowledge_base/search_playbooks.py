"""Look up how something is done."""

from collections import defaultdict
from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict, Field

from knowledge_base.index import Hit, PlaybookIndex
from tools.embedding import embedder_of
from tools.errors import Problem
from tools.language import Lang, language_of
from tools.workspace import Workspace

# Chosen on the `tune`, `sections` and `off_topic` queries of tests/retrieval_queries.yaml: the weight of the nearest
# keyword beside the section, what the shortest section loses (embedded with its title it is little else, and would win
# over the one that answers), and the score under which a passage is taken for noise.
_KEYWORD_WEIGHT = 0.4
_SHORTNESS_COST = 0.1
_FLOOR = 0.23


class SearchArguments(BaseModel):
    model_config = ConfigDict(extra="forbid")

    query: str = Field(min_length=1, description="what is to be known, in the person's words")
    limit: int = Field(default=3, ge=1, le=20, description="how many passages at most")
    lang: Lang | None = Field(default=None, description="left out: the language of the query")


class Passage(BaseModel):
    """One section of a playbook. `playbook` is its slug; `score` runs up to 1."""

    playbook: str
    title: str
    section: str
    text: str
    lang: Lang
    score: float

    @property
    def citation(self) -> str:
        """How to name the passage as a source."""
        return f"《{self.title}》· {self.section}" if self.lang == "zh" else f'"{self.title}", {self.section}'


class Passages(BaseModel):
    """Best first; empty when no playbook speaks of it. `problems`: playbooks of the workspace that cannot be read."""

    query: str
    passages: list[Passage]
    problems: list[Problem] = []

    @property
    def to_read(self) -> list[Passage]:
        """In the order to read them: of the best playbook the longest first, which says what to do; then the others."""
        best = [passage for passage in self.passages if passage.playbook == self.passages[0].playbook]
        longest_first = sorted(best, key=lambda passage: len(passage.text), reverse=True)
        return [*longest_first, *(passage for passage in self.passages if passage not in best)]


def search_playbooks(workspace: Workspace, arguments: SearchArguments) -> Passages:
    """Look up how-to knowledge in playbooks: scenarios (new customers, win-back, launches, churn, ...), industries, and
    methods (seeds, lookalike size, TGI, holdouts, privacy, ...).

    Use it when a person asks how to reach a goal, whom to select or what a term means, before proposing an audience.
    Answer from the passages and cite them; when there are none, say that the playbooks do not cover it.
    """
    lang = arguments.lang or language_of(arguments.query)
    index = PlaybookIndex(workspace.path, embedder_of(workspace.settings))
    ranked = sorted(index.search(arguments.query, lang), key=_score, reverse=True)
    passages = [
        Passage(
            playbook=hit.playbook,
            title=hit.title,
            section=hit.section,
            text=hit.text,
            lang=lang,
            score=round(_score(hit), 4),
        )
        for hit in _spread(ranked)
        if _score(hit) >= _FLOOR
    ]
    return Passages(query=arguments.query, passages=passages[: arguments.limit], problems=list(index.problems))


def _score(hit: Hit) -> float:
    nearness = (1 - _KEYWORD_WEIGHT) * hit.similarity + _KEYWORD_WEIGHT * hit.keyword_similarity
    return nearness - _SHORTNESS_COST * (1 - hit.length)


def _spread(hits: list[Hit]) -> Iterator[Hit]:
    """Two of each playbook, in order: the nearest section, and the longest, which says what to do.

    That leaves room for a second playbook when the first is not the one that was meant.
    """
    taken: defaultdict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        before = taken[hit.playbook]
        if not before or (len(before) == 1 and 1 in (before[0].length, hit.length)):
            before.append(hit)
            yield hit
