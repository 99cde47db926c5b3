"""What a workspace remembers: segments and their versions, names, references, and several processes at once."""

import json
import sqlite3
import subprocess
import sys
import textwrap
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from tools.errors import MusterError
from tools.segment import All, AnyOf, Condition, Definition, EventCondition, InSegment, Last, Not, Sample, TagCondition
from tools.segment.canonical import fingerprint
from tools.store.store import Store

ROOT = Path(__file__).parent.parent
FIRST = datetime(2026, 11, 1, 12, tzinfo=UTC)


class Clock:
    """Time that passes a minute at every look."""

    def __init__(self) -> None:
        self.now = FIRST - timedelta(minutes=1)

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path, clock=Clock())


def older_than(age: int) -> Definition:
    return Definition(where=TagCondition(tag="age", op="more_than", value=age))


def save(store: Store, name: str, definition: Definition | Condition) -> int:
    if not isinstance(definition, Definition):
        definition = Definition(where=definition)
    marked = fingerprint(definition)
    return store.save(name, definition, fingerprint=marked, count=7, snapshot="s1", by="wang").version


def problem_of(store: Store, name: str, definition: Definition | Condition) -> MusterError:
    with pytest.raises(MusterError) as error:
        save(store, name, definition)
    return error.value


# Opening


def test_reading_a_workspace_without_state_makes_none(tmp_path: Path) -> None:
    store = Store(tmp_path, clock=Clock())
    assert (store.segments(), store.segment_names(), store.exports(), store.audit()) == ([], [], [], [])
    assert store.definition("anything") is None
    assert list(tmp_path.iterdir()) == []


def test_importing_the_store_does_not_import_the_database_library() -> None:
    code = "import sys, tools.store.store; sys.exit('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_a_file_that_is_no_database_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "state.db").write_text("hello " * 1000)
    with pytest.raises(MusterError) as error:
        Store(tmp_path, clock=Clock()).segments()
    assert error.value.problems[0].code == "bad_store"


def test_a_file_of_a_newer_layout_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "state.db") as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(MusterError) as error:
        save(Store(tmp_path, clock=Clock()), "a", older_than(1))
    assert error.value.problems[0].code == "bad_store"


# Versions


def test_a_definition_comes_back_as_it_was_saved(store: Store) -> None:
    definition = Definition(
        where=All(
            of=(
                TagCondition(tag="city", op="in", values=("上海", "北京"), because="京沪"),
                Not(of=EventCondition(event="order", window=Last(n=30))),
            )
        ),
        sample=Sample(share=0.1, seed=3),
    )
    save(store, "京沪未下单", definition)
    assert store.definition("京沪未下单") == definition


def test_a_new_version_only_when_the_rule_differs(store: Store) -> None:
    assert save(store, "老客", older_than(30)) == 1
    assert save(store, "老客", older_than(30)) == 1
    assert save(store, "老客", older_than(40)) == 2
    assert save(store, "老客", older_than(30)) == 3

    assert [version.version for version in store.history("老客")] == [3, 2, 1]
    assert store.definition("老客") == older_than(30)
    assert store.definition("老客", version=2) == older_than(40)
    assert store.definition("老客", version=4) is None


def test_the_newest_of_each_segment_is_listed_newest_first(store: Store) -> None:
    for name, age in (("a", 1), ("b", 1), ("c", 1), ("a", 2)):
        save(store, name, older_than(age))
    assert [(segment.name, segment.version) for segment in store.segments()] == [("a", 2), ("c", 1), ("b", 1)]
    assert store.segment_names() == ["a", "c", "b"]


def test_what_is_kept_with_a_version(store: Store) -> None:
    save(store, "a", older_than(1))
    version = store.segment("a")
    assert version is not None
    assert (version.count, version.snapshot, version.saved_by) == (7, "s1", "wang")
    assert version.saved_at == FIRST


def test_times_are_kept_as_moments_whatever_their_zone(tmp_path: Path) -> None:
    in_shanghai = datetime(2026, 11, 1, 8, tzinfo=timezone(timedelta(hours=8)))
    store = Store(tmp_path, clock=lambda: in_shanghai)
    save(store, "a", older_than(1))
    version = Store(tmp_path, clock=Clock()).segment("a")
    assert version is not None
    assert version.saved_at == in_shanghai
    assert version.saved_at.tzinfo is UTC


# Names


@pytest.mark.parametrize("other", ["vip 客户", " VIP 客户 ", "ＶＩＰ　客户", "Vip  客户", "VIP\u200b 客户"])
def test_spellings_of_one_name(store: Store, other: str) -> None:
    save(store, "VIP 客户", older_than(1))
    assert store.definition(other) == older_than(1)
    assert save(store, other, older_than(2)) == 2


def test_a_name_is_listed_as_it_was_spelled_last(store: Store) -> None:
    save(store, "  ＶＩＰ客户", older_than(1))
    assert store.segment_names() == ["ＶＩＰ客户"]
    save(store, "vip客户", older_than(2))
    assert store.segment_names() == ["vip客户"]


@pytest.mark.parametrize("name", ["", "   ", "\u200b", "a\nb", "a\x00b", "长" * 101])
def test_names_that_cannot_be(store: Store, name: str) -> None:
    error = problem_of(store, name, older_than(1))
    assert error.problems[0].code == "bad_name"
    assert error.to("zh") != error.to("en")
    assert store.segments() == []


# References


def test_a_segment_cannot_refer_to_itself(store: Store) -> None:
    assert problem_of(store, "a", InSegment(segment="A")).problems[0].code == "cyclic_segment"
    save(store, "a", older_than(1))
    assert problem_of(store, "a", Not(of=InSegment(segment=" a"))).problems[0].code == "cyclic_segment"


def test_nor_through_other_segments(store: Store) -> None:
    save(store, "a", older_than(1))
    save(store, "b", AnyOf(of=(older_than(2).where, InSegment(segment="a"))))
    save(store, "c", All(of=(older_than(3).where, Not(of=InSegment(segment="b")))))

    error = problem_of(store, "A", InSegment(segment="c"))
    assert error.problems[0].code == "cyclic_segment"
    assert "A → c → b → a" in error.to("en")
    assert store.definition("a") == older_than(1)


def test_an_older_version_can_serve_to_build_the_next(store: Store) -> None:
    save(store, "a", older_than(1))
    assert save(store, "a", All(of=(InSegment(segment="a", version=1), older_than(9).where))) == 2


@pytest.mark.parametrize("id", ["..", "../x", "/etc", "a/b", "a\\b", "", ".", "x\x00", "a" * 65])
def test_a_lookalike_id_never_leads_out_of_its_folder(tmp_path: Path, id: str) -> None:
    (tmp_path / "lookalikes").mkdir()
    (tmp_path / "ranked.parquet").touch()
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "ranked.parquet").touch()
    assert Store(tmp_path, clock=Clock()).ranking(id) is None


def test_the_ranking_of_a_lookalike(tmp_path: Path) -> None:
    store = Store(tmp_path, clock=Clock())
    file = tmp_path / "lookalikes" / "20261101-a1" / "ranked.parquet"
    assert store.ranking("20261101-a1") is None
    file.parent.mkdir(parents=True)
    file.touch()
    assert store.ranking("20261101-a1") == file


# Audit


def test_saving_is_audited_once_a_version(store: Store) -> None:
    for age in (1, 1, 2):
        save(store, "a", older_than(age))
    entries = store.audit()
    assert [(entry.who, entry.what, entry.detail["version"]) for entry in entries] == [
        ("wang", "save_segment", 2),
        ("wang", "save_segment", 1),
    ]


def test_other_deeds_can_be_recorded(store: Store) -> None:
    store.record("li", "switch_snapshot", {"to": "20261101-1"})
    [entry] = store.audit()
    assert (entry.who, entry.what, entry.detail, entry.at) == ("li", "switch_snapshot", {"to": "20261101-1"}, FIRST)


# Several processes


def test_what_others_save_is_seen_at_once(tmp_path: Path, store: Store) -> None:
    assert store.definition("a") is None
    save(store, "a", older_than(1))
    assert store.definition("a") == older_than(1)

    other = Store(tmp_path, clock=Clock())
    for age in range(2, 20):
        save(other, "a", older_than(age))
        assert store.definition("A") == older_than(age)
        assert store.definition("a", 1) == older_than(1)


def test_processes_that_save_at_once_lose_nothing(tmp_path: Path) -> None:
    script = textwrap.dedent(
        """
        import json, sys
        from datetime import UTC, datetime
        from pathlib import Path
        from tools.segment import Definition, TagCondition
        from tools.store.store import Store

        store = Store(Path(sys.argv[1]), clock=lambda: datetime.now(UTC))
        versions = []
        for i in range(20):
            where = TagCondition(tag=sys.argv[2], op="is", value=i)
            new = f"{sys.argv[2]}{i}"
            saved = store.save("shared", Definition(where=where), fingerprint=new, count=i, snapshot="s", by="x")
            versions.append(saved.version)
        print(json.dumps(versions))
        """
    )
    writers = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path), name], stdout=subprocess.PIPE, cwd=ROOT)
        for name in ("p", "q", "r")
    ]
    answers = [writer.communicate()[0] for writer in writers]
    assert sorted(version for answer in answers for version in json.loads(answer)) == list(range(1, 61))
    assert len(Store(tmp_path, clock=Clock()).history("shared")) == 60


def test_a_lock_that_is_never_released_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path, clock=Clock())
    save(store, "a", older_than(1))
    monkeypatch.setattr("tools.store.store.BUSY_SECONDS", 0.1)
    with sqlite3.connect(tmp_path / "state.db", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        impatient = Store(tmp_path, clock=Clock())
        [problem] = problem_of(impatient, "a", older_than(2)).problems
        assert (problem.code, problem.retry) == ("store_busy", True)
        assert impatient.definition("a") == older_than(1)  # readers do not wait for a writer
        other.execute("ROLLBACK")
