"""The `muster` command: what it prints where, how it exits, and what it leaves unimported."""

import ast
import json
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner, Result

from tests.scripted_server import Calls, Refuses, Says, ScriptedServer
from tests.workspaces import make_workspace
from tools.catalog.model import Catalog
from ui.cli.app import app
from ui.cli.words import terminal_language

ROOT = Path(__file__).parents[1]
CATALOG = Catalog.model_validate(
    {
        "as_of": "2026-10-31",
        "users": {"table": "users", "id": "uid"},
        "tags": [
            {
                "id": "town",
                "type": "choice",
                "name": {"en": "Town", "zh": "城镇"},
                "values": [
                    {"value": "north", "name": {"en": "Northtown", "zh": "北镇"}},
                    {"value": "south", "name": {"en": "Southtown", "zh": "南镇"}},
                ],
            },
            {
                "id": "pet",
                "type": "choice",
                "name": {"en": "Pet", "zh": "宠物"},
                "values": [
                    {"value": "cat", "name": {"en": "Cat", "zh": "猫"}, "aliases": ["养猫"]},
                    {"value": "dog", "name": {"en": "Dog\x1b[31m", "zh": "狗"}},
                ],
            },
            {"id": "age", "type": "number", "unit": {"en": "years", "zh": "岁"}, "name": {"en": "Age", "zh": "年龄"}},
        ],
    }
)
# 240 users: a third in the north, half with a cat, and the cats with the older half.
USERS = [
    {"uid": f"u{i}", "town": "south" if i % 3 else "north", "pet": "cat" if i % 2 else "dog", "age": 20 + i % 2 * 20}
    for i in range(240)
]
CATS, NORTHERN_CATS = 120, 40
SAVE_CATS = [
    Calls(
        (
            "preview_segment",
            {
                "definition": {
                    "where": {"kind": "tag", "tag": "pet", "op": "is", "value": "cat", "because": "cat owners"}
                }
            },
        )
    ),
    Says("120."),
    Calls(("save_segment", {"name": "Cats"})),
    Says("Saved."),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace's folder, in use by default; the terminal speaks English."""
    path = tmp_path / "workspace"
    make_workspace(path, CATALOG, USERS)
    monkeypatch.setenv("MUSTER_WORKSPACE", str(path))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.chdir(tmp_path)
    return path


def muster(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, arguments, input=stdin, catch_exceptions=False)


@pytest.fixture
def with_cats(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace in which the cat owners are saved as “Cats”."""
    with ScriptedServer(SAVE_CATS) as server:
        monkeypatch.setenv("OPENAI_API_KEY", "any")
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("MUSTER_MODEL", "openai:scripted")
        assert muster("ask", "cat owners", "save them as Cats").exit_code == 0
    return folder


def in_a_process(arguments: Sequence[str], **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ui.cli", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env=os.environ | environment,
    )


# ask


def test_a_chinese_request_gives_one_json_object_and_sql_that_can_be_run_again(folder):
    done = in_a_process(["ask", "北镇养猫的人", "--json"], LC_ALL="C")
    assert done.returncode == 0
    assert done.stderr == ""
    said = json.loads(done.stdout)
    assert {"reply", "segment", "clarification", "timings_ms"} <= said.keys()
    assert said["clarification"] is None
    segment = said["segment"]
    assert segment.keys() == {"definition", "count", "population", "sql", "conditions", "assumptions"}
    assert (segment["count"], segment["population"]) == (NORTHERN_CATS, len(USERS))
    assert {line["because"] for line in segment["conditions"]} == {"北镇", "养猫"}
    assert all("是" in line["text"] for line in segment["conditions"])
    assert min(line["narrows_to"] for line in segment["conditions"]) == NORTHERN_CATS
    warehouse = next(folder.glob("snapshots/*/warehouse.duckdb"))
    with duckdb.connect(str(warehouse), read_only=True) as database:
        rows = database.execute(segment["sql"]).fetchall()
    assert len(rows) == NORTHERN_CATS
    assert all(len(row) == 1 for row in rows)


def test_a_question_back_is_an_answer(folder):
    done = muster("ask", "quixotic people in Northtown", "--json")
    assert done.exit_code == 0
    said = json.loads(done.stdout)
    assert said["segment"] is None
    assert "quixotic" in said["clarification"]["unresolved"]
    assert said["clarification"]["question"] == said["reply"]


def test_turns_are_one_conversation_that_can_go_on(folder):
    first = json.loads(muster("ask", "cat owners", "only in Northtown", "--json").stdout)
    assert first["segment"]["count"] == NORTHERN_CATS
    second = muster("ask", "undo", "--conversation", first["conversation"], "--json")
    assert json.loads(second.stdout)["segment"]["count"] == CATS


def test_turns_can_come_from_a_pipe(folder):
    said = json.loads(muster("ask", "-", "--json", stdin="养猫的人\n\n只要北镇的\n").stdout)
    assert said["segment"]["count"] == NORTHERN_CATS
    assert muster("ask", "-", stdin="\n").exit_code == 1


def test_people_get_a_card(folder):
    done = muster("ask", "北镇养猫的人")
    assert done.exit_code == 0
    assert "占大盘 240 人的 16.67%" in done.stdout
    assert "“养猫”" in done.stdout


def test_foreign_text_cannot_steer_the_terminal(folder):
    done = muster("ask", "people with a dog")
    assert "Dog" in done.stdout
    assert "\x1b" not in done.stdout


def test_typed_results_come_with_the_answer(with_cats, monkeypatch):
    with ScriptedServer([Calls(("profile_segment", {"segment": "Cats"})), Says("They are older.")]) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        said = json.loads(muster("ask", "profile Cats", "--json").stdout)
    assert said["segment"] is None
    assert [result["type"] for result in said["results"]] == ["profile_segment"]
    assert said["results"][0]["data"]["count"] == CATS


def test_a_turn_that_fails_stops_the_conversation_with_1(folder, monkeypatch):
    with ScriptedServer([Refuses(401)]) as server:
        monkeypatch.setenv("OPENAI_API_KEY", "wrong")
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("MUSTER_MODEL", "openai:scripted")
        done = muster("ask", "养猫的人", "画像", "--json")
        assert len(server.requests) == 1
    assert done.exit_code == 1
    said = json.loads(done.stdout)
    assert [problem["code"] for problem in said["problems"]] == ["model_key"]
    assert "OPENAI_API_KEY" in said["reply"]


# What cannot be done


@pytest.mark.parametrize(
    ("environment", "arguments", "words"),
    [
        ({"MUSTER_WORKSPACE": "nowhere"}, ["ask", "cats"], "muster demo"),
        ({"MUSTER_MODEL": "gpt"}, ["ask", "cats"], "openai:NAME"),
        ({"MUSTER_MODEL": "openai:some", "OPENAI_API_KEY": ""}, ["ask", "cats"], "OPENAI_API_KEY"),
        ({"MUSTER_THREADS": "many"}, ["ask", "cats"], "MUSTER_THREADS"),
        ({}, ["profile"], "muster chat"),
        ({}, ["profile", "Cats"], "Cats"),
        ({}, ["lookalike", "Cats", "--size", "10"], "Cats"),
        ({}, ["export", "Cats", "--channel", "csv"], "Cats"),
        ({}, ["segments", "show", "Cats"], "Cats"),
        ({}, ["snapshots", "use", "yesterday"], "yesterday"),
        ({}, ["load", "missing.csv"], "missing.csv"),
    ],
)
def test_what_cannot_be_done_is_said_with_exit_code_1(folder, monkeypatch, environment, arguments, words):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    done = muster(*arguments, "--json")
    assert done.exit_code == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert json.loads(done.stdout)["problems"][0]["message"].keys() == {"en", "zh"}


def test_it_is_said_in_the_language_of_the_terminal(folder, monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "没有名为“猫”的人群" in muster("segments", "show", "猫").stderr


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_TW"}, "zh"),
        ({"LANG": "", "LC_ALL": ""}, "en"),
    ],
)
def test_the_language_of_the_terminal_is_its_locale(environment, language):
    assert terminal_language(environment) == language


@pytest.mark.parametrize("arguments", [["ask"], ["lookalike", "Cats"], ["nothing"], ["ask", "cats", "--loud"]])
def test_wrong_usage_exits_with_2(folder, arguments):
    assert muster(*arguments).exit_code == 2


def test_a_bug_is_logged_beside_the_data_and_not_shown(folder):
    (folder / "snapshots" / "20261101-1" / "catalog.json").write_text("{}")
    done = muster("segments", "list")
    assert done.exit_code == 0  # needs no catalog
    done = muster("ask", "cats")
    assert done.exit_code == 1
    assert "muster.log" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Traceback" in (folder / "muster.log").read_text("utf-8")


# Saved segments


def test_saved_segments_are_listed_shown_and_told_by_version(with_cats):
    listed = json.loads(muster("segments", "list", "--json").stdout)
    assert [(each["name"], each["count"]) for each in listed["segments"]] == [("Cats", CATS)]
    shown = json.loads(muster("segments", "show", "cats", "--json").stdout)
    assert shown["count"] == CATS
    told = json.loads(muster("segments", "history", "Cats", "--json").stdout)
    assert [each["version"] for each in told["segments"]] == [1]
    assert "Cats" in muster("segments", "list").stdout


def test_a_saved_segment_is_profiled_and_exported(with_cats):
    profiled = json.loads(muster("profile", "--json").stdout)
    assert profiled["count"] == CATS
    receipt = json.loads(muster("export", "Cats", "--channel", "csv", "--json").stdout)
    assert receipt["rows"] == CATS
    assert Path(receipt["file"]).is_file()
    refused = muster("export", "Cats", "--channel", "pigeon")
    assert refused.exit_code == 1
    assert "csv" in refused.stderr


def test_a_saved_segment_is_expanded(with_cats):
    expansion = json.loads(muster("lookalike", "Cats", "--size", "30", "--save", "More cats", "--json").stdout)
    assert expansion["seed_count"] == CATS
    listed = json.loads(muster("segments", "list", "--json").stdout)
    assert {each["name"]: each["count"] for each in listed["segments"]}["More cats"] == expansion["count"]


# A prompt


def test_chat_answers_line_by_line_and_exports_on_a_persons_word(folder):
    done = muster("chat", stdin="/export csv\n养猫的人\n/nonsense\n/export csv\n/quit\nnot read\n")
    assert done.exit_code == 0
    assert "no audience" in done.stderr
    assert "120" in done.stdout
    assert len(list((folder / "exports").glob("*/*.csv"))) == 1
    assert "not read" not in done.stdout


# Loads and snapshots


def test_a_bad_load_is_one_step_from_undone(folder, tmp_path):
    (tmp_path / "people.csv").write_text("id,town\n1,north\n2,south\n", "utf-8")
    loaded = muster("load", "people.csv", "--id", "id", "--json")
    assert loaded.exit_code == 0, loaded.stderr
    assert json.loads(loaded.stdout)["users"] == 2
    listed = json.loads(muster("snapshots", "list", "--json").stdout)
    assert [each["users"] for each in listed["snapshots"]] == [len(USERS), 2]
    assert listed["current"] == listed["snapshots"][1]["id"]
    back = muster("snapshots", "use", listed["snapshots"][0]["id"])
    assert back.exit_code == 0
    assert "* 20261101-1" in back.stdout


def test_the_workspace_can_be_named_before_or_after_the_command(folder, monkeypatch):
    monkeypatch.delenv("MUSTER_WORKSPACE")
    other = folder.rename(folder.with_name("other"))
    assert muster("segments", "list", "--workspace", str(other)).exit_code == 0
    assert muster("segments", "list").exit_code == 1
    monkeypatch.setenv("MUSTER_WORKSPACE", "nowhere")  # what the next line sets is put back after the test
    assert muster("--workspace", str(other), "segments", "list").exit_code == 0


# Serve and doctor


def test_a_port_that_is_taken_is_named(folder):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = muster("serve", "--port", str(port))
    assert done.exit_code == 1
    assert str(port) in done.stderr


def test_doctor_says_what_is_there_and_how_to_mend_what_is_not(folder, monkeypatch):
    well = muster("doctor", "--json")
    assert well.exit_code == 0
    findings = {each["name"]: each["state"]["en"] for each in json.loads(well.stdout)["findings"]}
    assert f"{len(USERS)} users" in findings["workspace"]
    assert findings["model"] == "embedded, needs no network"
    monkeypatch.setenv("MUSTER_MODEL", "openai:some")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    ill = muster("doctor")
    assert ill.exit_code == 1
    assert "OPENAI_API_KEY" in ill.stdout


# What commands import


def loaded_by(code: str) -> set[str]:
    """Top-level packages in a fresh interpreter after `code`."""
    printing = "import sys; print(sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", f"{code}\n{printing}"], capture_output=True, text=True, cwd=ROOT)
    return set(ast.literal_eval(done.stderr.strip().splitlines()[-1]))


def test_the_command_itself_imports_next_to_nothing():
    heavy = {"gradio", "lightgbm", "chromadb", "duckdb", "langchain", "langgraph", "pandas", "pyarrow", "sqlalchemy"}
    assert not loaded_by("import ui.cli") & heavy


def test_asking_imports_only_what_it_uses(folder):
    code = "from ui.cli.app import app; app(['ask', '养猫的人', '--json'], standalone_mode=False)"
    loaded = loaded_by(code)
    assert "duckdb" in loaded
    assert not loaded & {"gradio", "lightgbm", "pyspark", "sklearn", "chromadb", "pandas", "langchain_openai"}
