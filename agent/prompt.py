"""What a model is told before it hears the person: its task, the semantics, examples, and what the request needs."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from langchain_core.messages import AnyMessage, BaseMessage, HumanMessage, trim_messages

from agent.digest import digest
from agent.examples import examples_of
from agent.planner.grounding import Grounding
from agent.results import draft_of

_MOST_TOKENS = 60_000  # of the conversation: half of the window of the smallest current models that can call tools
# Turns whose words the catalog is searched for: what a follow-up speaks of was named shortly before.
_TURNS = 3


def system_prompt(grounding: Grounding, messages: Sequence[BaseMessage]) -> str:
    """The prompt for the next answer in a conversation. What changes from turn to turn stands at its end, so that a
    server can keep what it made of the rest."""
    catalog = grounding.catalog
    said = [message.text for message in messages if isinstance(message, HumanMessage)][-_TURNS:]
    draft = draft_of(messages)
    needed = digest(grounding, said, draft.definition if draft else None)
    parts = [
        _text("task.md"),
        _text("semantics.md"),
        f"{_text('examples.md')}\n{examples_of(catalog)}",
        f"# The catalog\nToday is {catalog.today}. {needed}",
    ]
    return "\n\n".join(parts)


def shortened(messages: list[AnyMessage]) -> list[AnyMessage]:
    """The latest turns that a model can hold, whole ones, so that no call lacks its answer."""
    kept: list[AnyMessage] = trim_messages(  # type: ignore[assignment]
        messages, max_tokens=_MOST_TOKENS, token_counter="approximate", strategy="last", start_on="human"
    )
    return kept or messages


@cache
def _text(file: str) -> str:
    return (files("agent") / "prompts" / file).read_text("utf-8").strip()
