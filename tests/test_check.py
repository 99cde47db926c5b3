"""Definitions held against a catalog: values become what is stored, and every problem is named with what would work."""

from typing import Any

import pytest

from tests.warehouse import SavedThings
from tools.catalog.model import Catalog
from tools.compiler.check import check
from tools.compiler.context import Context
from tools.errors import MusterError, Problem
from tools.segment import Definition

CATALOG = Catalog.model_validate(
    {
        "as_of": "2026-10-31",
        "users": {"table": "users", "id": "user_id"},
        "tags": [
            {
                "id": "city",
                "type": "choice",
                "name": {"en": "City", "zh": "常住城市"},
                "aliases": ["location"],
                "values": [
                    {"value": "beijing", "name": {"en": "Beijing", "zh": "北京"}, "aliases": ["帝都", "Peking"]},
                    {"value": "shanghai", "name": {"en": "Shanghai", "zh": "上海"}, "aliases": ["魔都"]},
                    {"value": "suzhou_js", "name": {"en": "Suzhou", "zh": "苏州"}},
                    {"value": "suzhou_ah", "name": {"en": "Suzhou", "zh": "宿州"}},
                ],
                "groups": [{"name": {"en": "big cities", "zh": "一线城市"}, "values": ["beijing", "shanghai"]}],
            },
            {"id": "store_code", "type": "choice", "name": {"en": "Store code"}},
            {"id": "grade", "type": "choice", "name": {"en": "Grade"}, "values": [{"value": 1}, {"value": 2}]},
            {"id": "age_band", "type": "choice", "name": {"en": "Age band", "zh": "年龄段"}},
            {"id": "age", "type": "number", "name": {"en": "Age", "zh": "年龄"}, "unit": {"en": "years", "zh": "岁"}},
            {"id": "insured", "type": "flag", "name": {"en": "Insured", "zh": "已投保"}},
            {"id": "joined", "type": "date", "name": {"en": "Joined", "zh": "注册日期"}},
            {
                "id": "interests",
                "type": "set",
                "name": {"en": "Interests", "zh": "兴趣"},
                "values": [{"value": "camping", "name": {"zh": "露营"}}, {"value": "pets", "name": {"zh": "宠物"}}],
            },
            {
                "id": "home",
                "type": "place",
                "columns": {"lat": "lat", "lon": "lon"},
                "name": {"en": "Home", "zh": "居住地"},
            },
            {"id": "illness", "type": "choice", "name": {"en": "Illness", "zh": "慢性病"}},
            {"id": "clinic", "type": "place", "columns": {"lat": "a", "lon": "b"}, "name": {"en": "Clinic"}},
            {"id": "bmi", "type": "number", "name": {"en": "BMI"}},
        ],
        "events": [
            {
                "id": "order",
                "table": "events",
                "time": "ts",
                "name": {"en": "Order", "zh": "下单"},
                "properties": [
                    {"id": "amount", "type": "number", "name": {"en": "Amount", "zh": "金额"}},
                    {
                        "id": "category",
                        "type": "choice",
                        "name": {"en": "Category", "zh": "品类"},
                        "values": [{"value": "food", "name": {"en": "Food", "zh": "食品"}}],
                    },
                ],
            }
        ],
        "places": [{"id": "chaoyang", "name": {"en": "Chaoyang store", "zh": "朝阳店"}, "lat": 39.93, "lon": 116.45}],
        "sensitive": [{"tag": tag, "category": "health"} for tag in ("illness", "clinic", "bmi", "diet")],
    }
)


def tag(name: str, op: str, value: Any = None, **rest: Any) -> dict[str, Any]:
    return {"kind": "tag", "tag": name, "op": op, "value": value, **rest}


def event(**rest: Any) -> dict[str, Any]:
    return {"kind": "event", "event": "order", **rest}


def sequence(*steps: dict[str, Any], **rest: Any) -> dict[str, Any]:
    return {"kind": "sequence", "steps": [{"event": "order"} | step for step in steps], **rest}


def formula(left: dict[str, Any], op: str = "more_than", right: float = 1) -> dict[str, Any]:
    return {"kind": "formula", "left": left, "op": op, "right": {"kind": "number", "value": right}}


def divided(left: dict[str, Any], right: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "arithmetic", "op": "divide", "left": left, "right": right}


def near(**rest: Any) -> dict[str, Any]:
    return {"kind": "near", "tag": "home", "place": "chaoyang", "radius_m": 1000} | rest


def every(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "all", "of": list(parts)}


def some(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "any", "of": list(parts)}


def no(part: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "not", "of": part}


def last(n: int, unit: str = "day") -> dict[str, Any]:
    return {"kind": "last", "n": n, "unit": unit}


def definition(where: dict[str, Any], **rest: Any) -> Definition:
    return Definition.model_validate({"where": where, **rest})


AGE = {"kind": "tag", "tag": "age"}
ORDERS = {"kind": "measure", "event": "order"}
ZERO = {"kind": "number", "value": 0}

SAVED = SavedThings(
    {
        "buyers": definition(event()),
        "patients": definition(some(tag("age", "known"), no(tag("illness", "known")))),
        "in patients": definition({"kind": "segment", "segment": "patients"}),
        "stale": definition(tag("city", "is", "atlantis")),
        "egg": definition({"kind": "segment", "segment": "hen"}),
        "hen": definition(no({"kind": "segment", "segment": "egg"})),
    }
)


def checked(where: dict[str, Any], **rest: Any) -> Definition:
    return check(definition(where, **rest), Context(CATALOG, SAVED))


def problems(where: dict[str, Any], **rest: Any) -> list[Problem]:
    with pytest.raises(MusterError) as caught:
        checked(where, **rest)
    return list(caught.value.problems)


def problem(where: dict[str, Any], **rest: Any) -> Problem:
    (only,) = problems(where, **rest)
    return only


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        pytest.param(tag("city", "is", "上海"), tag("city", "is", "shanghai"), id="name"),
        pytest.param(tag("city", "is", "SHANGHAI"), tag("city", "is", "shanghai"), id="case"),
        pytest.param(tag("city", "is", " ｐeking "), tag("city", "is", "beijing"), id="alias, width and space"),
        pytest.param(
            tag("city", "is", "一线城市"), tag("city", "in", values=["beijing", "shanghai"]), id="a group for one value"
        ),
        pytest.param(
            tag("city", "in", values=["苏州", "魔都", "Big Cities"]),
            tag("city", "in", values=["suzhou_js", "shanghai", "beijing"]),
            id="a group among values",
        ),
        pytest.param(tag("grade", "is", 2), tag("grade", "is", "2"), id="a choice is text"),
        pytest.param(tag("grade", "is", "2"), tag("grade", "is", "2"), id="a choice given as text"),
        pytest.param(tag("store_code", "is", "Any Text"), tag("store_code", "is", "Any Text"), id="no values listed"),
        pytest.param(tag("store_code", "is", True), tag("store_code", "is", "true"), id="a flag as text"),
        pytest.param(tag("age", "at_least", "25"), tag("age", "at_least", 25), id="number in text"),
        pytest.param(tag("age", "at_least", "1,250.5"), tag("age", "at_least", 1250.5), id="thousands"),
        pytest.param(tag("age", "is", "25岁"), tag("age", "is", 25), id="unit"),
        pytest.param(tag("age", "is", "25 Years"), tag("age", "is", 25), id="unit in English"),
        pytest.param(tag("age", "is", "２５"), tag("age", "is", 25), id="full width digits"),
        pytest.param(tag("age", "between", values=["20", 30.0]), tag("age", "between", values=[20, 30]), id="ends"),
        pytest.param(tag("insured", "is", "yes"), tag("insured", "is", True), id="yes"),
        pytest.param(tag("insured", "is", "否"), tag("insured", "is", False), id="否"),
        pytest.param(tag("insured", "is", 1), tag("insured", "is", True), id="1"),
        pytest.param(tag("joined", "is", "2026-1-5"), tag("joined", "is", "2026-01-05"), id="short date"),
        pytest.param(tag("joined", "is", "2026年1月5日"), tag("joined", "is", "2026-01-05"), id="Chinese date"),
        pytest.param(tag("joined", "is", 20260105), tag("joined", "is", "2026-01-05"), id="compact date"),
        pytest.param(tag("joined", "is", "2026-01-05T08:00:00"), tag("joined", "is", "2026-01-05"), id="moment"),
        pytest.param(
            tag("interests", "all_of", values=["露营", "pets"]),
            tag("interests", "all_of", values=["camping", "pets"]),
            id="set",
        ),
        pytest.param(
            event(where=[{"property": "category", "op": "is", "value": "食品"}]),
            event(where=[{"property": "category", "op": "is", "value": "food"}]),
            id="property",
        ),
        pytest.param(
            sequence({}, {"where": [{"property": "category", "op": "is", "value": "食品"}], "absent": True}),
            sequence({}, {"where": [{"property": "category", "op": "is", "value": "food"}], "absent": True}),
            id="property of a step",
        ),
        pytest.param(
            formula(divided(AGE, ORDERS | {"where": [{"property": "amount", "op": "at_least", "value": "1,250"}]})),
            formula(divided(AGE, ORDERS | {"where": [{"property": "amount", "op": "at_least", "value": 1250}]})),
            id="property in a formula",
        ),
    ],
)
def test_values_become_what_is_stored(given: dict[str, Any], stored: dict[str, Any]) -> None:
    assert checked(no(given)) == definition(no(stored))
    assert check(checked(given), Context(CATALOG, SAVED)) == checked(given)
    value, expected = checked(given).where, definition(stored).where
    assert repr(value) == repr(expected)  # 1 and True and 1.0 are equal, and not the same


def test_the_words_of_the_request_stay() -> None:
    assert checked(tag("city", "is", "上海", because="上海的")).where.because == "上海的"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("where", "code", "path", "got", "suggested"),
    [
        pytest.param(tag("citty", "known"), "unknown_tag", "where.tag", "citty", "city", id="tag"),
        pytest.param(tag("常住城", "known"), "unknown_tag", "where.tag", "常住城", "city", id="tag in Chinese"),
        pytest.param(tag("city", "is", "上海市"), "unknown_value", "where.value", "上海市", "shanghai", id="value"),
        pytest.param(
            tag("city", "in", values=["beijing", "shangai"]),
            "unknown_value",
            "where.values[1]",
            "shangai",
            "shanghai",
            id="value of several",
        ),
        pytest.param(
            tag("city", "is", "Suzhou"), "unknown_value", "where.value", "Suzhou", "suzhou_js", id="two of a name"
        ),
        pytest.param(
            tag("interests", "all_of", values=["campin"]),
            "unknown_value",
            "where.values[0]",
            "campin",
            "camping",
            id="set",
        ),
        pytest.param(tag("city", "at_least", 3), "wrong_operator", "where.op", "at_least", "in", id="operator"),
        pytest.param(tag("home", "is", "x"), "wrong_operator", "where.op", "is", "known", id="operator of a place"),
        pytest.param(tag("age", "is", "old"), "bad_value", "where.value", "old", None, id="not a number"),
        pytest.param(tag("age", "is", "25 months"), "bad_value", "where.value", "25 months", None, id="another unit"),
        pytest.param(tag("age", "is", True), "bad_value", "where.value", "True", None, id="a flag for a number"),
        pytest.param(tag("age", "is", float("nan")), "bad_value", "where.value", "nan", None, id="no number at all"),
        pytest.param(
            tag("age", "between", values=[50, 20]), "bad_value", "where.values", "50, 20", "20, 50", id="ends"
        ),
        pytest.param(tag("insured", "is", "maybe"), "bad_value", "where.value", "maybe", "true", id="not a flag"),
        pytest.param(
            tag("joined", "is", "2026-02-30"), "bad_value", "where.value", "2026-02-30", None, id="no such day"
        ),
        pytest.param(
            tag("joined", "within", window=last(10**6, "year")),
            "bad_value",
            "where.window",
            None,
            None,
            id="too long ago",
        ),
        pytest.param(event(event="ordr"), "unknown_event", "where.event", "ordr", "order", id="event"),
        pytest.param(
            event(measure="sum", property="ammount", value=1),
            "unknown_property",
            "where.property",
            "ammount",
            "amount",
            id="property",
        ),
        pytest.param(
            event(where=[{"property": "金额数", "op": "is", "value": 1}]),
            "unknown_property",
            "where.where[0].property",
            "金额数",
            "amount",
            id="filter",
        ),
        pytest.param(
            event(where=[{"property": "category", "op": "is", "value": "foods"}]),
            "unknown_value",
            "where.where[0].value",
            "foods",
            "food",
            id="filter's value",
        ),
        pytest.param(
            event(measure="sum", property="category", value=1),
            "wrong_operator",
            "where.measure",
            "sum",
            None,
            id="sum of text",
        ),
        pytest.param(event(op="is", value=1.5), "bad_value", "where.value", "1.5", None, id="half a time"),
        pytest.param(event(op="at_most", value=-1), "bad_value", "where.value", "-1", None, id="less than never"),
        pytest.param(event(value=float("inf")), "bad_value", "where.value", "inf", None, id="infinitely often"),
        pytest.param(
            event(op="between", values=[5, 2]), "bad_value", "where.values", "5, 2", "2, 5", id="times swapped"
        ),
        pytest.param(event(window=last(10**9)), "bad_value", "where.window", None, None, id="events too long ago"),
        pytest.param(
            sequence({}, {"event": "oder"}), "unknown_event", "where.steps[1].event", "oder", "order", id="step"
        ),
        pytest.param(
            sequence({"where": [{"property": "amout", "op": "is", "value": 1}]}, {}),
            "unknown_property",
            "where.steps[0].where[0].property",
            "amout",
            "amount",
            id="property of a step",
        ),
        pytest.param(
            sequence({}, {}, window=last(10**9)), "bad_value", "where.window", None, None, id="steps too long ago"
        ),
        pytest.param(
            sequence({}, {}, within_days=10**10), "bad_value", "where.within_days", None, None, id="steps too far apart"
        ),
        pytest.param(
            formula(divided({"kind": "tag", "tag": "agee"}, ORDERS)),
            "unknown_tag",
            "where.left.left.tag",
            "agee",
            "age",
            id="tag in a formula",
        ),
        pytest.param(
            formula(divided(ORDERS, {"kind": "tag", "tag": "age_band"})),
            "wrong_operator",
            "where.left.right.tag",
            "age_band",
            "age",
            id="no number in a formula",
        ),
        pytest.param(
            formula(ORDERS | {"event": "oder"}), "unknown_event", "where.left.event", "oder", "order", id="measure"
        ),
        pytest.param(
            formula(ORDERS | {"measure": "sum", "property": "category"}),
            "wrong_operator",
            "where.left.measure",
            "sum",
            None,
            id="sum of text in a formula",
        ),
        pytest.param(formula(divided(AGE, ZERO)), "bad_value", "where.left.right", "0", None, id="divided by zero"),
        pytest.param(formula(AGE, right=float("inf")), "bad_value", "where.right.value", "inf", None, id="infinite"),
        pytest.param(formula(ZERO), "bad_value", "where", None, None, id="a formula about nobody"),
        pytest.param(
            formula({"kind": "tag", "tag": "bmi"}), "sensitive", "where.left.tag", "bmi", None, id="sensitive number"
        ),
        pytest.param(near(place="chaoyan"), "unknown_place", "where.place", "chaoyan", "chaoyang", id="place"),
        pytest.param(near(place="朝阳"), "unknown_place", "where.place", "朝阳", "chaoyang", id="place in Chinese"),
        pytest.param(near(tag="city"), "wrong_operator", "where.tag", "city", "home", id="near a city"),
        pytest.param(near(radius_m=3e7), "bad_value", "where.radius_m", "3e+07", None, id="around the earth"),
        pytest.param(
            {"kind": "segment", "segment": "buyer"}, "unknown_segment", "where.segment", "buyer", "buyers", id="segment"
        ),
        pytest.param(
            {"kind": "segment", "segment": "buyers", "version": 9},
            "unknown_segment",
            "where.segment",
            "9",
            None,
            id="version",
        ),
        pytest.param(
            {"kind": "lookalike", "lookalike": "x", "size": 5},
            "unknown_lookalike",
            "where.lookalike",
            "x",
            None,
            id="lookalike",
        ),
        pytest.param(tag("illness", "known"), "sensitive", "where.tag", "illness", None, id="sensitive"),
        pytest.param(
            tag("diet", "known"), "sensitive", "where.tag", "diet", None, id="sensitive and not in the catalog"
        ),
        pytest.param(near(tag="clinic"), "sensitive", "where.tag", "clinic", None, id="sensitive place"),
    ],
)
def test_problems_say_where_and_what_would_work(
    where: dict[str, Any], code: str, path: str, got: str | None, suggested: str | None
) -> None:
    found = problem(where)
    assert (found.code, found.where, found.got) == (code, path, got)
    assert suggested in found.suggestions if suggested else found.suggestions == ()
    assert found.message.en != found.message.zh


def test_two_values_of_one_name_are_both_suggested() -> None:
    assert set(problem(tag("city", "is", "suzhou")).suggestions) == {"suzhou_js", "suzhou_ah"}


def test_sensitive_tags_are_never_suggested() -> None:
    assert "illness" not in problem(tag("ilness", "known")).suggestions


def test_every_problem_is_named_at_once() -> None:
    where = every(
        tag("citty", "known"), some(tag("age", "is", "x"), no(event(event="ordr"))), near(tag="homme", place="nowhere")
    )
    found = [(problem.code, problem.where) for problem in problems(where, order_by={"tag": "city"}, limit={"size": 3})]
    assert sorted(found) == [
        ("bad_value", "where.of[1].of[0].value"),
        ("unknown_event", "where.of[1].of[1].of.event"),
        ("unknown_place", "where.of[2].place"),
        ("unknown_tag", "where.of[0].tag"),
        ("unknown_tag", "where.of[2].tag"),
        ("wrong_operator", "order_by.tag"),
    ]


def test_what_users_are_ordered_by_is_checked() -> None:
    assert problem(every(), order_by={"tag": "bmi"}).code == "sensitive"
    assert problem(every(), order_by={"measure": {"event": "ordr"}}).where == "order_by.measure.event"
    measure = {"event": "order", "where": [{"property": "category", "op": "is", "value": "食品"}]}
    order_by = checked(every(), order_by={"measure": measure}).order_by
    assert order_by
    assert order_by.measure
    assert order_by.measure.where[0].value == "food"


def test_saved_segments_are_checked_again() -> None:
    assert checked({"kind": "segment", "segment": "buyers"})
    stale = problem(every({"kind": "segment", "segment": "stale"}))
    assert (stale.code, stale.where, stale.got) == ("unknown_value", "where.of[0].segment", "stale")


@pytest.mark.parametrize("name", ["patients", "in patients"])
def test_sensitive_tags_cannot_hide_in_saved_segments(name: str) -> None:
    found = problem({"kind": "segment", "segment": name})
    assert (found.code, found.where) == ("sensitive", "where.segment")


@pytest.mark.parametrize("name", ["egg", "hen"])
def test_segments_that_refer_to_each_other_are_refused(name: str) -> None:
    assert problem({"kind": "segment", "segment": name}).code == "cyclic_segment"


def test_nesting_without_end_is_refused() -> None:
    where = tag("age", "known")
    for _ in range(60):
        where = no(where)
    assert problem(where).code == "too_deep"


def test_formulas_nest_a_few_levels_deep() -> None:
    inner = AGE
    for _ in range(8):
        inner = divided(inner, ORDERS)
    assert checked(formula(inner))
    found = problem(formula(divided(inner, ORDERS)))
    assert (found.code, found.where) == ("too_deep", "where" + ".left" * 9)


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([tag("age", "more_than", 50), tag("age", "less_than", 20)], id="ranges apart"),
        pytest.param([tag("age", "at_least", 20), tag("age", "less_than", 20)], id="ranges that only touch"),
        pytest.param([tag("age", "is", 30), tag("age", "between", values=[31, 40])], id="value and range"),
        pytest.param([tag("age", "at_least", 30), no(tag("age", "more_than", 25))], id="range and its negation"),
        pytest.param([tag("city", "is", "北京"), tag("city", "is", "上海")], id="two cities"),
        pytest.param([tag("city", "in", values=["苏州", "北京"]), tag("city", "is", "上海")], id="cities apart"),
        pytest.param([tag("city", "is", "北京"), no(tag("city", "is", "一线城市"))], id="a city that excludes itself"),
        pytest.param([tag("city", "is", "北京"), no(tag("city", "known"))], id="a value and unknown"),
        pytest.param([near(), no(tag("home", "known"))], id="near and unknown"),
        pytest.param([near(), no(near())], id="near and not near"),
        pytest.param([tag("insured", "is", True), tag("insured", "is", False)], id="yes and no"),
        pytest.param([tag("interests", "is", "camping"), no(tag("interests", "is", "露营"))], id="one of a set"),
        pytest.param(
            [tag("interests", "all_of", values=["camping", "pets"]), no(tag("interests", "is", "pets"))],
            id="all of a set",
        ),
        pytest.param(
            [tag("joined", "within", window=last(30)), tag("joined", "less_than", "2026-01-01")], id="dates apart"
        ),
        pytest.param([event(), event(op="is", value=0)], id="ordered and never"),
        pytest.param([event(window=last(30)), no(event(window=last(90)))], id="in 30 days and not in 90"),
        pytest.param(
            [event(where=[{"property": "amount", "op": "at_least", "value": 5}]), no(event())],
            id="a large one and none",
        ),
        pytest.param([event(value=3), no(event(value=2))], id="three and not two"),
        pytest.param(
            [
                event(measure="avg", property="amount", op="at_least", value=5),
                event(measure="avg", property="amount", op="less_than", value=5),
            ],
            id="averages apart",
        ),
        pytest.param([sequence({}, {}), no(sequence({}, {}, because="twice"))], id="in order and not"),
        pytest.param([formula(divided(ORDERS, AGE), right=2), no(formula(divided(ORDERS, AGE), right=2.0))], id="more"),
        pytest.param([some(event(), tag("age", "known")), no(some(tag("age", "known"), event()))], id="groups"),
    ],
)
def test_contradictions_are_named(parts: list[dict[str, Any]]) -> None:
    for where in (every(*parts), every(*reversed(parts)), every(parts[0], every(parts[1], tag("store_code", "known")))):
        assert {found.code for found in problems(where)} == {"contradiction"}
    inner = problem(some(tag("store_code", "known"), every(*parts)))
    assert inner.where.startswith("where.of[1].of[1]")


def test_a_contradiction_names_both_conditions() -> None:
    found = problem(every(tag("age", "more_than", 50), tag("age", "less_than", 20)))
    assert (found.got, found.where) == ("where.of[0]", "where.of[1]")
    assert "50" in found.message.zh
    assert "20" in found.message.zh
    assert "年龄" in found.message.zh


def test_more_days_than_the_window_has() -> None:
    found = problem(event(measure="days", op="at_least", value=31, window=last(30)))
    assert (found.code, found.where) == ("contradiction", "where.value")
    assert checked(event(measure="days", op="at_least", value=30, window=last(30)))


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([tag("age", "at_least", 20), tag("age", "at_most", 20)], id="exactly one value"),
        pytest.param([tag("interests", "is", "camping"), tag("interests", "is", "pets")], id="a set holds both"),
        pytest.param([tag("city", "in", values=["北京", "上海"]), no(tag("city", "is", "上海"))], id="one of two left"),
        pytest.param([no(tag("age", "at_least", 20)), no(tag("age", "less_than", 20))], id="age unknown"),
        pytest.param([event(window=last(90)), no(event(window=last(30)))], id="in 90 days and not in 30"),
        pytest.param(
            [event(), no(event(where=[{"property": "amount", "op": "at_least", "value": 5}]))],
            id="ordered, not a large one",
        ),
        pytest.param(
            [
                event(measure="sum", property="amount", op="at_least", value=5, window=last(30)),
                event(measure="sum", property="amount", op="less_than", value=5),
            ],
            id="sums may fall: refunds",
        ),
        pytest.param(
            [sequence({}, {}), sequence({}, {"absent": True})], id="ordered again, and once for the last time"
        ),
        pytest.param([event(op="at_most", value=3), event(op="is", value=0)], id="never is at most three times"),
    ],
)
def test_what_can_be_met_is_no_contradiction(parts: list[dict[str, Any]]) -> None:
    assert checked(every(*parts))
