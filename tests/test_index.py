"""The audience index beside a warehouse: lost or damaged it costs time and never an answer."""

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from pyroaring import BitMap

from tests.warehouse import Row
from tests.workspaces import make_workspace
from tools.actions.export_segment import ExportArguments, export_segment
from tools.actions.save_segment import SaveArguments, save_segment
from tools.catalog.model import Catalog
from tools.engine.remembered import Remembered
from tools.index.files import LIST, damaged_files
from tools.segment import (
    All,
    Amount,
    AnyOf,
    Condition,
    Definition,
    EventCondition,
    InSegment,
    Near,
    Not,
    OrderBy,
    Sample,
    TagCondition,
)
from tools.workspace import Workspace

AS_OF = date(2026, 10, 31)
CATALOG = Catalog.model_validate(
    {
        "as_of": AS_OF,
        "users": {"table": "users", "id": "user_id"},
        "tags": [
            {"id": "city", "type": "choice", "name": {"en": "City"}},
            {"id": "member", "type": "flag", "name": {"en": "Member"}},
            {"id": "age", "type": "number", "name": {"en": "Age"}},
            {"id": "spend", "type": "number", "name": {"en": "Spend"}},
            {"id": "joined", "type": "date", "name": {"en": "Joined"}},
            {"id": "likes", "type": "set", "name": {"en": "Likes"}},
            {"id": "home", "type": "place", "columns": {"lat": "lat", "lon": "lon"}, "name": {"en": "Home"}},
            {"id": "never", "type": "choice", "name": {"en": "Never known"}},
        ],
        "events": [{"id": "order", "table": "orders", "time": "at", "name": {"en": "Order"}}],
    }
)
CONDITIONS: list[Condition] = [
    All(),
    TagCondition(tag="city", op="is", value="b"),
    TagCondition(tag="city", op="in", values=("a", "nowhere")),
    Not(of=TagCondition(tag="member", op="is", value=True)),
    TagCondition(tag="age", op="between", values=(20, 40)),
    TagCondition(tag="spend", op="more_than", value=12.5),
    TagCondition(tag="joined", op="at_least", value="2026-09-01"),
    AnyOf(
        of=(
            TagCondition(tag="likes", op="is", value="tea"),
            TagCondition(tag="likes", op="all_of", values=("tea", "go")),
        )
    ),
    Near(tag="home", lat=31.2, lon=121.5, radius_m=30_000),
    TagCondition(tag="home", op="known"),
    TagCondition(tag="never", op="known"),
    EventCondition(event="order", op="at_least", value=2),
    Not(of=EventCondition(event="order")),
]


def users() -> list[Row]:
    return [
        {
            "user_id": f"u{(number * 37) % 1000:03}",
            "city": ["a", "b", "c", None][number % 4],
            "member": [True, False, None][number % 3],
            "age": 18 + number % 50 if number % 7 else None,
            "spend": number / 8 if number % 5 else None,
            "joined": AS_OF - timedelta(days=number),
            "likes": [[], ["tea"], ["tea", "go"], None][number % 4],
            "lat": 31 + number / 1000 if number % 6 else None,
            "lon": 121.5 if number % 6 else None,
            "never": None,
        }
        for number in range(400)
    ]


ORDERS: list[Row] = [
    {"user_id": f"u{(number * 37) % 1000:03}"} for number in range(0, 400, 3) for _ in range(number % 4)
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workspace")
    make_workspace(folder, CATALOG, users(), ORDERS)
    return folder


@pytest.fixture
def copied(home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(home, tmp_path / "workspace"))


@pytest.fixture(scope="module")
def expected(home: Path, tmp_path_factory: pytest.TempPathFactory) -> list[int]:
    """What the database says where there is no index."""
    bare = Path(shutil.copytree(home, tmp_path_factory.mktemp("bare") / "workspace"))
    shutil.rmtree(Workspace(bare).snapshot.index)
    return counts(bare)


def counts(workspace: Path) -> list[int]:
    engine = Workspace(workspace).engine
    return engine.count_conditions(CONDITIONS)


def files(workspace: Path) -> Iterator[Path]:
    return (file for file in sorted(Workspace(workspace).snapshot.index.rglob("*")) if file.is_file())


def test_counts_are_those_of_the_database(home: Path, expected: list[int]) -> None:
    assert counts(home) == expected
    assert len(set(expected)) > 8


def test_every_damaged_file_is_noticed(copied: Path, expected: list[int]) -> None:
    index = Workspace(copied).snapshot.index
    assert damaged_files(index) == []
    for file in files(copied):
        content = file.read_bytes()
        if content:
            file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert damaged_files(index) == [LIST]
    assert counts(copied) == expected
    ids = Workspace(copied).engine.ids(Definition(where=CONDITIONS[1])).column("user_id").to_pylist()
    assert ids == sorted(user["user_id"] for user in users() if user["city"] == "b")


@pytest.mark.parametrize("lost", ["index.json", "0000/members.roaring", "0002/codes.npy", "0003/values.arrow"])
def test_a_lost_file_costs_no_answer(copied: Path, expected: list[int], lost: str) -> None:
    index = Workspace(copied).snapshot.index
    (index / lost).unlink()
    assert damaged_files(index) == (None if lost == LIST else [lost])
    assert counts(copied) == expected


@pytest.mark.parametrize(
    "definition",
    [
        Definition(where=CONDITIONS[1]),
        Definition(where=CONDITIONS[4], order_by=OrderBy(tag="spend"), limit=Amount(size=7)),
        Definition(where=CONDITIONS[4], order_by=OrderBy(tag="joined", descending=False), limit=Amount(share=0.2)),
        Definition(where=CONDITIONS[6], limit=Amount(size=5)),
        Definition(where=CONDITIONS[6], sample=Sample(size=5)),
        Definition(where=All(of=(CONDITIONS[7], CONDITIONS[8]))),
    ],
)
@pytest.mark.parametrize("channel", ["csv", "parquet"])
def test_exports_are_the_same_with_and_without_it(copied: Path, definition: Definition, channel: str) -> None:
    def exported() -> bytes:
        receipt = export_segment(Workspace(copied), ExportArguments(definition=definition, channel=channel))
        return receipt.file.read_bytes()

    with_it = exported()
    shutil.rmtree(Workspace(copied).snapshot.index)
    assert exported() == with_it


def test_the_audience_of_a_saved_segment_is_kept_as_a_portable_file(copied: Path) -> None:
    workspace = Workspace(copied)
    saved = InSegment(segment="Buyers")

    def count() -> int:
        return Workspace(copied).engine.count(Definition(where=saved))

    save_segment(workspace, SaveArguments(name="Buyers", definition=Definition(where=CONDITIONS[11])))
    buyers = count()
    (file,) = (copied / "audiences" / workspace.snapshot.id).iterdir()
    assert (
        len(BitMap.deserialize(file.read_bytes())) == buyers == workspace.engine.count_conditions([CONDITIONS[11]])[0]
    )

    file.write_bytes(BitMap([1, 2, 3]).serialize())
    assert count() == 3  # it is what is read
    file.write_bytes(b"not a bitmap")
    assert count() == buyers

    save_segment(workspace, SaveArguments(name="buyers", definition=Definition(where=CONDITIONS[1])))
    assert count() == workspace.engine.count_conditions([CONDITIONS[1]])[0] != buyers


def test_what_was_used_last_is_remembered() -> None:
    small = Remembered(memory_bytes=3 * len(BitMap(range(0, 200, 2))) * 2)
    made: list[str] = []

    def member(name: str) -> BitMap:
        made.append(name)
        return BitMap(range(0, 200, 2))

    for name in ["a", "b", "c", "a", "d", "a", "b"]:
        assert len(small.get(name, lambda name=name: member(name))) == 100
    assert made == ["a", "b", "c", "d", "b"]
