"""What the planner knows of a workspace: its words, its saved segments, what is near to what."""

from agent.planner.reader import Reader, Request
from agent.planner.reading import Question
from agent.planner.understand import Understanding, understand
from tools.catalog.lexicon import Lexicon
from tools.catalog.lookup import Lookup
from tools.compiler.check import check
from tools.compiler.context import Context
from tools.embedding import Embedder
from tools.errors import MusterError
from tools.segment import Definition


class Grounding:
    """Reads requests against one workspace; made anew when a segment was saved, since its name is a word too."""

    def __init__(self, context: Context, embedder: Embedder):
        self.catalog = context.catalog
        self.segment_names = tuple(context.saved.segment_names())
        self._context = context
        lexicon = Lexicon(self.catalog, self.segment_names)
        self._reader = Reader(self.catalog, lexicon)
        self._lookup = Lookup(self.catalog, lexicon, embedder)

    def read(self, text: str) -> Request:
        return self._reader.read(text)

    def understand(self, request: Request) -> Understanding:
        return understand(request, self.catalog, self._lookup)

    def objections(self, definition: Definition, request: Request) -> list[Question]:
        """Why a definition cannot be used although every word was understood: contradictions, what is not allowed."""
        try:
            check(definition, self._context)
        except MusterError as error:
            return [Question(problem.message, request.text, problem.suggestions) for problem in error.problems]
        return []
