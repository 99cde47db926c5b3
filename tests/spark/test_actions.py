"""What people do with an audience, on Spark and in a warehouse of Muster's own: the same comes of it."""

from datetime import UTC, datetime

import duckdb
import pyarrow.parquet as parquet
import pytest

from agent.session import Session
from tests.spark.warehouse import spark_tables
from tools.actions.audience import Audience
from tools.actions.compare_segments import CompareArguments, compare_segments
from tools.actions.expand_lookalike import ExpandArguments, expand_lookalike
from tools.actions.export_segment import ExportArguments, export_segment
from tools.actions.preview_segment import PreviewArguments, preview_segment
from tools.actions.profile_segment import ProfileArguments, profile_segment
from tools.actions.save_segment import SaveArguments, save_segment
from tools.engine import spark_engine
from tools.errors import MusterError
from tools.ingest.demo.build import build_demo
from tools.segment import Definition
from tools.settings import Settings
from tools.workspace import Workspace

USERS = 4_000
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
WOMEN = {"kind": "tag", "tag": "gender", "op": "is", "value": "female"}
BUYERS = {"kind": "event", "event": "order", "measure": "count", "op": "at_least", "value": 2}
AUDIENCE = Definition.model_validate({"where": {"kind": "all", "of": [WOMEN, {"kind": "not", "of": BUYERS}]}})
OTHERS = Definition.model_validate({"where": BUYERS})


@pytest.fixture(scope="module")
def both(master: str, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, Workspace]:
    """The demo's customers: as they are, and as tables on the cluster."""
    here, there = tmp_path_factory.mktemp("here"), tmp_path_factory.mktemp("there")
    build_demo(here, users=USERS)
    one = Workspace(here, settings, clock=lambda: NOON)
    folder = there / "snapshots" / one.snapshot.id
    folder.mkdir(parents=True)
    for name in ("catalog.json", "manifest.json"):
        (folder / name).write_bytes((one.snapshot.path / name).read_bytes())
    spark_tables(one.snapshot.warehouse, folder / "tables", master).write(folder)
    (there / "current").write_text(f"{one.snapshot.id}\n", "utf-8")
    return one, Workspace(there, settings, clock=lambda: NOON)


def test_a_card_shows_the_same(both: tuple[Workspace, Workspace]) -> None:
    here, there = (preview_segment(workspace, PreviewArguments(definition=AUDIENCE)) for workspace in both)
    assert there.model_dump(exclude={"sql"}) == here.model_dump(exclude={"sql"})


def test_a_profile_and_a_comparison_are_the_same(both: tuple[Workspace, Workspace]) -> None:
    here, there = (profile_segment(workspace, ProfileArguments(definition=AUDIENCE)) for workspace in both)
    assert there == here.model_copy(update={"numbers": []})  # quartiles come from the audience index
    assert there.over
    asked = CompareArguments(first=Audience(definition=AUDIENCE), second=Audience(definition=OTHERS))
    here_compared, there_compared = (compare_segments(workspace, asked) for workspace in both)
    assert there_compared == here_compared


def test_the_cluster_writes_parquet_and_its_list_is_signed(both: tuple[Workspace, Workspace]) -> None:
    here, there = (export_segment(each, ExportArguments(definition=AUDIENCE, channel="parquet")) for each in both)
    assert there.file.is_dir()
    assert (there.rows, there.left_out) == (here.rows, here.left_out)
    order = [("user_id", "ascending")]
    written, expected = parquet.read_table(there.file), parquet.read_table(here.file)
    assert written.sort_by(order).to_pylist() == expected.sort_by(order).to_pylist()
    assert there.sha256 in there.manifest.read_text("utf-8")


@pytest.mark.parametrize("channel", ["csv", "phone_sha256"])
def test_other_channels_make_the_same_file(both: tuple[Workspace, Workspace], channel: str) -> None:
    here, there = (export_segment(each, ExportArguments(definition=AUDIENCE, channel=channel)) for each in both)
    assert there.file.read_bytes() == here.file.read_bytes()


def test_what_is_too_large_to_come_here_is_refused(
    both: tuple[Workspace, Workspace], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spark_engine, "MOST_ROWS", 10)
    _, there = both
    with pytest.raises(MusterError, match="as Parquet"):
        export_segment(there, ExportArguments(definition=AUDIENCE, channel="csv"))
    with pytest.raises(MusterError, match="as Parquet"):
        there.engine.ids(AUDIENCE)
    assert export_segment(there, ExportArguments(definition=AUDIENCE, channel="parquet")).rows > 10


def test_a_lookalike_ranks_the_same_users(both: tuple[Workspace, Workspace]) -> None:
    """Seeds are drawn by their ids, so that the same model comes out of the same users wherever they lie."""
    seeds = Definition.model_validate({"where": WOMEN, "sample": {"size": 120, "seed": 1}})
    here, there = (expand_lookalike(each, ExpandArguments(definition=seeds, size=50)) for each in both)
    assert (there.lookalike, there.auc, there.lift_at_5) == (here.lookalike, here.auc, here.lift_at_5)
    found = [each.engine.ids(expansion.definition) for each, expansion in zip(both, (here, there), strict=True)]
    assert found[0].equals(found[1])
    ranked = parquet.read_table(both[1].path / "lookalikes" / there.lookalike / "ranked.parquet").sort_by("rank")
    assert ranked.column("rank").to_pylist() == list(range(1, USERS - 120 + 1))
    scores = ranked.column("score").to_pylist()
    assert scores == sorted(scores, reverse=True)


def test_a_conversation_goes_on_over_spark(both: tuple[Workspace, Workspace]) -> None:
    replies = []
    for workspace in both:
        session = Session(workspace)
        replies.append([session.ask(turn).reply for turn in ("women who ordered in the last 90 days", "over 30 only")])
        save_segment(workspace, SaveArguments(name="saved", definition=AUDIENCE))
    assert replies[0] == replies[1]
    named = Definition.model_validate({"where": {"kind": "segment", "segment": "saved"}})
    assert both[0].engine.count(named) == both[1].engine.count(named)


def test_the_tables_are_left_where_they_are(both: tuple[Workspace, Workspace]) -> None:
    here, there = both
    assert not there.snapshot.warehouse.exists()
    with duckdb.connect(str(here.snapshot.warehouse), read_only=True) as database:
        assert database.execute("SELECT count(*) FROM users").fetchall() == [(there.engine.population(),)]
