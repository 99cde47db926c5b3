"""Which columns of a source become which columns of the warehouse, as the catalog says."""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import process

from tools.catalog.model import Attribute, Catalog, Event, Property, Tag
from tools.errors import MusterError, Problem
from tools.ingest.convert import Column, Target, Type
from tools.ingest.source import Source
from tools.language import Text


@dataclass(frozen=True)
class Pair:
    """A column as the file has it, and what it becomes."""

    column: Column
    target: Target


def plan_users(catalog: Catalog, source: Source) -> list[Pair]:
    """The id first, then tags and identifiers. Raises MusterError for all that does not fit the file at once."""
    targets = [Target(catalog.users.id, "id")]
    for tag in catalog.tags:
        targets += _of_attribute(tag)
    targets += [Target(entry.column, "choice") for entry in catalog.ids]
    return _matched(targets, source)


def plan_events(catalog: Catalog, table: str, source: Source) -> list[Pair]:
    """Users and times first, then match columns and properties of all events that share the table."""
    events = events_of(catalog, table)
    targets = [Target(user_column(catalog, event), "id") for event in events]
    targets += [Target(event.time, "time") for event in events]
    targets += [Target(event.match.column, "choice") for event in events if event.match]
    for event in events:
        for prop in event.properties:
            targets += _of_attribute(prop)
    return _matched(targets, source)


def events_of(catalog: Catalog, table: str) -> list[Event]:
    return [event for event in catalog.events if event.table == table]


def user_column(catalog: Catalog, event: Event) -> str:
    return event.user or catalog.users.id


def _of_attribute(attribute: Attribute) -> list[Target]:
    if isinstance(attribute, Tag) and attribute.columns:
        return [Target(attribute.columns.lat, "latitude"), Target(attribute.columns.lon, "longitude")]
    assert isinstance(attribute, Tag | Property)
    assert attribute.type != "place"
    return [Target(attribute.stored_in, attribute.type, attribute.separator)]


def _matched(targets: Iterable[Target], source: Source) -> list[Pair]:
    """Each target once with its column. A column that two entries want in different types is a problem; a user id or
    a time may also serve as a tag of its own kind."""
    pairs: dict[str, Pair] = {}
    problems: list[Problem] = []
    for target in targets:
        column = source.column(target.column)
        known = pairs.get(target.column.casefold())
        if column is None:
            problems.append(_missing(target, source))
        elif known is None:
            pairs[target.column.casefold()] = Pair(column, target)
        elif not _compatible(known.target.type, target.type):
            problems.append(_conflict(target, known.target.type, source))
    if problems:
        raise MusterError(*dict.fromkeys(problems))
    return list(pairs.values())


def _compatible(first: Type, second: Type) -> bool:
    return first == second or {first, second} in ({"id", "choice"}, {"time", "date"})


def _missing(target: Target, source: Source) -> Problem:
    names = [column.name for column in source.columns]
    close = tuple(match[0] for match in process.extract(target.column, names, limit=3, score_cutoff=60))
    listed = ", ".join(names[:30])
    return Problem(
        code="missing_column",
        message=Text(
            en=f"The catalog names column {target.column}, which {source.file.name} does not have. It has: {listed}.",
            zh=f"目录中的列 {target.column} 在 {source.file.name} 中不存在。该文件的列有：{listed}。",
        ),
        where=source.file.name,
        got=target.column,
        suggestions=close,
    )


def _conflict(target: Target, known: Type, source: Source) -> Problem:
    return Problem(
        code="column_conflict",
        message=Text(
            en=f"The catalog uses column {target.column} as {known} and as {target.type}; a column has one type.",
            zh=f"目录把列 {target.column} 同时当作 {known} 和 {target.type}；一列只能有一种类型。",
        ),
        where=source.file.name,
        got=target.column,
    )
