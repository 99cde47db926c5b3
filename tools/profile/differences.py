"""How one group of users differs from another: TGI of every tag value, with chance ruled out, most telling first."""

from dataclasses import dataclass

from tools.catalog.model import Tag
from tools.compiler.context import Context
from tools.engine.protocol import Engine
from tools.language import Text
from tools.profile.bins import number_label
from tools.profile.counting import MOST_VALUES, TagCounts
from tools.profile.eligible import said
from tools.profile.significance import Tally, discoveries, information, p_value, z_score
from tools.profile.tallies import tallies
from tools.segment import Definition

# A value must concern so many users, and so large a part of the smaller group, to be worth a line.
LEAST_USERS = 30
LEAST_SHARE = 0.005
# Of the differences that are reported, at most this part is expected to be chance.
FALSE_DISCOVERIES = 0.01
# Closer to 100 than this, a TGI is not worth a line however certain it is.
LEAST_TGI_GAP = 10.0
# Lines one tag may have, so that one telling tag does not crowd out the others.
LINES_PER_TAG = 2

_YES = Text(en="yes", zh="是")
_NO = Text(en="no", zh="否")


@dataclass(frozen=True)
class Difference:
    """One value of one tag: how many users of the audience have it, its share there and in the base (each of those
    whose value is known), `tgi` = 100 × share ÷ base_share, and `weight`, what it adds to the information value."""

    tag: Tag
    value: str
    value_name: Text
    count: int
    share: float
    base_share: float
    tgi: float
    weight: float


@dataclass(frozen=True)
class Differences:
    """`users` counts the two groups; `over` and `under` are ordered by weight, at most two lines a tag in each."""

    users: Tally
    over: list[Difference]
    under: list[Difference]
    left_out: list[Text]


def differences(
    engine: Engine, context: Context, tags: list[Tag], audience: Definition, base: Definition | None = None
) -> Differences:
    """Hold `audience` against `base`, or against the whole population, over `tags`."""
    users, counts = tallies(engine, context, tags, audience, base)
    identifying = [tally.split.tag for tally in counts if _is_identifying(tally)]
    found = _certain([tally for tally in counts if tally.split.tag not in identifying])
    return Differences(
        users=users,
        over=_few_per_tag([line for line in found if line.tgi > 100]),
        under=_few_per_tag([line for line in found if line.tgi < 100]),
        left_out=[said(identifying, "nearly every user has another value", "几乎每人一个取值")] if identifying else [],
    )


def _certain(counts: list[TagCounts]) -> list[Difference]:
    """Differences that concern enough users, are more than chance, and large enough to act on."""
    tested = [
        (tally, value, holders)
        for tally in counts
        for value, holders in tally.values.items()
        if _is_supported(holders, tally.known)
    ]
    chances = [p_value(z_score(holders, tally.known)) for tally, _, holders in tested]
    lines = [
        _difference(tally, value, holders)
        for (tally, value, holders), holds in zip(tested, discoveries(chances, FALSE_DISCOVERIES), strict=True)
        if holds
    ]
    return _one_side_of_flags([line for line in lines if abs(line.tgi - 100) >= LEAST_TGI_GAP])


def _is_supported(holders: Tally, known: Tally) -> bool:
    """Enough users have the value, or would have it if the audience were like the base (what "under" rows rest on)."""
    if not known.audience or not known.base:
        return False
    expected = known.audience * holders.base / known.base
    return max(holders.audience, expected) >= max(LEAST_USERS, LEAST_SHARE * min(known.audience, known.base))


def _difference(tally: TagCounts, value: str, holders: Tally) -> Difference:
    known = tally.known
    share, base_share = holders.audience / known.audience, holders.base / known.base
    # Half a user stands in for none, so that ratios stay finite where a group has nobody with the value.
    at_least, base_at_least = max(share, 0.5 / known.audience), max(base_share, 0.5 / known.base)
    stored, name = _named(tally, value)
    return Difference(
        tag=tally.split.tag,
        value=stored,
        value_name=name,
        count=holders.audience,
        share=share,
        base_share=base_share,
        tgi=100 * share / base_at_least,
        weight=information(at_least, base_at_least),
    )


def _named(tally: TagCounts, value: str) -> tuple[str, Text]:
    """The value as a catalog would write it, and the words for it."""
    tag = tally.split.tag
    for bin in tally.split.bins:
        if bin.value == value:
            return value, bin.label
    if tag.type == "number":
        return number_label(float(value), None).en, number_label(float(value), tag.unit)
    if tag.type == "flag":
        return value, _YES if value == "true" else _NO
    known = next((entry for entry in tag.values if str(entry.value) == value), None)
    return value, known.label.text if known else Text(en=value, zh=value)


def _one_side_of_flags(lines: list[Difference]) -> list[Difference]:
    """Yes and no of a flag say the same thing: "no" is kept only where "yes" has no line."""
    said_yes = {line.tag.id for line in lines if line.tag.type == "flag" and line.value == "true"}
    return [line for line in lines if line.tag.id not in said_yes or line.value == "true"]


def _few_per_tag(lines: list[Difference]) -> list[Difference]:
    taken: dict[str, int] = {}
    kept = []
    for line in sorted(lines, key=lambda line: (-line.weight, line.tag.id, line.value)):
        taken[line.tag.id] = taken.get(line.tag.id, 0) + 1
        if taken[line.tag.id] <= LINES_PER_TAG:
            kept.append(line)
    return kept


def _is_identifying(tally: TagCounts) -> bool:
    """The commonest values that were counted are all there is to see: when even they cover next to nobody."""
    if tally.split.tag.type != "choice" or len(tally.values) < MOST_VALUES:
        return False
    return max(holders.base for holders in tally.values.values()) < LEAST_USERS
