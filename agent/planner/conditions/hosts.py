"""What amounts, times and values can belong to: a mention of a tag or an event, waiting for them."""

from dataclasses import dataclass, field

from agent.planner.conditions.reading import Reading
from agent.planner.conditions.resolve import Options
from agent.planner.text.items import Joint, Measure, Span
from tools.catalog.lexicon import Entry
from tools.catalog.model import Attribute, Property, Tag

_DENYING = ("not", "never")
FAR = 30.0  # a distance out of the question


@dataclass
class Host:
    """A mention at item `at`, and the items bound to it. `options` has several tags while their time is open."""

    at: int
    options: Options
    implied: bool = False  # stands for an event that only one of its properties or values names
    when: int | None = None
    amounts: list[int] = field(default_factory=list)
    filters: list[tuple[int, Entry]] = field(default_factory=list)  # values of the event's properties
    properties: list[tuple[int, Entry]] = field(default_factory=list)  # properties named
    measures: list[int] = field(default_factory=list)
    dates: dict[int, int] = field(default_factory=dict)  # date properties → their times
    also: list[int] = field(default_factory=list)  # further mentions of the same event
    among: "Host | None" = None  # "three tickets, at least one of them in 3D": the events that it is some of
    negated: bool = False  # "bought beer but no wine": the event once more, for what was not part of it

    @property
    def entry(self) -> Entry:
        return self.options[0]

    def spans(self, reading: Reading) -> list[Span]:
        bound = [
            self.at,
            *self.also,
            *self.amounts,
            *self.measures,
            *(at for at, _ in (*self.filters, *self.properties)),
        ]
        return [reading.items[at] for at in dict.fromkeys([*bound, *([] if self.when is None else [self.when])])]


def attribute_of(reading: Reading, entry: Entry) -> Attribute | None:
    """The tag or property an entry belongs to."""
    if entry.tag:
        return reading.catalog.tag(entry.tag)
    return reading.catalog.event_property(entry.event or "", entry.prop or "")


def nearest(reading: Reading, hosts: list[Host], at: int) -> Host | None:
    """The nearest host; in Chinese what qualifies stands before, in English behind."""
    before = 0.0 if reading.lang == "zh" else 1.0
    after = 1.5 if reading.lang == "zh" else 0.0

    def cost(host: Host) -> float:
        # 买过推车没买过玩具: what was bought stands behind what was done, before what was not.
        denied = at < host.at and any(isinstance(i, Joint) and i.glue in _DENYING for i in reading.items[at : host.at])
        return reading.gap(host.at, at) + (before if at < host.at else after) + (1.0 if denied else 0.0)

    near = [host for host in hosts if cost(host) < FAR]
    return min(near, key=cost, default=None)


def number_properties(reading: Reading, host: Host) -> list[Property]:
    """The event's properties that are numbers."""
    event = reading.catalog.event(host.entry.event or "")
    return [prop for prop in event.properties if prop.type == "number"] if event else []


def aspects_of(reading: Reading, host: Host) -> set[str]:
    """The words bound to a host that say how to count or measure."""
    return {item.aspect for at in host.measures if isinstance(item := reading.items[at], Measure)}


def tag_of(reading: Reading, entry: Entry) -> Tag:
    tag = reading.catalog.tag(entry.tag or "")
    assert tag is not None, "the lexicon is made from the catalog"
    return tag
