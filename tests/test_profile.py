"""Profiles and comparisons: TGI that can be checked by hand, noise that is not reported, tags that are never shown."""

import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.warehouse import Row
from tests.workspaces import make_workspace
from tools.actions.audience import Audience
from tools.actions.compare_segments import CompareArguments, Comparison, compare_segments
from tools.actions.profile_segment import Profile, ProfileArguments, TgiRow, profile_segment
from tools.catalog.model import Catalog
from tools.errors import MusterError
from tools.segment import Definition, EventCondition, InSegment, Not, TagCondition
from tools.workspace import Workspace

AS_OF = date(2026, 10, 31)
CATALOG = Catalog.model_validate(
    {
        "as_of": AS_OF,
        "users": {"table": "users", "id": "user_id"},
        "tags": [
            {
                "id": "city",
                "type": "choice",
                "name": {"en": "City", "zh": "城市"},
                "values": [{"value": "bj", "name": {"en": "Beijing", "zh": "北京"}}],
            },
            {"id": "member", "type": "flag", "name": {"en": "Member", "zh": "会员"}},
            {"id": "insured", "type": "flag", "name": {"en": "Insured", "zh": "已投保"}},
            {"id": "age", "type": "number", "unit": {"en": "years", "zh": "岁"}, "name": {"en": "Age", "zh": "年龄"}},
            {"id": "spend", "type": "number", "unit": {"en": "CNY", "zh": "元"}, "name": {"en": "Spend", "zh": "消费"}},
            {"id": "children", "type": "number", "name": {"en": "Children", "zh": "孩子数"}},
            {"id": "seen", "type": "date", "name": {"en": "Last seen", "zh": "最近活跃"}},
            {"id": "likes", "type": "set", "name": {"en": "Interests", "zh": "兴趣"}},
            {
                "id": "home",
                "type": "place",
                "columns": {"lat": "lat", "lon": "lon"},
                "name": {"en": "Home", "zh": "家"},
            },
            {"id": "illness", "type": "choice", "name": {"en": "Illness", "zh": "病症"}},
            {"id": "phone_tag", "column": "phone", "type": "choice", "name": {"en": "Phone", "zh": "手机号"}},
            {"id": "device", "type": "choice", "name": {"en": "Device", "zh": "设备号"}},
        ],
        "events": [{"id": "order", "table": "orders", "time": "at", "name": {"en": "Order", "zh": "下单"}}],
        "ids": [{"type": "phone", "column": "phone"}],
        "sensitive": [{"tag": "illness", "category": "health"}],
    }
)
MEMBERS = Definition(where=TagCondition(tag="member", op="is", value=True))


def workspace(folder: Path, users: list[Row]) -> Workspace:
    named = [{"user_id": f"u{number:05d}", **user} for number, user in enumerate(users)]
    return make_workspace(folder, CATALOG, named)


def profile(of: Workspace, definition: Definition = MEMBERS, **given: object) -> Profile:
    return profile_segment(of, ProfileArguments.model_validate({"definition": definition, **given}))


def row(rows: list[TgiRow], tag: str, value: str) -> TgiRow:
    return next(line for line in rows if (line.tag, line.value) == (tag, value))


def spread(**parts: int) -> list[str | None]:
    """`bj=3, none=1` → three times "bj", once None."""
    return [None if value == "none" else value for value, times in parts.items() for _ in range(times)]


def test_tgi_is_the_share_in_the_audience_over_the_share_in_the_population(tmp_path: Path) -> None:
    # Of 200 members 160 have a known city, 120 of them Beijing; of all 1,000 users 800 and 200.
    members = [{"member": True, "city": city} for city in spread(bj=120, sh=40, none=40)]
    others = [{"member": False, "city": city} for city in spread(bj=80, sh=560, none=160)]
    found = profile(workspace(tmp_path, members + others))

    assert (found.count, found.population) == (200, 1000)
    beijing = row(found.over, "city", "bj")
    assert beijing.count == 120
    assert beijing.share == pytest.approx(120 / 160)
    assert beijing.base_share == pytest.approx(200 / 800)
    assert beijing.tgi == pytest.approx(300)
    assert (beijing.tag_name.zh, beijing.value_name.zh, beijing.value_name.en) == ("城市", "北京", "Beijing")
    assert row(found.under, "city", "sh").tgi == pytest.approx(100 * (40 / 160) / (600 / 800))


def test_values_of_a_set_are_shares_of_users_whose_set_is_known(tmp_path: Path) -> None:
    members = [{"member": True, "likes": likes} for likes in [["run", "cook"]] * 80 + [["cook"]] * 20 + [None] * 100]
    others = [{"member": False, "likes": likes} for likes in [["cook"]] * 300 + [None] * 500]
    found = profile(workspace(tmp_path, members + others))

    run = row(found.over, "likes", "run")
    assert (run.count, run.share, run.base_share) == (80, 80 / 100, 80 / 400)
    assert all(line.value != "cook" for line in found.over + found.under)  # everyone known likes cooking


def test_a_flag_has_one_line(tmp_path: Path) -> None:
    members = [{"member": True, "insured": number < 150} for number in range(200)]
    others = [{"member": False, "insured": number < 200} for number in range(800)]
    found = profile(workspace(tmp_path, members + others))

    assert [(line.tag, line.value) for line in found.over] == [("insured", "true")]
    assert found.under == []


def test_numbers_are_told_apart_by_readable_bins_with_their_unit(tmp_path: Path) -> None:
    chance = random.Random(1)
    members = [{"member": True, "age": chance.randint(18, 30), "spend": 0.0} for _ in range(300)]
    others = [
        {"member": False, "age": chance.randint(18, 77), "spend": chance.choice([0.0, chance.uniform(1, 999)])}
        for _ in range(1700)
    ]
    found = profile(workspace(tmp_path, members + others), top=50)

    youngest = next(line for line in found.over if line.tag == "age")
    assert youngest.value_name.en.startswith("under ")
    assert youngest.value_name.en.endswith(" years")
    assert youngest.value_name.zh.endswith("岁")
    limit = int(youngest.value_name.en.split()[1])
    assert limit % 5 == 0
    assert youngest.count == sum(user["age"] < limit for user in members)
    # Many spend nothing: that is a bin of its own, with a name that says so.
    nothing = row(found.over, "spend", "0")
    assert (nothing.value_name.en, nothing.value_name.zh, nothing.count) == ("0 CNY", "0元", 300)


def test_a_number_with_few_values_is_told_apart_by_value(tmp_path: Path) -> None:
    members = [{"member": True, "children": 2} for _ in range(100)]
    others = [{"member": False, "children": number % 4} for number in range(400)]
    found = profile(workspace(tmp_path, members + others))

    assert row(found.over, "children", "2").count == 100


def test_dates_are_told_apart_by_recency(tmp_path: Path) -> None:
    members = [{"member": True, "seen": AS_OF - timedelta(days=number % 7)} for number in range(200)]
    others = [{"member": False, "seen": AS_OF - timedelta(days=7 + number % 300)} for number in range(800)]
    found = profile(workspace(tmp_path, members + others))

    recent = next(line for line in found.over if line.tag == "seen")
    assert (recent.value_name.en, recent.value_name.zh) == ("in the last 7 days", "近7天内")
    assert recent.count == 200


def test_noise_yields_nothing(tmp_path: Path) -> None:
    chance = random.Random(7)
    users = [
        {
            "member": chance.random() < 0.2,
            "city": chance.choice(["bj", "sh", "gz", "cd", "wh", "xa"]),
            "insured": chance.random() < 0.4,
            "age": chance.randint(18, 80),
            "spend": chance.uniform(0, 1000),
            "children": chance.randint(0, 3),
            "seen": AS_OF - timedelta(days=chance.randint(0, 400)),
            "likes": chance.sample(["run", "cook", "read", "swim"], 2),
        }
        for _ in range(3000)
    ]
    found = profile(workspace(tmp_path, users), top=50)

    assert found.over == []
    assert found.under == []
    assert any("chance" in text.en for text in found.left_out)


def test_a_handful_of_users_is_no_finding(tmp_path: Path) -> None:
    members = [{"member": True, "city": city} for city in spread(lhasa=12, sh=188)]
    others = [{"member": False, "city": "sh"} for _ in range(800)]

    assert profile(workspace(tmp_path, members + others)).over == []


def test_a_small_audience_is_said_to_be_small(tmp_path: Path) -> None:
    members = [{"member": True, "city": "bj"} for _ in range(60)]
    others = [{"member": False, "city": "sh"} for _ in range(800)]
    found = profile(workspace(tmp_path, members + others))

    assert "60" in found.left_out[0].en
    assert "60" in found.left_out[0].zh


@pytest.fixture
def telling(tmp_path: Path) -> Workspace:
    """Members differ in everything, also in what must never be shown."""
    members = [
        {"member": True, "city": "bj", "illness": "flu", "phone": f"1{number % 3}", "device": f"d{number}"}
        for number in range(200)
    ]
    others = [
        {"member": False, "city": "sh", "illness": "none at all", "phone": "2", "device": f"e{number}"}
        for number in range(800)
    ]
    return workspace(tmp_path, members + others)


def test_sensitive_tags_never_appear_and_are_named(telling: Workspace) -> None:
    found = profile(telling, top=50)

    assert {line.tag for line in found.over + found.under} == {"city"}
    assert any("Illness" in text.en and "病症" in text.zh for text in found.left_out)


def test_sensitive_tags_do_not_appear_when_asked_for(telling: Workspace) -> None:
    found = profile(telling, tags=["illness", "city"])

    assert {line.tag for line in found.over + found.under} == {"city"}
    assert any("Illness" in text.en for text in found.left_out)


def test_tags_of_the_definition_only_restate_it(telling: Workspace) -> None:
    found = profile(telling, Definition(where=TagCondition(tag="city", op="is", value="bj")), top=50)

    assert {line.tag for line in found.over} == {"member"}
    assert any("City" in text.en for text in found.left_out)


def test_tags_of_a_saved_segment_restate_it_too(telling: Workspace) -> None:
    rule = Definition(where=TagCondition(tag="city", op="is", value="bj"))
    telling.store.save("Beijing", rule, fingerprint="f", count=200, snapshot="s", by="me")
    found = profile(telling, Definition(where=InSegment(segment="Beijing")), top=50)

    assert "city" not in {line.tag for line in found.over + found.under}


def test_a_tag_that_is_asked_for_is_shown_even_when_it_restates(telling: Workspace) -> None:
    found = profile(telling, Definition(where=TagCondition(tag="city", op="is", value="bj")), tags=["city"])

    assert row(found.over, "city", "bj").share == 1


def test_an_unknown_tag_is_an_error_that_names_the_nearest(telling: Workspace) -> None:
    with pytest.raises(MusterError) as error:
        profile(telling, tags=["citty"])

    assert error.value.problems[0].code == "unknown_tag"
    assert "city" in error.value.problems[0].suggestions


def test_an_audience_of_nobody_has_an_empty_profile(telling: Workspace) -> None:
    found = profile(telling, Definition(where=EventCondition(event="order")))

    assert (found.count, found.over, found.under) == (0, [], [])


def test_one_tag_does_not_fill_the_list(tmp_path: Path) -> None:
    chance = random.Random(3)
    cities = [f"c{number}" for number in range(10)]
    members = [{"member": True, "city": chance.choice(cities[:5]), "insured": True} for _ in range(500)]
    others = [{"member": False, "city": chance.choice(cities), "insured": number % 2 == 0} for number in range(1500)]
    found = profile(workspace(tmp_path, members + others))

    assert sum(line.tag == "city" for line in found.over) == 2
    assert any(line.tag == "insured" for line in found.over)


def compared(of: Workspace, first: Definition, second: Definition) -> Comparison:
    return compare_segments(of, CompareArguments(first=Audience(definition=first), second=Audience(definition=second)))


def test_a_comparison_counts_the_overlap_and_shows_where_two_audiences_differ(tmp_path: Path) -> None:
    both = [{"member": True, "insured": True, "city": "bj"} for _ in range(50)]
    first = [{"member": True, "insured": False, "city": "bj"} for _ in range(150)]
    second = [{"member": False, "insured": True, "city": city} for city in spread(bj=50, sh=300)]
    neither = [{"member": False, "insured": False, "city": "gz"} for _ in range(500)]
    found = compared(
        workspace(tmp_path, both + first + second + neither),
        MEMBERS,
        Definition(where=TagCondition(tag="insured", op="is", value=True)),
    )

    assert (found.first_count, found.second_count, found.population) == (200, 400, 1050)
    assert (found.both, found.only_first, found.only_second) == (50, 150, 350)
    beijing = row(found.differences, "city", "bj")
    assert (beijing.share, beijing.base_share, beijing.tgi) == (1, 100 / 400, pytest.approx(400))
    assert row(found.differences, "city", "sh").tgi == 0
    assert {line.tag for line in found.differences} == {"city"}  # what defines the two is not repeated


def test_an_audience_does_not_differ_from_itself(telling: Workspace) -> None:
    found = compared(telling, MEMBERS, MEMBERS)

    assert (found.both, found.only_first, found.only_second, found.differences) == (200, 0, 0, [])


def test_opposites_share_nobody(telling: Workspace) -> None:
    found = compared(telling, MEMBERS, Definition(where=Not(of=MEMBERS.where)))

    assert (found.both, found.first_count + found.second_count) == (0, found.population)
    assert row(found.differences, "city", "bj").tgi > 100


def test_typical_numbers_are_those_of_the_users_whose_value_is_known(tmp_path: Path) -> None:
    # Members are 20 to 59, ten of each age, and a hundred more of unknown age; all others are 60 to 99.
    members = [{"member": True, "age": age, "spend": 5} for age in range(20, 60) for _ in range(10)]
    unknown = [{"member": True, "spend": 5} for _ in range(100)]
    others = [{"member": False, "age": age, "spend": 5} for age in range(60, 100) for _ in range(10)]
    found = profile(workspace(tmp_path, members + unknown + others))

    (age,) = found.numbers  # what everybody spends says nothing
    assert (age.tag, age.low, age.median, age.high, age.base_median) == ("age", 29, 39, 49, 59)
