"""The check in the graph: of a model's last words in a turn."""

from collections.abc import Callable, Sequence

from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage

from agent.figures.known import known_in
from agent.results import draft_of, language_in, result_of
from agent.words import sentence
from tools.catalog.model import Catalog
from tools.language import Text

_UNPROVEN = Text(
    en="I give only numbers that were counted. Describe an audience, and I will count it.",
    zh="我只会给出实际统计出的数字。请描述想要的人群，由我来统计。",
)


class KnownFigures(AgentMiddleware):
    """A reply holds no number from nowhere: the model mends it once, else our own sentence stands in its place."""

    def __init__(self, catalog: Catalog):
        super().__init__()
        self._catalog = catalog

    def wrap_model_call(
        self, request: ModelRequest, handler: Callable[[ModelRequest], ModelResponse]
    ) -> ModelResponse | AIMessage:
        response = handler(request)
        answer = _last(response)
        if answer.tool_calls:
            return response
        known = known_in(request.messages, self._catalog)
        if not (made_up := known.made_up(answer.text)):
            return response
        note = (
            f"No tool gave these numbers and the person did not say them: {', '.join(made_up)}. Write the answer "
            "again, with numbers from the tools' answers only or without any."
        )
        messages = [*request.messages, answer, HumanMessage(note)]
        again = _last(handler(request.override(messages=messages, tools=[])))
        right = again.text and not again.tool_calls and not known.made_up(again.text)
        return again if right else AIMessage(_our_words(request.messages))


def _last(response: ModelResponse) -> AIMessage:
    answer = response.result[-1]
    assert isinstance(answer, AIMessage)
    return answer


def _our_words(messages: Sequence[AnyMessage]) -> str:
    """The last result of the turn in our own sentence, else the draft's."""
    start = max(at for at, message in enumerate(messages) if isinstance(message, HumanMessage))
    results = [result for message in messages[start:] if (result := result_of(message))]
    last = results[-1] if results else draft_of(messages)
    return (sentence(last) if last else _UNPROVEN).to(language_in(messages))
