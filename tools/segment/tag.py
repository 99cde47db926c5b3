"""A condition on a tag of the user. False where the value is unknown."""

from typing import Literal

from tools.segment.base import Leaf
from tools.segment.comparison import Comparison


class TagCondition(Leaf, Comparison):
    kind: Literal["tag"] = "tag"
    tag: str
