"""Users as rows of numbers."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from sqlglot import exp

from tools.compiler.expressions import column, number, table, text, user_id
from tools.engine.protocol import Engine
from tools.lookalike.event_features import event_rows
from tools.lookalike.plan import Plan

# Users are drawn by a number from their id, so that every run and every machine draws the same ones.
DRAWS = 1_000_000


@dataclass(frozen=True)
class Rows:
    """Users with `features` (one row a user, float32, NaN where unknown) and their `draw`, evenly from 0 to DRAWS-1."""

    ids: pa.ChunkedArray
    is_seed: npt.NDArray[np.bool_]
    draw: npt.NDArray[np.int64]
    features: npt.NDArray[np.float32]


def read_rows(engine: Engine, plan: Plan, seeds: exp.Select, wanted: exp.Expr) -> Rows:
    """The users that meet `wanted`, a condition on the columns `is_seed` and `draw`."""
    answer = engine.query(rows_query(plan, seeds, wanted))
    count = len(plan.features)
    features = np.empty((answer.num_rows, count), dtype=np.float32)
    for place in range(count):
        features[:, place] = _numbers(answer.column(f"f{place}"))
    return Rows(answer.column("user_id"), _numbers(answer.column("is_seed")), _numbers(answer.column("draw")), features)


def drawn_below(limit: int) -> exp.Expr:
    return exp.LT(this=exp.column("draw"), expression=number(limit))


def _numbers(values: pa.ChunkedArray) -> npt.NDArray[Any]:
    array: npt.NDArray[Any] = values.to_numpy()
    return array


def rows_query(plan: Plan, seeds: exp.Select, wanted: exp.Expr) -> exp.Query:
    """`user_id`, `is_seed`, `draw` and the features as f0, f1 ... in the plan's order."""
    parts: list[tuple[str, exp.Query]] = [
        ("muster_seeds", seeds),
        ("muster_drawn", _drawn(plan)),
        ("muster_people", exp.select("*").from_("muster_drawn").where(wanted)),
    ]
    people = "muster_people"
    # Built up in place: a query is copied whole at each of hundreds of features otherwise.
    query = exp.select(exp.column(exp.Star(), table=people)).from_(people)
    start = len(plan.tags)
    for position, (event, features) in enumerate(plan.events):
        name = f"muster_event_{position}"
        user = column(event.user or plan.catalog.users.id, event.table)
        aggregate = (
            event_rows(event, plan.catalog)
            .select(exp.alias_(user, "user_id"))
            .where(exp.In(this=user.copy(), query=exp.select("user_id").from_(people).subquery()))
            .group_by(user.copy())
        )
        for place, feature in enumerate(features, start):
            aggregate.select(_float(feature.sql, f"f{place}"), copy=False)
            value: exp.Expr = exp.column(f"f{place}", table=name)
            if feature.if_none is not None:
                value = exp.func("coalesce", value, number(feature.if_none))
            query.select(_float(value, f"f{place}"), copy=False)
        same_user = exp.column("user_id", table=name).eq(exp.column("user_id", table=people))
        query.join(table(name), on=same_user, join_type="left", copy=False)
        parts.append((name, aggregate))
        start += len(features)
    for name, part in parts:
        query.with_(name, as_=part, materialized=name in ("muster_seeds", people), copy=False)
    return query


def _drawn(plan: Plan) -> exp.Select:
    catalog = plan.catalog
    user = user_id(catalog)
    salted = exp.DPipe(this=text("lookalike:"), expression=user)
    draw = exp.Mod(this=exp.func("md5_number_lower", salted), expression=number(DRAWS))
    is_seed = exp.In(this=user.copy(), query=exp.select("*").from_("muster_seeds").subquery())
    return (
        exp.Select()
        .from_(table(catalog.users.table))
        .select(
            exp.alias_(user.copy(), "user_id"),
            exp.alias_(is_seed, "is_seed"),
            exp.alias_(exp.cast(draw, exp.DataType.Type.BIGINT), "draw"),
            *(_float(feature.sql, f"f{place}") for place, feature in enumerate(plan.tags)),
        )
    )


def _float(value: exp.Expr, name: str) -> exp.Expr:
    return exp.alias_(exp.cast(value.copy(), exp.DataType.Type.FLOAT), name)
