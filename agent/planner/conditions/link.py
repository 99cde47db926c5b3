"""One thing after another; and what is asked where one of them is a date of the user, of which only days are known."""

from dataclasses import dataclass, field

from agent.planner.conditions.hosts import Host
from agent.planner.conditions.reading import Reading
from tools.language import Text


@dataclass
class Link:
    """`second` came after `first`, or, `absent`, did not come. `within` and `joints` are the items that say so."""

    first: Host
    second: Host
    absent: bool
    within: int | None = None
    joints: list[int] = field(default_factory=list)

    @property
    def marks(self) -> list[int]:
        return [*self.joints, *([] if self.within is None else [self.within])]


def ask_from_a_date(reading: Reading, link: Link) -> None:
    """ "within 3 days of joining": days are counted between events only."""
    date, event = (link.second, link.first) if link.first.entry.event else (link.first, link.second)
    assert link.within is not None
    reading.taken.add(link.within)
    event.implied = False  # one question is enough
    words = reading.words(reading.items[link.within])
    reading.ask(
        Text(
            en=f'"{words}": I can count days between two events, but {date.entry.name.to("en")} is a date of the user. '
            f"Which days should {event.entry.name.to('en')} fall on?",
            zh=f"“{words}”：只能计算两个行为之间的天数，“{date.entry.name.to('zh')}”是用户的日期属性。"
            f"“{event.entry.name.to('zh')}”应发生在哪段时间？",
        ),
        words,
    )


def ask_before_a_date(reading: Reading, link: Link) -> None:
    """ "took a test drive before taking delivery": which came first is known of events only."""
    words = reading.words(*(reading.items[at] for at in link.joints))
    reading.taken.update(link.joints)
    date, event = link.second.entry.name, link.first.entry.name
    reading.ask(
        Text(
            en=f'"{words}": I can put events in order, but {date.to("en")} is a date of the user. '
            f"Which days should {event.to('en')} fall on?",
            zh=f"“{words}”：只能比较行为之间的先后，“{date.to('zh')}”是用户的日期属性。"
            f"“{event.to('zh')}”应发生在哪段时间？",
        ),
        words,
    )
