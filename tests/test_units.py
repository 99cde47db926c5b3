"""Amounts may be said in any unit of the kind that a number is counted in."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from agent.planner.amounts.unit_scales import alike, ratio
from agent.planner.grounding import Grounding
from tests.planner.conversation import Conversation, grounded, outcome
from tools.catalog.model import Catalog, Name, Property, Tag
from tools.catalog.tokens import phrase

CLOCK = ("秒", "minute", "小时", "hrs")
WEIGHT = ("克", "斤", "kg", "lb")
LENGTH = ("cm", "米", "公里", "mile")


@pytest.fixture(scope="module")
def gym() -> Grounding:
    """The gym's catalog, with numbers in many units."""
    catalog = Catalog.model_validate(yaml.safe_load((Path(__file__).parent / "planner/gym.yaml").read_text("utf-8")))
    stay = Property(
        id="stay", type="number", unit=Name(en="minutes", zh="分钟"), name=Name(en="Length of stay", zh="停留时长"),
        aliases=("stayed", "停留"),
    )  # fmt: skip
    numbers = (
        ("traffic", "MB", Name(en="Data used", zh="流量")),
        ("commute", "km", Name(en="Way to the gym", zh="通勤距离")),
        ("idle", "days", Name(en="Days since the last visit", zh="未到店天数")),
        ("tenure", "months", Name(en="Membership length", zh="会龄")),
    )
    tags = tuple(Tag(id=id_, type="number", unit=Name(en=unit), name=name) for id_, unit, name in numbers)
    events = tuple(
        event.model_copy(update={"properties": (stay,)}) if event.id == "checkin" else event for event in catalog.events
    )
    return grounded(catalog.model_copy(update={"tags": (*catalog.tags, *tags), "events": events}))


@pytest.mark.parametrize(
    ("say", "means"),
    [
        ("单次停留超过两小时", "checkin[stay>120]>=1"),
        ("单次停留半小时以上", "checkin[stay>=30]>=1"),
        ("单次停留超过一个半小时", "checkin[stay>90]>=1"),
        ("单次停留1小时30分钟以上", "checkin[stay>=90]>=1"),
        ("单次停留90分钟以上", "checkin[stay>=90]>=1"),
        ("visited and stayed over half an hour each time", "checkin[stay>30]>=1"),
        ("average length of stay over an hour and a half", "avg(checkin.stay)>90"),
        ("average length of stay between 1 and 2 hours", "avg(checkin.stay) 60..120"),
        ("流量超过1.5GB", "traffic>1536"),
        ("way to the gym over 500 m", "commute>0.5"),
        ("通勤距离不到3000米", "commute<3"),
        ("未到店天数超过两周", "idle>14"),
        ("会龄满两年", "tenure>=24"),
        ("体重在120到150斤之间", "weight 60..75"),
        ("weight over 3 hours", "asks: weight"),
    ],
)
def test_an_amount_is_taken_in_the_unit_of_its_number(say: str, means: str, gym: Grounding) -> None:
    assert outcome(Conversation(gym).say(say)) == means


@given(st.sampled_from((CLOCK, WEIGHT, LENGTH)).flatmap(lambda kind: st.tuples(*[st.sampled_from(kind)] * 3)))
def test_ratios_agree_whichever_way_they_are_taken(units: tuple[str, str, str]) -> None:
    first, second, third = units
    there, back = ratio(phrase(first), (second,)), ratio(phrase(second), (first,))
    on, whole = ratio(phrase(second), (third,)), ratio(phrase(first), (third,))
    assert there is not None
    assert back is not None
    assert on is not None
    assert there * back == pytest.approx(1)
    assert there * on == pytest.approx(whole)


def test_only_what_is_exact_is_converted() -> None:
    assert ratio(phrase("周"), ("days",)) == 7
    assert ratio(phrase("years"), ("个月",)) == 12
    assert ratio(phrase("days"), ("weeks",)) is None
    assert ratio(phrase("weeks"), ("months",)) is None
    assert ratio(phrase("hours"), ("kg",)) is None


def test_units_bring_only_their_own_kind() -> None:
    assert phrase("斤") in alike([phrase("kg")])
    assert phrase("hours") not in alike([phrase("kg")])
    assert alike([phrase("floors")]) == {phrase("floors")}
