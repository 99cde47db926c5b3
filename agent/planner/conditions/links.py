"""Which of the things that users did came after which: "then", "after", 之后, "within 7 days of that"."""

import itertools

from agent.planner.conditions.durations import days_before, duration_behind, is_duration
from agent.planner.conditions.hosts import Host, attribute_of
from agent.planner.conditions.link import Link, ask_before_a_date, ask_from_a_date
from agent.planner.conditions.reading import Reading
from agent.planner.text.items import Amount, Filler, Joint, Measure, Unknown, When
from tools.catalog.model import Property
from tools.segment import Next

_BESIDE = 1.0
_NEGATIONS = ("not", "never")
_THAT = ("that", "it", "this", "which", "doing so", "doing")
_POINTING = ("that", "this", "the", "their", "such", "those", "these", "his", "her", "each", "a", "an")
_OF = ("of", "after", "from", "following", "since")
_AFTERWARDS = (
    "since",
    "ever since",
    "afterwards",
    "afterward",
    "after that",
    "later",
    "subsequently",
    "thereafter",
    "since then",
)
# They go on with a row of steps that has begun.
_FINALLY = ("最后", "最终", "末了", "finally", "lastly", "eventually", "ultimately", "in the end")


def link_steps(reading: Reading, hosts: list[Host]) -> list[Link]:
    """Pairs of mentions that the request puts one after the other; their words are spoken for."""
    happened = _without_references(reading, hosts)
    pairs = list(itertools.pairwise(happened))
    links: dict[int, Link] = {}
    for at, (one, other) in enumerate(pairs):
        used = {mark for link in links.values() for mark in link.marks}
        if link := _link(reading, one, other, used) or (_goes_on(reading, one, other) if at - 1 in links else None):
            links[at] = link
    for at in range(len(pairs) - 2, -1, -1):
        # "searched, booked and then got a refund": a row of steps that its last one tells.
        if at not in links and at + 1 in links and _is_first_of_a_row(reading, *pairs[at], links[at + 1]):
            links[at] = Link(*pairs[at], absent=False)
    kept = []
    for _, link in sorted(links.items()):
        if link.first.entry.event and link.second.entry.event:
            reading.taken.update(link.marks)
            kept.append(link)
        elif link.within is not None:
            ask_from_a_date(reading, link)
        elif link.joints and link.first.entry.event:
            ask_before_a_date(reading, link)
    return kept


def is_negation(reading: Reading, at: int) -> bool:
    item = reading.items[at]
    return isinstance(item, Joint) and item.glue in _NEGATIONS


def _without_references(reading: Reading, hosts: list[Host]) -> list[Host]:
    """What can follow one another. The stay of "within 20 days after that stay" is the one before, named again."""
    happened: list[Host] = []
    for host in [host for host in hosts if host.entry.event or _is_date(reading, host)]:
        same = [before for before in happened if host.entry.event and before.entry.event == host.entry.event]
        if same and not host.filters and _points_back(reading, host.at):
            same[-1].also.append(host.at)
            hosts.remove(host)
        else:
            happened.append(host)
    return happened


def _points_back(reading: Reading, at: int) -> bool:
    """Whether a mention stands behind "after that", "of the", "from": what is counted from. So does the second of
    退过款，退款以后又…."""
    if reading.lang == "zh" and _is_taken_up(reading, at):
        return True
    place = at - 1
    while place > 0 and isinstance(reading.items[place], Filler) and _text(reading, place) in _POINTING:
        place -= 1
    words = _text(reading, place).split() if place >= 0 else []
    if words[-1:] and words[-1] in ("that", "this") and place == at - 1:
        return True
    return words[-1:] == ["after"] or (words[-1:] != [] and words[-1] in _OF and is_duration(reading, place - 1))


def _is_taken_up(reading: Reading, at: int) -> bool:
    before, behind = (reading.items[i] if 0 <= i < len(reading.items) else None for i in (at - 1, at + 1))
    paused = isinstance(before, Joint) and before.glue == "comma"
    counted = isinstance(behind, When) and behind.time.lag
    return paused and (counted or (isinstance(behind, Joint) and behind.glue == "then"))


def _link(reading: Reading, one: Host, other: Host, used: set[int]) -> Link | None:
    """How two neighbouring mentions follow one another, None when they only stand side by side."""
    between = range(one.at + 1, other.at)
    joints = {
        at: item.glue for at in between if at not in reading.taken and isinstance(item := reading.items[at], Joint)
    }
    durations = [
        at for at in between if at not in used and is_duration(reading, at) and not _is_of_date(reading, one, at)
    ]
    then = next((at for at, glue in joints.items() if glue == "then"), None)
    after = next((at for at, glue in joints.items() if glue == "after"), None)
    negations = [at for at, glue in joints.items() if glue in _NEGATIONS]
    if "or" in joints.values():
        return None
    if (lag := next((at for at in durations if _counts_from_before(reading, at, one, other)), None)) is not None:
        order = [at for at in (then, after) if at is not None]
        return Link(one, other, bool(negations), lag, [*negations, *order])
    if "stop" in joints.values():
        return None
    if (leading := _leading(reading, one, used)) is not None:
        within = leading if is_duration(reading, leading) else duration_behind(reading, other)
        within = within if within is not None else next(iter(durations), None)
        return Link(one, other, bool(negations), within, [*negations, leading] if within != leading else negations)
    if then is not None:
        # "in the 3 days before they cancelled", 60天内没再入住
        apart = [at for at in durations if at > then or at == then - 1 or reading.lang == "zh"]
        behind = next(iter(apart), None) if apart else duration_behind(reading, other)
        absent = [at for at in negations if at >= then - 1]
        return Link(one, other, bool(absent), behind, [then, *absent])
    if after is not None:
        absent = _negation_before(reading, one.at)
        return Link(other, one, bool(absent), next((at for at in durations if at < after), None), [after, *absent])
    for at in between:
        # 上团课前3天内买过毛巾
        if at == one.at + 1 and days_before(reading, at):
            return Link(other, one, False, at, negations) if not negations else None
    for at in durations:
        if _text(reading, at + 1) in _OF:
            absent = _negation_before(reading, one.at)
            return Link(other, one, bool(absent), at, absent)
        pause = any(glue in ("comma", "but") for place, glue in joints.items() if place < at)
        if reading.lang == "zh" and not pause:
            return Link(one, other, bool(negations), at, negations)
    return _told_behind(reading, one, other, negations)


def _told_behind(reading: Reading, one: Host, other: Host, negations: list[int]) -> Link | None:
    """ "but did not pay within 14 days", "paid within 14 days of it", "but did not pay afterwards"."""
    if reading.lang == "zh":
        behind = duration_behind(reading, other)
        lag = behind is not None and _counts_from_before(reading, behind, one, other)
        return Link(one, other, bool(negations), behind, negations) if lag else None
    behind = duration_behind(reading, other)
    if behind is None:
        afterwards = _afterwards(reading, other)
        return Link(one, other, bool(negations), None, [*negations, *afterwards]) if afterwards else None
    denied = negations and not _negation_before(reading, one.at)
    if denied or _counts_from_before(reading, behind, one, other) or _is_again(reading, other):
        return Link(one, other, bool(negations), behind, negations)
    return None


def _counts_from_before(reading: Reading, at: int, one: Host, other: Host) -> bool:
    """Whether a stretch begins with what came before: "within a week of that", "in the following 30 days", "within 3
    days of the search" where the search was named already."""
    item = reading.items[at]
    assert isinstance(item, When)
    if item.time.lag:
        return True
    if isinstance(item.time.window, Next):
        return not any(_is_date_property(reading, other, place) for place, _ in other.properties)
    pointed = next((place for place in range(at + 2, len(reading.items)) if not _is_article(reading, place)), -1)
    return _text(reading, at + 1) in _OF and (_text(reading, at + 2) in _THAT or pointed in one.also)


def _is_article(reading: Reading, at: int) -> bool:
    return isinstance(reading.items[at], Filler) and _text(reading, at) in _POINTING


def _leading(reading: Reading, one: Host, used: set[int]) -> int | None:
    """The "after" of "after a refund, they booked", the "within a week of" of "within a week of a refund …"."""
    place = one.at - 1
    while place > 0 and isinstance(reading.items[place], Filler) and _text(reading, place) not in _OF:
        place -= 1
    if place < 0 or reading.lang == "zh" or place in used:
        return None
    item = reading.items[place]
    if not (isinstance(item, Joint) and item.glue == "after"):
        place = place - 1 if _text(reading, place) in _OF and place and is_duration(reading, place - 1) else -1
    elif place and is_duration(reading, place - 1):
        place -= 1
    before = reading.before(place) if place >= 0 else -1
    begins = before < 0 or (
        isinstance(joint := reading.items[before], Joint) and joint.glue in ("comma", "stop", "but")
    )
    return place if place >= 0 and begins and place not in used else None


def _goes_on(reading: Reading, one: Host, other: Host) -> Link | None:
    """ "… and finally flew", 最后退票: one more step of a row."""
    between = range(one.at + 1, other.at)
    joints = [item.glue for at in between if isinstance(item := reading.items[at], Joint)]
    finally_ = any(isinstance(reading.items[at], Filler) and _text(reading, at) in _FINALLY for at in between)
    if finally_ and set(joints) <= {"comma", "list", "and", "but", *_NEGATIONS}:
        absent = [at for at in between if is_negation(reading, at)]
        return Link(one, other, bool(absent), duration_behind(reading, other), absent)
    return None


def _is_first_of_a_row(reading: Reading, one: Host, other: Host, following: Link) -> bool:
    """Two things done with nothing but a comma between, before a step that "then" leads to."""
    between = reading.items[one.at + 1 : other.at]
    joints = [item.glue for item in between if isinstance(item, Joint)]
    done = bool(one.entry.event and other.entry.event) and following.first is other
    alone = not any(isinstance(item, When | Amount) for item in between) and not _negation_before(reading, one.at)
    ordered = any(isinstance(joint := reading.items[at], Joint) and joint.glue == "then" for at in following.joints)
    return done and alone and ordered and joints in (["comma"], ["list"])


def _is_of_date(reading: Reading, host: Host, at: int) -> bool:
    """Whether a stretch says when a date is, "whose warranty expires in the next 60 days", and not how long after."""
    item = reading.items[at]
    beside = _is_date(reading, host) and at > host.at and reading.gap(host.at, at) < _BESIDE
    ahead = isinstance(item, When) and not item.time.lag and isinstance(item.time.window, Next)
    return beside and ahead and _text(reading, at + 1) not in _OF


def _afterwards(reading: Reading, other: Host) -> list[int]:
    """The "afterwards" of "but did not pay afterwards", at the end of its clause."""
    place = other.at + 1
    while place < len(reading.items) and isinstance(reading.items[place], Filler):
        place += 1
    item = reading.items[place] if place < len(reading.items) else None
    following = reading.items[place + 1] if place + 1 < len(reading.items) else None
    ends = following is None or (isinstance(following, Joint) and following.glue in ("comma", "stop"))
    if not isinstance(item, Joint | Unknown) or not ends or _text(reading, place) not in _AFTERWARDS:
        return []
    reading.items[place] = Filler(item.start, item.end)
    return [place]


def _is_again(reading: Reading, host: Host) -> bool:
    """The "again" of "got a refund and booked again within 30 days"."""
    following = reading.items[host.at + 1 : host.at + 3]
    return any(isinstance(item, Measure) and item.aspect in ("again", "anew") for item in following)


def _negation_before(reading: Reading, at: int) -> list[int]:
    before = reading.before(at)
    return [before] if before >= 0 and is_negation(reading, before) else []


def _is_date(reading: Reading, host: Host) -> bool:
    tag = reading.catalog.tag(host.entry.tag or "")
    return tag is not None and tag.type == "date"


def _is_date_property(reading: Reading, host: Host, at: int) -> bool:
    prop = next((attribute_of(reading, entry) for place, entry in host.properties if place == at), None)
    return isinstance(prop, Property) and prop.type == "date"


def _text(reading: Reading, at: int) -> str:
    return reading.normalised(at) if 0 <= at < len(reading.items) else ""
