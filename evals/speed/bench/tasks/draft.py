"""A draft of six conditions, one of which is changed: what a marketer waits for at every move."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from evals.speed.bench.deck import Deck
from evals.speed.bench.tasks.base import Run, Task
from tools.segment import All, Condition, Definition, Not, TagCondition

if TYPE_CHECKING:
    from tools.workspace import Workspace

_CARDS = ("city", "car", "interest", "phone", "age", "spend")


@dataclass(frozen=True)
class Draft:
    city: str
    car: str
    interest: str
    phone: str
    age: int
    spend: float

    @classmethod
    def draw(cls, deck: Deck) -> Self:
        return cls(
            deck.value("city"), deck.value("car_brand"), deck.value("interests"), deck.value("device_brand"),
            deck.number(20, 40), deck.decimal(100, 900, 2),
        )  # fmt: skip

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return (
            Not(of=TagCondition(tag="city", op="is", value=self.city)),
            Not(of=TagCondition(tag="car_brand", op="is", value=self.car)),
            Not(of=TagCondition(tag="interests", op="is", value=self.interest)),
            Not(of=TagCondition(tag="device_brand", op="is", value=self.phone)),
            TagCondition(tag="age", op="at_least", value=self.age),
            TagCondition(tag="spend_365d", op="at_least", value=self.spend),
        )


@dataclass(frozen=True)
class ChangedCard(Task):
    """The whole card after the change: checked, counted line by line, put into words, with its SQL."""

    name = "a changed condition in a draft of six: the card"
    before: Draft
    after: Draft

    @classmethod
    def draw(cls, deck: Deck) -> Self:
        before, other = Draft.draw(deck), Draft.draw(deck)
        changed = deck.card("changed", list(_CARDS))
        return cls(before, replace(before, **{changed: getattr(other, changed)}))

    def on_muster(self, workspace: Workspace) -> Run | None:
        from tools.actions.preview_segment import PreviewArguments, preview_segment

        before, after = (
            PreviewArguments(definition=Definition(where=All(of=draft.conditions)))
            for draft in (self.before, self.after)
        )
        preview_segment(workspace, before)
        return lambda: preview_segment(workspace, after).count


class ChangedCounts(ChangedCard):
    """The counts of its six lines alone."""

    name = "a changed condition in a draft of six: the counts"

    def on_muster(self, workspace: Workspace) -> Run | None:
        def counted(draft: Draft) -> int:
            lines = draft.conditions
            return workspace.engine.count_conditions([All(of=lines[: end + 1]) for end in range(len(lines))])[-1]

        counted(self.before)
        return lambda: counted(self.after)
