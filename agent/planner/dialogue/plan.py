"""What a turn will do: calls of tools one after the other, or a reply without any."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from agent.planner.conditions.reading import Question
from tools.language import Text
from tools.segment import Definition


@dataclass(frozen=True)
class Call:
    tool: str
    arguments: dict[str, Any]


@dataclass(frozen=True)
class Plan:
    calls: tuple[Call, ...] = ()
    reply: Text | None = None


def preview(definition: Definition, assumptions: Iterable[Text] = ()) -> Call:
    return Call(
        "preview_segment", {"definition": plain(definition), "assumptions": [text.model_dump() for text in assumptions]}
    )


def ask(questions: Iterable[Question]) -> Plan:
    """One question to the person that puts all that is open."""
    asked = list(questions)
    text = Text(en=" ".join(q.text.en for q in asked), zh="".join(q.text.zh for q in asked))
    arguments = {
        "question": text.model_dump(),
        "unresolved": list(dict.fromkeys(q.words for q in asked if q.words)),
        "suggestions": list(dict.fromkeys(s for q in asked for s in q.suggestions)),
    }
    return Plan((Call("ask_user", arguments),))


def plain(definition: Definition) -> dict[str, Any]:
    """A definition as a tool call carries it."""
    data: dict[str, Any] = definition.model_dump(mode="json", exclude_none=True)
    return data
