"""Words of a turn that a definition leaves out."""

from collections.abc import Iterator, Sequence

from agent.coverage.links import Links
from agent.coverage.quotes import places, quoted
from agent.coverage.spoken import Spoken
from agent.coverage.uses import Use
from agent.planner.text.items import Amount, Command, Filler, Item, Joint, Measure, Mention, Span, Unknown, When
from agent.planner.text.request import Request
from tools.catalog.tokens import normalise
from tools.segment.formula import Formula

_DENIALS = ("not", "never", "except", "except_end", "neither", "nor")


def unused(uses: Sequence[Use], stated: Sequence[str], spoken: Spoken) -> Iterator[str]:
    """Words that carry meaning and end neither in a condition, nor in an operation, nor in a stated assumption."""
    links = Links(uses, spoken.grounding.catalog)
    said = [normalise(text)[0] for text in stated]
    for number, text in enumerate(spoken.turn):
        # Of an answer to a question only the catalog's words are sure to mean something: "the first one, please".
        answers = number == 0 and len(spoken.turn) > 1
        yield from _Text(spoken.grounding.read(text), links, said, spoken.settled).unused(answers)


class _Text:
    """One text of the turn, held against the definition."""

    def __init__(self, request: Request, links: Links, stated: Sequence[str], settled: Sequence[str]):
        self._request = request
        self._items = _about_users(request)
        self._links = links
        self._stated = stated
        self._settled = [normalise(words)[0] for words in settled]
        self._places = {at: places(use.because, request.text) for at, use in enumerate(links.uses) if use.because}

    def unused(self, answers: bool) -> Iterator[str]:
        for at, item in enumerate(self._items):
            words = self._words(item)
            if self._is_stated(words):
                continue
            match item:
                case Mention() if not (self._is_named(item) or self._is_paraphrased(item)):
                    yield words
                case Amount() if not self._links.has_amount(item):
                    yield words
                case When() if not self._links.has_time(item):
                    yield words
                case Measure(aspect="top" | "bottom" | "random") if not self._is_cut_off:
                    yield words
                case Joint(glue=glue) if glue in _DENIALS and (denied := self._not_denied(at)):
                    yield self._words(Span(min(item.start, denied.start), max(item.end, denied.end)))
                case Unknown() if not answers:
                    yield from self._left_of(item)
                case _:
                    pass

    def _is_named(self, item: Mention) -> bool:
        return any(self._links.of_entry(entry) for entry in item.entries)

    def _is_paraphrased(self, item: Span) -> bool:
        """Whether a condition rests on these words alone and on no other name: then it is how the model reads them."""
        return any(
            self._covers(at, item)
            and [other for other in self._items if isinstance(other, Mention | Unknown) and self._covers(at, other)]
            == [item]
            for at in self._places
        )

    def _left_of(self, item: Unknown) -> Iterator[str]:
        """The tokens of unknown words that no condition which says nothing else rests on."""
        free = [at for at in self._places if not self._says_something_known(at)]
        left = [
            at
            for at in range(item.start, item.end)
            if self._request.tokens[at].kind != "mark"
            and not any(self._covers(number, Span(at, at + 1)) for number in free)
            and not self._is_stated(self._words(Span(at, at + 1)), whole=True)
        ]
        if left:
            yield self._words(Span(left[0], left[-1] + 1))

    def _says_something_known(self, number: int) -> bool:
        use = self._links.uses[number]
        if isinstance(use.condition, Formula):
            return False  # its words say how to reckon, too: "divided by"
        return any(
            isinstance(item, Mention)
            and self._covers(number, item)
            and any(use in self._links.of_entry(entry) for entry in item.entries)
            for item in self._items
        )

    def _not_denied(self, at: int) -> Mention | None:
        """The name that a negation is about, when the definition asks for it and does not deny it."""
        item = self._items[at]
        behind = isinstance(item, Joint) and item.glue == "except_end"  # 北京除外
        for item in reversed(self._items[:at]) if behind else self._items[at + 1 :]:
            if isinstance(item, Mention):
                used = [entry for entry in item.entries if self._links.of_entry(entry)]
                return item if used and not any(self._links.denied(entry) for entry in used) else None
            if not isinstance(item, Filler | When) and not (isinstance(item, Joint) and item.glue == "of"):
                return None
        return None

    @property
    def _is_cut_off(self) -> bool:
        """Whether the definition orders, limits or samples."""
        return any(use.condition is None for use in self._links.uses)

    def _covers(self, number: int, span: Span) -> bool:
        tokens = self._request.tokens[span.start : span.end]
        return all(set(range(token.start, token.end)) <= self._places[number] for token in tokens)

    def _is_stated(self, words: str, whole: bool = False) -> bool:
        normal = normalise(words)[0]
        return any(quoted(words, text) for text in self._stated) or any(
            normal in known or (not whole and known in normal) for known in self._settled if known
        )

    def _words(self, span: Span) -> str:
        tokens = self._request.tokens
        return self._request.text[tokens[span.start].start : tokens[span.end - 1].end]


def _about_users(request: Request) -> list[Item]:
    """The items that describe users: the name behind "save as" does not, nor the size of an expansion."""
    acts = request.acts()
    items = request.items[: acts["save"]] if "save" in acts else request.items
    kept = (Amount,) if "expand" in acts else ()
    return [item for item in items if not isinstance(item, (Command, *kept))]
