"""What the planner knows of a workspace: its words, its saved segments, what is near to what."""

from dataclasses import replace
from functools import lru_cache
from threading import Lock
from weakref import WeakKeyDictionary

from agent.planner.conditions.reading import Question
from agent.planner.conditions.understand import Understanding, understand
from agent.planner.text.reader import Reader
from agent.planner.text.request import Request
from tools.catalog.lexicon import Entry
from tools.catalog.lookup import Lookup
from tools.compiler.check import check
from tools.compiler.context import Context
from tools.errors import MusterError
from tools.segment import Definition
from tools.workspace import Workspace

_READ = 512  # requests that are remembered

_known: WeakKeyDictionary[Workspace, "Grounding"] = WeakKeyDictionary()
_lock = Lock()


class Grounding:
    """Reads requests against one workspace; made anew when a segment was saved, since its name is a word too."""

    def __init__(self, context: Context, lookup: Lookup):
        self.catalog = context.catalog
        self.segment_names = tuple(context.saved.segment_names())
        self._context = context
        self._read = lru_cache(_READ)(Reader(self.catalog, lookup.lexicon).read)
        self._lookup = lookup

    def read(self, text: str) -> Request:
        """A request's items; those of a conversation's earlier turns are read again with each turn."""
        request = self._read(text)
        return replace(request, items=list(request.items))  # understanding a request changes its items

    def nearest(self, words: str, limit: int) -> list[Entry]:
        """The catalog's entries nearest to `words` by name, spelling and meaning, best first."""
        return [entry for entry, _ in self._lookup.search(words, limit)]

    def understand(self, request: Request) -> Understanding:
        return understand(request, self.catalog, self._lookup)

    def objections(self, definition: Definition, request: Request) -> list[Question]:
        """Why a definition cannot be used although every word was understood: contradictions, what is not allowed."""
        try:
            check(definition, self._context)
        except MusterError as error:
            return [Question(problem.message, request.text, problem.suggestions) for problem in error.problems]
        return []


def grounding_of(workspace: Workspace) -> Grounding:
    """What is known of the workspace, shared by its conversations; made anew when a segment was saved."""
    with _lock:
        known = _known.get(workspace)
        if known is None or known.segment_names != tuple(workspace.store.segment_names()):
            known = Grounding(workspace.context, workspace.lookup)
            _known[workspace] = known
        return known
