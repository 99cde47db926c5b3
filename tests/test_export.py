"""Files of an audience: their bytes, their manifests, and what a broken export leaves behind."""

import csv
import json
import os
import signal
import subprocess
import sys
import textwrap
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from pyarrow import parquet

from tests.workspaces import NOON, make_workspace
from tools.actions.export_segment import ExportArguments, Receipt, export_segment
from tools.catalog.model import Catalog
from tools.errors import MusterError
from tools.export import CHANNELS
from tools.export.csv_file import harmless
from tools.export.names import file_name
from tools.export.phone_sha256 import e164, region_of
from tools.segment import All, Amount, AnyOf, Definition, Not, OrderBy, TagCondition
from tools.workspace import Workspace

CATALOG = Catalog.model_validate(
    {
        "as_of": "2026-10-31",
        "timezone": "Asia/Shanghai",
        "users": {"table": "users", "id": "uid"},
        "tags": [
            {"id": "city", "type": "choice", "name": {"zh": "常住城市"}, "values": [{"value": "上海"}]},
            {"id": "nickname", "type": "choice", "name": {"en": "Nickname"}},
            {"id": "spend", "type": "number", "name": {"en": "Spend"}},
            {"id": "insured", "type": "flag", "name": {"en": "Insured"}},
            {"id": "joined", "column": "joined_on", "type": "date", "name": {"en": "Joined"}},
            {"id": "interests", "type": "set", "name": {"en": "Interests"}},
            {"id": "home", "type": "place", "columns": {"lat": "lat", "lon": "lon"}, "name": {"en": "Home"}},
            {"id": "illness", "type": "choice", "name": {"en": "Illness"}},
        ],
        "ids": [{"type": "phone", "column": "mobile"}],
        "sensitive": [{"tag": "illness", "category": "health"}],
    }
)
USERS = [
    {
        "uid": "u1", "city": "上海", "nickname": '=HYPERLINK("x")', "spend": 20.5, "insured": True,
        "joined_on": date(2026, 1, 2), "interests": ["露营", "=1+1"], "lat": 31.2, "lon": 121.4,
        "illness": "flu", "mobile": "138 0013 8000",
    },
    {"uid": "u2", "city": "上海", "nickname": '小王, "老板"\n第二行', "spend": -3.0, "mobile": "+86 138-0013-8000"},
    {"uid": "u3", "city": "上海", "nickname": "-5", "spend": 7.0, "mobile": "12345"},
    {"uid": "@u4", "city": "上海", "spend": None, "mobile": "  "},
    {"uid": "u5", "city": "北京", "spend": 100.0, "mobile": "13900139000"},
]  # fmt: skip

IN_SHANGHAI = TagCondition(tag="city", op="is", value="上海")


def shanghai_with(*tags: str) -> Definition:
    """Everyone in Shanghai, by a definition that speaks of these tags too."""
    return Definition(where=All(of=(IN_SHANGHAI, *(either(tag) for tag in tags))))


def either(tag: str) -> AnyOf:
    known = TagCondition(tag=tag, op="known")
    return AnyOf(of=(known, Not(of=known)))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return make_workspace(tmp_path, CATALOG, USERS, synthetic=True)


def exported(workspace: Workspace, definition: Definition, channel: str = "csv") -> Receipt:
    return export_segment(workspace, ExportArguments(definition=definition, channel=channel, by="wang"))


def problem_of(workspace: Workspace, **arguments: object) -> str:
    with pytest.raises(MusterError) as error:
        export_segment(workspace, ExportArguments.model_validate(arguments))
    return error.value.problems[0].code


# CSV


def test_csv_holds_the_ids_and_the_tags_of_the_definition(workspace: Workspace) -> None:
    spend = TagCondition(tag="spend", op="more_than", value=0)
    receipt = exported(workspace, Definition(where=All(of=(IN_SHANGHAI, spend)), order_by=OrderBy(tag="spend")))

    assert receipt.file.read_bytes() == "\ufeffuser_id,city,spend\r\nu1,上海,20.5\r\nu3,上海,7.0\r\n".encode()
    assert receipt.rows == 2


def test_csv_keeps_every_kind_of_value_and_leaves_the_unknown_empty(workspace: Workspace) -> None:
    receipt = exported(workspace, shanghai_with("insured", "joined", "interests", "home"))
    with receipt.file.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)

    assert header == ["user_id", "city", "insured", "joined", "interests", "home.lat", "home.lon"]
    assert rows[1] == ["u1", "上海", "true", "2026-01-02", "露营|=1+1", "31.2", "121.4"]
    assert rows[2] == ["u2", "上海", "", "", "", "", ""]


def test_csv_makes_cells_harmless_that_a_spreadsheet_would_run(workspace: Workspace) -> None:
    receipt = exported(workspace, shanghai_with("nickname"))
    with receipt.file.open(encoding="utf-8-sig", newline="") as file:
        cells = {row[0]: row[2] for row in csv.reader(file)}

    assert cells == {
        "user_id": "nickname", "'@u4": "", "u1": "'=HYPERLINK(\"x\")", "u2": '小王, "老板"\n第二行', "u3": "-5",
    }  # fmt: skip


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1+1", "－1-1", "＠A1", "-", "+1e5"],
)
def test_formulas_get_an_apostrophe(cell: str) -> None:
    assert harmless(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["-5", "+8613800138000", "-0.25", "12", "上海", "a=b", "", "user-1", "'=1"])
def test_numbers_and_plain_text_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell


# Parquet


def test_parquet_keeps_exact_values_in_the_definitions_order(workspace: Workspace) -> None:
    definition = Definition(where=IN_SHANGHAI, order_by=OrderBy(tag="spend", descending=False), limit=Amount(size=3))
    receipt = exported(workspace, definition, "parquet")

    table = parquet.read_table(receipt.file)
    assert table.to_pydict() == {
        "user_id": ["u2", "u3", "u1"], "city": ["上海"] * 3, "spend": [-3.0, 7.0, 20.5],
    }  # fmt: skip


def test_parquet_cells_are_not_changed_for_spreadsheets(workspace: Workspace) -> None:
    table = parquet.read_table(exported(workspace, shanghai_with("nickname", "interests"), "parquet").file)
    assert table.column("nickname").to_pylist()[1] == '=HYPERLINK("x")'
    assert table.column("interests").to_pylist()[1] == ["露营", "=1+1"]


# Phone numbers


def test_phone_list_is_hashed_once_a_number_and_counts_who_is_left_out(workspace: Workspace) -> None:
    receipt = exported(workspace, Definition(), "phone_sha256")

    hashes = [sha256(number).hexdigest() for number in (b"+8613800138000", b"+8613900139000")]
    assert receipt.file.read_bytes() == "".join(f"{line}\n" for line in hashes).encode()
    assert (receipt.rows, receipt.left_out) == (2, {"no_phone": 1, "repeated_phone": 1, "invalid_phone": 1})


def test_known_hash_of_a_number() -> None:
    number = e164("138 0013 8000", "CN")
    assert number == "+8613800138000"
    assert sha256(number.encode()).hexdigest() == "ec61f3c620a98bdead8c1f1f0ae747abd1b62a0c2dba4fd4bc22cf0d1d8653e5"


@pytest.mark.parametrize(
    ("raw", "region", "normal"),
    [
        ("１３８００１３８０００", "CN", "+8613800138000"),
        ("0086-138-0013-8000", "CN", "+8613800138000"),
        ("8613800138000", "CN", "+8613800138000"),
        ("+1 650-253-0000", "CN", "+16502530000"),
        ("(650) 253-0000", "US", "+16502530000"),
        ("020 8366 1177", "GB", "+442083661177"),
        ("12345678901", "CN", None),
        ("10086", "CN", None),
        ("138001380001", "CN", None),
        ("not a number", "CN", None),
    ],
)
def test_phone_numbers_become_e164_or_nothing(raw: str, region: str, normal: str | None) -> None:
    assert e164(raw, region) == normal


@pytest.mark.parametrize(
    ("timezone", "region"),
    [
        ("Asia/Shanghai", "CN"),
        ("America/Los_Angeles", "US"),
        ("Europe/London", "GB"),
        ("UTC", "CN"),
    ],
)
def test_numbers_without_a_country_are_read_as_those_of_the_time_zone(timezone: str, region: str) -> None:
    assert region_of(timezone) == region


# What is never written


def test_sensitive_tags_are_refused_and_never_become_columns(workspace: Workspace) -> None:
    illness = TagCondition(tag="illness", op="is", value="flu")
    assert problem_of(workspace, definition=Definition(where=illness)) == "sensitive"
    for channel in CHANNELS.values():
        headers = [column.header for column in channel.columns(frozenset({"city", "illness"}), CATALOG)]
        assert "illness" not in headers


def test_an_audience_of_nobody_makes_no_file(workspace: Workspace) -> None:
    rich = Definition(where=TagCondition(tag="spend", op="more_than", value=10**6))
    assert problem_of(workspace, definition=rich) == "nothing_to_export"
    no_numbers = Definition(where=TagCondition(tag="spend", op="is", value=7))
    assert problem_of(workspace, definition=no_numbers, channel="phone_sha256") == "nothing_to_export"
    assert finished(workspace.path) == []


def test_channels_that_cannot_be_served_say_so(workspace: Workspace, tmp_path: Path) -> None:
    assert problem_of(workspace, definition=Definition(), channel="carrier pigeon") == "unknown_channel"
    without_phones = make_workspace(tmp_path / "other", CATALOG.model_copy(update={"ids": ()}), USERS)
    assert problem_of(without_phones, definition=Definition(), channel="phone_sha256") == "no_identifier"
    assert problem_of(workspace) == "no_audience"


# Manifest and record


def test_manifest_says_what_the_file_is(workspace: Workspace) -> None:
    receipt = exported(workspace, Definition(where=IN_SHANGHAI), "phone_sha256")
    manifest = json.loads(receipt.manifest.read_text("utf-8"))

    assert manifest["sha256"] == receipt.sha256 == sha256(receipt.file.read_bytes()).hexdigest()
    assert manifest["definition"]["where"] == {"kind": "tag", "op": "is", "tag": "city", "value": "上海"}
    assert manifest["explanation"]["zh"] == "常住城市是上海"
    assert manifest["file"] == receipt.file.name == f"{manifest['fingerprint']}-2026-11-01.txt"
    assert (manifest["users"], manifest["rows"], sum(manifest["left_out"].values())) == (4, 1, 3)
    assert (manifest["snapshot"], manifest["synthetic"]) == ("20261101-1", True)
    assert (manifest["who"], manifest["when"], manifest["channel"]) == ("wang", "2026-11-01T12:00:00Z", "phone_sha256")
    assert manifest["muster"]


def test_manifest_query_returns_the_exported_users(workspace: Workspace) -> None:
    import duckdb

    receipt = exported(workspace, shanghai_with("spend"), "parquet")
    query = json.loads(receipt.manifest.read_text("utf-8"))["sql"]
    with duckdb.connect(str(workspace.snapshot.warehouse), read_only=True) as database:
        users = {row[0] for row in database.execute(query).fetchall()}
    assert users == set(parquet.read_table(receipt.file).column("user_id").to_pylist())


def test_every_export_is_recorded(workspace: Workspace) -> None:
    receipt = exported(workspace, Definition(where=IN_SHANGHAI))

    [record] = workspace.store.exports()
    assert (record.id, record.rows, record.sha256, record.channel) == (receipt.id, 4, receipt.sha256, "csv")
    assert (record.exported_at, record.exported_by) == (NOON, "wang")
    assert workspace.path / record.file == receipt.file
    [entry] = workspace.store.audit()
    assert (entry.who, entry.what, entry.at) == ("wang", "export_segment", NOON)
    assert entry.detail["export"] == receipt.id


def test_a_saved_segment_gives_the_file_its_name_and_is_fixed_to_its_version(workspace: Workspace) -> None:
    where = Definition(where=IN_SHANGHAI)
    workspace.store.save("上海/用户 A", where, fingerprint="f", count=4, snapshot="s", by="wang")
    receipt = export_segment(workspace, ExportArguments(segment="上海/用户 A"))

    assert receipt.file.name == "上海-用户-A-2026-11-01.csv"
    manifest = json.loads(receipt.manifest.read_text("utf-8"))
    assert manifest["segment"] == "上海/用户 A"
    assert manifest["definition"]["where"] == {"kind": "segment", "segment": "上海/用户 A", "version": 1}
    assert receipt.rows == 4


def test_an_export_counts_on_the_snapshot_in_use(workspace: Workspace) -> None:
    assert exported(workspace, Definition(where=IN_SHANGHAI)).rows == 4
    newer = make_workspace(workspace.path, CATALOG, USERS[3:], snapshot="20261102-1")
    receipt = exported(newer, Definition(where=IN_SHANGHAI))
    assert receipt.rows == 1
    assert json.loads(receipt.manifest.read_text("utf-8"))["snapshot"] == "20261102-1"


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("春节备选", "春节备选-2026-11-01.csv"),
        ("../../etc/passwd", "etc-passwd-2026-11-01.csv"),
        ('a\\b:c*?"<>|d', "a-b-c-d-2026-11-01.csv"),
        ("  .hidden", "hidden-2026-11-01.csv"),
        ("???", "audience-2026-11-01.csv"),
        ("群" * 200, "群" * 60 + "-2026-11-01.csv"),
    ],
)
def test_file_names_are_safe(label: str, name: str) -> None:
    assert file_name(label, date(2026, 11, 1), "csv") == name


# Exports that end early


def finished(workspace: Path) -> list[Path]:
    """What anyone would take for an export."""
    return list((workspace / "exports").glob("[!.]*"))


def test_an_export_that_fails_midway_leaves_nothing(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(*_: object) -> str:
        raise OSError("no space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("tools.export.csv_file.harmless", full_disk)
        assert problem_of(workspace, definition=Definition(where=IN_SHANGHAI)) == "cannot_write"

    assert [entry.name for entry in (workspace.path / "exports").iterdir() if entry.is_dir()] == []
    assert workspace.store.exports() == []


def test_a_killed_export_leaves_nothing_finished_and_the_next_one_sweeps_up(workspace: Workspace) -> None:
    script = textwrap.dedent(
        """
        import sys, time
        from pathlib import Path
        from tools.actions.export_segment import ExportArguments, export_segment
        from tools.export import csv_file
        from tools.segment import Definition
        from tools.workspace import Workspace

        def stuck(cell):
            print("writing", flush=True)
            time.sleep(60)

        csv_file.harmless = stuck
        export_segment(Workspace(Path(sys.argv[1])), ExportArguments(definition=Definition()))
        """
    )
    root = Path(__file__).parent.parent
    command = [sys.executable, "-c", script, str(workspace.path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"writing\n"
        os.kill(process.pid, signal.SIGKILL)

    left = [entry for entry in (workspace.path / "exports").iterdir() if entry.is_dir()]
    assert [folder.name.startswith(".unfinished-") for folder in left] == [True]
    assert finished(workspace.path) == []

    receipt = exported(workspace, Definition(where=IN_SHANGHAI))
    assert [entry for entry in (workspace.path / "exports").iterdir() if entry.is_dir()] == [receipt.file.parent]
