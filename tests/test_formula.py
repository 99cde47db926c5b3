"""Formulas where numbers are hard to work with: too large, not to be divided by, named like the query's own parts."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.warehouse import make_engine
from tools.catalog.model import Catalog
from tools.segment import Arithmetic, Condition, Definition, Formula, MeasureNumber, Not, Number, TagNumber

SPEND, VISITS, ORDERS = TagNumber(tag="spend"), TagNumber(tag="visits"), MeasureNumber(event="order")
USERS = [
    {"id": "large", "spend": 2**63 - 1, "visits": 2**63 - 1},
    {"id": "small", "spend": -(2**63), "visits": 2},
    {"id": "third", "spend": 1, "visits": 3},
    {"id": "never", "spend": 5, "visits": 0},
    {"id": "who knows", "spend": 5},
]

Ids = Callable[[Condition], list[str]]


@pytest.fixture(params=["users", "measure 1"])
def ids(request: pytest.FixtureRequest, tmp_path: Path) -> Ids:
    catalog = Catalog.model_validate(
        {
            "as_of": "2026-10-31",
            "users": {"table": request.param, "id": "id"},
            "tags": [{"id": tag, "type": "number", "name": {"en": tag}} for tag in ("spend", "visits")],
            "events": [{"id": "order", "table": "orders", "time": "at", "name": {"en": "Order"}}],
        }
    )
    engine = make_engine(catalog, USERS, [{"id": "third"}, {"id": "third"}, {"id": "never"}], tmp_path)
    return lambda where: [str(user) for user in engine.ids(Definition(where=where)).column(0).to_pylist()]


def worked_out(left: TagNumber | MeasureNumber, op: str, right: TagNumber | MeasureNumber | Number) -> Arithmetic:
    return Arithmetic.model_validate({"op": op, "left": left, "right": right})


def test_large_numbers_are_added_and_multiplied(ids: Ids) -> None:
    squared = worked_out(SPEND, "multiply", SPEND)
    assert ids(Formula(left=squared, op="more_than", right=Number(value=10**20))) == ["large", "small"]
    doubled = worked_out(SPEND, "add", SPEND)
    assert ids(Formula(left=doubled, op="more_than", right=Number(value=10**15))) == ["large"]
    less = worked_out(SPEND, "subtract", Number(value=10**300))
    assert len(ids(Formula(left=less, op="less_than", right=Number(value=0)))) == 5


def test_nothing_is_divided_by_zero_or_by_what_is_unknown(ids: Ids) -> None:
    ratio = worked_out(SPEND, "divide", VISITS)
    assert ids(Formula(left=ratio, op="at_least", right=Number(value=0))) == ["large", "third"]
    assert ids(Not(of=Formula(left=ratio, op="at_least", right=Number(value=0)))) == ["never", "small", "who knows"]


def test_a_third_is_held_to_six_decimals(ids: Ids) -> None:
    ratio = worked_out(SPEND, "divide", VISITS)
    assert ids(Formula(left=ratio, op="is", right=Number(value=0.3333333))) == ["third"]
    assert ids(Formula(left=ratio, op="is", right=Number(value=0.3333))) == []


def test_tags_and_measures_are_compared_as_they_are(ids: Ids) -> None:
    assert ids(Formula(left=SPEND, op="is", right=VISITS)) == ["large"]
    assert ids(Formula(left=ORDERS, op="more_than", right=SPEND)) == ["small", "third"]
    assert ids(Formula(left=worked_out(ORDERS, "divide", VISITS), op="more_than", right=Number(value=0.5))) == ["third"]
