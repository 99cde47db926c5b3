"""From text to items: every token is explained by the best cover of the request, or left as unknown.

The cover is found by dynamic programming over all readings at all places: longer readings beat shorter ones, the
catalog's words beat the language's, so that a customer's own vocabulary always comes first.
"""

from collections.abc import Iterator

from agent.planner.amounts.quantities import Quantity, read_quantity, same_unit
from agent.planner.amounts.unit_scales import alike
from agent.planner.text.any_times import with_any_times
from agent.planner.text.birth_names import birthday_names
from agent.planner.text.calculations import with_calculations
from agent.planner.text.compounds import Compounds
from agent.planner.text.cover import best_cover
from agent.planner.text.date_names import date_names
from agent.planner.text.denied_people import with_denied_people
from agent.planner.text.items import (
    Amount,
    Command,
    Filler,
    Item,
    Joint,
    Measure,
    Mention,
    Operator,
    Sign,
    When,
)
from agent.planner.text.leftovers import Leftovers
from agent.planner.text.measured_parts import with_measured_parts
from agent.planner.text.not_only import with_not_only
from agent.planner.text.number_parts import told_apart
from agent.planner.text.phrases import phrases_from
from agent.planner.text.pronouns import with_nouns
from agent.planner.text.purpose import set_aside
from agent.planner.text.readings import Readings, may_calculate, taken_apart, without_operators
from agent.planner.text.rejoin import Rejoiner
from agent.planner.text.request import Request
from agent.planner.text.same_times import with_same_times
from agent.planner.text.short_names import add_short_names
from agent.planner.text.spelling import Spelling
from agent.planner.text.user_names import names_of_users
from agent.planner.times.windows import read_time
from agent.planner.words import Op, aspects, commands, comparisons, filler, glue, language_words, operations
from tools.catalog.general_words import general_words
from tools.catalog.lexicon import Entry, Lexicon
from tools.catalog.model import Catalog
from tools.catalog.tokens import Token, is_joiner, phrase, tokenise

_GLUE, _ASPECTS, _COMMANDS, _FILLER = glue(), aspects(), commands(), filler()
# "over level 30": a word that compares, apart from its amount.
_SIGNS: dict[tuple[str, ...], Op] = {phrase(words): op for words, op in comparisons("before").items() if op != "is"}
# "three reviews at the least": a noun stands between.
_SIGNS |= {keys: op for words, op in comparisons("after").items() if len(keys := phrase(words)) > 1}
# 正好飞了一次
_SIGNS |= {keys: "is" for words, op in comparisons("before").items() if op == "is" and len(keys := phrase(words)) == 2}
# "whose balance tops 5,000": as verbs, by the letters.
_TOPPING = ("tops", "topped", "topping")
_OPERATIONS = operations()
_BEFORE_VERBS = frozenset("没未不再又后先也")
_FINISHED = frozenset("完毕好")
_ASPECT_ENDS = _FINISHED | frozenset("了过")
# What may follow 写完 where it stands for all that was written: no object of its own.
_AFTER_FINISHED = frozenset("之以后就又再没未不随接，,的一二两三四五六七八九十半")
_WRITTEN = language_words()
_HAPPENED = frozenset("过了掉")
_LONGEST = max(len(keys) for keys in (*_GLUE, *_ASPECTS, *_COMMANDS, *_OPERATIONS, *_FILLER))

_BEFORE_WHAT = frozenset(("is", "are", "was", "were", "exactly", "just", "about", "than", "of", "to", "from", "for"))
_BEFOREHAND = (("提", "前"), ("先", "前"), ("眼", "前"))
_BEHIND = ("at_most",)


class Reader:
    """Reads requests against one catalog. Building it costs the catalog's size; reading costs the request's."""

    def __init__(self, catalog: Catalog, lexicon: Lexicon):
        self.catalog = catalog
        self._lexicon = lexicon
        self._as_of = catalog.today
        add_short_names(catalog, lexicon)
        lexicon.add_weak([*birthday_names(catalog), *date_names(catalog), *general_words(catalog)])
        attributes = (*catalog.tags, *(prop for event in catalog.events for prop in event.properties))
        self._users = names_of_users(catalog.users.table)
        self._units = alike(phrase(name) for attribute in attributes if attribute.unit for name in attribute.unit.all)
        self._rejoiner = Rejoiner(lexicon, catalog, self._units)
        self._leftovers = Leftovers(lexicon, catalog)
        self._compounds = Compounds(lexicon)
        self._spelling = Spelling(lexicon.words(), language_words())

    def read(self, text: str) -> Request:
        tokens = self._spelling.mended(self._compounds.as_named(tokenise(text)))
        tokens = with_nouns(self._rejoiner.rejoined(tokens), self._lexicon)
        readings = [list(self._readings(tokens, at)) for at in range(len(tokens))]
        calculated = self._calculated(tokens, readings) if may_calculate(readings) else None
        items = calculated or self._covered(tokens, without_operators(readings))
        return Request(text, tokens, set_aside(tokens, with_any_times(tokens, with_not_only(tokens, items))))

    def _calculated(self, tokens: list[Token], readings: Readings) -> list[Item] | None:
        """The items where numbers are worked out; None where none are, and the words for it mean nothing special.

        Counts are said apart from their time at first: 下单次数 is a count, though 近30天下单次数 is known by name.
        """
        apart = taken_apart(readings)
        for tried in (apart, readings) if apart != readings else (readings,):
            if items := with_calculations(tokens, self._covered(tokens, tried), self.catalog):
                return items
        return None

    def _covered(self, tokens: list[Token], readings: Readings) -> list[Item]:
        items = told_apart(tokens, best_cover(tokens, 0, len(tokens), readings), readings, self.catalog)
        items = with_measured_parts(tokens, items, self.catalog)
        items = with_denied_people(tokens, self._leftovers.explained(tokens, items))
        return with_same_times(tokens, items, self._as_of)

    def _readings(self, tokens: list[Token], at: int) -> Iterator[tuple[float, Item]]:
        """Readings that begin at `at`, each with its score: the square of its length, so that long ones win."""
        for end, keys in phrases_from(tokens, at, max(self._lexicon.longest, _LONGEST)):
            length = end - at
            entries = self._lexicon.look_up(keys)
            if keys in _FILLER and len(keys) == 1 and tokens[at].kind == "word":
                entries = [entry for entry in entries if self._leads_to_its_value(tokens, end, entry)]
            if entries and _may_stand(keys, entries, tokens, at, self._lexicon):
                if keys in _FILLER or keys in _GLUE:  # an id that happens to be a word of the language
                    entries = [entry for entry in entries if not entry.by_id]
                # "families" are people before they are a form of "Family", and "want to" leads to what is wanted.
                plain = _ASPECTS.get(keys) == "head" or all((key,) in _FILLER for key in keys)
                if plain and not self._lexicon.is_written(tokens[at:end], entries) and not _is_denied(tokens, at):
                    entries = []
                if written := self._lexicon.as_written([token.text for token in tokens[at:end]], entries):
                    named = 4.0 if all(entry.kind == "segment" for entry in written) else 1.2
                    yield _breadth(keys, tokens[at:end]) ** 2 * named, Mention(at, end, tuple(written))
            if keys in _GLUE and not _inside_word(tokens, at) and not self._ranks(tokens, keys, end):
                yield length**2 * 1.05, Joint(at, end, _GLUE[keys])
            if tokens[at].text in _TOPPING and length == 1:
                yield 1.1, Sign(at, end, "more_than")
            elif keys in _ASPECTS:
                yield length**2 * 1.02, Measure(at, end, _ASPECTS[keys])
            elif keys in self._users and tokens[at].text.endswith("s"):
                yield length**2 * 1.02, Measure(at, end, "head")
            elif self._ranks(tokens, keys, end):
                yield length**2 * 1.02, Measure(at, end, "bottom")
            if keys in _COMMANDS and not _is_no_order(tokens, at, end):
                yield length**2 * 1.01, Command(at, end, _COMMANDS[keys])
            if keys in _FILLER and not (length > 1 and self._speaks_of_events(tokens[at:end])):  # "on bookings"
                yield length**2, Filler(at, end)
            elif keys in _SIGNS:
                yield length**2, Sign(at, end, _SIGNS[keys])
            if keys in _OPERATIONS:
                yield length**2, Operator(at, end, _OPERATIONS[keys])
        verbs = self._lexicon.bare_verb(tokens[at].key)
        if _is_finished(tokens, at) and (done := self._lexicon.done_with(tokens[at].key)):
            yield 4.1, Mention(at, at + 2, tuple(done))
        if said := [entry for entry in verbs if self._is_said_of(tokens, at, entry)]:
            yield 1.2, Mention(at, at + 1, tuple(said))
        if measured := self._measured_by(tokens, at):
            end = next(end for end in range(at + 1, len(tokens)) if tokens[end].text not in _HAPPENED)
            yield 1.2 * (end - at) ** 2, Mention(at, end, tuple(measured))
        if not _ends_a_word(tokens, at) and (time := read_time(tokens, at, self._as_of)):
            yield time.length**2 * 1.1, When(at, at + time.length, time)
        quantity = read_quantity(tokens, at, self._units)
        if quantity and (quantity.unit_class != "kinds" or quantity.op or self._speaks_of_events(tokens)):
            yield quantity.length**2 * 1.08, Amount(at, at + quantity.length, quantity)
            if quantity.unit and quantity.length > (words := len(quantity.unit)) and quantity.op not in _BEHIND:
                # The unit may be the first word of a name: "more than 10 sessions left".
                bare = read_quantity(tokens[: at + quantity.length - words], at, self._units)
                if bare is not None and bare.unit is None:
                    yield bare.length**2 * 1.08, Amount(at, at + bare.length, bare)

    def _leads_to_its_value(self, tokens: list[Token], behind: int, entry: Entry) -> bool:
        """The "to" of "flew to Tokyo" is the destination, that of "about to expire" a word like any other."""
        if entry.kind not in ("tag", "property"):
            return True
        values = (
            found.attribute == entry.attribute and bool(found.values)
            for start in range(behind, min(behind + 3, len(tokens)))
            for _, keys in phrases_from(tokens, start, self._lexicon.longest)
            for found in self._lexicon.look_up(keys)
        )
        tag = self.catalog.tag(entry.tag or "")
        attribute = tag or self.catalog.event_property(entry.event or "", entry.prop or "")
        return not (attribute and attribute.values) or any(values)

    def _measured_by(self, tokens: list[Token], at: int) -> list[Entry]:
        """The "used" of "used more than 15 GB", where an event is called "used data" and counts data in GB."""
        behind = at + 1
        while behind < len(tokens) and tokens[behind].text in _HAPPENED:
            behind += 1
        entries = self._lexicon.verb_of((tokens[at].key,))
        quantity = read_quantity(tokens, behind, self._units) if entries and behind < len(tokens) else None
        if quantity is None or quantity.unit is None or quantity.unit_class in ("times", "people", "kinds"):
            return []
        return [entry for entry in entries if self._counts_in(entry, quantity)]

    def _counts_in(self, entry: Entry, quantity: Quantity) -> bool:
        event = self.catalog.event(entry.id)
        units = [prop.unit.all for prop in (event.properties if event else ()) if prop.type == "number" and prop.unit]
        return any(same_unit(quantity.unit, quantity.unit_class, names) for names in units)

    def _speaks_of_events(self, tokens: list[Token]) -> bool:
        """两种 counts what was bought, but neither of 两种都行 nor of 两类人."""
        phrases = (keys for at in range(len(tokens)) for _, keys in phrases_from(tokens, at, self._lexicon.longest))
        return any(entry.kind == "event" for keys in phrases for entry in self._lexicon.look_up(keys))

    def _is_said_of(self, tokens: list[Token], at: int, event: Entry) -> bool:
        """没买 and 买了礼包: a negation before it, or behind it something that the event can be of; the 买 of 没买车险
        is part of a flag."""
        object_at = at + 1
        while object_at < len(tokens) and tokens[object_at].text in _ASPECT_ENDS:
            object_at += 1
        behind = [
            entry
            for _, keys in (phrases_from(tokens, object_at, self._lexicon.longest) if object_at < len(tokens) else ())
            for entry in self._lexicon.look_up(keys)
        ]
        if any(entry.kind == "tag" and self._type(entry.id) == "flag" for entry in behind):
            return False
        anything = "".join(token.text for token in tokens[object_at : object_at + 2]) == "东西"
        if anything or (at and tokens[at - 1].text in _BEFORE_VERBS):
            return True
        done = at + 1 < len(tokens) and tokens[at + 1].text in ("了", "过")
        if done and read_quantity(tokens, at + 2, self._units):
            return True  # 飞了十次以上
        return any(entry.event == event.event and entry.kind != "event" for entry in behind)

    def _ranks(self, tokens: list[Token], keys: tuple[str, ...], end: int) -> bool:
        """前10% and 后100名 rank users; 下单前 and 加购后3天内 put one thing before another."""
        if keys not in (("前",), ("后",)):
            return False
        quantity = read_quantity(tokens, end, self._units)
        return quantity is not None and (quantity.share or quantity.unit_class in (None, "people"))

    def _type(self, tag_id: str) -> str | None:
        tag = self.catalog.tag(tag_id)
        return tag.type if tag else None


def _may_stand(keys: tuple[str, ...], entries: list[Entry], tokens: list[Token], at: int, lexicon: Lexicon) -> bool:
    """Values that are only digits ("2", "45-54") mean something only near the name of their tag."""
    if not all(key.replace(".", "").isdigit() or (len(key) == 1 and not key.isalnum()) for key in keys):
        return True
    wanted = {entry.tag for entry in entries if entry.tag} | {entry.prop for entry in entries if entry.prop}
    events = {entry.event for entry in entries if entry.event}
    for start in range(max(0, at - 6), min(at + 6, len(tokens))):
        for end, near in phrases_from(tokens, start, lexicon.longest):
            if start < at < end:
                continue
            for entry in lexicon.look_up(near):
                if entry.kind in ("tag", "property") and entry.id in wanted:
                    return start < at
                if entry.kind == "event" and entry.event in events and tokens[at + len(keys) : at + len(keys) + 1]:
                    return tokens[at + len(keys)].text == "号"
    return False


def _is_finished(tokens: list[Token], at: int) -> bool:
    """写完之后, 点完7天内: a verb with its end behind it and nothing that it is done with."""
    if at + 1 >= len(tokens) or tokens[at + 1].text not in _FINISHED or tokens[at].kind != "han":
        return False
    following = tokens[at + 2].text if at + 2 < len(tokens) else ""
    return not following or following in _AFTER_FINISHED or following.isdigit()


def _is_no_order(tokens: list[Token], at: int, end: int) -> bool:
    """The "downloaded" of "app downloaded" was done, the "call them" of "to call them" gives no name, and the "what a"
    of "which is what a free night costs" asks nothing."""
    first = tokens[at].text
    done = end == at + 1 and first.endswith("ed") and first not in _WRITTEN
    if first == "what" and at and tokens[at - 1].text in _BEFORE_WHAT:
        return True
    nameless = first in ("call", "name") and all(token.kind == "mark" for token in tokens[end : end + 1])
    return done or (nameless and _COMMANDS[tuple(token.key for token in tokens[at:end])] == "save")


def _is_denied(tokens: list[Token], at: int) -> bool:
    """The "come in" of "did not come in" is what is called "came in"."""
    before = tokens[at - 1].text if at else ""
    return before in ("not", "never") or before.endswith("n't")


def _ends_a_word(tokens: list[Token], at: int) -> bool:
    """The 前 of 提前30天 and the second half of 不少于 begin no time."""
    pair = (tokens[at - 1].key, tokens[at].key) if at else ("", "")
    return pair in _SIGNS or pair in _BEFOREHAND


def _inside_word(tokens: list[Token], at: int) -> bool:
    """The hyphen of "left-handed" joins no conditions."""
    if not is_joiner(tokens[at]) or not 0 < at < len(tokens) - 1:
        return False
    before, after = tokens[at - 1], tokens[at + 1]
    return before.kind == after.kind == "word" and before.end == tokens[at].start and tokens[at].end == after.start


def _breadth(keys: tuple[str, ...], tokens: list[Token]) -> int:
    """How many tokens a name explains. Articles inside it add nothing, "with a car" is no longer than "car age"; the
    hyphen of a name like "Five-star" is part of it."""
    return len(keys) + sum(token.text == "-" for token in tokens)
