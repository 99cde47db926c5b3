"""Counting every value of many tags for two groups of users from the audience index, without a query."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyroaring import BitMap

from tools.catalog.model import Catalog, Tag
from tools.index.audience_index import AudienceIndex, Choices, Sets
from tools.index.bitmaps import Ordinals, to_ordinals
from tools.index.coded import Coded
from tools.index.place import Place
from tools.profile.bins import Bin, Spread, date_bins, number_bins
from tools.profile.counting import FEW_VALUES, MOST_VALUES, QUANTILES, Split, TagCounts
from tools.profile.significance import Tally

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Group:
    """Users as a bitmap and as a list."""

    members: BitMap
    ordinals: Ordinals

    @classmethod
    def of(cls, members: BitMap) -> "Group":
        return cls(members, to_ordinals(members))


@dataclass(frozen=True)
class Groups:
    """An audience, what it is held against (None: the whole population), and the users in both."""

    audience: Group
    base: Group | None
    both: Group

    @classmethod
    def of(cls, audience: BitMap, base: BitMap | None) -> "Groups":
        first = Group.of(audience)
        if base is None:
            return cls(first, None, first)
        return cls(first, Group.of(base), Group.of(audience & base))

    def sizes(self, population: int) -> Tally:
        base = population if self.base is None else len(self.base.ordinals)
        return Tally(len(self.audience.ordinals), base, len(self.both.ordinals))


def count_from_index(index: AudienceIndex, catalog: Catalog, tags: list[Tag], groups: Groups) -> list[TagCounts]:
    """The counts of each tag that the index holds and that has values to tell apart."""
    counts = []
    for tag in tags:
        match index.tag(tag.id):
            case Choices(coded=coded):
                found = _of_coded(tag, coded, catalog, groups)
                counts += [found] if found is not None else []
            case Sets() as sets:
                counts.append(_of_sets(tag, sets, groups))
            case Place() | None:
                pass
    return counts


def _of_coded(tag: Tag, coded: Coded, catalog: Catalog, groups: Groups) -> TagCounts | None:
    bins: tuple[Bin, ...] = ()
    if tag.type == "date":
        bins = date_bins(catalog.today)
    elif tag.type == "number":
        if not len(coded.values):
            return None
        spread = _spread(coded)
        bins = number_bins(spread, tag.unit) if spread.distinct > FEW_VALUES else ()
        if not bins and spread.distinct > FEW_VALUES:
            return None
    audience = coded.histogram(groups.audience.ordinals)
    base = coded.counts if groups.base is None else coded.histogram(groups.base.ordinals)
    both = audience if groups.base is None else coded.histogram(groups.both.ordinals)
    known = Tally(*(int(counts[1:].sum()) for counts in (audience, base, both)))
    return TagCounts(
        Split(tag, bins),
        known,
        _by_bin(coded, bins, audience, base, both) if bins else _by_value(coded, audience, base, both),
    )


def _by_bin(coded: Coded, bins: tuple[Bin, ...], *groups: Counts) -> dict[str, Tally]:
    up_to = [np.cumsum(counts) for counts in groups]
    values: dict[str, Tally] = {}
    for bin in bins:
        first, last = coded.span(bin.low, bin.high, above=bin.above, below=bin.low != bin.high)
        if first <= last:
            tally = Tally(*(int(total[last] - total[first - 1]) for total in up_to))
            values |= {bin.value: tally} if tally.either else {}
    return values


def _by_value(coded: Coded, audience: Counts, base: Counts, both: Counts) -> dict[str, Tally]:
    """The commonest values; those that are as common, in the order of their names."""
    held = np.flatnonzero(audience[1:] + base[1:]) + 1
    names = {int(code): _text(coded.values[int(code) - 1]) for code in _commonest(held, base)}
    commonest = sorted(names, key=lambda code: (-int(base[code]), names[code]))[:MOST_VALUES]
    return {names[code]: Tally(int(audience[code]), int(base[code]), int(both[code])) for code in commonest}


def _commonest(held: Counts, base: Counts) -> Counts:
    """No fewer than the commonest of them: all that are as common as the last one are there."""
    if len(held) <= MOST_VALUES:
        return held
    least = np.partition(base[held], -MOST_VALUES)[-MOST_VALUES]
    return held[np.flatnonzero(base[held] >= least)]


def _of_sets(tag: Tag, sets: Sets, groups: Groups) -> TagCounts:
    def tally(members: BitMap) -> Tally:
        audience = members.intersection_cardinality(groups.audience.members)
        if groups.base is None:
            return Tally(audience, len(members), audience)
        return Tally(
            audience,
            members.intersection_cardinality(groups.base.members),
            members.intersection_cardinality(groups.both.members),
        )

    tallies = {value: tally(sets.holding(value)) for value in sets.values}
    commonest = sorted(tallies, key=lambda value: (-tallies[value].base, value))[:MOST_VALUES]
    values = {value: tallies[value] for value in commonest if tallies[value].either}
    return TagCounts(Split(tag), tally(sets.known()), values)


def _spread(coded: Coded) -> Spread:
    """How the values lie in the population."""
    numbers = coded.values.cast(pa.float64(), safe=False).to_numpy()
    distinct = int(np.count_nonzero(np.diff(numbers))) + 1
    whole = pa.types.is_integer(coded.values.type) or bool((numbers == np.floor(numbers)).all())
    return Spread(tuple(coded.quantiles(coded.counts, QUANTILES)), distinct, whole)


def _text(value: pa.Scalar) -> str:
    """As the database writes a value as text."""
    return str(value.as_py()).lower() if pa.types.is_boolean(value.type) else str(value.as_py())
