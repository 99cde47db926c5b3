"""The check in the graph: behind a preview, before the model and the person see it."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from langchain.agents.middleware import AgentMiddleware
from langchain.agents.middleware.types import ToolCallRequest
from langchain_core.messages import AnyMessage, HumanMessage, ToolMessage
from langgraph.types import Command

from agent.coverage.findings import Finding, findings
from agent.coverage.spoken import spoken_in
from agent.planner.grounding import grounding_of
from agent.results import artifact_of, artifact_of_problems, problems_of, result_of
from tools.actions.preview_segment import Preview
from tools.errors import Problem
from tools.workspace import Workspace

# How often a turn's definitions are sent back; the next one stands, with what was found as warnings on its card.
SENT_BACK = 2

_CODE = "not_covered"
_MEND = (
    "Nothing was shown yet. Call preview_segment again: give every word of the request a condition, take out what "
    "nobody asked for, and put into `because` the words of the request, verbatim. Where you read words in a way of "
    "your own, say so in `assumptions`, quoting them. If you cannot, call ask_user."
)


class Covered(AgentMiddleware):
    """Sends a definition back that leaves words of the request out, or asks for what nobody said."""

    def __init__(self, workspace: Workspace):
        super().__init__()
        self._workspace = workspace

    def wrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], ToolMessage | Command[Any]]
    ) -> ToolMessage | Command[Any]:
        answer = handler(request)
        preview = result_of(answer) if isinstance(answer, ToolMessage) else None
        if not isinstance(answer, ToolMessage) or not isinstance(preview, Preview):
            return answer
        messages: list[AnyMessage] = request.state["messages"]
        spoken = spoken_in(messages, grounding_of(self._workspace))
        found = findings(preview.definition, preview.assumptions, spoken)
        if not found:
            return answer
        return _sent_back(answer, found) if _times_sent_back(messages) < SENT_BACK else _warned(answer, preview, found)


def _times_sent_back(messages: Sequence[AnyMessage]) -> int:
    """In this turn."""
    start = max(at for at, message in enumerate(messages) if isinstance(message, HumanMessage))
    return sum(any(problem.code == _CODE for problem in problems_of(message)) for message in messages[start:])


def _sent_back(answer: ToolMessage, found: Sequence[Finding]) -> ToolMessage:
    problems = [Problem(code=_CODE, message=finding.text, got=finding.words, retry=True) for finding in found]
    told = {"problems": [{"code": finding.code, "message": finding.text.en} for finding in found], "mend": _MEND}
    content = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return answer.model_copy(update={"content": content, "artifact": artifact_of_problems(problems), "status": "error"})


def _warned(answer: ToolMessage, preview: Preview, found: Sequence[Finding]) -> ToolMessage:
    warnings = [finding.text for finding in found]
    told = json.loads(str(answer.content)) | {"warnings": [text.en for text in warnings]}
    return answer.model_copy(
        update={
            "content": json.dumps(told, ensure_ascii=False, separators=(",", ":")),
            "artifact": artifact_of(preview.model_copy(update={"warnings": warnings})),
        }
    )
