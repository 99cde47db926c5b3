"""What a conversation has come to, read from its messages: the drafts one after the other, and a request left open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from langchain_core.messages import BaseMessage, HumanMessage, ToolMessage

from agent.planner.amounts.numbers import read_number
from agent.planner.dialogue.answers import Pending, meant
from agent.planner.grounding import Grounding
from agent.planner.text.items import Amount, Joint
from agent.planner.text.request import Request
from agent.results import result_of
from tools.actions.ask_user import Clarification
from tools.actions.expand_lookalike import Expansion
from tools.actions.preview_segment import Preview
from tools.segment import Definition


@dataclass(frozen=True)
class Past:
    """`drafts` are what undo goes back through, the current one last. Nothing is kept beside the messages, so that a
    conversation goes on in any process."""

    drafts: tuple[Definition, ...] = ()
    pending: Pending | None = None

    @property
    def draft(self) -> Definition | None:
        return self.drafts[-1] if self.drafts else None

    def undone(self, request: Request) -> "Past":
        """The past as it was before the steps that `request` takes back; at most up to the first draft."""
        steps = _steps_back(request)
        return Past(self.drafts[: max(1, len(self.drafts) - steps)])

    def after(
        self,
        text: str,
        shown: Sequence[Definition],
        asked: tuple[Iterable[str], Iterable[str]] | None,
        known: Grounding,
    ) -> "Past":
        """The past with one more turn: the drafts it showed, and the words it asked about with what was suggested."""
        pending = None
        if asked is not None:
            words, suggestions = asked
            pending = Pending(meant(text, self.pending, known), tuple(words), tuple(suggestions))
        if not shown:
            return Past(self.drafts, pending)
        before = self.undone(known.read(text)).drafts
        return Past(before if before and shown[-1] == before[-1] else (*before, shown[-1]), pending)


def past_of(messages: Sequence[BaseMessage], grounding: Grounding) -> Past:
    """The past of a conversation, from all messages before the turn at hand."""
    past = Past()
    turn: list[BaseMessage] = []
    for message in [*messages, HumanMessage("")]:
        if isinstance(message, HumanMessage) and turn:
            past = _after(past, turn, grounding)
            turn = []
        turn.append(message)
    return past


def _after(past: Past, turn: list[BaseMessage], grounding: Grounding) -> Past:
    results = [result for message in turn if isinstance(message, ToolMessage) and (result := result_of(message))]
    text = turn[0].text if isinstance(turn[0], HumanMessage) else ""
    shown = [result.definition for result in results if isinstance(result, Preview | Expansion)]
    asked = next((result for result in reversed(results) if isinstance(result, Clarification)), None)
    return past.after(text, shown, (asked.unresolved, asked.suggestions) if asked else None, grounding)


def _steps_back(request: Request) -> int:
    """ "undo", "undo twice", 撤销两步; 0 where nothing is taken back."""
    at = request.acts().get("undo")
    if at is None:
        return 0
    end = next((item.start for item in request.items[at:] if isinstance(item, Joint)), len(request.tokens))
    numbers = (read_number(request.tokens, token) for token in range(request.items[at].end, end))
    times = (
        item.quantity for item in request.items if isinstance(item, Amount) and item.quantity.unit_class == "times"
    )
    counts = [number.value for number in numbers if number] + [quantity.value for quantity in times]
    return max(1, int(counts[0])) if counts else 1
