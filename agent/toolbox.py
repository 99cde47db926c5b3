"""Actions as a model's tools. `export_segment` is not among them and never will be: only a person exports."""

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage
from langchain_core.tools import BaseTool, StructuredTool
from pydantic import BaseModel, ValidationError

from agent.results import DRAFT_TOOLS, Result, artifact_of, artifact_of_problems, draft_of, language_in
from agent.schema import plain_schema, strict_schema, without_nulls
from knowledge_base.search_playbooks import SearchArguments, search_playbooks
from tools.actions.ask_user import AskArguments, ask_user
from tools.actions.audience import Audience
from tools.actions.compare_segments import CompareArguments, compare_segments
from tools.actions.expand_lookalike import ExpandArguments, expand_lookalike
from tools.actions.find_tags import FindArguments, find_tags
from tools.actions.list_segments import ListArguments, list_segments
from tools.actions.offer_export import OfferArguments, offer_export
from tools.actions.preview_segment import PreviewArguments, preview_segment
from tools.actions.profile_segment import ProfileArguments, profile_segment
from tools.actions.save_segment import SaveArguments, save_segment
from tools.errors import MusterError, Problem, fail
from tools.language import Lang, Text
from tools.workspace import Workspace

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Action:
    """An action as a tool: what it takes, what runs, and what a person reads while it does."""

    arguments: type[BaseModel]
    run: Callable[[Workspace, Any], Result]
    label: Text

    @property
    def name(self) -> str:
        return self.run.__name__

    @property
    def description(self) -> str:
        return " ".join((self.run.__doc__ or "").split())


ACTIONS: dict[str, Action] = {
    action.name: action
    for action in (
        Action(FindArguments, find_tags, Text(en="Looking tags up", zh="正在查找标签")),
        Action(PreviewArguments, preview_segment, Text(en="Counting the audience", zh="正在计算人群规模")),
        Action(AskArguments, ask_user, Text(en="Asking back", zh="正在确认需求")),
        Action(SaveArguments, save_segment, Text(en="Saving the segment", zh="正在保存人群")),
        Action(ListArguments, list_segments, Text(en="Listing saved segments", zh="正在读取已保存的人群")),
        Action(ProfileArguments, profile_segment, Text(en="Profiling the audience", zh="正在分析人群画像")),
        Action(CompareArguments, compare_segments, Text(en="Comparing audiences", zh="正在对比人群")),
        Action(ExpandArguments, expand_lookalike, Text(en="Finding similar users", zh="正在扩展相似人群")),
        Action(OfferArguments, offer_export, Text(en="Preparing the export", zh="正在准备导出")),
        Action(SearchArguments, search_playbooks, Text(en="Reading the playbooks", zh="正在查阅运营手册")),
    )
}

_LONGEST_LIST = 20
_NOT_FOR_MODELS = {"sql", "fingerprint", "snapshot", "score"}


def tools_of(workspace: Workspace) -> list[BaseTool]:
    """The tools of a conversation about this workspace."""
    return [_tool(workspace, action) for action in ACTIONS.values()]


def shown(tool: str, strict: bool) -> dict[str, Any]:
    """A tool as a model server is told of it; LangChain's own conversion would write every reference out."""
    action = ACTIONS[tool]
    parameters = strict_schema(action.arguments) if strict else plain_schema(action.arguments)
    function = {"name": tool, "description": action.description, "parameters": parameters}
    return {"type": "function", "function": function | ({"strict": True} if strict else {})}


def call(
    workspace: Workspace, tool: str, arguments: dict[str, Any], messages: Sequence[BaseMessage], call_id: str
) -> ToolMessage:
    """Run a tool as the next step of a conversation. What goes wrong comes back as data too, and nothing is raised.

    The message's content is compact JSON for a model; its artifact is the whole result as plain data. An audience that
    the arguments leave out is the conversation's draft.
    """
    try:
        result = ACTIONS[tool].run(workspace, _completed(tool, arguments, messages, call_id))
    except MusterError as error:
        return _not_done(tool, error, call_id)
    except Exception:
        logger.exception("%s failed", tool)
        return _not_done(
            tool,
            fail(
                "internal",
                "Something went wrong inside Muster. It was logged, and nothing was changed.",
                "Muster 内部出错，已记入日志，未作任何更改。",
            ),
            call_id,
        )
    artifact = artifact_of(result)
    content = _json(_brief(artifact["data"], language_in(messages)))
    return ToolMessage(content=content, artifact=artifact, name=tool, tool_call_id=call_id)


def _tool(workspace: Workspace, action: Action) -> BaseTool:
    def run(runtime: ToolRuntime, **arguments: Any) -> ToolMessage:
        return call(workspace, action.name, arguments, runtime.state["messages"], runtime.tool_call_id or "")

    return StructuredTool(
        name=action.name,
        description=action.description,
        # As a JSON schema, so that wrong arguments reach `call` and come back as problems that say where and why.
        args_schema=plain_schema(action.arguments),
        func=run,
    )


def _completed(tool: str, given: dict[str, Any], messages: Sequence[BaseMessage], call_id: str) -> BaseModel:
    """The tool's arguments, checked, with the draft where an audience was left out. Raises MusterError."""
    try:
        arguments = ACTIONS[tool].arguments.model_validate(without_nulls(given))
    except ValidationError as error:
        raise MusterError(*_problems_in(error)) from error
    match arguments:
        case Audience():
            return _with_draft(arguments, messages, call_id)
        case CompareArguments(first=first, second=second):
            sides = {"first": _with_draft(first, messages, call_id), "second": _with_draft(second, messages, call_id)}
            return arguments.model_copy(update=sides)
        case _:
            return arguments


def _with_draft(audience: Audience, messages: Sequence[BaseMessage], call_id: str) -> Audience:
    if audience.segment is not None or audience.definition is not None:
        return audience
    if _draft_is_in_the_making(messages, call_id):
        # Calls of one message run side by side: this one would silently get the draft before.
        raise fail(
            "draft_pending",
            "The draft is just being made: call this again, on its own, when preview_segment has answered.",
            "人群草稿正在生成：请等 preview_segment 返回后再单独调用。",
            retry=True,
        )
    draft = draft_of(messages)
    return audience.model_copy(update={"definition": draft.definition}) if draft else audience


def _draft_is_in_the_making(messages: Sequence[BaseMessage], call_id: str) -> bool:
    last = messages[-1] if messages else None
    return isinstance(last, AIMessage) and any(
        tool_call["name"] in DRAFT_TOOLS and tool_call["id"] != call_id for tool_call in last.tool_calls
    )


def _not_done(tool: str, error: MusterError, call_id: str) -> ToolMessage:
    problems = [
        {
            "code": problem.code,
            "message": problem.message.en,
            "where": problem.where,
            "got": problem.got,
            "suggestions": problem.suggestions,
            "retry": problem.retry,
        }
        for problem in error.problems
    ]
    return ToolMessage(
        content=_json({"problems": problems}),
        artifact=artifact_of_problems(error.problems),
        name=tool,
        tool_call_id=call_id,
        status="error",
    )


def _problems_in(error: ValidationError) -> list[Problem]:
    """Wrong arguments, each with its place (`definition.where.of[1].value`) in words that a model can mend them by."""
    return [
        Problem(
            code="bad_arguments",
            message=Text(en=each["msg"], zh=f"参数不符合要求：{each['msg']}"),
            where="".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in each["loc"]).lstrip("."),
            got=str(each["input"])[:200],
        )
        for each in error.errors(include_url=False)[:5]
    ]


def _brief(data: Any, lang: Lang) -> Any:
    """A result as a model needs it: one language, no SQL, no long lists, nothing empty."""
    match data:
        case {"en": str(), "zh": str()} if len(data) == 2:
            return data[lang]
        case dict():
            kept = {key: _brief(value, lang) for key, value in data.items() if key not in _NOT_FOR_MODELS}
            return {key: value for key, value in kept.items() if value not in (None, [], {})}
        case list():
            return [_brief(value, lang) for value in data[:_LONGEST_LIST]]
        case float():
            return round(data, 4)
        case _:
            return data


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
