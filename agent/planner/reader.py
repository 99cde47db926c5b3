"""From text to items: every token is explained by the best cover of the request, or left as unknown.

The cover is found by dynamic programming over all readings at all places: longer readings beat shorter ones, the
catalog's words beat the language's, so that a customer's own vocabulary always comes first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from rapidfuzz import fuzz

from agent.planner.han import whole_words
from agent.planner.items import Amount, Command, Filler, Item, Joint, Measure, Mention, Span, Unknown, When
from agent.planner.purpose import set_aside
from agent.planner.quantities import read_quantity
from agent.planner.times import read_time
from agent.planner.words import Act, aspects, commands, filler, glue
from tools.catalog.lexicon import Entry, Lexicon
from tools.catalog.model import Catalog
from tools.catalog.tokens import Token, is_joiner, is_passed_over, phrase, stem, tokenise

_GLUE, _ASPECTS, _COMMANDS, _FILLER = glue(), aspects(), commands(), filler()
_LONGEST = max(len(keys) for keys in (*_GLUE, *_ASPECTS, *_COMMANDS, *_FILLER))

# A typo is forgiven in words this long and this alike (rapidfuzz ratio).
_LEFT_OVER = 4.0
_BEHIND = ("at_most",)
_TYPO_LENGTH = 5
_TYPO_RATIO = 84


@dataclass(frozen=True)
class Request:
    """A text with its tokens and the items that cover all of them in order."""

    text: str
    tokens: list[Token]
    items: list[Item]

    def acts(self) -> dict[Act, int]:
        """What is asked to be done → the index of the first item that asks it."""
        acts: dict[Act, int] = {}
        for at, item in enumerate(self.items):
            if isinstance(item, Command):
                acts.setdefault(item.act, at)
        return acts

    def without(self, *indexes: int) -> "Request":
        """The same request with items passed over."""
        items = [Filler(item.start, item.end) if at in indexes else item for at, item in enumerate(self.items)]
        return Request(self.text, self.tokens, items)

    def described(self) -> "Request":
        """What is said of users, without what is to be done with them."""
        return self.without(*(at for at, item in enumerate(self.items) if isinstance(item, Command)))

    def unread(self, act: Act) -> "Request":
        """The same request with a word that asks for something taken for a word like any other, and not understood."""
        items = [
            Unknown(item.start, item.end) if isinstance(item, Command) and item.act == act else item
            for item in self.items
        ]
        return Request(self.text, self.tokens, items)

    def meaning(self) -> list[int]:
        """Indexes of the items that say something about users, and not how to join or what to do."""
        return [at for at, item in enumerate(self.items) if isinstance(item, Mention | Amount | When | Unknown)]


class Reader:
    """Reads requests against one catalog. Building it costs the catalog's size; reading costs the request's."""

    def __init__(self, catalog: Catalog, lexicon: Lexicon):
        self.catalog = catalog
        self._lexicon = lexicon
        self._as_of = catalog.today
        self._know_windows(catalog)
        attributes = (*catalog.tags, *(prop for event in catalog.events for prop in event.properties))
        self._units = frozenset(
            phrase(name) for attribute in attributes if attribute.unit for name in attribute.unit.all
        )
        self._latin = [
            (" ".join(keys), keys)
            for keys, _ in lexicon.phrases()
            if len(keys) <= 4 and all(key.isascii() for key in keys)
        ]

    def _know_windows(self, catalog: Catalog) -> None:
        """近30天消费 is also said 消费 with the time elsewhere: what is left of a name is tied to the time in it."""
        for tag in catalog.tags:
            if tag.type not in ("number", "flag"):
                continue
            for words in (*tag.name.all, *tag.aliases):
                tokens = tokenise(words)
                for at in range(len(tokens)):
                    if time := read_time(tokens, at, self._as_of):
                        rest = [token for i, token in enumerate(tokens) if not at <= i < at + time.length]
                        keys = tuple(token.key for token in rest if not is_joiner(token))
                        if keys not in _FILLER:
                            self._lexicon.add(keys, Entry("tag", tag.id, tag.name, tag=tag.id, window=time.window))
                        break

    def read(self, text: str) -> Request:
        tokens = self._rejoined(self._without_elision(tokenise(text)))
        readings = [list(self._readings(tokens, at)) for at in range(len(tokens))]
        items = self._told_apart(tokens, _cover_from(tokens, 0, len(tokens), readings), readings)
        items = whole_words(tokens, _drop_suffixes(tokens, _absorb(tokens, items)))
        items = self._without_kind_nouns(tokens, items)
        items = [mended for item in items for mended in self._mend(tokens, item)]
        return Request(text, tokens, set_aside(tokens, _merge_unknown(tokens, items)))

    def _readings(self, tokens: list[Token], at: int) -> Iterator[tuple[float, Item]]:
        """Readings that begin at `at`, each with its score: the square of its length, so that long ones win."""
        for end, keys in _phrases(tokens, at, max(self._lexicon.longest, _LONGEST)):
            length = end - at
            if (entries := self._lexicon.look_up(keys)) and _may_stand(keys, entries, tokens, at, self._lexicon):
                written = self._lexicon.as_written([token.text for token in tokens[at:end]], entries)
                yield length**2 * 1.2, Mention(at, end, tuple(written))
            if keys in _GLUE and not _inside_word(tokens, at) and not self._ranks(tokens, keys, end):
                yield length**2 * 1.05, Joint(at, end, _GLUE[keys])
            if keys in _ASPECTS:
                yield length**2 * 1.02, Measure(at, end, _ASPECTS[keys])
            elif self._ranks(tokens, keys, end):
                yield length**2 * 1.02, Measure(at, end, "bottom")
            if keys in _COMMANDS:
                yield length**2 * 1.01, Command(at, end, _COMMANDS[keys])
            if keys in _FILLER:
                yield length**2, Filler(at, end)
        if time := read_time(tokens, at, self._as_of):
            yield time.length**2 * 1.1, When(at, at + time.length, time)
        if quantity := read_quantity(tokens, at, self._units):
            yield quantity.length**2 * 1.08, Amount(at, at + quantity.length, quantity)
            if quantity.unit and quantity.length > (words := len(quantity.unit)) and quantity.op not in _BEHIND:
                # The unit may be the first word of a name: "more than 10 sessions left".
                bare = read_quantity(tokens[: at + quantity.length - words], at, self._units)
                if bare is not None and bare.unit is None:
                    yield bare.length**2 * 1.08, Amount(at, at + bare.length, bare)

    def _ranks(self, tokens: list[Token], keys: tuple[str, ...], end: int) -> bool:
        """前10% and 后100名 rank users; 下单前 and 加购后3天内 put one thing before another."""
        if keys not in (("前",), ("后",)):
            return False
        quantity = read_quantity(tokens, end, self._units)
        return quantity is not None and (quantity.share or quantity.unit_class in (None, "people"))

    def _without_elision(self, tokens: list[Token]) -> list[Token]:
        """没车 is 没有车 where the catalog knows 有车."""
        out: list[Token] = []
        for at, token in enumerate(tokens):
            out.append(token)
            if token.key in ("没", "无") and at + 1 < len(tokens):
                have = Token("han", "有", "有", token.end, token.end)
                ahead = _phrases([have, *tokens[at + 1 : at + 6]], 0, self._lexicon.longest)
                behind = _phrases(tokens[at : at + 6], 0, self._lexicon.longest)
                known_negated = any(self._lexicon.look_up(keys) for _, keys in behind)
                if not known_negated and any(len(keys) > 1 and self._lexicon.look_up(keys) for _, keys in ahead):
                    out.append(have)
        return out

    def _rejoined(self, tokens: list[Token]) -> list[Token]:
        """保险30天内到期: a time in the middle of a name is read in front of it."""
        for at in range(1, len(tokens)):
            time = read_time(tokens, at, self._as_of) if tokens[at - 1].kind == "han" else None
            if time is None:
                continue
            end = at + time.length
            for before in range(min(4, at), 0, -1):
                for after in range(min(4, len(tokens) - end), 0, -1):
                    name = [*tokens[at - before : at], *tokens[end : end + after]]
                    if all(token.kind == "han" for token in name) and self._lexicon.look_up(tuple(t.key for t in name)):
                        return [*tokens[: at - before], *tokens[at:end], *name, *tokens[end + after :]]
        return tokens

    def _told_apart(self, tokens: list[Token], items: list[Item], readings: list[list[tuple[float, Item]]]) -> list[Item]:
        """ "ordered in the last 30 days" is the name of a number and what somebody did: without an amount or a rank
        beside it, what somebody did is meant."""
        out: list[Item] = []
        for at, item in enumerate(items):
            beside = [near for near in items[max(0, at - 2) : at + 3] if isinstance(near, Amount | Measure)]
            parts = self._event_and_time(tokens, item, readings) if isinstance(item, Mention) and not beside else None
            out += parts or [item]
        return out

    def _event_and_time(
        self, tokens: list[Token], item: Mention, readings: list[list[tuple[float, Item]]]
    ) -> list[Item] | None:
        """The parts of a number's name that are an event and a time, and nothing that is unknown."""
        if not all(entry.tag and self._type(entry.tag) == "number" for entry in item.entries):
            return None
        inside = [
            [(score, part) for score, part in readings[at] if part.end <= item.end and part != item]
            for at in range(item.start, item.end)
        ]
        parts = _cover_from(tokens, item.start, item.end, inside)
        event = any(isinstance(part, Mention) and any(e.kind == "event" for e in part.entries) for part in parts)
        timed = any(isinstance(part, When) for part in parts)
        return parts if event and timed and not any(isinstance(part, Unknown) for part in parts) else None

    def _without_kind_nouns(self, tokens: list[Token], items: list[Item]) -> list[Item]:
        """The "class" of "a yoga class" and the 课 of 瑜伽课 say again what kind of thing a value is."""
        out = list(items)
        for at, item in enumerate(items):
            if not isinstance(item, Unknown):
                continue
            for beside in (out[at - 1] if at else None, items[at + 1] if at + 1 < len(items) else None):
                if isinstance(beside, Mention):
                    keys = {token.key for token in tokens[item.start : item.end] if not is_joiner(token)}
                    if keys and all(keys <= self._lexicon.kind_words(entry) for entry in beside.entries):
                        out[at] = Filler(item.start, item.end)
        return out

    def _type(self, tag_id: str) -> str | None:
        tag = self.catalog.tag(tag_id)
        return tag.type if tag else None

    def _mend(self, tokens: list[Token], item: Item) -> Iterator[Item]:
        """Unknown Latin words are tried again: as someone who does a known thing (buyers), and as typos."""
        if not isinstance(item, Unknown) or any(token.kind == "han" for token in tokens[item.start : item.end]):
            yield item
            return
        at = item.start
        while at < item.end:
            found = next((m for end in range(item.end, at, -1) if (m := self._close_to(tokens, at, end))), None)
            yield found or Unknown(at, at + 1)
            at = found.end if found else at + 1

    def _close_to(self, tokens: list[Token], start: int, end: int) -> Mention | None:
        words = [token for token in tokens[start:end] if not is_joiner(token)]
        keys = tuple(token.key for token in words)
        if len(keys) == 1 and (root := _doer(words[0].text)) and (entries := self._lexicon.look_up((root,))):
            return Mention(start, end, tuple(entries))
        typed = " ".join(keys)
        if len(typed) < _TYPO_LENGTH or not keys or _is_english([token.text for token in words]):
            return None
        scored = (
            (fuzz.ratio(typed, known), keys_) for known, keys_ in self._latin if abs(len(known) - len(typed)) <= 2
        )
        score, best = max(scored, default=(0.0, ()))
        # A typo keeps its first letter; other words that look alike do not stand for each other.
        if score < _TYPO_RATIO or best[0][0] != typed[0] or len(best[0]) < 2:
            return None
        return Mention(start, end, tuple(self._lexicon.look_up(best)), typo=True)


def _phrases(tokens: list[Token], at: int, longest: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Ends and keys of the phrases that begin at `at`, marks that join words passed over as in names."""
    keys: list[str] = []
    for end in range(at, len(tokens)):
        if is_passed_over(tokens[end]):
            if end == at:
                yield end + 1, (tokens[end].key,)
                return
            continue
        keys.append(tokens[end].key)
        if len(keys) > longest:
            return
        yield end + 1, tuple(keys)


def _may_stand(keys: tuple[str, ...], entries: list[Entry], tokens: list[Token], at: int, lexicon: Lexicon) -> bool:
    """Values that are only digits ("2", "45-54") mean something only near the name of their tag."""
    if not all(key.replace(".", "").isdigit() or (len(key) == 1 and not key.isalnum()) for key in keys):
        return True
    wanted = {entry.tag for entry in entries if entry.tag} | {entry.prop for entry in entries if entry.prop}
    for start in range(max(0, at - 6), at):
        for _, before in _phrases(tokens[:at], start, lexicon.longest):
            if any(entry.kind in ("tag", "property") and entry.id in wanted for entry in lexicon.look_up(before)):
                return True
    return False


def _inside_word(tokens: list[Token], at: int) -> bool:
    """The hyphen of "left-handed" joins no conditions."""
    if not is_joiner(tokens[at]) or not 0 < at < len(tokens) - 1:
        return False
    before, after = tokens[at - 1], tokens[at + 1]
    return before.kind == after.kind == "word" and before.end == tokens[at].start and tokens[at].end == after.start


def _is_english(words: list[str]) -> bool:
    """Whether all are words of English, which a typo seldom is: "content" is no "consent" typed badly."""
    return len(_dictionary().known(words)) == len(set(words))


@cache
def _dictionary() -> Any:
    from spellchecker import SpellChecker

    return SpellChecker()


def _doer(word: str) -> str | None:
    """buyers → buy, renters → rent: the stem of the verb that a person is named by."""
    singular = word.removesuffix("s")
    if len(singular) > 4 and singular.endswith(("er", "or")):
        return stem(singular[:-2])
    return None


def _cover_from(tokens: list[Token], start: int, end: int, readings: list[list[tuple[float, Item]]]) -> list[Item]:
    """The best cover of tokens `start` to `end`; `readings` are by token, from `start`."""
    # A word left over costs something; a Han character costs nothing, since it is only a piece of a word.
    unknown = [_LEFT_OVER if tokens[at].kind == "word" else 0.0 for at in range(start, end)]
    best: dict[int, tuple[float, Item | None]] = {end: (0.0, None)}
    for at in range(end - 1, start - 1, -1):
        options: list[tuple[float, Item]] = [(best[at + 1][0] - unknown[at - start], Unknown(at, at + 1))]
        options += [(score + best[item.end][0], item) for score, item in readings[at - start]]
        best[at] = max(options, key=lambda option: option[0])
    items: list[Item] = []
    at = start
    while at < end:
        item = best[at][1]
        assert item is not None
        items.append(item)
        at = item.end
    return items


def _absorb(tokens: list[Token], items: list[Item]) -> list[Item]:
    """A single Han character between or beside unknown ones is part of their word: the 京 of 京东 is no Beijing."""
    absorbed = list(items)
    for i, item in enumerate(items):
        if item.end - item.start != 1 or tokens[item.start].kind != "han" or isinstance(item, Unknown):
            continue
        before = i > 0 and _is_unknown_han(tokens, absorbed[i - 1])
        after = i + 1 < len(items) and _is_unknown_han(tokens, items[i + 1])
        if (before and after) or (isinstance(item, Mention) and (before or after)):
            absorbed[i] = Unknown(item.start, item.end)
    return absorbed


def _drop_suffixes(tokens: list[Token], items: list[Item]) -> list[Item]:
    """车主, 露营党: who somebody is, behind a word that says what of."""
    dropped = list(items)
    for i, item in enumerate(items[1:], 1):
        alone = isinstance(item, Unknown) and not (i + 1 < len(items) and isinstance(items[i + 1], Unknown))
        if alone and tokens[item.start].text in "主族党者迷控粉友" and isinstance(dropped[i - 1], Mention):
            dropped[i] = Filler(item.start, item.end)
    return dropped


def _is_unknown_han(tokens: list[Token], item: Span) -> bool:
    return isinstance(item, Unknown) and tokens[item.start].kind == "han"


def _merge_unknown(tokens: list[Token], items: list[Item]) -> list[Item]:
    """Neighbouring unknown tokens are one unknown word or phrase; a stray mark is passed over."""
    merged: list[Item] = []
    for item in items:
        last = merged[-1] if merged else None
        if isinstance(item, Unknown) and isinstance(last, Unknown):
            merged[-1] = Unknown(last.start, item.end)
        elif isinstance(item, Unknown) and all(token.kind == "mark" for token in tokens[item.start : item.end]):
            merged.append(Filler(item.start, item.end))
        else:
            merged.append(item)
    return merged
