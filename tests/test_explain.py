"""Definitions in words: golden sentences in both languages, and that no two conditions read the same."""

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.catalog.explain import explain, explain_condition
from tools.catalog.model import Catalog
from tools.segment import (
    All,
    Amount,
    AnyOf,
    Arithmetic,
    Between,
    Condition,
    Current,
    Definition,
    EventCondition,
    Formula,
    InLookalike,
    InSegment,
    Last,
    Measure,
    MeasureNumber,
    Near,
    Next,
    Not,
    Number,
    OrderBy,
    Previous,
    PropertyFilter,
    Sample,
    Sequence,
    Step,
    TagCondition,
    TagNumber,
    Window,
)
from tools.segment.canonical import canonical_condition

CATALOG = Catalog.model_validate(
    {
        "as_of": "2026-10-31",
        "users": {"table": "users", "id": "user_id"},
        "tags": [
            {
                "id": "city",
                "type": "choice",
                "name": {"en": "City", "zh": "常住城市"},
                "values": [
                    {"value": "beijing", "name": {"en": "Beijing", "zh": "北京"}},
                    {"value": "shanghai", "name": {"en": "Shanghai", "zh": "上海"}},
                    {"value": "suzhou_js", "name": {"en": "Suzhou", "zh": "苏州"}},
                    {"value": "suzhou_ah", "name": {"en": "Suzhou", "zh": "宿州"}},
                    {"value": "a, b", "name": {"en": "A, B", "zh": "甲、乙"}},
                ],
                "groups": [{"name": {"en": "first tier", "zh": "一线城市"}, "values": ["beijing", "shanghai"]}],
            },
            {"id": "age", "type": "number", "name": {"en": "Age", "zh": "年龄"}, "unit": {"en": "years", "zh": "岁"}},
            {"id": "spend", "type": "number", "name": {"en": "Spend", "zh": "消费"}, "unit": {"en": "CNY", "zh": "元"}},
            {"id": "rate", "type": "number", "name": {"en": "Open rate", "zh": "打开率"}, "unit": {"en": "%"}},
            {"id": "insured", "type": "flag", "name": {"en": "Insured", "zh": "已投保"}},
            {"id": "joined", "type": "date", "name": {"en": "Registration date", "zh": "注册日期"}},
            {
                "id": "interests",
                "type": "set",
                "name": {"en": "Interests", "zh": "兴趣"},
                "values": [
                    {"value": "camping", "name": {"en": "Camping", "zh": "露营"}},
                    {"value": "hiking", "name": {"en": "Hiking", "zh": "徒步"}},
                    {"value": "tea", "name": {"en": "Tea", "zh": "茶"}},
                ],
                "groups": [{"name": {"en": "outdoors", "zh": "户外"}, "values": ["camping", "hiking"]}],
            },
            {
                "id": "home",
                "type": "place",
                "name": {"en": "Home", "zh": "居住地"},
                "columns": {"lat": "lat", "lon": "lon"},
            },
        ],
        "events": [
            {
                "id": "order",
                "table": "events",
                "time": "ts",
                "name": {"en": "Order", "zh": "下单"},
                "properties": [
                    {
                        "id": "amount",
                        "type": "number",
                        "name": {"en": "Amount", "zh": "金额"},
                        "unit": {"en": "CNY", "zh": "元"},
                    },
                    {
                        "id": "category",
                        "type": "choice",
                        "name": {"en": "Category", "zh": "品类"},
                        "values": [{"value": "food", "name": {"en": "Food", "zh": "食品"}}],
                    },
                ],
            },
            {"id": "login", "table": "events", "time": "ts", "name": {"en": "Login", "zh": "登录"}},
        ],
        "places": [{"id": "store", "name": {"en": "Chaoyang store", "zh": "朝阳店"}, "lat": 39.9, "lon": 116.4}],
    }
)

BEIJING = TagCondition(tag="city", op="is", value="beijing")
ADULT = TagCondition(tag="age", op="at_least", value=18)
INSURED = TagCondition(tag="insured", op="is", value=True)
BIG = PropertyFilter(property="amount", op="more_than", value=100)
FOOD = PropertyFilter(property="category", op="is", value="food")
MONTH = Last(n=30)
BIG_ORDERS = EventCondition(event="order", op="at_least", value=2, window=MONTH, where=(BIG,))
DAYS_ZH, DAYS_EN = "近30天（2026-10-02 至 2026-10-31）", "in the last 30 days (2026-10-02 to 2026-10-31)"


ORDER, LOGIN = Step(event="order"), Step(event="login")
NO_ORDER = Step(event="order", absent=True)
ORDERS, LOGINS = (MeasureNumber(event=event, window=MONTH) for event in ("order", "login"))
AGE = TagNumber(tag="age")


def tag(tag: str, op: str, *values: object, **rest: object) -> TagCondition:
    given = {"value": values[0]} if len(values) == 1 and op not in ("in", "all_of") else {"values": values}
    return TagCondition.model_validate({"tag": tag, "op": op, **(given if values else {}), **rest})


def event(op: str = "at_least", *values: float, **rest: object) -> EventCondition:
    given = {"value": values[0]} if len(values) == 1 else {"values": values}
    return EventCondition.model_validate({"event": "order", "op": op, **given, **rest})


@pytest.mark.parametrize(
    ("condition", "zh", "en"),
    [
        (BEIJING, "常住城市是北京", "City is Beijing"),
        (tag("city", "in", "beijing", "suzhou_js"), "常住城市是北京或苏州", "City is Beijing or Suzhou [suzhou_js]"),
        (tag("city", "in", "suzhou_ah"), "常住城市是宿州", "City is Suzhou [suzhou_ah]"),
        (
            tag("city", "in", "shanghai", "beijing"),
            "常住城市属于一线城市（北京、上海）",
            "City is in first tier (Beijing, Shanghai)",
        ),
        (
            tag("city", "in", "a, b", "beijing", "elsewhere"),
            "常住城市是“甲、乙”、北京或elsewhere",
            "City is “A, B”, Beijing or elsewhere",
        ),
        (
            tag("age", "between", 25, 35),
            "年龄在25至35岁之间（含两端）",
            "Age is between 25 and 35 years (both included)",
        ),
        (ADULT, "年龄至少18岁", "Age is at least 18 years"),
        (tag("spend", "more_than", 12000), "消费超过12,000元", "Spend is more than 12,000 CNY"),
        (tag("spend", "less_than", 1234567.5), "消费不到1,234,567.5元", "Spend is less than 1,234,567.5 CNY"),
        (tag("spend", "at_most", 0.1), "消费至多0.1元", "Spend is at most 0.1 CNY"),
        (tag("spend", "is", 0), "消费等于0元", "Spend is 0 CNY"),
        (tag("rate", "more_than", 15), "打开率超过15%", "Open rate is more than 15%"),
        (tag("age", "known"), "年龄已知", "Age is known"),
        (INSURED, "“已投保”为是", "“Insured” is yes"),
        (tag("insured", "is", False), "“已投保”为否", "“Insured” is no"),
        (
            tag("joined", "at_least", "2026-01-01"),
            "注册日期不早于2026-01-01",
            "Registration date is no earlier than 2026-01-01",
        ),
        (tag("joined", "less_than", "2026-01-01"), "注册日期早于2026-01-01", "Registration date is before 2026-01-01"),
        (tag("joined", "within", window=MONTH), f"注册日期在{DAYS_ZH}", f"Registration date is {DAYS_EN}"),
        (
            tag("joined", "recurs", window=Between(start=date(2026, 12, 25), end=date(2027, 1, 5))),
            "注册日期的周年日在每年12-25 至 01-05",
            "Registration date falls from 12-25 to 01-05 of any year",
        ),
        (
            tag("joined", "recurs", window=Current(unit="month")),
            "注册日期的周年日在本月（每年10-01 至 10-31）",
            "Registration date falls this month (10-01 to 10-31 of any year)",
        ),
        (
            tag("joined", "recurs", window=Between(start=date(2026, 2, 14), end=date(2026, 2, 14))),
            "注册日期的周年日在每年02-14",
            "Registration date falls on 02-14 of any year",
        ),
        (tag("interests", "is", "tea"), "兴趣包含茶", "Has Tea in Interests"),
        (
            tag("interests", "in", "camping", "tea"),
            "兴趣包含露营、茶中的任意一个",
            "Has any of Camping, Tea in Interests",
        ),
        (
            tag("interests", "in", "camping", "hiking"),
            "兴趣包含户外（露营、徒步）中的任意一个",
            "Has any of outdoors (Camping, Hiking) in Interests",
        ),
        (tag("interests", "all_of", "camping", "tea"), "兴趣同时包含露营、茶", "Has all of Camping, Tea in Interests"),
        (event("at_least", 1, window=MONTH), f"{DAYS_ZH}下单至少1次", f"Has at least 1 Order event {DAYS_EN}"),
        (
            BIG_ORDERS,
            f"{DAYS_ZH}下单至少2次，且每次金额超过100元",
            f"Has at least 2 Order events {DAYS_EN}, counting only those where Amount is more than 100 CNY",
        ),
        (
            event("at_most", 2, where=(BIG, FOOD)),
            "至今下单至多2次，只计金额超过100元且品类是食品的",
            "Has at most 2 Order events to date, "
            "counting only those where Amount is more than 100 CNY and Category is Food",
        ),
        (event("is", 3), "至今下单正好3次", "Has exactly 3 Order events to date"),
        (event("less_than", 3), "至今下单不到3次", "Has fewer than 3 Order events to date"),
        (
            event("between", 2, 5),
            "至今下单2至5次（含两端）",
            "Has between 2 and 5 (both included) Order events to date",
        ),
        (
            event("more_than", 1000, measure="sum", property="amount", where=(FOOD,)),
            "至今下单的金额合计超过1,000元，只计品类是食品的",
            "Total Amount of Order events to date is more than 1,000 CNY, counting only those where Category is Food",
        ),
        (
            event("between", 10, 20, measure="avg", property="amount"),
            "至今下单的金额平均值在10至20元之间（含两端）",
            "Average Amount of Order events to date is between 10 and 20 CNY (both included)",
        ),
        (
            event("at_least", 3, measure="days"),
            "至今下单天数至少3天",
            "Number of days with Order events to date is at least 3",
        ),
        (
            event("at_least", 2, measure="distinct", property="category"),
            "至今下单的不同品类数至少2个",
            "Number of distinct Category in Order events to date is at least 2",
        ),
        (
            Near(tag="home", place="store", radius_m=3000),
            "居住地在朝阳店3公里以内",
            "Home is within 3 km of Chaoyang store",
        ),
        (
            Near(tag="home", lat=39.93, lon=116, radius_m=500.5),
            "居住地在坐标点（纬度39.93、经度116）500.5米以内",
            "Home is within 500.5 m of the point at latitude 39.93 and longitude 116",
        ),
        (
            Sequence(steps=(LOGIN, ORDER), within_days=3, window=MONTH),
            f"{DAYS_ZH}登录，之后3天内下单",
            f"Has a Login event {DAYS_EN}, then an Order event within 3 days",
        ),
        (
            Sequence(steps=(LOGIN, NO_ORDER), within_days=7),
            "曾登录，之后7天内没有下单",
            "Has a Login event, then no Order event within 7 days",
        ),
        (
            Sequence(steps=(ORDER, NO_ORDER), within_days=1),
            "曾下单，之后1天内没有再下单",
            "Has an Order event, then no further Order event within 1 day",
        ),
        (Sequence(steps=(ORDER, ORDER)), "曾下单，之后再次下单", "Has an Order event, then another Order event"),
        (
            Sequence(steps=(Step(event="order", where=(FOOD,)), LOGIN), within_days=0, window=MONTH),
            f"{DAYS_ZH}有品类是食品的下单行为，当天随后登录",
            f"Has an Order event (where Category is Food) {DAYS_EN}, then a Login event on the same day",
        ),
        (
            Sequence(steps=(LOGIN, ORDER, Step(event="order", where=(BIG, FOOD), absent=True)), within_days=30),
            "曾登录，之后下单，之后没有金额超过100元且品类是食品的下单行为（只看第一步之后30天内）",
            "Has a Login event, then an Order event, then no further Order event "
            "(where Amount is more than 100 CNY and Category is Food) (all within 30 days of the first)",
        ),
        (
            Sequence(steps=(LOGIN, ORDER, LOGIN), within_days=0),
            "曾登录，之后下单，之后登录（只看第一步当天）",
            "Has a Login event, then an Order event, then a Login event (all on the same day as the first)",
        ),
        (
            Formula(left=Arithmetic(op="divide", left=ORDERS, right=LOGINS), op="more_than", right=Number(value=0.2)),
            f"{DAYS_ZH}下单次数 ÷ {DAYS_ZH}登录次数 大于 0.2",
            f"Number of Order events {DAYS_EN} ÷ number of Login events {DAYS_EN} is more than 0.2",
        ),
        (
            Formula(
                left=Arithmetic(
                    op="multiply", left=Arithmetic(op="subtract", left=AGE, right=Number(value=18)), right=AGE
                ),
                op="at_most",
                right=TagNumber(tag="spend"),
            ),
            "（年龄 − 18） × 年龄 不大于 消费",
            "(Age − 18) × Age is at most Spend",
        ),
        (InSegment(segment="春节备选"), "属于人群“春节备选”", "Is in the segment “春节备选”"),
        (InSegment(segment="VIP", version=2), "属于人群“VIP”的第2版", "Is in version 2 of the segment “VIP”"),
        (
            InLookalike(lookalike="a1", size=20000),
            "属于相似人群扩展“a1”中最相似的前20,000人",
            "Is among the most similar 20,000 users of the lookalike “a1”",
        ),
        (
            InLookalike(lookalike="a1", share=0.07),
            "属于相似人群扩展“a1”中最相似的前7%",
            "Is among the most similar 7% of users of the lookalike “a1”",
        ),
    ],
)
def test_one_condition(condition: Condition, zh: str, en: str) -> None:
    text = explain_condition(condition, CATALOG)
    assert (text.zh, text.en) == (zh, en)


@pytest.mark.parametrize(
    ("condition", "zh", "en"),
    [
        (BEIJING, "常住城市不是北京", "City is not Beijing"),
        (
            tag("city", "in", "beijing", "suzhou_ah"),
            "常住城市不是北京也不是宿州",
            "City is none of Beijing, Suzhou [suzhou_ah]",
        ),
        (ADULT, "不满足（年龄至少18岁）", "Does not meet (Age is at least 18 years)"),
        (tag("age", "known"), "年龄未知", "Age is unknown"),
        (INSURED, "“已投保”不为是", "“Insured” is not yes"),
        (
            tag("interests", "in", "camping", "tea"),
            "兴趣不包含露营、茶中的任何一个",
            "Has none of Camping, Tea in Interests",
        ),
        (
            tag("city", "in", "beijing", "shanghai", "x"),
            "常住城市不是北京、不是上海也不是x",
            "City is none of Beijing, Shanghai, x",
        ),
        (event("at_least", 1, window=MONTH), f"{DAYS_ZH}没有下单", f"Has no Order event {DAYS_EN}"),
        (
            event("at_least", 1, window=MONTH, where=(BIG, FOOD)),
            f"{DAYS_ZH}没有金额超过100元且品类是食品的下单行为",
            f"Has no Order event {DAYS_EN}, counting only those where Amount is more than 100 CNY and Category is Food",
        ),
        (
            BIG_ORDERS,
            f"不满足（{DAYS_ZH}下单至少2次，且每次金额超过100元）",
            f"Does not meet (has at least 2 Order events {DAYS_EN}, "
            "counting only those where Amount is more than 100 CNY)",
        ),
        (
            Sequence(steps=(LOGIN, NO_ORDER)),
            "不满足（曾登录，之后没有下单）",
            "Does not meet (has a Login event, then no Order event)",
        ),
        (
            Formula(left=AGE, op="is", right=Number(value=2)),
            "不满足（年龄 等于 2）",
            "Does not meet (Age is exactly 2)",
        ),
        (InSegment(segment="VIP"), "不属于人群“VIP”", "Is not in the segment “VIP”"),
        (
            All(of=(BEIJING, ADULT)),
            "不同时满足（常住城市是北京；年龄至少18岁）",
            "Does not meet all of (City is Beijing; Age is at least 18 years)",
        ),
        (
            AnyOf(of=(BEIJING, ADULT)),
            "不满足其中任何一项（常住城市是北京；年龄至少18岁）",
            "Meets none of (City is Beijing; Age is at least 18 years)",
        ),
        (Not(of=BEIJING), "不满足（常住城市不是北京）", "Does not meet (City is not Beijing)"),
        (All(), "没有任何用户", "No users"),
    ],
)
def test_a_negated_condition(condition: Condition, zh: str, en: str) -> None:
    text = explain_condition(Not(of=condition), CATALOG)
    assert (text.zh, text.en) == (zh, en)


@pytest.mark.parametrize(
    ("condition", "zh", "en"),
    [
        (All(of=(BEIJING, ADULT)), "常住城市是北京，并且年龄至少18岁", "City is Beijing and Age is at least 18 years"),
        (AnyOf(of=(BEIJING, ADULT)), "常住城市是北京，或者年龄至少18岁", "City is Beijing or Age is at least 18 years"),
        (
            All(of=(BEIJING, AnyOf(of=(ADULT, Not(of=INSURED))))),
            "常住城市是北京；并且（年龄至少18岁，或者“已投保”不为是）",
            "City is Beijing and (Age is at least 18 years or “Insured” is not yes)",
        ),
        (
            AnyOf(of=(All(of=(BEIJING, ADULT)), INSURED)),
            "（常住城市是北京，并且年龄至少18岁）；或者“已投保”为是",
            "(City is Beijing and Age is at least 18 years) or “Insured” is yes",
        ),
        (
            All(of=(BIG_ORDERS, BEIJING)),
            f"{DAYS_ZH}下单至少2次，且每次金额超过100元；并且常住城市是北京",
            f"Has at least 2 Order events {DAYS_EN}, counting only those where Amount is more than 100 CNY; "
            "and City is Beijing",
        ),
        (All(of=(BEIJING,)), "常住城市是北京", "City is Beijing"),
        (All(), "全部用户", "All users"),
    ],
)
def test_groups(condition: Condition, zh: str, en: str) -> None:
    text = explain_condition(condition, CATALOG)
    assert (text.zh, text.en) == (zh, en)


@pytest.mark.parametrize(
    ("window", "zh", "en"),
    [
        (
            Last(n=1, unit="month"),
            "近1个月（2026-10-01 至 2026-10-31）",
            "in the last 1 month (2026-10-01 to 2026-10-31)",
        ),
        (Last(n=1), "近1天（2026-10-31）", "in the last 1 day (2026-10-31)"),
        (Next(n=7), "未来7天（2026-11-01 至 2026-11-07）", "in the next 7 days (2026-11-01 to 2026-11-07)"),
        (Current(unit="day"), "今天（2026-10-31）", "today (2026-10-31)"),
        (Current(unit="month"), "本月（2026-10-01 至 2026-10-31）", "in this month so far (2026-10-01 to 2026-10-31)"),
        (Previous(unit="day"), "昨天（2026-10-30）", "yesterday (2026-10-30)"),
        (
            Previous(unit="month"),
            "上个月（2026-09-01 至 2026-09-30）",
            "in the previous calendar month (2026-09-01 to 2026-09-30)",
        ),
        (
            Previous(unit="week", n=2),
            "前2个自然周（2026-10-12 至 2026-10-25）",
            "in the previous 2 calendar weeks (2026-10-12 to 2026-10-25)",
        ),
        (
            Between(start=date(2026, 1, 1), end=date(2026, 3, 31)),
            "2026-01-01 至 2026-03-31 期间",
            "from 2026-01-01 to 2026-03-31",
        ),
        (Between(start=date(2026, 1, 1), end=date(2026, 1, 1)), "2026-01-01当天", "on 2026-01-01"),
        (Between(start=date(2026, 1, 1)), "2026-01-01（含）以后", "from 2026-01-01 on"),
        (Between(end=date(2026, 1, 1)), "2026-01-01（含）以前", "up to 2026-01-01 (included)"),
    ],
)
def test_windows_come_with_their_days(window: Window, zh: str, en: str) -> None:
    text = explain_condition(EventCondition(event="login", window=window), CATALOG)
    assert (text.zh, text.en) == (f"{zh}登录至少1次", f"Has at least 1 Login event {en}")


@pytest.mark.parametrize(
    ("definition", "zh", "en"),
    [
        (Definition(), "全部用户", "All users"),
        (
            Definition(where=BEIJING, order_by=OrderBy(tag="spend"), limit=Amount(size=1000)),
            "常住城市是北京。从中按消费从高到低排序，取前1,000人",
            "City is Beijing. Of these: by Spend, highest first, the first 1,000 users",
        ),
        (
            Definition(where=BEIJING, order_by=OrderBy(tag="joined", descending=False), limit=Amount(share=0.2)),
            "常住城市是北京。从中按注册日期从早到晚排序，取前20%",
            "City is Beijing. Of these: by Registration date, earliest first, the first 20%",
        ),
        (
            Definition(order_by=OrderBy(measure=Measure(event="order", where=(FOOD,), window=MONTH))),
            f"全部用户。从中按{DAYS_ZH}下单次数（只计品类是食品的）从高到低排序",
            f"All users. Of these: by number of Order events {DAYS_EN} (counting only those where Category is Food), "
            "highest first",
        ),
        (
            Definition(where=BEIJING, sample=Sample(share=0.125, seed=7), limit=Amount(size=1)),
            "常住城市是北京。从中随机抽取12.5%（随机种子7），按用户 ID 顺序，取前1人",
            "City is Beijing. Of these: a random 12.5% (random seed 7), in order of user id, the first 1 user",
        ),
    ],
)
def test_a_whole_definition(definition: Definition, zh: str, en: str) -> None:
    text = explain(definition, CATALOG)
    assert (text.zh, text.en) == (zh, en)


def test_two_tags_of_one_name_are_told_apart() -> None:
    twins = CATALOG.tags[0].model_copy(update={"id": "work_city"})
    catalog = CATALOG.model_copy(update={"tags": (*CATALOG.tags, twins)})
    at_home, at_work = (TagCondition(tag=id, op="is", value="beijing") for id in ("city", "work_city"))
    assert explain_condition(at_home, catalog).zh == "常住城市 [city]是北京"
    assert explain_condition(at_work, catalog).zh == "常住城市 [work_city]是北京"


def test_a_name_in_one_language_serves_both() -> None:
    assert explain_condition(tag("rate", "at_least", 5), CATALOG).zh == "打开率至少5%"


def test_what_the_catalog_does_not_know_is_named_by_its_id() -> None:
    unknown = All(
        of=(tag("pets", "is", "cat"), EventCondition(event="refund"), Near(tag="work", place="x", radius_m=1))
    )
    assert explain_condition(unknown, CATALOG).zh == "pets是cat，并且至今refund至少1次，并且work在x1米以内"


def test_days_of_a_relative_window_need_a_day_to_count_from() -> None:
    undated = CATALOG.model_copy(update={"as_of": None})
    assert explain_condition(EventCondition(event="login", window=MONTH), undated).zh == "近30天登录至少1次"


# No two conditions read the same

NUMBERS = st.one_of(st.integers(-2000, 2000), st.floats(-50, 50, allow_nan=False).map(lambda x: round(x, 3) + 0.0))
DATES = st.dates(date(2026, 10, 25), date(2026, 11, 5))
UNITS = st.sampled_from(["day", "week", "month", "quarter", "year"])
WINDOWS = st.one_of(
    st.builds(Last, n=st.integers(1, 3), unit=UNITS),
    st.builds(Next, n=st.integers(1, 3), unit=UNITS),
    st.builds(Previous, n=st.integers(1, 3), unit=UNITS),
    st.builds(Current, unit=UNITS),
    st.builds(Between, start=DATES),
    st.builds(Between, end=DATES),
    st.tuples(DATES, DATES).map(lambda ends: Between(start=min(ends), end=max(ends))),
)
SIGNS = st.sampled_from(["is", "at_least", "at_most", "more_than", "less_than"])
CITIES = st.sampled_from([value.value for value in CATALOG.tags[0].values] + ["Suzhou", "甲、乙", "x and y", "“", ""])
HOBBIES = st.sampled_from(["camping", "hiking", "tea", "Tea", "露营、徒步"])
FILTERS = st.one_of(
    st.builds(PropertyFilter, property=st.just("amount"), op=SIGNS, value=NUMBERS),
    st.builds(PropertyFilter, property=st.just("category"), op=st.just("is"), value=st.sampled_from(["food", "Food"])),
)


def _tags(tag: str, op: str, values: st.SearchStrategy[tuple[object, ...]]) -> st.SearchStrategy[TagCondition]:
    return values.map(lambda given: TagCondition.model_validate({"tag": tag, "op": op, "values": given}))


def _several(values: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(values, min_size=1, max_size=3, unique=True).map(tuple)


@st.composite
def _events(draw: st.DrawFn) -> EventCondition:
    measure = draw(st.sampled_from(["count", "days", "distinct", "sum", "avg", "max", "min"]))
    return EventCondition(
        event=draw(st.sampled_from(["order", "refund"])),
        where=tuple(draw(st.lists(FILTERS, max_size=2))),
        measure=measure,
        property=None if measure in ("count", "days") else "amount",
        window=draw(st.none() | WINDOWS),
        op=draw(SIGNS),
        value=draw(NUMBERS),
    )


STEPS = st.builds(
    Step,
    event=st.sampled_from(["order", "login"]),
    where=st.one_of(st.just(()), st.lists(FILTERS, max_size=1).map(tuple)),
)


@st.composite
def _sequences(draw: st.DrawFn) -> Sequence:
    done, last = draw(st.lists(STEPS, min_size=1, max_size=3)), draw(STEPS)
    return Sequence(
        steps=(*done, last.model_copy(update={"absent": draw(st.booleans())})),
        within_days=draw(st.none() | st.integers(0, 2)),
        window=draw(st.none() | WINDOWS),
    )


EXPRESSIONS = st.recursive(
    st.one_of(
        st.builds(TagNumber, tag=st.sampled_from(["age", "spend", "age + spend"])),
        st.builds(Number, value=NUMBERS),
        st.builds(
            MeasureNumber,
            event=st.just("order"),
            where=st.lists(FILTERS, max_size=1).map(tuple),
            window=st.none() | WINDOWS,
        ),
    ),
    lambda inner: st.builds(
        Arithmetic, op=st.sampled_from(["add", "subtract", "multiply", "divide"]), left=inner, right=inner
    ),
    max_leaves=3,
)
LEAVES = st.one_of(
    _sequences(),
    st.builds(Formula, left=EXPRESSIONS, op=SIGNS, right=EXPRESSIONS),
    st.builds(TagCondition, tag=st.just("city"), op=st.just("is"), value=CITIES),
    _tags("city", "in", _several(CITIES)),
    st.builds(TagCondition, tag=st.sampled_from(["age", "spend"]), op=SIGNS, value=NUMBERS),
    _tags("age", "between", st.tuples(NUMBERS, NUMBERS)),
    st.builds(TagCondition, tag=st.just("insured"), op=st.just("is"), value=st.booleans()),
    st.builds(TagCondition, tag=st.just("joined"), op=SIGNS, value=DATES.map(str)),
    st.builds(TagCondition, tag=st.just("joined"), op=st.just("within"), window=WINDOWS),
    st.builds(TagCondition, tag=st.just("interests"), op=st.just("is"), value=HOBBIES),
    _tags("interests", "in", _several(HOBBIES)),
    _tags("interests", "all_of", _several(HOBBIES)),
    st.builds(TagCondition, tag=st.sampled_from(["city", "age", "interests"]), op=st.just("known")),
    _events(),
    st.builds(Near, tag=st.just("home"), place=st.just("store"), radius_m=st.sampled_from([1, 999.5, 1000, 1000.5])),
    st.builds(InSegment, segment=st.sampled_from(["a", "a”的第1版", "A"]), version=st.none() | st.integers(1, 2)),
    st.builds(InLookalike, lookalike=st.sampled_from(["a", "b"]), size=st.sampled_from([1, 1000])),
    st.builds(InLookalike, lookalike=st.sampled_from(["a", "b"]), share=st.sampled_from([0.01, 0.1])),
)
TREES = st.recursive(
    LEAVES,
    lambda parts: st.one_of(
        st.builds(Not, of=parts),
        st.lists(parts, min_size=2, max_size=3).map(lambda of: All(of=tuple(of))),
        st.lists(parts, min_size=2, max_size=3).map(lambda of: AnyOf(of=tuple(of))),
    ),
    max_leaves=5,
)


@settings(max_examples=200, deadline=None)
@given(st.lists(LEAVES, min_size=2, max_size=12))
def test_different_conditions_read_differently(conditions: list[Condition]) -> None:
    _all_read_differently(conditions)


@settings(max_examples=200, deadline=None)
@given(st.lists(TREES, min_size=2, max_size=6), LEAVES, LEAVES, LEAVES)
def test_different_groups_read_differently(trees: list[Condition], a: Condition, b: Condition, c: Condition) -> None:
    nested: list[Condition] = [
        All(of=(a, AnyOf(of=(b, c)))),
        AnyOf(of=(All(of=(a, b)), c)),
        All(of=(AnyOf(of=(a, b)), c)),
        Not(of=All(of=(a, b))),
        Not(of=AnyOf(of=(a, b))),
        All(of=(Not(of=a), b)),
        All(of=(Not(of=a), Not(of=b))),
        All(of=(a, b, c)),
        AnyOf(of=(a, b, c)),
    ]
    _all_read_differently(trees + nested)


def _all_read_differently(conditions: list[Condition]) -> None:
    """Unless the canonical form says they are the same."""
    for one, other in combinations(conditions, 2):
        if canonical_condition(one) != canonical_condition(other):
            first, second = explain_condition(one, CATALOG), explain_condition(other, CATALOG)
            assert first.zh != second.zh, (one, other)
            assert first.en != second.en, (one, other)
