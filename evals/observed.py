"""What one turn came to, as plain data: all that scorers and reports know of it."""

from pydantic import BaseModel

from tools.actions.ask_user import Clarification
from tools.segment import Definition


class Overlap(BaseModel):
    """Two audiences held against each other, in users."""

    expected: int
    got: int
    both: int

    @property
    def jaccard(self) -> float:
        """Size of the intersection over size of the union; two empty audiences are equal."""
        union = self.expected + self.got - self.both
        return self.both / union if union else 1.0

    @property
    def equal(self) -> bool:
        return self.expected == self.got == self.both


class Observed(BaseModel):
    """A turn. `tools` were called in this order; `expected` is the gold definition with stored values, where the case
    gives one that can be checked, and `audience` holds the draft's users against the gold SQL's; a turn that asks has
    answered with nobody. `found` are the ids that the last look-up gave, best first, `size` the users of an expansion,
    `unsupported` numbers of the reply that no tool gave and nobody said, `ms` the milliseconds of the whole turn."""

    request: str
    reply: str
    tools: list[str]
    question: Clarification | None = None
    before: Definition | None = None
    draft: Definition | None = None
    expected: Definition | None = None
    audience: Overlap | None = None
    found: list[str] = []
    size: int | None = None
    unsupported: list[str] = []
    problems: list[str] = []
    ms: float = 0.0
