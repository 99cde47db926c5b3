"""The TGI profile of a twentieth of the users (500,000 of ten million) over all tags."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from sqlglot import exp

from evals.speed.bench.deck import Deck
from evals.speed.bench.tasks.base import Query, Run, Task, listed
from tools.profile.counting import Split
from tools.segment import Definition, TagCondition

if TYPE_CHECKING:
    import duckdb
    import polars as pl
    import pyarrow as pa

    from evals.speed.bench.frames import Frames
    from tools.workspace import Workspace

# The tag that the audience is cut out by: a profile leaves out what only restates its definition.
_BY = "store"


@dataclass(frozen=True)
class ProfileOf(Task):
    """Users of 15 of 300 stores. By hand their values (in the bins of Muster's profile) are counted in one query, those
    of the population, which never change, having been counted before."""

    name = "TGI profile, all tags"
    with_population: ClassVar[bool] = False

    stores: tuple[str, ...]
    splits: tuple[Split, ...]

    @classmethod
    def draw(cls, deck: Deck) -> Self:
        return cls(deck.values(_BY, 15), tuple(split for split in deck.splits if split.tag.id != _BY))

    def on_muster(self, workspace: Workspace) -> Run | None:
        from tools.actions.profile_segment import ProfileArguments, profile_segment

        arguments = ProfileArguments(definition=Definition(where=TagCondition(tag=_BY, op="in", values=self.stores)))

        def run() -> dict[str, int]:
            profile = profile_segment(workspace, arguments)
            return {f"{line.tag}={line.value}": line.count for line in (*profile.over, *profile.under)}

        return run

    def on_duckdb(self, database: duckdb.DuckDBPyConnection) -> Run | None:
        sql = self._grouping_sets("duckdb", "VARCHAR", "unnest({})")
        return lambda: _counts(database.sql(sql).to_arrow_table())

    def on_chdb(self, query: Query) -> Run | None:
        sql = self._grouping_sets("clickhouse", "Nullable(String)", "arrayJoin({})")
        sql = sql.replace("Nullable(DATE)", "Date32")  # whose own DATE begins in 1970
        return lambda: _counts(query(f"{sql} SETTINGS group_by_use_nulls = 1"))

    def on_polars(self, frames: Frames) -> Run | None:
        import polars as pl

        users = frames.users if self.with_population else frames.users.filter(pl.col(_BY).is_in(self.stores))
        audience = pl.col(_BY).is_in(self.stores).sum().alias("audience")
        asked = []
        for split in self.splits:
            value = pl.col(split.tag.stored_in)
            held = users.explode(split.tag.stored_in) if split.tag.type == "set" else users
            grouped = held.group_by(_binned(split, value).alias("value")).agg(audience)
            asked.append(grouped)

        def run() -> dict[str, int]:
            found: dict[str, int] = {}
            for split, frame in zip(self.splits, pl.collect_all(asked), strict=True):
                names = frames.sets.get(split.tag.id)
                for value, count in frame.drop_nulls().iter_rows():
                    found[f"{split.tag.id}={names[value] if names else _text(value)}"] = count
            return found

        return run

    def _grouping_sets(self, dialect: str, text: str, unnested: str) -> str:
        """Rows of a key `tag=value` and the number of users of the audience; no key for unknown values."""
        single = [split for split in self.splits if split.tag.type != "set"]
        several = [split for split in self.splits if split.tag.type == "set"]
        columns = [f"{_value(split).sql(dialect=dialect)} AS c{i}" for i, split in enumerate(single)]
        columns += [split.tag.stored_in for split in several] + [f"{_BY} IN {listed(self.stores)} AS a"]
        keys = [f"'{split.tag.id}=' || CAST(c{i} AS {text})" for i, split in enumerate(single)]
        sets = [f"(c{i})" for i in range(len(single))]
        inside = "" if self.with_population else f" WHERE {_BY} IN {listed(self.stores)}"
        counts = "count(*) FILTER (WHERE a), count(*)" if self.with_population else "count(*)"
        queries = [f"SELECT coalesce({', '.join(keys)}), {counts} FROM m GROUP BY GROUPING SETS ({', '.join(sets)})"]
        for split in several:
            held = f"SELECT {unnested.format(split.tag.stored_in)} AS v, a FROM m"
            queries.append(f"SELECT '{split.tag.id}=' || CAST(v AS {text}), {counts} FROM ({held}) GROUP BY v")
        return f"WITH m AS (SELECT {', '.join(columns)} FROM users{inside}) " + " UNION ALL ".join(queries)


class ProfileWithPopulation(ProfileOf):
    """The same, by hand with the population's counts in the same query."""

    name = "TGI profile, the population counted with it"
    with_population = True


def _value(split: Split) -> exp.Expr:
    """What is counted: the value, or the name of the bin that it falls into."""
    stored: exp.Expr = exp.column(split.tag.stored_in)
    case = exp.Case()
    for bin in split.bins:
        case = case.when(bin.holds(stored), exp.Literal.string(bin.value))
    return case if split.bins else stored


def _binned(split: Split, value: pl.Expr) -> pl.Expr:
    import polars as pl

    names: pl.Expr = pl.lit(None, pl.String) if split.bins else value
    for bin in reversed(split.bins):
        sides = [value >= bin.low] if bin.low is not None and not bin.above else []
        sides += [value > bin.low] if bin.low is not None and bin.above else []
        sides += [value < bin.high] if bin.high is not None and bin.high != bin.low else []
        sides += [value <= bin.high] if bin.high is not None and bin.high == bin.low else []
        names = pl.when(pl.all_horizontal(sides)).then(pl.lit(bin.value)).otherwise(names)
    return names


def _counts(table: pa.Table) -> dict[str, int]:
    """By key; numbers that are told apart by value are whole, as whatever they are stored."""
    keys, counts = table.column(0).to_pylist(), table.column(1).to_pylist()
    known = ((key, count) for key, count in zip(keys, counts, strict=True) if key and not key.endswith("="))
    return {key.removesuffix(".0"): count for key, count in known}


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
