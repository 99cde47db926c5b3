"""Which tables a load has and what they mean: from the catalog file, and from the data where it says nothing."""

import itertools
from dataclasses import dataclass, replace

import duckdb
from rapidfuzz import process

from tools.catalog.facts import TableFacts
from tools.catalog.infer import (
    event_type_column,
    event_user_candidates,
    infer_event,
    infer_users,
    time_column,
    user_id_candidates,
)
from tools.catalog.model import Catalog, Event, Match, Users
from tools.errors import MusterError, fail
from tools.ingest.convert import Column, exact_id
from tools.ingest.gather import Files
from tools.ingest.measure import SAMPLE_ROWS, measure
from tools.ingest.source import Source
from tools.ingest.sql import text
from tools.language import Text


@dataclass(frozen=True)
class Understood:
    """`events` by the table name that the catalog uses; `notes` say what was inferred."""

    catalog: Catalog
    users: Source
    events: dict[str, Source]
    notes: tuple[Text, ...] = ()


def understand(files: Files, given: Catalog | None, id_column: str | None) -> Understood:
    """The catalog given, completed where it names no tags or leaves an events file unmentioned; without one, all of it.

    Raises MusterError when a table that the catalog names was not given, or no user id, user or time can be found.
    """
    users = files.users_table(given)
    facts = None
    if given is None or not given.tags:
        facts = measure(files.con, users)
    user_id = _user_id(users, facts, given, id_column)
    catalog = given or Catalog(users=Users(table=users.table, id=user_id))
    catalog = catalog.model_copy(update={"users": Users(table=catalog.users.table, id=user_id)})
    notes: list[Text] = []
    if facts:
        tags, ids, empty = infer_users(facts, user_id)
        catalog = catalog.model_copy(update={"tags": tuple(tags), "ids": catalog.ids or tuple(ids)})
        notes += _users_notes(users, catalog, empty)
    tables = {table: files.event_table(table, catalog) for table in dict.fromkeys(e.table for e in catalog.events)}
    mentioned = [users, *tables.values()]
    for given_table in dict.fromkeys([*files.events, *(files.tables.values() if given is None else ())]):
        if given_table in mentioned:
            continue
        source = replace(given_table, table=_free(given_table.table, [catalog.users.table, *tables]))
        found = _infer_events(files.con, source, users, catalog)
        if found:
            catalog = catalog.model_copy(update={"events": (*catalog.events, *_with_free_ids(found, catalog))})
            tables[source.table] = source
            notes.append(_events_note(source, found))
        elif given_table in files.events:
            raise _no_events(source)
    return Understood(catalog, users, tables, tuple(notes))


def _user_id(users: Source, facts: TableFacts | None, given: Catalog | None, id_column: str | None) -> str:
    names = [column.name for column in users.columns]
    listed = ", ".join(names)
    if id_column is not None:
        column = users.column(id_column)
        if column is None:
            raise fail(
                "unknown_column", f"{users.file.name} has no column {id_column}. It has: {listed}.",
                f"{users.file.name} 中没有列 {id_column}。现有的列：{listed}。", where=users.file.name, got=id_column,
                suggestions=tuple(match[0] for match in process.extract(id_column, names, limit=3, score_cutoff=60)),
            )  # fmt: skip
        return column.name
    if given is not None:
        return given.users.id
    candidates = user_id_candidates(facts) if facts else []
    if not candidates:
        raise fail(
            "no_id_column", f"No column of {users.file.name} looks like a user id: name it by --id. It has: {listed}.",
            f"{users.file.name} 中没有看起来是用户 ID 的列：请用 --id 指定。现有的列：{listed}。",
            where=users.file.name,
        )  # fmt: skip
    return candidates[0]


def _infer_events(con: duckdb.DuckDBPyConnection, source: Source, users: Source, catalog: Catalog) -> list[Event]:
    """The events of a table; none when it has no user or no time."""
    facts = measure(con, source)
    user, time = _user_of_events(con, source, facts, users, catalog), time_column(facts)
    if user is None or time is None:
        return []
    kinds = event_type_column(facts, {user, time})
    column = source.column(kinds) if kinds else None
    if column is None:
        return [infer_event(facts, user, time)]
    values = con.execute(
        f"SELECT DISTINCT {column.trimmed} AS v FROM ({source.relation}) WHERE v IS NOT NULL ORDER BY v"
    )
    events = []
    for (value,) in values.fetchall():
        of_kind = measure(con, source, f"{column.trimmed} = {text(value)}")
        events.append(infer_event(of_kind, user, time, Match(column=column.name, value=value), facts))
    return events


def _user_of_events(
    con: duckdb.DuckDBPyConnection, source: Source, facts: TableFacts, users: Source, catalog: Catalog
) -> str | None:
    """Of the columns that may hold the user, the one with the most ids of the users table."""
    candidates = [source.column(each) for each in event_user_candidates(facts, catalog.users.id)]
    id_column = users.column(catalog.users.id)

    def found(column: Column) -> int:
        assert id_column is not None
        ids = f"SELECT {exact_id(id_column)} FROM ({users.relation})"
        rows = f"SELECT {exact_id(column)} AS id FROM ({source.relation}) LIMIT {SAMPLE_ROWS}"
        return int(con.execute(f"SELECT count(*) FROM ({rows}) WHERE id IN ({ids})").fetchall()[0][0])

    columns = [column for column in candidates if column]
    if len(columns) > 1 and id_column:
        return max(columns, key=found).name
    return columns[0].name if columns else None


def _with_free_ids(events: list[Event], catalog: Catalog) -> list[Event]:
    taken = [event.id for event in catalog.events]
    free = []
    for event in events:
        free.append(event.model_copy(update={"id": _free(event.id, taken)}))
        taken.append(free[-1].id)
    return free


def _free(wanted: str, taken: list[str]) -> str:
    """The name, with a number where it is taken; DuckDB holds Orders and orders for one."""
    used = {each.casefold() for each in taken}
    names = itertools.chain([wanted], (f"{wanted}_{n}" for n in itertools.count(2)))
    return next(each for each in names if each.casefold() not in used)


def _users_notes(users: Source, catalog: Catalog, empty: list[str]) -> list[Text]:
    tags = [
        f"{tag.columns.lat} + {tag.columns.lon} → {tag.type}" if tag.columns else f"{tag.stored_in} → {tag.type}"
        for tag in catalog.tags
    ]
    ids = [f"{entry.column} → {entry.type}" for entry in catalog.ids]
    notes = [
        Text(
            en=f"{users.file.name}: user id is {catalog.users.id}; tags inferred: {', '.join(tags) or 'none'}",
            zh=f"{users.file.name}：用户 ID 列为 {catalog.users.id}；推断出的标签：{'、'.join(tags) or '无'}",
        )
    ]
    if ids:
        notes.append(Text(en=f"identifiers inferred: {', '.join(ids)}", zh=f"推断出的其他标识：{'、'.join(ids)}"))
    if empty:
        notes.append(
            Text(en=f"left out, holding nothing: {', '.join(empty)}", zh=f"因全部为空而未采用的列：{'、'.join(empty)}")
        )
    return notes


def _events_note(source: Source, events: list[Event]) -> Text:
    names = [event.id for event in events]
    by = events[0].match.column if events[0].match else None
    user, time = events[0].user, events[0].time
    return Text(
        en=f"{source.file.name}: events inferred: {', '.join(names)}"
        + (f" (by column {by})" if by else "")
        + f"; user is {user}, time is {time}",
        zh=f"{source.file.name}：推断出的行为：{'、'.join(names)}"
        + (f"（按列 {by}）" if by else "")
        + f"；用户列 {user}，时间列 {time}",
    )


def _no_events(source: Source) -> MusterError:
    listed = ", ".join(column.name for column in source.columns)
    return fail(
        "no_events",
        f"{source.file.name} has no column that reads as a user id, or none that reads as a time; events need both. "
        f"It has: {listed}. A catalog file can name them.",
        f"{source.file.name} 中没有可识别的用户列或时间列，行为数据两者都需要。"
        f"现有的列：{listed}。可在目录文件中指定。",
        where=source.file.name,
    )
