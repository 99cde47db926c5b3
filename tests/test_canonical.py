"""Definitions that are equal by construction share one canonical form and one fingerprint."""

from typing import Any

import pytest

from tools.segment import Definition
from tools.segment.canonical import canonical, fingerprint


def of(where: dict[str, Any] | None = None, **rest: Any) -> Definition:
    return Definition.model_validate(({"where": where} if where else {}) | rest)


def tag(op: str, value: Any = None, *, name: str = "city", because: str | None = None, **rest: Any) -> dict[str, Any]:
    return {"kind": "tag", "tag": name, "op": op, "value": value, "because": because, **rest}


def event(**rest: Any) -> dict[str, Any]:
    return {"kind": "event", "event": "order", **rest}


def every(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "all", "of": list(parts)}


def some(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "any", "of": list(parts)}


def no(part: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "not", "of": part}


def last(n: int, unit: str) -> dict[str, Any]:
    return {"kind": "last", "n": n, "unit": unit}


def sequence(*steps: dict[str, Any], **rest: Any) -> dict[str, Any]:
    return {"kind": "sequence", "steps": [{"event": "order"} | step for step in steps], **rest}


def formula(left: dict[str, Any], right: Any, because: str | None = None) -> dict[str, Any]:
    right = right if isinstance(right, dict) else {"kind": "number", "value": right}
    return {"kind": "formula", "left": left, "op": "more_than", "right": right, "because": because}


A, B, C = tag("is", "a"), tag("is", "b"), tag("is", "c")
AMOUNT = {"property": "amount", "op": "at_least", "value": 5}
FOOD = {"property": "category", "op": "is", "value": "food"}


ORDERS = {"kind": "measure", "event": "order"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(tag("is", "a", because="上海"), A, id="words of the request"),
        pytest.param(every(A, B), every(B, A), id="order in all"),
        pytest.param(some(A, B), some(B, A), id="order in any"),
        pytest.param(every(A, every(B, C)), every(A, B, C), id="all in all"),
        pytest.param(some(some(A, B), C), some(A, B, C), id="any in any"),
        pytest.param(every(A, A, B), every(A, B), id="said twice"),
        pytest.param(every(A), A, id="all of one"),
        pytest.param(some(A), A, id="any of one"),
        pytest.param(some(A, A), A, id="any of one said twice"),
        pytest.param(every(A, every()), A, id="everyone adds nothing to all"),
        pytest.param(no(no(A)), A, id="double negation"),
        pytest.param(no(every(A)), no(A), id="group of one under not"),
        pytest.param(tag("in", values=["a"]), A, id="in one"),
        pytest.param(tag("all_of", values=["a"]), A, id="all of one value"),
        pytest.param(tag("in", values=["b", "a", "b"]), tag("in", values=["a", "b"]), id="values"),
        pytest.param(tag("all_of", values=["b", "a"]), tag("all_of", values=["a", "b"]), id="values of a set"),
        pytest.param(tag("at_least", 25.0, name="age"), tag("at_least", 25, name="age"), id="25.0 and 25"),
        pytest.param(tag("between", values=[5, 5], name="age"), tag("is", 5, name="age"), id="between equal ends"),
        pytest.param(
            tag("within", window=last(2, "week"), name="on"),
            tag("within", window=last(14, "day"), name="on"),
            id="weeks",
        ),
        pytest.param(event(window=last(1, "year")), event(window=last(12, "month")), id="a year"),
        pytest.param(event(window=last(2, "quarter")), event(window=last(6, "month")), id="half a year"),
        pytest.param(
            event(window={"kind": "current", "unit": "day"}), event(window=last(1, "day")), id="today is the last day"
        ),
        pytest.param(event(), event(op="at_least", value=1), id="at least once by default"),
        pytest.param(event(op="more_than", value=0), event(), id="more than 0 times"),
        pytest.param(event(op="more_than", value=0.5), event(), id="more than half a time"),
        pytest.param(event(op="at_least", value=0.2), event(), id="at least a fifth of a time"),
        pytest.param(event(op="less_than", value=3), event(op="at_most", value=2), id="less than 3 times"),
        pytest.param(event(op="between", values=[2, 2]), event(op="is", value=2), id="between 2 and 2 times"),
        pytest.param(event(op="between", values=[0, 2]), event(op="at_most", value=2), id="from 0 times"),
        pytest.param(event(op="is", value=0), no(event()), id="never"),
        pytest.param(no(event(op="at_least", value=3)), event(op="less_than", value=3), id="not so often"),
        pytest.param(no(event(op="at_most", value=3)), event(op="at_least", value=4), id="not so seldom"),
        pytest.param(event(where=[AMOUNT, FOOD]), event(where=[FOOD, AMOUNT, FOOD]), id="filters"),
        pytest.param(
            sequence({"where": [AMOUNT, FOOD]}, {"absent": True}, window=last(1, "week"), because="then"),
            sequence({"where": [FOOD, AMOUNT]}, {"absent": True}, window=last(7, "day")),
            id="filters and window of a sequence",
        ),
        pytest.param(formula(ORDERS, 2.0, because="more"), formula(ORDERS, 2), id="numbers of a formula"),
        pytest.param(
            formula(ORDERS | {"where": [AMOUNT, FOOD], "window": last(1, "week")}, 2),
            formula(ORDERS | {"where": [FOOD, AMOUNT], "window": last(7, "day")}, 2),
            id="measures of a formula",
        ),
    ],
)
def test_equal_by_construction(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert canonical(of(one)) == canonical(of(other))
    assert fingerprint(of(one)) == fingerprint(of(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(every(A, B), some(A, B), id="all and any"),
        pytest.param(A, no(A), id="not"),
        pytest.param(tag("is", "1"), tag("is", 1), id="text and number"),
        pytest.param(tag("is", True), tag("is", 1), id="flag and number"),
        pytest.param(tag("in", values=["a", "b"]), tag("all_of", values=["a", "b"]), id="any of and all of"),
        pytest.param(tag("between", values=[1, 2]), tag("between", values=[1, 3]), id="ends"),
        pytest.param(tag("more_than", 24), tag("at_least", 25), id="a tag may hold fractions"),
        pytest.param(
            event(measure="sum", property="amount", op="more_than", value=0),
            event(measure="sum", property="amount", op="at_least", value=1),
            id="a sum may hold fractions",
        ),
        pytest.param(
            no(event(measure="avg", property="amount", op="at_least", value=3)),
            event(measure="avg", property="amount", op="less_than", value=3),
            id="an average may be unknown",
        ),
        pytest.param(event(window=last(1, "month")), event(window=last(30, "day")), id="a month is not 30 days"),
        pytest.param(
            event(window={"kind": "previous", "unit": "quarter", "n": 1}),
            event(window={"kind": "previous", "unit": "month", "n": 3}),
            id="calendar quarters",
        ),
        pytest.param(event(), event(measure="days", op="at_least", value=1), id="count and days"),
        pytest.param(no(sequence({}, {})), sequence({}, {"absent": True}), id="never twice, and once without another"),
        pytest.param(sequence({}, {}, within_days=0), sequence({}, {}), id="on one day, and ever"),
        pytest.param(
            sequence({"where": [FOOD]}, {"where": [AMOUNT]}),
            sequence({"where": [AMOUNT]}, {"where": [FOOD]}),
            id="steps",
        ),
    ],
)
def test_what_differs_in_meaning_differs(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert fingerprint(of(one)) != fingerprint(of(other))


def test_taking_everyone_is_no_limit() -> None:
    assert fingerprint(of(A, limit={"share": 1})) == fingerprint(of(A))
    assert fingerprint(of(A, sample={"share": 1})) == fingerprint(of(A))
    assert fingerprint(of(A, limit={"share": 0.5})) != fingerprint(of(A))


def test_order_limit_and_sample_count() -> None:
    taken = {fingerprint(of(A, **rest)) for rest in ({}, {"limit": {"size": 5}}, {"sample": {"size": 5}})}
    taken |= {fingerprint(of(A, sample={"size": 5, "seed": 1}))}
    taken |= {fingerprint(of(A, limit={"size": 5}, order_by={"tag": "age", "descending": d})) for d in (True, False)}
    assert len(taken) == 6


def test_measures_that_users_are_ordered_by_are_canonical_too() -> None:
    def ordered(*filters: dict[str, Any], window: dict[str, Any]) -> Definition:
        return of(order_by={"measure": {"event": "order", "where": list(filters), "window": window}})

    one = ordered(AMOUNT, FOOD, window=last(1, "week"))
    assert fingerprint(one) == fingerprint(ordered(FOOD, AMOUNT, window=last(7, "day")))


def test_a_fingerprint_is_short_text_that_never_changes() -> None:
    # Stored with segments and exports: a change here would make every saved fingerprint a stranger.
    assert fingerprint(of()) == "04f87b6b47cbd788"
    assert fingerprint(of(every(tag("in", values=["b", "a"]), event(window=last(1, "week"))))) == "82ca4fb803f6e886"
