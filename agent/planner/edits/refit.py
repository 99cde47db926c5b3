"""A new number or time without saying of what, "make it 250": the one place in a definition that it fits."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from agent.planner.amounts.quantities import Quantity, same_unit
from agent.planner.amounts.unit_conversion import in_units_of
from agent.planner.conditions.tag_leaves import comparison_of
from agent.planner.edits.event_edit import is_at_all
from agent.planner.edits.places import leaves_of
from agent.planner.edits.ranges import NUMERIC
from agent.planner.words import Slot
from tools.catalog.model import Catalog, Name, Property, Tag
from tools.language import Text
from tools.segment import (
    All,
    AnyOf,
    Condition,
    Definition,
    EventCondition,
    Formula,
    InLookalike,
    Near,
    Not,
    PropertyFilter,
    Sequence,
    TagCondition,
)
from tools.segment import Amount as Size

_WHOLE = 4  # the unit says so
_FITS = 2  # nothing speaks against it
_FRESH = 1  # the turn before spoke of it


@dataclass(frozen=True)
class Said:
    """A new number with its words, and what of a definition the words say it is for."""

    quantity: Quantity
    words: str
    slot: Slot | None
    of_that: bool = False  # "half of that": a share of the number there is
    was: int | float | None = None  # "change 40 to 45": the number that goes
    of: frozenset[str] = frozenset()  # the tags that are named, where any are
    bare: bool = False  # said without a word for a change


@dataclass(frozen=True)
class Refit:
    """A definition with one number or time changed; `of` names what it is of, `fit` how well it is met."""

    fit: int
    of: Text
    definition: Definition


def refits(definition: Definition, number: Said, before: Definition | None, catalog: Catalog) -> list[Refit]:
    """What the definition comes to with the number in each of the places that it fits best. Of several it is meant of
    the one that was not so `before`, in the draft that the turn before this one changed."""
    fitting = _Number(number, before, catalog)
    found = [
        Refit(fit, of, definition.model_copy(update={"where": where}))
        for fit, of, where in _variants(definition.where, fitting.of_fresh_line)
    ] + fitting.of_size(definition)
    best = max((one.fit for one in found), default=0)
    return [one for one in found if one.fit == best]


@dataclass(frozen=True)
class _Number:
    said: Said
    before: Definition | None
    catalog: Catalog

    @property
    def quantity(self) -> Quantity:
        return self.said.quantity

    def of_fresh_line(self, leaf: Condition) -> list[tuple[int, Text, Condition]]:
        fresh = self.before is not None and leaf not in leaves_of(self.before.where)
        return [(fit + _FRESH * fresh, of, new) for fit, of, new in self.of_line(leaf)]

    def of_line(self, leaf: Condition) -> list[tuple[int, Text, Condition]]:
        """The leaf with the number in each of its places that it fits."""
        match leaf:
            case TagCondition(tag=tag) if self.said.of and tag not in self.said.of:
                return []
            case TagCondition(tag=tag, op=op) if op in NUMERIC or (op == "is" and self._is_number(tag)):
                known = self.catalog.tag(tag)
                fit = self._fit(known.unit if known else None)
                return self._with(leaf, fit, known.name if known else Name(en=tag), known)
            case EventCondition(event=event, measure=measure) if not self.said.of:
                known_event = self.catalog.event(event)
                name = known_event.name if known_event else Name(en=event)
                prop = self.catalog.event_property(event, leaf.property or "")
                implied = measure == "count" and leaf.op == "at_least" and leaf.value == 1
                fit = self._count(implied) if measure == "count" else self._days() if measure == "days" else 0
                fit = self._fit(prop.unit) if prop and measure in ("sum", "avg", "max", "min") else fit
                fit = self._count(False) if measure == "distinct" else fit
                return [*self._with(leaf, fit, name, prop), *self._of_filters(leaf)]
            case Near(tag=tag):
                far = self.quantity.unit_class == "metres"
                near = leaf.model_copy(update={"radius_m": self.quantity.metres, "because": self.said.words})
                return [(_WHOLE, Text(en="distance", zh="距离"), near)] if far else []
            case Sequence(within_days=within) if within is not None:
                fits = self.quantity.unit_class == "days" and self.said.was in (None, within)
                new = leaf.model_copy(update={"within_days": int(self.quantity.value), "because": self.said.words})
                return [(_WHOLE, Text(en="days between", zh="间隔天数"), new)] if fits else []
            case InLookalike():
                size = leaf.model_copy(update=self._size(leaf.size))
                return [(fit, Text(en="size", zh="人数"), size)] if (fit := self._people()) else []
            case Formula():
                number = {"kind": "number", "value": self.quantity.value}
                fit = _FITS if self.quantity.unit is None and self._may("number") else 0
                data = leaf.model_dump() | {"right": number, "because": self.said.words}
                return [(fit, Text(en="ratio", zh="比值"), Formula.model_validate(data))] if fit else []
            case _:
                return []

    def of_size(self, definition: Definition) -> list[Refit]:
        """The definition with another limit or sample."""
        if not (fit := self._people()):
            return []
        named = [name for name in ("limit", "sample") if getattr(definition, name) is not None]
        return [
            Refit(
                fit + _FRESH * (self.before is not None and getattr(self.before, name) != getattr(definition, name)),
                Text(en="number of users", zh="人数"),
                definition.model_copy(update={name: part.model_copy(update=self._size(part.size))}),
            )
            for name in named
            if (part := getattr(definition, name)) and self.said.was in (None, part.size)
        ]

    def _of_filters(self, leaf: EventCondition) -> list[tuple[int, Text, Condition]]:
        found: list[tuple[int, Text, Condition]] = []
        for i, one in enumerate(leaf.where):
            prop = self.catalog.event_property(leaf.event, one.property)
            if prop is None or one.op not in NUMERIC or not (fit := self._fit(prop.unit)) or not self._may_go(one):
                continue
            changed = PropertyFilter.model_validate({"property": one.property} | self._comparison(one, prop))
            filters = (*leaf.where[:i], changed, *leaf.where[i + 1 :])
            new = leaf.model_copy(update={"where": filters, "because": self.said.words})
            found.append((fit, Text(en=prop.name.to("en"), zh=prop.name.to("zh")), new))
        return found

    def _with(
        self, leaf: TagCondition | EventCondition, fit: int, name: Name, of: Tag | Property | None
    ) -> list[tuple[int, Text, Condition]]:
        if not fit or not self._may_go(leaf):
            return []
        data = leaf.model_dump(exclude={"op", "value", "values", "because"})
        new = type(leaf).model_validate(data | self._comparison(leaf, of) | {"because": self.said.words})
        return [(fit, Text(en=name.to("en"), zh=name.to("zh")), new)]

    def _comparison(
        self, old: TagCondition | EventCondition | PropertyFilter, of: Tag | Property | None
    ) -> dict[str, Any]:
        """The new comparison, in the unit of the number; where no word compares, as it was before."""
        quantity = in_units_of(self.quantity, of)
        if self.said.slot in ("upper", "lower"):
            return _with_end(old, quantity.value, self.said.slot == "upper")
        if self.said.bare and self._is_other_end(old):
            return _with_end(old, quantity.value, quantity.op == "at_most")
        if quantity.op is not None or quantity.high is not None:
            return comparison_of(quantity)
        if old.op == "between" and old.values:
            low, high = old.values
            below = self.said.was == low or (self.said.was is None and quantity.value < low)  # type: ignore[operator]
            values = (quantity.value, high) if below else (low, quantity.value)
            return {"op": "between", "values": values}
        return {"op": old.op, "value": quantity.value}

    def _is_other_end(self, old: TagCondition | EventCondition | PropertyFilter) -> bool:
        """ "up to 40" of those aged 25 to 35, "no more than 10" of those who came at least 3 times."""
        op, value = self.quantity.op, self.quantity.value
        if op not in ("at_least", "at_most"):
            return False
        if old.op == "between":
            return True
        beyond = isinstance(old.value, int | float) and (value > old.value if op == "at_most" else value < old.value)
        at_all = isinstance(old, EventCondition) and is_at_all(old)
        return {old.op, op} == {"at_least", "at_most"} and beyond and not at_all

    def _may_go(self, old: TagCondition | EventCondition | PropertyFilter) -> bool:
        """Whether the number there is can be the one that goes. Of a range nobody knows which end does, unless it is
        said or the new number lies beyond it."""
        if self.said.bare and self.quantity.high is not None and old.op == "is":
            return False  # "25-40" of those without children is no number of children
        if self.said.was is not None:
            return self.said.was in (old.value, *(old.values or ()))
        if self.said.slot in ("upper", "lower"):
            return bool(_with_end(old, self.quantity.value, self.said.slot == "upper"))
        if self.quantity.op is not None or self.quantity.high is not None or old.op != "between":
            return True
        low, high = old.values or (0, 0)
        return not low <= self.quantity.value <= high  # type: ignore[operator]

    def _is_number(self, tag_id: str) -> bool:
        tag = self.catalog.tag(tag_id)
        return tag is not None and tag.type == "number"

    def _fit(self, unit: Name | None) -> int:
        """How well a number with `unit` of its own takes the new one."""
        if self.quantity.share and not (unit and any("%" in name for name in unit.all)):
            return 0
        if not self._may("number"):
            return 0
        if self.quantity.unit is None and self.quantity.unit_class is None:
            return _FITS
        if unit is None:
            return _FITS if self.quantity.unit_class in ("points", "times") else 0
        if self.quantity.unit_class == "pieces" and not same_unit(None, "money", unit.all):
            return _FITS  # five 节 of what is counted in 课时
        return _WHOLE if same_unit(self.quantity.unit, self.quantity.unit_class, unit.all) else 0

    def _count(self, implied: bool) -> int:
        if self.quantity.share or not self._may("number"):
            return 0
        if self.quantity.unit_class == "times" or (not self._may("size") and self.quantity.unit is None):
            return _WHOLE
        return _FITS if self.quantity.unit is None and self.quantity.unit_class is None and not implied else 0

    def _days(self) -> int:
        return _WHOLE if self.quantity.unit_class == "days" else _FITS if self.quantity.unit is None else 0

    def _people(self) -> int:
        if self.quantity.high is not None or not self._may("size"):
            return 0
        told = self.quantity.share or self.quantity.unit_class == "people" or self.said.slot == "size"
        return _WHOLE if told else _FITS if self.quantity.unit is None and self.quantity.unit_class is None else 0

    def _may(self, slot: Slot) -> bool:
        said = "number" if self.said.slot in ("upper", "lower") else self.said.slot
        return said in (None, "any", slot)

    def _size(self, before: int | None) -> dict[str, int | float | None]:
        if self.quantity.share and self.said.of_that and before is not None:
            return Size(size=max(1, round(before * self.quantity.value))).model_dump()
        if self.quantity.share:
            return {"size": None, "share": float(self.quantity.value)}
        return Size(size=max(1, int(self.quantity.value))).model_dump()


def _with_end(old: TagCondition | EventCondition | PropertyFilter, end: int | float, upper: bool) -> dict[str, Any]:
    """A range with another upper or lower end; empty where both ends cannot be said in one."""
    if old.op == "between" and old.values:
        low, high = old.values
        return {"op": "between", "values": (low, end) if upper else (end, high)}
    if (old.op in ("at_most", "less_than")) == upper and old.op != "is":
        return {"op": old.op, "value": end}
    if old.op in ("at_least", "at_most") and isinstance(old.value, int | float):
        return {"op": "between", "values": (old.value, end) if upper else (end, old.value)}
    return {}


def _variants(
    condition: Condition, change: Callable[[Condition], list[tuple[int, Text, Condition]]]
) -> list[tuple[int, Text, Condition]]:
    """The condition with each answer that `change` has to one of its leaves."""
    match condition:
        case All(of=parts) | AnyOf(of=parts):
            return [
                (fit, of, condition.model_copy(update={"of": (*parts[:i], new, *parts[i + 1 :])}))
                for i, part in enumerate(parts)
                for fit, of, new in _variants(part, change)
            ]
        case Not(of=part):
            return [(fit, of, Not(of=new)) for fit, of, new in _variants(part, change)]
        case _:
            return change(condition)
