"""One browser tab's conversation: its turns as they are shown, and what its buttons do."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from time import monotonic
from typing import Any, Literal, assert_never

from markupsafe import Markup

from agent.session import Session, Step, Turn
from agent.toolbox import ACTIONS
from tools.actions.expand_lookalike import Expansion
from tools.actions.find_tags import TagMatches
from tools.actions.offer_export import ExportOffer
from tools.actions.preview_segment import Preview
from tools.errors import MusterError, Problem, fail
from tools.language import Lang, Text, language_of
from tools.workspace import Workspace
from ui.view import Viewable, card_of
from ui.view.numbers import number
from ui.web.downloads import Downloads, Link
from ui.web.render import page_part, reply_html
from ui.web.words import BROKEN, BUSY, GONE, took, words

_log = logging.getLogger(__name__)

Tool = Literal["profile", "expand", "save", "offer"]
_SAID = {
    "profile": Text(en="Profile this audience", zh="看看这个人群的画像"),
    "expand": Text(en="Find {} similar users", zh="扩展 {} 个相似用户"),
    "save": Text(en="Save as “{}”", zh="保存为“{}”"),
    "offer": Text(en="Export this audience", zh="导出这个人群"),
    "export": Text(en="Export to {}", zh="导出：{}"),
}


@dataclass
class Doing:
    """A step of a turn, as the person sees it."""

    label: str
    done: bool = False


@dataclass
class Shown:
    """A turn on the page. `results` are kept, so that a click on a card means exactly what that card shows."""

    request: str
    lang: Lang
    steps: list[Doing] = field(default_factory=list)
    reply: str = ""
    results: list[Viewable] = field(default_factory=list)
    links: dict[int, tuple[Link, ...]] = field(default_factory=dict)
    began: float = field(default_factory=monotonic)
    seconds: float = 0.0
    done: bool = False


class Visit:
    """`visitor` is the browser's secret; files are handed out to it alone."""

    def __init__(
        self,
        workspace: Workspace,
        session: Callable[[Workspace], Session],
        lang: Lang,
        visitor: str,
        downloads: Downloads,
    ):
        self.workspace = workspace
        self.lang = lang
        self.turns: list[Shown] = []
        self._open_session = session
        self._visitor = visitor
        self._downloads = downloads
        self._at_work = Lock()

    @cached_property
    def _session(self) -> Session:
        """Opened by the first thing that is said: a page that is only looked at starts no conversation."""
        return self._open_session(self.workspace)

    # What a person does. Each yields whenever there is something new to draw, and ends with the turn done.

    def do(self, action: str, turn_index: int, result_index: int, argument: str) -> Iterator[None]:
        """What the page reports: a request, or a click on a card. Raises MusterError (`busy`, `gone`)."""
        match action:
            case "say":
                return self.say(argument.strip())
            case "export" if isinstance(self._result(turn_index, result_index), ExportOffer):
                return self.export(turn_index, result_index, argument)
            case "export":
                return self.press("offer", turn_index, result_index, "")
            case "profile" | "expand" | "save":
                return self.press(action, turn_index, result_index, argument.strip())
            case _:
                raise fail("gone", GONE.en, GONE.zh)

    def say(self, text: str) -> Iterator[None]:
        turn = Shown(request=text, lang=language_of(text))
        yield from self._take(turn, self._ask(turn))

    def press(self, action: Tool, turn_index: int, result_index: int, argument: str) -> Iterator[None]:
        """Profile, expand, save or offer the audience of one card."""
        lang = self._lang_of(turn_index)
        said = _said(action, argument)
        turn = Shown(request=said.to(lang), lang=lang)
        yield from self._take(turn, self._act(turn, action, said, self._result(turn_index, result_index), argument))

    def export(self, turn_index: int, result_index: int, channel: str) -> Iterator[None]:
        """Make the file that one offer's card shows: only this click of a person does."""
        lang = self._lang_of(turn_index)
        offer = self._result(turn_index, result_index)
        destinations = offer.destinations if isinstance(offer, ExportOffer) else []
        name = next((each.name.to(lang) for each in destinations if each.channel == channel), channel)
        turn = Shown(request=_said("export", name).to(lang), lang=lang)
        yield from self._take(turn, self._export(turn, offer, channel))

    # How it is drawn

    def thread_html(self) -> str:
        return "".join(self._turn_html(i) for i, turn in enumerate(self.turns) if turn.done)

    def live_html(self) -> str:
        return "".join(self._turn_html(i) for i, turn in enumerate(self.turns) if not turn.done)

    def _turn_html(self, position: int) -> str:
        turn = self.turns[position]
        return page_part(
            "turn.html",
            turn.lang,
            turn={
                "index": position,
                "request": turn.request,
                "steps": turn.steps,
                "took": took(turn.seconds, len(turn.steps), turn.lang),
                "reply": Markup(reply_html(turn.reply)) if turn.reply else "",
                "cards": [
                    {
                        "card": card_of(turn.results[i], turn.lang),
                        "index": {"turn": position, "result": i},
                        "links": turn.links.get(i, ()),
                    }
                    for i in _worth_showing(turn.results)
                ],
                "done": turn.done,
            },
        )

    # How it is done

    def _take(self, turn: Shown, work: Iterator[None]) -> Iterator[None]:
        """Run a turn to its end; whatever goes wrong ends as a sentence."""
        if not self._at_work.acquire(blocking=False):
            raise fail("busy", BUSY.en, BUSY.zh, retry=True)
        try:
            self.turns.append(turn)
            yield
            try:
                yield from work
            except MusterError as error:
                turn.results.append(error)
            except Exception:
                _log.exception("a turn failed")
                turn.results.append(Problem(code="internal", message=BROKEN, retry=True))
            for step in turn.steps:
                step.done = True
            turn.seconds = monotonic() - turn.began
            turn.done = True
            yield
        finally:
            turn.done = True
            self._at_work.release()

    def _ask(self, turn: Shown) -> Iterator[None]:
        for step in self._session.stream(turn.request):
            if isinstance(step, Turn):
                _finish(turn, step)
            else:
                _follow(turn, step)
            yield

    def _act(self, turn: Shown, action: Tool, said: Text, result: Viewable | None, argument: str) -> Iterator[None]:
        if not isinstance(result, Preview | Expansion):
            raise fail("gone", GONE.en, GONE.zh)
        audience = {"definition": result.definition.model_dump(mode="json", exclude_none=True)}
        tool, arguments = _call(action, audience, argument)
        turn.steps.append(Doing(ACTIONS[tool].label.to(turn.lang)))
        yield
        _finish(turn, self._session.act(tool, arguments, said))

    def _export(self, turn: Shown, offer: Viewable | None, channel: str) -> Iterator[None]:
        if not isinstance(offer, ExportOffer):
            raise fail("gone", GONE.en, GONE.zh)
        turn.steps.append(Doing(words(turn.lang).exporting))
        yield
        receipt = self._session.export(channel, by=f"web:{self._visitor[:8]}", definition=offer.definition)
        turn.links[len(turn.results)] = self._downloads.add(receipt, self._visitor, turn.lang)
        turn.results.append(receipt)

    def _result(self, turn_index: int, result_index: int) -> Viewable | None:
        """What a click is about; None when the page it came from is older than this conversation."""
        if 0 <= turn_index < len(self.turns) and 0 <= result_index < len(self.turns[turn_index].results):
            return self.turns[turn_index].results[result_index]
        return None

    def _lang_of(self, turn_index: int) -> Lang:
        return self.turns[turn_index].lang if 0 <= turn_index < len(self.turns) else self.lang


def _call(action: Tool, audience: dict[str, Any], argument: str) -> tuple[str, dict[str, Any]]:
    """The agent's tool behind a button, with its arguments. Raises MusterError for a size that is no number."""
    match action:
        case "profile":
            return "profile_segment", audience
        case "expand":
            return "expand_lookalike", {**audience, "size": _size(argument)}
        case "save":
            return "save_segment", {**audience, "name": argument}
        case "offer":
            return "offer_export", audience
        case _:
            assert_never(action)


def _said(action: str, argument: str) -> Text:
    """A click in words, as the conversation remembers it."""
    shown = number(int(argument)) if argument.isdecimal() and action == "expand" else argument
    return Text(en=_SAID[action].en.format(shown), zh=_SAID[action].zh.format(shown))


def _size(argument: str) -> int:
    if not argument.isdecimal() or not int(argument):
        raise fail(
            "bad_value", "How many must be a whole number above 0.", "人数必须是大于 0 的整数。", got=argument[:20]
        )
    return int(argument)


def _follow(turn: Shown, step: Step) -> None:
    match step.kind:
        case "started":
            turn.steps.append(Doing(step.label.to(turn.lang) if step.label else ""))
        case "finished":
            for doing in turn.steps:
                doing.done = True
        case "text":
            turn.reply += step.text
        case _:
            assert_never(step.kind)


def _finish(turn: Shown, answer: Turn) -> None:
    """Keep what a turn gave, and of its reply what the cards below it do not say."""
    turn.results += answer.results
    if answer.problems:
        turn.results.append(MusterError(*answer.problems))
    turn.reply = answer.remark


def _worth_showing(results: list[Viewable]) -> list[int]:
    """The last result of each kind, in order. Look-ups on the way to an answer are shown only when nothing follows."""
    last = {type(result): i for i, result in enumerate(results)}
    if len(last) > 1:
        last.pop(TagMatches, None)
    return sorted(last.values())
