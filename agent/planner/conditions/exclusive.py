"""Only, always, nothing but, other than: which values of a property an event has, and that it has no others."""

from dataclasses import replace

from agent.planner.conditions.event_filters import filter_on
from agent.planner.conditions.hosts import Host
from agent.planner.conditions.leaf import Leaf, Symbol
from agent.planner.conditions.reading import Reading
from agent.planner.text.items import Filler, Joint, Measure, Mention
from agent.planner.words import filler, operations
from tools.catalog.lexicon import Entry
from tools.language import Text
from tools.segment import All, Condition, EventCondition, Not, PropertyFilter, Scalar, TagCondition

_ONLY = frozenset(
    ("only", "solely", "exclusively", "只", "仅", "仅仅", "光", "nothing but", "nowhere but", "nothing other than",
     "nothing except", "nowhere other than", "nowhere except")
)  # fmt: skip
_LIKING = frozenset(
    ("喜欢", "爱", "偏好", "想要", "对", "likes", "like", "loves", "love", "enjoys", "enjoy", "prefers", "prefer",
     "interested in", "interested", "in", "for", "to", "want to", "wants to")
)  # fmt: skip
# What may stand between "only" and what is meant by it: "only ever booked", "only in a suite", 只在外滩店.
_LIGHT = frozenset(
    ("have", "has", "had", "been", "ever", "were", "was", "in", "at", "on", "by", "via", "through", "with", "from", "a",
     "an", "the", "their", "在", "从", "于", "用", "是")
)  # fmt: skip
_ANY = frozenset(
    ("any", "anything", "anywhere", "anyone", "something", "somewhere", "others", "other", "任何", "任何东西")
)
_PEOPLE = frozenset(keys for keys, operation in operations().items() if operation == "people")

_FILLER = filler()


def without_named(reading: Reading, host: Host, filters: list[PropertyFilter]) -> list[PropertyFilter]:
    """ "booked through channels other than Ctrip", 住过外滩店以外的酒店: any value but those that are named."""
    out = []
    for part in filters:
        joint = _left_out(reading, host, part.property)
        rest = _others(reading, host, part) if joint is not None else ()
        if joint is not None and rest:
            reading.taken.add(joint)
            part = filter_on(part.property, rest)
        out.append(part)
    return out


def only(reading: Reading, host: Host, condition: EventCondition) -> Condition:
    """ "only booked through the app": so at least once, and never otherwise."""
    parts = [part for part in condition.where if part.op in ("is", "in")]
    said = (_only_word(reading, host) or _always_word(reading, host) or _no_other(reading, host)) if parts else ()
    if not said:
        return condition
    words = reading.words(*(reading.items[at] for at in said))
    reading.taken.update(said)
    rest = _others(reading, host, parts[0]) if len(parts) == 1 else ()
    if not rest:
        reading.ask(
            Text(en=f'"{words}": what is it that they never did otherwise?', zh=f"“{words}”具体限定的是哪一项？"), words
        )
        return condition
    prop = reading.catalog.event_property(condition.event, parts[0].property)
    assert prop is not None
    reading.assume(
        f'"{words}" read as: never with another value of "{prop.name.to("en")}".',
        f"“{words}”按“{prop.name.to('zh')}”没有其他取值理解。",
    )
    others = filter_on(prop.id, rest)
    where = tuple(others if part is parts[0] else part for part in condition.where)
    never = EventCondition(event=condition.event, where=where, window=condition.window)
    return All(of=(condition, Not(of=never)))


def is_only_liked(reading: Reading, at: int, entry: Entry) -> bool:
    """The "only" of "only interested in wine", which is said of what stands in between."""
    before = at - 1
    while before >= 0 and _leads(reading, before, entry):
        before -= 1
    item = reading.items[before] if before >= 0 else None
    return before < at - 1 and isinstance(item, Filler) and reading.normalised(before) in _ONLY


def _leads(reading: Reading, at: int, entry: Entry) -> bool:
    item = reading.items[at]
    if isinstance(item, Mention):
        return any(other.kind == "tag" and other.tag == entry.tag for other in item.entries)
    return isinstance(item, Filler) and reading.normalised(at) in _LIKING


def with_only(reading: Reading, symbols: list[Symbol]) -> list[Symbol]:
    """Values of a set that are said to be the only ones: none of the others."""
    return [
        replace(symbol, leaf=_with_no_other(reading, symbol.leaf)) if symbol.leaf and symbol.leaf.only else symbol
        for symbol in symbols
    ]


def _with_no_other(reading: Reading, leaf: Leaf) -> Leaf:
    condition = leaf.condition
    tag = reading.catalog.tag(condition.tag) if isinstance(condition, TagCondition) else None
    if tag is None or not isinstance(condition, TagCondition):
        return leaf
    named = condition.values or (condition.value,)
    rest = tuple(value.value for value in tag.values if value.value not in named)
    if not rest:
        return leaf
    reading.assume(
        f'"only" read as: no other value of "{tag.name.to("en")}".', f"“只”按“{tag.name.to('zh')}”没有其他取值理解。"
    )
    others = Not(of=TagCondition(tag=tag.id, op="in", values=rest))
    return replace(leaf, condition=All(of=(condition, others)), attribute=("only", str(leaf.at), None))


def _others(reading: Reading, host: Host, part: PropertyFilter) -> tuple[Scalar, ...]:
    """The values of a property that a filter leaves out; none where they are not known."""
    prop = reading.catalog.event_property(host.entry.event or "", part.property)
    named = part.values if part.op == "in" else (part.value,)
    if prop is None or prop.type not in ("choice", "flag"):
        return ()
    known: list[Scalar] = [True, False] if prop.type == "flag" else [value.value for value in prop.values]
    return tuple(value for value in known if value not in (named or ()))


def _places(host: Host) -> list[int]:
    return sorted(at for at, _ in (*host.filters, *host.properties))


def _only_word(reading: Reading, host: Host) -> tuple[int, ...]:
    """The item that says "only", right before the event or what is said of it."""
    for start in (host.at, *host.also, *_places(host)[:1]):
        at = start - 1
        while at >= 0 and _is_light(reading, at):
            at -= 1
        item = reading.items[at] if at >= 0 else None
        said = isinstance(item, Filler) and reading.normalised(at) in _ONLY
        if said or (isinstance(item, Measure) and item.aspect == "always"):
            return (at,)
    return ()


def _always_word(reading: Reading, host: Host) -> tuple[int, ...]:
    """The 每次 and 都 of 每次订房都预付."""
    for at in host.measures:
        item = reading.items[at]
        first = next((place for place in _places(host) if place > at), at)
        both = [i for i in range(at, first) if reading.normalised(i) in ("都", "都是", "全都", "也都")]
        if isinstance(item, Measure) and item.aspect == "each" and both:
            return (at, *both)
    return ()


def _no_other(reading: Reading, host: Host) -> tuple[int, ...]:
    """The 除了 and 没 of 除了外滩店没住过别的酒店: what is named is the only one."""
    named = [at for at, _ in host.filters if at < host.at]
    joint = _except_before(reading, named[0]) if named else None
    if joint is None:
        return ()
    between = range(named[-1] + 1, host.at)
    joints = {at: item.glue for at in between if isinstance(item := reading.items[at], Joint)}
    glue = set(joints.values())
    denied = glue & {"not", "never"} and glue <= {"not", "never", "except_end", "comma", "both"}
    return (joint, *joints) if denied else ()


def _except_before(reading: Reading, at: int) -> int | None:
    before = reading.before(at)
    item = reading.items[before] if before >= 0 else None
    return before if isinstance(item, Joint) and item.glue == "except" else None


def _left_out(reading: Reading, host: Host, prop: str) -> int | None:
    """The joint that leaves out the values named of a property."""
    places = sorted(at for at, entry in host.filters if entry.prop == prop)
    if not places:
        return None
    before = places[0] - 1
    while before >= 0 and _is_light(reading, before):
        before -= 1
    item = reading.items[before] if before >= 0 else None
    if isinstance(item, Joint) and item.glue in ("except", "but") and _is_any(reading, host, before - 1, prop):
        return before
    behind = places[-1] + 1
    while behind < len(reading.items) and (behind in (host.at, *host.also) or _is_light(reading, behind)):
        behind += 1
    item = reading.items[behind] if behind < len(reading.items) else None
    if not (isinstance(item, Joint) and item.glue == "except_end") or _except_before(reading, places[0]) is not None:
        return None
    noun = behind + 1
    while noun < len(reading.items) and isinstance(of := reading.items[noun], Joint) and of.glue == "of":
        noun += 1
    following = reading.items[noun] if noun < len(reading.items) else None
    people = isinstance(following, Measure) or (following is not None and _keys(reading, noun) in _PEOPLE)
    return None if following is None or people or isinstance(following, Joint) else behind


def _is_any(reading: Reading, host: Host, at: int, prop: str) -> bool:
    """Whether "any", "anything", or a name of the property or the event stands at `at`."""
    while at >= 0 and _is_light(reading, at):
        at -= 1
    item = reading.items[at] if at >= 0 else None
    if isinstance(item, Mention):
        return any(
            (entry.kind == "property" and entry.id == prop) or (entry.kind == "event" and entry.id == host.entry.event)
            for entry in item.entries
        )
    # The "channels" of "through channels other than Ctrip" were passed over as the kind of thing that values are.
    return isinstance(item, Filler) and (reading.normalised(at) in _ANY or _keys(reading, at) not in _FILLER)


def _is_light(reading: Reading, at: int) -> bool:
    item = reading.items[at]
    if isinstance(item, Measure):
        return item.aspect == "happened"
    return isinstance(item, Filler) and reading.normalised(at) in _LIGHT


def _keys(reading: Reading, at: int) -> tuple[str, ...]:
    item = reading.items[at]
    return tuple(token.key for token in reading.tokens[item.start : item.end])
