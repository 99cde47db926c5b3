"""What tools gave, read back from the messages of a conversation."""

from collections.abc import Sequence
from typing import Any

from langchain_core.messages import BaseMessage, HumanMessage, ToolMessage

from knowledge_base.search_playbooks import Passages
from tools.actions.ask_user import Clarification
from tools.actions.compare_segments import Comparison
from tools.actions.expand_lookalike import Expansion
from tools.actions.find_tags import TagMatches
from tools.actions.list_segments import SegmentList
from tools.actions.offer_export import ExportOffer
from tools.actions.preview_segment import Preview
from tools.actions.profile_segment import Profile
from tools.actions.save_segment import SavedSegment
from tools.errors import Problem
from tools.language import Lang, language_of

Result = (
    Preview
    | Expansion
    | Clarification
    | SavedSegment
    | SegmentList
    | Profile
    | Comparison
    | ExportOffer
    | TagMatches
    | Passages
)
Draft = Preview | Expansion

DRAFT_TOOLS = ("preview_segment", "expand_lookalike")  # what they give becomes the conversation's draft
PROBLEMS = "problems"  # the artifact type of a tool that could not do what it was asked

_TYPES: dict[str, type[Result]] = {
    "find_tags": TagMatches,
    "preview_segment": Preview,
    "ask_user": Clarification,
    "save_segment": SavedSegment,
    "list_segments": SegmentList,
    "profile_segment": Profile,
    "compare_segments": Comparison,
    "expand_lookalike": Expansion,
    "offer_export": ExportOffer,
    "search_playbooks": Passages,
}
_NAMES = {kind: name for name, kind in _TYPES.items()}


def artifact_of(result: Result) -> dict[str, Any]:
    """A result as plain data under its tool's name; plain data is all that a conversation file may hold."""
    return {"type": _NAMES[type(result)], "data": result.model_dump(mode="json")}


def artifact_of_problems(problems: Sequence[Problem]) -> dict[str, Any]:
    return {"type": PROBLEMS, "data": [problem.model_dump(mode="json") for problem in problems]}


def result_of(message: BaseMessage) -> Result | None:
    """The typed result that a tool message carries; None for other messages and for problems."""
    artifact = _artifact(message)
    kind = _TYPES.get(artifact["type"]) if artifact else None
    return kind.model_validate(artifact["data"]) if artifact and kind else None


def problems_of(message: BaseMessage) -> list[Problem]:
    """Why the tool of this message could not do what it was asked; empty when it could."""
    artifact = _artifact(message)
    if artifact is None or artifact["type"] != PROBLEMS:
        return []
    return [Problem.model_validate(problem) for problem in artifact["data"]]


def draft_of(messages: Sequence[BaseMessage]) -> Draft | None:
    """The audience that the conversation is about: the latest one that was previewed or expanded."""
    for message in reversed(messages):
        artifact = _artifact(message)
        if artifact and artifact["type"] in DRAFT_TOOLS:
            result = result_of(message)
            assert isinstance(result, Draft)
            return result
    return None


def language_in(messages: Sequence[BaseMessage]) -> Lang:
    """The language a conversation is in: that of the latest request that has words ("500" has none)."""
    for message in reversed(messages):
        if isinstance(message, HumanMessage) and any(char.isalpha() for char in message.text):
            return language_of(message.text)
    return "en"


def _artifact(message: BaseMessage) -> dict[str, Any] | None:
    return message.artifact if isinstance(message, ToolMessage) else None
