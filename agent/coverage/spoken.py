"""What was said in a conversation, read by the planner: what words a definition may rest on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise

from langchain_core.messages import BaseMessage, HumanMessage

from agent.planner.amounts.numbers import read_number
from agent.planner.grounding import Grounding
from agent.planner.text.items import Amount, Mention, When
from agent.planner.text.request import Request
from agent.results import draft_of, result_of
from tools.actions.ask_user import Clarification
from tools.catalog.lexicon import Entry
from tools.catalog.model import Catalog
from tools.catalog.tokens import normalise
from tools.segment import Definition, Last, Next, Window, days


@dataclass(frozen=True)
class Spoken:
    """`turn` holds the texts a definition must do justice to: the latest request and, when it answers a question, the
    request that the question was about. `settled` are words of these that the question put and the answer replaced.
    `before` is the draft as the turn found it. `texts` is everything that may be quoted, questions included."""

    turn: tuple[str, ...]
    settled: tuple[str, ...]
    before: Definition | None
    texts: tuple[str, ...]
    grounding: Grounding

    @cached_property
    def requests(self) -> list[Request]:
        return [self.grounding.read(text) for text in self.texts]

    @cached_property
    def entries(self) -> list[Entry]:
        """Everything in the catalog that some words may have meant."""
        return [entry for item in self._items if isinstance(item, Mention) for entry in item.entries]

    @cached_property
    def numbers(self) -> frozenset[float]:
        found = {number for item in self._items if isinstance(item, Amount) for number in amounts(item)}
        windows = [item.time.window for item in self._items if isinstance(item, When)]
        found |= {float(window.n) for window in windows if isinstance(window, Last | Next)}
        for request in self.requests:
            for at in range(len(request.tokens)):
                if number := read_number(request.tokens, at):
                    found.add(float(number.value))
        return frozenset(found)

    @cached_property
    def windows(self) -> set[tuple[date | None, date | None]]:
        """The days that some words named."""
        catalog = self.grounding.catalog
        return {ends for item in self._items if isinstance(item, When) for ends in readings(item, catalog)}

    @cached_property
    def everything(self) -> str:
        return "\n".join(normalise(text)[0] for text in self.texts)

    @property
    def _items(self) -> Iterable[object]:
        return (item for request in self.requests for item in request.items)


def spoken_in(messages: Sequence[BaseMessage], grounding: Grounding) -> Spoken:
    """What was said up to the turn that `messages` end in, of which something was said already."""
    starts = [at for at, message in enumerate(messages) if isinstance(message, HumanMessage)]
    turn, settled = [messages[starts[-1]].text], []
    for start, end in reversed(list(pairwise(starts))):
        asked = [result for message in messages[start:end] if (result := result_of(message))]
        if not asked or not isinstance(asked[-1], Clarification):
            break
        turn.append(messages[start].text)
        settled += asked[-1].unresolved
    draft = draft_of(messages[: starts[-1]])
    texts: list[str] = [message.text for message in messages if isinstance(message, HumanMessage)]
    for message in messages[: starts[-1]]:
        if isinstance(question := result_of(message), Clarification):
            texts += [question.question.en, question.question.zh, *question.suggestions]
    return Spoken(tuple(turn), tuple(settled), draft.definition if draft else None, tuple(texts), grounding)


def amounts(item: Amount) -> set[float]:
    """The numbers that an amount may appear as in a definition."""
    quantity = item.quantity
    found = {float(quantity.value), quantity.metres}
    return found | ({float(quantity.high)} if quantity.high is not None else set())


def readings(item: When, catalog: Catalog) -> set[tuple[date | None, date | None]]:
    """The days a time may mean: 30天内 looks back for what happened and ahead for what expires."""
    window = item.time.window
    meant: list[Window] = [window]
    if item.time.either_way and isinstance(window, Last):
        meant.append(Next(n=window.n, unit=window.unit))
    return {ends for each in meant if (ends := ends_of(each, catalog))}


def ends_of(window: Window, catalog: Catalog) -> tuple[date | None, date | None] | None:
    """First and last day; of what began in the past and has no end, the last is today. None when there is no such
    day in the calendar."""
    try:
        first, last = days(window, catalog.today)
    except (OverflowError, ValueError):
        return None
    return (first, catalog.today) if first and last is None and first <= catalog.today else (first, last)
