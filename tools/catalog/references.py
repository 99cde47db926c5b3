"""What a catalog file says about its own parts: every id once, every reference to something that is there.

Works on the file's plain data, so that these problems are told together with those of its form.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from zoneinfo import available_timezones

from rapidfuzz import process

from tools.catalog.complaints import Complaints

Path = tuple[int | str, ...]

_MISSPELT = 70  # likeness (0 to 100) from which an unknown name is taken for a misspelt known one


def check_references(data: dict[str, Any], complaints: Complaints) -> None:
    """Add what does not fit together. Values are not checked: those that the data holds need not be listed."""
    _timezone(data.get("timezone"), complaints)
    for key in ("tags", "events", "places"):
        _repeated(complaints, (key,), _items(data, key), "id")
    for key, inner in (("tags", "values"), ("events", "properties")):
        for i, entry in _items(data, key):
            _repeated(complaints, (key, i, inner), _items(entry, inner), "value" if inner == "values" else "id")
    tags = _ids(data, "tags")
    for i, entry in _items(data, "sensitive"):
        # A policy may name tags that this data lacks; a misspelt one would leave a tag unprotected.
        if process.extractOne(str(entry.get("tag")), tags, score_cutoff=_MISSPELT):
            _known(complaints, ("sensitive", i, "tag"), entry.get("tag"), tags, "tag", "标签")
    for i, term in _items(data, "terms"):
        for path, leaf in _leaves(term.get("definition"), ("terms", i, "definition")):
            _leaf(data, complaints, path, leaf)


def _leaf(data: dict[str, Any], complaints: Complaints, path: Path, leaf: dict[str, Any]) -> None:
    """A condition's tags, place, events and properties."""
    match leaf.get("kind"):
        case "tag" | "near":
            _known(complaints, (*path, "tag"), leaf.get("tag"), _ids(data, "tags"), "tag", "标签")
            if "place" in leaf:
                _known(complaints, (*path, "place"), leaf["place"], _ids(data, "places"), "place", "地点")
        case "event":
            _events(data, complaints, path, leaf)
        case "sequence":
            for i, step in _items(leaf, "steps"):
                _events(data, complaints, (*path, "steps", i), step)
        case "formula":
            _expression(data, complaints, (*path, "left"), leaf.get("left"))
            _expression(data, complaints, (*path, "right"), leaf.get("right"))


def _expression(data: dict[str, Any], complaints: Complaints, path: Path, expression: Any) -> None:
    match expression:
        case {"kind": "tag"}:
            _known(complaints, (*path, "tag"), expression.get("tag"), _ids(data, "tags"), "tag", "标签")
        case {"kind": "measure"}:
            _events(data, complaints, path, expression)
        case {"kind": "arithmetic"}:
            _expression(data, complaints, (*path, "left"), expression.get("left"))
            _expression(data, complaints, (*path, "right"), expression.get("right"))


def _events(data: dict[str, Any], complaints: Complaints, path: Path, events: dict[str, Any]) -> None:
    """The event of a measure or step, and the properties that it speaks of."""
    _known(complaints, (*path, "event"), events.get("event"), _ids(data, "events"), "event", "行为")
    event = next((entry for _, entry in _items(data, "events") if entry.get("id") == events.get("event")), None)
    if event is None:
        return
    properties = _ids(event, "properties")
    if "property" in events:
        _known(complaints, (*path, "property"), events["property"], properties, "property", "属性")
    for i, each in _items(events, "where"):
        _known(complaints, (*path, "where", i, "property"), each.get("property"), properties, "property", "属性")


def _leaves(condition: Any, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    match condition:
        case {"of": list(parts)}:
            for i, part in enumerate(parts):
                yield from _leaves(part, (*path, "of", i))
        case {"of": part}:
            yield from _leaves(part, (*path, "of"))
        case dict():
            yield path, condition


def _timezone(given: Any, complaints: Complaints) -> None:
    known = available_timezones()
    if given is not None and given not in known:
        complaints.add(
            "unknown_timezone", ("timezone",), f"{given} is not a time zone such as Asia/Shanghai",
            f"{given} 不是有效的时区，例如 Asia/Shanghai", got=given, known=sorted(known),
        )  # fmt: skip


def _repeated(complaints: Complaints, path: Path, entries: Sequence[tuple[int, dict[str, Any]]], key: str) -> None:
    seen: set[str] = set()
    for i, entry in entries:
        given = entry.get(key)
        if given is not None and str(given) in seen:
            complaints.add(
                "repeated_id", (*path, i, key), f"{given} is already taken above; each may stand only once",
                f"{given} 前面已经用过，不能重复", got=given,
            )  # fmt: skip
        seen.add(str(given))


def _known(complaints: Complaints, path: Path, got: Any, known: Sequence[str], en: str, zh: str) -> None:
    """`got` must be one of `known`; what is not given at all is told as missing elsewhere."""
    if got is not None and got not in known:
        complaints.add(
            f"unknown_{en}", path, f"the catalog has no {en} {got}", f"目录中没有{zh} {got}", got=got, known=known
        )


def _ids(data: dict[str, Any], key: str) -> list[str]:
    return [str(entry["id"]) for _, entry in _items(data, key) if "id" in entry]


def _items(data: dict[str, Any], key: str) -> list[tuple[int, dict[str, Any]]]:
    """The entries of a list in the file, with their positions; those of another shape are told of elsewhere."""
    entries = data.get(key)
    return (
        [(i, entry) for i, entry in enumerate(entries) if isinstance(entry, dict)] if isinstance(entries, list) else []
    )
