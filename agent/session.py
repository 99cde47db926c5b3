"""The one door for front ends: a conversation about a workspace, turn by turn."""

import threading
import time
import uuid
from collections.abc import Generator, Iterator, Sequence
from itertools import pairwise
from typing import Any, Literal
from weakref import WeakValueDictionary

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, BaseMessage, HumanMessage, RemoveMessage, ToolMessage
from langchain_core.runnables import RunnableConfig
from langgraph.graph.message import REMOVE_ALL_MESSAGES
from pydantic import BaseModel
from pydantic_core import to_jsonable_python

from agent.faults import problems_in
from agent.graph import RECURSION_LIMIT, Graph, build
from agent.model import model_of
from agent.planner import EmbeddedPlanner
from agent.results import Draft, Result, draft_of, language_in, problems_of, result_of
from agent.toolbox import ACTIONS, call
from agent.words import sentence
from tools.actions.ask_user import Clarification
from tools.actions.export_segment import ExportArguments, Receipt, export_segment
from tools.actions.find_tags import TagMatches
from tools.errors import MusterError, Problem
from tools.language import Lang, Text
from tools.segment import Definition
from tools.workspace import Workspace

_NO_ANSWER = Text(
    en="The model gave no answer that can be read: say it again, or in other words.",
    zh="模型没有给出可用的回答，请再说一次，或换个说法。",
)
_ANSWERED_BY_PLANNER = Text(
    en="The model could not be used for this turn; the embedded planner answered instead.",
    zh="模型服务本轮不可用，以下由内置引擎回答。",
)


class Step(BaseModel):
    """Something that happens while a turn runs: a tool starts or has finished, or the reply is there."""

    kind: Literal["started", "finished", "text"]
    tool: str | None = None
    label: Text | None = None
    text: str = ""


class Turn(BaseModel):
    """What was said and what came of it. `segment` is the draft as it stands after this turn; `problems` say why the
    turn could not be done, empty when it could; `timings_ms` are by tool, with `model` and `total`."""

    request: str
    lang: Lang
    reply: str
    results: list[Result] = []
    segment: Draft | None = None
    problems: list[Problem] = []
    timings_ms: dict[str, float] = {}

    @property
    def clarification(self) -> Clarification | None:
        """The question this turn ended with, if it did."""
        last = self.results[-1] if self.results else None
        return last if isinstance(last, Clarification) else None

    @property
    def remark(self) -> str:
        """What the reply says beyond the results and problems: nothing, with the embedded planner."""
        said = [sentence(result).to(self.lang) for result in self.results]
        said += [MusterError(*self.problems).to(self.lang)] if self.problems else []
        repeated = set("\n".join(said).splitlines())
        return "\n".join(line for line in self.reply.splitlines() if line not in repeated).strip()

    @property
    def shown(self) -> list[Result]:
        """The results that a person is shown: of several drafts the last, and look-ups only when nothing else came."""
        drafts = [result for result in self.results if isinstance(result, Draft)]
        kept = [result for result in self.results if result not in drafts[:-1]]
        return [result for result in kept if not isinstance(result, TagMatches)] or kept[-1:]


class Session:
    """A conversation. Everything it knows is on disk under its id: any process can go on with it, one turn at a time.

    Raises MusterError when the model cannot be used as it is configured.
    """

    def __init__(self, workspace: Workspace, conversation: str | None = None, model: BaseChatModel | None = None):
        self.workspace = workspace
        self.conversation = conversation or uuid.uuid4().hex
        model = model or model_of(workspace.settings, workspace)
        self._graph: Graph = build(workspace, model)
        self._fallback: Graph | None = None
        if workspace.settings.fallback == "embedded" and not isinstance(model, EmbeddedPlanner):
            self._fallback = build(workspace, EmbeddedPlanner(workspace=workspace))
        self._config: RunnableConfig = {
            "configurable": {"thread_id": self.conversation},
            "recursion_limit": RECURSION_LIMIT,
        }
        self._alone = _lock_of(f"{workspace.path.resolve()}:{self.conversation}")

    @property
    def draft(self) -> Draft | None:
        return draft_of(self._messages())

    @property
    def lang(self) -> Lang:
        return language_in(self._messages())

    def history(self) -> list[Turn]:
        """The turns so far, oldest first."""
        messages = self._messages()
        starts = [i for i, message in enumerate(messages) if isinstance(message, HumanMessage)]
        return [_turn(messages[:end], start) for start, end in pairwise([*starts, len(messages)])]

    def ask(self, text: str) -> Turn:
        """Say something. Never raises for what a model or a tool does: the turn says what went wrong."""
        *_, turn = self.stream(text)
        assert isinstance(turn, Turn)
        return turn

    def stream(self, text: str) -> Iterator[Step | Turn]:
        """Like `ask`, with the steps on the way; the last item is the turn. A turn that breaks off leaves no trace but
        its request and the reason."""
        with self._alone:
            before = self._messages()
            request = HumanMessage(text)
            watch = _Stopwatch()
            try:
                problems = yield from self._run(self._graph, request, watch)
                if problems and self._fallback:
                    self._rewrite(before)
                    if not (yield from self._run(self._fallback, request, watch)):
                        self._say_who_answered()
                        problems = []
                if problems:
                    reply = AIMessage(MusterError(*problems).to(language_in([*before, request])))
                    self._rewrite([*before, request, reply])
            except BaseException:  # the front end went away, or Ctrl-C
                self._rewrite(before)
                raise
            yield _turn(self._messages(), len(before), problems or None, watch.read())

    def act(self, tool: str, arguments: dict[str, Any], said: Text | None = None) -> Turn:
        """What a button does: run a tool without the model, in the conversation, so that follow-ups know of it.

        `said` is what the person would have said; left out, what the tool does.
        """
        with self._alone:
            before = self._messages()
            watch = _Stopwatch()
            lang = language_in(before)
            request = HumanMessage((said or ACTIONS[tool].label).to(lang))
            call_id = f"act-{uuid.uuid4().hex}"
            answer = call(self.workspace, tool, arguments, [*before, request], call_id)
            watch.lap(tool)
            called = AIMessage("", tool_calls=[{"name": tool, "args": to_jsonable_python(arguments), "id": call_id}])
            result = result_of(answer)
            reply = sentence(result).to(lang) if result else MusterError(*problems_of(answer)).to(lang)
            self._append([request, called, answer, AIMessage(reply)])
            return _turn(self._messages(), len(before), timings_ms=watch.read())

    def export(self, channel: str, by: str, definition: Definition | None = None) -> Receipt:
        """A person's click: write the file of exactly the definition shown, by default the draft's, and note it.

        Raises MusterError (`no_audience` when there is no draft, and what the export itself raises).
        """
        with self._alone:
            before = self._messages()
            draft = draft_of(before)
            chosen = definition or (draft.definition if draft else None)
            receipt = export_segment(self.workspace, ExportArguments(definition=chosen, channel=channel, by=by))
            lang = language_in(before)
            request = Text(en=f"Export to {channel}", zh=f"导出到 {channel}").to(lang)
            self._append([HumanMessage(request), AIMessage(sentence(receipt).to(lang))])
            return receipt

    def _run(self, graph: Graph, request: HumanMessage, watch: "_Stopwatch") -> Generator[Step, None, list[Problem]]:
        """The steps of a turn as they happen; at its end why it could not be finished, nothing when it was.

        A reply is heard when it is complete: until then it may still be mended.
        """
        try:
            # One checkpoint a turn, at its end: half a turn is never on disk when the process dies.
            for chunk in graph.stream({"messages": [request]}, self._config, stream_mode="updates", durability="exit"):
                for node, update in chunk.items():
                    # The model's node may rewrite the messages before its own, to mend calls that could not be read.
                    for message in update["messages"][-1:] if node == "model" else update["messages"]:
                        watch.lap(message.name if isinstance(message, ToolMessage) and message.name else "model")
                        yield from _steps(message)
        except Exception as error:
            return problems_in(error)
        return []

    def _say_who_answered(self) -> None:
        """Put into the reply that not the model but the embedded planner gave it."""
        messages = self._messages()
        reply = messages[-1]
        said = _ANSWERED_BY_PLANNER.to(language_in(messages))
        self._append([reply.model_copy(update={"content": f"{said}\n{reply.text}"})])

    def _messages(self) -> list[AnyMessage]:
        return list(self._graph.get_state(self._config).values.get("messages", []))

    def _append(self, messages: Sequence[BaseMessage]) -> None:
        # As if the model had spoken last: it called no tool, so the turn is over.
        self._graph.update_state(self._config, {"messages": list(messages)}, as_node="model")

    def _rewrite(self, messages: Sequence[BaseMessage]) -> None:
        self._append([RemoveMessage(REMOVE_ALL_MESSAGES), *messages])


class _Stopwatch:
    """Milliseconds by name, from one lap to the next."""

    def __init__(self) -> None:
        self._start = self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self._laps[name] = self._laps.get(name, 0.0) + (now - self._last) * 1000
        self._last = now

    def read(self) -> dict[str, float]:
        laps = {**self._laps, "total": (time.perf_counter() - self._start) * 1000}
        return {name: round(ms, 1) for name, ms in laps.items()}


def _steps(message: BaseMessage) -> Iterator[Step]:
    match message:
        case AIMessage(tool_calls=[]):
            if message.text:
                yield Step(kind="text", text=message.text)
        case AIMessage(tool_calls=calls):
            for tool_call in calls:
                if (tool := tool_call["name"]) in ACTIONS:
                    yield Step(kind="started", tool=tool, label=ACTIONS[tool].label)
        case ToolMessage(name=str(tool)) if tool in ACTIONS:
            yield Step(kind="finished", tool=tool, label=ACTIONS[tool].label)


def _turn(
    messages: Sequence[BaseMessage],
    start: int,
    problems: list[Problem] | None = None,
    timings_ms: dict[str, float] | None = None,
) -> Turn:
    """The turn that begins with the request at `start` and ends with the last of `messages`."""
    request, *rest = messages[start:]
    lang = language_in(messages)
    results = [result for message in rest if (result := result_of(message))]
    reply = rest[-1].text if rest and isinstance(rest[-1], AIMessage) else ""
    if problems is None:
        answers = [message for message in rest if isinstance(message, ToolMessage)]
        problems = problems_of(answers[-1]) if answers else []
    if not reply:
        if results:
            reply = sentence(results[-1]).to(lang)
        else:
            problems = problems or [Problem(code="no_answer", message=_NO_ANSWER, retry=True)]
            reply = MusterError(*problems).to(lang)
    return Turn(
        request=request.text,
        lang=lang,
        reply=reply,
        results=results,
        segment=draft_of(messages),
        problems=problems,
        timings_ms=timings_ms or {},
    )


_locks: WeakValueDictionary[str, threading.Lock] = WeakValueDictionary()
_locks_lock = threading.Lock()


def _lock_of(conversation: str) -> threading.Lock:
    """One lock a conversation, whichever sessions it is open in: two turns at once would tangle its messages."""
    with _locks_lock:
        return _locks.setdefault(conversation, threading.Lock())
