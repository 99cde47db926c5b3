"""From a line to its definition. The catalog only says whether a name that is counted is a tag or an event."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedInput
from lark.exceptions import VisitError
from pydantic import ValidationError

from tools.catalog.model import Catalog
from tools.compiler.suggestions import closest, words_of
from tools.segment import Definition

_GRAMMAR = Path(__file__).with_name("grammar.lark")
_OPERATORS = {"=": "is", ">=": "at_least", "<=": "at_most", ">": "more_than", "<": "less_than"}

Tree = dict[str, Any]


class NotationError(ValueError):
    """A line that cannot be read, in words for its author."""


def parse(line: str, catalog: Catalog) -> Definition:
    """The definition that `line` writes. A name that is both a tag and an event means the tag; `name[]` the event.

    Raises NotationError.
    """
    try:
        return Definition.model_validate(_Builder(catalog).transform(_parser().parse(line)))
    except UnexpectedInput as error:
        raise NotationError(f"cannot be read here:\n{error.get_context(line).rstrip()}") from error
    except VisitError as error:
        if isinstance(error.orig_exc, NotationError):
            raise error.orig_exc from error
        raise
    except ValidationError as error:
        said = dict.fromkeys(each["msg"] for each in error.errors(include_url=False))
        raise NotationError("; ".join(said)) from error


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR.read_text("utf-8"), start="definition", parser="lalr", maybe_placeholders=False)


class _Builder(Transformer[Token, Tree]):
    """Each rule of the grammar as plain data, which the segment model checks at the end."""

    def __init__(self, catalog: Catalog):
        super().__init__()
        self._catalog = catalog

    def definition(self, parts: list[Any]) -> Tree:
        where, *stages = parts
        return {"where": where} | {name: value for stage in stages for name, value in stage.items()}

    def order_by(self, parts: list[Any]) -> Tree:
        _, by, *up = parts
        return {"order_by": {**self._ordering(by), "descending": not up}}

    def limit(self, parts: list[Any]) -> Tree:
        return {"limit": _amount(parts[1])}

    def sample(self, parts: list[Any]) -> Tree:
        return {"sample": _amount(parts[1]) | ({"seed": parts[2]} if len(parts) > 2 else {})}

    # Groups

    def any_of(self, parts: list[Any]) -> Tree:
        return parts[0] if len(parts) == 1 else {"kind": "any", "of": parts}

    def all_of(self, parts: list[Any]) -> Tree:
        return parts[0] if len(parts) == 1 else {"kind": "all", "of": parts}

    def one_of_all(self, parts: list[Any]) -> Tree:
        return {"kind": "all", "of": [parts[1]]}

    def one_of_any(self, parts: list[Any]) -> Tree:
        return {"kind": "any", "of": [parts[1]]}

    def everyone(self, parts: list[Any]) -> Tree:
        return {"kind": "all", "of": []}

    def negated(self, parts: list[Any]) -> Tree:
        return {"kind": "not", "of": parts[1]}

    # Conditions

    def about_name(self, parts: list[Any]) -> Tree:
        name, comparison = parts
        if self._is_event(name):
            return {"kind": "event", "event": name, **comparison}
        return {"kind": "tag", "tag": name, **comparison}

    def about_measure(self, parts: list[Any]) -> Tree:
        return {"kind": "event", **parts[0], **parts[1]}

    def near(self, parts: list[Any]) -> Tree:
        tag, _, radius, centre = parts
        return {"kind": "near", "tag": tag, "radius_m": radius, **centre}

    def centre(self, parts: list[Any]) -> Tree:
        return {"place": parts[0]}

    def point(self, parts: list[Any]) -> Tree:
        return {"lat": parts[0], "lon": parts[1]}

    def segment(self, parts: list[Any]) -> Tree:
        return {"kind": "segment", "segment": parts[1], "version": parts[2] if len(parts) > 2 else None}

    def lookalike(self, parts: list[Any]) -> Tree:
        *named, amount = parts[1:]
        return {"kind": "lookalike", "lookalike": named[0] if named else "", **_amount(amount)}

    def sequence(self, parts: list[Any]) -> Tree:
        steps = [_events(part) for part in parts if isinstance(part, dict | str) and not isinstance(part, Token)]
        if any("window" in step for step in steps[1:]):
            raise NotationError("a window stands in the brackets of a sequence's first step")
        days = next((part for part in parts if isinstance(part, int)), None)
        window = steps[0].pop("window", None)
        return {"kind": "sequence", "steps": steps, "within_days": days, "window": window}

    def step(self, parts: list[Any]) -> Any:
        return parts[0]

    def absent(self, parts: list[Any]) -> Tree:
        return {**_events(parts[1]), "absent": True}

    def formula(self, parts: list[Any]) -> Tree:
        _, left, op, right = parts
        return {"kind": "formula", "left": left, "op": op, "right": right}

    # Measures

    def counted(self, parts: list[Any]) -> Tree:
        event, *inside = parts
        windows = [part for part in inside if "property" not in part]
        if len(windows) > 1:
            raise NotationError(f"{event}[…] holds more than one window")
        filters = [part for part in inside if "property" in part]
        return {"event": event} | ({"where": filters} if filters else {}) | ({"window": windows[0]} if windows else {})

    def filter(self, parts: list[Any]) -> Tree:
        return {"property": parts[0], **parts[1]}

    def count(self, parts: list[Any]) -> Tree:
        return _events(parts[0])

    def measured(self, parts: list[Any]) -> Tree:
        function, events, *of = parts
        return _events(events) | {"measure": str(function)} | ({"property": of[0]} if of else {})

    # Arithmetic

    def add(self, parts: list[Any]) -> Tree:
        return _arithmetic("add", parts)

    def subtract(self, parts: list[Any]) -> Tree:
        return _arithmetic("subtract", parts)

    def multiply(self, parts: list[Any]) -> Tree:
        return _arithmetic("multiply", parts)

    def divide(self, parts: list[Any]) -> Tree:
        return _arithmetic("divide", parts)

    def number(self, parts: list[Any]) -> Tree:
        (of,) = parts
        return {"kind": "measure", **of} if isinstance(of, dict) else {"kind": "number", "value": of}

    def number_of_name(self, parts: list[Any]) -> Tree:
        (name,) = parts
        return {"kind": "measure", "event": name} if self._is_event(name) else {"kind": "tag", "tag": name}

    # Comparisons

    def signed(self, parts: list[Any]) -> Tree:
        return {"op": parts[0], "value": parts[1]}

    def sign(self, parts: list[Any]) -> Any:
        return _OPERATORS[parts[0]]

    def among(self, parts: list[Any]) -> Tree:
        return {"op": "in", "values": parts[1:]}

    def holds_all(self, parts: list[Any]) -> Tree:
        return {"op": "all_of", "values": parts[1:]}

    def between(self, parts: list[Any]) -> Tree:
        return {"op": "between", "values": parts}

    def within(self, parts: list[Any]) -> Tree:
        return {"op": "within", "window": parts[0]}

    def recurs(self, parts: list[Any]) -> Tree:
        return {"op": "recurs", "window": parts[1]}

    def known(self, parts: list[Any]) -> Tree:
        return {"op": "known"}

    def end(self, parts: list[Any]) -> Any:
        return parts[0]

    def name(self, parts: list[Any]) -> Any:
        return str(parts[0])

    # Windows

    def last(self, parts: list[Any]) -> Tree:
        return {"kind": "last", "n": parts[1], "unit": parts[2]}

    def next(self, parts: list[Any]) -> Tree:
        return {"kind": "next", "n": parts[1], "unit": parts[2]}

    def current(self, parts: list[Any]) -> Tree:
        return {"kind": "current", "unit": parts[1]}

    def previous(self, parts: list[Any]) -> Tree:
        return {"kind": "previous", "n": parts[1] if len(parts) > 2 else 1, "unit": parts[-1]}

    def days_between(self, parts: list[Any]) -> Tree:
        return {"kind": "between", "start": str(parts[0]), "end": str(parts[1])}

    def since(self, parts: list[Any]) -> Tree:
        return {"kind": "between", "start": str(parts[0])}

    def until(self, parts: list[Any]) -> Tree:
        return {"kind": "between", "end": str(parts[0])}

    # Words and numbers

    def value(self, parts: list[Any]) -> Any:
        (value,) = parts
        if isinstance(value, Token):
            return {"true": True, "false": False}.get(value.lower(), str(value))
        return value

    def NUMBER(self, token: Token) -> int | float:  # noqa: N802 (lark calls a terminal's method by its name)
        return float(token) if {".", "e", "E"} & set(token) else int(token)

    def STRING(self, token: Token) -> str:  # noqa: N802
        return str(json.loads(token, strict=False))

    def UNIT(self, token: Token) -> str:  # noqa: N802
        return token.rstrip("s")

    def _is_event(self, name: str) -> bool:
        """Whether a name without brackets is an event's. Raises NotationError when the catalog has no such name."""
        if self._catalog.tag(name) is not None:
            return False
        if self._catalog.event(name) is not None:
            return True
        near = closest(name, words_of((*self._catalog.tags, *self._catalog.events)))
        hint = f": did you mean {' or '.join(near)}?" if near else ""
        raise NotationError(f"the catalog has no tag or event {name}{hint}")

    def _ordering(self, by: str | Tree) -> Tree:
        if isinstance(by, dict):
            return {"measure": by}
        return {"measure": {"event": by}} if self._is_event(by) else {"tag": by}


def _events(counted: str | Tree) -> Tree:
    """Events with or without brackets."""
    return {"event": counted} if isinstance(counted, str) else counted


def _amount(number: float) -> Tree:
    return {"size": number} if isinstance(number, int) else {"share": number}


def _arithmetic(op: str, parts: list[Any]) -> Tree:
    return {"kind": "arithmetic", "op": op, "left": parts[0], "right": parts[1]}
