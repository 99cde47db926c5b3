"""The conversation as a graph: the model, its tools, and a memory on disk."""

import sqlite3
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from langchain.agents import create_agent
from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, InvalidToolCall, ToolMessage
from langchain_core.tools import BaseTool
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.graph.state import CompiledStateGraph

from agent.prompt import shortened, system_prompt
from agent.results import language_in, result_of
from agent.toolbox import shown, tools_of
from tools.actions.ask_user import Clarification
from tools.errors import fail
from tools.workspace import Workspace

RECURSION_LIMIT = 25
BUSY_SECONDS = 10


class Turns(AgentMiddleware):
    """What is particular about our turns: how they are put to a model, and how they end.

    A question to the person ends the turn, in its own words. (`return_direct` would also end it after a call of
    `ask_user` that failed, and without a reply.)
    """

    def wrap_model_call(
        self, request: ModelRequest, handler: Callable[[ModelRequest], ModelResponse]
    ) -> ModelResponse | AIMessage:
        asked = result_of(request.messages[-1])
        if isinstance(asked, Clarification):
            return AIMessage(asked.question.to(language_in(request.messages)))
        messages = shortened(request.messages)
        tools: list[BaseTool | dict[str, Any]] = [shown(tool) for tool in request.tools if isinstance(tool, BaseTool)]
        response = handler(request.override(messages=messages, tools=tools))
        answer = _whole(response)
        if answer.invalid_tool_calls and not answer.tool_calls:
            mended = [*messages, answer, *(_unreadable(each) for each in answer.invalid_tool_calls)]
            response = handler(request.override(messages=mended, tools=tools))
            _whole(response)
        return response


def build(workspace: Workspace, model: BaseChatModel) -> CompiledStateGraph[Any, Any, Any, Any]:
    """The graph of a workspace's conversations; the thread id is the conversation's."""
    return create_agent(
        model,
        tools_of(workspace),
        system_prompt=system_prompt(workspace),
        middleware=[Turns()],
        checkpointer=_memory(workspace.path.resolve() / "conversations.db"),
    )


def _whole(response: ModelResponse) -> AIMessage:
    """The model's message. Raises MusterError when it was cut off: what is missing could be a condition."""
    answer = response.result[-1]
    assert isinstance(answer, AIMessage)
    about = answer.response_metadata
    ended = about.get("finish_reason") or ("length" if about.get("model_provider") == "openai" else "stop")
    if ended == "length":
        raise fail(
            "answer_cut",
            "The model's answer broke off: try again, or say it more simply. Your audience is as it was.",
            "模型的回答中途中断，请重试，或把需求说得更简单些。人群未变。",
            retry=True,
        )
    return answer


def _unreadable(call: InvalidToolCall) -> ToolMessage:
    text = "The arguments are not valid JSON. Call the tool again."
    return ToolMessage(text, tool_call_id=call["id"] or "", name=call["name"], status="error")


@cache
def _memory(file: Path) -> SqliteSaver:
    """One connection a file and process: the saver serialises its use, so that threads can share it."""
    return SqliteSaver(sqlite3.connect(file, timeout=BUSY_SECONDS, check_same_thread=False))
