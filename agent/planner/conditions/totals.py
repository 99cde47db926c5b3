"""A bare number beside what costs money: the total of 消费满2000, the price of each of "orders over 500"."""

from agent.planner.amounts.quantities import Quantity
from agent.planner.conditions.event_filters import is_money
from agent.planner.conditions.hosts import Host, aspects_of, number_properties
from agent.planner.conditions.reading import Reading
from agent.planner.conditions.resolve import Options
from agent.planner.text.items import Amount, Filler, Joint, Measure
from agent.planner.words import money_verbs
from tools.catalog.lexicon import Entry
from tools.catalog.model import Property
from tools.language import Text

# Nobody counts so many of what one person pays for: "refunds over 100" are dear, and not many.
_TOO_MANY = 50
_PLAIN = ("price", "amount", "total", "value", "金额", "价格", "总价", "总额")


def total_of(reading: Reading, host: Host, quantity: Quantity) -> Property | None:
    """ "total payments over 3000", 消费满2000: of a bare number, the event's one amount of money."""
    said = aspects_of(reading, host) & {"sum", "avg", "money"}
    if quantity.unit is not None or quantity.unit_class is not None or not (said or _is_paying(reading, host)):
        return None
    return _money_of(reading, host)


def price_of(reading: Reading, host: Host, at: int) -> Property | None:
    """ "orders over 500", 100以下的退款, 买过单笔满300的: of a bare number that compares, or of money said of an
    English noun, "invoices over $500", the event's one amount of money."""
    item = reading.items[at]
    leads = at == host.at - 2 and isinstance(of := reading.items[at + 1], Joint) and of.glue == "of"
    each = at > 0 and isinstance(before := reading.items[at - 1], Measure) and before.aspect == "each"
    said = leads or each or _is_behind(reading, host, at)
    if not said or not isinstance(item, Amount) or _says_paying(reading, host.at):
        return None
    quantity = item.quantity
    bare = quantity.unit is None and quantity.unit_class is None and not quantity.share
    compares = quantity.op not in (None, "is") and quantity.value >= _TOO_MANY
    noun = reading.tokens[reading.items[host.at].end - 1].text
    priced = quantity.unit_class == "money" and noun.isascii() and noun.endswith("s")
    return _money_of(reading, host) if (bare or priced) and compares else None


def _is_behind(reading: Reading, host: Host, at: int) -> bool:
    """Whether between an event and an amount stands only what the event is of: "an order for a BMW above 250,000"."""
    own = {host.at, *(place for place, _ in host.filters)}
    return at > host.at and all(
        place in own or isinstance(reading.items[place], Filler) for place in range(host.at + 1, at)
    )


def total_note(prop: Property) -> Text:
    """What is said where nobody said whether a total or a single one is meant."""
    return Text(
        en=f'"{prop.name.to("en")}" is the total over all matching events; say "each" for a single one.',
        zh=f"“{prop.name.to('zh')}”按累计值计算；如指单次，请说“单笔”。",
    )


def each_note(prop: Property) -> Text:
    return Text(
        en=f'"{prop.name.to("en")}" is taken of each single one; say "in total" for the sum.',
        zh=f"“{prop.name.to('zh')}”按每一次计算；如指累计，请说“累计”。",
    )


def _is_paying(reading: Reading, host: Host) -> bool:
    """Whether what is done is said with a word for what is done with money."""
    return not host.implied and _says_paying(reading, host.at)


def _says_paying(reading: Reading, at: int) -> bool:
    words = reading.words(reading.items[at]).lower()
    return bool(money_verbs() & {*words.split(), words.rstrip("过了")})


def with_its_own_money(reading: Reading, chosen: dict[int, Options]) -> None:
    """The 消费 of 商城消费5000以上 is what was spent in the shop, though a number of another event is called so."""
    for at, options in list(chosen.items()):
        named = chosen.get(at - 1, ())
        if options[0].kind != "property" or not named or named[0].kind != "event" or not _says_paying(reading, at):
            continue
        event = reading.catalog.event(named[0].event or "")
        money = [prop for prop in (event.properties if event else ()) if prop.type == "number" and is_money(prop)]
        if event is not None and event.id != options[0].event and len(money) == 1:
            (prop,) = money
            chosen[at] = (Entry("property", prop.id, prop.name, event=event.id, prop=prop.id),)


def _money_of(reading: Reading, host: Host) -> Property | None:
    """The one number of money; of several the one that is called so and no more, a price beside a discount amount."""
    money = [prop for prop in number_properties(reading, host) if is_money(prop)]
    plain = [prop for prop in money if any(name.lower() in _PLAIN for name in prop.name.all)]
    found = money if len(money) == 1 else plain
    return found[0] if len(found) == 1 else None
