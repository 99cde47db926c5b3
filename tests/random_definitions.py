"""Random customers and random definitions, for tests that hold over all of them."""

import os
import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.reference import Reference
from tests.warehouse import SavedThings, make_engine, write_ranking
from tools.catalog.model import Catalog
from tools.compiler.context import Context
from tools.engine.duckdb_engine import DuckDBEngine
from tools.segment import Definition, TagCondition

TODAY = date(2026, 10, 31)


def examples(many: int) -> settings:
    """So many random examples a test; 20 times as many when MUSTER_DEEP is set."""
    many = many * 20 if os.environ.get("MUSTER_DEEP") else many
    return settings(max_examples=many, deadline=None, suppress_health_check=list(HealthCheck))


thorough = examples(300)
ordinary = examples(120)

TEXTS = [
    "a", "A", "", " ", "it's", 'quo"te', "x'; DROP TABLE users; --", "/* c */", "上海", "上海 ", "é", "e\u0301", "😀",
    "%", "_", "\\", "\\'", "a\nb", "null", "$1", "?", ":p", "{x}", "a\x00b", "\u202eabc",
]  # fmt: skip
WHOLE = [-(2**63), -3, -1, 0, 1, 2, 3, 25, 2**53, 2**53 + 1, 2**63 - 1]
REAL = [-1e308, -2.5, -0.0, 0.0, 5e-324, 0.1, 0.30000000000000004, 1 / 3, 1.0, 2.0, 25.5]
REAL += [123456789.123456789, 1e15 + 0.5, 1e308]
MONEY = [-7.5, 0.0, 0.1, 0.2, 1.25, 33.3, 66.6, 99.9, 100.0]
DAYS = [TODAY + timedelta(days=shift) for shift in (-400, -365, -91, -90, -31, -30, -29, -7, -6, -1, 0, 1, 30)]
DAYS += [date(2026, 1, 1), date(2026, 9, 30), date(2026, 10, 1), date(1, 1, 1), date(9999, 12, 31)]
POINTS = [(39.93, 116.45), (39.931, 116.451), (40.5, 117.0), (60.0, -0.1), (-33.9, 151.2), (0.0, 0.0)]
POINTS += [(90.0, 0.0), (89.9, 120.0), (-90.0, 5.0), (-89.5, -170.0)]  # poles
POINTS += [(0.0, 180.0), (0.0, -180.0), (0.5, -179.9), (-0.5, 179.5)]  # the antimeridian


def catalog(users: str, id: str, events: str, prefix: str) -> Catalog:
    """One tag and one property of every type, under the given names of tables and columns."""
    types = ("choice", "number", "flag", "date", "set")
    properties = [
        {"id": kind, "column": f"{prefix}p {kind}", "type": kind, "name": {"en": kind}} for kind in (*types, "money")
    ]
    properties[-1]["type"] = "number"
    return Catalog.model_validate(
        {
            "as_of": TODAY,
            "users": {"table": users, "id": id},
            "tags": [{"id": kind, "column": f"{prefix}t {kind}", "type": kind, "name": {"en": kind}} for kind in types]
            + [
                {"id": "real", "column": f"{prefix}real", "type": "number", "name": {"en": "real"}},
                {"id": "score", "column": f"{prefix}score", "type": "number", "name": {"en": "score"}},
                {
                    "id": "home",
                    "type": "place",
                    "columns": {"lat": f"{prefix}lat", "lon": f"{prefix}lon"},
                    "name": {"en": "home"},
                },
            ],
            "events": [
                {
                    "id": kind,
                    "table": events,
                    "match": {"column": f"{prefix}kind", "value": kind},
                    "user": f"{prefix}who",
                    "time": f"{prefix}at",
                    "name": {"en": kind},
                    "properties": properties,
                }
                for kind in ("order", "visit")
            ],
            "places": [{"id": "store", "name": {"en": "store"}, "lat": 39.93, "lon": 116.45}],
        }
    )


@dataclass(repr=False)
class World:
    """One random customer: the same data for the engine, for one with an index, and for the reference."""

    engine: DuckDBEngine
    indexed: DuckDBEngine
    reference: Reference
    context: Context

    def close(self) -> None:
        self.engine.close()
        self.indexed.close()


def make_world(seed: int, kind: Catalog, prefix: str, folder: Path) -> World:
    draw = random.Random(seed)

    def maybe(values: list[Any]) -> Any:
        return None if draw.random() < 0.25 else draw.choice(values)

    def values(of: str) -> dict[str, Any]:
        return {
            f"{prefix}{of} choice": maybe(TEXTS),
            f"{prefix}{of} number": maybe(WHOLE),
            f"{prefix}{of} flag": maybe([True, False]),
            f"{prefix}{of} date": maybe(DAYS),
            f"{prefix}{of} set": maybe([draw.choices(TEXTS, k=draw.randrange(4)) for _ in range(3)]),
        }

    users = []
    for number in range([60, 30, 45, 1][seed]):
        lat, lon = draw.choice(POINTS) if draw.random() < 0.7 else (draw.uniform(-90, 90), draw.uniform(-180, 180))
        user = {kind.users.id: f"{draw.choice(TEXTS)}{number}", f"{prefix}real": maybe(REAL)} | values("t")
        user[f"{prefix}score"] = maybe(MONEY)
        users.append(user | {f"{prefix}lat": maybe([lat]), f"{prefix}lon": maybe([lon])})
    ids = [user[kind.users.id] for user in users]
    moments = [datetime.combine(day, datetime.min.time()) for day in DAYS]
    moments += [moment + timedelta(hours=23, minutes=59, seconds=59, microseconds=999_999) for moment in moments]
    events = [
        {
            f"{prefix}who": draw.choice([*ids[:10], *ids, "nobody", None]),
            f"{prefix}kind": maybe(["order", "order", "visit"]),
            f"{prefix}at": maybe(moments),
            f"{prefix}p money": maybe(MONEY),
        }
        | values("p")
        for _ in range(200)
    ]
    likeness = [*draw.sample(ids, k=max(1, len(ids) // 2)), "nobody"]
    segments = {
        "adults": Definition(where=TagCondition(tag="number", op="at_least", value=1)),
        "few": Definition.model_validate(
            {"where": {"kind": "segment", "segment": "adults"}, "limit": {"share": 0.34}, "order_by": {"tag": "date"}}
        ),
        "some": Definition.model_validate(
            {"where": {"kind": "not", "of": {"kind": "segment", "segment": "few"}}, "sample": {"size": 5, "seed": 3}}
        ),
    }
    folder = folder / f"it's [{seed}]"
    folder.mkdir()
    rankings = {"like": write_ranking(folder / "like.parquet", likeness)}
    saved = SavedThings(segments, rankings)
    engine = make_engine(kind, users, events, folder, saved=saved, readable=[folder])
    (folder / "indexed").mkdir()
    indexed = make_engine(kind, users, events, folder / "indexed", saved=saved, readable=[folder], indexed=True)
    return World(engine, indexed, Reference(kind, users, events, segments, {"like": likeness}), Context(kind, saved))


def make_worlds(folder: Path) -> list[World]:
    """Four customers: plain names, names that attack, names that Muster itself uses; one of a single user."""
    plain = catalog("users", "user_id", "events", "")
    hostile = catalog('us"ers; --', "id'", "ev.ents", 'x"; DROP TABLE y; -- 列 ')
    measured = catalog("measured", "value", "user", "")
    kinds = [(plain, ""), (hostile, 'x"; DROP TABLE y; -- 列 '), (measured, "")]
    return [make_world(seed, *kinds[seed % 3], folder) for seed in range(4)]


which = st.integers(0, 3)  # of the four customers


# Random definitions. Dates travel as ISO text; numbers of every kind meet both whole and real columns.

units = st.sampled_from(["day", "week", "month", "quarter", "year"])
windows = st.one_of(
    st.builds(
        lambda kind, n, unit: {"kind": kind, "n": n, "unit": unit},
        st.sampled_from(["last", "next", "previous"]),
        st.integers(1, 40),
        units,
    ),
    st.fixed_dictionaries({"kind": st.just("current"), "unit": units}),
    st.builds(
        lambda ends, shape: {"kind": "between", **({"start": min(ends)} if shape != "before" else {}),
                             **({"end": max(ends)} if shape != "since" else {})},
        st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)),
        st.sampled_from(["both", "since", "before"]),
    ),
)  # fmt: skip
known = st.just({"op": "known"})


def listed(pool: list[Any]) -> st.SearchStrategy[dict[str, Any]]:
    some = st.lists(st.sampled_from(pool), min_size=1, max_size=4)
    return st.one_of(
        st.builds(lambda value: {"op": "is", "value": value}, st.sampled_from(pool)),
        st.builds(lambda values: {"op": "in", "values": values}, some),
    )


def ordered(pool: list[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(
        st.builds(
            lambda op, value: {"op": op, "value": value},
            st.sampled_from(["at_least", "at_most", "more_than", "less_than"]),
            st.sampled_from(pool),
        ),
        st.builds(
            lambda ends: {"op": "between", "values": sorted(ends)},
            st.lists(st.sampled_from(pool), min_size=2, max_size=2),
        ),
    )


whole = [*WHOLE, 0.5, -2.5, 24.999999999999996, float(2**53), 2.0**63, 2.0**127, 1e300, -1e300, 2**64]
iso = [day.isoformat() for day in DAYS]
comparisons: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "choice": st.one_of(listed(TEXTS), known),
    "number": st.one_of(listed(whole), ordered(whole), known),
    "real": st.one_of(listed(REAL), ordered([*REAL, -1, 0, 3, 26]), known),
    "money": st.one_of(listed(MONEY), ordered(MONEY), known),
    "flag": st.one_of(listed([True, False]), known),
    "date": st.one_of(
        listed(iso),
        ordered(iso),
        known,
        st.builds(lambda w: {"op": "within", "window": w}, windows),
        st.builds(
            lambda w: {"op": "recurs", "window": w}, windows.filter(lambda w: w["kind"] != "between" or len(w) > 2)
        ),
    ),
    "set": st.one_of(
        listed(TEXTS),
        known,
        st.builds(lambda v: {"op": "all_of", "values": v}, st.lists(st.sampled_from(TEXTS), min_size=1, max_size=3)),
    ),
    "score": st.one_of(listed(MONEY), ordered(MONEY), known),
    "home": known,
}
PROPERTIES = ("choice", "number", "flag", "date", "set", "money")


def of_one(names: tuple[str, ...] | list[str], key: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.sampled_from(names).flatmap(lambda name: comparisons[name].map(lambda asked: {key: name, **asked}))


measures = st.builds(
    lambda event, where, window, measured: {"event": event, "where": where, "window": window, **measured},
    st.sampled_from(["order", "visit"]),
    st.lists(of_one(PROPERTIES, "property"), max_size=2),
    st.one_of(st.none(), windows),
    st.one_of(
        st.sampled_from([{"measure": "count"}, {"measure": "days"}]),
        st.sampled_from(["choice", "number", "flag", "date", "money"]).map(
            lambda p: {"measure": "distinct", "property": p}
        ),
        st.sampled_from(["sum", "avg"]).map(lambda m: {"measure": m, "property": "money"}),
        st.builds(
            lambda m, p: {"measure": m, "property": p},
            st.sampled_from(["max", "min"]),
            st.sampled_from(["number", "money"]),
        ),
    ),
)
amounts = [-1, 0, 0.5, 1, 1.0, 2, 2.5, 3, 33.3, 66.6, 99.9, 100]
held = st.one_of(
    st.just({}),
    st.builds(lambda value: {"op": "is", "value": value}, st.sampled_from(amounts)),
    ordered(amounts),
)
tags = of_one([name for name in comparisons if name != "money"], "tag").map(lambda leaf: {"kind": "tag", **leaf})
events = st.builds(lambda measure, asked: {"kind": "event", **measure, **asked}, measures, held)
radii = st.one_of(st.sampled_from([0.5, 200, 70_000, 1_000_000, 1.2e7, 2.0e7, 3.0e7]), st.floats(1, 2.1e7))
nears = st.builds(
    lambda where, radius: {"kind": "near", "tag": "home", "radius_m": radius, **where},
    st.one_of(
        st.just({"place": "store"}),
        st.sampled_from(POINTS).map(lambda point: {"lat": point[0], "lon": point[1]}),
        st.builds(lambda lat, lon: {"lat": lat, "lon": lon}, st.floats(-90, 90), st.floats(-180, 180)),
    ),
    radii,
)
steps = st.builds(
    lambda event, where: {"event": event, "where": where},
    st.sampled_from(["order", "visit"]),
    st.one_of(st.just([]), st.lists(of_one(PROPERTIES, "property"), max_size=1)),
)
sequences = st.builds(
    lambda done, last, absent, within, window: {
        "kind": "sequence", "steps": [*done, {**last, "absent": absent}], "within_days": within, "window": window,
    },
    st.lists(steps, min_size=1, max_size=3),
    steps,
    st.booleans(),
    st.sampled_from([None, 0, 1, 6, 30, 400, 3_000_000]),
    st.one_of(st.none(), st.none(), windows),
)  # fmt: skip
# Of numbers that are not too large for floating point to tell apart.
numbers = st.sampled_from([-2.5, -1, 0, 0.1, 0.2, 0.5, 1, 1.0, 2, 3, 33.3, 100])
expressions = st.recursive(
    st.one_of(
        st.just({"kind": "tag", "tag": "score"}),
        measures.filter(lambda measure: measure.get("property") != "number").map(lambda m: {"kind": "measure", **m}),
        numbers.map(lambda value: {"kind": "number", "value": value}),
    ),
    lambda inner: st.builds(
        lambda op, left, right: {"kind": "arithmetic", "op": op, "left": left, "right": right},
        st.sampled_from(["add", "subtract", "multiply", "divide"]),
        inner,
        inner,
    ),
    max_leaves=4,
)
formulas = st.builds(
    lambda left, op, right: {"kind": "formula", "left": left, "op": op, "right": right},
    expressions,
    st.sampled_from(["is", "at_least", "at_most", "more_than", "less_than"]),
    expressions,
)
saved_ones = st.sampled_from(
    [{"kind": "segment", "segment": name} for name in ("adults", "few", "some")]
    + [
        {"kind": "lookalike", "lookalike": "like", **amount}
        for amount in ({"size": 1}, {"size": 900}, {"share": 0.07}, {"share": 1})
    ]
)
leaves = st.one_of(tags, events, events, sequences, formulas, nears, saved_ones)
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(lambda of: {"kind": "all", "of": of}, st.lists(inner, max_size=3)),
        st.builds(lambda of: {"kind": "any", "of": of}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda of: {"kind": "not", "of": of}, inner),
    ),
    max_leaves=6,
)
parts = st.one_of(
    st.builds(lambda size: {"size": size}, st.sampled_from([1, 2, 7, 1000])),
    st.builds(
        lambda share: {"share": share},
        st.one_of(st.sampled_from([0.07, 0.1, 1 / 3, 2 / 3, 0.5, 1]), st.floats(1e-9, 1)),
    ),
)
orders = st.one_of(
    st.builds(lambda tag, d: {"tag": tag, "descending": d}, st.sampled_from(["number", "real", "date"]), st.booleans()),
    st.builds(lambda measure, d: {"measure": measure, "descending": d}, measures, st.booleans()),
)
definitions = st.builds(
    lambda where, order, limit, sample, seed: Definition.model_validate(
        {"where": where, "order_by": order, "limit": limit, "sample": sample and {**sample, "seed": seed}}
    ),
    conditions,
    st.one_of(st.none(), orders),
    st.one_of(st.none(), parts),
    st.one_of(st.none(), parts),
    st.integers(-3, 3),
)
trees = conditions.map(lambda where: Definition.model_validate({"where": where}).where)

# Two or three conditions on one tag, or on one measure, which are likely to exclude each other.
about_one_tag = st.sampled_from([name for name in comparisons if name != "money"]).flatmap(
    lambda name: st.lists(
        comparisons[name].map(lambda asked: {"kind": "tag", "tag": name, **asked}), min_size=2, max_size=3
    )
)
about_one_measure = st.tuples(
    measures, st.lists(st.tuples(held, st.one_of(st.none(), windows)), min_size=2, max_size=3)
).map(lambda drawn: [{"kind": "event", **drawn[0], **asked, "window": window} for asked, window in drawn[1]])
about_one_thing = st.one_of(about_one_tag, about_one_measure)
