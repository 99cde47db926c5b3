"""Definitions in notation: what is printed reads back as the same definition, and mistakes are said plainly."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings

from evals.notation import NotationError, notation, parse
from tests.random_definitions import catalog, definitions
from tools.catalog.model import Catalog
from tools.segment import Definition
from tools.segment.canonical import canonical

GYM = Catalog.model_validate(yaml.safe_load((Path(__file__).parent / "planner/gym.yaml").read_text("utf-8")))
RANDOM = catalog("users", "id", "events", "")


@given(definition=definitions)
@settings(max_examples=300, deadline=None)
def test_what_is_printed_reads_back_the_same(definition: Definition) -> None:
    line = notation(definition)
    again = parse(line, RANDOM)
    assert canonical(again) == canonical(definition)
    assert notation(again) == line


@pytest.mark.parametrize(
    "line",
    [
        "plan=annual & branch=xh & class[course=yoga, last 1 month]>=2",
        "plan in {annual, monthly} & not((has_coach=true | plan=trial))",
        "goals all of {muscle, fat} & age 25..35 & weight<=60.5",
        "joined_on ..2024-12-31 & expires_on next 30 day & joined_on 2024-01-01..2024-06-30",
        "sum(purchase[last 90 day].amount)>1000 & days(checkin[this month])>=10 & distinct(purchase.item)>=2",
        "home within 2000 m of xujiahui",
        'segment "春季 召回" version 2 & lookalike 800',
        "everyone | order by visits_30d up | limit 0.1",
        "plan=annual | order by sum(purchase.amount) | limit 50",
        "plan=annual | sample 0.2 seed 3",
        'branch in {18-24, "25", "New York"}',
        "sequence(purchase[item=towel, last 7 day] then no class[course=yoga] within 7 days)",
        "sequence(checkin then class then purchase)",
        "formula(purchase[last 30 day] / visits_30d > 0.2)",
        "formula(sum(purchase.amount) / (count(checkin) + 1) >= 2.5)",
    ],
)
def test_a_line_is_printed_as_people_write_it(line: str) -> None:
    assert notation(parse(line, GYM)) == line


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("age>30|plan = annual&branch=xh", "(age>30 | (plan=annual & branch=xh))"),
        ("checkin[last 2 weeks]>=1 & expires_on this  quarter", "checkin[last 2 week]>=1 & expires_on this quarter"),
        ("formula(purchase - 2 * checkin < 0)", "formula(count(purchase) - (2 * count(checkin)) < 0)"),
        ("has_coach=True", "has_coach=true"),
        ("checkin > 1", "checkin>1"),
    ],
)
def test_spaces_and_parentheses_may_be_left_to_the_reader(written: str, same: str) -> None:
    assert notation(parse(written, GYM)) == same


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("plan=annual & (", "cannot be read here"),
        ("plann=annual", "did you mean plan"),
        ("checkin[last 3 day, this month]>=1", "more than one window"),
        ("sequence(checkin then class[last 3 day])", "first step"),
        ("age 25..", "cannot be read here"),
        ("checkin in {1, 2}", "op"),
    ],
)
def test_a_mistake_is_said_in_words(line: str, said: str) -> None:
    with pytest.raises(NotationError) as caught:
        parse(line, GYM)
    assert said in str(caught.value) or "Input should be" in str(caught.value)
