"""Lookalikes: planted traits are found and proven, noise is told apart from them, and what would cheat is set aside."""

import json
import random
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import lightgbm
import pyarrow.parquet as pq
import pytest

from tests.workspaces import make_workspace
from tools.actions.expand_lookalike import ExpandArguments, Expansion, expand_lookalike
from tools.catalog.model import Catalog
from tools.errors import MusterError
from tools.segment import (
    All,
    Amount,
    Definition,
    EventCondition,
    InSegment,
    Not,
    OrderBy,
    Sample,
    TagCondition,
)
from tools.workspace import Workspace

AS_OF = date(2026, 10, 31)
USERS = 4_000
CATALOG = Catalog.model_validate(
    {
        "as_of": AS_OF,
        "users": {"table": "users", "id": "user_id"},
        "tags": [
            {"id": "age", "type": "number", "unit": {"en": "years", "zh": "岁"}, "name": {"en": "Age", "zh": "年龄"}},
            {"id": "city", "type": "choice", "name": {"en": "City", "zh": "城市"}},
            {"id": "likes", "type": "set", "name": {"en": "Interests", "zh": "兴趣"}},
            {"id": "joined", "type": "date", "name": {"en": "Joined", "zh": "注册日期"}},
            {
                "id": "home",
                "type": "place",
                "columns": {"lat": "lat", "lon": "lon"},
                "name": {"en": "Home", "zh": "家"},
            },
            {"id": "seed", "type": "flag", "name": {"en": "Known buyer", "zh": "已知买家"}},
            {"id": "copy_of_seed", "type": "flag", "name": {"en": "Bought", "zh": "已购"}},
            {"id": "chance", "type": "number", "name": {"en": "Chance", "zh": "随机数"}},
            {"id": "illness", "type": "flag", "name": {"en": "Illness", "zh": "病症"}},
            {"id": "phone_tag", "column": "phone", "type": "choice", "name": {"en": "Phone", "zh": "手机号"}},
        ],
        "events": [
            {
                "id": event,
                "table": "events",
                "match": {"column": "event", "value": event},
                "time": "at",
                "name": name,
                "properties": [
                    {"id": "amount", "type": "number", "name": {"en": "Amount", "zh": "金额"}},
                    {"id": "kind", "type": "choice", "name": {"en": "Kind", "zh": "品类"}},
                ],
            }
            for event, name in (("order", {"en": "Order", "zh": "下单"}), ("visit", {"en": "Visit", "zh": "访问"}))
        ],
        "ids": [{"type": "phone", "column": "phone"}],
        "sensitive": [{"tag": "illness", "category": "health"}],
    }
)
SEEDS = Definition(where=TagCondition(tag="seed", op="is", value=True))


def people() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """One user in five is a buyer: young, fond of camping, looking at tents; half of them are known (the seeds)."""
    chance = random.Random(5)
    users, events = [], []
    for number in range(USERS):
        buyer = number % 5 == 0
        known = number % 10 == 0
        user = {
            "user_id": f"u{number:05d}",
            "buyer": buyer,
            "age": chance.randint(20, 35) if buyer and chance.random() < 0.8 else chance.randint(20, 70),
            "city": chance.choice(["bj", "sh", "gz"]) if chance.random() < 0.9 else None,
            "likes": ["camping", "tea"] if chance.random() < (0.7 if buyer else 0.1) else ["tea"],
            "joined": AS_OF - timedelta(days=chance.randint(0, 900)),
            "lat": 30 + chance.random(),
            "lon": 120 + chance.random(),
            "seed": known,
            "copy_of_seed": known,
            "chance": chance.random(),
            "illness": known,
            "phone": "139" if known else "138",
        }
        users.append(user)
        for _ in range(chance.randint(0, 3) + 2 * buyer):
            events.append(
                {
                    "user_id": user["user_id"],
                    "at": datetime(2026, 10, 31, 12) - timedelta(days=chance.randint(0, 120)),
                    "event": "visit",
                    "amount": None,
                    "kind": "tent" if buyer and chance.random() < 0.6 else chance.choice(["tent", "shoe", "cup"]),
                }
            )
        if known:
            at = datetime(2026, 10, 1)
            events.append({"user_id": user["user_id"], "at": at, "event": "order", "amount": 9.9, "kind": "tent"})
    return users, events


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Seeds differ only in what makes a buyer: nothing else tells them from the other half."""
    users, events = people()
    users = [user | {"copy_of_seed": None} for user in users]
    events = [event for event in events if event["event"] == "visit"]
    return make_workspace(tmp_path_factory.mktemp("honest"), CATALOG, users, events)


@pytest.fixture(scope="module")
def leaking(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A flag and an event that only seeds have."""
    users, events = people()
    return make_workspace(tmp_path_factory.mktemp("leaking"), CATALOG, users, events)


@pytest.fixture(scope="module")
def expansion(honest: Workspace) -> Expansion:
    return expand(honest, SEEDS, 400)


def expand(workspace: Workspace, seeds: Definition, size: int = 400) -> Expansion:
    return expand_lookalike(workspace, ExpandArguments(definition=seeds, size=size))


def ranked(workspace: Workspace, found: Expansion) -> list[str]:
    table = pq.read_table(workspace.path / "lookalikes" / found.lookalike / "ranked.parquet")
    return [str(user) for user in table.column("user_id").to_pylist()]


def is_hidden_buyer(user: str) -> bool:
    return int(user[1:]) % 10 == 5


def test_users_with_the_traits_of_the_seeds_come_first(honest: Workspace, expansion: Expansion) -> None:
    order = ranked(honest, expansion)

    assert len(order) == USERS - 400
    assert all(int(user[1:]) % 10 != 0 for user in order)  # no seeds
    found = sum(map(is_hidden_buyer, order[:400]))
    assert found > 4 * 400 * 400 / len(order)  # at random a ninth would be
    assert expansion.auc > 0.85
    assert expansion.lift_at_5 > 3


def test_the_expanded_audience_is_a_definition_that_the_engine_counts(honest: Workspace, expansion: Expansion) -> None:
    assert honest.engine.count(expansion.definition) == expansion.count == 400
    users = honest.engine.ids(expansion.definition).column("user_id").to_pylist()
    assert set(users) == set(ranked(honest, expansion)[:400])
    assert (expansion.seed_count, expansion.population) == (400, USERS)
    assert "400" in expansion.text.en
    assert "400" in expansion.text.zh


def test_the_folder_holds_model_report_and_ranking(honest: Workspace, expansion: Expansion) -> None:
    folder = honest.path / "lookalikes" / expansion.lookalike

    assert lightgbm.Booster(model_file=folder / "model.txt").num_trees() > 0
    assert json.loads((folder / "report.json").read_text("utf-8"))["auc"] == expansion.auc
    table = pq.read_table(folder / "ranked.parquet")
    assert table.schema.field("user_id").type == "string"
    assert [str(table.schema.field(name).type) for name in ("rank", "score")] == ["int64", "float"]
    assert table.column("rank").to_pylist() == list(range(1, USERS - 400 + 1))
    rows = list(zip(table.column("score").to_pylist(), table.column("user_id").to_pylist(), strict=True))
    assert rows == sorted(rows, key=lambda row: (-row[0], row[1]))
    assert list(folder.parent.glob(".*")) == []  # nothing half-written is left behind


def test_the_traits_behind_the_model_are_named_in_both_languages(expansion: Expansion) -> None:
    names = {(feature.name.en, feature.name.zh) for feature in expansion.features[:5]}

    assert ("Age", "年龄") in names
    assert ("Interests: camping", "兴趣：camping") in names
    assert sum(feature.gain_share for feature in expansion.features) <= 1.0001
    gains = [feature.gain_share for feature in expansion.features]
    assert gains == sorted(gains, reverse=True)


def test_another_size_uses_the_same_model(honest: Workspace, expansion: Expansion) -> None:
    model = honest.path / "lookalikes" / expansion.lookalike / "model.txt"
    written = model.stat().st_mtime_ns
    larger = expand(honest, SEEDS, 900)

    assert larger.lookalike == expansion.lookalike
    assert model.stat().st_mtime_ns == written
    assert honest.engine.count(larger.definition) == larger.count == 900
    assert larger.auc == expansion.auc


def test_the_same_seeds_give_the_same_ranking(honest: Workspace, expansion: Expansion, tmp_path: Path) -> None:
    users, events = people()
    users = [user | {"copy_of_seed": None} for user in users]
    events = [event for event in events if event["event"] == "visit"]
    again = make_workspace(tmp_path, CATALOG, users[::-1], events[::-1])  # the order of rows must not matter

    found = expand(again, SEEDS, 400)
    assert found.lookalike == expansion.lookalike
    assert ranked(again, found) == ranked(honest, expansion)


def test_random_seeds_are_told_to_be_random(honest: Workspace) -> None:
    found = expand(honest, Definition(sample=Sample(size=600)))

    assert found.auc == pytest.approx(0.5, abs=0.07)
    assert found.lift_at_5 < 2
    assert any("random" in text.en and "随机" in text.zh for text in found.warnings)


def test_what_picked_the_seeds_is_set_aside(leaking: Workspace) -> None:
    found = expand(leaking, Definition(where=EventCondition(event="order")))

    assert any("Order" in text.en and "下单" in text.zh for text in found.left_out)
    assert not any("Order" in feature.name.en for feature in found.features)


def test_what_picked_the_seeds_is_set_aside_behind_a_saved_segment_and_an_order(leaking: Workspace) -> None:
    rule = Definition(where=TagCondition(tag="seed", op="is", value=True))
    leaking.store.save("buyers", rule, fingerprint="f", count=400, snapshot="s", by="me")
    youngest = Definition(
        where=InSegment(segment="buyers"), order_by=OrderBy(tag="age", descending=False), limit=Amount(size=200)
    )
    found = expand(leaking, youngest)

    assert found.seed_count == 200
    assert any("Known buyer" in text.en and "Age" in text.en for text in found.left_out)
    assert not any(feature.name.en in ("Known buyer", "Age") for feature in found.features)


def test_traits_that_give_the_answer_away_are_warned_of(leaking: Workspace, expansion: Expansion) -> None:
    found = expand(leaking, SEEDS)

    assert found.auc > 0.98
    assert any("restate" in text.en and "Bought" in text.en and "已购" in text.zh for text in found.warnings)
    assert not any("restate" in text.en for text in expansion.warnings)


def test_sensitive_tags_and_identifiers_teach_nothing(honest: Workspace, expansion: Expansion) -> None:
    # Both would tell seeds from the other buyers at once.
    assert any("Illness" in text.en for text in expansion.left_out)
    assert not any(feature.name.en.startswith(("Illness", "Phone")) for feature in expansion.features)
    assert expansion.auc < 0.98


def test_a_lookalike_of_a_lookalike_works(honest: Workspace, expansion: Expansion) -> None:
    found = expand(honest, expansion.definition, 100)

    assert found.seed_count == 400
    assert found.lookalike != expansion.lookalike


def test_more_than_there_are_is_capped_and_said(honest: Workspace, expansion: Expansion) -> None:
    found = expand(honest, SEEDS, 1_000_000)

    assert found.count == USERS - 400
    assert honest.engine.count(found.definition) == found.count
    assert any("3,600" in text.en and "3,600" in text.zh for text in found.warnings)


def test_few_seeds_are_warned_of(expansion: Expansion) -> None:
    assert any("400" in text.en and "5,000" in text.en for text in expansion.warnings)


def test_too_few_seeds_are_refused_with_what_would_work(honest: Workspace) -> None:
    seeds = Definition(where=SEEDS.where, limit=Amount(size=99))
    with pytest.raises(MusterError) as error:
        expand(honest, seeds)

    problem = error.value.problems[0]
    assert problem.code == "too_few_seeds"
    for text in (problem.message.en, problem.message.zh):
        assert "99" in text
        assert "100" in text
        assert "5,000" in text


def test_seeds_that_are_nearly_everyone_are_refused(honest: Workspace) -> None:
    with pytest.raises(MusterError) as error:
        expand(honest, Definition(where=All(of=(Not(of=SEEDS.where),))))

    assert error.value.problems[0].code == "too_many_seeds"
