"""Look up how something is done."""

from pydantic import BaseModel, ConfigDict, Field

from knowledge_base.index import playbook_index
from knowledge_base.ranking import Entry, Ranked
from tools.embedding import embedder_of
from tools.errors import Problem
from tools.language import Lang, language_of
from tools.workspace import Workspace


class SearchArguments(BaseModel):
    model_config = ConfigDict(extra="forbid")

    query: str = Field(min_length=1, description="what is to be known, in the person's words")
    limit: int = Field(default=2, ge=1, le=20, description="how many playbooks at most")
    lang: Lang | None = Field(default=None, description="left out: the language of the query")


class Passage(BaseModel):
    """One section of a playbook. `playbook` is its slug; `score`, how near the playbook is, runs up to 1."""

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
    """The nearest section of each playbook, best playbook first; empty when none speaks of it.

    `guide` is the section of the best playbook that says what to do, where that is not its nearest. `problems`:
    playbooks of the workspace that cannot be read.
    """

    query: str
    passages: list[Passage]
    guide: Passage | None = None
    problems: list[Problem] = []

    @property
    def to_read(self) -> list[Passage]:
        """In the order to read them: of the best playbook what to do first; then the others."""
        return [*([self.guide] if self.guide else []), *self.passages]


def search_playbooks(workspace: Workspace, arguments: SearchArguments) -> Passages:
    """Look up how-to knowledge in playbooks: scenarios (new customers, win-back, launches, churn, ...), industries, and
    methods (seeds, lookalike size, TGI, holdouts, privacy, ...).

    Use it when a person asks how to reach a goal, whom to select or what a term means, before proposing an audience.
    Answer from the passages and cite them; when there are none, say that the playbooks do not cover it.
    """
    lang = arguments.lang or language_of(arguments.query)
    index = playbook_index(workspace.path, embedder_of(workspace.settings))
    ranked = index.search(arguments.query, lang)
    # Nearer to what people ask of anybody than to any playbook: no playbook speaks of it.
    best = ranked[: arguments.limit] if ranked and ranked[0].margin > 0 else []
    return Passages(
        query=arguments.query,
        passages=[_passage(playbook, playbook.sections[0]) for playbook in best],
        guide=_guide(best[0]) if best else None,
        problems=list(index.problems),
    )


def _guide(playbook: Ranked) -> Passage | None:
    longest = max(playbook.sections, key=lambda section: section.length)
    return _passage(playbook, longest) if longest is not playbook.sections[0] else None


def _passage(playbook: Ranked, section: Entry) -> Passage:
    return Passage(
        playbook=section.playbook,
        title=section.title,
        section=section.section,
        text=section.text,
        lang=section.lang,
        score=round(playbook.nearness, 4),
    )
