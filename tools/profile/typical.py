"""What the numbers of an audience are like: the middle one, and the two between which half of its users lie."""

from dataclasses import dataclass

from tools.catalog.model import Tag
from tools.engine.protocol import Engine
from tools.index.audience_index import Choices
from tools.index.bitmaps import to_ordinals
from tools.profile.counting import FEW_VALUES
from tools.profile.differences import LEAST_USERS
from tools.segment import Definition

_QUARTILES = (0.25, 0.5, 0.75)


@dataclass(frozen=True)
class Typical:
    """First quartile, median and third quartile of a number tag, of the audience's users whose value is known and of
    the population's."""

    tag: Tag
    audience: tuple[float, float, float]
    base: tuple[float, float, float]

    @property
    def shift(self) -> float:
        """How far the medians lie apart, in widths of the population's middle half."""
        return abs(self.audience[1] - self.base[1]) / max(self.base[2] - self.base[0], 1e-9)


def typical_numbers(engine: Engine, tags: list[Tag], audience: Definition) -> list[Typical]:
    """Number tags whose median in the audience is another than in the population, farthest first; from the audience
    index, none where there is none. Tags of few different values, or known of few users, are left out."""
    members = engine.members
    index = members.index if members is not None else None
    if members is None or index is None:
        return []
    users = to_ordinals(members.audience(audience))
    found = []
    for tag in tags:
        held = index.tag(tag.id) if tag.type == "number" else None
        if isinstance(held, Choices) and len(held.coded.values) > FEW_VALUES:
            counts = held.coded.histogram(users)
            if counts[1:].sum() >= LEAST_USERS:
                middle, base = (held.coded.quantiles(each, _QUARTILES) for each in (counts, held.coded.counts))
                found.append(Typical(tag, (middle[0], middle[1], middle[2]), (base[0], base[1], base[2])))
    return sorted((each for each in found if each.shift), key=lambda each: (-each.shift, each.tag.id))
