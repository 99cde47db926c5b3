"""The conversation as a graph: the model, its tools, and a memory on disk."""

import sqlite3
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from langchain.agents import create_agent
from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.graph.state import CompiledStateGraph

from agent.coverage.middleware import Covered
from agent.figures.middleware import KnownFigures
from agent.large import LargeModel
from agent.planner import EmbeddedPlanner
from agent.results import language_in, result_of
from agent.strict import StrictTools
from agent.toolbox import tools_of
from tools.actions.ask_user import Clarification
from tools.workspace import Workspace

RECURSION_LIMIT = 25
BUSY_SECONDS = 10

Graph = CompiledStateGraph[Any, Any, Any, Any]


class Questions(AgentMiddleware):
    """A question to the person ends the turn, in its own words.

    `return_direct` would also end it after a call of `ask_user` that failed, and without a reply.
    """

    def wrap_model_call(
        self, request: ModelRequest, handler: Callable[[ModelRequest], ModelResponse]
    ) -> ModelResponse | AIMessage:
        asked = result_of(request.messages[-1])
        if isinstance(asked, Clarification):
            return AIMessage(asked.question.to(language_in(request.messages)))
        return handler(request)


def build(workspace: Workspace, model: BaseChatModel) -> Graph:
    """The graph of a workspace's conversations; the thread id is the conversation's."""
    # From the outside in. The planner checks what it says itself, before it says it.
    middleware: list[AgentMiddleware] = [Questions()]
    large = [KnownFigures(workspace.catalog), Covered(workspace), LargeModel(workspace), StrictTools(workspace.path)]
    return create_agent(
        model,
        tools_of(workspace),
        middleware=middleware if isinstance(model, EmbeddedPlanner) else middleware + large,
        checkpointer=_memory(workspace.path.resolve() / "conversations.db"),
    )


@cache
def _memory(file: Path) -> SqliteSaver:
    """One connection a file and process: the saver serialises its use, so that threads can share it."""
    return SqliteSaver(sqlite3.connect(file, timeout=BUSY_SECONDS, check_same_thread=False))
