"""What a conversation has come to, read from its messages: the drafts one after the other, and a request left open."""

from collections.abc import Sequence
from dataclasses import dataclass

from langchain_core.messages import BaseMessage, HumanMessage, ToolMessage

from agent.planner.grounding import Grounding
from agent.results import result_of
from tools.actions.ask_user import Clarification
from tools.actions.expand_lookalike import Expansion
from tools.actions.preview_segment import Preview
from tools.segment import Definition


@dataclass(frozen=True)
class Pending:
    """A request that was answered with a question about `words` of it."""

    text: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Past:
    """`drafts` are what undo goes back through, the current one last. Nothing is kept beside the messages, so that a
    conversation goes on in any process."""

    drafts: tuple[Definition, ...] = ()
    pending: Pending | None = None

    @property
    def draft(self) -> Definition | None:
        return self.drafts[-1] if self.drafts else None


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


def completed(text: str, pending: Pending | None) -> str:
    """An open request with the answer to its question in place of the words that were not understood."""
    if pending is None:
        return text
    known = [words for words in pending.words if words and words in pending.text]
    if not known:
        return f"{pending.text} {text}"
    return pending.text.replace(known[0], f" {text} ", 1)


def _after(past: Past, turn: list[BaseMessage], grounding: Grounding) -> Past:
    results = [result for message in turn if isinstance(message, ToolMessage) and (result := result_of(message))]
    text = turn[0].text if isinstance(turn[0], HumanMessage) else ""
    drafts = [result.definition for result in results if isinstance(result, Preview | Expansion)]
    asked = next((result for result in reversed(results) if isinstance(result, Clarification)), None)
    pending = Pending(_asked_about(text, past), tuple(asked.unresolved)) if asked else None
    if not drafts:
        return Past(past.drafts, pending)
    undone = "undo" in grounding.read(text).acts() and len(past.drafts) > 1 and drafts[-1] == past.drafts[-2]
    return Past(past.drafts[:-1] if undone else (*past.drafts, drafts[-1]), pending)


def _asked_about(text: str, past: Past) -> str:
    return completed(text, past.pending) if past.pending and len(text) < len(past.pending.text) else text
