"""How a turn is put to a large model, and which of its answers are answers."""

from collections.abc import Callable, Sequence

from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, InvalidToolCall, SystemMessage, ToolMessage
from langgraph.errors import GraphRecursionError

from agent.planner.grounding import grounding_of
from agent.prompt import shortened, system_prompt
from agent.results import result_of
from tools.errors import fail
from tools.workspace import Workspace

# Calls of tools that one turn may take; after them the model has to answer with what it has.
MOST_CALLS = 10

_NO_MORE = "You have used all the tool calls of this turn. Answer now, with what the tools have given."


class LargeModel(AgentMiddleware):
    """Tells the model what this turn needs, bounds what a turn may cost, and takes no half answer for a whole one."""

    def __init__(self, workspace: Workspace):
        super().__init__()
        self._workspace = workspace

    def wrap_model_call(
        self, request: ModelRequest, handler: Callable[[ModelRequest], ModelResponse]
    ) -> ModelResponse | AIMessage:
        turn = _turn(request.state["messages"])
        spent = sum(isinstance(message, ToolMessage) for message in turn) >= MOST_CALLS
        told = system_prompt(grounding_of(self._workspace), request.state["messages"])
        messages = shortened(request.messages)
        request = request.override(
            system_message=SystemMessage(f"{told}\n\n{_NO_MORE}" if spent else told),
            messages=messages,
            tools=[] if spent else request.tools,
        )
        response = handler(request)
        answer = _whole(response)
        if answer.invalid_tool_calls and not answer.tool_calls:
            mended = [*messages, answer, *(_unreadable(each) for each in answer.invalid_tool_calls)]
            response = handler(request.override(messages=mended))
            answer = _whole(response)
        if answer.tool_calls and spent:
            raise GraphRecursionError(f"calls of tools after {MOST_CALLS} of them")
        if not answer.tool_calls and not answer.text and not any(result_of(message) for message in turn):
            raise fail(
                "no_answer",
                "The model gave no answer that can be read: say it again, or in other words. Your audience is as it "
                "was.",
                "模型没有给出可用的回答，请再说一次，或换个说法。人群未变。",
                retry=True,
            )
        return response


def _turn(messages: Sequence[AnyMessage]) -> Sequence[AnyMessage]:
    start = max(at for at, message in enumerate(messages) if isinstance(message, HumanMessage))
    return messages[start:]


def _whole(response: ModelResponse) -> AIMessage:
    """The model's message. Raises MusterError when it declined or was cut off: a condition could be missing."""
    answer = response.result[-1]
    assert isinstance(answer, AIMessage)
    about = answer.response_metadata
    ended = about.get("finish_reason") or ("length" if about.get("model_provider") == "openai" else "stop")
    if answer.additional_kwargs.get("refusal") or ended == "content_filter":
        raise fail(
            "model_declined",
            "The model declined to answer this: put it in other words. Your audience is as it was.",
            "模型拒绝回答这个请求，请换个说法。人群未变。",
        )
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
