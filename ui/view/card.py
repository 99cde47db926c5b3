"""The card: what a person is shown of one result, as plain text in one language, for any front end.

Cards hold no markup. Whoever draws one escapes every text in it: names, values and words of a request are foreign data.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict

CardKind = Literal[
    "segment",
    "expansion",
    "clarification",
    "saved",
    "segments",
    "profile",
    "comparison",
    "offer",
    "receipt",
    "tags",
    "passages",
    "problem",
]
Action = Literal["profile", "expand", "save", "export", "say"]


class Piece(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Line(Piece):
    """One condition. `count` users meet it and all lines above it: `kept` of those the lines above had left; without
    it there would be `adds` more users."""

    text: str
    because: str | None = None
    note: str = ""
    count: int | None = None
    kept: float | None = None
    adds: int = 0


class Bar(Piece):
    """One value of a tag: `share` of the audience and `base_share` of what it is held against; `tgi` 100 is equal."""

    label: str
    tgi: float
    share: float
    base_share: float
    count: int


class Weight(Piece):
    """One part of a whole, such as what a feature contributes to a model."""

    label: str
    share: float


class Fact(Piece):
    label: str
    value: str
    hint: str = ""


class Entry(Piece):
    """One thing of a list: a saved segment, a tag, a passage."""

    title: str
    text: str = ""
    note: str = ""


class Button(Piece):
    """What a click can do. `argument` is the channel of an export, or the words that `say` says for the person."""

    action: Action
    label: str
    argument: str = ""


class Card(Piece):
    """`share` is of the population; `sql` is the query behind the count, for those who want to see it."""

    kind: CardKind
    title: str
    summary: str = ""
    count: int | None = None
    population: int | None = None
    share: float | None = None
    lines: tuple[Line, ...] = ()
    facts: tuple[Fact, ...] = ()
    bars: tuple[Bar, ...] = ()
    bars_title: str = ""
    weights: tuple[Weight, ...] = ()
    weights_title: str = ""
    entries: tuple[Entry, ...] = ()
    assumptions: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()
    sql: str | None = None
