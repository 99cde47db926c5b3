"""Whether an amount is of each single event, "orders over 500", of every one, "every order over 500", or a total."""

from agent.planner.amounts.quantities import Quantity
from agent.planner.conditions.event_filters import adds_up, is_flag, is_price
from agent.planner.conditions.hosts import Host
from agent.planner.conditions.reading import Reading
from agent.planner.conditions.totals import each_note, price_of
from agent.planner.text.items import Amount, Filler, Joint, Sign, When
from tools.catalog.model import Property
from tools.segment import MeasureName

_EACH = ("每", "单", "each")
_EVERY = ("every", "each and every")
_NEAR_EVERY = 8.0
_ONE = ("a", "an", "one", "where", "per")
# "orders of over 500", "complaints that took over 72 hours", "visits where they waited over 2 hours".
_SAID_OF_ONE = ("of", "that", "which", "where", "whose", "in which", "with")


def is_single(reading: Reading, host: Host, measured: tuple[Property, Quantity], aspects: set[str]) -> bool:
    """Whether an amount is meant of each single event: said so, "an order over 500", or nothing that adds up."""
    if of_every(reading, host, measured[1]) is not None:
        return False
    if not aspects and any(price_of(reading, host, at) for at in host.amounts):
        reading.assume(each_note(measured[0]).en, each_note(measured[0]).zh)
        return True
    if "each" in aspects:
        return not aspects & {"avg", "max", "min"}
    item = reading.items[host.at]
    if _is_of_one(reading, host, measured[1]) and not aspects & {"sum", "avg", "max", "min", "money"}:
        return True
    first = reading.items[_first_of(reading, host)]
    one = any(token.text in _ONE for token in reading.tokens[max(0, first.start - 1) : item.end + 1])
    single = one or _goes_on_about(reading, host, measured[0]) or not adds_up(measured[0])
    return single and not aspects & {"sum", "avg", "max", "min"}


def _goes_on_about(reading: Reading, host: Host, prop: Property) -> bool:
    """有过退款，而且退款金额超过500元: what happened, and then how much it was."""
    named = [place for place, entry in host.properties if entry.prop == prop.id and place > host.at]
    clauses = [at for at, item in enumerate(reading.items) if isinstance(item, Joint) and item.glue in ("comma", "and")]
    return any(host.at < at < place for place in named for at in clauses)


def _first_of(reading: Reading, host: Host) -> int:
    """Where the words for an event begin, with what it is of in front: "a maths or physics live class"."""
    first, own = host.at, {at for at, _ in host.filters}
    while first - 1 in own or (first - 2 in own and isinstance(reading.items[first - 1], Joint)):
        first -= 1
    return first


def _is_of_one(reading: Reading, host: Host, quantity: Quantity) -> bool:
    """Said of an event like an adjective, an amount is one of that event: 时长超过20分钟的来电, "orders of over 500",
    "flights delayed by over 2 hours". So is what is never added up: 价格在100元以上."""
    at = next(at for at in host.amounts if quantity_at(reading, at) is quantity)
    named = [place for place, entry in host.properties if not is_flag(reading, entry)]
    if any(is_price(reading.words(reading.items[place])) for place in named):
        return True
    if at == host.at - 1 and at - 1 in named and reading.tokens[reading.items[host.at].start].kind == "han":
        return True  # 逾期5天以上交租: how it was done
    low, high = min(at, host.at), max(at, host.at)
    between = [item for place, item in enumerate(reading.items) if low < place < high and place not in named]
    joints = [item for item in between if not isinstance(item, Filler | Sign | When)]
    if at < host.at:
        return len(joints) == 1 and isinstance(joints[0], Joint) and joints[0].glue == "of"
    of = any(reading.words(item).lower() in _SAID_OF_ONE for item in between)
    participle = any(reading.words(reading.items[place]).endswith(("ing", "ed")) for place in named if place > host.at)
    return not joints and (of or participle) and reading.tokens[reading.items[host.at].start].kind == "word"


def quantity_at(reading: Reading, at: int) -> Quantity:
    """The quantity of an amount."""
    item = reading.items[at]
    assert isinstance(item, Amount)
    return item.quantity


def of_every(reading: Reading, host: Host, quantity: Quantity) -> MeasureName | None:
    """每次票价都在800以下 and "every order over 50": so is the highest, or the lowest."""
    each = [reading.words(reading.items[at]).lower() for at in host.measures]
    both = any(
        isinstance(item, Joint) and item.glue == "both" and reading.gap(at, host.at) < _NEAR_EVERY
        for at, item in enumerate(reading.items)
    )
    every = (
        _is_of_all(reading, host)
        or any(word.startswith("every") for word in each)
        or (both and any(word.startswith(_EACH) for word in each))
    )
    if not every or quantity.op in (None, "is", "between"):
        return None
    return "max" if quantity.op in ("at_most", "less_than") else "min"


def _is_of_all(reading: Reading, host: Host) -> bool:
    """The "every" of "every room bill below 800"."""
    beside = [at for at, _ in (*host.filters, *host.properties) if at == host.at - 1]
    before = min((host.at, *beside)) - 1
    while before >= 0 and isinstance(reading.items[before], Filler) and reading.normalised(before) not in _EVERY:
        before -= 1
    return before >= 0 and reading.normalised(before) in _EVERY
