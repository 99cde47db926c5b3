"""A definition as the things it uses: one entry a condition, whatever kind it is of."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import TypeAdapter

from tools.segment import All, AnyOf, Condition, Definition, Not, Scalar, Window

_NAMES = ("tag", "event", "place", "segment", "lookalike")
_WINDOW: TypeAdapter[Window] = TypeAdapter(Window)
# What a number says of no user: which version, which shuffle.
_NOT_SAID = ("version", "seed")


@dataclass(frozen=True)
class Use:
    """One condition, or the order and limits of a definition, which have no condition and no words.

    `names` are pairs of what a thing is and its id, a property's being `event.property`; `values` pairs of the tag's
    or property's id and a stored value that is no number.
    """

    names: frozenset[tuple[str, str]]
    values: frozenset[tuple[str, Scalar]]
    numbers: frozenset[float]
    windows: frozenset[Window]
    negated: bool = False
    because: str = field(default="", compare=False)
    condition: Condition | None = field(default=None, compare=False)

    def values_of(self, attribute: str) -> set[Scalar]:
        return {value for name, value in self.values if name == attribute} | (
            set(self.numbers) if ("tag", attribute) in self.names else set()
        )


def uses_of(definition: Definition) -> list[Use]:
    found = list(_conditions(definition.where, False))
    rest = definition.model_dump(mode="json", exclude={"where"}, exclude_none=True)
    return [*found, _use(rest)] if rest else found


def uses_in(condition: Condition) -> list[Use]:
    return list(_conditions(condition, False))


def _conditions(condition: Condition, negated: bool) -> Iterator[Use]:
    match condition:
        case All(of=parts) | AnyOf(of=parts):
            for part in parts:
                yield from _conditions(part, negated)
        case Not(of=part):
            yield from _conditions(part, not negated)
        case leaf:
            data = leaf.model_dump(mode="json", exclude={"kind", "because"}, exclude_none=True)
            use = _use(data)
            yield replace(
                use, negated=negated != _denies(data), because=(leaf.because or "").strip(), condition=condition
            )


def _use(data: dict[str, Any]) -> Use:
    names: set[tuple[str, str]] = set()
    values: set[tuple[str, Scalar]] = set()
    numbers: set[float] = set()
    windows: set[Window] = set()
    for part, event in _parts(data, ""):
        names |= {(name, part[name]) for name in _NAMES if isinstance(part.get(name), str)}
        attribute = str(part.get("tag", ""))
        if isinstance(part.get("property"), str):
            attribute = f"{event}.{part['property']}"
            names.add(("property", attribute))
        if window := part.get("window"):
            windows.add(_WINDOW.validate_python(window))
        for key, given in part.items():
            for value in given if isinstance(given, list) else [given]:
                if isinstance(value, int | float) and not isinstance(value, bool) and key not in _NOT_SAID:
                    numbers.add(float(value))
                elif key in ("value", "values") and isinstance(value, bool | str):
                    values.add((attribute, value))
    return Use(frozenset(names), frozenset(values), frozenset(numbers), frozenset(windows))


def _parts(data: dict[str, Any], event: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Every object of a condition but its windows, each with the event it is about."""
    event = data.get("event", event)
    yield data, event
    for key, value in data.items():
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict) and key != "window":
                yield from _parts(part, event)


def _denies(data: dict[str, Any]) -> bool:
    """Whether a condition says by itself that something is not so: a flag that is off, nothing done, a step undone."""
    match data:
        case {"value": False}:
            return True
        case {"event": str(), "op": "is" | "at_most", "value": 0} | {"event": str(), "op": "less_than", "value": 0 | 1}:
            return True
        case {"steps": [*_, {"absent": True}]}:
            return True
        case _:
            return False
