"""The embedded planner as a chat model: it speaks tool calls like any other, so that nothing around it need know."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, ToolMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from pydantic import ConfigDict, PrivateAttr

from agent.planner.dialogue.past import past_of
from agent.planner.dialogue.plan import Plan
from agent.planner.dialogue.replies import reply_to
from agent.planner.dialogue.turn import plan_turn
from agent.planner.grounding import grounding_of
from tools.language import language_of
from tools.workspace import Workspace


class EmbeddedPlanner(BaseChatModel):
    """A grounded parser behind the interface of a chat model. Deterministic, needs no network; the conversation's
    messages are all it remembers."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    workspace: Workspace

    _planned: tuple[str, Plan] | None = PrivateAttr(default=None)

    @property
    def _llm_type(self) -> str:
        return "muster-embedded-planner"

    def bind_tools(
        self, tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool], **kwargs: Any
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """The planner knows Muster's own tools; there is nothing to bind."""
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self._answer(messages))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        answer = self._answer(messages)
        chunks = [
            tool_call_chunk(
                name=call["name"], args=json.dumps(call["args"], ensure_ascii=False), id=call["id"], index=i
            )
            for i, call in enumerate(answer.tool_calls)
        ]
        chunk = ChatGenerationChunk(message=AIMessageChunk(content=answer.content, tool_call_chunks=chunks))
        if run_manager and answer.text:
            run_manager.on_llm_new_token(answer.text, chunk=chunk)
        yield chunk

    def _answer(self, messages: Sequence[BaseMessage]) -> AIMessage:
        """The next call of the turn's plan, or the reply when all were answered or one could not be."""
        start = max(i for i, message in enumerate(messages) if isinstance(message, HumanMessage))
        text, done = messages[start].text, [m for m in messages[start:] if isinstance(m, ToolMessage)]
        plan = self._plan(messages[:start], messages[start])
        lang = language_of(text)
        failed = bool(done) and done[-1].status == "error"
        if len(done) < len(plan.calls) and not failed:
            call = plan.calls[len(done)]
            identity = f"call-{start}-{len(done)}"
            return AIMessage("", tool_calls=[{"name": call.tool, "args": call.arguments, "id": identity}])
        return AIMessage(plan.reply.to(lang) if plan.reply else reply_to(done, lang))

    def _plan(self, before: Sequence[BaseMessage], request: BaseMessage) -> Plan:
        """The plan of a turn, made at its first step: a graph gives each request an id of its own."""
        known = self._planned
        if known is not None and known[0] == request.id:
            return known[1]
        grounding = grounding_of(self.workspace)
        plan = plan_turn(request.text, past_of(before, grounding), grounding)
        if request.id is not None:
            self._planned = request.id, plan
        return plan
