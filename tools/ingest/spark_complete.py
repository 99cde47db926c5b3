"""What the data on a cluster adds to a catalog: values, counts of events, and the day it speaks of.

The rules are those of `complete`; each table is read twice, whatever it holds.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tools.catalog.model import Catalog, Event, Property, Tag
from tools.ingest.complete import MOST_VALUES, newest_of, with_values, worth_listing
from tools.spark.dialect import literal, quoted
from tools.spark.session import limited

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


@dataclass(frozen=True)
class _Asked:
    """A choice or a set (`event` None: of the users), or the rows of an event (`of` None)."""

    of: Tag | Property | None
    event: Event | None

    @property
    def rows(self) -> str:
        if self.event is None or self.event.match is None:
            return "true"
        return f"{quoted(self.event.match.column)} <=> {literal(str(self.event.match.value))}"

    @property
    def values(self) -> str:
        """The values of a row as a list; empty where there are none."""
        assert self.of is not None
        stored = quoted(self.of.stored_in)
        held = stored if self.of.type == "set" else f"array({stored})"
        return f"(CASE WHEN {self.rows} AND {stored} IS NOT NULL THEN {held} ELSE array() END)"


def completed_on_spark(
    session: SparkSession, tables: dict[str, DataFrame], catalog: Catalog, today: date, timeout_s: float
) -> tuple[Catalog, dict[str, int]]:
    """The catalog with `as_of` and values, and the number of rows of each event. `tables` are as registered."""
    listed: dict[tuple[str | None, str], list[str]] = {}
    counts: dict[str, int] = {}
    days: list[tuple[date | None, int, int]] = []
    for name, frame in tables.items():
        asked = _asked(name, catalog)
        moments = _moments(name, catalog)
        first = [f"count_if({each.rows})" if each.of is None else _about(each) for each in asked]
        for column in moments:
            day, now = f"CAST({quoted(column)} AS DATE)", f"DATE{literal(today.isoformat())}"
            first += [f"max({day}) FILTER (WHERE {day} <= {now})", f"count_if({day} > {now})", f"count({day})"]
        if not first:
            continue
        with limited(session, timeout_s):
            answer = frame.selectExpr(*(f"{sql} AS a{i}" for i, sql in enumerate(first))).toArrow()
        row = list(answer.to_pylist()[0].values())
        days += zip(*[iter(row[len(asked) :])] * 3, strict=True)
        few = []
        for each, found in zip(asked, row, strict=False):
            if each.of is None and each.event is not None:
                counts[each.event.id] = found
            elif found <= 2 * MOST_VALUES:
                few.append(each)
        listed |= _values(session, frame, few, timeout_s)
    return _with_listed(catalog, listed).model_copy(update={"as_of": catalog.as_of or newest_of(days, today)}), counts


def _asked(table: str, catalog: Catalog) -> list[_Asked]:
    asked = [_Asked(tag, None) for tag in catalog.tags if table == catalog.users.table]
    for event in catalog.events:
        if event.table == table:
            asked += [_Asked(None, event), *(_Asked(part, event) for part in event.properties)]
    return [each for each in asked if each.of is None or each.of.type in ("choice", "set")]


def _moments(table: str, catalog: Catalog) -> list[str]:
    columns = [tag.stored_in for tag in catalog.tags if tag.type == "date" and table == catalog.users.table]
    return list(dict.fromkeys([*columns, *(event.time for event in catalog.events if event.table == table)]))


def _about(asked: _Asked) -> str:
    """About how many different values; of sets so many different lists, which is no fewer in any set that matters."""
    assert asked.of is not None
    if asked.of.type == "set":
        return "0"
    return f"approx_count_distinct({quoted(asked.of.stored_in)}) FILTER (WHERE {asked.rows})"


def _values(
    session: SparkSession, frame: DataFrame, asked: list[_Asked], timeout_s: float
) -> dict[tuple[str | None, str], list[str]]:
    """Distinct values, most frequent first, by event and tag or property."""
    if not asked:
        return {}
    lists = [f"transform({each.values}, v -> struct({i} AS n, v AS value))" for i, each in enumerate(asked)]
    counted = (
        frame.selectExpr(f"inline(concat({', '.join(lists)}))")
        .groupBy("n", "value")
        .count()
        .selectExpr(
            "n", "value",
            "sum(count) OVER (PARTITION BY n) AS known",
            "row_number() OVER (PARTITION BY n ORDER BY count DESC, value) AS place",
        )
        .where(f"value IS NOT NULL AND place <= {MOST_VALUES + 1}")
        .orderBy("n", "place")
    )  # fmt: skip
    with limited(session, timeout_s):
        rows = counted.toArrow().to_pylist()
    met: dict[int, list[str]] = defaultdict(list)
    known: dict[int, int] = {}
    for row in rows:
        met[row["n"]].append(row["value"])
        known[row["n"]] = row["known"]
    return {_key(each): worth_listing(met[i], known.get(i, 0)) for i, each in enumerate(asked)}


def _key(asked: _Asked) -> tuple[str | None, str]:
    assert asked.of is not None
    return (asked.event.id if asked.event else None, asked.of.id)


def _with_listed(catalog: Catalog, listed: dict[tuple[str | None, str], list[str]]) -> Catalog:
    tags = tuple(with_values(tag, listed[None, tag.id]) if (None, tag.id) in listed else tag for tag in catalog.tags)
    events = tuple(
        event.model_copy(
            update={
                "properties": tuple(
                    with_values(part, listed[event.id, part.id]) if (event.id, part.id) in listed else part
                    for part in event.properties
                )
            }
        )
        for event in catalog.events
    )
    return catalog.model_copy(update={"tags": tags, "events": events})
